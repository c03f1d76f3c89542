"""Unplanned checks on a real database: what is looked up, which visit follows, who may decide, what is left for the plan."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from joserfc.jwk import OKPKey

from libs.events.bus.ledger import Signer
from libs.events.catalog.codes import Ground
from libs.events.catalog.inspection.result import ResultIssued, ResultRecorded
from libs.events.catalog.inspection.visit import OfficerCheckedIn, PartResult, Proof, VisitClosed
from libs.events.catalog.planning.demand import CampaignEnded, CampaignOrdered
from libs.events.catalog.registry.bodies import DepartmentListed, InspectorSuspended
from libs.events.catalog.registry.conference import ConferenceLeft
from libs.events.catalog.registry.entities import EntityStruckOff
from libs.events.catalog.registry.items import ItemAdjusted
from libs.events.envelope import Meta
from libs.events.store.store import NewFacts
from services.planning.crossplan.testing import agreement
from services.planning.filing.testing import FIRE, HOTEL, MARKET, POLICE, blown, file
from services.planning.testing import listed, seated

MARCH = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


@pytest.fixture
async def town(office):
    """The joint conference is recorded; market leads it."""
    await office.conference()
    office.sut.clock.now = MARCH
    return office


async def decide(office, what, filing="F-1", body=None, *, role="planner", department="", **headers):
    return await office.post(f"/filings/{filing}/{what}", body, role=role, department=department, **headers)


async def one(office, filing="F-1"):
    return office.ok(await office.get(f"/filings/{filing}", role="conference-member")).json()


async def planned(office, filing="F-0", entity=HOTEL):
    """A visit of the police to the entity that is planned anyway: another department's own filing, consented to."""
    await blown(office, f"W-{filing}", entity)
    filed = await file(
        office, filing, department=POLICE, kind="hotel-registration", items=["POL-0001"], entity=office.entity(entity),
        ground="O7", document=f"W-{filing}", planned_on="2026-03-20",
    )  # fmt: skip
    office.ok(filed, 201)
    return office.ok(await decide(office, "consent", filing)).json()["visit"]


async def has_grounds(office, *grounds):
    content = listed("FIR-0001").content.model_copy(update={"grounds": grounds})
    fact = ItemAdjusted(item="FIR-0001", edition=2, content=content, effective_from=date(2026, 1, 1))
    await office.sut.deliver("registry", ("item-FIR-0001", fact))


async def test_a_check_in_time_waits_for_consent_and_then_has_a_visit_of_its_own_with_two_drawn_officers(town):
    answer = town.ok(await file(town), 201).json()
    assert (answer["state"], answer["visit"], answer["facts"]) == ("awaiting", None, ["planning.filing-submitted"])
    seen = await one(town)
    assert (seen["days_ahead"], seen["in_time"], seen["earliest"]) == (7, True, "2026-03-07")
    assert datetime.fromisoformat(seen["consent_due"]) == datetime(2026, 3, 8, 16, 0, tzinfo=UTC)
    assert len(set(seen["inspectors"])) == 2
    assert await town.sut.facts("planning.visit-planned") == []
    consented = town.ok(await decide(town, "consent")).json()
    assert consented["facts"] == ["planning.filing-consented", "planning.visit-planned"]
    (visit,) = await town.sut.facts("planning.visit-planned")
    assert (visit.visit, visit.draw, visit.lead) == (consented["visit"], "F-1", FIRE)
    assert (visit.window_from, visit.window_to) == (date(2026, 3, 9), date(2026, 3, 16))
    assert [(p.department, p.kinds, p.items, list(p.inspectors)) for p in visit.parts] == [
        (FIRE, ("fire-safety",), ("FIR-0001",), seen["inspectors"])
    ]
    assert await town.sut.rows("select * from deadlines") == []
    # It counts: the same kind of check is not filed again this year (L-16).
    again = await file(town, "F-2", planned_on="2026-06-01")
    assert town.problem(again) == (409, "cap-reached")
    assert consented["visit"] in again.text


async def test_a_late_check_is_recorded_deferred_and_never_done_alone(town):
    answer = town.ok(await file(town, planned_on="2026-03-06"), 201).json()
    assert (answer["state"], answer["facts"]) == ("deferred", ["planning.filing-submitted", "planning.filing-deferred"])
    assert "不得单独" in answer["next"]
    assert town.problem(await decide(town, "consent")) == (409, "may-not-be-done-alone")
    assert await town.sut.facts("planning.visit-planned") == []
    seen = await one(town)
    assert (seen["in_time"], seen["days_ahead"], seen["until_year"]) == (False, 4, 2027)
    due = (await town.get("/filings?state=deferred&until_year=2027", role="planner")).json()["items"]
    assert [row["filing"] for row in due] == ["F-1"]
    assert (await town.get("/filings?state=deferred&until_year=2026", role="planner")).json()["items"] == []


async def test_nobody_decides_until_the_planned_day_and_the_check_is_deferred_not_allowed(town):
    town.ok(await file(town), 201)
    assert await town.sut.pass_time(datetime(2026, 3, 8, 15, 59, tzinfo=UTC)) == 0
    town.sut.clock.now = datetime(2026, 3, 8, 16, 0, tzinfo=UTC)
    assert town.problem(await decide(town, "consent")) == (409, "consent-too-late")
    assert await town.sut.pass_time(datetime(2026, 3, 8, 16, 1, tzinfo=UTC)) == 1
    assert (await one(town))["state"] == "deferred"
    assert await town.sut.facts("planning.visit-planned") == []


async def test_a_check_goes_with_the_visit_that_is_planned_anyway_and_its_officers_with_the_team(town):
    visit = await planned(town)
    answer = town.ok(await file(town), 201).json()
    assert (answer["state"], answer["visit"]) == ("joined", visit)
    assert answer["facts"][1:] == ["planning.filing-joined", "planning.visit-part-joined"]
    seen = town.ok(await town.get(f"/visits/{visit}", role="planner")).json()
    assert (seen["departments"], seen["lead"]) == ([POLICE, FIRE], POLICE)
    assert [part["items"] for part in seen["parts"]] == [["POL-0001"], ["FIR-0001"]]
    assert all(len(part["inspectors"]) == 2 for part in seen["parts"])
    assert len(await town.sut.facts("planning.visit-planned")) == 1
    await town.sut.running.rebuild()
    assert town.ok(await town.get(f"/visits/{visit}", role="planner")).json() == seen


async def test_nothing_joins_a_visit_that_is_under_way_over_or_of_another_year(town):
    under_way, cancelled = await planned(town, "F-8", 3), await planned(town, "F-9", 6)
    came = OfficerCheckedIn(visit=under_way, inspector="I-POLICE-1", department=POLICE, proof=Proof.ENTITY_CODE, at=MARCH)
    await town.sut.deliver("inspection", (f"visit-{under_way}", came))
    town.ok(await town.post(f"/visits/{cancelled}/cancellation", {"reason": "停业整顿"}, role="planner"))
    await planned(town, "F-7", 9)
    for n, (hotel, day) in enumerate(((3, "2026-03-09"), (6, "2026-03-09"), (9, "2027-03-09"))):
        body = town.ok(await file(town, f"F-{n}", entity=town.entity(hotel), planned_on=day), 201).json()
        assert body["state"] == "awaiting", hotel


async def test_a_check_that_joined_is_not_lost_when_the_visit_is_cancelled_or_completed_without_it(town):
    visit = await planned(town)
    town.ok(await file(town), 201)
    part = PartResult(
        department=POLICE, kinds=("hotel-registration",), items=("POL-0001",), problems=0, worst=None, disposition="archived"
    )
    issued = ResultIssued(
        result="R-1", visit=visit, entity=town.entity(HOTEL), entity_name="示例店", industries=("hotel",),
        kinds=("hotel-registration",), lead=POLICE, parts=(part,), problems=0, checked_on=date(2026, 3, 20), record="0" * 64,
    )  # fmt: skip
    await town.sut.deliver("inspection", (f"visit-{visit}", issued))
    assert (await one(town))["state"] == "deferred"
    other = await planned(town, "F-9", 6)
    town.ok(await file(town, "F-2", entity=town.entity(6)), 201)
    town.ok(await town.post(f"/visits/{other}/cancellation", {"reason": "停业整顿"}, role="planner"))
    await town.sut.deliver("inspection", (f"visit-{other}", VisitClosed(visit=other)))
    seen = await one(town, "F-2")
    assert (seen["state"], seen["visit"], "停业整顿" in seen["reason"]) == ("deferred", None, True)


async def test_a_ground_of_the_list_with_its_document_needs_no_consent_and_counts(town):
    claim = {"ground": "O3", "document": "安委办〔2026〕3号"}
    assert town.problem(await file(town, **claim)) == (422, "ground-unfit")
    await has_grounds(town, Ground.SAFETY)
    assert town.problem(await file(town, ground="O3")) == (422, "document-missing")
    answer = town.ok(await file(town, **claim), 201).json()
    assert (answer["state"], answer["facts"][1:]) == ("exempted", ["planning.filing-exempted", "planning.visit-planned"])
    counted = await file(town, "F-2", planned_on="2026-07-01")
    assert town.problem(counted) == (409, "cap-reached")
    # O3 lifts X1: what safety demands is checked again, on the record.
    assert town.ok(await file(town, "F-3", planned_on="2026-07-01", **claim), 201).json()["state"] == "exempted"


async def test_a_campaign_on_record_and_a_recognised_result_count_on_their_days(town):
    claim = {"ground": "O4", "document": "应急〔2026〕7号"}
    assert town.problem(await file(town, **claim)) == (422, "ground-unfit")
    order = CampaignOrdered(
        campaign="K-1", level="national", document=claim["document"], kinds=("fire-safety",), industries=("hotel",),
        valid_from=date(2026, 3, 1), valid_until=date(2026, 6, 30),
    )  # fmt: skip
    store, meta = town.sut.running.store, Meta("test", "test")
    ours = order.model_copy(update={"campaign": "K-0", "level": "county", "approved_by": "监利市人民政府", "most": 30})
    await store.append([NewFacts("campaign-K-0", 0, [ours])], meta, at=MARCH)
    assert town.problem(await file(town, **claim)) == (422, "ground-unfit"), "L-15: nobody below the province spares consent"
    await store.append([NewFacts("campaign-K-1", 0, [order])], meta, at=MARCH)
    assert town.ok(await file(town, **claim), 201).json()["state"] == "exempted"
    over = CampaignEnded(campaign="K-1", effective_from=date(2026, 5, 1), reason="任务完成")
    await store.append([NewFacts("campaign-K-1", 1, [over])], meta, at=MARCH)
    assert town.problem(await file(town, "F-2", planned_on="2026-05-01", **claim)) == (422, "ground-unfit")
    # X4: a neighbour's result under an agreement; a campaign does not lift it, a complaint does.
    key = OKPKey.generate_key("Ed25519")
    await town.sut.deliver("registry", agreement({"421088": OKPKey.generate_key("Ed25519"), "430623": key}))
    part = PartResult(
        department="430623-fire", kinds=("fire-safety",), items=("FIR-0001",), problems=0, worst=None, disposition="archived"
    )
    issued = ResultIssued(
        result="R-9", visit="V-9", entity=town.entity(6), entity_name="示例店", industries=("hotel",), kinds=("fire-safety",),
        lead="430623-fire", parts=(part,), problems=0, checked_on=date(2026, 2, 20), record="0" * 64,
    )  # fmt: skip
    await town.sut.deliver("inspection", ("visit-V-9", issued), place="430623", signer=Signer(key))
    recognised = await file(town, "F-3", entity=town.entity(6), **claim)
    assert town.problem(recognised) == (409, "cap-reached")
    assert "X4" in recognised.text
    complaint = {"ground": "O7", "document": "W-20260302-1"}
    await blown(town, complaint["document"], 6)
    assert town.ok(await file(town, "F-4", entity=town.entity(6), **complaint), 201).json()["state"] == "awaiting"


async def test_a_general_item_is_drawn_unless_a_complaint_is_its_ground(town):
    general = {"items": ["FIR-0002"], "entity": town.entity(2)}
    assert town.problem(await file(town, **general)) == (422, "drawn-only")
    o7 = {"ground": "O7", "document": "W-20260301-7"}
    invented = await file(town, **general, **o7)
    assert town.problem(invented) == (422, "ground-unfit")
    assert invented.json()["field"] == "document"
    await blown(town, "W-20260301-8", 2)
    await blown(town, o7["document"], HOTEL)
    assert town.problem(await file(town, **general, **o7)) == (422, "ground-unfit"), "it is about another entity"
    whistled = town.ok(await file(town, **general, ground="O7", document="W-20260301-8"), 201)
    assert whistled.json()["state"] == "awaiting"


async def test_who_was_checked_this_year_by_anybody_that_counts_is_not_checked_again(town):
    city = DepartmentListed(department="4210-fire", title="市消防救援支队", level="city", divisions=("4210",))
    same = ResultRecorded(
        result="R-1", entity=town.entity(HOTEL), kind="fire-safety", checked_on=date(2026, 1, 9), score=None, problems=(),
        origin="file",
    )  # fmt: skip
    above = same.model_copy(
        update={"result": "R-2", "entity": town.entity(6), "kind": "food-hygiene", "department": "4210-fire"}
    )
    below = above.model_copy(update={"result": "R-3", "entity": town.entity(9), "department": POLICE})
    await town.sut.deliver("registry", ("department-4210-fire", city))
    await town.sut.deliver("inspection", *((f"result-{r.result}", r) for r in (same, above, below)))
    first, second = await file(town), await file(town, entity=town.entity(6))
    assert town.problem(first) == town.problem(second) == (409, "cap-reached")
    assert "X1" in first.text
    assert "R-1" in first.text
    assert "X3" in second.text
    town.ok(await file(town, entity=town.entity(9)), 201)
    assert [f.filing for f in await town.sut.facts("planning.filing-submitted")] == ["F-1"]


async def test_who_is_off_the_register_or_not_on_it_is_not_checked(town):
    gone = EntityStruckOff(entity=town.entity(HOTEL), reason="注销", effective_from=date(2026, 3, 1))
    await town.sut.deliver("registry", (f"entity-{town.entity(HOTEL)}", gone))
    assert town.problem(await file(town)) == (422, "not-operating")
    assert town.problem(await file(town, entity="stall:421088100-9999")) == (404, "entity-not-listed")


async def test_officers_named_in_the_filing_are_held_to_the_register(town):
    assert town.problem(await file(town, inspectors=["I-FIRE-1", "I-POLICE-1"])) == (422, "officer-unfit")
    assert town.problem(await file(town, inspectors=["I-FIRE-1"])) == (422, "too-few-officers")
    off = InspectorSuspended(inspector="I-FIRE-2", reason="停职", effective_from=date(2026, 3, 1))
    await town.sut.deliver("registry", ("inspector-I-FIRE-2", off))
    assert town.problem(await file(town, inspectors=["I-FIRE-1", "I-FIRE-2"])) == (422, "officer-unfit")
    town.ok(await file(town, inspectors=["I-FIRE-3", "I-FIRE-4"]), 201)
    assert (await one(town))["inspectors"] == ["I-FIRE-3", "I-FIRE-4"]
    # Too few are left: said, and not papered over.
    suspended = [
        (f"inspector-I-FIRE-{n}", InspectorSuspended(inspector=f"I-FIRE-{n}", reason="停职", effective_from=date(2026, 3, 1)))
        for n in range(5)
    ]
    await town.sut.deliver("registry", *suspended)
    refused = await file(town, "F-2", entity=town.entity(6))
    assert town.problem(refused) == (422, "too-few-officers")
    assert refused.json()["value"] == ["I-FIRE-5"]


async def test_a_department_files_only_for_itself_and_decides_only_when_it_leads(town):
    assert town.problem(await file(town, acts_for=POLICE)) == (403, "forbidden")
    assert town.problem(await file(town, role="conference-member")) == (403, "forbidden")
    town.ok(await file(town, role="inspector"), 201)
    # It joins a visit that is planned anyway, and not every member may know of that.
    assert town.problem(await decide(town, "consent", role="conference-member", department=MARKET)) == (403, "forbidden")
    assert town.problem(await decide(town, "consent", department=POLICE)) == (403, "forbidden")
    reason = {"reason": "已无必要"}
    stranger = await decide(town, "withdrawal", body=reason, role="department-officer", department=MARKET)
    assert town.problem(stranger) == (404, "no-such-filing")
    stranger = await decide(town, "withdrawal", body=reason, role="planner", department=MARKET)
    assert town.problem(stranger) == (404, "no-such-filing")
    town.ok(await decide(town, "consent", department=MARKET))
    # The lead's own check: somebody else decides.
    lead = {"department": MARKET, "kind": "food-hygiene", "items": ["MKT-0003"], "ground": "O7", "document": "W-3"}
    await blown(town, "W-3", 6)
    town.ok(await file(town, "F-2", entity=town.entity(6), **lead), 201)
    own = await decide(town, "consent", "F-2", department=MARKET)
    assert town.problem(own) == (403, "consent-to-oneself")
    town.ok(await decide(town, "consent", "F-2", department=FIRE))
    assert (await one(town, "F-2"))["lead"] == FIRE


async def test_one_subject_with_the_claims_of_two_departments_does_not_file_and_consent(town):
    both = town.sut.bearer("b-1", roles=["planner", "inspector", "conference-member"], departments=[FIRE, MARKET])
    town.ok(await file(town, who=both), 201)
    for what, body in (("consent", None), ("deferral", {"reason": "并入秋季计划"}), ("refusal", {"reason": "无必要"})):
        assert town.problem(await decide(town, what, body=body, who=both)) == (403, "filer-rules"), what
    assert (await one(town))["state"] == "awaiting"
    # A planner of another department than the lead speaks for nobody.
    assert town.problem(await decide(town, "consent", department=POLICE)) == (403, "forbidden")
    town.ok(await decide(town, "consent"))
    (filed,) = await town.sut.facts("planning.filing-submitted")
    assert filed.filed_by == "b-1"


async def test_the_conference_defers_or_refuses_with_a_reason_and_the_department_takes_back(town):
    for n, hotel in enumerate((3, 6, 9)):
        town.ok(await file(town, f"F-{n}", entity=town.entity(hotel)), 201)
    reason = {"reason": "列入秋季计划"}
    assert town.problem(await decide(town, "deferral", "F-0", {**reason, "until_year": 2025})) == (422, "deferred-backwards")
    assert town.ok(await decide(town, "deferral", "F-0", {**reason, "until_year": 2026})).json()["state"] == "deferred"
    assert town.ok(await decide(town, "refusal", "F-1", reason)).json()["state"] == "refused"
    taken = await decide(town, "withdrawal", "F-2", reason, role="department-officer", department=FIRE)
    assert town.ok(taken).json()["state"] == "withdrawn"
    assert town.problem(await decide(town, "refusal", "F-2", reason)) == (409, "filing-settled")
    assert town.problem(await decide(town, "consent", "F-7")) == (404, "no-such-filing")
    text = (await town.get("/filings/export.csv?lang=codes", role="planner")).text
    table = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [(row["filing"], row["state"]) for row in table] == [("F-0", "deferred"), ("F-1", "refused"), ("F-2", "withdrawn")]
    assert (await town.get("/filings")).status_code == 401
    assert await town.sut.facts("planning.visit-planned") == []


async def test_while_nobody_is_recorded_as_the_lead_only_an_approved_plan_says_who_rules(office):
    office.sut.clock.now = MARCH
    for number, hotel in (("F-1", HOTEL), ("F-2", 6), ("F-3", 9)):
        office.ok(await file(office, number, entity=office.entity(hotel)), 201)
    assert office.problem(await decide(office, "consent")) == (409, "no-conference")
    assert office.problem(await file(office)) == (409, "filing-already-submitted")
    # A draft, and an edition that is voted on, are one planner's wish.
    office.ok(await office.submit("Q-1"), 201)
    body = {"plan": "P-2026", "year": 2026, "lead": MARKET, "members": [MARKET, FIRE, POLICE], "reason": "补编"}
    office.ok(await office.post("/plans", body, role="planner"), 201)
    await office.coordinate()
    assert office.problem(await decide(office, "consent")) == (409, "no-conference")
    for member in (MARKET, FIRE):
        office.ok(await office.vote("P-2026", member))
    office.ok(await decide(office, "consent"))
    # A newer draft takes nothing over, and an amendment that is voted on leaves the lead as it was.
    body |= {"plan": "P-2", "lead": POLICE}
    office.ok(await office.post("/plans", body, role="planner", department=POLICE), 201)
    assert office.problem(await decide(office, "refusal", "F-2", {"reason": "无必要"}, department=POLICE)) == (403, "forbidden")
    office.ok(await decide(office, "consent", "F-2"))
    await office.coordinate(reason="调整")
    office.ok(await decide(office, "consent", "F-3"))


async def test_the_lead_of_the_day_rules_and_not_the_one_that_drafted_the_plan(office):
    await office.conference()
    await office.plan()
    for number, hotel in (("F-1", HOTEL), ("F-2", 6)):
        office.ok(await file(office, number, department=FIRE, entity=office.entity(hotel), planned_on="2026-03-20"), 201)
    today = date(2025, 11, 20)
    left = ConferenceLeft(department=MARKET, effective_from=today, reason="撤并")
    await office.sut.deliver("registry", seated(POLICE, today, lead=True), ("conference", left))
    assert office.problem(await decide(office, "consent", department=MARKET)) == (403, "forbidden")
    office.ok(await decide(office, "consent", department=POLICE))
    assert (await one(office))["lead"] == POLICE
    # Who has left is no member that rules on the lead's own filing either.
    own = {"department": POLICE, "kind": "hotel-registration", "items": ["POL-0001"], "entity": office.entity(9)}
    await blown(office, "W-1", 9)
    office.ok(await file(office, "F-3", **own, ground="O7", document="W-1", planned_on="2026-03-20"), 201)
    assert office.problem(await decide(office, "consent", "F-3", department=MARKET)) == (403, "forbidden")
    both = office.sut.bearer("b-1", roles=["planner"], departments=[FIRE, POLICE])
    assert office.problem(await decide(office, "consent", "F-3", who=both)) == (403, "consent-to-oneself")
    office.ok(await decide(office, "consent", "F-3", department=FIRE))


async def test_a_repeated_consent_gets_the_first_answer_and_one_visit(town):
    town.ok(await file(town), 201)
    first = town.ok(await decide(town, "consent", **{"Idempotency-Key": "k-1"})).json()
    assert town.ok(await decide(town, "consent", **{"Idempotency-Key": "k-1"})).json() == first
    assert len(await town.sut.facts("planning.visit-planned")) == 1


async def test_views_of_filings_rebuilt_are_the_same(town):
    await planned(town)
    town.ok(await file(town), 201)
    town.ok(await file(town, "F-2", entity=town.entity(6), planned_on="2026-03-04"), 201)
    town.ok(await file(town, "F-3", entity=town.entity(9)), 201)
    tables = ("filings", "visits", "item_versions", "departments", "deadlines")
    before = {t: sorted(map(str, await town.sut.rows(f"select * from {t}"))) for t in tables}
    await town.sut.running.rebuild()
    assert {t: sorted(map(str, await town.sut.rows(f"select * from {t}"))) for t in tables} == before
    assert len(before["deadlines"]) == 1
