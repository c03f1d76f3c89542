"""What the registry's tests share: example files, the people who send them, days, bodies, and what is on the lists."""

import csv
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from libs.events.catalog.credit_codes import organisation_check_character, uscc_check_character
from libs.events.catalog.inspection.result import ResultIssued
from libs.events.catalog.inspection.visit import Disposition, PartResult
from libs.events.catalog.planning.visit import VisitPart, VisitPlanned
from libs.events.catalog.registry.items import ItemContent, ItemListed
from libs.events.catalog.registry.policy import RegistryPolicy
from libs.events.testing.services import ServiceUnderTest
from services.registry.approvals import commands as approvals_commands
from services.registry.entities import commands as entities_commands
from services.registry.items import commands as items_commands

EXAMPLES = Path(__file__).parents[2] / "examples"
KINDS = ("industries", "departments", "mandates", "townships", "items", "scenarios", "inspectors", "entities")
LISTS = KINDS[:6]
NOVEMBER = datetime(2025, 11, 3, 2, 0, tzinfo=UTC)
TABLES = ["editions", "items", "entities", "entity_past", "approvals", "agreements", "partner_keys"]

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
JAN, MAR, JUN, DEC = (date(2026, month, 1) for month in (1, 3, 6, 12))
MARKET, FIRE, TAX = "421088-market", "421088-fire", "421088-tax"
CUSTOMS, POLICE = "421088-customs", "421088-police"
DEPARTMENTS = frozenset({MARKET, FIRE, TAX, "421088-urban-management"})
INDUSTRIES = frozenset({"catering", "food-sales"})
TOWNSHIPS = frozenset({"421088100", "421088101", "421088101-enforcement", "421088102", "421088107"})
ITEMS = {"MKT-0003": {"department": MARKET, "industries": ("catering",)}}
OF_ENTITY = entities_commands.EntityLookups(frozenset(), TOWNSHIPS, INDUSTRIES, RegistryPolicy().categories)
OF_ITEM = items_commands.ItemLookups(DEPARTMENTS, INDUSTRIES)
OF_APPROVAL = approvals_commands.ApprovalLookups(DEPARTMENTS, codes=frozenset())


def content(**changes: Any) -> ItemContent:
    fields = {
        "kind": "food-hygiene", "subject": "餐饮服务提供者", "content": "加工操作", "list_class": "general",
        "department": "421088-market", "industries": ("catering",), "methods": ("onsite",), "legal_basis": "食品安全法",
        "liability": "责令改正", "qualification": "food",
    }  # fmt: skip
    return ItemContent(**{**fields, **changes})


def listed(edition: int = 1, since: date = JAN, **changes: Any) -> ItemListed:
    return ItemListed(item="MKT-0003", edition=edition, content=content(**changes), effective_from=since)


def registrar(sut: ServiceUnderTest) -> dict[str, str]:
    return sut.bearer("r-1", roles=["registrar"])


def second(sut: ServiceUnderTest) -> dict[str, str]:
    """Another registrar, who approves."""
    return sut.bearer("r-2", roles=["registrar"])


def official(sut: ServiceUnderTest) -> dict[str, str]:
    return sut.bearer("o-1", roles=["department-officer"])


async def send(sut: ServiceUnderTest, kind: str, content: bytes | str, **headers: str) -> Any:
    sent = await sut.client.post(f"/v1/imports/{kind}", content=content, headers={**registrar(sut), **headers})
    return await sut.taken(sent, second(sut))


def example(kind: str, place: str = "421088") -> bytes:
    return (EXAMPLES / place / f"{kind}.csv").read_bytes()


def head(kind: str, rows: int, place: str = "421088") -> bytes:
    return b"".join(example(kind, place).splitlines(keepends=True)[: rows + 1])


def cells(kind: str, row: int, place: str = "421088") -> dict[str, str]:
    """The cells of a file's data row, counted from 1."""
    return list(csv.DictReader(example(kind, place).decode().splitlines()))[row - 1]


def code(number: int) -> str:
    """The credit code of a household, one for each number."""
    own = f"M{number:07}"
    first = f"92421088{own}{organisation_check_character(own)}"
    return first + uscc_check_character(first)


SHOP_CODE, SHOP_NAME = (cells("entities-with-bad-rows", 1)[name] for name in ("value", "name"))
SHOP = f"uscc:{SHOP_CODE}"


async def fill(sut: ServiceUnderTest, place: str = "421088") -> None:
    for kind in LISTS:
        report = await send(sut, kind, example(kind, place))
        assert report["refused"] == 0, report["refusals"]


async def post(sut: ServiceUnderTest, path: str, body: Any, status: int = 201) -> Any:
    asked = await sut.client.post(f"/v1/{path}", json=body, headers=registrar(sut))
    answer = await sut.seconded(asked, second(sut))
    # An approval creates nothing by itself.
    assert answer.status_code == (status if answer is asked else 200), answer.text
    return answer.json()


async def get(sut: ServiceUnderTest, path: str, status: int = 200) -> Any:
    answer = await sut.client.get(f"/v1/{path}", headers=registrar(sut))
    assert answer.status_code == status, answer.text
    return answer.json()


async def shown(sut: ServiceUnderTest, path: str, field: str) -> list[Any]:
    return [row[field] for row in (await get(sut, path))["items"]]


async def proposal(huarong: ServiceUnderTest, **changes: Any) -> dict[str, Any]:
    """What Jianli proposes to Huarong."""
    keys = (await huarong.client.get("/v1/keys")).json()["keys"]
    return {
        "agreement": "HX-2026",
        "name": "监利市",
        "partner": {"place": "430623", "name": "华容县", "keys": keys},
        "kinds": ["food-hygiene"],
        "industries": ["catering", "food-sales"],
        "valid_from": "2026-01-01",
        "valid_until": "2026-12-31",
        **changes,
    }


async def agree(jianli: ServiceUnderTest, huarong: ServiceUnderTest) -> Any:
    """Jianli and Huarong conclude an agreement; the document with both signatures."""
    await post(jianli, "agreements", await proposal(huarong))
    await post(huarong, "agreements/acceptance", await get(jianli, "agreements/HX-2026"), 200)
    signed = await get(huarong, "agreements/HX-2026")
    await post(jianli, "agreements/conclusion", signed, 200)
    return signed


async def catering(sut: ServiceUnderTest, entities: int) -> list[str]:
    """Entities of one industry that the examples hold, and so many of another."""
    header = head("entities", 0).decode().strip()
    rows = [
        f"stall,421088100-{n:04},示例摊{n},{industry},421088100,stall,2020-01-01"
        for industry, first, count in (("catering", 1, entities), ("hotel", 1001, 60))
        for n in range(first, first + count)
    ]
    report = await send(sut, "entities", "\n".join([header, *rows]))
    assert report["refused"] == 0
    return [f"stall:421088100-{n:04}" for n in range(1, entities + 1)]


def result(
    number: int, entity: str, *departments: str, problems: int = 0, disposition: Disposition = Disposition.ARCHIVED
) -> tuple[str, ResultIssued]:
    parts = tuple(
        PartResult(
            department=d, kinds=("food-hygiene",), items=("MKT-0003",), problems=problems, worst=None, disposition=disposition
        )
        for d in departments
    )
    return f"result-{number}", ResultIssued(
        result=f"R-{number}", visit=f"V-{number}", entity=entity, entity_name="示例摊", industries=("catering",),
        kinds=("food-hygiene",), lead=departments[0], parts=parts, problems=problems, record="a" * 64,
        checked_on=NOVEMBER.date(),
    )  # fmt: skip


def visit(number: int, entity: str, *departments: str) -> tuple[str, VisitPlanned]:
    parts = tuple(VisitPart(department=d, kinds=("food-hygiene",), items=("MKT-0003",), inspectors=()) for d in departments)
    return f"visit-{number}", VisitPlanned(
        visit=f"V-{number}", draw="D-1", entity=entity, entity_name="示例摊", industries=("catering",), township="421088100",
        lead=departments[0], parts=parts, method="onsite", notice_forbidden=False,
        window_from=NOVEMBER.date(), window_to=NOVEMBER.date(),
    )  # fmt: skip
