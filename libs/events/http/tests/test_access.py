"""One table says who may take which route; parameters nobody knows are refused; lists leave page by page."""

import dataclasses
from types import MappingProxyType

import pytest
from fastapi import APIRouter

from libs.events.http.access import Access, AccessError, HeldKind, everybody, held_of, only, signed_in
from libs.events.http.auth import Permitted, ToldMore, Visitor
from libs.events.http.commands import Accepted, Asking
from libs.events.http.depends import Pool
from libs.events.http.paging import LimitParam, Paged, page
from libs.events.http.rows import found
from libs.events.http.tables.download import every_row
from libs.events.imports.access import preparing_of
from libs.events.imports.api import imports_router
from libs.events.imports.kinds import ImportKind
from libs.events.refusal import NotFound
from libs.events.settings import Settings
from libs.events.telemetry import metrics
from libs.events.testing import bell as bells
from libs.events.testing.services import service_under_test

router = APIRouter()


@router.post("/rings", status_code=201)
async def ring(body: bells.Body, gate: Asking) -> Accepted:
    return await gate.execute(bells.Ring(door=body.door))


@router.get("/doors")
async def doors(_: Permitted, q: str = "", limit: LimitParam = 3) -> list[str]:
    return [q] * limit


@router.get("/doors/{door}")
async def door(door: str, pool: Pool, _: Permitted) -> dict[str, int]:
    row = await found(pool.fetchrow("select times from doors where door = $1", door), NotFound, door=door)
    return {"times": row["times"]}


@router.get("/figures")
async def figures(visitor: Visitor, more: ToldMore) -> dict[str, str | bool]:
    return {"subject": visitor.subject, "more": more}


REPORTS = ("", "/report.csv", "/report.xlsx", "/report.ndjson", "/refused.csv")
TABLE = {
    "POST /rings": only("visitor", scope="own door"),
    "GET /doors": only("porter", "visitor"),
    "GET /doors/{door}": signed_in(),
    "GET /figures": everybody("porter"),
}
service = dataclasses.replace(bells.service, routers=[router], access=Access(TABLE))


@pytest.fixture
async def bell(database, issuer):
    async with service_under_test(service, database, issuer) as running:
        yield running


async def test_the_table_says_which_roles_take_a_route(bell):
    porter, visitor = bell.bearer("p", roles=["porter"]), bell.bearer("v", roles=["visitor"])
    assert (await bell.client.post("/v1/rings", json={"door": "a"}, headers=visitor)).status_code == 201
    refused = await bell.client.post("/v1/rings", json={"door": "a"}, headers=porter)
    assert (refused.status_code, refused.json()["field"]) == (403, "roles")
    assert (await bell.client.post("/v1/rings", json={"door": "a"})).status_code == 401
    assert (await bell.client.get("/v1/doors", headers=porter)).status_code == 200
    assert (await bell.client.get("/v1/doors/a", headers=porter)).json() == {"times": 1}
    assert len(await bell.facts()) == 1


async def test_everybody_may_read_and_some_are_told_more(bell):
    assert (await bell.client.get("/v1/figures")).json() == {"subject": "anonymous", "more": False}
    visitor, porter = bell.bearer("v", roles=["visitor"]), bell.bearer("p", roles=["porter"])
    assert (await bell.client.get("/v1/figures", headers=visitor)).json() == {"subject": "v", "more": False}
    assert (await bell.client.get("/v1/figures", headers=porter)).json() == {"subject": "p", "more": True}
    assert (await bell.client.get("/v1/figures", headers={"Authorization": "Bearer forged"})).status_code == 401


async def test_a_row_that_is_not_there_is_named(bell):
    answer = await bell.client.get("/v1/doors/none", headers=bell.bearer("p"))
    assert (answer.status_code, answer.json()["field"], answer.json()["value"]) == (404, "door", "none")
    assert answer.json()["do"]


async def test_an_unknown_query_parameter_is_refused_and_named(bell):
    porter = bell.bearer("p", roles=["porter"])
    answer = await bell.client.get("/v1/doors?limt=2&q=x", headers=porter)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "query.limt")
    assert "limit, q" in answer.json()["errors"][0]["rule"]
    assert (await bell.client.get("/v1/doors?limit=2&q=x", headers=porter)).json() == ["x", "x"]


async def test_the_feed_and_operations_refuse_unknown_parameters_too(bell):
    operator = bell.bearer("o", roles=["operator", "integrator"])
    answers = [await bell.client.get(path, headers=operator) for path in ("/v1/events?aftr=5", "/v1/ops/progress?zzz=1")]
    answers.append(await bell.client.post("/v1/ops/rebuild?dry=1", headers=operator))
    assert [answer.status_code for answer in answers] == [422, 422, 422]


@pytest.mark.parametrize("change", [{"GET /windows": everybody()}, None])
def test_a_table_that_does_not_fit_the_routes_keeps_the_process_from_starting(change):
    table = {**TABLE, **change} if change else {key: value for key, value in TABLE.items() if key != "GET /figures"}
    with pytest.raises(AccessError, match="GET /windows" if change else "GET /figures") as refused:
        Access(table).bind([router])
    assert f"{__name__.replace('.', '/')}.py" in str(refused.value)
    assert ("gather(...) in the service's app.py" in str(refused.value)) == bool(change)


def test_a_kind_of_file_whose_senders_the_table_does_not_let_in_keeps_the_process_from_starting():
    kind = ImportKind(columns=("door",), key=str, prepare=None, roles=("visitor", "portier"))
    routes = imports_router({"doors": kind})
    table = {f"GET /import-reports{path}": only("operator") for path in ("", *(f"/{{import_id}}{end}" for end in REPORTS))}
    table |= preparing_of(only("visitor", "portier"))
    with pytest.raises(AccessError, match=r"POST /imports/\{kind\} asks for roles .*: \['portier'\]"):
        Access({**table, "POST /imports/{kind}": only("visitor")}).bind([routes])
    Access({**table, "POST /imports/{kind}": only("visitor", "portier")}).bind([routes])


def test_the_kinds_of_files_that_may_wait_for_a_second_person_are_told_of_their_route():
    doors = ImportKind(columns=("door",), key=str, prepare=None, roles=("visitor",))
    kinds = {"doors": doors, "locks": dataclasses.replace(doors, roles=("porter",), duty="lock")}
    assert held_of([imports_router(kinds)]) == {"POST /imports/{kind}": (HeldKind("locks", "lock", frozenset({"porter"})),)}


def test_a_table_that_names_a_role_that_nobody_has_keeps_the_process_from_starting():
    Access(TABLE).bind([router], frozenset({"visitor", "porter", "other"}))
    with pytest.raises(AccessError, match=r"test_access\.py names roles that nobody can have: \['porter'\]"):
        Access(TABLE).bind([router], frozenset({"visitor"}))


async def test_of_a_token_only_known_roles_count_and_the_others_are_counted(database, issuer):
    class OnlyVisitors(Settings):
        known_roles = MappingProxyType({"visitor": "访客", "porter": "门卫"})

    house = dataclasses.replace(service, settings_class=OnlyVisitors)
    async with service_under_test(house, database, issuer) as running:
        authenticator = running.client._transport.app.state.authenticator
        before = metrics.unknown_roles._value.get()
        token = issuer.token("v", place="421088", roles=["visitor", "offline_access", "root"])
        for _ in range(3):
            assert (await authenticator.verify(token)).roles == {"visitor"}
        assert metrics.unknown_roles._value.get() - before == 2, "of each token once"


@pytest.mark.parametrize(
    ("place", "first"), [(lambda row: row, -1), (lambda row: [row % 10, row], [-1, -1])], ids=["a value", "a list"]
)
async def test_the_pages_of_a_list_are_the_rows_of_its_download(place, first):
    async def rows(after, limit):
        return [row for row in sorted(range(25), key=place) if place(row) > after][:limit]

    seen, cursor = [], None
    while (found := await page(Paged(cursor=cursor, limit=10), rows, place, first)).next:
        seen, cursor = seen + found.items, found.next
    assert seen + found.items == [row async for row in every_row(rows, place, first)] == sorted(range(25), key=place)


async def test_every_row_of_a_long_list_comes_once_in_order():
    numbers = list(range(12_003))

    async def page(after: int, limit: int) -> list[int]:
        return numbers[after + 1 : after + 1 + limit]

    assert [row async for row in every_row(page, lambda row: row, -1)] == numbers
