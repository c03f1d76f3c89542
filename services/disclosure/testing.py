"""For the tests of disclosure: what the other services tell, and how officers and citizens ask."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from libs.domain.rating_tickets import Ticket, ask
from libs.events.calendar import local_day
from libs.events.catalog.codes import EvidenceRef
from libs.events.catalog.inspection.result import ResultIssued
from libs.events.catalog.inspection.visit import FindingMade, PartRecorded, PartResult, VisitAssigned, VisitCompleted
from libs.events.catalog.planning.conducting import DrawCompleted, DrawFrozen, DrawOpened
from libs.events.catalog.planning.demand import DemandSubmitted
from libs.events.catalog.planning.plan import PlanApproved
from libs.events.catalog.planning.visit import VisitPart, VisitPlanned
from libs.events.catalog.registry.bodies import DepartmentListed
from libs.events.catalog.registry.entities import EntityContent
from libs.events.catalog.registry.items import ItemContent, ItemListed
from libs.events.fact import Fact
from libs.events.resending import httpx
from libs.events.testing.services import ServiceUnderTest

from .rating.pool import count, publish_keys

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)  # a Monday
AFTER = NOON + timedelta(days=10)
MARKET, FIRE = "421088-market", "421088-fire"
ENTITY, OTHER = "uscc:91421088EX5068145X", "stall:421088100-0001"
HASH = "c" * 64
EVIDENCE = EvidenceRef(sha256="d" * 64, media_type="image/jpeg", where="后厨")


def listed(department: str, title: str) -> DepartmentListed:
    return DepartmentListed(department=department, title=title, level="county", divisions=("421088",))


def item(code: str, department: str, content: str, edition: int, effective_from: date) -> ItemListed:
    given = ItemContent(
        kind="food-hygiene", subject="餐饮服务提供者", content=content, list_class="general", department=department,
        industries=("catering",), methods=("onsite",), legal_basis="《中华人民共和国食品安全法》", liability="责令改正",
        qualification="food",
    )  # fmt: skip
    return ItemListed(item=code, edition=edition, content=given, effective_from=effective_from)


def particulars(name: str, category: str) -> EntityContent:
    return EntityContent(name=name, industries=("catering",), township="421088100", category=category)


PARTS = (
    VisitPart(department=MARKET, kinds=("food-hygiene",), items=("MKT-0001",), inspectors=("I-421088-0001", "I-421088-0002")),
    VisitPart(department=FIRE, kinds=("fire-safety",), items=("FIR-0001",), inspectors=("I-421088-0003", "I-421088-0004")),
)


def visit_facts(
    visit: str = "V-1", entity: str = ENTITY, name: str = "监利润禾饭店(示例)", *, problems: int = 1
) -> list[tuple[str, Fact]]:
    """Everything inspection says about one visit, up to its result."""
    assigned = VisitAssigned(
        visit=visit, draw="D-1", entity=entity, entity_name=name, industries=("catering",), township="421088100", lead=MARKET,
        parts=PARTS, method="onsite", notice_forbidden=False, window_from=date(2026, 3, 1), window_to=date(2026, 3, 31),
        due=AFTER,
    )  # fmt: skip
    finding = FindingMade(
        finding=f"F-{visit}", item="MKT-0001", severity="minor", evidence=(EVIDENCE,),
        description="经营者张三未公示健康证,住址:监利市容城镇民主街十二号",
    )  # fmt: skip
    facts: list[Fact] = [
        assigned,
        PartRecorded(
            visit=visit, department=MARKET, findings=(finding,) * problems,
            checks=({"item": "MKT-0001", "outcome": "breach" if problems else "conforms"},),
            disposition="ordered-to-rectify" if problems else "archived",
        ),
        PartRecorded(
            visit=visit, department=FIRE, checks=({"item": "FIR-0001", "outcome": "conforms"},), findings=(),
            disposition="archived",
        ),
        VisitCompleted(visit=visit, completed_on=date(2026, 3, 2), record=HASH),
        ResultIssued(
            result=f"R-{visit}", visit=visit, entity=entity, entity_name=name, industries=("catering",),
            kinds=("food-hygiene", "fire-safety"), lead=MARKET, problems=problems, checked_on=date(2026, 3, 2), record=HASH,
            parts=(
                PartResult(
                    department=MARKET, kinds=("food-hygiene",), items=("MKT-0001",), problems=problems,
                    worst="minor" if problems else None, disposition="ordered-to-rectify" if problems else "archived",
                ),
                PartResult(
                    department=FIRE, kinds=("fire-safety",), items=("FIR-0001",), problems=0, worst=None, disposition="archived"
                ),
            ),
        ),
    ]  # fmt: skip
    return [(f"visit-{visit}", fact) for fact in facts]


def officer(sut: ServiceUnderTest, department: str = MARKET) -> dict[str, str]:
    return sut.bearer("o-1", roles=["department-officer"], departments=[department])


async def publish(sut: ServiceUnderTest, publication: str = "result-R-V-1", **headers: str) -> httpx.Response:
    return await sut.client.post(f"/v1/publications/{publication}", json={}, headers={**officer(sut), **headers})


async def adopt(sut: ServiceUnderTest, **pack: int) -> httpx.Response:
    """An edition of the numbers from the first day of the tests on, asked by one commander and approved by another."""
    body = {"effective_from": "2026-03-02", "pack": pack, "reason": "本地规定"}
    asked = await sut.client.post("/v1/policy", json=body, headers=sut.bearer("c-1", roles=["commander"]))
    return await sut.seconded(asked, sut.bearer("c-2", roles=["commander"]))


async def read(sut: ServiceUnderTest, path: str) -> Any:
    answer = await sut.client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


PLAN = PlanApproved(
    plan="P-2026", edition=1, year=2026, lead=MARKET, demands=("DM-1",), departments=(MARKET, FIRE),
    window_from=date(2026, 1, 1), window_to=date(2026, 12, 31), votes_for=2, votes_against=0,
)  # fmt: skip
DEMAND = DemandSubmitted(
    demand="DM-1", year=2026, department=MARKET, kind="food-hygiene", items=("MKT-0001",), industries=("catering",),
    list_class="general", ratios={"A": 500, "B": 2000, "C": 6000, "D": 10000, "U": 2000}, rounding="fair", method="onsite",
)  # fmt: skip


def draw_facts(draw: str = "D-1") -> list[tuple[str, Fact]]:
    opened = DrawOpened(
        draw=draw, plan="P-2026", edition=1, year=2026, lead=MARKET, members=(MARKET, FIRE), demands=("DM-1", "DM-2"),
        code_head=HASH, beacon="none", commit_until=NOON, reveal_until=NOON,
    )  # fmt: skip
    frozen = DrawFrozen(
        draw=draw, manifest=HASH, frame_root=HASH, frame_count=2, inspectors_root=HASH, excluded={"X4": 1}, reveal_until=NOON
    )
    completed = DrawCompleted(
        draw=draw, plan="P-2026", year=2026, lead=MARKET, departments=(MARKET, FIRE), certificate=HASH, department_checks=3,
        visits=2, visits_if_separate=3, lower_bound_milli=2000, shortfalls=0, shortages=0, completed_on=date(2026, 3, 2),
    )  # fmt: skip
    return [(f"draw-{draw}", fact) for fact in (opened, frozen, completed)]


def planned(visit: str, entity: str, parts: tuple[VisitPart, ...]) -> tuple[str, VisitPlanned]:
    return f"visit-{visit}", VisitPlanned(
        visit=visit, draw="D-1", entity=entity, entity_name="示例", industries=("catering",), township="421088100", lead=MARKET,
        parts=parts, method="onsite", notice_forbidden=False, window_from=date(2026, 3, 1), window_to=date(2026, 3, 31),
    )  # fmt: skip


async def tickets(sut: ServiceUnderTest, visit: str, entity: str = ENTITY) -> dict[str, Ticket]:
    """The tickets of a completed visit, by department."""
    await publish_keys(sut.running)
    bearer = sut.bearer(entity, roles=["enterprise"])
    keys = await sut.client.get(f"/v1/visits/{visit}/rating-keys", headers=bearer)
    assert keys.status_code == 200, keys.text
    asked = ask({key["department"]: key["modulus"] for key in keys.json()["keys"]})
    signed = await sut.client.post(f"/v1/visits/{visit}/rating-tickets", json={"blinded": asked.blinded}, headers=bearer)
    assert signed.status_code == 200, signed.text
    answer = signed.json()
    return {ticket.department: ticket for ticket in asked.tickets(answer["period"], answer["signatures"])}


async def crowd(sut: ServiceUnderTest, many: int = 3) -> list[dict[str, Ticket]]:
    """The tickets of so many visited entities: of `V-1001` at `stall:421088100-1001`, and so on."""
    held = []
    for number in range(1001, 1001 + many):
        entity = f"stall:421088100-{number}"
        await sut.deliver("inspection", *visit_facts(f"V-{number}", entity, problems=0))
        held.append(await tickets(sut, f"V-{number}", entity))
    return held


async def rate(sut: ServiceUnderTest, ticket: Ticket, stars: int = 5) -> httpx.Response:
    return await sut.client.post("/v1/ratings", json={**ticket._asdict(), "stars": stars})


async def next_day(sut: ServiceUnderTest) -> int:
    """A day passes: what waits is counted. Returns how many ratings."""
    sut.clock.now += timedelta(days=1)
    return await count(sut.running, local_day(sut.clock.now))
