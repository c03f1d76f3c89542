"""Transfers of what may be a crime, as departments and organs ask for them."""

from datetime import date
from typing import Any

from libs.events.catalog.registry.organs import OrganListed
from libs.events.testing.services import ServiceUnderTest

from .requests import M1, M2, MARKET, officer, post

POLICE, OTHER_POLICE = "421088-police", "421088-forest-police"
PROCURATORATE, GOVERNMENT = "421088-procuratorate", "421088-government"
ARTICLES = ["刑法第一百四十四条"]


def organ(code: str, kind: str) -> tuple[str, OrganListed]:
    fact = OrganListed(organ=code, title=code, kind=kind, divisions=("421088",), effective_from=date(2025, 1, 1))
    return f"organ-{code}", fact


ORGANS = (
    organ(POLICE, "police"),
    organ(OTHER_POLICE, "police"),
    organ(PROCURATORATE, "procuratorate"),
    organ(GOVERNMENT, "government"),
)


def head(sut: ServiceUnderTest, department: str = MARKET) -> dict[str, str]:
    return sut.bearer(f"h-{department}", roles=["head"], departments=[department])


def receiver(sut: ServiceUnderTest, organ: str = POLICE) -> dict[str, str]:
    return sut.bearer(f"p-{organ}", roles=["receiver"], departments=[organ])


async def suspected(sut: ServiceUnderTest, finding: str = "F-1", transfer: str = "T-1") -> Any:
    body = {"transfer": transfer, "visit": "V-1", "finding": finding, "department": MARKET, "articles": ARTICLES}
    return await post(sut, "transfers", body, status=201)


async def transferred(sut: ServiceUnderTest, paper: dict[str, str], *, to: str = POLICE) -> None:
    """The finding F-1 of the visit V-1 is with the organ as T-1, which has not signed for it."""
    await suspected(sut)
    await post(sut, "transfers/T-1/verification", {"officers": [M1, M2], "report": paper})
    await post(sut, "transfers/T-1/approval", {}, who=head(sut))
    body = {"to": to, "copy_to": PROCURATORATE, "document": paper}
    await post(sut, "transfers/T-1/dispatch", body, who=officer(sut, MARKET))
