"""A clue: received, acknowledged or returned to the competent body, handled. It never ends without an answer (J-14, J-34).

Rules: N-05, L-49.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from libs.events.calendar import may_move
from libs.events.catalog.whistle import clue as f
from libs.events.decider import Decider
from libs.events.fact import Fact

from . import commands as c
from . import refusals as r

ACKNOWLEDGE, HANDLE = "acknowledge", "handle"


@dataclass(frozen=True, slots=True)
class Unknown:
    pass


@dataclass(frozen=True, slots=True)
class Open:
    """`stage` is what the competent department owes next, until `due`."""

    competent: str
    stage: str
    due: datetime
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Handled:
    pass


State = Unknown | Open | Handled

received = f.ClueReceived.of(c.ReceiveClue, "acknowledge_by")
acknowledged = f.ClueAcknowledged.of(c.AcknowledgeClue, "late", "handle_by")
returned = f.ClueReturned.of(c.ReturnClue, "acknowledge_by")
handled = f.ClueHandled.of(c.HandleClue, "late")
moved = f.ClueDueMoved.of(c.MoveClueDue)
overdue = f.ClueOverdue.of(c.PassClueDeadline, "due")


def decide(command: c.ClueCommand, state: State, now: datetime) -> Sequence[Fact]:
    match command, state:
        case c.ReceiveClue(), Unknown():
            return [received(command, acknowledge_by=command.known.due)]
        case c.ReceiveClue(), _:
            return []
        case _, Unknown():
            raise r.NoSuchClue(clue=command.clue)
        case c.PassClueDeadline(department=d, stage=stage), Open(competent=competent, stage=owed, due=due, overdue=False) if (
            d == competent and stage == owed and now > due
        ):
            return [overdue(command, due=due)]
        case c.PassClueDeadline(), _:
            return []
        case c.MoveClueDue(department=d, stage=stage, due=later), Open(
            competent=competent, stage=owed, due=due, overdue=False
        ) if d == competent and stage == owed and may_move(due, later, now):
            return [moved(command)]
        case c.MoveClueDue(), _:
            return []
        case _, Handled():
            raise r.ClueOver(clue=command.clue)
        case c.AcknowledgeClue(department=d) | c.ReturnClue(department=d) | c.HandleClue(department=d), Open(
            competent=owing
        ) if d != owing:
            raise r.NotCompetent(department=d, owing=owing)
        case c.AcknowledgeClue(), Open(stage="acknowledge", due=due):
            return [acknowledged(command, late=now > due, handle_by=command.known.due)]
        case c.AcknowledgeClue(), Open():
            return []
        case c.ReturnClue(department=d, competent=competent), Open() if d == competent:
            raise r.ReturnedToItself(competent=competent)
        case c.ReturnClue(), Open():
            return [returned(command, acknowledge_by=command.known.due)]
        case c.HandleClue(), Open(stage="handle", due=due):
            return [handled(command, late=now > due)]
        case c.HandleClue(), Open():
            raise r.NotAcknowledged(clue=command.clue)
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def evolve(state: State, fact: Fact) -> State:
    match fact, state:
        case f.ClueReceived(competent=competent, acknowledge_by=by), _:
            return Open(competent, ACKNOWLEDGE, by)
        case f.ClueReturned(competent=competent, acknowledge_by=by), _:
            return Open(competent, ACKNOWLEDGE, by)
        case f.ClueAcknowledged(handle_by=by), Open(competent=competent):
            return Open(competent, HANDLE, by)
        case f.ClueDueMoved(due=due), Open():
            return replace(state, due=due)
        case f.ClueOverdue(), Open(competent=competent, stage=stage, due=due):
            return Open(competent, stage, due, overdue=True)
        case f.ClueHandled(), _:
            return Handled()
    return state


CLUE: Decider[c.ClueCommand, State] = Decider(
    name="clue",
    commands=c.ClueCommand,
    stream=lambda command: f"clue-{command.clue}",
    initial=Unknown(),
    decide=decide,
    evolve=evolve,
)
