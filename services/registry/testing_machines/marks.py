"""Whatever is asked of codes, tags, suggestions, approvals and the policy, in whatever order."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import ClassVar

from hypothesis import strategies as st

from libs.events.calendar import local_day
from libs.events.catalog.codes import EvidenceRef
from libs.events.catalog.registry.approvals import ApprovalCeased, ApprovalHandedOver, ApprovalTakenOver, Handover
from libs.events.catalog.registry.entities import CodeAllowed, CodeDisallowed, EntityTagged, EntityUntagged
from libs.events.catalog.registry.policy import PolicyAdopted, PolicyTakenBack, RegistryPolicy
from libs.events.catalog.registry.scenarios import SuggestionDismissed
from libs.events.editions import (
    NoSuchEdition,
    PolicyEmpty,
    PolicyHasBegun,
    PolicyHasSuccessor,
    PolicyOutOfOrder,
    PolicyRetroactive,
    PolicyUnchanged,
)
from libs.events.testing.decider_machine import BEGIN, DeciderMachine
from services.registry.approvals import commands as approvals_commands
from services.registry.approvals import refusals as approvals_refusals
from services.registry.approvals.decide import APPROVAL
from services.registry.entities import commands as entities_commands
from services.registry.entities import refusals as entities_refusals
from services.registry.entities.decide import CODE, TAGS
from services.registry.lists import refusals as lists_refusals
from services.registry.policy.decide import POLICY
from services.registry.scenarios import commands as scenarios_commands
from services.registry.scenarios import refusals as scenarios_refusals
from services.registry.scenarios.decide import SUGGESTION
from services.registry.testing import OF_APPROVAL

MARKET, FIRE, TOWN = "421088-market", "421088-fire", "421088100-enforcement"
JAN, MAR, JUN, DEC = (date(2026, month, 1) for month in (1, 3, 6, 12))
days = st.sampled_from([JAN, MAR, JUN, DEC])
reasons = st.sampled_from(["法律修订", "机构改革"])
ADOPT, TAKE_BACK = POLICY.decider.commands


class Codes(DeciderMachine):
    """Only a code that breaks nothing but the last character, and never without evidence."""

    decider = CODE
    proof = EvidenceRef(sha256="a" * 64, media_type="image/jpeg")
    one = st.sampled_from(["91350100M0001TGQXM"])
    evidence = st.just(()) | st.just((proof,))
    asks: ClassVar = {
        entities_commands.AllowCode: st.builds(
            entities_commands.AllowCode, reason=reasons, evidence=evidence,
            code=st.sampled_from(["91350100M0001TGQXM"] * 4 + ["914403001922038216", "91350100M0001TGQAM", "x"]),
        ),
        entities_commands.DisallowCode: st.builds(entities_commands.DisallowCode, code=one, reason=reasons),
    }  # fmt: skip
    produces = (CodeAllowed, CodeDisallowed)
    refuses = (
        entities_refusals.CodeIsRight,
        entities_refusals.CodeIsNoEarlyCode,
        entities_refusals.EvidenceMissing,
        entities_refusals.CodeNotAllowed,
    )

    def law(self):
        for before, after in pairwise([None, *self.facts]):
            assert not isinstance(after, CodeDisallowed) or isinstance(before, CodeAllowed)
            if isinstance(after, CodeAllowed):
                assert after.evidence
                assert after.code == "91350100M0001TGQXM"


class Tags(DeciderMachine):
    decider, key = TAGS, "entity"
    who: ClassVar = {
        "entity": st.just("stall:421088100-0001"),
        "tag": st.sampled_from(["key-unit", "grease"]),
        "reason": reasons,
        "known": st.builds(
            entities_commands.Tagger, departments=st.sampled_from([None, (), (MARKET,), (MARKET, FIRE)]), listed=st.booleans()
        ),
    }
    asks: ClassVar = {
        entities_commands.TagEntity: st.builds(
            entities_commands.TagEntity,
            **who,
            until=st.none() | st.sampled_from([JAN, date(2030, 1, 1)]),
            department=st.sampled_from([None, MARKET, FIRE]),
        ),
        entities_commands.UntagEntity: st.builds(entities_commands.UntagEntity, **who),
    }
    produces = (EntityTagged, EntityUntagged)
    refuses = (
        entities_refusals.NoSuchEntity, entities_refusals.NoTag, entities_refusals.TagOver, entities_refusals.TagOfNoOwn,
        entities_refusals.TagOfAnother,
    )  # fmt: skip

    def law(self):
        held = set()
        for fact in self.facts:
            if isinstance(fact, EntityUntagged):
                held.remove(fact.tag)
            else:
                held.add(fact.tag)


class Suggestions(DeciderMachine):
    decider = SUGGESTION
    asks: ClassVar = {
        scenarios_commands.DismissSuggestion: st.builds(
            scenarios_commands.DismissSuggestion, suggestion=st.just("MEET-1"), reason=reasons,
            until=st.sampled_from([JAN, date(2026, 3, 20), date(2026, 9, 1)]),
        )
    }  # fmt: skip
    produces = (SuggestionDismissed,)
    refuses = (scenarios_refusals.DismissedUntilThePast, scenarios_refusals.AlreadyDismissed)

    def law(self):
        for (before, _), (after, at) in pairwise(self.history):
            assert before.until <= at.date()
            assert after.until > at.date()


class Approvals(DeciderMachine):
    """B-27 to B-30: who supervises follows from the mode; an approval is taken over once, and ends once, by who approved."""

    decider = APPROVAL
    one: ClassVar = {
        "approval": st.just("A-1"),
        "entity": st.sampled_from(["stall:421088100-0001"] * 5 + ["stall:421088100-0002"]),
    }
    asks: ClassVar = {
        approvals_commands.HandOverApproval: st.builds(
            approvals_commands.HandOverApproval,
            **one,
            title=st.just("食品经营许可"),
            mode=st.sampled_from(Handover),
            approver=st.just(MARKET),
            supervisor=st.sampled_from([MARKET, FIRE]),
            delegate=st.none() | st.sampled_from([MARKET, "421088-tax"]),
            by_commitment=st.booleans(),
            granted_on=st.just(MAR),
            valid_until=st.none() | days,
            known=st.sampled_from([None, True, False]).map(lambda listed: replace(OF_APPROVAL, entity_listed=listed)),
        ),
        approvals_commands.TakeOverApproval: st.builds(
            approvals_commands.TakeOverApproval, **one, supervisor=st.sampled_from([MARKET, FIRE])
        ),
        approvals_commands.CeaseApproval: st.builds(
            approvals_commands.CeaseApproval,
            **one,
            approver=st.sampled_from([MARKET, FIRE]),
            effective_from=days,
            reason=reasons,
            commitment_broken=st.booleans(),
        ),
    }
    who: ClassVar = {"approval": "A-1", "entity": "stall:421088100-0001"}
    stories = (
        (
            approvals_commands.HandOverApproval(
                **who,
                title="食品经营许可",
                mode=Handover.SEPARATED,
                approver=MARKET,
                supervisor=FIRE,
                by_commitment=True,
                granted_on=MAR,
                known=OF_APPROVAL,
            ),
            approvals_commands.TakeOverApproval(**who, supervisor=FIRE),
            approvals_commands.CeaseApproval(
                **who, approver=MARKET, effective_from=JUN, reason="虚假承诺", commitment_broken=True
            ),
        ),
        (
            approvals_commands.HandOverApproval(
                **who,
                title="食品经营许可",
                mode=Handover.INTEGRATED,
                approver=MARKET,
                supervisor=MARKET,
                by_commitment=False,
                granted_on=MAR,
                known=OF_APPROVAL,
            ),
            approvals_commands.CeaseApproval(
                **who, approver=MARKET, effective_from=JUN, reason="虚假承诺", commitment_broken=True
            ),
            approvals_commands.CeaseApproval(
                **who, approver=MARKET, effective_from=JUN, reason="注销", commitment_broken=False
            ),
        ),
        (
            approvals_commands.HandOverApproval(
                **who,
                title="食品经营许可",
                mode=Handover.INTEGRATED,
                approver=MARKET,
                supervisor=MARKET,
                by_commitment=False,
                granted_on=MAR,
                valid_until=JAN,
                known=OF_APPROVAL,
            ),
        ),
        (
            approvals_commands.HandOverApproval(
                **who,
                title="食品经营许可",
                mode=Handover.INTEGRATED,
                approver=MARKET,
                supervisor=MARKET,
                by_commitment=False,
                granted_on=MAR,
                known=replace(OF_APPROVAL, entity_listed=False),
            ),
        ),
    )
    produces = (ApprovalHandedOver, ApprovalTakenOver, ApprovalCeased)
    refuses = (
        approvals_refusals.WrongSupervisor,
        approvals_refusals.EntityUnknown,
        lists_refusals.EndsBeforeItBegins,
        approvals_refusals.ApprovalExists,
        approvals_refusals.NoSuchApproval,
        approvals_refusals.ApprovalIsOver,
        approvals_refusals.NotTheSupervisor,
        approvals_refusals.NotTheApprover,
        approvals_refusals.NoCommitment,
        lists_refusals.BeforeLastEdition,
    )

    def law(self):
        first, *rest = self.facts
        assert isinstance(first, ApprovalHandedOver)
        same = first.supervisor == first.approver
        assert same == (first.mode is not Handover.SEPARATED)
        assert (first.delegate is not None) == (first.mode is Handover.DELEGATED)
        assert [type(f) for f in rest] in ([], [ApprovalTakenOver], [ApprovalCeased], [ApprovalTakenOver, ApprovalCeased])
        assert not same or isinstance(rest[0], ApprovalTakenOver)
        for fact in rest:
            if isinstance(fact, ApprovalTakenOver):
                assert fact.supervisor == first.supervisor
            else:
                assert fact.approver == first.approver
                assert first.by_commitment or not fact.commitment_broken


def _edition(day, many):
    pack = RegistryPolicy(many_complaints=many)
    return ADOPT(effective_from=day, reason="法律修订", named=frozenset({"many_complaints"}), pack=pack)


class Policies(DeciderMachine):
    """Editions count up, begin in order, and never in the past."""

    decider, key = POLICY.decider, "reason"
    asks: ClassVar = {
        ADOPT: st.builds(
            ADOPT,
            effective_from=days,
            reason=reasons,
            named=st.sampled_from([frozenset(), frozenset({"many_complaints"})]),
            pack=st.sampled_from([RegistryPolicy(), RegistryPolicy(many_complaints=5)]),
        ),
        TAKE_BACK: st.builds(TAKE_BACK, edition=st.integers(1, 4), reason=reasons),
    }
    produces = (PolicyAdopted, PolicyTakenBack)
    refuses = (
        NoSuchEdition, PolicyEmpty, PolicyHasBegun, PolicyHasSuccessor, PolicyOutOfOrder, PolicyRetroactive, PolicyUnchanged,
    )  # fmt: skip

    stories = (
        (_edition(DEC, 5), _edition(DEC, 6), *(TAKE_BACK(edition=n, reason="法律修订") for n in (1, 2, 1, 1))),
        (_edition(local_day(BEGIN), 5), TAKE_BACK(edition=1, reason="法律修订")),
    )

    def law(self):
        standing = []
        for fact, at in self.history:
            if isinstance(fact, PolicyTakenBack):
                last = standing.pop()
                assert fact.edition == last.edition
                assert last.effective_from > at.date()
                continue
            assert fact.effective_from >= at.date()
            standing.append(fact)
        adopted = [fact.edition for fact in self.facts if isinstance(fact, PolicyAdopted)]
        assert adopted == list(range(1, len(adopted) + 1))
        for before, after in pairwise(standing):
            assert before.effective_from <= after.effective_from
            assert before.pack != after.pack


MACHINES = [Codes, Tags, Suggestions, Approvals, Policies]
