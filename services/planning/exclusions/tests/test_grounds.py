"""What excludes besides the yearly caps (X3, X6, X8), and what lawfully lifts an exclusion (O1-O7), as the frame has it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from joserfc.jwk import OKPKey

from libs.events.bus.ledger import Signer
from libs.events.catalog.inspection.rectification import RectificationPassed
from libs.events.catalog.inspection.result import ResultRevoked
from libs.events.catalog.registry.bodies import DepartmentListed
from libs.events.catalog.registry.entities import EntityTagged, EntityUntagged
from libs.events.catalog.registry.items import ItemWithdrawn
from libs.events.catalog.whistle.call import DepartmentsCalled, Ladder, WhistleBlown, WhistleClosed
from libs.events.catalog.whistle.clue import ClueHandled, ClueReceived, ClueReturned
from services.planning.exclusions.judge import superior
from services.planning.exclusions.testing import adjusted, agreement, reasons, recorded, result
from services.planning.testing import FIRE, MARKET, NO_CEILINGS, POLICE

JUNE = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
LADDER = Ladder(steps=(), hours=24)


async def leaves(office, draw="D-1"):
    await office.open(draw)
    office.ok(await office.freeze(draw))
    return await office.frame(draw)


def overrides(leaf):
    return [(o["reason"], o["lifts"], o["kinds"], o["fact"]) for o in leaf["overrides"]]


# ---------------------------------------------------------------- X3


def body(level, *divisions):
    return {"level": level, "divisions": list(divisions)}


@pytest.mark.parametrize(
    ("checker", "own", "bodies", "above"),
    [
        ("4210-market", "421088-market", {}, True),
        ("421000-market", "421088-market", {}, True),
        ("42-market", "421088-market", {}, True),
        ("420000-market", "421088-market", {}, True),
        ("421088-market", "421088100-office", {}, True),
        ("430600-market", "421088-market", {}, False),
        ("421087-market", "421088-market", {}, False),
        ("421088-market", "421088-fire", {}, False),
        ("421088-market", "4210-market", {}, False),
        ("421088-a", "421088-b", {"421088-a": body("city", "421088"), "421088-b": body("county", "421088")}, True),
        ("421088-a", "421088-b", {"421088-a": body("city", "4306"), "421088-b": body("county", "421088")}, False),
        ("421088-a", "421088-b", {"421088-a": body("county", "421088"), "421088-b": body("city", "421088")}, False),
        ("421088-a", "421088-b", {"421088-a": body("county", "421088"), "421088-b": body("county", "421088")}, False),
        ("421088-a", "421088-b", {"421088-a": body("county", "421088"), "421088-b": body("township", "421088100")}, True),
        ("421088-a", "421088-b", {"421088-a": body("city", "421088")}, False),
    ],
)
def test_a_superior_is_a_higher_level_for_the_same_area_or_a_division_that_contains_it(checker, own, bodies, above):
    assert superior(checker, own, bodies) is above


async def test_whom_a_superior_has_checked_this_year_no_lower_department_draws_for_any_kind(office):
    customs = DepartmentListed(department="421088-customs", title="荆州海关", level="city", divisions=("421088",))
    await office.sut.deliver("registry", ("department-421088-customs", customs))
    await office.plan()
    office.sut.clock.now = JUNE
    e = office.entity
    facts = await office.sut.deliver(
        "inspection",
        ("result-S-1", recorded(1, e(1), department="421000-market")),
        ("result-S-2", recorded(2, e(2), department="421088-customs")),
        ("result-S-3", recorded(3, e(3), department=MARKET)),
        ("result-S-4", recorded(4, e(4), department="421000-market", checked_on=date(2025, 12, 31))),
        ("result-S-5", recorded(5, e(5), department=None)),
        ("visit-V-6", result(6, e(6), kinds=("school-bus",)).model_copy(update={"lead": "421000-market"})),
        ("visit-V-7", result(7, e(7), kinds=("school-bus",)).model_copy(update={"lead": "421000-market"})),
        ("visit-V-7", ResultRevoked(result="R-7", visit="V-7", entity=e(7), reason="程序错误")),
    )
    fact = [str(item.id) for item in facts]
    assert await reasons(office) == {
        e(1): [("X3", ["*"], fact[0])],
        e(2): [("X3", ["*"], fact[1])],
        e(6): [("X3", ["*"], fact[5])],
    }


async def test_a_policy_may_let_a_superiors_check_exclude_the_same_kind_only(office):
    await office.plan()
    await office.adopt(superior_any_kind=False)
    office.sut.clock.now = JUNE
    e = office.entity
    facts = await office.sut.deliver(
        "inspection",
        ("result-S-1", recorded(1, e(1), department="421000-market")),
        ("result-S-2", recorded(2, e(2), department="421000-market", kind="food-hygiene")),
    )
    fact = str(facts[1].id)
    assert await reasons(office) == {e(2): [("X1", ["food-hygiene"], fact), ("X3", ["food-hygiene"], fact)]}


async def test_a_check_shared_by_the_city_above_excludes_and_one_of_another_county_does_not(office):
    await office.plan()
    office.sut.clock.now = JUNE
    e = office.entity
    city, county = OKPKey.generate_key("Ed25519"), OKPKey.generate_key("Ed25519")
    for place, key, number in (("421000", city, 1), ("430623", county, 2)):
        parties = agreement(key).parties
        theirs = parties[1].model_copy(update={"place": place})
        pact = agreement(key, agreement=f"A-{place}", parties=(parties[0], theirs), kinds=("school-bus",))
        await office.sut.deliver("registry", (f"agreement-A-{place}", pact))
        check = ("visit-V-1", result(1, e(number), kinds=("school-bus",)))
        (fact,) = await office.sut.deliver("inspection", check, place=place, signer=Signer(key))
        if number == 1:
            proof = str(fact.id)
    assert await reasons(office) == {e(1): [("X3", ["*"], proof)]}


# ---------------------------------------------------------------- X6, X8


async def test_where_no_item_of_a_kind_is_in_force_for_its_industry_an_entity_is_not_drawn_for_that_kind(office):
    await office.plan()
    gone = ItemWithdrawn(item="FIR-0001", effective_from=date(2026, 1, 1), reason="取消")
    (fact,) = await office.sut.deliver("registry", ("item-FIR-0001", gone))
    found = await reasons(office)
    hotels = {office.entity(i) for i in range(60) if i % 3 == 0 and i % 10 != 1}
    assert found == {entity: [("X6", ["fire-safety"], str(fact.id))] for entity in hotels}


async def test_a_demand_with_nothing_to_check_somewhere_does_not_list_whom_another_of_its_kind_does(office):
    await office.plan()
    await office.sut.deliver("registry", adjusted("FIR-0001", (), industries=("catering", "hotel")))
    fire = {"department": FIRE, "kind": "fire-safety", "industries": ["catering"]}
    office.ok(await office.submit("Q-7", **fire, items=["FIR-0002"]), 201)
    office.ok(await office.submit("Q-8", **fire, items=["FIR-0001"]), 201)
    await office.coordinate(demands=["Q-7", "Q-8"], reason="调整")
    for member in (MARKET, FIRE):
        office.ok(await office.vote("P-2026", member))
    await office.sut.deliver("registry", adjusted("FIR-0002", (), industries=("hotel",)))
    frame = await leaves(office)
    lists = (await office.get("/draws/D-1/lists")).json()
    named = {d["demand"]: {name for s in d["strata"] for name in s["industries"]} for d in lists["demands"]}
    assert named == {"Q-7": {"catering+hotel"}, "Q-8": {"catering", "catering+hotel"}}, "a hotel that cooks has FIR-0002 still"
    assert not [leaf for leaf in frame.values() if leaf["excluded"]]


async def test_the_policy_spares_good_classes_for_some_months_and_only_for_general_items(office):
    await office.adopt(spared_months={"A": 12, "B": 3})
    await office.plan()
    e = office.entity
    checked = {4: date(2025, 3, 2), 8: date(2025, 3, 1), 1: date(2025, 12, 1), 5: date(2025, 12, 2), 6: date(2025, 12, 1)}
    facts = await office.sut.deliver(
        "inspection",
        *((f"result-S-{n}", recorded(n, e(n), department=MARKET, checked_on=day)) for n, day in checked.items()),
    )
    fact = {n: str(item.id) for n, item in zip(checked, facts, strict=True)}
    # A: 4 and 8, B: 1 and 5, C: 6. The window opens on 2026-03-01: whose months are over on that day may be drawn.
    assert await reasons(office) == {e(4): [("X8", ["*"], fact[4])], e(5): [("X8", ["*"], fact[5])]}


async def test_a_recheck_of_what_was_to_be_mended_is_no_new_check(office):
    await office.plan()
    office.sut.clock.now = JUNE
    passed = RectificationPassed(
        rectification="RC-1", visit="V-1", entity=office.entity(1), department=MARKET, officers=("I-MARKET-1", "I-MARKET-2")
    )
    await office.sut.deliver("inspection", ("rectification-RC-1", passed))
    assert await reasons(office) == {}


async def test_the_number_of_checks_of_a_kind_is_the_policys(office):
    await office.plan()
    await office.adopt(same_kind_per_year=2)
    office.sut.clock.now = JUNE
    e = office.entity
    facts = await office.sut.deliver(
        "inspection",
        ("visit-V-1", result(1, e(1))),
        ("visit-V-2", result(2, e(2))),
        ("result-S-2", recorded(2, e(2), department=MARKET, kind="food-hygiene", checked_on=date(2026, 5, 20))),
    )
    assert await reasons(office) == {e(2): [("X1", ["food-hygiene"], str(facts[2].id))]}


# ---------------------------------------------------------------- O1-O7

_LIFTS = ["X1", "X2", "X8"]


async def test_a_ground_of_the_law_lifts_for_its_own_kind_and_only_where_every_item_checked_has_one(office):
    await office.plan()
    office.sut.clock.now = JUNE
    (item,) = await office.sut.deliver("registry", adjusted("FIR-0002", ("O3",)))
    e = office.entity
    both = ("fire-safety", "food-hygiene")
    # 2: catering only, FIR-0002 alone. 1: also a hotel, where FIR-0001 goes with it and has no ground. 3: a hotel.
    await office.sut.deliver(
        "inspection", *((f"visit-V-{n}", result(n, e(n), kinds=both)) for n in (1, 2, 3))
    )  # fmt: skip
    frame = await leaves(office)
    assert overrides(frame[e(2)]) == [("O3", _LIFTS, ["fire-safety"], str(item.id))]
    assert [reason["code"] if "code" in reason else reason["reason"] for reason in frame[e(2)]["excluded"]] == ["X1"]
    assert overrides(frame[e(1)]) == overrides(frame[e(3)]) == []
    assert not [leaf for leaf in frame.values() if leaf["overrides"] and not leaf["excluded"]]


async def test_items_with_different_grounds_lift_what_both_may(office):
    await office.plan()
    office.sut.clock.now = JUNE
    facts = await office.sut.deliver("registry", adjusted("FIR-0002", ("O3",)), adjusted("FIR-0001", ("O5",)))
    e = office.entity
    await office.sut.deliver("inspection", ("visit-V-1", result(1, e(1), kinds=("fire-safety",))))
    frame = await leaves(office)
    assert overrides(frame[e(1)]) == [("O3", _LIFTS, ["fire-safety"], str(facts[0].id))], "O5 alone lifts more"


async def test_the_policy_says_what_a_ground_lifts(office):
    await office.plan()
    await office.adopt(lifts={"O3": ["X8"]})
    office.sut.clock.now = JUNE
    await office.sut.deliver("registry", adjusted("FIR-0002", ("O3",)))
    await office.sut.deliver("inspection", ("visit-V-2", result(2, office.entity(2), kinds=("fire-safety",))))
    frame = await leaves(office)
    assert overrides(frame[office.entity(2)]) == []


def campaign(**changes):
    return {
        "campaign": "C-1", "level": "national", "document": "国市监发〔2026〕5号", "kinds": ["food-hygiene"],
        "industries": ["catering"], "valid_from": "2026-03-01", "valid_until": "2026-12-31", **changes,
    }  # fmt: skip


async def test_a_campaign_lifts_where_it_is_in_force_on_every_day_of_the_window(office):
    await office.plan()
    office.sut.clock.now = JUNE
    orders = {
        "C-1": {}, "C-2": {"industries": ["hotel"]}, "C-3": {"kinds": ["registration"]}, "C-4": {"valid_until": "2026-11-29"},
        "C-5": {"valid_from": "2026-06-02"}, "C-6": {}, "C-7": {},
    }  # fmt: skip
    for name, changes in orders.items():
        office.ok(await office.post("/campaigns", campaign(campaign=name, **changes), role="planner"), 201)
    for name, day in (("C-6", "2026-11-30"), ("C-7", "2026-12-01")):
        body = {"effective_from": day, "reason": "上级宣布结束"}
        office.ok(await office.post(f"/campaigns/{name}/end", body, role="planner"))
    fact = {name: (await office.get(f"/campaigns/{name}")).json()["fact"] for name in orders}
    e = office.entity(2)
    await office.sut.deliver("inspection", ("visit-V-2", result(2, e)), ("result-S-2", recorded(2, e, department="42-market")))
    frame = await leaves(office)
    lifts = ["X1", "X2", "X3", "X8"]
    assert overrides(frame[e]) == sorted(("O4", lifts, ["food-hygiene"], fact[name]) for name in ("C-1", "C-7"))
    office.ok(await office.post("/campaigns", campaign(campaign="C-8"), role="planner"), 201)
    assert await office.frame("D-1") == frame, "what is frozen no later fact changes"


async def test_a_demand_of_the_key_list_is_lifted_over_caps_but_never_over_a_general_one_of_its_kind(office):
    await office.adopt(spared_months={"A": 24})
    await office.sut.deliver("registry", adjusted("FIR-0002", (), list_class="key"))
    key = {"department": FIRE, "kind": "fire-safety", "industries": ["catering", "hotel"]}
    whole = {**key, "items": ["FIR-0001", "FIR-0002"], "list_class": "key", "ratios": NO_CEILINGS}
    for demand, fields in {"K-1": whole, "G-1": {**key, "items": ["FIR-0001"], "industries": ["hotel"]}, "G-2": {}}.items():
        office.ok(await office.submit(demand, **fields), 201)
    body = {"plan": "P-2026", "year": 2026, "lead": MARKET, "members": [MARKET, FIRE, POLICE]}
    office.ok(await office.post("/plans", body, role="planner"), 201)
    await office.coordinate(demands=["G-1", "G-2", "K-1"])
    for member in (MARKET, FIRE):
        office.ok(await office.vote("P-2026", member))
    e = office.entity
    caterer, hotel = e(4), e(12)
    await office.sut.deliver(
        "inspection",
        *((f"result-S-{n}", recorded(n, e(n), department=None, checked_on=date(2025, 6, 1))) for n in (4, 12)),
    )
    frame = await leaves(office)
    assert [x["reason"] for x in frame[caterer]["excluded"]] == [x["reason"] for x in frame[hotel]["excluded"]] == ["X8"]
    assert [(o["reason"], o["kinds"]) for o in frame[caterer]["overrides"]] == [("O6", ["fire-safety"])]
    assert frame[hotel]["overrides"] == [], "at a hotel a general demand of that kind asks too"


async def test_an_open_whistle_or_clue_lifts_for_the_kinds_of_the_departments_called(office):
    await office.plan()
    office.sut.clock.now = JUNE
    e = office.entity

    def blown(number, entity):
        return WhistleBlown(
            whistle=f"W-{number}", township="421088100", matter_kind="food", matter="油烟", place="集市", urgency="normal",
            entity=entity,
        )  # fmt: skip

    def called(number, *departments):
        return DepartmentsCalled(whistle=f"W-{number}", round=1, departments=departments, report_in_by=JUNE, ladder=LADDER)

    def clue(number, competent):
        return ClueReceived(
            clue=f"C-{number}", origin="V-1", entity=e(number), finder=MARKET, competent=competent, matter="消防通道堵塞",
            evidence=(), acknowledge_by=JUNE,
        )  # fmt: skip

    returned = ClueReturned(clue="C-8", department=MARKET, competent=FIRE, reason="非本部门", acknowledge_by=JUNE)
    handled = ClueHandled(clue="C-9", department=FIRE, outcome="已清理", late=False)
    whistles = await office.sut.deliver(
        "whistle",
        ("whistle-W-1", blown(1, e(1))), ("whistle-W-1", called(1, FIRE)),
        ("whistle-W-2", blown(2, e(2))), ("whistle-W-2", called(2, FIRE)), ("whistle-W-2", WhistleClosed(whistle="W-2")),
        ("whistle-W-4", blown(4, e(4))),
        ("clue-C-7", clue(7, FIRE)), ("clue-C-8", clue(8, MARKET)), ("clue-C-8", returned),
        ("clue-C-9", clue(9, FIRE)), ("clue-C-9", handled),
    )  # fmt: skip
    kinds = ("fire-safety", "food-hygiene")
    await office.sut.deliver("inspection", *((f"visit-V-{n}", result(n, e(n), kinds=kinds)) for n in (1, 2, 4, 7, 8, 9)))
    frame = await leaves(office)
    lifts = ["X1", "X2", "X3", "X4", "X8"]
    fact = {item.stream: str(item.id) for item in reversed(whistles)}
    assert {entity: overrides(leaf) for entity, leaf in frame.items() if leaf["overrides"]} == {
        e(1): [("O7", lifts, ["fire-safety"], fact["whistle-W-1"])],
        e(7): [("O7", lifts, ["fire-safety"], fact["clue-C-7"])],
        e(8): [("O7", lifts, ["fire-safety"], fact["clue-C-8"])],
    }


async def test_a_whistle_that_is_older_than_the_policy_lets_it_be_lifts_nothing(office):
    await office.plan()
    await office.adopt(whistle_days=30)
    for number in (1, 2):
        e = office.entity(number)
        office.sut.clock.now = JUNE + timedelta(days=number)
        clue = ClueReceived(
            clue=f"C-{number}", origin="V-1", entity=e, finder=MARKET, competent=FIRE, matter="通道堵塞", evidence=(),
            acknowledge_by=JUNE,
        )  # fmt: skip
        blown = WhistleBlown(
            whistle=f"W-{number}", township="421088100", matter_kind="food", matter="油烟", place="集市", urgency="normal",
            entity=e,
        )  # fmt: skip
        called = DepartmentsCalled(whistle=f"W-{number}", round=1, departments=(FIRE,), report_in_by=JUNE, ladder=LADDER)
        told = [(f"clue-C-{number}", clue), (f"whistle-W-{number}", blown), (f"whistle-W-{number}", called)]
        await office.sut.deliver("whistle", *told)
        await office.sut.deliver("inspection", (f"visit-V-{number}", result(number, e, kinds=("fire-safety",))))
    office.sut.clock.now = JUNE + timedelta(days=32)
    frame = await leaves(office)
    assert [[o["reason"] for o in frame[office.entity(n)]["overrides"]] for n in (1, 2)] == [[], ["O7"]], (
        "the clue and the whistle are of one day; either would lift"
    )


# ---------------------------------------------------------------- key supervision


async def test_entities_under_key_supervision_have_strata_of_their_own_without_a_maximum(office):
    tag = EntityTagged(entity=office.entity(1), tag="key-supervision", reason="食品安全重点监管")
    over = EntityTagged(entity=office.entity(2), tag="key-supervision", reason="重点监管", until=date(2026, 2, 28))
    other = EntityTagged(entity=office.entity(3), tag="chain-store", reason="连锁")
    off = EntityUntagged(entity=office.entity(4), tag="key-supervision", reason="已解除")
    on = EntityTagged(entity=office.entity(4), tag="key-supervision", reason="重点监管")
    tags = [(f"entity-{t.entity}", t) for t in (tag, over, other, on, off)]
    await office.sut.deliver("registry", *tags)
    key_ratios = {"A": 10_000, "B": 10_000, "C": 10_000, "D": 10_000, "U": 10_000}
    office.ok(await office.submit("Q-1", maximum=0, key_ratios=key_ratios), 201)
    body = {"plan": "P-2026", "year": 2026, "lead": MARKET, "members": [MARKET, FIRE, POLICE]}
    office.ok(await office.post("/plans", body, role="planner"), 201)
    await office.coordinate()
    for member in (MARKET, FIRE):
        office.ok(await office.vote("P-2026", member))
    assert (await office.drawn())["visits"] == 1
    frame = await office.frame()
    assert [entity for entity, leaf in frame.items() if leaf["risk"] == "key"] == [office.entity(1)]
    demands = (await office.get("/draws/D-1/lists")).json()["demands"]
    strata = {stratum["stratum"]: stratum for stratum in demands[0]["strata"]}
    assert (strata["catering.B"]["max"], strata["catering.B.key"]["max"], len(strata)) == (0, None, 20)
    (visit,) = (await office.get("/visits", role="planner")).json()["items"]
    assert visit["entity"] == office.entity(1)
