"""Requests for a second person, as given / when / then; and that whatever is asked, nobody approves the own request."""

from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
from hypothesis import strategies as st

from libs.events.countersigning import commands as c
from libs.events.countersigning import facts, rules
from libs.events.countersigning import refusals as r
from libs.events.countersigning.countersigning import Countersigning
from libs.events.countersigning.decide import Facts
from libs.events.countersigning.rules import Among, Second
from libs.events.fact import Visibility
from libs.events.testing.decider_machine import PAST, UNSEEN, DeciderMachine, explore
from libs.events.testing.decisions import given


class Asked(facts.Asked, name="scales.countersignature-asked", visibility=Visibility.PRIVATE):
    pass


class Given(facts.Given, name="scales.countersignature-given"):
    pass


class Refused(facts.Refused, name="scales.countersignature-refused"):
    pass


class Withdrawn(facts.Withdrawn, name="scales.countersignature-withdrawn"):
    pass


class Expired(facts.Expired, name="scales.countersignature-expired"):
    pass


CALLED = {"clerk": "文书", "head": "负责人", "baker": "面包师"}
SCALES = Countersigning(Facts(Asked, Given, Refused, Withdrawn, Expired), None, "guilds", called=CALLED)
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
CLERK = Second(roles=("clerk", "head"))
LED = Second(roles=("clerk",), among=Among.LEAD)
GUILDS = {"guilds": ("bakers", "millers")}


def ask(by="ann", due=NOON + timedelta(days=10)):
    return c.AskForSecond(
        countersignature="CS-1", duty="weights", request="/v1/weights", body="{}", seen=None, claims=GUILDS,
        leads_to=("scales.weighed",), asked_by=by, due=due, roles=("baker",),
    )  # fmt: skip


def known(rule=CLERK, acts_for=(), lead=(), lowered=(), refused_by=()):
    return c.Standing(rule, frozenset(acts_for), frozenset(lead), tuple(lowered), frozenset(refused_by))


def give(by="bob", roles=("clerk",), **standing):
    return c.GiveSecond(countersignature="CS-1", by=by, roles=frozenset(roles), known=known(**standing))


def refuse(by="bob", roles=("clerk",), **standing):
    said = {"countersignature": "CS-1", "by": by, "roles": frozenset(roles), "known": known(**standing)}
    return c.RefuseSecond(**said, reason="not now")


def take_back(by="ann"):
    return c.TakeRequestBack(countersignature="CS-1", by=by)


EXPIRE = c.LetRequestExpire(countersignature="CS-1")
ASKED = Asked(**ask().model_dump())
GIVEN = Given(countersignature="CS-1", duty="weights", asked_by="ann", approved_by="bob")
REFUSED = Refused(countersignature="CS-1", refused_by="bob", reason="not now")
WITHDRAWN = Withdrawn(countersignature="CS-1", withdrawn_by="ann")
EXPIRED = Expired(countersignature="CS-1")


def when(command, *before):
    return given(SCALES.decider, *before).when(command, at=NOON)


def test_what_is_asked_waits_and_is_settled_once():
    when(ask()).then(ASKED)
    when(ask(), ASKED).nothing()
    when(give(), ASKED).then(GIVEN)
    when(refuse(), ASKED).then(REFUSED)
    when(take_back(), ASKED).then(WITHDRAWN)
    when(EXPIRE, ASKED).then(EXPIRED)
    for settled, state in ((GIVEN, "approved"), (REFUSED, "refused"), (WITHDRAWN, "withdrawn"), (EXPIRED, "expired")):
        when(EXPIRE, ASKED, settled).nothing()
        for command in (ask(), give(), refuse(), take_back()):
            assert when(command, ASKED, settled).refused(r.CountersignatureSettled).value == state
    for command in (give(), refuse(), take_back()):
        when(command).refused(r.NoSuchCountersignature)


@pytest.mark.parametrize("settle", [give, refuse])
@pytest.mark.parametrize("rule", [CLERK, None])
def test_who_asks_neither_approves_nor_refuses_whatever_the_roles_and_the_policy(settle, rule):
    refused = when(settle(by="ann", roles=("clerk", "head"), rule=rule), ASKED).refused(r.SamePerson)
    assert (refused.field, refused.value) == ("approved_by", "ann")


@pytest.mark.parametrize("settle", [give, refuse])
def test_only_a_role_that_the_policy_of_the_day_names_approves(settle):
    refused = when(settle(roles=("baker",)), ASKED).refused(r.NotTheSecond)
    assert (refused.field, refused.value) == ("roles", ["baker"])
    assert refused.detail_zh == "复核该事项需要以下角色之一:文书、负责人;您的角色为:面包师"
    assert when(settle(roles=()), ASKED).refused(r.NotTheSecond).detail_zh.endswith("您的角色为:无")
    # By now the policy asks for nobody: whoever could ask for it alone.
    assert when(settle(roles=("baker",), rule=None), ASKED).refusal is None
    assert when(settle(rule=None), ASKED).refused(r.NotTheSecond).detail_zh.endswith("之一:面包师;您的角色为:文书")


@pytest.mark.parametrize(
    ("among", "acts_for", "lead", "kept_out"),
    [
        (Among.ANYBODY, (), (), None),
        (Among.COLLEAGUES, ("millers",), (), None),
        (Among.COLLEAGUES, ("tanners",), ("tanners",), r.NotAColleague),
        (Among.COLLEAGUES, (), (), r.NotAColleague),
        (Among.LEAD, ("tanners",), ("tanners",), None),
        (Among.LEAD, ("millers",), ("tanners",), r.NotOfTheLead),
        (Among.LEAD, (), (), r.NobodyLeads),
        (Among.LEAD, ("millers",), (), r.NobodyLeads),
    ],
)
def test_a_colleague_or_the_lead_approves_where_the_policy_says_so(among, acts_for, lead, kept_out):
    rule = Second(roles=("clerk",), among=among)
    said = when(give(rule=rule, acts_for=acts_for, lead=lead), ASKED)
    if kept_out is None:
        said.then(GIVEN)
    else:
        assert among not in said.refused(kept_out).detail_zh


def test_an_edition_that_lowers_a_duty_needs_whoever_that_duty_needs():
    colleagues, led = Second(roles=("clerk",), among=Among.COLLEAGUES), Second(roles=("clerk",), among=Among.LEAD)
    headed = Second(roles=("head",))
    bakers = {"rule": colleagues, "acts_for": ("bakers",), "lead": ("tanners",)}
    when(give(**bakers), ASKED).then(GIVEN)
    assert when(give(**bakers, lowered=(led,)), ASKED).refused(r.NotOfTheLead).value == ["bakers"]
    when(give(**bakers, lowered=(headed,)), ASKED).refused(r.NotTheSecond)
    both = {**bakers, "acts_for": ("bakers", "tanners"), "roles": ("clerk", "head")}
    when(give(**both, lowered=(led, headed)), ASKED).then(GIVEN)
    # To say no is never made harder.
    when(refuse(**bakers, lowered=(led, headed)), ASKED).then(REFUSED)


@pytest.mark.parametrize(
    ("new", "looser"),
    [
        (None, True),
        (Second(roles=("clerk", "head"), among=Among.LEAD), True),
        (Second(roles=("clerk",), among=Among.ANYBODY), True),
        (Second(roles=("clerk",), among=Among.COLLEAGUES), True),
        (Second(roles=("clerk",), among=Among.LEAD), False),
    ],
)
def test_a_duty_is_lowered_by_leaving_it_out_by_another_role_and_by_other_bodies(new, looser):
    led = Second(roles=("clerk",), among=Among.LEAD)
    after = {"policy": CLERK} if new is None else {"policy": CLERK, "weights": new}
    assert rules.lowered({"policy": CLERK, "weights": led}, after) == ((led,) if looser else ())
    stricter = {"policy": Second(roles=("clerk",), among=Among.COLLEAGUES)}
    assert rules.lowered({"policy": CLERK}, stricter) == ()


def test_nobody_refuses_the_same_twice_and_whoever_has_refused_may_still_approve():
    refused = when(refuse(refused_by=("bob",)), ASKED).refused(r.RefusedBefore)
    assert (refused.field, refused.value) == ("by", "bob")
    when(refuse(by="cyd", refused_by=("bob",)), ASKED).then(
        Refused(countersignature="CS-1", refused_by="cyd", reason="not now")
    )
    when(give(refused_by=("bob",)), ASKED).then(GIVEN)


def test_only_who_asked_takes_it_back():
    when(take_back("bob"), ASKED).refused(r.NotTheAsker)


def test_a_policy_keeps_the_second_person_for_itself_and_names_roles_that_can_approve():
    rules.check_seconds({"policy": CLERK}, ("clerk", "head"))
    led = Second(roles=("clerk",), among=Among.LEAD)
    rules.check_seconds({"policy": led}, ("clerk", "head"))
    for second, refusal in (
        ({"weights": CLERK}, r.PolicyByOne),
        ({"policy": Second(roles=("ghost",))}, r.NoSuchSecond),
        ({"policy": led}, r.NoLeadKnown),
    ):
        with pytest.raises(refusal) as raised:
            rules.check_seconds(second, ("clerk", "head"), led=False)
        assert raised.value.do_en
        assert raised.value.do_zh
    with pytest.raises(r.NoSuchSecond) as raised:
        rules.check_seconds({"policy": Second(roles=("baker", "ghost"))}, ("clerk", "head"), called=CALLED)
    assert raised.value.detail_zh == "面包师、ghost 不能在本服务办理复核"
    assert raised.value.do_zh == "请从以下角色中选择:文书、负责人。"


people = st.sampled_from(["ann", "bob", "cyd"])
roles = st.sets(st.sampled_from(["clerk", "head", "baker"]))
guilds = st.sets(st.sampled_from(["bakers", "tanners"]))
standings = st.builds(
    known,
    st.none() | st.builds(Second, roles=st.just(("clerk",)), among=st.sampled_from(Among)),
    guilds,
    guilds,
    refused_by=st.sets(people, max_size=1),
)


class Requests(DeciderMachine):
    """Whoever asks for whatever: settled at most once, and approved only by somebody else."""

    decider, deadlines, key = SCALES.decider, SCALES.deadlines, "countersignature"
    asks: ClassVar = {
        c.AskForSecond: st.builds(ask, people, st.just(NOON + timedelta(days=10))),
        c.GiveSecond: st.builds(lambda by, roles, k: give(by, roles).model_copy(update={"known": k}), people, roles, standings),
        c.RefuseSecond: st.builds(
            lambda by, roles, k: refuse(by, roles).model_copy(update={"known": k}), people, roles, standings
        ),
        c.TakeRequestBack: st.builds(take_back, people),
        c.LetRequestExpire: st.just(EXPIRE),
    }
    produces = (Asked, Given, Refused, Withdrawn, Expired)
    refuses = (
        r.CountersignatureSettled, r.NobodyLeads, r.NoSuchCountersignature, r.NotAColleague, r.NotOfTheLead, r.NotTheAsker,
        r.NotTheSecond, r.RefusedBefore, r.SamePerson,
    )  # fmt: skip
    stories = (
        (ask(), PAST),
        (ask(), give(), UNSEEN),
        (ask(), refuse()),
        (ask(), take_back()),
        (ask(), give(by="ann"), give(roles=("baker",)), refuse(refused_by=("bob",))),
        (ask(), give(rule=LED), give(rule=LED, lead=("tanners",)), give(rule=Second(roles=("clerk",), among=Among.COLLEAGUES))),
    )

    def law(self):
        first, *settled = self.facts
        assert isinstance(first, Asked)
        assert len(settled) <= 1
        for fact in settled:
            if isinstance(fact, Given):
                assert fact.asked_by == first.asked_by != fact.approved_by
            assert not isinstance(fact, Refused) or fact.refused_by != first.asked_by
            assert not isinstance(fact, Withdrawn) or fact.withdrawn_by == first.asked_by

    def punctual(self):
        assert len(self.facts) != 1 or self.now <= self.facts[0].due


def test_whatever_is_asked_nobody_approves_the_own_request():
    explore(Requests, runs=150)


def test_what_nobody_has_approved_yet_stays_in_the_service():
    class Told(facts.Asked, name="scales.countersignature-told"):
        pass

    with pytest.raises(ValueError, match=r"scales\.countersignature-told must be private"):
        Facts(Told, Given, Refused, Withdrawn, Expired)
