"""What is said of an earlier code is said of the business: unplanned checks, recusals, calls that justify a check."""

from datetime import UTC, date, datetime

from libs.events.catalog.registry.entities import EntitySucceeded, EntitySuccessionRevoked, EntityTagged
from libs.events.catalog.whistle.call import DepartmentsCalled, Ladder, WhistleBlown
from services.planning.exclusions.testing import result
from services.planning.exclusions.views import queries as exclusions
from services.planning.filing.testing import FIRE, HOTEL, POLICE, file
from services.planning.officers.views import queries as officers
from services.planning.policy.numbers import KEY_SUPERVISION

MARCH = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
LATER = 6
"""Another hotel of the small place."""


async def test_an_unplanned_check_named_by_an_earlier_code_is_one_of_the_later_and_meets_the_caps_of_both(office):
    await office.conference()
    office.sut.clock.now = MARCH
    old, new = office.entity(HOTEL), office.entity(LATER)
    named = EntitySucceeded(entity=old, successor=new, reason="个转企")
    await office.sut.deliver("registry", (f"entity-{old}", named))
    office.ok(await file(office, "F-1"), 201)
    assert [(row["filing"], row["entity"]) for row in await office.sut.rows("select filing, entity from filings")] == [
        ("F-1", new)
    ]
    # Asked for either code, the list holds it.
    for code in (old, new):
        listed = office.ok(await office.get(f"/filings?entity={code}", role="conference-member")).json()["items"]
        assert [row["filing"] for row in listed] == ["F-1"]
    checked = result(1, old, kinds=("fire-safety",), industries=("hotel",), checked_on=date(2026, 2, 2))
    await office.sut.deliver("inspection", ("visit-V-1", checked))
    capped = await file(office, "F-2")
    assert office.problem(capped) == (409, "cap-reached")
    await office.sut.deliver("registry", (f"entity-{old}", EntitySuccessionRevoked(entity=old, reason="写错了")))
    assert office.problem(await file(office, "F-3")) == (409, "cap-reached"), "it was checked under this code"
    office.ok(await file(office, "F-4", entity=new), 201)


async def test_recusals_calls_and_key_supervision_hold_under_every_code_of_the_business(office):
    office.sut.clock.now = MARCH
    old, new, other = (office.entity(number) for number in (HOTEL, LATER, 9))
    officer = {"role": "department-officer", "department": POLICE}
    body = {"recusal": "R-1", "inspector": "I-POLICE-0", "entity": old, "department": POLICE, "ground": "kinship"}
    office.ok(await office.post("/recusals", body, **officer), 201)
    blown = WhistleBlown(
        whistle="W-1",
        township="421088100",
        matter_kind="fire-safety",
        matter="占道",
        place="后门",
        urgency="normal",
        entity=old,
    )
    called = DepartmentsCalled(
        whistle="W-1", round=1, departments=(FIRE,), report_in_by=MARCH, ladder=Ladder(steps=("专班",), hours=1)
    )
    await office.sut.deliver("whistle", ("whistle-W-1", blown), ("whistle-W-1", called))
    watched = EntityTagged(entity=old, tag=KEY_SUPERVISION, reason="重点监管", until=date(2026, 12, 31))
    await office.sut.deliver("registry", (f"tags-{old}", watched))
    pool = office.sut.running.pool

    async def held():
        recused = {row["entity"] async for row in officers.standing_recusals(pool)}
        known = {e for e in (old, new, other) if await officers.recusal_of(pool, inspector="I-POLICE-0", entity=e)}
        calls = {row["entity"] async for row in exclusions.callers(pool, since=datetime(2026, 1, 1, tzinfo=UTC), entity=None)}
        rows = [row async for row in exclusions.register(pool, on_day=date(2026, 3, 2), entity=None)]
        assert len(rows) == len({row["entity"] for row in rows})
        assert recused == known == calls == {row["entity"] for row in rows if row["key"]}
        assert not [row async for row in exclusions.register(pool, on_day=date(2027, 1, 1), entity=old) if row["key"]]
        return recused

    assert await held() == {old}
    await office.sut.deliver("registry", (f"entity-{old}", EntitySucceeded(entity=old, successor=new, reason="个转企")))
    assert await held() == {old, new}
    # What is newly said of the earlier code is said of the later one.
    office.ok(await office.post("/recusals", {**body, "recusal": "R-2"}, **officer), 201)
    assert (await office.sut.rows("select entity from recusals where recusal = 'R-2'"))[0]["entity"] == new
    await office.sut.deliver("registry", (f"entity-{old}", EntitySuccessionRevoked(entity=old, reason="写错了")))
    office.ok(await office.post("/recusals/R-2/lifting", {"reason": "登记有误"}, **officer))
    assert await held() == {old}
