"""Reads are on record before their answers leave, are found again, and go when their time is over."""

import asyncio
import csv
import dataclasses
import io
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import APIRouter, Request

from libs.events.http.access import Access, everybody, only
from libs.events.http.auth import Permitted, ToldMore
from libs.events.http.readings.retention import old_readings
from libs.events.http.readings.trail import ABOUT, INTERNAL, PERSONAL, Trail
from libs.events.refusal import NotFound
from libs.events.testing import bell as bells
from libs.events.testing.services import service_under_test

router = APIRouter()
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@router.get("/doors/{door}")
async def door(door: str, _: Permitted) -> str:
    if door == "none":
        raise NotFound(field="door", value=door)
    return f"behind {door}"


@router.get("/porters")
async def porters(_: Permitted, q: str = "", porter: str = "") -> list[str]:
    return [q, porter]


@router.get("/keys/{key}")
async def key(key: str, request: Request, more: ToldMore) -> str:
    request.scope.setdefault(ABOUT, {})["entity"] = f"door-of-{key}"
    return "silver" if more else "a key"


PORTERS = Trail(PERSONAL, {"porter": str.upper}, told=lambda said: said.replace("Ann", "*"))
service = dataclasses.replace(
    bells.service,
    routers=[router],
    access=Access(
        {
            "GET /doors/{door}": only("porter").on_record(Trail(INTERNAL, entities={"door": str})),
            "GET /porters": only("porter").on_record(PORTERS),
            "GET /keys/{key}": everybody("porter").on_record(Trail(INTERNAL)),
        }
    ),
)


@pytest.fixture
async def bell(database, issuer):
    async with service_under_test(service, database, issuer, now=NOON) as running:
        yield running


async def read(bell, path, subject="p-1", status=200, **headers):
    bearer = bell.bearer(subject, roles=["porter"]) if subject else {}
    answer = await bell.client.get(f"/v1/{path}", headers={**bearer, **headers})
    assert answer.status_code == status, answer.text
    return answer


async def search(bell, query=""):
    headers = bell.bearer("a-1", roles=["auditor"])
    answer = await bell.client.get(f"/v1/readings?{query}", headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_an_answer_is_on_record_with_whom_it_was_about_and_nothing_of_a_search(bell):
    await read(bell, "doors/7")
    await read(bell, "porters?q=Ann&porter=k-1", "p-2", purpose="case%20%E5%8F%B7%207%20Ann")
    await read(bell, "keys/9", "p-3")
    rows = await bell.rows("select * from readings order by id")
    about = [(r["subject"], r["route"], r["path"], r["kind"], r["person"], r["entity"], r["purpose"]) for r in rows]
    assert about == [
        ("p-1", "GET /v1/doors/{door}", "/v1/doors/7", "internal", None, "7", None),
        ("p-2", "GET /v1/porters", "/v1/porters", "personal", "K-1", None, "case 号 7 *"),
        ("p-3", "GET /v1/keys/{key}", "/v1/keys/9", "internal", None, "door-of-9", None),
    ]
    assert (rows[1]["asked"], rows[1]["roles"], rows[1]["at"]) == (["porter", "q"], ["porter"], NOON)


async def test_what_was_refused_or_is_for_everybody_is_not_on_record(bell):
    await read(bell, "doors/none", status=404)
    await read(bell, "porters?nobody=knows", status=422)
    await read(bell, "porters", status=422, purpose="x" * 201)
    assert (await bell.client.get("/v1/porters")).status_code == 401
    assert (await bell.client.get("/v1/porters", headers=bell.bearer("v-1", roles=["visitor"]))).status_code == 403
    assert (await read(bell, "keys/9", "")).json() == "a key"
    assert await bell.rows("select * from readings") == []


async def test_what_cannot_be_put_on_record_is_not_answered(bell):
    await bell.running.pool.execute("alter table readings rename to elsewhere")
    refused = await read(bell, "doors/7", status=503)
    assert refused.json()["type"] == "urn:checkonce:problem:not-on-record"
    assert "behind" not in refused.text
    await bell.running.pool.execute("alter table elsewhere rename to readings")
    assert (await read(bell, "doors/7")).json() == "behind 7"


async def test_many_readers_at_once_are_each_on_record(bell):
    await asyncio.gather(*(read(bell, f"doors/{n}", f"p-{n % 3}") for n in range(40)))
    rows = await bell.rows("select subject, count(*) as n, count(distinct entity) as doors from readings group by 1 order by 1")
    assert [(r["n"], r["doors"]) for r in rows] == [(14, 14), (13, 13), (13, 13)]


async def test_an_auditor_finds_reads_by_reader_person_entity_kind_and_day_and_is_on_record_too(bell):
    for day in range(3):
        bell.clock.now = NOON + timedelta(days=day)
        await read(bell, f"doors/{day}")
        await read(bell, "porters?porter=k-1", "p-2")
        await read(bell, "porters", "p-3")
    for query, paths in (
        ("subject=p-1", ["doors/2", "doors/1", "doors/0"]),
        ("person=K-1&first_day=2026-03-03", ["porters", "porters"]),
        ("entity=1", ["doors/1"]),
        ("many=true&last_day=2026-03-02", ["porters"]),
        ("kind=internal&first_day=2026-03-03&last_day=2026-03-03", ["doors/1"]),
    ):
        found = [row["path"].removeprefix("/v1/") for row in (await search(bell, query))["items"]]
        assert found == paths, query
    first = await search(bell, "limit=5&last_day=2026-03-04")
    rest = await search(bell, f"limit=50&last_day=2026-03-04&cursor={first['next']}")
    assert (len(first["items"]), rest["next"]) == (5, None)
    assert len({row["id"] for row in first["items"] + rest["items"]}) == len(first["items"]) + len(rest["items"])
    auditor = bell.bearer("a-1", roles=["auditor"])
    file = await bell.client.get("/v1/readings/export.csv?subject=p-2&lang=codes", headers=auditor)
    assert [row["person"] for row in csv.DictReader(io.StringIO(file.text.lstrip("\ufeff")))] == ["K-1"] * 3
    watched = (await search(bell, "subject=a-1&person=K-1"))["items"]
    assert [row["route"] for row in watched] == ["GET /v1/readings"]
    assert (await bell.client.get("/v1/readings", headers=bell.bearer("p-1", roles=["porter"]))).status_code == 403


async def test_rows_go_when_their_time_is_over_and_never_within_six_months(bell):
    now = datetime.now(UTC)
    for days in (1, 183, 185, 400):
        bell.clock.now = now - timedelta(days=days)
        await read(bell, f"doors/{days}")
    bell.clock.now = now
    assert await old_readings(bell.clock, 365)(bell.running.pool, 10) == 1
    assert await old_readings(bell.clock, 0)(bell.running.pool, 10) == 1
    assert [row["entity"] for row in await bell.rows("select entity from readings order by at")] == ["183", "1"]


async def test_each_search_has_its_index(bell):
    await bell.running.pool.execute(
        "insert into readings (at, subject, roles, route, kind, path, asked, person, entity)"
        " select now() - n * interval '1 minute', 'p-' || n % 500, '{porter}', 'GET /v1/doors', 'internal', '/', '{}',"
        " 'k-' || n % 500, 'e-' || n % 500 from generate_series(1, 20000) n"
    )
    await bell.running.pool.execute("analyze readings")
    for column, value in (("subject", "p-7"), ("person", "k-7"), ("entity", "e-7")):
        plan = await bell.rows(
            f"explain select * from readings where (at, id) < (now(), 2^62) and {column} = '{value}'"
            " order by at desc, id desc limit 51"
        )
        assert f"readings_by_{column}" in "".join(row["QUERY PLAN"] for row in plan), plan
