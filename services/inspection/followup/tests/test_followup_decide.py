"""Follow-ups as given / when / then."""

from datetime import UTC, date, datetime, timedelta

import pytest

from libs.events.catalog.inspection import followup as f
from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.testing.decisions import given
from services.inspection.followup import commands as c
from services.inspection.followup import refusals as no
from services.inspection.followup.decide import FOLLOWUP

NOW = datetime(2026, 5, 6, 2, 0, tzinfo=UTC)
DUE = NOW + timedelta(days=10)
LATE = DUE + timedelta(seconds=1)
MARKET, FIRE, TAX, M1 = "421088-market", "421088-fire", "421088-tax", "I-421088-0001"
WHOSE = {
    "followup": "FU-1", "visit": "V-1", "entity": "stall:421088100-0001", "department": MARKET,
    "ended_on": date(2026, 5, 1), "due": DUE,
}  # fmt: skip
OWE = c.OweFollowup(after="rectification", reference="RC-1", **WHOSE)
OWED = f.FollowupDue(after="rectification", reference="RC-1", wanted=None, **WHOSE)
KNOWN = c.AskingLookups(departments=(MARKET, FIRE))
ASK = c.AskFollowup(after="visit", reference="V-1", wanted="不会填写台账", known=KNOWN, **WHOSE)
ASKED = f.FollowupDue(after="visit", reference="V-1", wanted="不会填写台账", **WHOSE)
SAID = {"way": "on-site", "officers": (M1,), "experts": (), "made_on": date(2026, 5, 6), "advice": ("保持通道畅通",)}
MAKE = c.MakeFollowup(followup="FU-1", holds=True, needs=("台账软件", "用气培训"), **SAID)
MADE = f.FollowupMade(followup="FU-1", holds=True, needs=("台账软件", "用气培训"), **SAID)
DONE = f.FollowupDone(followup="FU-1")
DECLINE = c.DeclineFollowup(followup="FU-1", reason="已无困难")
DECLINED = f.FollowupDeclined(followup="FU-1", reason="已无困难")
PASSED = ClockPassed(subject="FU-1", stage="followup", owner=MARKET, due=DUE, since="RC-1")
TIMEOUT = c.PassFollowupDeadline(followup="FU-1")


def meet(need: int) -> c.MeetNeed:
    return c.MeetNeed(followup="FU-1", need=need, answer="已请专家上门", expert="P-7")


def met(need: int) -> f.FollowupNeedMet:
    return f.FollowupNeedMet(followup="FU-1", need=need, answer="已请专家上门", expert="P-7")


def test_a_follow_up_is_owed_once_made_and_over_with_the_last_need():
    given(FOLLOWUP).when(OWE, at=NOW).then(OWED)
    given(FOLLOWUP, OWED).when(OWE, at=NOW).nothing()
    given(FOLLOWUP, OWED).when(MAKE, at=NOW).then(MADE)
    given(FOLLOWUP, OWED, MADE).when(meet(2), at=NOW).then(met(2))
    given(FOLLOWUP, OWED, MADE, met(2)).when(meet(1), at=NOW).then(met(1), DONE)
    given(FOLLOWUP, OWED, MADE, met(2), met(1), DONE).when(meet(1), at=NOW).refused(no.FollowupOver)


def test_one_on_which_nothing_is_needed_is_over_at_once():
    quiet = {"needs": ()}
    given(FOLLOWUP, OWED).when(MAKE.model_copy(update=quiet), at=NOW).then(MADE.model_copy(update=quiet), DONE)


def test_the_entity_may_say_that_it_wants_none_until_it_is_made():
    given(FOLLOWUP, OWED).when(DECLINE, at=NOW).then(DECLINED)
    given(FOLLOWUP, OWED, DECLINED).when(MAKE, at=NOW).refused(no.FollowupOver)
    given(FOLLOWUP, OWED, MADE).when(DECLINE, at=NOW).refused(no.FollowupMade)
    given(FOLLOWUP).when(DECLINE, at=NOW).refused(no.NoSuchFollowup)


def test_one_that_is_asked_for_is_of_a_department_that_was_there_and_not_asked_for_twice():
    given(FOLLOWUP).when(ASK, at=NOW).then(ASKED)
    given(FOLLOWUP).when(ASK.model_copy(update={"department": TAX}), at=NOW).refused(no.NotOfVisit)
    pending = KNOWN.model_copy(update={"pending": "FU-0"})
    given(FOLLOWUP).when(ASK.model_copy(update={"known": pending}), at=NOW).refused(no.FollowupPending)
    later = {"ended_on": date(2026, 5, 2), "due": LATE}
    given(FOLLOWUP, ASKED).when(ASK.model_copy(update=later), at=NOW).nothing()
    given(FOLLOWUP, ASKED).when(ASK.model_copy(update={"wanted": "用电"}), at=NOW).refused(no.FollowupTaken)


@pytest.mark.parametrize(
    ("occasion", "change", "refusal"),
    [
        (OWED, {"officers": ()}, no.NobodyLookedIn),
        (OWED, {"made_on": date(2026, 4, 30)}, no.MadeAtNoTime),
        (OWED, {"made_on": date(2026, 5, 7)}, no.MadeAtNoTime),
        (OWED, {"holds": None}, no.MendingUnsaid),
        (ASKED, {"holds": False}, no.NothingWasMended),
    ],
)
def test_what_is_said_of_it_is_whole(occasion, change, refusal):
    given(FOLLOWUP, occasion).when(MAKE.model_copy(update=change), at=NOW).refused(refusal)


def test_experts_may_go_alone():
    alone = {"officers": (), "experts": ("P-7",), "holds": None}
    given(FOLLOWUP, ASKED).when(MAKE.model_copy(update=alone), at=NOW).then(MADE.model_copy(update=alone))


def test_each_need_is_met_once():
    given(FOLLOWUP, OWED).when(meet(1), at=NOW).refused(no.FollowupNotMade)
    given(FOLLOWUP, OWED, MADE).when(meet(3), at=NOW).refused(no.NoSuchNeed)
    given(FOLLOWUP, OWED, MADE, met(1)).when(meet(1), at=NOW).refused(no.NeedMetAlready)
    given(FOLLOWUP, OWED, MADE).when(MAKE, at=NOW).refused(no.FollowupMade)


@pytest.mark.parametrize(
    ("history", "command", "at", "facts"),
    [
        ((), TIMEOUT, LATE, (PASSED,)),
        ((), TIMEOUT, DUE, ()),
        ((PASSED,), TIMEOUT, LATE, ()),
        ((MADE,), TIMEOUT, LATE, ()),
        ((), MAKE, LATE, (PASSED, MADE)),
        ((PASSED,), DECLINE, LATE, (DECLINED,)),
    ],
)
def test_one_that_is_not_made_in_time_is_on_record_once_and_names_who_owes_it(history, command, at, facts):
    given(FOLLOWUP, OWED, *history).when(command, at=at).then(*facts)
