"""A case against the stall of the joint visit, as its department, its head and the party handle it over HTTP."""

from datetime import date
from typing import Any

from libs.events.catalog.registry.discretion import BenchmarkListed, ExemptionListed, PenaltyGrade
from libs.events.testing.services import ServiceUnderTest

from .requests import ENTITY, FINDING, M1, M2, MARKET, PROOF, certified, finish, market_part, on_the_spot, post

M3 = "I-421088-0003"
"""Of the market department, and of no case."""
GRADES = (
    PenaltyGrade(grade="轻微", circumstances="首次", other="警告"),
    PenaltyGrade(grade="一般", circumstances="再犯", fine_min_fen=100_000, fine_max_fen=500_000),
    PenaltyGrade(grade="严重", circumstances="拒不改正", fine_min_fen=500_000, fine_max_fen=5_000_000),
)
DISCRETION = [
    ("benchmark-B-1", BenchmarkListed(
        benchmark="B-1", item="MKT-0003", violation="台账不全", grades=GRADES, legal_basis="食品安全法 第一百二十六条",
        effective_from=date(2025, 1, 1),
    )),
    ("exemption-EX-1", ExemptionListed(
        exemption="EX-1", item="MKT-0003", behaviour="台账不全", conditions="首次并及时改正", legal_basis="行政处罚法",
        first_offence_only=True, effective_from=date(2025, 1, 1),
    )),
    certified(M3, MARKET),
]  # fmt: skip
OFFICERS = [M1, M2]
ORIGIN = {"kind": "visit", "ref": "V-1", "finding": "F-1"}
FILING = {
    "case": "C-1", "department": MARKET, "entity": ENTITY, "origin": ORIGIN, "matter": "进货台账不全", "items": ["MKT-0003"],
    "officers": OFFICERS,
}  # fmt: skip
EVIDENCE = {
    "officers": OFFICERS, "kind": "document", "way": "on-site", "evidence": [PROOF], "proves": "三月进货台账缺失",
}  # fmt: skip
PROPOSAL = {
    "officers": OFFICERS, "outcome": "penalty", "benchmark": "B-1", "grade": "一般", "account": "三月台账缺失,经查属实",
    "basis": "食品安全法 第一百二十六条", "penalties": [{"kind": "fine", "fen": 200_000}],
    "circumstances": [{"weight": "lighter", "text": "主动改正"}],
}  # fmt: skip
MILD = {**PROPOSAL, "outcome": "no-penalty-minor", "benchmark": None, "grade": None, "penalties": [], "exemption": "EX-1"}
TELLING = {"officers": OFFICERS, "document": PROOF, "rights": "可在期限内陈述、申辩"}
DEFENCE = {"said": "台账由会计保管,愿意补齐"}
DECISION = {"decision": "监市监罚〔2026〕1号", "text": "ef" * 32, "weighed": "已补齐台账,从轻;其余不予采纳"}
SERVING = {"officers": OFFICERS, "way": "direct", "receipt": PROOF}
REVIEW = {"reviewer": M3, "passed": True, "opinion": "事实清楚,程序合法"}
DISCUSSION = {"votes_for": 3, "votes_against": 0, "opinion": "同意", "record": PROOF}


def head(sut: ServiceUnderTest, department: str = MARKET) -> dict[str, str]:
    return sut.bearer(f"h-{department}", roles=["head"], departments=[department])


def reviewer(sut: ServiceUnderTest, department: str = MARKET) -> dict[str, str]:
    return sut.bearer(f"l-{department}", roles=["legal-reviewer"], departments=[department])


def party(sut: ServiceUnderTest) -> dict[str, str]:
    return sut.bearer(ENTITY, roles=["enterprise"])


async def found(sut: ServiceUnderTest) -> None:
    """The registry's lists of discretion are known, and a finding of market's part is on record."""
    await sut.deliver("registry", *DISCRETION)
    await on_the_spot(sut)
    await finish(sut, part=market_part(FINDING, disposition="penalty-procedure"))


async def filed(sut: ServiceUnderTest, piece: dict[str, str] | None = None, **change: Any) -> str:
    """A case with evidence, the `piece` perhaps, about the finding; returns its number."""
    answer = await post(sut, "cases", {**FILING, **change}, who=head(sut), status=201)
    await post(sut, f"cases/{answer['case']}/evidence", {**EVIDENCE, "evidence": [piece or PROOF]})
    number: str = answer["case"]
    return number


async def told(sut: ServiceUnderTest, case: str = "C-1", piece: dict[str, str] | None = None, **change: Any) -> None:
    """Proposed, and the party told of it by a paper, the `piece` perhaps."""
    await post(sut, f"cases/{case}/proposal", {**PROPOSAL, **change})
    await post(sut, f"cases/{case}/telling", {**TELLING, "document": piece or PROOF})
