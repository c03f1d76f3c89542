"""Cases of inspection, as the walk of its operations handles them: one of each kind, from the filing to its end."""

from datetime import timedelta

from libs.events.testing.services import ServiceUnderTest
from services.inspection.testing.cases import (
    DECISION,
    DEFENCE,
    DISCRETION,
    DISCUSSION,
    EVIDENCE,
    FILING,
    M3,
    MILD,
    PROPOSAL,
    REVIEW,
    SERVING,
    TELLING,
)
from services.inspection.testing.requests import M1, M2, NOW

from .desk import Desk

PAPER = {"decision": "监市监罚〔2026〕9号", "text": "ef" * 32}
HEAVY = {**PROPOSAL, "grade": "严重", "penalties": [{"kind": "fine", "fen": 3_000_000}]}


async def walked(desk: Desk, sut: ServiceUnderTest, piece: dict[str, str]) -> None:
    """The clock stands where it stood before."""
    await sut.deliver("registry", *DISCRETION)
    await _heard(desk, sut, piece)
    await _spared(desk, piece)
    await _on_the_spot(desk, piece)
    await _given_up(desk)
    sut.clock.now = NOW
    await desk.get("cases/C-1")


async def _filed(desk: Desk, case: str, piece: dict[str, str], **change: str) -> None:
    said = {**FILING, "case": case, "origin": {"kind": "complaint", "ref": f"T-{case}"}, **change}
    await desk.post("cases", said, 201)
    await desk.post(f"cases/{case}/evidence", {**EVIDENCE, "evidence": [piece]})


async def _reviewed(desk: Desk) -> None:
    await desk.post("cases/C-1/review-request", {"by": M1})
    await desk.post("cases/C-1/review", REVIEW)


async def _heard(desk: Desk, sut: ServiceUnderTest, piece: dict[str, str]) -> None:
    await _filed(desk, "C-1", piece)
    await desk.post("cases/C-1/proposal", HEAVY)
    await _reviewed(desk)
    await desk.post("cases/C-1/telling", {**TELLING, "document": piece})
    await desk.post("cases/C-1/defence", {**DEFENCE, "evidence": [piece]})
    await desk.post("cases/C-1/hearing-request", {"reason": "数额过高"})
    await desk.post("cases/C-1/hearing-notice", {"on": "2026-03-25T01:00:00Z", "venue": "二楼", "host": M3})
    sut.clock.now = NOW + timedelta(days=15)
    await desk.post("cases/C-1/hearing", {"record": piece})
    await _reviewed(desk)
    await desk.post("cases/C-1/discussion", {**DISCUSSION, "record": piece})
    await desk.post("cases/C-1/decision", DECISION)
    await desk.post("cases/C-1/service", {**SERVING, "receipt": piece})
    later = {"instalments": [{"fen": 3_000_000, "due": "2026-05-01"}], "reason": "经济困难"}
    await desk.post("cases/C-1/instalments", later)
    sut.clock.now = NOW + timedelta(days=90)
    await desk.post("cases/C-1/surcharge")
    urged = {"court": "监利市人民法院", "urged_at": "2026-05-05T01:00:00Z", "document": piece}
    await desk.post("cases/C-1/enforcement-request", urged)
    grown = (await desk.get("cases/C-1"))["surcharge_fen"]
    await desk.post("cases/C-1/performance", {"fen": 3_000_000 + grown, "receipt": piece, "enforced": True})
    await desk.post("cases/C-1/closing")
    await desk.post("cases/C-1/revocation", {"revoker": "court", "reason": "程序违法"}, 202)


async def _spared(desk: Desk, piece: dict[str, str]) -> None:
    await _filed(desk, "C-2", piece)
    await desk.post("cases/C-2/officers", {"gone": M2, "substitute": M3, "ground": "recused", "reason": "近亲属"})
    await desk.post("cases/C-2/proposal", {**MILD, "officers": [M1, M3]})
    await desk.post("cases/C-2/no-penalty", {**PAPER, "taught": "讲解要求"})


async def _on_the_spot(desk: Desk, piece: dict[str, str]) -> None:
    await _filed(desk, "C-3", piece, procedure="summary")
    mild = {name: PROPOSAL[name] for name in ("officers", "benchmark", "basis")}
    spot = {**mild, **PAPER, "grade": "轻微", "penalties": [{"kind": "warning"}], "said": "无异议", "receipt": piece}
    await desk.post("cases/C-3/decision-on-the-spot", spot)


async def _given_up(desk: Desk) -> None:
    declined = {name: FILING[name] for name in ("department", "entity", "matter")}
    await desk.post("declined-cases", {**declined, "origin": {"kind": "complaint", "ref": "T-9"}, "reason": "不实"}, 201)
    await desk.post("cases", {**FILING, "case": "C-4", "origin": {"kind": "complaint", "ref": "T-8"}}, 201)
    await desk.post("cases/C-4/suspension", {"ground": "examination", "reason": "鉴定"})
    await desk.post("cases/C-4/resumption", {"reason": "鉴定完毕"})
    row = await desk.get("cases/C-4")
    await desk.post("cases/C-4/extension", {"until": f"{row['decide_by'][:8]}28", "reason": "案情复杂"})
    await desk.post("cases/C-4/withdrawal", {"reason": "立案有误"})
