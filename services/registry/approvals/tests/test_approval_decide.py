"""Decisions from approval to supervision (B-27 to B-30)."""

from dataclasses import replace
from datetime import date

from libs.domain.office.days import DayImpossible
from libs.events.catalog.registry.approvals import ApprovalHandedOver, ApprovalTakenOver
from libs.events.refusal import Invalid
from libs.events.testing.decisions import given
from services.registry.approvals import commands as c
from services.registry.approvals import refusals as r
from services.registry.approvals.decide import APPROVAL
from services.registry.testing import FIRE, JAN, MAR, MARKET, NOON, OF_APPROVAL, TAX, TODAY

# From approval to supervision (B-27 to B-30)


def hand_over(mode, supervisor=MARKET, delegate=None, **changes):
    fields = {
        "approval": "A-1", "entity": "stall:421088100-0001", "title": "食品经营许可", "mode": mode, "approver": MARKET,
        "supervisor": supervisor, "delegate": delegate, "by_commitment": True, "granted_on": JAN, "known": OF_APPROVAL,
    }  # fmt: skip
    return c.HandOverApproval(**{**fields, **changes})


def test_who_supervises_follows_from_how_approval_and_supervision_are_divided():
    for wrong in (
        hand_over("integrated", FIRE), hand_over("separated", MARKET), hand_over("delegated", FIRE, TAX),
        hand_over("delegated"), hand_over("separated", FIRE, TAX), hand_over("delegated", MARKET, MARKET),
    ):  # fmt: skip
        given(APPROVAL).when(wrong, at=NOON).refused(r.WrongSupervisor)
    separated = given(APPROVAL).when(hand_over("separated", FIRE), at=NOON).facts
    assert [type(fact) for fact in separated] == [ApprovalHandedOver]
    for kept in (hand_over("integrated"), hand_over("delegated", MARKET, TAX)):
        assert [type(f) for f in given(APPROVAL).when(kept, at=NOON).facts] == [ApprovalHandedOver, ApprovalTakenOver]


def test_a_gap_closes_when_the_named_supervisor_takes_over_and_the_approver_deals_with_a_broken_commitment():
    handed = given(APPROVAL).when(hand_over("separated", FIRE), at=NOON).facts
    who = {"approval": "A-1", "entity": "stall:421088100-0001"}
    given(APPROVAL, *handed).when(c.TakeOverApproval(**who, supervisor=TAX), at=NOON).refused(r.NotTheSupervisor)
    given(APPROVAL, *handed).when(c.TakeOverApproval(**who, supervisor=FIRE), at=NOON).then(
        ApprovalTakenOver(**who, supervisor=FIRE)
    )
    cease = c.CeaseApproval(**who, approver=MARKET, effective_from=MAR, reason="虚假承诺", commitment_broken=True)
    given(APPROVAL, *handed).when(cease.model_copy(update={"approver": FIRE}), at=NOON).refused(r.NotTheApprover)
    plain = given(APPROVAL).when(hand_over("separated", FIRE, by_commitment=False), at=NOON).facts
    given(APPROVAL, *plain).when(cease, at=NOON).refused(r.NoCommitment)
    ceased = given(APPROVAL, *handed).when(cease, at=NOON).facts
    assert ceased[0].commitment_broken
    given(APPROVAL, *handed, *ceased).when(cease, at=NOON).refused(r.ApprovalIsOver)


def test_an_approval_was_granted_today_or_before_and_not_on_the_day_of_an_empty_cell():
    for day in (date(2099, 1, 1), date(1, 1, 1), date(1900, 1, 1)):
        given(APPROVAL).when(hand_over("separated", FIRE, granted_on=day), at=NOON).refused(DayImpossible)
    assert given(APPROVAL).when(hand_over("separated", FIRE, granted_on=TODAY), at=NOON).facts


def test_what_is_handed_over_names_listed_departments_and_an_entity_whose_code_computes():
    def field(**changes):
        return given(APPROVAL).when(hand_over("separated", **{"supervisor": FIRE, **changes}), at=NOON).refused(Invalid).field

    assert field(supervisor="421088-moon") == "departments"
    assert field(entity="uscc:91421088EX50681450") == "value"
    typed = given(APPROVAL).when(hand_over("separated", FIRE, entity="uscc:91421088ex5068145x"), at=NOON).facts
    assert typed[0].entity == "uscc:91421088EX5068145X"


def test_an_approval_of_an_entity_that_the_register_does_not_list_is_refused_and_one_of_a_file_is_not():
    def handed(listed):
        return hand_over("separated", FIRE, known=replace(OF_APPROVAL, entity_listed=listed))

    refused = given(APPROVAL).when(handed(listed=False), at=NOON).refused(r.EntityUnknown)
    assert "stall:421088100-0001" in str(refused)
    facts = given(APPROVAL).when(handed(listed=None), at=NOON).facts
    assert facts == given(APPROVAL).when(handed(listed=True), at=NOON).facts
    given(APPROVAL, *facts).when(handed(listed=False), at=NOON).then()
