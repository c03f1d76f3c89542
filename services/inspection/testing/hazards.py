"""Hazards, as departments and the government ask for them."""

from libs.events.testing.services import ServiceUnderTest

from .requests import ENTITY, F1, FIRE, MARKET, post
from .transfers import GOVERNMENT, organ

GUIDANCE = "421088-guidance"
OF_HAZARDS = (organ(GOVERNMENT, "government"), organ(GUIDANCE, "guidance"))
REPORT = {
    "hazard": "H-1", "visit": "V-1", "finding": "F-1", "entity": ENTITY, "lead": MARKET, "reach": "regional",
    "township": "421088100", "to": GOVERNMENT, "guidance": GUIDANCE, "peers": [FIRE], "matter": "液化气瓶组间与住人部分相通",
}  # fmt: skip
TREATMENT = {
    "measures": "餐饮场所燃气专项治理", "lead": FIRE, "departments": [FIRE, MARKET], "area": ["421088100"], "due": "2026-04-10",
    "campaign": True,
}  # fmt: skip


def danger(proof: dict[str, str]) -> dict[str, object]:
    """An order of the fire department's."""
    return {
        "danger_order": "DO-1", "hazard": None, "visit": "V-1", "entity": ENTITY, "township": "421088100", "department": FIRE,
        "officers": [F1], "measure": "stop-use", "what": "二层住人部分", "basis": "《安全生产法》第六十五条",
        "evidence": [proof],
    }  # fmt: skip


def government(sut: ServiceUnderTest, division: str = "421088") -> dict[str, str]:
    return sut.bearer(f"g-{division}", roles=["government-officer"], divisions=[division])


def guidance(sut: ServiceUnderTest) -> dict[str, str]:
    return sut.bearer("gd-1", roles=["guidance-officer"], departments=[GUIDANCE])


async def hazardous(sut: ServiceUnderTest, proof: dict[str, str]) -> None:
    """The hazard H-1, found on V-1, is reported with a piece of evidence."""
    await post(sut, "hazards", {**REPORT, "evidence": [proof]}, status=201)
