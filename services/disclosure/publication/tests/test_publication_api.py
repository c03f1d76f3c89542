"""Publishing on a real database: what becomes due, what the public reads, what stays hidden."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from importlib import resources

import pytest
import rfc8785

from libs.events.catalog.inspection.rectification import RectificationOrdered
from libs.events.catalog.inspection.result import ResultRevoked
from libs.events.catalog.registry.calendar import YearArranged
from libs.events.testing.services import service_under_test
from libs.events.testing.waiting import eventually
from services.disclosure.app import service
from services.disclosure.testing import (
    AFTER,
    DEMAND,
    ENTITY,
    FIRE,
    HASH,
    MARKET,
    NOON,
    OTHER,
    PLAN,
    adopt,
    draw_facts,
    officer,
    publish,
    read,
    visit_facts,
)


async def test_a_result_is_due_in_five_working_days_published_masked_and_readable_by_everybody(disclosure):
    await disclosure.deliver("inspection", *visit_facts())
    due = (await disclosure.client.get(f"/v1/publications/pending?department={MARKET}", headers=officer(disclosure))).json()
    assert [(p["publication"], p["due"], p["working_days_left"], p["overdue"]) for p in due["items"]] == [
        ("result-R-V-1", "2026-03-09T15:59:59Z", 5, False)
    ]
    assert (await disclosure.client.get("/v1/publications/result-R-V-1")).status_code == 404
    assert await read(disclosure, "/v1/publications") == {"items": [], "next": None}

    answer = await publish(disclosure)
    assert (answer.status_code, answer.json()["facts"]) == (201, ["disclosure.publication-made"])
    seen = await read(disclosure, "/v1/publications/result-R-V-1")
    content = seen["content"]
    assert sha256(rfc8785.dumps(content)).hexdigest() == seen["digest"]
    (fact,) = await disclosure.facts("disclosure.publication-made")
    assert (fact.content, fact.late, fact.masked) == (seen["digest"], False, tuple(seen["masked"]))
    market = content["parts"][0]
    assert market["findings"][0]["description"] == "经营者张*未公示健康证,住址:监利市容********"
    assert market["items"] == [{"item": "MKT-0001", "subject": "餐饮服务提供者", "content": "餐用具消毒"}]
    assert market["department"] == {"code": MARKET, "title": "市场监督管理局"}
    assert content["entity"]["name"] == "监利润禾饭店(示例)"
    assert seen["masked"] == ["evidence", "inspectors", "parts.0.findings.0.description: home-address, person-name"]
    text = str(content)
    assert not any(secret in text for secret in ("张三", "3322110", "I-421088", "d" * 64, "后厨"))
    assert [step["step"] for step in seen["history"]] == ["made"]


async def test_what_is_published_too_late_is_overdue_first_and_shows_as_late(disclosure):
    await disclosure.deliver("inspection", *visit_facts(), *visit_facts("V-2", OTHER, "容城恒洪烧烤摊(示例)", problems=0))
    assert (await publish(disclosure, "result-R-V-2")).status_code == 201
    assert await disclosure.pass_time(datetime(2026, 3, 9, 15, 59, 59, tzinfo=UTC)) == 0
    assert await disclosure.pass_time(datetime(2026, 3, 9, 16, tzinfo=UTC)) == 1
    assert await disclosure.pass_time(AFTER) == 0
    assert [f.publication for f in await disclosure.facts("disclosure.publication-overdue")] == ["result-R-V-1"]
    pending = await disclosure.client.get("/v1/publications/pending?overdue=true", headers=officer(disclosure))
    assert [(p["overdue"], p["working_days_left"]) for p in pending.json()["items"]] == [(True, 0)]
    before = await read(disclosure, "/v1/figures")
    assert (before["late"], before["pending"], before["publication_rate"]) == (1, 1, 50.0)
    await publish(disclosure)
    after = await read(disclosure, "/v1/figures")
    assert {name: after[name] for name in ("due", "published", "published_on_time", "late", "pending")} == {
        "due": 2, "published": 2, "published_on_time": 1, "late": 1, "pending": 0
    }  # fmt: skip
    assert (after["problem_rate"], after["punctuality_rate"]) == (50.0, 50.0)
    late = await read(disclosure, "/v1/publications?late=true")
    assert [(p["publication"], p["problems"]) for p in late["items"]] == [("result-R-V-1", 1)]


async def test_a_correction_publishes_what_is_on_record_now_and_says_why(disclosure):
    await disclosure.deliver("inspection", *visit_facts())
    await publish(disclosure)
    first = await read(disclosure, "/v1/publications/result-R-V-1")
    url, reason = "/v1/publications/result-R-V-1/correction", {"reason": "整改情况更新,负责人李四已确认"}
    same = await disclosure.client.post(url, json=reason, headers=officer(disclosure))
    assert (same.status_code, same.json()["type"]) == (409, "urn:checkonce:problem:nothing-to-correct")
    ordered = RectificationOrdered(
        rectification="RC-1", visit="V-1", entity=ENTITY, department=MARKET, findings=("F-V-1",), due=AFTER
    )
    await disclosure.deliver("inspection", ("rectification-RC-1", ordered))
    done = await disclosure.client.post(url, json=reason, headers={**officer(disclosure), "If-Match": '"2"'})
    assert (done.status_code, done.json()["facts"]) == (200, ["disclosure.publication-corrected"])
    seen = await read(disclosure, "/v1/publications/result-R-V-1")
    assert seen["content"]["parts"][0]["rectifications"] == [{"state": "ordered", "due": "2026-03-12T04:00:00+00:00"}]
    assert seen["digest"] != first["digest"]
    assert [(s["step"], s["digest"], s["reason"]) for s in seen["history"]] == [
        ("made", first["digest"], None),
        ("corrected", seen["digest"], "整改情况更新,负责人李*已确认"),
    ]


async def test_a_revoked_result_is_withdrawn_openly_and_its_content_is_gone(disclosure):
    await disclosure.deliver("inspection", *visit_facts(), *visit_facts("V-2"))
    await publish(disclosure)
    for visit in ("V-1", "V-2"):
        revoked = ResultRevoked(result=f"R-{visit}", visit=visit, entity=ENTITY, reason="对象错误")
        await disclosure.deliver("inspection", (f"visit-{visit}", revoked))
    seen = await read(disclosure, "/v1/publications/result-R-V-1")
    assert (seen["state"], seen["content"], seen["title"], seen["digest"]) == ("withdrawn", None, None, None)
    assert [(s["step"], s["reason"]) for s in seen["history"]] == [("made", None), ("withdrawn", "对象错误")]
    # The other was not published yet: its clock ends, and nobody is counted late for it.
    assert await disclosure.pass_time(AFTER) == 0
    figures = await read(disclosure, "/v1/figures")
    assert (figures["due"], figures["published"], figures["late"], figures["results"]) == (1, 1, 0, 0)
    assert [p["publication"] for p in (await read(disclosure, "/v1/publications"))["items"]] == ["result-R-V-1"]
    again = await publish(disclosure, "result-R-V-2")
    assert (again.status_code, again.json()["type"]) == (409, "urn:checkonce:problem:publication-over")


async def test_only_the_department_that_owes_it_publishes_and_a_refusal_writes_nothing(disclosure):
    await disclosure.deliver("inspection", *visit_facts())
    before = await disclosure.facts()
    url = "/v1/publications/result-R-V-1"
    answers = {
        401: await disclosure.client.post(url, json={}),
        404: await publish(disclosure, "result-none"),
        412: await publish(disclosure, **{"If-Match": '"9"'}),
        400: await disclosure.client.post(
            url, content=b"{", headers={**officer(disclosure), "content-type": "application/json"}
        ),
        422: await disclosure.client.post(url, json={"content": HASH}, headers=officer(disclosure)),
        409: await disclosure.client.post(f"{url}/withdrawal", json={"reason": "不想公示"}, headers=officer(disclosure)),
    }
    assert {status: answer.status_code for status, answer in answers.items()} == {status: status for status in answers}
    assert all(answer.headers["content-type"] == "application/problem+json" for answer in answers.values())
    assert await disclosure.facts() == before
    assert await disclosure.rows("select * from contents") == []
    assert (await disclosure.client.get("/v1/publications/pending")).status_code == 401


async def test_a_command_does_not_tell_of_a_publication_that_is_not_public_yet(disclosure):
    await disclosure.deliver("inspection", *visit_facts())
    url = "/v1/publications/result-R-V-1"
    commands = [("", {}), ("/correction", {"reason": "更正"}), ("/withdrawal", {"reason": "更正"})]
    for said, status in (("no-such-publication", 404), ("forbidden", 403)):
        for path, body in commands:
            answer = await disclosure.client.post(f"{url}{path}", json=body, headers=officer(disclosure, FIRE))
            assert (answer.status_code, answer.json()["type"]) == (status, f"urn:checkonce:problem:{said}")
        # From now on everybody reads it, and other departments are told why they may not.
        await publish(disclosure)


async def test_a_repeated_key_publishes_once(disclosure):
    await disclosure.deliver("inspection", *visit_facts())
    first = await publish(disclosure, **{"Idempotency-Key": "k-1"})
    again = await publish(disclosure, **{"Idempotency-Key": "k-1"})
    assert (first.json(), again.headers["idempotency-replayed"]) == (again.json(), "true")
    assert len(await disclosure.facts("disclosure.publication-made")) == 1


async def test_plans_and_draws_are_published_too_each_edition_for_itself(disclosure):
    amended = PLAN.model_copy(update={"edition": 2, "votes_against": 1})
    await disclosure.deliver(
        "planning", ("demand-DM-1", DEMAND), ("plan-P-2026", PLAN), *draw_facts(), ("plan-P-2026", amended)
    )
    for publication in ("plan-P-2026-1", "plan-P-2026-2", "draw-D-1"):
        assert (await publish(disclosure, publication)).status_code == 201
    plan = (await read(disclosure, "/v1/publications/plan-P-2026-2"))["content"]
    assert (plan["edition"], plan["votes_against"], plan["demands"][0]["ratios_basis_points"]["D"]) == (2, 1, 10000)
    assert plan["demands"][0]["industries"] == [{"code": "catering", "title": "餐饮服务"}]
    draw = (await read(disclosure, "/v1/publications/draw-D-1"))["content"]
    assert (draw["certificate"], draw["excluded"], draw["visits"]) == (HASH, {"X4": 1}, 2)
    assert {p["subject"] for p in (await read(disclosure, "/v1/publications?subject=plan"))["items"]} == {"plan"}


async def test_redelivered_facts_change_nothing(disclosure):
    facts = visit_facts()
    await disclosure.deliver("inspection", *facts)
    await disclosure.deliver("inspection", facts[-1])
    assert len(await disclosure.facts("disclosure.publication-due")) == 1


async def test_at_the_turn_of_the_year_a_duty_begins_although_the_next_years_holidays_are_not_arranged_yet(disclosure):
    disclosure.running.calendar.years = frozenset({2025, 2026})
    disclosure.clock.now = datetime(2026, 12, 28, 2, tzinfo=UTC)
    await disclosure.deliver("inspection", *visit_facts())
    due = (await disclosure.client.get(f"/v1/publications/pending?department={MARKET}", headers=officer(disclosure))).json()
    # 29, 30, 31 December, 4 and 5 January: New Year's Day is off by statute.
    assert [p["due"] for p in due["items"]] == ["2027-01-05T15:59:59Z"]
    ready = (await disclosure.client.get("/health/ready")).json()
    assert "缺少 2027 年节假日安排" in ready["calendar"]


def arranged(*holidays, year=2026):
    return f"calendar-{year}", YearArranged(year=year, holidays=holidays, workdays=(), notice="国办发明电")


async def due_of(disclosure):
    pending = await disclosure.client.get("/v1/publications/pending", headers=officer(disclosure))
    return [p["due"] for p in pending.json()["items"]]


async def test_a_deadline_moves_with_the_arrangement_of_its_year_and_no_fact_is_lost(disclosure):
    await disclosure.deliver("inspection", *visit_facts())
    assert await due_of(disclosure) == ["2026-03-09T15:59:59Z"]
    await disclosure.deliver("registry", arranged(date(2026, 3, 5)))
    assert await due_of(disclosure) == ["2026-03-10T15:59:59Z"]
    await disclosure.deliver("registry", arranged(date(2027, 1, 1), year=2027))
    assert len(await disclosure.facts("disclosure.publication-due-moved")) == 1, "another year moved it"
    assert await disclosure.pass_time(datetime(2026, 3, 9, 16, tzinfo=UTC)) == 0
    # What has passed has passed, and nobody is late from one moment to the next.
    await disclosure.deliver("registry", arranged())
    assert await due_of(disclosure) == ["2026-03-10T15:59:59Z"]
    assert await disclosure.pass_time(datetime(2026, 3, 10, 16, tzinfo=UTC)) == 1
    await disclosure.deliver("registry", arranged(date(2026, 3, 5), date(2026, 3, 6)))
    assert await due_of(disclosure) == ["2026-03-10T15:59:59Z"]
    assert len(await disclosure.facts("disclosure.publication-overdue")) == 1


@pytest.mark.parametrize(
    ("at", "lag", "due"),
    [
        (datetime(2026, 3, 2, 4, tzinfo=UTC), timedelta(days=2), "2026-03-09T15:59:59Z"),
        (datetime(2026, 3, 2, 15, 59, 59, tzinfo=UTC), timedelta(seconds=2), "2026-03-09T15:59:59Z"),
    ],
    ids=["an outage", "over midnight"],
)
async def test_an_arrangement_that_changes_nothing_moves_nothing_however_late_the_duty_was_learned(disclosure, at, lag, due):
    disclosure.clock.now = at + lag
    approved = PLAN.model_copy(update={"plan": "P" * 100})
    await disclosure.deliver("inspection", *visit_facts(), at=at)
    await disclosure.deliver("planning", ("plan-P-2026", PLAN), (f"plan-{approved.plan}", approved), *draw_facts(), at=at)
    assert await due_of(disclosure) == [due] * 4
    await disclosure.deliver("registry", arranged(date(2026, 12, 31)))
    assert await due_of(disclosure) == [due] * 4
    assert await disclosure.facts("disclosure.publication-due-moved") == []
    await disclosure.deliver("registry", arranged(date(2026, 3, 5)))
    assert await due_of(disclosure) == ["2026-03-10T15:59:59Z"] * 4


async def test_an_edition_of_later_that_day_does_not_come_in_with_an_arrangement(disclosure):
    await disclosure.deliver("inspection", *visit_facts())
    disclosure.clock.now += timedelta(hours=1)
    assert (await adopt(disclosure, publish_working_days=2)).status_code == 200
    await disclosure.deliver("inspection", *visit_facts("V-2"))
    for holidays in ((), (date(2026, 12, 31),)):
        await disclosure.deliver("registry", arranged(*holidays))
        assert await due_of(disclosure) == ["2026-03-04T15:59:59Z", "2026-03-09T15:59:59Z"]


async def test_clocks_of_before_the_upgrade_begin_where_a_rebuild_lets_them_begin(disclosure):
    at = disclosure.clock.now - timedelta(days=2)
    await disclosure.deliver("inspection", *visit_facts(), at=at)
    await disclosure.deliver("planning", ("plan-P-2026", PLAN), *draw_facts(), at=at)
    clocks, opened = "select * from clocks order by publication", "select opened_at from publications order by publication"
    before = await disclosure.rows(clocks), await disclosure.rows(opened)
    assert [row["began_at"] for row in before[0]] == [at] * 3
    upgrade = (resources.files("services.disclosure.migrations") / "0005_clocks.sql").read_text(encoding="utf-8")
    async with disclosure.running.pool.acquire() as session:
        await session.execute("update views.publications set opened_at = null; drop table views.clocks")
        await session.execute(upgrade)
    assert (await disclosure.rows(clocks), await disclosure.rows(opened)) == before


@pytest.fixture
async def another(disclosure, database, issuer, tmp_path):
    """A second process of the service."""
    secret = tmp_path / "rating-secret"
    async with service_under_test(service, database, issuer, now=NOON, rating_secret=secret) as sut:
        sut._offsets, sut._positions, sut._versions = disclosure._offsets, disclosure._positions, disclosure._versions
        yield sut


async def test_a_process_that_has_not_learned_of_an_arrangement_sets_no_deadline_by_the_old_calendar(disclosure, another):
    await disclosure.deliver("registry", arranged(date(2026, 3, 5)))
    assert another.running.calendar.is_working(date(2026, 3, 5))
    await another.deliver("inspection", *visit_facts())
    assert await due_of(disclosure) == ["2026-03-10T15:59:59Z"]
    # The other way round too: its memory has an older arrangement than the table when it moves those of another year.
    disclosure.running.calendar.arrange(2026, [date(2026, 3, 6), date(2026, 3, 9)], [])
    await disclosure.deliver("registry", arranged(date(2025, 12, 31), year=2025))
    assert await due_of(disclosure) == ["2026-03-10T15:59:59Z"]


async def test_an_arrangement_waits_for_the_deadlines_that_are_being_set_and_moves_them(disclosure, another, monkeypatch):
    set_, commit = asyncio.Event(), asyncio.Event()
    execute_group = another.running.runner.execute_group

    async def slowly(*args, **kwargs):
        answers = await execute_group(*args, **kwargs)
        set_.set()
        await commit.wait()
        return answers

    async def waits():
        waiting = "select from pg_locks where locktype = 'advisory' and mode = 'ExclusiveLock' and not granted"
        return bool(await disclosure.rows(waiting))

    monkeypatch.setattr(another.running.runner, "execute_group", slowly)
    setting = asyncio.create_task(another.deliver("inspection", *visit_facts()))
    await set_.wait()
    moving = asyncio.create_task(disclosure.deliver("registry", arranged(date(2026, 3, 5))))
    try:
        await eventually(waits, what="the arrangement waits")
    finally:
        commit.set()
        await asyncio.gather(setting, moving)
    assert await due_of(disclosure) == ["2026-03-10T15:59:59Z"]


async def test_an_arrangement_that_comes_after_its_provisional_day_still_makes_nobody_late(disclosure):
    await disclosure.deliver("inspection", *visit_facts())
    disclosure.clock.now = datetime(2026, 3, 9, 16, 1, tzinfo=UTC)
    await disclosure.deliver("registry", arranged(date(2026, 3, 5), date(2026, 3, 6)))
    assert await due_of(disclosure) == ["2026-03-11T15:59:59Z"]
    assert await disclosure.pass_time(datetime(2026, 3, 11, 15, 59, 59, tzinfo=UTC)) == 0
    assert await disclosure.pass_time(datetime(2026, 3, 11, 16, tzinfo=UTC)) == 1
    (passed,) = await disclosure.facts("disclosure.publication-overdue")
    assert passed.due == datetime(2026, 3, 11, 15, 59, 59, tzinfo=UTC)
