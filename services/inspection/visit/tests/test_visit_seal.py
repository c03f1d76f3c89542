"""The seal is over the rows as they are stored: what newer code makes of an older row changes nothing."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import orjson
import pytest

from libs.events.catalog.inspection.visit import PartRecorded, VisitCompleted
from libs.events.fact import Raw, catalog
from services.inspection.testing.requests import get, post
from services.inspection.visit.decide.seal import GENESIS, link
from services.inspection.visit.decide.visit import VISIT

ROWS = [json.loads(line) for line in Path(__file__).with_name("sealed_visit.jsonl").read_text().splitlines()]
"""A visit with everything that may be on its record, as the store held it when the seal was introduced."""
SEAL = "2935017ca12f0e41919768feedfa40a41d21df29974534c129d72a53cd022064"
END = next(n for n, row in enumerate(ROWS) if row["type"] == VisitCompleted.fact_type)
LATE = datetime(2026, 4, 1, 2, 0, tzinfo=UTC)


def raw(row) -> Raw:
    return Raw(row["type"], row["schema_version"], orjson.dumps(row["data"]))


def digest(rows) -> str:
    running = GENESIS
    for row in rows:
        running = link(running, raw(row))
    return running


def folded(rows):
    state = VISIT.initial
    for row in rows:
        fact = catalog.decode(row["type"], row["schema_version"], row["data"])
        state = VISIT.after(state, fact, raw(row))
    return state


def without_nulls(data):
    """As it would have been stored before the fields that may be null were added to its shape."""
    match data:
        case dict():
            return {key: without_nulls(value) for key, value in data.items() if value is not None}
        case list():
            return [without_nulls(value) for value in data]
    return data


EARLIER = [{**row, "data": without_nulls(row["data"])} for row in ROWS[:END]]


@pytest.fixture
def newer_code(monkeypatch):
    """The shape of a recorded part has a next version that asks for more; an upcaster answers for the one before."""
    for held in ("_classes", "_newest", "_upcasters"):
        monkeypatch.setattr(catalog, held, dict(getattr(catalog, held)))

    class PartRecordedWithPages(PartRecorded, name="inspection.part-recorded", version=3):
        pages: int

    @catalog.upcaster("inspection.part-recorded", from_version=2)
    def _no_pages(data):
        return {**data, "pages": 0}

    return PartRecordedWithPages


async def stored(sut, rows):
    """The rows in the service's store, its read models built from them, the clock at the end of the window."""
    for row in rows:
        await sut.running.pool.execute(
            "select append_fact($1, $2, $3, $4, $5, $6, $7::jsonb, $8::jsonb)",
            "visit-V-1",
            row["version"],
            row["type"],
            row["schema_version"],
            uuid4(),
            datetime.fromisoformat(row["time"]),
            json.dumps(row["data"]),
            json.dumps({"actor": row["actor"], "correlation": "c-1"}),
        )
    await sut.running.rebuild()
    sut.clock.now = LATE


def test_a_record_that_was_sealed_is_still_intact():
    assert digest(ROWS[:END]) == ROWS[END]["data"]["record"] == ROWS[END + 1]["data"]["record"] == SEAL
    assert folded(ROWS[:END]).record == SEAL


async def test_a_visit_under_way_is_sealed_as_it_would_have_been_before(sut):
    await stored(sut, ROWS[: END - 1])
    await post(sut, "visits/V-1/completion", {})
    record = await get(sut, "visits/V-1/record")
    assert (record["sealed"], record["intact"]) == (SEAL, True)


async def test_a_record_sealed_before_fields_were_added_reads_as_intact(sut):
    ended = [json.loads(json.dumps(row).replace(SEAL, digest(EARLIER))) for row in ROWS[END:]]
    await stored(sut, [*EARLIER, *ended])
    record = await get(sut, "visits/V-1/record")
    assert (record["sealed"], record["intact"]) == (digest(EARLIER), True)


async def test_an_optional_field_added_later_changes_no_seal(sut):
    assert folded(EARLIER).record == digest(EARLIER) != SEAL
    await stored(sut, EARLIER[:-1])
    await post(sut, "visits/V-1/completion", {})
    record = await get(sut, "visits/V-1/record")
    assert (record["sealed"], record["intact"]) == (digest(EARLIER), True)


async def test_an_upcaster_changes_no_seal_also_where_rows_of_both_versions_stand(sut, newer_code):
    rows = [*ROWS[: END - 1]]
    first, last = [n for n, row in enumerate(rows) if row["type"] == PartRecorded.fact_type][:2]
    before = catalog.decode(rows[last]["type"], 1, rows[last]["data"]).model_dump(mode="json")
    rows[last] = {**rows[last], "schema_version": 3, "data": {**before, "pages": 3}}
    state = folded(rows)
    assert [part.pages for part in state.parts[:2]] == [0, 3], "decoded as the newest version"
    assert rows[first]["schema_version"] == 1
    assert isinstance(state.parts[0], newer_code)
    assert state.record == digest(rows)
    await stored(sut, rows)
    await post(sut, "visits/V-1/completion", {})
    record = await get(sut, "visits/V-1/record")
    assert (record["sealed"], record["intact"]) == (digest([*rows, ROWS[END - 1]]), True)


async def test_the_seal_is_computed_again_from_the_answer_alone(sut):
    """By the formula of the route's description, with code of its own. These data are text, whole numbers and ASCII names."""
    await stored(sut, ROWS)
    record = await get(sut, "visits/V-1/record")
    running, seal = record["genesis"], None
    for fact in record["facts"]:
        covered = {"previous": running, "type": fact["type"], "version": fact["schema_version"], "data": fact["data"]}
        text = json.dumps(covered, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        running = hashlib.sha256(text.encode()).hexdigest()
        assert running == fact["digest"]
        if fact["version"] == record["sealed_through"]:
            seal = running
    assert seal == record["sealed"] == SEAL
    after = record["facts"][record["sealed_through"]]
    assert (after["type"], after["data"]["record"]) == ("inspection.visit-completed", seal)
    described = (await sut.client.get("/openapi.json")).json()["paths"]["/v1/visits/{visit}/record"]["get"]["description"]
    assert all(
        f"`{name}`" in described for name in ("digest", "genesis", "schema_version", "sealed", "sealed_through", "intact")
    )


async def test_a_record_that_is_not_sealed_says_so(sut):
    await stored(sut, ROWS[: END - 1])
    record = await get(sut, "visits/V-1/record")
    assert (record["sealed"], record["sealed_through"], record["intact"]) == (None, None, None)
