"""The papers of a check, block by block."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final

from ..forms import check as f
from ..forms.parts import Form, Item, Party, Piece, Trouble, day, moment, officers_of
from ..paper import Block, Fields, Grid, Heading, Points, Signatures, Text
from .said import FIVE_PROHIBITIONS, OBJECTION, RIGHTS

__all__ = ["blocks", "pieces"]

_ENTITY = ("被检查人（签名或盖章）", "日期")
_OFFICERS = ("执法人员（签名）", "执法人员（签名）")
_WITNESS = ("见证人（签名）", "拒签或不在场的原因")


def blocks(form: Form) -> tuple[Block, ...]:
    """What stands in a paper of a check. Raises KeyError for another form."""
    return _BLOCKS[type(form)](form)


def _party(party: Party, called: str = "被检查人") -> tuple[tuple[str, str], ...]:
    rows = ((called, party.name), ("代码", party.code))
    return (*rows, ("检查地点", party.place)) if party.place else rows


def _window(form: f.Approval | f.Scheme) -> str:
    window = f"{day(form.window_from)}至{day(form.window_to)}"
    return f"{day(form.on)}（检查期 {window}）" if form.on else window


def _times(done: int | None, ceiling: int | None) -> str:
    said = "未作记载" if done is None else f"{done} 次"
    return said if ceiling is None else f"{said}，年度上限 {ceiling} 次"


def _span(began: datetime | None, ended: datetime | None) -> str:
    return f"{moment(began) if began else '        年    月    日    时    分'}至{moment(ended) if ended else '      时    分'}"


def _items(items: Iterable[Item], *, checked: bool = False) -> Grid:
    last = "检查情况" if checked else "检查依据"
    rows = tuple((each.item, each.content or "—", (each.outcome if checked else each.legal_basis) or "—") for each in items)
    return Grid(head=("事项代码", "检查内容", last), widths=(3, 6, 6), rows=rows)


def _troubles(troubles: Iterable[Trouble]) -> Block:
    rows = tuple((each.finding, each.item, each.description, each.severity or "—", each.handling or "—") for each in troubles)
    if not rows:
        return Text(text="未发现问题。")
    return Grid(head=("问题编号", "事项代码", "问题", "程度", "处理"), widths=(3, 3, 7, 2, 3), rows=rows)


def pieces(kept: Iterable[Piece]) -> Block:
    """A list of evidence."""
    rows = tuple(
        (
            str(number),
            each.what + (f"（问题 {each.about}）" if each.about else ""),
            each.media_type or "—",
            moment(each.taken_at) if each.taken_at else "—",
            "\n".join(each.sha256[at : at + 16] for at in range(0, 64, 16)),
        )
        for number, each in enumerate(kept, 1)
    )
    if not rows:
        return Text(text="无。")
    return Grid(head=("序号", "证据", "类型", "形成时间", "SHA-256"), widths=(2, 6, 3, 5, 6), rows=rows)


def _approval(form: f.Approval) -> tuple[Block, ...]:
    approved = "\n\n负责人（签名）:            年    月    日"
    if form.approved_at:
        approved = f"\n\n负责人已于{moment(form.approved_at)}批准{'（紧急检查，事后补办）' if form.emergency else ''}"
    return (
        Fields(
            rows=(
                *_party(form.party),
                ("任务来源", form.source),
                ("检查方式", form.method),
                ("检查时间", _window(form)),
                ("是否告知", form.notice),
                ("检查人员", officers_of(form.officers)),
                ("本年度检查次数", _times(form.done, form.ceiling)),
                ("检查理由", form.reason or "按计划实施。"),
            )
        ),
        Heading(text="检查事项及依据"),
        _items(form.items),
        Heading(text="审批"),
        Fields(
            rows=(
                ("承办意见", "拟同意检查。\n\n承办人（签名）：            年    月    日"),
                ("审批意见", (form.opinion or "") + approved),
            )
        ),
    )


def _scheme(form: f.Scheme) -> tuple[Block, ...]:
    return (
        Fields(
            rows=(
                *_party(form.party),
                ("任务来源", form.source),
                ("牵头部门", form.lead),
                ("检查方式", form.method),
                ("检查时间", _window(form)),
            )
        ),
        Heading(text="分工"),
        *_teams(form.teams),
        Heading(text="工作安排"),
        Points(points=form.arrangements),
        Heading(text="检查纪律"),
        Points(points=FIVE_PROHIBITIONS),
    )


def _teams(teams: Iterable[f.Team]) -> Iterable[Block]:
    for team in teams:
        yield Text(text=f"{team.department}：{'、'.join(officer.said for officer in team.officers) or '人员另行确定'}")
        yield _items(team.items)


def _notice(form: f.Notice) -> tuple[Block, ...]:
    materials = (Heading(text="请提前准备的材料"), Points(points=form.materials)) if form.materials else ()
    return (
        Text(text=f"{form.party.name}：", indent=False),
        Text(
            text=f"根据{form.basis}，本机关会同有关部门定于{day(form.on)}对你单位（{form.party.code}）进行行政检查"
            f"{f'，检查地点：{form.party.place}' if form.party.place else ''}，检查方式：{form.method}。请予配合。"
        ),
        Heading(text="检查部门、人员、事项及依据"),
        *_teams(form.teams),
        *materials,
        Heading(text="检查频次"),
        Text(text=f"本年度你单位已接受检查：{_times(form.done, form.ceiling)}。"),
        Heading(text="你单位的权利"),
        Points(points=RIGHTS),
        Heading(text="检查人员应当遵守的“五个严禁”“八个不得”"),
        Points(points=FIVE_PROHIBITIONS),
        Signatures(lines=("被检查人签收（签名或盖章）", "签收日期", "联系人", "联系电话")),
    )


def _record(form: f.OnSiteRecord) -> tuple[Block, ...]:
    return (
        Fields(
            rows=(
                *_party(form.party),
                ("检查时间", _span(form.began_at, form.ended_at)),
                ("检查人员", officers_of(form.officers)),
                ("在场人员", form.present or ""),
                ("检查方式", form.method),
            )
        ),
        Heading(text="表明身份与告知"),
        Text(text="检查人员不少于两人，已出示行政执法证件和检查通知书，并已告知被检查人有权申请回避、陈述和申辩。"),
        Heading(text="检查情况"),
        _items(form.items, checked=True),
        *((Text(text=form.situation),) if form.situation else ()),
        Heading(text="发现的问题"),
        _troubles(form.troubles),
        Heading(text="被检查人意见"),
        Text(text=form.answer or "（由被检查人填写：以上笔录已阅，情况属实 / 有异议：                    ）"),
        Signatures(lines=(*_ENTITY, *_OFFICERS, *_WITNESS)),
    )


def _survey(form: f.Survey) -> tuple[Block, ...]:
    return (
        Fields(
            rows=(
                *_party(form.party),
                ("勘验时间", _span(form.began_at, form.ended_at)),
                ("勘验地点", form.where),
                ("勘验人员", officers_of(form.officers)),
                ("在场人员", form.present or ""),
            )
        ),
        Heading(text="勘验情况"),
        Text(text=form.situation),
        Heading(text="照片、录像和图件"),
        pieces(form.pieces),
        Signatures(lines=(*_ENTITY, *_OFFICERS, *_WITNESS)),
    )


def _inquiry(form: f.Inquiry) -> tuple[Block, ...]:
    said = [
        Text(text=f"{mark}：{text}", indent=False)
        for each in form.questions
        for mark, text in (("问", each.asked), ("答", each.answered))
    ]
    return (
        Fields(
            rows=(
                ("询问时间", _span(form.began_at, form.ended_at)),
                ("询问地点", form.where),
                ("询问人员", officers_of(form.officers)),
                ("被询问人", f"{form.person}（{form.role}）"),
                *_party(form.party, "所在单位"),
            )
        ),
        Text(
            text="我们是本机关的执法人员，已向你出示执法证件。依法向你询问有关情况，你有如实回答的义务，"
            "也有陈述、申辩的权利；认为我们应当回避的，可以提出申请。"
        ),
        *said,
        Text(text="以上笔录已阅（已向我宣读），与我所述一致。"),
        Signatures(lines=("被询问人（签名）", "日期", *_OFFICERS, *_WITNESS)),
    )


def _sampling(form: f.Sampling) -> tuple[Block, ...]:
    rows = tuple(
        (str(number), each.name, each.batch or "—", each.amount, each.kept or "—")
        for number, each in enumerate(form.samples, 1)
    )
    return (
        Fields(
            rows=(
                *_party(form.party),
                ("抽样时间", _span(form.taken_at, None).partition("至")[0]),
                ("抽样地点", form.where),
                ("抽样人员", officers_of(form.officers)),
                ("抽样原因", form.reason),
            )
        ),
        Heading(text="样品"),
        Grid(head=("序号", "名称", "批号或型号", "数量", "封存方式和地点"), widths=(1, 4, 3, 2, 4), rows=rows),
        Signatures(lines=(*_ENTITY, *_OFFICERS, *_WITNESS)),
    )


def _rectification(form: f.Rectification) -> tuple[Block, ...]:
    demands = (Heading(text="其他要求"), Points(points=form.demands)) if form.demands else ()
    return (
        Text(text=f"{form.party.name}：", indent=False),
        Text(text=f"经{day(form.checked_on)}检查，发现你单位（{form.party.code}）存在下列问题："),
        _troubles(form.troubles),
        Heading(text="依据"),
        _items(form.items),
        Heading(text="责令改正"),
        Text(
            text=f"现责令你单位于{moment(form.due)}前改正上述问题，并将改正情况报告本机关。本机关将组织复查，复查不计入年度检查次数。"
            "需要延长期限的，应当在期限届满前提出；逾期不改正的，依法处理。"
        ),
        *demands,
        Signatures(lines=("被检查人签收（签名或盖章）", "签收日期")),
    )


def _result(form: f.ResultNotice) -> tuple[Block, ...]:
    remarks = (Heading(text="指导和建议"), Points(points=form.remarks)) if form.remarks else ()
    return (
        Text(text=f"{form.party.name}：", indent=False),
        Text(text=f"{day(form.checked_on)}对你单位（{form.party.code}）的行政检查已经结束，现将结果告知如下。"),
        Heading(text="检查结果"),
        Text(text=form.outcome),
        _items(form.items, checked=True),
        Heading(text="问题及处理"),
        _troubles(form.troubles),
        *remarks,
        Heading(text="异议"),
        Text(text=OBJECTION),
        Signatures(lines=("被检查人签收（签名或盖章）", "签收日期")),
    )


def _list(form: f.EvidenceList) -> tuple[Block, ...]:
    return (Fields(rows=_party(form.party)), pieces(form.pieces), Signatures(lines=(*_OFFICERS, *_ENTITY)))


_BLOCKS: Final[dict[type[Form], Callable[[Any], tuple[Block, ...]]]] = {
    f.Approval: _approval,
    f.Scheme: _scheme,
    f.Notice: _notice,
    f.OnSiteRecord: _record,
    f.Survey: _survey,
    f.Inquiry: _inquiry,
    f.Sampling: _sampling,
    f.EvidenceList: _list,
    f.Rectification: _rectification,
    f.ResultNotice: _result,
}
