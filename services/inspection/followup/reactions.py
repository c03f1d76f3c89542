"""A follow-up visit is owed after a rectification that passed; its time."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID, uuid5

from libs.events.calendar import local_day
from libs.events.catalog.inspection import followup as f
from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.catalog.inspection.rectification import RectificationPassed
from libs.events.decider import Command
from libs.events.envelope import Recorded
from libs.events.reactions import Environment, Reactions
from libs.events.store.store import Transaction
from libs.events.timers import Deadline, Deadlines

from ..policy.decide import POLICY
from . import commands as c
from .decide import STAGE

reactions = Reactions()
deadlines = Deadlines()

_NUMBERS: Final = UUID("5c4f4c2e-6a0e-4c53-9a54-3b1f0f6f7d13")


def number_of(after: f.After, reference: str) -> str:
    """The number of the follow-up that is owed after something, the same whenever it is heard of."""
    return f"FU-{uuid5(_NUMBERS, f'{after}/{reference}').hex}"


@reactions.on(RectificationPassed, steady=True)
async def rectification_passed(tx: Transaction, passed: Recorded[RectificationPassed], env: Environment) -> Iterable[Command]:
    """Our own fact. One of which the time to look in is over when it is first heard of is from before there were follow-ups."""
    of, day = passed.fact, local_day(passed.time)
    due = env.calendar.end_of_days(passed.time, (await POLICY.in_force(tx, day)).followup_days)
    if due < env.clock() or (env.serves and of.department not in env.serves):
        return []
    after = f.After.RECTIFICATION
    return [
        c.OweFollowup(
            followup=number_of(after, of.rectification), after=after, reference=of.rectification, visit=of.visit,
            entity=of.entity, department=of.department, ended_on=day, due=due,
        )
    ]  # fmt: skip


@deadlines.start(f.FollowupDue)
def time_starts(owed: Recorded[f.FollowupDue]) -> Iterable[Deadline]:
    command = c.PassFollowupDeadline(followup=owed.fact.followup)
    yield Deadline(f"followup/{owed.fact.followup}", owed.stream, owed.fact.due, command)


@deadlines.stop(f.FollowupMade, f.FollowupDeclined)
def time_ends(done: Recorded[f.FollowupMade | f.FollowupDeclined]) -> Iterable[str]:
    yield f"followup/{done.fact.followup}"


@deadlines.stop(ClockPassed)
def time_is_over(passed: Recorded[ClockPassed]) -> Iterable[str]:
    if passed.fact.stage == STAGE:
        yield f"followup/{passed.fact.subject}"
