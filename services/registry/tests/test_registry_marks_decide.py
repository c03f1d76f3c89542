"""Decisions on what stands beside the lists: credit codes let in by name, and approvals handed over to supervision."""

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from libs.events.catalog.codes import EvidenceRef
from libs.events.catalog.registry.approvals import ApprovalHandedOver, ApprovalTakenOver
from libs.events.catalog.registry.entities import CodeAllowed
from libs.events.refusal import Invalid
from libs.events.testing import given
from services.registry.approvals.commands import CeaseApproval, HandOverApproval, TakeOverApproval
from services.registry.approvals.decide import APPROVAL
from services.registry.approvals.refusals import ApprovalIsOver, NoCommitment, NotTheApprover, NotTheSupervisor, WrongSupervisor
from services.registry.entities.commands import AllowCode
from services.registry.entities.decide import CODE
from services.registry.entities.identity import entity_id
from services.registry.entities.refusals import CodeIsNoEarlyCode, CodeIsRight, EvidenceMissing
from services.registry.testing import FIRE, JAN, MAR, MARKET, NOON, OF_APPROVAL, TAX

# Credit codes (GB 32100): these four are on public record, lawful, and do not compute

EARLY = ["91350100M0001TGQXM", "91350211M0000XUF46", "91350203M0001FUE2P", "91350203M0001QAY9B"]
LICENCE = (EvidenceRef(sha256="b" * 64, media_type="image/jpeg"),)


@pytest.mark.parametrize("code", EARLY)
def test_a_lawful_early_code_is_let_in_by_name_on_evidence_and_in_no_other_way(code):
    allow = AllowCode(code=code, reason="早期赋码", evidence=LICENCE)
    allowed = CodeAllowed(code=code, reason="早期赋码", evidence=LICENCE)
    given(CODE).when(allow, at=NOON).then(allowed)
    given(CODE, allowed).when(allow, at=NOON).nothing()
    given(CODE).when(allow.model_copy(update={"evidence": ()}), at=NOON).refused(EvidenceMissing)
    with pytest.raises(Invalid):
        entity_id("uscc", code)
    assert entity_id("uscc", code.lower(), {code}) == f"uscc:{code}"


@over(st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXYZ"))
def test_the_allow_list_never_lets_in_a_code_whose_organisation_part_is_wrong(place, character):
    code = EARLY[0][:place] + character + EARLY[0][place + 1 :]
    answer = given(CODE).when(AllowCode(code=code, reason="早期赋码", evidence=LICENCE), at=NOON)
    organisation = code[8:17]
    weighted = sum(int(char, 36) * weight for char, weight in zip(organisation[:8], (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    computes = "0123456789X"[(11 - weighted % 11) % 11] == organisation[8]
    if answer.facts:
        assert computes
        assert "Z" not in code
        assert code[2:8].isdecimal()
    else:
        assert type(answer.refusal) in {CodeIsNoEarlyCode, CodeIsRight}


# From approval to supervision (B-27 to B-30)


def hand_over(mode, supervisor=MARKET, delegate=None, **changes):
    fields = {
        "approval": "A-1", "entity": "stall:421088100-0001", "title": "食品经营许可", "mode": mode, "approver": MARKET,
        "supervisor": supervisor, "delegate": delegate, "by_commitment": True, "granted_on": JAN, "known": OF_APPROVAL,
    }  # fmt: skip
    return HandOverApproval(**{**fields, **changes})


def test_who_supervises_follows_from_how_approval_and_supervision_are_divided():
    for wrong in (
        hand_over("integrated", FIRE), hand_over("separated", MARKET), hand_over("delegated", FIRE, TAX),
        hand_over("delegated"), hand_over("separated", FIRE, TAX), hand_over("delegated", MARKET, MARKET),
    ):  # fmt: skip
        given(APPROVAL).when(wrong, at=NOON).refused(WrongSupervisor)
    separated = given(APPROVAL).when(hand_over("separated", FIRE), at=NOON).facts
    assert [type(fact) for fact in separated] == [ApprovalHandedOver]
    for kept in (hand_over("integrated"), hand_over("delegated", MARKET, TAX)):
        assert [type(f) for f in given(APPROVAL).when(kept, at=NOON).facts] == [ApprovalHandedOver, ApprovalTakenOver]


def test_a_gap_closes_when_the_named_supervisor_takes_over_and_the_approver_deals_with_a_broken_commitment():
    handed = given(APPROVAL).when(hand_over("separated", FIRE), at=NOON).facts
    who = {"approval": "A-1", "entity": "stall:421088100-0001"}
    given(APPROVAL, *handed).when(TakeOverApproval(**who, supervisor=TAX), at=NOON).refused(NotTheSupervisor)
    given(APPROVAL, *handed).when(TakeOverApproval(**who, supervisor=FIRE), at=NOON).then(
        ApprovalTakenOver(**who, supervisor=FIRE)
    )
    cease = CeaseApproval(**who, approver=MARKET, effective_from=MAR, reason="虚假承诺", commitment_broken=True)
    given(APPROVAL, *handed).when(cease.model_copy(update={"approver": FIRE}), at=NOON).refused(NotTheApprover)
    plain = given(APPROVAL).when(hand_over("separated", FIRE, by_commitment=False), at=NOON).facts
    given(APPROVAL, *plain).when(cease, at=NOON).refused(NoCommitment)
    ceased = given(APPROVAL, *handed).when(cease, at=NOON).facts
    assert ceased[0].commitment_broken
    given(APPROVAL, *handed, *ceased).when(cease, at=NOON).refused(ApprovalIsOver)
