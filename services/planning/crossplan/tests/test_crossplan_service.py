"""Joint plans between two places, each with its own database and key: what travels, what does not count, what is drawn."""

from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from joserfc.jwk import OKPKey

from libs.events.bus.ledger import Signer, UntrustedError
from libs.events.catalog.planning import crossplan as facts
from libs.events.catalog.registry.agreements import AgreementRevoked
from libs.events.resending import httpx
from libs.events.signatures import load_key
from libs.events.testing.place_keys import PlaceKeys
from libs.events.testing.services import MovableClock, ServiceUnderTest, service_under_test
from libs.events.testing.village import Village
from libs.events.testing.waiting import eventually
from services.planning.app import service
from services.planning.crossplan.testing import HUARONG, JIANLI, NUMBER, SHISHOU, agreement, proposal
from services.planning.testing import seated

WINTER = datetime(2026, 1, 8, 2, 0, tzinfo=UTC)
REASON = {"reason": "标准不再一致"}


SHARING = ("disclosure", "inspection", "planning", "registry")


@dataclass
class Place:
    """`keys`: by service."""

    sut: ServiceUnderTest
    keys: dict[str, OKPKey]

    async def post(self, path, body=None, *, role="planner", department=""):
        bearer = self.sut.bearer(role, roles=[role], departments=[department] if department else [])
        return await self.sut.client.post(f"/v1/crossplans{path}", json=body, headers=bearer)

    async def done(self, path, body=None, status=200):
        answer = await self.post(path, body)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def refused(self, path, body=None, **caller):
        answer = await self.post(path, body, **caller)
        document = answer.json()
        assert document["do"], document
        return answer.status_code, document["type"].rpartition(":")[2]

    async def state(self, number=NUMBER):
        answer = await self.sut.client.get(f"/v1/crossplans/{number}")
        return answer.json()["state"] if answer.status_code == 200 else None

    async def hears(self, fact, sender, *, place=HUARONG):
        """A shared fact of a neighbour's planning, sealed with its key."""
        signer = Signer(sender.keys["planning"])
        await self.sut.deliver("planning", (f"crossplan-{NUMBER}", fact), place=place, signer=signer)

    async def tells(self, other, fact_type, place):
        """The newest fact of this place that its shared topic would carry to the other."""
        await other.hears((await self.sut.facts(fact_type))[-1], self, place=place)


@pytest.fixture
async def two(database_factory, issuer, tmp_path):
    """Jianli and Huarong with an agreement in force."""
    async with AsyncExitStack() as stack:
        places = {}
        for code in (JIANLI, HUARONG):
            made = PlaceKeys.made(tmp_path / code, SHARING)
            started = service_under_test(
                service, await database_factory(), issuer, place=code, now=WINTER, signing_key=made.folder / "planning.jwk"
            )
            places[code] = Place(await stack.enter_async_context(started), made.keys)
        keys = {code: place.keys for code, place in places.items()}
        for place in places.values():
            await place.sut.deliver("registry", agreement(keys))
        yield places[JIANLI], places[HUARONG]


async def test_a_joint_plan_is_proposed_heard_accepted_and_ended_by_either(two):
    jianli, huarong = two
    await jianli.done("", proposal(JIANLI, HUARONG), 201)
    assert await huarong.state() is None
    await jianli.tells(huarong, "planning.crossplan-proposed", JIANLI)
    assert (await jianli.state(), await huarong.state()) == ("proposed", "proposed")
    assert await jianli.refused(f"/{NUMBER}/acceptance") == (403, "not-the-partner")
    await huarong.done(f"/{NUMBER}/acceptance")
    await huarong.tells(jianli, "planning.crossplan-accepted", HUARONG)
    assert (await jianli.state(), await huarong.state()) == ("accepted", "accepted")
    # What was learned is a fact of our own and travels back: it changes nothing there.
    await jianli.tells(huarong, "planning.crossplan-accepted", JIANLI)
    assert len(await huarong.sut.facts()) == 2
    await jianli.done(f"/{NUMBER}/termination", REASON)
    await jianli.tells(huarong, "planning.crossplan-ended", JIANLI)
    assert (await jianli.state(), await huarong.state()) == ("ended", "ended")
    assert await huarong.refused(f"/{NUMBER}/termination", REASON) == (409, "crossplan-over")
    page = (await huarong.sut.client.get(f"/v1/crossplans?state=ended&place={JIANLI}&year=2026")).json()["items"]
    assert [(row["crossplan"], row["by"], row["reason"]) for row in page] == [(NUMBER, JIANLI, "标准不再一致")]
    await huarong.sut.running.rebuild()
    assert (await huarong.sut.client.get(f"/v1/crossplans/{NUMBER}")).json() == page[0]


async def test_a_partner_declines_with_a_reason_and_only_who_leads_there_answers(two):
    jianli, huarong = two
    await jianli.done("", proposal(JIANLI, HUARONG), 201)
    await jianli.tells(huarong, "planning.crossplan-proposed", JIANLI)
    stranger = {"role": "conference-member", "department": "430623-fire"}
    assert await huarong.refused(f"/{NUMBER}/acceptance", **stranger) == (403, "not-the-lead")
    assert await huarong.refused(f"/{NUMBER}/rejection", REASON, role="inspector") == (403, "forbidden")
    await huarong.done(f"/{NUMBER}/rejection", REASON)
    await huarong.tells(jianli, "planning.crossplan-declined", HUARONG)
    assert (await jianli.state(), await huarong.state()) == ("declined", "declined")


async def test_a_joint_plan_is_answered_by_the_lead_of_the_day_alone(two):
    jianli, huarong = two
    market, fire = "430623-market", "430623-fire"
    await huarong.sut.deliver("registry", seated(market, lead=True), seated(fire))
    ours = "421088-market"
    await jianli.sut.deliver("registry", seated(ours, lead=True), seated("421088-fire"))
    refused = await jianli.refused("", proposal(JIANLI, HUARONG), department="421088-fire")
    assert refused == (403, "not-the-lead")
    proposed = await jianli.post("", proposal(JIANLI, HUARONG), department=ours)
    assert proposed.status_code == 201, proposed.text
    await jianli.tells(huarong, "planning.crossplan-proposed", JIANLI)
    for path, body in (("acceptance", None), ("rejection", REASON), ("termination", REASON)):
        for role in ("planner", "conference-member"):
            refused = await huarong.refused(f"/{NUMBER}/{path}", body, role=role, department=fire)
            assert refused == (403, "not-the-lead"), (path, role)
    await huarong.sut.deliver("registry", seated(market, WINTER.date()), seated(fire, WINTER.date(), lead=True))
    assert await huarong.refused(f"/{NUMBER}/acceptance", department=market) == (403, "not-the-lead")
    accepted = await huarong.post(f"/{NUMBER}/acceptance", department=fire)
    assert accepted.status_code == 200, accepted.text


async def test_an_acceptance_by_a_stranger_to_other_terms_or_without_a_key_changes_nothing(two):
    jianli, huarong = two
    await jianli.done("", proposal(JIANLI, HUARONG), 201)
    said = (await jianli.sut.facts("planning.crossplan-proposed"))[0].model_dump()
    third = Place(jianli.sut, {"planning": OKPKey.generate_key("Ed25519")})
    _, friends = agreement({JIANLI: jianli.keys, SHISHOU: third.keys}, agreement="A-2")
    await jianli.sut.deliver("registry", ("agreement-A-2", friends))
    # A third place with which there is an agreement too speaks for the partner, then for itself.
    for by in (HUARONG, SHISHOU):
        await jianli.hears(facts.CrossPlanAccepted(**said, by=by), third, place=SHISHOU)
    ended = facts.CrossPlanEnded(crossplan=NUMBER, proposer=JIANLI, partner=HUARONG, by=SHISHOU, reason="冒充")
    await jianli.hears(ended, third, place=SHISHOU)
    await jianli.hears(facts.CrossPlanAccepted(**{**said, "kinds": ("food-hygiene", "fire-safety")}, by=HUARONG), huarong)
    theirs = {**said, "crossplan": f"{JIANLI}-2026-02", "proposer": HUARONG, "partner": JIANLI}
    await jianli.hears(facts.CrossPlanProposed(**theirs), huarong)
    elsewhere = {**said, "crossplan": f"{HUARONG}-2026-02", "proposer": HUARONG, "partner": SHISHOU}
    await jianli.hears(facts.CrossPlanProposed(**elsewhere), huarong)
    assert len(await jianli.sut.facts()) == 1
    assert await jianli.state() == "proposed"
    nobody = Place(jianli.sut, {"planning": OKPKey.generate_key("Ed25519")})
    with pytest.raises(UntrustedError):
        await jianli.hears(facts.CrossPlanAccepted(**said, by=HUARONG), nobody, place="421024")


async def test_without_an_agreement_over_all_of_it_nothing_is_proposed_accepted_or_kept(two):
    jianli, huarong = two
    for changes in (
        {"partner": SHISHOU},
        {"kinds": ["food-hygiene", "school-bus"]},
        {"industries": ["catering", "mining"]},
        {"window_from": "2027-06-01", "window_to": "2027-06-30"},
    ):
        assert await jianli.refused("", proposal(JIANLI, HUARONG, **changes)) == (409, "not-covered"), changes
    await jianli.done("", proposal(JIANLI, HUARONG), 201)
    await jianli.tells(huarong, "planning.crossplan-proposed", JIANLI)
    await huarong.done(f"/{NUMBER}/acceptance")
    await huarong.tells(jianli, "planning.crossplan-accepted", HUARONG)
    revoked = AgreementRevoked(agreement="A-1", by=HUARONG, reason="期满不再续签")
    await jianli.sut.deliver("registry", ("agreement-A-1", revoked), place=HUARONG, signer=Signer(huarong.keys["registry"]))
    await huarong.sut.deliver("registry", ("agreement-A-1", revoked))
    assert (await jianli.state(), await huarong.state()) == ("ended", "ended")
    assert [f.by for f in await jianli.sut.facts("planning.crossplan-ended")] == [JIANLI]
    again = proposal(JIANLI, HUARONG, crossplan=f"{JIANLI}-2026-02")
    assert await jianli.refused("", again) == (409, "not-covered")


async def test_a_demand_for_a_joint_plan_is_visited_in_the_joint_window_with_everybody_elses_items(office):
    key = OKPKey.generate_key("Ed25519")
    huarong = Place(office.sut, {"planning": key})
    await office.sut.deliver("registry", agreement({JIANLI: OKPKey.generate_key("Ed25519"), HUARONG: key}))
    joint = {"crossplan": NUMBER}
    assert office.problem(await office.submit("Q-7", **joint)) == (422, "crossplan-not-in-force")
    await huarong.done("", proposal(JIANLI, HUARONG), 201)
    said = (await office.sut.facts("planning.crossplan-proposed"))[0].model_dump()
    wish = {**joint, "industries": ["catering"]}
    assert office.problem(await office.submit("Q-7", **wish)) == (422, "crossplan-not-in-force")
    await huarong.hears(facts.CrossPlanAccepted(**said, by=HUARONG), huarong)
    assert office.problem(await office.submit("Q-7", **joint)) == (422, "outside-crossplan")
    office.ok(await office.submit("Q-7", **wish), 201)
    office.ok(await office.submit("Q-2"), 201)
    body = {"plan": "P-2026", "year": 2026, "lead": "421088-market", "members": ["421088-fire", "421088-police"]}
    office.ok(await office.post("/plans", body, role="planner"), 201)
    short = {"demands": None, "window_from": "2026-03-01", "window_to": "2026-06-15"}
    assert office.problem(await office.post("/plans/P-2026/coordination", short, role="planner")) == (422, "outside-crossplan")
    await office.coordinate()
    for member in ("421088-market", "421088-fire"):
        office.ok(await office.vote("P-2026", member))
    await office.drawn()
    visits = (await office.get("/visits?limit=500", role="planner")).json()["items"]
    market = [v for v in visits if "421088-market" in v["departments"]]
    assert market
    assert {(v["window_from"], v["window_to"]) for v in market} == {("2026-06-01", "2026-06-30")}
    assert any(len(v["departments"]) == 2 for v in market)
    assert len({v["entity"] for v in visits}) == len(visits), "one visit per entity"
    ended = facts.CrossPlanEnded(crossplan=NUMBER, proposer=JIANLI, partner=HUARONG, by=HUARONG, reason="人员不足")
    await huarong.hears(ended, huarong)
    body = {"demands": None, "window_from": "2026-03-01", "window_to": "2026-11-30", "reason": "调整"}
    assert office.problem(await office.post("/plans/P-2026/coordination", body, role="planner")) == (
        422,
        "crossplan-not-in-force",
    )


# ---------------------------------------------------------------- over Kafka


async def test_two_running_services_agree_on_a_joint_plan_over_the_shared_topics(kafka, database_factory, issuer, tmp_path):
    year = datetime.now(UTC).year + 1
    async with AsyncExitStack() as stack:
        towns = [Village(kafka, database_factory, issuer, tmp_path, stack) for _ in range(2)]
        for town in towns:
            await town.prepare("planning", "registry", "credit", "inspection")
        places, keys = [], {}
        for town, other in zip(towns, reversed(towns), strict=True):
            running = await town.start(service, neighbours=[await town.befriend(other)], confiding_secret=town.secret)
            client = httpx.AsyncClient(transport=httpx.ASGITransport(app=service.api(running)), base_url="http://service")
            await stack.enter_async_context(client)
            keys[town.place] = load_key(running.settings.signing_key)
            places.append(Place(ServiceUnderTest(running, issuer, MovableClock(datetime.now(UTC)), client), {}))
        for place in places:
            await place.sut.deliver("registry", agreement(keys, year))
        (here, there), (home, away) = places, [town.place for town in towns]
        number = f"{home}-2026-01"

        async def both(state):
            return (await here.state(number), await there.state(number)) == (state, state)

        await here.done("", proposal(home, away, year), 201)
        await eventually(lambda: both("proposed"), what="the proposal arrives")
        await there.done(f"/{number}/acceptance")
        await eventually(lambda: both("accepted"), what="the acceptance arrives")
        await there.done(f"/{number}/termination", REASON)
        await eventually(lambda: both("ended"), what="the end arrives")
        assert [type(f).__name__ for f in await here.sut.facts()] == [
            "CrossPlanProposed", "CrossPlanAccepted", "CrossPlanEnded",
        ]  # fmt: skip
