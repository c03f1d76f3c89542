"""For the tests of credit: what the registry and inspection tell, and how officers ask."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from libs.events.catalog.inspection.result import ResultIssued, ResultRecorded, ResultRevoked
from libs.events.catalog.inspection.visit import Disposition, PartResult, Severity
from libs.events.catalog.registry.entities import EntityContent, EntityListed
from libs.events.fact import Fact
from libs.events.testing.services import ServiceUnderTest

from .model.sources import DEFAULT_MODEL

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
MARKET, FIRE = "421088-market", "421088-fire"
SHOP, STALL, CAFE = "uscc:91421023MA00000076", "stall:421088100-0001", "lives:19"
OPENING = "scheme,value,points,reason\nuscc,９１421023ma00000076,-95,年度报告\nstall,421088100-0001,-213,投诉\n"
EXAMPLES = Path(__file__).parents[2] / "examples"
MODEL = {
    "model": "general",
    "title": "从严",
    "base": 1000,
    "cutoffs": {"A": 950, "B": 750, "C": 600},
    "indicators": {**DEFAULT_MODEL.indicators, "finding-serious": -300},
    "effective_from": "2026-01-01",
}


def officer(sut: ServiceUnderTest) -> dict[str, str]:
    return sut.bearer("c-1", roles=["credit-officer"])


def second(sut: ServiceUnderTest) -> dict[str, str]:
    """Another officer of credit, who approves."""
    return sut.bearer("c-2", roles=["credit-officer"])


async def set_by_hand(sut: ServiceUnderTest, entity: str, credit_class: str, **headers: str) -> Any:
    """A class set by hand by two officers; what the approval answered."""
    body = {"credit_class": credit_class, "reason": "专项核查"}
    asked = await sut.client.post(f"/v1/profiles/{entity}/override", json=body, headers={**officer(sut), **headers})
    assert asked.status_code == 202, asked.text
    answer = await sut.seconded(asked, second(sut))
    assert answer.status_code == 200, answer.text
    return answer.json()


async def adopt(sut: ServiceUnderTest, model: Mapping[str, Any]) -> Any:
    """An edition of a model, by two officers; what the approval answered."""
    asked = await sut.client.post("/v1/models", json=model, headers=officer(sut))
    assert asked.status_code == 202, asked.text
    return await sut.seconded(asked, second(sut))


async def open_profiles(sut: ServiceUnderTest, text: str = OPENING) -> Any:
    headers = {**officer(sut), "content-type": "text/csv"}
    sent = await sut.client.post("/v1/imports/opening", content=text.encode(), headers=headers)
    return await sut.taken(sent, second(sut))


async def get(sut: ServiceUnderTest, path: str, **headers: str) -> Any:
    answer = await sut.client.get(path, headers=headers or officer(sut))
    assert answer.status_code == 200, answer.text
    return answer.json()


def listed(entity: str, name: str = "示例商店") -> tuple[str, EntityListed]:
    content = EntityContent(name=name, industries=("catering",), township="421088100", category="stall")
    return (f"entity-{entity}", EntityListed(entity=entity, content=content))


def issued(result: str, entity: str, *worst: Severity | None, on: date = date(2026, 2, 27)) -> tuple[str, ResultIssued]:
    parts = tuple(
        PartResult(
            department=department,
            kinds=("food-safety",),
            items=("SP-1",),
            problems=0 if severity is None else 2,
            worst=severity,
            disposition=Disposition.ARCHIVED if severity is None else Disposition.RECTIFY,
        )
        for department, severity in zip((MARKET, FIRE), worst, strict=False)
    )
    fact = ResultIssued(
        result=result,
        visit="V-1",
        entity=entity,
        entity_name="示例商店",
        industries=("catering",),
        kinds=("food-safety",),
        lead=MARKET,
        parts=parts,
        problems=sum(p.problems for p in parts),
        checked_on=on,
        record="0" * 64,
    )
    return ("visit-V-1", fact)


def revoked(result: str, entity: str) -> tuple[str, ResultRevoked]:
    return ("visit-V-1", ResultRevoked(result=result, visit="V-1", entity=entity, reason="程序有误"))


def recorded(result: str, entity: str, score: int | None, problems: int = 0) -> tuple[str, ResultRecorded]:
    fact = ResultRecorded(
        result=result,
        entity=entity,
        kind="food-safety",
        checked_on=date(2017, 12, 11),
        score=score,
        problems=("Unclean floors",) * problems,
        origin="lives",
    )
    return (f"result-{result}", fact)


def rectification(cls: type[Fact], entity: str, **more: Any) -> tuple[str, Fact]:
    fields = {"rectification": "R-1", "visit": "V-1", "entity": entity, "department": MARKET, **more}
    return ("rectification-R-1", cls(**fields))
