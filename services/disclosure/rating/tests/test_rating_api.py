"""Ratings on a real database: by whom, once, in groups."""

from datetime import timedelta

from libs.domain.rating_tickets import ask
from libs.events.catalog.disclosure.rating import RatingGivenToVisit
from libs.events.catalog.registry.entities import EntitySucceeded
from libs.events.envelope import Meta
from libs.events.store.store import NewFacts
from services.disclosure.rating import commands as c
from services.disclosure.rating.pool import ANONYMOUS, publish_keys
from services.disclosure.testing import ENTITY, FIRE, MARKET, crowd, next_day, rate, read, tickets, visit_facts

WRONG = "urn:checkonce:problem:wrong-ticket"


async def test_a_rating_is_given_once_per_ticket(disclosure):
    (held, *_) = await crowd(disclosure)
    assert set(held) == {MARKET, FIRE}, "a ticket for each department"
    assert (await rate(disclosure, held[MARKET])).status_code == 201
    for _ in range(2):
        again = await rate(disclosure, held[MARKET], 1)
        assert (again.status_code, again.json()["type"]) == (409, "urn:checkonce:problem:already-rated")
        await next_day(disclosure)
    assert (await rate(disclosure, held[FIRE], 6)).status_code == 422


async def test_a_ticket_that_was_counted_stays_spent(disclosure):
    held = [ticket[MARKET] for ticket in await crowd(disclosure)]
    await next_day(disclosure)
    for ticket in held:
        assert (await rate(disclosure, ticket)).status_code == 201
    assert await next_day(disclosure) == 3
    assert {(await rate(disclosure, ticket)).status_code for ticket in held} == {409}
    assert await next_day(disclosure) == 0


async def test_only_the_visited_entity_fetches_tickets_and_no_officer_ever_does(disclosure):
    await disclosure.deliver("inspection", *visit_facts("V-1"), visit_facts("V-2")[0])
    await publish_keys(disclosure.running)
    blinded = {"blinded": {}}

    async def asked(visit, subject, *roles, **claims):
        bearer = disclosure.bearer(subject, roles=list(roles), **claims)
        keys = await disclosure.client.get(f"/v1/visits/{visit}/rating-keys", headers=bearer)
        signed = await disclosure.client.post(f"/v1/visits/{visit}/rating-tickets", json=blinded, headers=bearer)
        return keys.status_code, signed.status_code

    assert await asked("V-1", ENTITY, "enterprise") == (200, 422)
    assert await asked("V-1", "stall:421088100-0001", "enterprise") == (404, 404), "of another visit"
    followed = EntitySucceeded(entity=ENTITY, successor="stall:421088100-0001", reason="个转企")
    await disclosure.deliver("registry", (f"entity-{ENTITY}", followed))
    assert await asked("V-1", "stall:421088100-0001", "enterprise") == (200, 422), "the business goes on under this code"
    assert await asked("V-1", ENTITY, "enterprise") == (200, 422)
    for role in ("inspector", "department-officer", "commander", "auditor", "operator"):
        assert await asked("V-1", ENTITY, role, departments=[FIRE, MARKET]) == (403, 403), role
    assert await asked("V-2", ENTITY, "enterprise") == (409, 409), "not completed"
    assert await asked("V-9", ENTITY, "enterprise") == (404, 404)


async def test_a_visit_without_notice_is_none_to_the_entity_before_it_is_completed(disclosure):
    stream, assigned = visit_facts("V-1")[0]
    await disclosure.deliver("inspection", (stream, assigned.model_copy(update={"notice_forbidden": True})))
    bearer = disclosure.bearer(ENTITY, roles=["enterprise"])

    async def asked(visit):
        keys = await disclosure.client.get(f"/v1/visits/{visit}/rating-keys", headers=bearer)
        signed = await disclosure.client.post(f"/v1/visits/{visit}/rating-tickets", json={"blinded": {}}, headers=bearer)
        return [(answer.status_code, answer.text.replace(visit, "")) for answer in (keys, signed)]

    assert await asked("V-1") == await asked("V-9")
    await disclosure.deliver("inspection", *visit_facts("V-1")[1:])
    await publish_keys(disclosure.running)
    assert [status for status, _ in await asked("V-1")] == [200, 422]


async def test_tickets_are_signed_once_and_a_lost_answer_is_given_again(disclosure):
    await disclosure.deliver("inspection", *visit_facts("V-1"))
    await publish_keys(disclosure.running)
    bearer = disclosure.bearer(ENTITY, roles=["enterprise"])
    keys = (await disclosure.client.get("/v1/visits/V-1/rating-keys", headers=bearer)).json()
    moduli = {key["department"]: key["modulus"] for key in keys["keys"]}

    async def signed(asked):
        return await disclosure.client.post("/v1/visits/V-1/rating-tickets", json={"blinded": asked.blinded}, headers=bearer)

    first, second = ask(moduli), ask(moduli)
    answers = [await signed(first), await signed(first)]
    assert answers[0].json() == answers[1].json()
    assert len(first.tickets(keys["period"], answers[1].json()["signatures"])) == 2
    refused = await signed(second)
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:checkonce:problem:tickets-issued")


async def test_a_ticket_rates_the_department_it_was_signed_for_and_nothing_else_is_one(disclosure):
    held, _, other = await crowd(disclosure)
    ticket = held[MARKET]
    for wrong in (
        ticket._replace(department=FIRE),
        ticket._replace(department="421088-police"),
        ticket._replace(period="2026-Q2"),
        ticket._replace(ticket=other[MARKET].ticket),
        ticket._replace(signature=other[MARKET].signature),
        ticket._replace(signature="0" * 512),
        ticket._replace(signature="f" * 512),
    ):
        answer = await rate(disclosure, wrong)
        assert (answer.status_code, answer.json()["type"]) == (403, WRONG)
    assert await disclosure.rows("select * from public.rating_pool") == []


async def test_a_rating_waits_until_enough_entities_could_have_given_it(disclosure):
    first, second = await crowd(disclosure, 2)
    refused = await rate(disclosure, first[MARKET])
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:checkonce:problem:too-few-tickets")
    await disclosure.deliver("inspection", *visit_facts("V-3", "stall:421088100-1001", problems=0))
    await tickets(disclosure, "V-3", "stall:421088100-1001")
    assert (await rate(disclosure, first[MARKET])).status_code == 409, "the same entity again is no crowd"
    await disclosure.deliver("inspection", *visit_facts("V-4", ENTITY, problems=0))
    await tickets(disclosure, "V-4")
    assert [(await rate(disclosure, held[MARKET])).status_code for held in (first, second)] == [201, 201]


async def test_every_enterprise_is_given_the_published_key(disclosure):
    await crowd(disclosure)
    published = (await read(disclosure, "/v1/rating-keys"))["items"]
    assert [(key["period"], key["department"], key["exponent"]) for key in published] == [
        ("2026-Q1", FIRE, 65537), ("2026-Q1", MARKET, 65537),
    ]  # fmt: skip
    bearer = disclosure.bearer("stall:421088100-1001", roles=["enterprise"])
    own = (await disclosure.client.get("/v1/visits/V-1001/rating-keys", headers=bearer)).json()["keys"]
    assert own == published
    feed = await disclosure.client.get("/v1/events?limit=1000", headers=disclosure.bearer("i-1", roles=["integrator"]))
    said = {(e["data"]["department"], e["data"]["modulus"]) for e in feed.json() if "rating-key-published" in e["type"]}
    assert said == {(key["department"], key["modulus"]) for key in published}
    assert await publish_keys(disclosure.running) == 0, "once"


async def test_ratings_show_in_whole_groups_of_three_on_the_day_after(disclosure):
    held = [ticket[FIRE] for ticket in await crowd(disclosure, 7)]
    await next_day(disclosure)
    shown = []
    for ticket, stars in zip(held, (5, 4, 3, 1, 1, 1, 5), strict=True):
        assert (await rate(disclosure, ticket, stars)).status_code == 201
        shown.append((await read(disclosure, f"/v1/ratings?department={FIRE}"))["departments"])
    assert shown == [[]] * 7, "nothing on the same day"
    assert await next_day(disclosure) == 6
    (seen,) = (await read(disclosure, f"/v1/ratings?department={FIRE}"))["departments"]
    assert (seen["ratings"], seen["title"]) == (6, "消防救援大队")
    every, figures = await read(disclosure, "/v1/ratings"), await read(disclosure, "/v1/figures")
    assert (every["ratings"], every["average"]) == (figures["ratings"], figures["rating_average"]) == (6, seen["average"])
    assert len(await disclosure.rows("select * from public.rating_pool")) == 1


async def counted(sut, *stars, department=MARKET):
    known = c.Step(step=len(stars))
    await sut.running.runner.execute(c.CountRatings(departments=(department,), stars=stars, known=known), ANONYMOUS)


async def averages(sut):
    """Ratings and their average, of all and by department; the figures say the same of all."""
    seen, figures = await read(sut, "/v1/ratings"), await read(sut, "/v1/figures")
    assert (seen["ratings"], seen["average"]) == (figures["ratings"], figures["rating_average"])
    by_department = {row["department"]: (row["ratings"], row["average"]) for row in seen["departments"]}
    return (seen["ratings"], seen["average"]), by_department


async def step_becomes(sut, step):
    day = (sut.clock.now + timedelta(days=1)).date().isoformat()
    edition = {"effective_from": day, "pack": {"ratings_step": step}, "reason": "更稳妥"}
    asked = await sut.client.post("/v1/policy", json=edition, headers=sut.bearer("c-1", roles=["commander"]))
    assert (await sut.seconded(asked, sut.bearer("c-2", roles=["commander"]))).status_code < 300
    sut.clock.now += timedelta(days=1)


async def test_whatever_the_step_becomes_no_part_of_a_group_shows(disclosure):
    for stars in ((5, 5, 5), (1, 5, 5)):
        await counted(disclosure, *stars)
    await counted(disclosure, 1, 1, 2, department=FIRE)
    shown = {MARKET: (6, 4.33), FIRE: (3, 1.33)}
    assert await averages(disclosure) == ((9, 3.33), shown)
    await step_becomes(disclosure, 4)
    # Of FIRE nothing shows any more, nor does the sum of all tell it.
    assert await averages(disclosure) == ((6, 4.33), {MARKET: (6, 4.33)})
    await counted(disclosure, 2, 2, 2, 2)
    assert await averages(disclosure) == ((10, 3.4), {MARKET: (10, 3.4)})
    await step_becomes(disclosure, 7)
    assert await averages(disclosure) == ((10, 3.4), {MARKET: (10, 3.4)})
    await step_becomes(disclosure, 2)
    assert await averages(disclosure) == ((13, 2.92), {MARKET: (10, 3.4), FIRE: (3, 1.33)})


async def test_single_ratings_of_before_show_three_at_a_time_or_with_the_group_that_follows(disclosure):
    for n, stars in enumerate((5, 5, 4, 4, 4, 1, 1)):
        old = RatingGivenToVisit(rating=f"R-{n}", visit="blind-1", ticket="a" * 64, stars=stars, departments=(MARKET,))
        await disclosure.running.store.append(
            [NewFacts(f"rating-R-{n}", 0, [old])], Meta("anonymous", f"R-{n}"), at=disclosure.clock()
        )
    await disclosure.running.rebuild()
    shown = (6, 3.83)
    for step in (2, 4, 5):
        assert await averages(disclosure) == (shown, {MARKET: shown}), step
        await step_becomes(disclosure, step)
    await counted(disclosure, 5, 5, 5, 5, 5)
    assert await averages(disclosure) == ((12, 4.08), {MARKET: (12, 4.08)})


async def test_with_another_secret_nothing_is_signed_and_no_ticket_is_lost(disclosure):
    await disclosure.deliver("inspection", *visit_facts("V-1"))
    await publish_keys(disclosure.running)
    path = disclosure.running.settings.rating_secret
    before = path.read_bytes()
    path.write_text("another secret " * 4)
    bearer = disclosure.bearer(ENTITY, roles=["enterprise"])
    keys = (await disclosure.client.get("/v1/visits/V-1/rating-keys", headers=bearer)).json()["keys"]
    asked = ask({key["department"]: key["modulus"] for key in keys})

    async def signed():
        return await disclosure.client.post("/v1/visits/V-1/rating-tickets", json={"blinded": asked.blinded}, headers=bearer)

    refused = await signed()
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:checkonce:problem:another-rating-key")
    path.unlink()
    path.write_bytes(before)
    assert (await signed()).status_code == 200
