"""A paper of a visit is filled in from what is on record and from what the department adds."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Final

from libs.documents.contents import FORMS
from libs.documents.forms import check as f
from libs.documents.forms.parts import Form, Item, Officer, Piece
from libs.documents.kinds import ABOUT
from libs.events.catalog.codes import DepartmentCode, InspectorId
from libs.events.catalog.inspection.docket import PaperKind

from ...visit import refusals as visit_refusals
from .. import commands as c
from .. import refusals as r

LED: Final = frozenset({PaperKind.SCHEME, PaperKind.NOTICE})
"""Papers of the whole visit, which its lead issues."""
ONCE: Final = frozenset({
    PaperKind.APPROVAL, PaperKind.SCHEME, PaperKind.NOTICE, PaperKind.RECORD, PaperKind.RESULT, PaperKind.RECTIFICATION,
    PaperKind.NO_PENALTY_DECISION,
})  # fmt: skip
"""Papers of which a department has one of a visit that counts, or one of an order to rectify."""
_NEEDS: Final[dict[PaperKind, tuple[str, ...]]] = {
    PaperKind.SCHEME: ("remarks",),
    PaperKind.SURVEY: ("where", "situation"),
    PaperKind.INQUIRY: ("where", "person", "role", "questions"),
    PaperKind.SAMPLING: ("where", "reason", "samples"),
    PaperKind.RECTIFICATION: ("rectification",),
    PaperKind.NO_PENALTY_DECISION: ("matter", "basis", "reviewer", "court", "remarks"),
    PaperKind.TRANSFER: ("to", "matter", "situation", "articles", "remarks"),
}
_LONGEST: Final = 2000
_BY_TWO: Final = frozenset({PaperKind.SURVEY, PaperKind.INQUIRY, PaperKind.SAMPLING})
_SAID: Final = {
    "remarks": "具体安排(remarks)",
    "where": "地点(where)",
    "situation": "情况(situation)",
    "person": "被询问人(person)",
    "role": "职务(role)",
    "questions": "询问内容(questions)",
    "reason": "原因(reason)",
    "samples": "样品(samples)",
    "rectification": "整改编号(rectification)",
    "evidence": "证据(evidence)",
    "matter": "案由(matter)",
    "basis": "法律依据(basis)",
    "reviewer": "行政复议机关(reviewer)",
    "court": "人民法院(court)",
    "to": "移送机关(to)",
    "articles": "涉嫌罪名和条款(articles)",
}


def fill(kind: PaperKind, visited: c.Visited, department: DepartmentCode, words: c.Words, today: date) -> Form:
    """The paper as it is to be issued today. Raises NotOnVisit and the refusals of this matter."""
    part = _part(visited, department)
    if kind not in _FILLED:
        raise r.PaperElsewhere(kind=kind, title=ABOUT[kind].title)
    _check_time(kind, visited, part)
    missing = [name for name in _NEEDS.get(kind, ()) if not getattr(words, name)]
    if missing:
        raise _incomplete(kind, missing)
    _check_officers(kind, part, words)
    return FORMS[kind].model_validate(
        {"authority": part.title, "dated": today, "party": visited.party, **_FILLED[kind](visited, part, words)}
    )


def _part(visited: c.Visited, department: DepartmentCode) -> c.Part:
    for part in visited.parts:
        if part.department == department:
            return part
    departments = [part.department for part in visited.parts]
    raise visit_refusals.NotOnVisit(department=department, visit=visited.visit, departments=departments)


def _incomplete(kind: PaperKind, missing: Iterable[str]) -> r.PaperIncomplete:
    first, *_ = names = list(missing)
    return r.PaperIncomplete(
        f"{kind.value} needs: {', '.join(names)}",
        f"{ABOUT[kind].title}还需填写:{'、'.join(_SAID[name] for name in names)}",
        field=first,
        value=None,
    )


def _check_time(kind: PaperKind, visited: c.Visited, part: c.Part) -> None:
    if visited.over:
        raise r.VisitCancelled(visit=visited.visit)
    needs = {
        # It may be handed over on the spot where it is lawfully not given beforehand.
        PaperKind.NOTICE: (visited.told or part.arrived, "a notice of the visit, or the arrival", "告知或到场"),
        PaperKind.RECORD: (part.recorded_at, "the department's part", "本部门检查情况录入"),
        PaperKind.SURVEY: (part.arrived, "the arrival", "执法人员到场"),
        PaperKind.INQUIRY: (part.arrived, "the arrival", "执法人员到场"),
        PaperKind.SAMPLING: (part.arrived, "the arrival", "执法人员到场"),
        PaperKind.EVIDENCE_LIST: (part.arrived, "the arrival", "执法人员到场"),
        PaperKind.RECTIFICATION: (visited.completed_on, "completion of the visit", "检查办结"),
        PaperKind.RESULT: (visited.completed_on, "completion of the visit", "检查办结"),
        PaperKind.NO_PENALTY_DECISION: (part.exempted, "the exemption of a finding", "问题确定免予处罚"),
        PaperKind.TRANSFER: (part.transferred, "the decision to transfer a finding", "确定移送"),
    }
    there, en, zh = needs.get(kind, (True, "", ""))
    if not there:
        raise r.PaperTooEarly(kind=kind, title=ABOUT[kind].title, needs=en, needs_zh=zh)


def _check_officers(kind: PaperKind, part: c.Part, words: c.Words) -> None:
    named = list(dict.fromkeys(each.inspector for each in words.officers))
    team = list(dict.fromkeys((*part.officers, *part.arrived)))
    # A notice names the officers of the other departments too.
    strangers = [] if kind in LED else [each for each in named if each not in team]
    if strangers:
        raise r.NotOfTheTeam(
            field="officers", value=strangers, inspectors=strangers, department=part.department, team=team
        )  # fmt: skip
    if kind in _BY_TWO and len(named) < 2:
        raise r.OfficersTooFew(field="officers", value=named, officers=named, kind=kind, title=ABOUT[kind].title)


def _named(officers: Iterable[InspectorId], words: c.Words) -> tuple[Officer, ...]:
    by_number = {each.inspector: each for each in words.officers}
    return tuple(by_number.get(each, Officer(inspector=each)) for each in officers)


def _source(visited: c.Visited) -> str:
    return visited.basis or f"抽查计划（{visited.draw}）"


def _times(visited: c.Visited) -> dict[str, Any]:
    return {"method": visited.method, "window_from": visited.window_from, "window_to": visited.window_to, "on": visited.on}


def _span(part: c.Part, words: c.Words) -> dict[str, Any]:
    return {"began_at": words.began_at or part.arrived_at, "ended_at": words.ended_at or part.recorded_at}


def _team(part: c.Part, words: c.Words) -> f.Team:
    return f.Team(department=part.title, officers=_named(part.officers, words), items=part.items)


def _pieces(part: c.Part, words: c.Words) -> tuple[Piece, ...]:
    types = {each.sha256: each.media_type for each in words.evidence}
    taken = {each.sha256: each.taken_at for each in words.evidence}
    found = [
        Piece(
            sha256=each.sha256,
            what=each.what,
            about=each.finding,
            media_type=types.get(each.sha256),
            taken_at=taken.get(each.sha256),
        )
        for each in part.evidence
    ]
    known = {each.sha256 for each in part.evidence}
    more = [
        Piece(sha256=each.sha256, what=each.where or "现场材料", media_type=each.media_type, taken_at=each.taken_at)
        for each in words.evidence
        if each.sha256 not in known
    ]
    return (*found, *more)


def _approval(visited: c.Visited, part: c.Part, words: c.Words) -> dict[str, Any]:
    told = {True: "检查前告知", False: f"依法不予事先告知：{visited.basis or ''}", None: "检查前告知"}
    asked = words.model_dump(include={"done", "ceiling", "reason", "opinion", "approved_at", "emergency"})
    officers = _named(part.officers, words)
    return {
        **_times(visited),
        **asked,
        "source": _source(visited),
        "notice": told[visited.told],
        "officers": officers,
        "items": part.items,
    }


def _scheme(visited: c.Visited, _: c.Part, words: c.Words) -> dict[str, Any]:
    teams = tuple(_team(part, words) for part in visited.parts)
    return {
        **_times(visited),
        "source": _source(visited),
        "lead": visited.lead_title,
        "teams": teams,
        "arrangements": words.remarks,
    }


def _notice(visited: c.Visited, _: c.Part, words: c.Words) -> dict[str, Any]:
    teams = tuple(_team(part, words) for part in visited.parts)
    # Why no notice was given beforehand is no basis of the check.
    basis = _source(visited) if visited.told else f"抽查计划（{visited.draw}）"
    return {
        "basis": basis,
        "on": visited.on,
        "method": visited.method,
        "teams": teams,
        "materials": words.remarks,
        "done": words.done,
        "ceiling": words.ceiling,
    }


def _record(visited: c.Visited, part: c.Part, words: c.Words) -> dict[str, Any]:
    return {
        **_span(part, words),
        "officers": _named(part.arrived, words),
        "present": words.present,
        "method": visited.method,
        "items": _outcomes(part),
        "troubles": tuple(each.model_copy(update={"handling": None}) for each in part.troubles),
        "situation": words.situation,
        "answer": visited.answer,
    }


def _outcomes(part: c.Part) -> tuple[Item, ...]:
    """Each item as it was found; where its outcome is on record in words, in those."""
    counted = {item.item: sum(each.item == item.item for each in part.troubles) for item in part.items}
    said = {code: f"发现问题 {number} 项" if number else "未发现问题" for code, number in counted.items()}
    return tuple(item if item.outcome else item.model_copy(update={"outcome": said[item.item]}) for item in part.items)


def _survey(_: c.Visited, part: c.Part, words: c.Words) -> dict[str, Any]:
    return {
        "began_at": words.began_at,
        "ended_at": words.ended_at,
        "where": words.where,
        "officers": words.officers,
        "present": words.present,
        "situation": words.situation,
        "pieces": _pieces(part.model_copy(update={"evidence": ()}), words),
    }


def _inquiry(_: c.Visited, __: c.Part, words: c.Words) -> dict[str, Any]:
    asked = ("began_at", "ended_at", "where", "officers", "person", "role", "questions")
    return {name: getattr(words, name) for name in asked}


def _sampling(_: c.Visited, __: c.Part, words: c.Words) -> dict[str, Any]:
    asked = ("where", "officers", "reason", "samples")
    return {"taken_at": words.began_at, **{name: getattr(words, name) for name in asked}}


def _list(_: c.Visited, part: c.Part, words: c.Words) -> dict[str, Any]:
    kept = _pieces(part, words)
    if not kept:
        raise _incomplete(PaperKind.EVIDENCE_LIST, ["evidence"])
    return {"officers": _named(part.arrived, words), "pieces": kept}


def _rectification(visited: c.Visited, part: c.Part, words: c.Words) -> dict[str, Any]:
    own = {each.rectification: each for each in visited.orders if each.department == part.department}
    order = own.get(words.rectification or "")
    if order is None:
        raise r.NoSuchOrder(rectification=words.rectification, orders=list(own))
    troubles = tuple(each for each in part.troubles if each.finding in order.findings)
    concerned = {each.item for each in troubles}
    return {
        "checked_on": visited.on or visited.completed_on,
        "troubles": troubles,
        "items": tuple(item for item in part.items if item.item in concerned),
        "due": order.due,
        "demands": words.remarks,
    }


def _result(visited: c.Visited, part: c.Part, words: c.Words) -> dict[str, Any]:
    """The lead tells of the whole visit, another department of its own part."""
    parts = visited.parts if part.department == visited.lead else (part,)
    said = [
        f"{each.title}：{f'发现问题 {len(each.troubles)} 项' if each.troubles else '未发现问题'}"
        f"{f'，处理：{each.handling}' if each.handling else ''}。"
        for each in parts
    ]
    return {
        "checked_on": visited.on or visited.completed_on,
        "items": tuple(item for each in parts for item in _outcomes(each)),
        "troubles": tuple(trouble for each in parts for trouble in each.troubles),
        "outcome": "\n".join(said),
        "remarks": words.remarks,
    }


def _exempted(_: c.Visited, part: c.Part, words: c.Words) -> dict[str, Any]:
    troubles = [each for each in part.troubles if each.finding in part.exempted]
    kept = _pieces(part, words)
    return {
        "matter": words.matter,
        "facts": "；".join(f"{each.description}（事项 {each.item}）" for each in troubles)[:_LONGEST],
        "pieces": tuple(each for each in kept if each.about is None or each.about in part.exempted),
        "ground": words.reason or "当事人的违法行为轻微并及时改正，没有造成危害后果，符合免罚清单所列情形。",
        "basis": words.basis,
        "education": words.remarks,
        "reviewer": words.reviewer,
        "court": words.court,
    }


def _transfer(_: c.Visited, __: c.Part, words: c.Words) -> dict[str, Any]:
    return {
        "to": words.to,
        "copied_to": words.copied_to,
        "matter": words.matter,
        "facts": words.situation,
        "articles": words.articles,
        "attached": words.remarks,
    }


_FILLED: Final[dict[PaperKind, Callable[[c.Visited, c.Part, c.Words], dict[str, Any]]]] = {
    PaperKind.APPROVAL: _approval,
    PaperKind.SCHEME: _scheme,
    PaperKind.NOTICE: _notice,
    PaperKind.RECORD: _record,
    PaperKind.SURVEY: _survey,
    PaperKind.INQUIRY: _inquiry,
    PaperKind.SAMPLING: _sampling,
    PaperKind.EVIDENCE_LIST: _list,
    PaperKind.RECTIFICATION: _rectification,
    PaperKind.RESULT: _result,
    PaperKind.NO_PENALTY_DECISION: _exempted,
    PaperKind.TRANSFER: _transfer,
}
