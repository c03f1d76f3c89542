"""Talking to the service as the departments of a joint visit do."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from libs.events.catalog.planning.visit import VisitPlanned
from libs.events.catalog.registry.bodies import DepartmentListed, InspectorCertified
from libs.events.catalog.registry.items import ItemContent, ItemListed
from libs.events.testing.services import ServiceUnderTest
from libs.events.testing.shelf.pages import png

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
MARKET, FIRE, TAX = "421088-market", "421088-fire", "421088-tax"
M1, M2, F1, F2 = "I-421088-0001", "I-421088-0002", "I-421088-0101", "I-421088-0102"
ENTITY = "stall:421088100-0001"
PROOF = {"sha256": "ab" * 32, "media_type": "image/jpeg"}
FINDING = {"finding": "F-1", "item": "MKT-0003", "severity": "minor", "description": "台账不全", "evidence": [PROOF]}


def checks(items: Iterable[str], findings: Iterable[Mapping[str, Any]] = ()) -> list[dict[str, Any]]:
    """Every item is checked; one with a finding is a breach."""
    found = {each["item"] for each in findings}
    return [{"item": item, "outcome": "breach" if item in found else "conforms"} for item in items]


CLEAN_FIRE = {"department": FIRE, "checks": checks(["FIR-0002"]), "disposition": "archived"}


def planned(
    visit: str = "V-1", *, secret: bool = False, lead: str = MARKET, window_to: date = date(2026, 3, 31)
) -> tuple[str, VisitPlanned]:
    parts = (
        {"department": MARKET, "kinds": ["food-hygiene"], "items": ["MKT-0003", "MKT-0004"], "inspectors": [M1, M2]},
        {"department": FIRE, "kinds": ["fire-safety"], "items": ["FIR-0002"], "inspectors": [F1, F2]},
    )
    fact = VisitPlanned(
        visit=visit, draw="D-2026", entity=ENTITY, entity_name="=容城恒洪烧烤摊(示例)", industries=("catering",),
        township="421088100", lead=lead, parts=parts, method="onsite", notice_forbidden=secret,
        window_from=date(2026, 3, 1), window_to=window_to,
    )  # fmt: skip
    return f"visit-{visit}", fact


def item(
    code: str, department: str, exemption: str | None = None, effective_from: date = date(2025, 1, 1), edition: int = 1
) -> ItemListed:
    content = ItemContent(
        kind="food-hygiene", subject="餐饮", content="台账", list_class="general", department=department,
        industries=("catering",), methods=("onsite",), legal_basis="《中华人民共和国食品安全法》", liability="责令改正",
        minor_exemption=exemption, qualification="food",
    )  # fmt: skip
    return ItemListed(item=code, edition=edition, content=content, effective_from=effective_from)


def certified(inspector: str, department: str) -> tuple[str, InspectorCertified]:
    fact = InspectorCertified(
        inspector=inspector, department=department, certificate=f"C-{inspector}", qualifications=("food",),
        valid_from=date(2024, 1, 1), valid_until=date(2028, 1, 1),
    )  # fmt: skip
    return f"inspector-{inspector}", fact


REGISTER = [
    *((f"department-{d}", DepartmentListed(department=d, title=d, level="county", divisions=("421088",)))
      for d in (MARKET, FIRE, TAX)),
    *(certified(i, MARKET) for i in (M1, M2)),
    *(certified(i, FIRE) for i in (F1, F2)),
    ("item-MKT-0003", item("MKT-0003", MARKET, "首次轻微并及时改正的,不予处罚")),
    ("item-MKT-0004", item("MKT-0004", MARKET)),
]  # fmt: skip


_OWN = {MARKET: [M1, M2], FIRE: [F1, F2]}


def officer(sut: ServiceUnderTest, department: str, *inspectors: str) -> dict[str, str]:
    """One of a department: of those officers, where somebody named is; otherwise of any of its own here, as a desk signs in."""
    numbers = [*inspectors] or _OWN.get(department, [])
    roles = ["inspector", "department-officer"]
    return sut.bearer(f"o-{department}", roles=roles, departments=[department], inspector=numbers)


def auditor(sut: ServiceUnderTest) -> dict[str, str]:
    return sut.bearer("a-1", roles=["auditor"])


async def post(
    sut: ServiceUnderTest, path: str, body: Any, *, who: str | dict[str, str] = MARKET, status: int = 200, **headers: str
) -> Any:
    bearer = who if isinstance(who, dict) else officer(sut, who)
    answer = await sut.client.post(f"/v1/{path}", json=body, headers={**bearer, **headers})
    assert answer.status_code == status, answer.text
    return answer.json()


async def refused(
    sut: ServiceUnderTest, path: str, body: Any, slug: str, *, status: int, who: str | dict[str, str] = MARKET
) -> Any:
    before = len(await sut.facts())
    problem = await post(sut, path, body, who=who, status=status)
    assert problem["type"] == f"urn:checkonce:problem:{slug}", problem
    assert problem["do"], problem
    assert problem["do_en"], problem
    assert len(await sut.facts()) == before
    return problem


async def get(sut: ServiceUnderTest, path: str, who: dict[str, str] | None = None, **query: str | int) -> Any:
    """What `who` reads, otherwise an officer of the department that leads."""
    answer = await sut.client.get(f"/v1/{path}", params=query, headers=who or officer(sut, MARKET))
    assert answer.status_code == 200, answer.text
    return answer.json()


def files(sut: ServiceUnderTest) -> dict[str, str]:
    """Headers of the registrar, who sends a file."""
    return {**sut.bearer("r-1", roles=["registrar"]), "content-type": "text/csv"}


def planner(sut: ServiceUnderTest) -> dict[str, str]:
    """Headers of a second person."""
    return sut.bearer("p-1", roles=["planner"])


async def record(sut: ServiceUnderTest, content: bytes) -> dict[str, Any]:
    """The report of a file of results that a second person has approved."""
    sent = await sut.client.post("/v1/imports/results", content=content, headers=files(sut))
    return await sut.taken(sent, planner(sut))


async def bring(sut: ServiceUnderTest, text: str, who: dict[str, str]) -> dict[str, str]:
    """A photograph that says a text is uploaded: how facts name it."""
    answer = await sut.client.post("/v1/files", content=png(text), headers={**who, "content-type": "image/png"})
    assert answer.status_code in {200, 201}, answer.text
    return {"sha256": answer.json()["sha256"], "media_type": "image/png"}


async def on_the_spot(sut: ServiceUnderTest, visit: str = "V-1", *, but: str = "") -> str:
    """Announced, and two officers of each department checked in by the entity's code, `but` one; returns the mandate token."""
    await sut.deliver("planning", planned(visit))
    await post(sut, f"visits/{visit}/announcement", {"on": "2026-03-10", "basis": "2026年度抽查计划"})
    token: str = (await get(sut, f"visits/{visit}/mandate"))["token"]
    for department, inspector in ((MARKET, M1), (FIRE, F1), (MARKET, M2), (FIRE, F2)):
        if inspector != but:
            await come(sut, visit, inspector, department)
    return token


def entity(sut: ServiceUnderTest) -> dict[str, str]:
    return sut.bearer(ENTITY, roles=["enterprise"])


async def code_of(sut: ServiceUnderTest) -> str:
    """What the entity shows today to whoever comes."""
    shown: str = (await get(sut, "entity-code", entity(sut)))["token"]
    return shown


async def come(sut: ServiceUnderTest, visit: str, inspector: str, department: str) -> Any:
    """An officer scans the entity's code himself."""
    body = {"inspector": inspector, "department": department, "proof": "entity-code", "code": await code_of(sut)}
    return await post(sut, f"visits/{visit}/check-ins", body, who=officer(sut, department, inspector))


def market_part(*findings: dict[str, Any], disposition: str = "archived", **more: Any) -> dict[str, Any]:
    checked = checks(["MKT-0003", "MKT-0004"], findings)
    return {"department": MARKET, "checks": checked, "findings": findings, "disposition": disposition, **more}


async def finish(sut: ServiceUnderTest, visit: str = "V-1", part: Any = None, fire: Any = None) -> Any:
    await post(sut, f"visits/{visit}/parts", part or market_part())
    await post(sut, f"visits/{visit}/parts", fire or CLEAN_FIRE, who=FIRE)
    await post(sut, f"visits/{visit}/answer", {"answer": "confirmed"}, who=sut.bearer(ENTITY, roles=["enterprise"]))
    return await post(sut, f"visits/{visit}/completion", {})


def recheck(
    *evidence: dict[str, Any],
    finding: str = "F-1",
    also: tuple[str, ...] = (),
    officers: tuple[str, ...] = (M1, M2),
    **more: Any,
) -> dict[str, Any]:
    """Two officers find one finding mended, and others `also`; with a `reason`, not mended."""
    return {
        "officers": officers,
        "checks": [{"finding": each, "mended": "reason" not in more} for each in (finding, *also)],
        "evidence": list(evidence) or [PROOF],
        **more,
    }
