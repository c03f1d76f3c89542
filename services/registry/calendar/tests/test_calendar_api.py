"""The calendar over HTTP: published by the registrar, counted with at once, kept over a restart."""

from datetime import date

from libs.events.calendar import WorkingCalendar
from libs.events.calendar_watch import fresh
from libs.events.testing.services import whole_year
from services.registry.testing import official, registrar, second

NOTICE = "国务院办公厅关于2028年部分节假日安排的通知"
HOLIDAYS = [str(day) for day in whole_year(2028, date(2028, 1, 3))]
BODY = {"year": 2028, "holidays": HOLIDAYS, "workdays": ["2028-01-08"], "notice": NOTICE}


async def test_a_published_year_is_official_and_another_process_learns_it_from_the_table(bare, tmp_path):
    before = (await bare.client.get("/v1/calendar")).json()
    assert (before["known_until"], before["years"][-1]["official"]) == ("2027-12-31", True)
    bare.running.environment.calendar.years = frozenset({2025})
    assert "2026" in (await bare.client.get("/v1/calendar")).json()["warning"]
    assert (await bare.client.post("/v1/calendar", json=BODY, headers=official(bare))).status_code == 403
    asked = await bare.client.post("/v1/calendar", json=BODY, headers=registrar(bare))
    assert (asked.status_code, await bare.facts("registry.year-arranged")) == (202, [])
    answer = await bare.seconded(asked, second(bare))
    assert (answer.status_code, answer.json()["facts"][-1]) == (200, "registry.year-arranged")
    shown = (await bare.client.get("/v1/calendar")).json()["years"]
    assert [(y["year"], y["official"]) for y in shown] == [(2024, False), (2025, True), (2026, False), (2027, False)]

    other = WorkingCalendar.load(tmp_path)
    (tmp_path / "2027.csv").write_text("a bad file is no reason to miss what is published", encoding="utf-8")
    async with fresh(other, bare.clock, bare.running.pool):
        assert other.years == {2028}
    assert [other.is_working(date(2028, 1, day)) for day in (3, 4, 8, 9)] == [False, True, True, False]


async def test_a_day_of_another_year_is_refused_and_named(bare):
    answer = await bare.client.post("/v1/calendar", json={**BODY, "year": 2027}, headers=registrar(bare))
    assert (answer.status_code, answer.json()["field"]) == (422, "holidays")
    assert "2028-01-01 不在 2027 年" in answer.text
    assert await bare.facts("registry.year-arranged") == []


async def test_a_repeated_request_does_not_bring_an_arrangement_back_that_was_corrected_since(bare):
    corrected = {**BODY, "holidays": [str(day) for day in whole_year(2028, date(2028, 1, 4))]}
    for body, key in ((BODY, "k-1"), (corrected, "k-2"), (BODY, "k-1")):
        asked = await bare.client.post("/v1/calendar", json=body, headers={**registrar(bare), "Idempotency-Key": key})
        await bare.seconded(asked, second(bare))
    assert asked.headers["Idempotency-Replayed"] == "true"
    assert len(await bare.facts("registry.year-arranged")) == 2
    calendar = bare.running.environment.calendar
    assert [calendar.is_working(date(2028, 1, day)) for day in (3, 4)] == [True, False]
