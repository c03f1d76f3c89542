"""Who is left out of a draw, why, and by which fact: caps of this place and results of a neighbour."""

from datetime import UTC, date, datetime

import pytest
from joserfc.jwk import OKPKey

from libs.domain.testing import party
from libs.events.bus.ledger import ChainBrokenError, Signer, UntrustedError
from libs.events.catalog.inspection.result import RecordedResultRevoked, ResultRecorded, ResultRevoked
from libs.events.catalog.inspection.visit import VisitClosed
from libs.events.catalog.registry.agreements import AgreementRevoked
from libs.events.catalog.registry.bodies import InspectorSuspended
from libs.events.catalog.registry.entities import EntityContent, EntityListed, EntityReinstated, EntityStruckOff
from services.planning.exclusions.testing import FIRE, HUARONG, MARKET, agreement, reasons, result
from services.planning.testing import NO_CEILINGS

JUNE = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)


def revoked(number, entity):
    return ResultRevoked(result=f"R-{number}", visit=f"V-{number}", entity=entity, reason="程序错误")


@pytest.fixture
def huarong():
    return OKPKey.generate_key("Ed25519")


async def test_an_entity_checked_for_a_kind_this_year_is_not_drawn_for_it_again(office):
    await office.plan()
    office.sut.clock.now = JUNE
    e = office.entity
    recorded = ResultRecorded(
        result="R-5",
        entity=e(5),
        kind="fire-safety",
        checked_on=date(2026, 1, 9),
        score=None,
        problems=(),
        origin="file",
    )
    facts = await office.sut.deliver(
        "inspection",
        ("visit-V-1", result(1, e(1))),
        ("visit-V-2", result(2, e(2), kinds=("fire-safety", "food-hygiene", "school-bus"))),
        ("visit-V-3", result(3, e(3), checked_on=date(2025, 12, 31))),
        ("visit-V-4", result(4, e(4))),
        ("visit-V-4", revoked(4, e(4))),
        ("result-R-5", recorded),
        ("visit-V-6", result(6, e(6), kinds=("school-bus",))),
        ("result-R-7", recorded.model_copy(update={"result": "R-7", "entity": e(7), "department": "421000-fire"})),
        ("result-R-7", RecordedResultRevoked(result="R-7", entity=e(7), reason="录错对象")),
    )
    fact = [str(item.id) for item in facts]
    assert await reasons(office) == {
        e(1): [("X1", ["food-hygiene"], fact[0])],
        e(2): [("X1", ["fire-safety", "food-hygiene"], fact[1])],
        e(5): [("X1", ["fire-safety"], fact[5])],
    }
    draw = (await office.get("/draws/D-1")).json()
    assert (draw["excluded"], draw["frame_count"]) == ({"X1": 3}, 60)


async def test_a_planned_visit_counts_for_its_kinds_until_it_is_cancelled_or_its_result_takes_its_place(office):
    await office.plan()
    await office.drawn()
    planned = (await office.get(f"/visits?department={MARKET}&limit=4", role="planner")).json()["items"]
    cancelled, checked, taken_back, open_ = planned
    cancel = {"reason": "停业"}
    office.ok(await office.post(f"/visits/{cancelled['visit']}/cancellation", cancel, role="planner"))
    results = [
        result(n, visit["entity"]).model_copy(update={"visit": visit["visit"]}) for n, visit in enumerate((checked, taken_back))
    ]
    facts = await office.sut.deliver(
        "inspection",
        *((f"visit-{fact.visit}", fact) for fact in results),
        *((f"visit-{visit['visit']}", VisitClosed(visit=visit["visit"])) for visit in (checked, taken_back)),
        (f"visit-{taken_back['visit']}", revoked(1, taken_back["entity"])),
    )
    office.ok(await office.submit("Q-5"), 201)
    await office.coordinate(reason="新增")
    for member in (MARKET, FIRE):
        office.ok(await office.vote("P-2026", member))
    found = await reasons(office, "D-2")
    (fact,) = await office.sut.rows("select id::text from events where stream = $1", f"visit-{open_['visit']}")
    assert cancelled["entity"] not in found
    assert taken_back["entity"] not in found
    assert found[checked["entity"]] == [("X1", ["food-hygiene"], str(facts[0].id))]
    assert found[open_["entity"]] == [("X1", ["food-hygiene"], fact["id"]), ("X7", ["*"], fact["id"])]


async def test_a_neighbours_result_counts_where_the_agreement_covers_kind_industry_and_day(office, huarong):
    await office.plan()
    office.sut.clock.now = JUNE
    e = office.entity
    hotels = {"kinds": ("hotel-registration",), "industries": ("hotel",)}
    since = agreement(huarong, agreement="A-0", valid_from=date(2025, 1, 1), **hotels)
    await office.sut.deliver(
        "registry",
        ("agreement-A-0", since),
        ("agreement-A-1", agreement(huarong, valid_from=date(2026, 2, 1))),
    )
    facts = await office.sut.deliver(
        "inspection",
        ("visit-V-1", result(1, e(1))),
        ("visit-V-2", result(2, e(2), kinds=("fire-safety", "hotel-registration"))),
        ("visit-V-3", result(3, e(3), kinds=("hotel-registration",))),
        ("visit-V-4", result(4, e(4), industries=("hotel",))),
        ("visit-V-5", result(5, e(5), checked_on=date(2026, 1, 31))),
        ("visit-V-6", result(6, e(6))),
        ("visit-V-6", revoked(6, e(6))),
        ("visit-V-7", result(7, e(7), checked_on=date(2025, 12, 31), **hotels)),
        place=HUARONG,
        signer=Signer(huarong),
    )
    assert await reasons(office) == {
        e(1): [("X4", ["food-hygiene"], str(facts[0].id))],
        e(2): [("X4", ["fire-safety"], str(facts[1].id))],
    }
    for member in (MARKET, FIRE):
        office.ok(await office.sign("D-1", member), 201)
    for member in (MARKET, FIRE, "421088-police"):
        office.ok(await office.reveal("D-1", member), 201)
    office.ok(await office.complete())
    assert (await office.get("/figures")).json()["recognised_exclusions"] == 2
    visits = (await office.get(f"/visits?entity={e(1)}", role="planner")).json()["items"]
    assert all("food-hygiene" not in part["kinds"] for visit in visits for part in visit["parts"])


@pytest.mark.parametrize("by", ["421088", HUARONG])
async def test_a_revoked_agreement_recognises_nothing_whoever_revoked_it(office, huarong, by):
    await office.plan()
    office.sut.clock.now = JUNE
    signer = Signer(huarong)
    await office.sut.deliver("registry", ("agreement-A-1", agreement(huarong)))
    await office.sut.deliver("inspection", ("visit-V-1", result(1, office.entity(1))), place=HUARONG, signer=signer)
    end = ("agreement-A-1", AgreementRevoked(agreement="A-1", by=by, reason="期满"))
    await (
        office.sut.deliver("registry", end)
        if by == "421088"
        else office.sut.deliver("registry", end, place=HUARONG, signer=signer)
    )
    assert await reasons(office) == {}
    with pytest.raises(UntrustedError):
        await office.sut.deliver("inspection", ("visit-V-2", result(2, office.entity(2))), place=HUARONG, signer=signer)


async def test_an_agreement_that_is_over_or_with_somebody_else_recognises_nothing(office, huarong):
    await office.plan()
    office.sut.clock.now = JUNE
    others = (
        party("421087", OKPKey.generate_key("Ed25519")),
        agreement(huarong).parties[1],
    )
    await office.sut.deliver(
        "registry",
        ("agreement-A-1", agreement(huarong, valid_until=date(2026, 5, 31))),
        ("agreement-A-2", agreement(huarong, agreement="A-2", parties=others)),
    )
    await office.sut.deliver("inspection", ("visit-V-1", result(1, office.entity(1))), place=HUARONG, signer=Signer(huarong))
    assert await reasons(office) == {}


async def test_a_result_signed_by_a_stranger_is_not_taken(office, huarong):
    await office.sut.deliver("registry", ("agreement-A-1", agreement(huarong)))
    forged = ("visit-V-1", result(1, office.entity(1)))
    with pytest.raises(ChainBrokenError):
        await office.sut.deliver("inspection", forged, place=HUARONG, signer=Signer(OKPKey.generate_key("Ed25519")))
    with pytest.raises(UntrustedError):
        await office.sut.deliver("inspection", forged, place="430624", signer=Signer(huarong))
    assert await office.sut.rows("select * from neighbour_results") == []


async def test_an_entity_that_was_struck_off_is_not_drawn_until_it_is_listed_again(office):
    await office.plan()
    e = office.entity
    streams = [f"entity-{e(n)}" for n in range(3)]
    mistaken = EntityStruckOff(entity=e(3), reason="误移出", effective_from=date(2025, 11, 1))
    back = EntityReinstated(entity=e(3), reason="误移出")
    await office.sut.deliver("registry", (f"entity-{e(3)}", mistaken), (f"entity-{e(3)}", back))
    gone = [EntityStruckOff(entity=e(n), reason="注销", effective_from=date(2025, 11, 1)) for n in (0, 1)]
    later = EntityStruckOff(entity=e(2), reason="注销", effective_from=date(2026, 9, 1))
    content = EntityContent(name="示例店", industries=("hotel",), township="421088100", category="stall")
    facts = await office.sut.deliver(
        "registry",
        *zip(streams, [*gone, later], strict=True),
        (streams[0], EntityListed(entity=e(0), content=content)),
    )
    assert await reasons(office) == {e(1): [("X5", ["*"], str(facts[1].id))]}


async def test_nobody_is_drawn_a_third_time_or_while_a_visit_is_open(office):
    await office.plan()
    await office.drawn()
    first = {v["entity"]: v for v in (await office.get("/visits?limit=500", role="planner")).json()["items"]}
    closed = [(f"visit-{v['visit']}", VisitClosed(visit=v["visit"])) for v in first.values()]
    await office.sut.deliver("inspection", *closed)
    await office.adopt(ceilings_bp=NO_CEILINGS)
    demand = {"kind": "registration", "items": ["MKT-0014"], "ratios": NO_CEILINGS, "industries": ["catering", "hotel"]}
    office.ok(await office.submit("Q-4", **demand), 201)
    await office.coordinate(reason="新增")
    for member in (MARKET, FIRE):
        office.ok(await office.vote("P-2026", member))
    assert (await office.drawn("D-2"))["visits"] == 60
    again = (await office.get("/visits?limit=500&draw=D-2", role="planner")).json()["items"]
    for visit in again[:30]:
        cancel = {"reason": "停业"}
        office.ok(await office.post(f"/visits/{visit['visit']}/cancellation", cancel, role="planner"))
    office.ok(await office.submit("Q-5"), 201)
    await office.coordinate(reason="再次新增")
    for member in (MARKET, FIRE):
        office.ok(await office.vote("P-2026", member))
    found = await reasons(office, "D-3")
    for visit in again[:30]:
        codes = {code for code, _, _ in found.get(visit["entity"], [])}
        assert codes <= {"X1"}, "a cancelled visit is no draw and no open task"
    for visit in again[30:]:
        codes = {code for code, _, _ in found[visit["entity"]]}
        assert "X7" in codes
        assert ("X2" in codes) == (visit["entity"] in first)


async def test_officers_are_drawn_for_what_they_are_qualified_and_certified_for_and_not_twice_to_one_entity(office):
    suspended = InspectorSuspended(inspector="I-FIRE-0", reason="停职", effective_from=date(2026, 1, 1))
    await office.sut.deliver("registry", ("inspector-I-FIRE-0", suspended))
    await office.plan()
    await office.drawn()
    officers = {i["inspector"]: i for i in (await office.get("/draws/D-1/lists")).json()["inspectors"]}
    assert officers["I-MARKET-1"]["qualified"] == ["food-hygiene", "registration"]
    assert officers["I-FIRE-0"]["certificate"]["valid"]["last"] == "2025-12-31"
    visits = (await office.get("/visits?limit=500", role="planner")).json()["items"]
    seated = {officer for visit in visits for part in visit["parts"] for officer in part["inspectors"]}
    assert "I-FIRE-0" not in seated
    office.ok(await office.submit("Q-4", kind="registration", items=["MKT-0014"], industries=["catering"]), 201)
    await office.coordinate(reason="新增")
    for member in (MARKET, FIRE):
        office.ok(await office.vote("P-2026", member))
    await office.open("D-2")
    office.ok(await office.freeze("D-2"))
    later = {i["inspector"]: i for i in (await office.get("/draws/D-2/lists")).json()["inspectors"]}
    for name, officer in later.items():
        mine = {v["entity"] for v in visits for part in v["parts"] if name in part["inspectors"]}
        assert {recusal["entity"] for recusal in officer["recused"]} == mine
        assert officer["load"] == len(mine)
