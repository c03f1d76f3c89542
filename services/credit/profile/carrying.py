"""What a business brings along to the code it goes on as: the lines of its evidence, and its opening balance.

Why they count there is in docs/decisions/0033-successors.md. A carried line is evidence of its own, named after the fact that
names the successor (`earlier:{fact}:{evidence}`): it counts once, is taken back by itself when the succession is revoked,
and counts again when the successor is named again. Evidence of an earlier code is carried as it comes, and all that is on
record when a successor is named, in transactions that wait for each other: in whatever order they come, the sum is the same.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any, Final, NamedTuple, TypeVar

from libs.events.catalog.codes import EntityId, Kind, Ref
from libs.events.store.store import Transaction

from ..model.rules import Rules
from . import commands as c
from .decide import CARRIED_BALANCE, EARLIER, OPENING, REVOKED_EVIDENCE, evidence_of
from .views import queries

ON_RECORD: Final = "原代码记录 on record under an earlier code: "
NOT_THE_SAME: Final = "承继关系已撤销 it is not the same business"
Evidence = TypeVar("Evidence", c.RecordEvidence, c.TakeBack)
_LOCK: Final = 4208833
_REASON_LENGTH: Final = 2000


class Succession(NamedTuple):
    """`fact` says that `entity` goes on as `successor`."""

    entity: EntityId
    successor: EntityId
    fact: str


class Line(NamedTuple):
    """A line as it stands in the read model of profiles."""

    indicator: Kind
    points: int
    reason: str
    evidence: Ref
    on: date
    occurrence: int


Successions = Mapping[EntityId, Succession]
"""By the code that goes on: those in force."""


async def for_evidence(tx: Transaction) -> Successions:
    """By which evidence is carried in this transaction. Nobody names or revokes a successor until it ends."""
    await tx.fetchval("select pg_advisory_xact_lock_shared($1)", _LOCK)
    # A statement of its own: it sees what was committed while the lock was waited for.
    return await in_force(tx)


async def for_naming(tx: Transaction) -> Successions:
    """The same, for a successor that is named or revoked. Waits for who carries evidence, who then waits for this one."""
    await tx.execute("select pg_advisory_xact_lock($1)", _LOCK)
    return await in_force(tx)


async def in_force(db: Any) -> Successions:
    return {row["entity"]: Succession(**row) async for row in queries.successions(db)}


def carried(fact: str, evidence: Ref) -> Ref:
    """What evidence is called where a succession has carried it to."""
    return evidence_of(EARLIER, f"{fact}:{evidence}")


def along(command: Evidence, successions: Successions) -> Iterator[Evidence]:
    """The command, and the same for each code that comes after its entity's."""
    yield command
    passed = {command.entity}
    while (step := successions.get(command.entity)) is not None and step.successor not in passed:
        passed.add(step.successor)
        command = _moved(command, step)
        yield command


def _moved(command: Evidence, step: Succession) -> Evidence:
    at = {"entity": step.successor, "evidence": carried(step.fact, command.evidence)}
    if isinstance(command, c.RecordEvidence):
        entries = tuple(entry.model_copy(update={"reason": _on_record(entry.reason)}) for entry in command.entries)
        return command.model_copy(update={**at, "entries": entries})
    return command.model_copy(update=at)


def _on_record(reason: str) -> str:
    return reason if reason.startswith(ON_RECORD) else (ON_RECORD + reason)[:_REASON_LENGTH]


def brought(
    lines: Iterable[Line], named: Iterable[Succession], successions: Successions, rules: Rules | None, today: date
) -> Iterator[c.RecordEvidence | c.TakeBack]:
    """What makes the codes after an entity hold what they should of its record, and nothing else.

    `lines` are all of the entity's, `named` all successions ever named for it. What they hold already leads to nothing.
    """
    standing = [*_standing(lines)]
    for succession in named:
        entity, stands = succession.entity, successions.get(succession.entity) == succession
        for evidence, entries, on in standing:
            if stands:
                own = c.RecordEvidence(entity=entity, on=on, known=rules, evidence=evidence, entries=entries)
                yield from [*along(own, successions)][1:]
            else:
                back = c.TakeBack(entity=entity, on=today, known=rules, evidence=evidence, reason=NOT_THE_SAME)
                yield from along(_moved(back, succession), successions)


def _standing(lines: Iterable[Line]) -> Iterator[tuple[Ref, tuple[c.Entry, ...], date]]:
    """Evidence that has not been taken back, with its entries and its day; among it the opening balance."""
    every = [*lines]
    seen = {line.evidence for line in every}
    counted = [line for line in every if line.occurrence > 0 or line.indicator == OPENING]
    for evidence, of in groupby(counted, attrgetter("evidence")):
        if evidence_of(REVOKED_EVIDENCE, evidence) not in seen:
            group = [*of]
            yield evidence, tuple(map(_entry, group)), group[0].on


def _entry(line: Line) -> c.Entry:
    balance = line.indicator in {OPENING, CARRIED_BALANCE}
    return c.Entry(
        indicator=CARRIED_BALANCE if balance else line.indicator,
        reason=line.reason,
        points=line.points if balance else None,
    )


async def bring(
    tx: Transaction, entity: EntityId, successions: Successions, rules: Rules | None, today: date
) -> list[c.RecordEvidence | c.TakeBack]:
    """`brought` of one entity, as it is on record in this transaction."""
    named = [Succession(**row) async for row in queries.named_successions(tx, entity=entity)]
    if not named:
        return []
    lines = [Line(*(row[name] for name in Line._fields)) async for row in queries.lines(tx, entity=entity)]
    return [*brought(lines, named, successions, rules, today)]
