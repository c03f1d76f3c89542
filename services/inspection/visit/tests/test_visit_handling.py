"""What becomes of each finding after the record is sealed, as given / when / then."""

import pytest

from libs.events.catalog.inspection.handling import FindingAssigned, FindingSettled
from libs.events.catalog.inspection.result import ResultIssued
from libs.events.catalog.inspection.visit import ClueFound, Disposition, Severity, VisitClosed, VisitCompleted
from libs.events.testing.decisions import given
from services.inspection.exemption import refusals as exemption
from services.inspection.exemption.decide import Earlier, Entry, ExemptionLookups
from services.inspection.rectification.decide import orders
from services.inspection.testing.decisions import (
    ASSIGNED,
    COMPLETE,
    CONFIRMED,
    DAY,
    DUE,
    FIRE,
    MARKET,
    NOW,
    ON_THE_SPOT,
    READY,
    TAX,
    finding,
    handle,
    part,
)
from services.inspection.testing.requests import FINDING, finish, get, market_part, on_the_spot, post, refused
from services.inspection.visit import commands as c
from services.inspection.visit import handling_refusals as unfit
from services.inspection.visit import part_refusals as unlawful
from services.inspection.visit.decide.handling import meant
from services.inspection.visit.decide.visit import VISIT

CLUE = ClueFound(
    clue="C-1", visit="V-1", entity=ASSIGNED.entity, finder=MARKET, competent=TAX, matter="涉嫌未开具发票", evidence=()
)


def found(*severities: str | dict[str, object], disposition: Disposition = Disposition.PENALTY) -> tuple[object, ...]:
    """A completed visit with a finding of each severity, F-1, F-2 and so on."""
    said = [each if isinstance(each, dict) else {"severity": each} for each in severities]
    made = [finding(f"F-{n}", **each) for n, each in enumerate(said, 1)]
    before = (*ON_THE_SPOT, CLUE, part(MARKET, *made, disposition=disposition), part(FIRE), CONFIRMED)
    return (*before, *given(VISIT, *before).when(COMPLETE, at=NOW).facts)


def assigned(handling: str, number: str = "F-1", **more: object) -> FindingAssigned:
    return FindingAssigned(visit="V-1", finding=number, department=MARKET, handling=handling, **more)


def settled(how: str, number: str = "F-1", ref: str | None = None) -> FindingSettled:
    return FindingSettled(visit="V-1", finding=number, department=MARKET, how=how, ref=ref)


HANDLED = VisitClosed(visit="V-1", how="handled")
ANYHOW = {"basis": "现场核实", "target": "C-1", "exemptible": ("MKT-0003",)}


@pytest.mark.parametrize(
    ("severity", "allowed"),
    [
        ({"severity": "minor"}, "guided rectification exempted case passed-on not-borne-out"),
        ({"severity": "minor", "corrected_on_spot": True},
         "guided corrected-on-spot rectification exempted case passed-on not-borne-out"),
        ({"severity": "ordinary"}, "rectification case passed-on not-borne-out"),
        ({"severity": "ordinary", "corrected_on_spot": True}, "guided rectification case passed-on not-borne-out"),
        ({"severity": "ordinary", "hazard": "major"}, "rectification case hazard passed-on not-borne-out"),
        ({"severity": "serious"}, "case transfer passed-on not-borne-out"),
        ({"severity": "minor", "suspected_crime": True}, "case transfer not-borne-out"),
    ],
)  # fmt: skip
def test_what_a_finding_is_says_what_may_be_done_about_it(severity, allowed):
    every = "guided corrected-on-spot rectification exempted case transfer hazard passed-on not-borne-out"
    for handling in every.split():
        then = given(VISIT, *found(severity)).when(handle(handling, reviewer=True, **ANYHOW), at=NOW)
        if handling in allowed.split():
            assert then.refusal is None, handling
            assert then.facts[0].handling == handling
        else:
            assert "可选" in then.refused(unfit.HandlingUnfit).do_zh


def test_a_visit_closes_with_the_end_of_its_last_finding_and_not_before():
    done = found("minor", "ordinary")
    first = given(VISIT, *done).when(handle("guided"), at=NOW)
    first.then(assigned("guided"), settled("guided"))
    order = handle("rectification", "F-2", target="RC-1")
    second = given(VISIT, *done, *first.facts).when(order, at=NOW)
    second.then(assigned("rectification", "F-2", target="RC-1"))
    mended = c.SettleFindings(visit="V-1", findings=("F-2",), how="rectified", ref="RC-1")
    last = given(VISIT, *done, *first.facts, *second.facts).when(mended, at=NOW)
    last.then(settled("rectified", "F-2", "RC-1"), HANDLED)
    given(VISIT, *done, *first.facts, *second.facts, *last.facts).when(mended, at=NOW).nothing()
    given(VISIT, *READY).when(mended, at=NOW).nothing()


def test_several_findings_are_handled_alike_at_once():
    asked = handle("guided", "F-1", "F-2", "F-1")
    given(VISIT, *found("minor", "minor")).when(asked, at=NOW).then(
        assigned("guided"), settled("guided"), assigned("guided", "F-2"), settled("guided", "F-2"), HANDLED
    )


def test_the_same_said_again_is_nothing_and_something_else_is_refused():
    done = (*found("minor", "minor"), assigned("case"))
    given(VISIT, *done).when(handle("case"), at=NOW).nothing()
    given(VISIT, *done).when(handle("guided"), at=NOW).refused(unfit.FindingHandled)
    given(VISIT, *done, settled("decided")).when(handle("transfer"), at=NOW).refused(unfit.FindingHandled)
    given(VISIT, *done).when(handle("transfer"), at=NOW).then(assigned("transfer"))


def test_an_order_that_was_not_obeyed_becomes_a_case():
    done = (*found("ordinary"), assigned("rectification", target="RC-1"))
    case = assigned("case", target="CASE-1")
    given(VISIT, *done).when(handle("case", target="CASE-1"), at=NOW).then(case)
    obeyed = c.SettleFindings(visit="V-1", findings=("F-1",), how="rectified", ref="RC-1")
    given(VISIT, *done).when(obeyed, at=NOW).then(settled("rectified", ref="RC-1"), HANDLED)
    given(VISIT, *done, case).when(obeyed, at=NOW).nothing()
    decided = obeyed.model_copy(update={"how": "decided", "ref": "CASE-1"})
    given(VISIT, *done, case).when(decided, at=NOW).then(settled("decided", ref="CASE-1"), HANDLED)


def test_only_the_department_that_found_it_handles_a_finding_and_only_after_the_seal():
    given(VISIT, *found("minor")).when(handle("guided", department=FIRE), at=NOW).refused(unfit.NoSuchFinding)
    given(VISIT, *found("minor")).when(handle("guided", "F-9"), at=NOW).refused(unfit.NoSuchFinding)
    given(VISIT, *READY).when(handle("guided"), at=NOW).refused(unfit.NotSealed)


def test_that_a_finding_is_not_borne_out_has_its_reason_and_if_serious_its_reviewer():
    given(VISIT, *found("minor")).when(handle("not-borne-out"), at=NOW).refused(unfit.HandlingUnreasoned)
    at_once = found({"severity": "minor", "corrected_on_spot": True})
    given(VISIT, *at_once).when(handle("corrected-on-spot"), at=NOW).refused(unfit.HandlingUnreasoned)
    given(VISIT, *found("serious")).when(handle("not-borne-out", basis="复核"), at=NOW).refused(unfit.ReviewerNeeded)
    given(VISIT, *found("minor")).when(handle("not-borne-out", basis="复核"), at=NOW).then(
        assigned("not-borne-out", basis="复核"), settled("not-borne-out"), HANDLED
    )


def test_what_is_passed_on_names_its_clue_and_what_is_exempted_is_on_the_list():
    given(VISIT, *found("minor")).when(handle("passed-on", target="C-9"), at=NOW).refused(unfit.NoClueOfVisit)
    given(VISIT, *found("minor")).when(handle("passed-on", target="C-1"), at=NOW).then(
        assigned("passed-on", target="C-1"), settled("passed-on", ref="C-1"), HANDLED
    )
    given(VISIT, *found("minor")).when(handle("exempted"), at=NOW).refused(unlawful.NotExemptible)


def test_a_department_may_say_with_its_part_how_all_its_findings_are_handled():
    facts = found("minor", "ordinary", disposition=Disposition.RECTIFY)
    assert [type(f) for f in facts[-2:]] == [VisitCompleted, ResultIssued]
    first = facts[-1].parts[0]
    assert (facts[-1].problems, first.problems, first.worst) == (2, 2, Severity.ORDINARY)
    (order,) = orders(facts[-1], {MARKET: ["F-1", "F-2"]}, due=lambda: DUE, new=lambda: "RC-1")
    assert (order.department, order.findings, order.visit) == (MARKET, ("F-1", "F-2"), "V-1")
    (asked,) = meant(facts[-1], {MARKET: ["F-1", "F-2"]}, {MARKET: "RC-1"})
    given(VISIT, *facts).when(asked, at=NOW).then(
        assigned("rectification", target="RC-1"), assigned("rectification", "F-2", target="RC-1")
    )


def test_a_finding_is_exempted_by_an_entry_of_the_list_with_all_that_it_asks():
    """W8: the second breach within two years, and what was not put right, are refused by name."""
    entry = Entry(item="MKT-0003", behaviour="台账不全", conditions=("首次",), first_offence_only=True)
    met = {"text": "首次", "evidence": [{"sha256": "cd" * 32, "media_type": "image/jpeg"}]}
    asked = {"exemption": "EX-1", "conditions": (met,)}

    def exempt(*, corrected: bool = True, **more):
        known = c.HandlingLookups(exemptions={"F-1": ExemptionLookups(entry=entry, on=DAY, years=2, **more)})
        done = found({"severity": "minor", "corrected_on_spot": corrected})
        return given(VISIT, *done).when(handle("exempted", **asked, known=known), at=NOW)

    assert [type(fact) for fact in exempt().facts] == [FindingAssigned, FindingSettled, VisitClosed]
    assert exempt().facts[1].ref == "EX-1"
    before = Earlier(ref="F-0", visit="V-0", checked_on=DAY, behaviour="台账不全")
    assert "V-0" in exempt(earlier=(before,)).refused(exemption.NotFirstOffence).detail_zh
    exempt(corrected=False).refused(exemption.NotCorrectedYet)


async def test_a_department_handles_its_findings_through_the_api_one_by_one(sut):
    await on_the_spot(sut)
    other = {**FINDING, "finding": "F-2", "item": "MKT-0004", "severity": "ordinary"}
    done = await finish(sut, part=market_part(FINDING, other, disposition="penalty-procedure"))
    assert done["facts"][2:] == ["inspection.finding-assigned"] * 2
    seen = await get(sut, "visits/V-1")
    assert (seen["state"], [f["handling"] for f in seen["findings"]]) == ("completed", ["case", "case"])
    asked = {"department": MARKET, "findings": ["F-1"], "handling": "guided"}
    await refused(sut, "visits/V-1/handling", asked, "finding-handled", status=409)
    await refused(sut, "visits/V-1/handling", asked, "forbidden", status=403, who=FIRE)
    doubted = {**asked, "findings": ["F-1", "F-2"], "handling": "not-borne-out", "basis": "复核"}
    ended = await post(sut, "visits/V-1/handling", doubted)
    assert ended["facts"][-1] == "inspection.visit-closed"
    seen = await get(sut, "visits/V-1")
    assert (seen["state"], seen["closed_how"]) == ("closed", "handled")
    assert [(f["settled"], f["handling_basis"]) for f in seen["findings"]] == [("not-borne-out", "复核")] * 2
