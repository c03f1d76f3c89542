"""A name that was erased is nowhere: not in the database, not on a topic, not in an export, not in an answer given before."""

from contextlib import AsyncExitStack

import pytest

from libs.events.bus.kafka import events_topic, whole_topic
from libs.events.resending import httpx
from libs.events.testing.waiting import eventually
from services.registry.app import service
from services.registry.testing import cells, head

OWNER, OTHER = "欧阳鹤轩", "尉迟雪松"
OFFICER = cells("inspectors", 1)["name"]
LISTS = ("industries", "departments", "mandates", "townships", "inspectors")


@pytest.fixture
async def town(village):
    """The registry of a place with its workers, a stall and an inspector on its lists, all sent."""
    village.place = f"42{village.place[2:]}"  # of a province
    await village.prepare("registry", "planning", "inspection", "credit", "whistle")
    async with AsyncExitStack() as opened:
        running = await opened.enter_async_context(service.running(await village.settings(service="registry")))
        transport = httpx.ASGITransport(service.api(running))
        client = await opened.enter_async_context(httpx.AsyncClient(transport=transport, base_url="http://registry"))
        client.headers["Authorization"] = f"Bearer {village.token('r-1', 'registrar', 'auditor', 'operator', 'integrator')}"
        for kind in LISTS:
            await send(
                client, kind, head(kind, 20).replace(b"421088", village.place.encode()), village.token("r-2", "registrar")
            )
        await send(client, "entities", stalls(village, OWNER, OTHER))
        await eventually(lambda: sent(running), what="all facts are on the topic")
        yield running, client, village


def stalls(village, *names):
    """A file of stalls 0001, 0002, ..."""
    township = f"{village.place}100"
    rows = (f"stall,{township}-{n:04},{name},catering,{township},stall,2020-08-31" for n, name in enumerate(names, 1))
    return "\n".join(["scheme,value,name,industries,township,category,founded", *rows])


async def sent(running):
    return (await running.progress()).unsent == 0


async def send(client, kind, rows, second=""):
    answer = await client.post(f"/v1/imports/{kind}", content=rows)
    if answer.status_code == 202:
        by = {"Authorization": f"Bearer {second}"}
        assert (await client.post(f"{answer.headers['location']}/approval", headers=by)).status_code == 200

        async def applied():
            report = await client.get(f"/v1/import-reports/{answer.json()['import_id']}")
            return report.json() if report.json()["state"] == "finished" else None

        report = await eventually(applied, what="the file is applied")
    else:
        assert answer.status_code == 200, answer.text
        report = answer.json()
    assert report["refused"] == 0, report
    return report


async def places_of(name, town):
    """Where the name is found, as bytes."""
    running, client, village = town
    tables = await running.pool.fetch(
        "select format('%I.%I', schemaname, tablename) as name from pg_tables"
        " where schemaname not in ('pg_catalog', 'information_schema')"
    )
    assert len(tables) > 20
    for (table,) in tables:
        rows = await running.pool.fetch(f"select t::text as row from {table} t")
        if any(name in row["row"] or name.encode().hex() in row["row"] for row in rows):
            yield table
    values = [message.value async for message in whole_topic(village.access, events_topic(village.place, "registry"))]
    assert len(values) > 20
    for value in values:
        if name.encode() in value or name.encode("unicode-escape") in value:
            yield "topic"
    entity = f"stall:{village.place}100-0001"
    for path in ("entities?limit=500", f"entities/{entity}", f"entities/{entity}/history", "entities/export.csv",
                 f"entities?q={name}", "inspectors", "inspectors/export.csv", "import-reports",
                 "events?limit=500"):  # fmt: skip
        answer = await client.get(f"/v1/{path}")
        assert answer.status_code == 200, (path, answer.text)
        if name in answer.text:
            yield f"GET {path}"


async def everywhere(name, town):
    return [place async for place in places_of(name, town)]


async def test_an_erased_owners_name_is_nowhere_and_does_not_come_back(town):
    _, client, village = town
    stall = f"stall:{village.place}100-0001"
    found = await everywhere(OWNER, town)
    assert found == [
        "public.people",
        *(f"GET {path}" for path in ("entities?limit=500", f"entities/{stall}", f"entities/{stall}/history",
                                     "entities/export.csv", f"entities?q={OWNER}")),
    ]  # fmt: skip
    erased = await client.delete(f"/v1/entities/{stall}/owner")
    assert (erased.status_code, erased.json()["person"]) == (200, stall)
    assert await everywhere(OWNER, town) == []
    assert (await send(client, "entities", stalls(village, OWNER)))["unchanged"] == 1
    assert await everywhere(OWNER, town) == []
    assert (
        "欧**" in (await client.get(f"/v1/entities/{stall}")).text
        or "欧***" in (await client.get(f"/v1/entities/{stall}")).text
    )
    assert OTHER in (await client.get("/v1/entities?limit=500")).text, "another's name went with it"


async def test_an_erased_officers_name_is_nowhere(town):
    _, client, village = town
    assert await everywhere(OFFICER, town) == ["public.people", "GET inspectors", "GET inspectors/export.csv"]
    assert (await client.delete(f"/v1/people/I-{village.place}-0001")).status_code == 200
    assert await everywhere(OFFICER, town) == []


async def test_an_entity_that_is_called_otherwise_from_today_keeps_no_owner(town):
    running, client, village = town
    await send(client, "entities", stalls(village, "鹤轩烧烤摊"))
    await eventually(lambda: sent(running), what="the change is on the topic")
    assert await everywhere(OWNER, town) == []
    missing = await client.delete(f"/v1/entities/stall:{village.place}100-0001/owner")
    assert (missing.status_code, missing.json()["type"]) == (404, "urn:checkonce:problem:no-owner")


async def test_another_owner_after_an_erasure_is_another_person(town):
    _, client, village = town
    stall = f"stall:{village.place}100-0001"
    assert (await client.delete(f"/v1/entities/{stall}/owner")).status_code == 200
    await send(client, "entities", stalls(village, "王五六"))
    assert (await client.get(f"/v1/entities/{stall}")).json()["content"]["name"] == "王五六"
    assert await everywhere(OWNER, town) == []


async def test_a_downloaded_list_that_is_sent_again_keeps_the_owners(town):
    _, client, village = town
    public = await client.get("/v1/entities/export.csv", headers={"Authorization": ""})
    assert OWNER not in public.text
    assert (await send(client, "entities", public.content))["unchanged"] == 2
    assert OWNER in (await client.get("/v1/entities")).text
    unheard = stalls(village, OWNER, OTHER, "张**")
    answer = await client.post("/v1/imports/entities", content=unheard)
    assert [(row["field"], row["line"]) for row in answer.json()["refusals"]] == [("name", 4)]
    assert "脱敏" in answer.json()["refusals"][0]["rule_zh"]
