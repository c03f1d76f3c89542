"""Commands that need a second person.

    class CountersignatureAsked(facts.Asked, name="library.countersignature-asked", visibility=Visibility.PRIVATE): ...
    class CountersignatureGiven(facts.Given, name="library.countersignature-given"): ...      # and the three others

    COUNTERSIGNING = Countersigning(Facts(CountersignatureAsked, ...), POLICY, roles=("librarian", "head"))      # decide.py

A route whose entry in the access table names a duty (`only("librarian", duty="disposal")`) is held where the policy names the
duty among its `seconds`: the answer is 202 with the request's stream, and nothing else is written. Commands whose facts name
both persons are `Countersigned`; of others the approval, with the same correlation, names them. A kind of file names its duty
itself (imports/held). The table is `countersignatures`; the routes are a queue (`GET /countersignatures`) and approval,
refusal and withdrawal of one. What waits longer than the policy's `second_days` expires.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from ..editions import Editions
from ..envelope import Recorded
from ..timers import Deadline, Deadlines
from ..views.table import ACTOR, TIME, VERSION, Table, fact
from ..views.views import Views
from . import commands as c
from . import facts as f
from .api import routes
from .decide import Facts, decider
from .equal import equal
from .holding import Held
from .leading import Lead, nobody
from .rules import AS_THEY_ARE, Second, lowered

__all__ = ["Countersigning"]

_REFUSED_LATELY = (
    "select same.settled_by from countersignatures same, countersignatures asked"  # noqa: S608 - constants
    f" where asked.countersignature = $1 and same.state = 'refused' and {equal('same', 'asked')}"
    " and same.settled_at >= asked.asked_at - $2::interval"
    " and (same.asked_by <> asked.asked_by or same.settled_at <= asked.asked_at - $3::interval)"
)
"""Who has refused what says the same, no longer before it was asked than a request waits. What the same person repeats within
a day of the no does not count: it would be an answer that is not listened to.
"""
_STANDS = timedelta(days=1)
"""For so long a no holds against who asked. A default of ours: no source says it."""


class Countersigning:
    """The requests of one service that wait for a second person.

    `policy` has the numbers `seconds` (duty -> Second) and `second_days`. `scope` is the claim that names the bodies for which
    a caller acts; `lead` says which of them leads on a day. `called` is what Chinese texts call roles.
    """

    def __init__(
        self,
        facts: Facts,
        policy: Editions[Any],
        scope: str = "",
        lead: Lead = nobody,
        called: Mapping[str, str] = AS_THEY_ARE,
    ) -> None:
        self._policy, self.scope, self.lead, self.called = policy, scope, lead, called
        self.decider = decider(facts, scope, called)
        self.views, self.deadlines = _views(facts), _deadlines(facts)
        self.router = routes(self, facts)

    @property
    def sources(self) -> Mapping[str, Second]:
        """The duties until a policy says otherwise."""
        found: Mapping[str, Second] = self._policy.sources.seconds
        return found

    async def rules(self, db: Any, env: Any) -> tuple[Mapping[str, Second], int]:
        """The duties of today that need a second person, and how many days a request waits."""
        numbers = await self._policy.in_force(db, env.today)
        return numbers.seconds, numbers.second_days

    async def standing(self, db: Any, env: Any, request: Mapping[str, Any], acts_for: frozenset[str]) -> c.Standing:
        """What a decision about a request must know. `request`: its row."""
        seconds, days = await self.rules(db, env)
        lately = await db.fetch(_REFUSED_LATELY, request["countersignature"], timedelta(days=days), _STANDS)
        refused_by = frozenset(row["settled_by"] for row in lately)
        new = await self._policy.seconds_after(db, request["request"], request["body"])
        less: dict[Second, None] = {}
        if new is not None:
            # Also what begins later: what was raised for next month is not undone before it begins by whom it keeps out.
            for numbers in await self._policy.not_over(db, env.today):
                less |= dict.fromkeys(lowered(numbers.seconds, new))
        rule, lead = seconds.get(request["duty"]), await self.lead(db, env.today)
        return c.Standing(rule, acts_for, lead, tuple(less), refused_by)

    def holding(self, duty: str) -> Held:
        """What holds the commands of a route with that duty."""
        return Held(duty, self.rules, self.called)


def _views(facts: Facts) -> Views:
    views, table = Views(), Table("countersignatures", "countersignature")
    views.on(facts.asked)(
        table.insert(
            "duty",
            "request",
            "body",
            "seen",
            "claims",
            "leads_to",
            "asked_by",
            "due",
            "roles",
            state="waiting",
            asked_at=TIME,
            version=VERSION,
        )
    )
    settled: dict[str, Any] = {"settled_at": TIME, "version": VERSION}
    views.on(facts.given)(table.update(state="approved", settled_by=fact.approved_by, **settled))
    views.on(facts.refused)(table.update("reason", state="refused", settled_by=fact.refused_by, **settled))
    views.on(facts.withdrawn)(table.update(state="withdrawn", settled_by=fact.withdrawn_by, **settled))
    views.on(facts.expired)(table.update(state="expired", settled_by=ACTOR, **settled))
    return views


def _deadlines(facts: Facts) -> Deadlines:
    deadlines = Deadlines()

    @deadlines.start(facts.asked)
    def waits(asked: Recorded[f.Asked]) -> Iterable[Deadline]:
        command = c.LetRequestExpire(countersignature=asked.fact.countersignature)
        yield Deadline(f"expire/{asked.stream}", asked.stream, asked.fact.due, command)

    @deadlines.stop(facts.given, facts.refused, facts.withdrawn, facts.expired)
    def settled(fact: Recorded[Any]) -> Iterable[str]:
        yield f"expire/{fact.stream}"

    return deadlines
