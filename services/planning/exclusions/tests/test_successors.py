"""What a business was checked for under one code counts under the codes before and after: a new code escapes no cap."""

from collections import defaultdict
from datetime import UTC, datetime

from libs.events.catalog.registry.entities import EntitySucceeded, EntitySuccessionRevoked
from services.planning.conducting.views import queries as conducting
from services.planning.exclusions.testing import reasons, result
from services.planning.exclusions.views import queries
from services.planning.testing import MARKET

JUNE = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)


def followed(entity, successor):
    return f"entity-{entity}", EntitySucceeded(entity=entity, successor=successor, reason="个转企")


async def test_a_check_of_this_year_follows_the_line_of_codes_and_no_further(office):
    await office.plan()
    office.sut.clock.now = JUNE
    e = office.entity
    await office.sut.deliver(
        "registry", followed(e(1), e(2)), followed(e(2), e(3)), followed(e(4), e(3)), followed(e(5), e(6)),
        (f"entity-{e(5)}", EntitySuccessionRevoked(entity=e(5), reason="写错了")),
    )  # fmt: skip
    facts = await office.sut.deliver("inspection", ("visit-V-1", result(1, e(1))), ("visit-V-5", result(5, e(5))))
    first, fifth = (str(fact.id) for fact in facts)
    # The fourth was merged into the third as the second was: it is no code of the first business.
    assert await reasons(office) == {
        e(1): [("X1", ["food-hygiene"], first)],
        e(2): [("X1", ["food-hygiene"], first)],
        e(3): [("X1", ["food-hygiene"], first)],
        e(5): [("X1", ["food-hygiene"], fifth)],
    }


async def test_a_check_of_the_new_code_counts_for_the_old_one_that_is_still_listed(office):
    await office.plan()
    office.sut.clock.now = JUNE
    e = office.entity
    await office.sut.deliver("registry", followed(e(1), e(2)))
    (fact,) = await office.sut.deliver("inspection", ("visit-V-2", result(2, e(2))))
    assert await reasons(office) == {code: [("X1", ["food-hygiene"], str(fact.id))] for code in (e(1), e(2))}


async def test_an_open_visit_and_a_draw_count_for_the_whole_line(office):
    await office.plan()
    await office.drawn()
    (open_,) = (await office.get(f"/visits?department={MARKET}&limit=1", role="planner")).json()["items"]
    old = open_["entity"]
    visited = {row["entity"] for row in await office.sut.rows("select entity from visits")}
    free, other = [code for code in map(office.entity, range(60)) if code not in visited][:2]
    await office.sut.deliver("registry", followed(old, free))
    told = {row["entity"]: row["fact"] async for row in queries.in_open_visit(office.sut.running.pool, entity=None, unseen=[])}
    assert told[old] == told[free]
    assert set(told) == visited | {free}
    # Who was on its last visit rests from the business, whatever its code is by then.
    teams = defaultdict(set)
    async for row in conducting.last_teams(office.sut.running.pool, visits=1):
        teams[row["entity"]].add(row["inspector"])
    assert teams[old] == teams[free] != set()
    assert set(teams) == visited | {free}
    # Of one entity, as for an unplanned check, the same is said as of all.
    asked = [
        [row["entity"] async for row in queries.in_open_visit(office.sut.running.pool, entity=e, unseen=[])]
        for e in (old, free, other)
    ]
    assert asked == [[old], [free], []]
    year = [
        [
            row["entity"]
            async for row in queries.drawn_this_year(office.sut.running.pool, year=2026, times=1, entity=e, unseen=[])
        ]
        for e in (old, free, other)
    ]
    assert year == asked
