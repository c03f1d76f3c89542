"""Who may do what in inspection: the running service and its access table say the same."""

from datetime import timedelta

from libs.domain.testing import Asked, differences
from libs.events.store.runner import Origin
from services.inspection.dossier import commands as boxes
from services.inspection.testing.cases import (
    DECISION,
    DEFENCE,
    DISCRETION,
    DISCUSSION,
    EVIDENCE,
    FILING,
    OFFICERS,
    PROPOSAL,
    REVIEW,
    SERVING,
    TELLING,
    filed,
    told,
)
from services.inspection.testing.hazards import OF_HAZARDS, TREATMENT, danger
from services.inspection.testing.hazards import REPORT as HAZARD
from services.inspection.testing.requests import (
    ENTITY,
    FINDING,
    FIRE,
    M1,
    M2,
    MARKET,
    NOW,
    PROOF,
    TAX,
    bring,
    finish,
    market_part,
    officer,
    on_the_spot,
    planned,
    post,
    recheck,
    record,
)
from services.inspection.testing.transfers import organ, transferred

ANNOUNCED = {"on": "2026-03-12", "basis": "2026年度抽查计划"}
CHECK_IN = {"inspector": M1, "department": MARKET, "proof": "late", "at": "2026-03-10T01:00:00Z", "reason": "信号中断"}
WITHHELD = {"on": "2026-03-12", "reason": "依法不予告知"}
CONFIRMED = {"inspector": M1, "department": MARKET, "code": "x"}
FRUSTRATED = {"department": MARKET, "ground": "closed", "officers": [M1, M2], "evidence": [], "reason": "已关停"}
HANDLED = {"department": MARKET, "findings": ["F-1"], "handling": "case"}
GUIDED = {"visit": "V-1", "department": MARKET, "kind": "talk", "text": "约谈负责人"}
CLUE = {"finder": MARKET, "competent": TAX, "matter": "涉嫌偷税"}


SUSPICION = {"visit": "V-1", "finding": "F-1", "department": MARKET, "articles": ["刑法第一百四十四条"]}
REPORT = {"officers": [M1, M2], "report": PROOF}
DISPATCH = {"to": MARKET, "copy_to": "421088-procuratorate", "document": PROOF}
OF_ORGAN = {"receiver": MARKET, "reason": "依法办理"}
HEAD = "result,entity,kind,checked_on,score,problems,origin,department"
RECORDED = f"{HEAD}\nR-2025-1,{ENTITY},food-hygiene,2025-06-01,92,,OLD,{MARKET}\n"


def read(path, other=TAX):
    return Asked(path, None, MARKET, other, ENTITY, divisions=("421088100", "421088101"))


def unseen(path, body, own=MARKET, other=TAX):
    """A command on what the other may not read of either."""
    return Asked(path, body, own, other, ENTITY, unseen=True)


def governing(path, body):
    """A command of the government of the place where it is."""
    return Asked(path, body, "421088100", "421099100", divisions=("421088100", "421099100"), unseen=True)


def asked(result, rectification, piece, paper, guidance):
    """Market leads the visits and fire takes part; taxation has nothing to do with them."""
    sha256, order = piece["sha256"], f"/rectifications/{rectification}"
    return {
        "GET /visits": read("/visits"),
        "GET /visits/export.{format}": read("/visits/export.csv"),
        "GET /visits/{visit}": read("/visits/V-1"),
        "GET /visits/{visit}/record": read("/visits/V-1/record"),
        "POST /guidance": Asked("/guidance", GUIDED, MARKET, FIRE),
        "GET /guidance": read("/guidance", FIRE),
        "GET /guidance/export.{format}": read("/guidance/export.csv", FIRE),
        "GET /guidance/{guidance}": read(f"/guidance/{guidance}", FIRE),
        "GET /rectifications": read("/rectifications", FIRE),
        "GET /rectifications/export.{format}": read("/rectifications/export.csv", FIRE),
        "GET /rectifications/{rectification}": read(f"/rectifications/{rectification}", FIRE),
        "GET /results/{result}": read(f"/results/{result}"),
        "GET /recorded-results": read("/recorded-results"),
        "GET /figures": read("/figures"),
        "GET /papers": read("/papers"),
        "GET /papers/export.{format}": read("/papers/export.csv"),
        "GET /papers/{document}": read(f"/papers/{paper}"),
        "GET /papers/{document}/paper.pdf": read(f"/papers/{paper}/paper.pdf"),
        "POST /visits/{visit}/papers": Asked("/visits/V-2/papers", {"kind": "approval", "department": MARKET}, MARKET, FIRE),
        "POST /visits/{visit}/dossier": unseen("/visits/V-2/dossier", {"retention": "10-years"}),
        "GET /dossiers": Asked("/dossiers", None, MARKET, TAX),
        "GET /dossiers/export.{format}": Asked("/dossiers/export.csv", None, MARKET, TAX),
        "GET /dossiers/{dossier}": Asked("/dossiers/DS-1", None, MARKET, TAX),
        "POST /dossiers/{dossier}/readings": unseen("/dossiers/DS-1/readings", {"reason": "案卷评查"}),
        "POST /papers/{document}/void": unseen(f"/papers/{paper}/void", {"reason": "写错"}, other=FIRE),
        "POST /visits/{visit}/announcement": unseen("/visits/V-2/announcement", ANNOUNCED),
        "POST /visits/{visit}/notice-withheld": unseen("/visits/V-3/notice-withheld", WITHHELD),
        "GET /visits/{visit}/mandate": Asked("/visits/V-2/mandate", None, FIRE, TAX),
        "POST /visits/{visit}/check-ins": Asked("/visits/V-2/check-ins", CHECK_IN, MARKET, FIRE, inspector=M1),
        "POST /visits/{visit}/arrivals": unseen("/visits/V-2/arrivals", CONFIRMED),
        "GET /late-entries": Asked("/late-entries", None, MARKET, TAX),
        "POST /visits/{visit}/parts": Asked("/visits/V-2/parts", market_part(), MARKET, FIRE),
        "POST /visits/{visit}/frustration": Asked("/visits/V-2/frustration", FRUSTRATED, MARKET, FIRE, inspector=M1),
        "POST /visits/{visit}/entry-refusal": unseen("/visits/V-2/entry-refusal", {"why": "other"}),
        "POST /visits/{visit}/amendments": Asked("/visits/V-2/amendments", {**market_part(), "reason": "笔误"}, MARKET, FIRE),
        "POST /visits/{visit}/clues": Asked("/visits/V-2/clues", CLUE, MARKET, FIRE),
        "POST /visits/{visit}/answer": unseen("/visits/V-2/answer", {"answer": "confirmed"}, FIRE),
        "POST /visits/{visit}/completion": unseen("/visits/V-2/completion", {}),
        "POST /visits/{visit}/handling": Asked("/visits/V-2/handling", HANDLED, MARKET, FIRE),
        "POST /rectifications": Asked(
            "/rectifications", {"visit": "V-1", "department": MARKET, "findings": ["F-1"]}, MARKET, FIRE
        ),
        "POST /rectifications/{rectification}/plan": unseen(f"{order}/plan", {"measures": "补齐台账"}, other=FIRE),
        "POST /rectifications/{rectification}/extension-request": unseen(
            f"{order}/extension-request", {"until": "2026-04-01", "reason": "等待供货商"}, other=FIRE
        ),
        "POST /rectifications/{rectification}/extension": unseen(f"{order}/extension", {}, other=FIRE),
        "POST /rectifications/{rectification}/extension-refusal": unseen(
            f"{order}/extension-refusal", {"reason": "时间充足"}, other=FIRE
        ),
        "POST /rectifications/{rectification}/report": unseen(f"/rectifications/{rectification}/report", {}, other=FIRE),
        "POST /rectifications/{rectification}/recheck": Asked(
            f"{order}/recheck", recheck(piece), MARKET, FIRE, ENTITY, unseen=True, inspector=M1
        ),
        "GET /objections": read("/objections", FIRE),
        "GET /objections/export.{format}": read("/objections/export.csv", FIRE),
        "GET /objections/{objection}": read("/objections/OB-1", FIRE),
        "POST /objections": unseen("/objections", {"about": "record", "reference": "V-1", "points": ["不符"]}),
        "POST /objections/{objection}/acceptance": unseen("/objections/OB-1/acceptance", {}, other=FIRE),
        "POST /objections/{objection}/rejection": unseen("/objections/OB-1/rejection", {"reason": "超出范围"}, other=FIRE),
        "POST /objections/{objection}/decision": unseen(
            "/objections/OB-1/decision", {"answers": [], "reviewers": []}, other=FIRE
        ),
        "POST /objections/{objection}/telling": unseen(
            "/objections/OB-1/telling", {"way": "post", "on": "2026-03-10"}, other=FIRE
        ),
        "POST /objections/{objection}/withdrawal": unseen("/objections/OB-1/withdrawal", {"reason": "不再追究"}, other=FIRE),
        "GET /followups": read("/followups", FIRE),
        "GET /followups/export.{format}": read("/followups/export.csv", FIRE),
        "GET /followups/{followup}": read("/followups/FU-1", FIRE),
        "POST /followups": unseen("/followups", {"visit": "V-1", "wanted": "不会填写台账"}),
        "POST /followups/{followup}/answers": unseen("/followups/FU-1/answers", {"need": 1, "answer": "已办"}, other=FIRE),
        "POST /followups/{followup}/report": unseen(
            "/followups/FU-1/report", {"way": "call", "officers": [M1], "made_on": "2026-03-10"}, other=FIRE
        ),
        "POST /followups/{followup}/refusal": unseen("/followups/FU-1/refusal", {"reason": "已无困难"}, other=FIRE),
        "GET /passed-clocks": read("/passed-clocks", FIRE),
        "GET /files/{sha256}": read(f"/files/{sha256}"),
        "HEAD /files/{sha256}": Asked(
            f"/files/{sha256}", None, MARKET, TAX, ENTITY, divisions=("421088100", "421088101"), unseen=True
        ),
        "GET /files/{sha256}/about": read(f"/files/{sha256}/about"),
        "POST /files/{sha256}/erasure": unseen(f"/files/{sha256}/erasure", {"reason": "拍到无关人员"}),
        "GET /hazards": read("/hazards"),
        "GET /hazards/export.{format}": read("/hazards/export.csv"),
        "GET /hazards/{hazard}": read("/hazards/H-1"),
        "POST /danger-orders": Asked("/danger-orders", {**danger(PROOF), "visit": None, "department": MARKET}, MARKET, FIRE),
        "POST /hazards/{hazard}/danger-orders/{danger_order}/lifting": unseen(
            "/hazards/H-1/danger-orders/DO-1/lifting",
            {"department": MARKET, "officers": [M1], "reason": "已消除", "evidence": [PROOF]},
        ),
        "POST /hazards": unseen("/hazards", {**HAZARD, "visit": None, "finding": None}),
        "POST /hazards/{hazard}/notice": unseen("/hazards/H-1/notice", {"body": MARKET}),
        "POST /hazards/{hazard}/acknowledgement": governing("/hazards/H-1/acknowledgement", {}),
        "POST /hazards/{hazard}/treatment": governing("/hazards/H-1/treatment", TREATMENT),
        "POST /hazards/{hazard}/treatment-declined": governing("/hazards/H-1/treatment-declined", {"reason": "个案"}),
        "POST /hazards/{hazard}/acceptance": governing("/hazards/H-1/acceptance", {"opinion": "已整改"}),
        "POST /hazards/{hazard}/steps": unseen("/hazards/H-1/steps", {"department": MARKET, "what": "排查"}),
        # The organ that it was sent to has the code of its department here: a police department inspects as well.
        "GET /transfers": read("/transfers"),
        "GET /transfers/export.{format}": read("/transfers/export.csv"),
        "GET /transfers/{transfer}": read("/transfers/T-1"),
        "POST /transfers": unseen("/transfers", SUSPICION),
        "POST /transfers/{transfer}/verification": unseen("/transfers/T-1/verification", REPORT),
        "POST /transfers/{transfer}/approval": unseen("/transfers/T-1/approval", {}),
        "POST /transfers/{transfer}/disapproval": unseen("/transfers/T-1/disapproval", {"reason": "证据不足", "copy_to": TAX}),
        "POST /transfers/{transfer}/dispatch": unseen("/transfers/T-1/dispatch", DISPATCH),
        "POST /transfers/{transfer}/dispute": unseen("/transfers/T-1/dispute", {"way": "procuratorate", "reason": "有证据"}),
        "POST /transfers/{transfer}/forwarding": unseen("/transfers/T-1/forwarding", {**OF_ORGAN, "to": TAX}),
        "POST /transfers/{transfer}/receipt": unseen("/transfers/T-1/receipt", {"receiver": MARKET}),
        "POST /transfers/{transfer}/acceptance": unseen(
            "/transfers/T-1/acceptance", {"receiver": MARKET, "case_number": "监公立字〔2026〕1号"}
        ),
        "POST /transfers/{transfer}/refusal": unseen("/transfers/T-1/refusal", OF_ORGAN),
        "POST /transfers/{transfer}/return": unseen("/transfers/T-1/return", OF_ORGAN),
        "POST /transfers/{transfer}/outcome": unseen("/transfers/T-1/outcome", {"outcome": "convicted", "document": PROOF}),
        "POST /results/{result}/revocation": unseen(f"/results/{result}/revocation", {"reason": "程序有误"}),
    }


SPOT = {
    "officers": OFFICERS, "benchmark": "B-1", "grade": "轻微", "basis": "食品安全法", "decision": "1号", "text": "ef" * 32,
    "said": "无异议", "receipt": PROOF,
}  # fmt: skip
OF_CASES = {
    "officers": {"gone": M1, "ground": "recused", "reason": "近亲属"},
    "evidence": EVIDENCE,
    "proposal": PROPOSAL,
    "review-request": {"by": M1},
    "review": REVIEW,
    "telling": TELLING,
    "defence": DEFENCE,
    "hearing-request": {},
    "hearing-notice": {"on": "2026-04-20T01:00:00Z", "venue": "会议室", "host": M1},
    "hearing": {"record": PROOF},
    "discussion": DISCUSSION,
    "decision": DECISION,
    "decision-on-the-spot": SPOT,
    "no-penalty": {"decision": "1号", "text": "ef" * 32},
    "service": SERVING,
    "performance": {"fen": 1},
    "instalments": {"instalments": [{"fen": 1, "due": "2026-12-01"}], "reason": "经济困难"},
    "surcharge": {},
    "enforcement-request": {"court": "监利市人民法院", "urged_at": "2026-03-01T00:00:00Z", "document": PROOF},
    "suspension": {"ground": "examination", "reason": "鉴定"},
    "resumption": {"reason": "鉴定完毕"},
    "extension": {"until": "2026-07-01", "reason": "案情复杂"},
    "revocation": {"revoker": "self", "reason": "依据错误"},
    "closing": {},
    "withdrawal": {"reason": "立案有误"},
}
DECLINED = {
    "department": MARKET,
    "entity": ENTITY,
    "origin": {"kind": "complaint", "ref": "T-1"},
    "matter": "投诉",
    "reason": "不实",
}


def of_cases():
    """Market's case C-1, of which the party has been told."""
    return {
        "GET /cases": read("/cases"),
        "GET /cases/export.{format}": read("/cases/export.csv"),
        "GET /cases/{case}": read("/cases/C-1"),
        "POST /cases": Asked("/cases", {**FILING, "case": "C-2"}, MARKET, FIRE),
        "POST /declined-cases": Asked("/declined-cases", DECLINED, MARKET, FIRE),
        **{f"POST /cases/{{case}}/{noun}": unseen(f"/cases/C-1/{noun}", body) for noun, body in OF_CASES.items()},
    }


async def test_the_service_lets_in_whom_its_table_names(keeping):
    sut = keeping
    await sut.deliver("registry", *DISCRETION)
    await on_the_spot(sut, but=M2)
    await post(sut, "visits/V-1/check-ins", {**CHECK_IN, "inspector": M2})
    piece = await bring(sut, "台账", officer(sut, MARKET))
    done = await finish(sut, part=market_part({**FINDING, "evidence": [piece]}, disposition="ordered-to-rectify"))
    assert (await record(sut, RECORDED.encode()))["accepted"] == 1
    objection = {"objection": "OB-1", "about": "result", "reference": done["result"], "points": ["照片不符"]}
    await post(sut, "objections", objection, who=sut.bearer(ENTITY, roles=["enterprise"]), status=201)
    # The market owes it: a clock of its own has passed.
    await sut.pass_time(NOW + timedelta(days=8))
    sut.clock.now = NOW
    await post(sut, "followups", {"followup": "FU-1", "visit": "V-1", "wanted": "不会填写台账"}, status=201)
    await sut.deliver("planning", planned("V-2"), planned("V-3", secret=True))
    await sut.deliver("registry", organ(MARKET, "police"), organ("421088-procuratorate", "procuratorate"))
    await transferred(sut, piece, to=MARKET)
    await told(sut, await filed(sut, piece, origin={"kind": "complaint", "ref": "T-0"}), piece)
    paper = (await post(sut, "visits/V-1/papers", {"kind": "record", "department": MARKET}, status=201))["document"]
    guidance = (await post(sut, "guidance", GUIDED, status=201))["guidance"]
    await sut.deliver("registry", *OF_HAZARDS)
    await post(sut, "hazards", {**HAZARD, "hazard": "H-1", "peers": []}, status=201)
    owed = boxes.OweDossier(dossier="DS-1", stream="visit-V-1", visit="V-1", department=MARKET, due=NOW + timedelta(days=30))
    owed = boxes.OweDossier(dossier="DS-1", stream="visit-V-1", visit="V-1", department=MARKET, due=NOW + timedelta(days=30))
    await sut.running.runner.execute(owed, Origin("test"))
    about = asked(done["result"], done["rectifications"][MARKET], piece, paper, guidance)
    assert await differences(sut, {**about, **of_cases()}) == []


async def test_a_command_does_not_tell_whether_somebody_elses_visit_exists(sut):
    """Who takes part but does not lead knows of the visit, and is told that the lead department does this."""
    part, arrival = {**market_part(), "department": TAX}, {**CHECK_IN, "department": TAX}
    commands = {
        "announcement": ANNOUNCED, "notice-withheld": WITHHELD, "check-ins": arrival, "parts": part,
        "clues": {**CLUE, "finder": TAX, "competent": FIRE}, "answer": {"answer": "confirmed"}, "completion": {},
    }  # fmt: skip
    await sut.deliver("planning", planned("V-2"))
    for subject, roles, departments in (("x-1", ["inspector"], [TAX]), (f"{ENTITY}0", ["enterprise"], [])):
        headers = sut.bearer(subject, roles=roles, departments=departments)
        for name, body in commands.items():
            if roles == ["enterprise"] and name != "answer":
                continue
            there, nowhere = [
                await sut.client.post(f"/v1/visits/{visit}/{name}", json=body, headers=headers) for visit in ("V-2", "V-9")
            ]
            said = [{**each.json(), "value": None, "detail": None, "detail_en": None} for each in (there, nowhere)]
            assert (there.status_code, said[0]) == (404, said[1]), (name, there.text, nowhere.text)
    fire = sut.bearer("f-1", roles=["inspector"], departments=[FIRE])
    for name in ("announcement", "notice-withheld", "completion"):
        refused = await sut.client.post(f"/v1/visits/V-2/{name}", json=commands[name], headers=fire)
        assert refused.status_code == 403, refused.text
