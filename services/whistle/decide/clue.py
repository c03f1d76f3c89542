"""A clue: received, acknowledged or returned to the competent body, handled. It never ends without an answer (J-14, J-34).

Rules: N-05, L-49.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from libs.events.catalog.whistle.clue import ClueAcknowledged, ClueHandled, ClueOverdue, ClueReceived, ClueReturned
from libs.events.decider import Decider
from libs.events.fact import Fact
from services.whistle.commands import (
    AcknowledgeClue,
    ClueCommand,
    HandleClue,
    PassClueDeadline,
    ReceiveClue,
    ReturnClue,
)

from .refusals import ClueOver, NoSuchClue, NotAcknowledged, NotCompetent, ReturnedToItself

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


def decide(command: ClueCommand, state: State, now: datetime) -> Sequence[Fact]:
    match command, state:
        case ReceiveClue(), Unknown():
            return [ClueReceived(**command.model_dump())]
        case ReceiveClue(), _:
            return []
        case _, Unknown():
            raise NoSuchClue(field="clue", value=command.clue, do_en="Check the number.", do_zh="请核对线索编号。")
        case PassClueDeadline(department=d, stage=stage), Open(competent=competent, stage=owed, due=due, overdue=False) if (
            d == competent and stage == owed and now > due
        ):
            return [ClueOverdue(clue=command.clue, department=d, stage=stage, due=due)]
        case PassClueDeadline(), _:
            return []
        case _, Handled():
            raise ClueOver(field="clue", value=command.clue, do_en="Nothing to do.", do_zh="无需再办。")
        case AcknowledgeClue(department=d) | ReturnClue(department=d) | HandleClue(department=d), Open(competent=c) if d != c:
            raise NotCompetent(
                f"the clue lies with {c}",
                f"该线索由 {c} 办理",
                field="department",
                value=d,
                do_en="Leave it to that department.",
                do_zh="请由该部门办理。",
            )
        case AcknowledgeClue(department=d, handle_by=by), Open(stage="acknowledge", due=due):
            return [ClueAcknowledged(clue=command.clue, department=d, late=now > due, handle_by=by)]
        case AcknowledgeClue(), Open():
            return []
        case ReturnClue(department=d, competent=competent), Open() if d == competent:
            raise ReturnedToItself(
                field="competent",
                value=competent,
                do_en="Name the body that is competent, or handle the clue.",
                do_zh="请注明有管辖权的部门,或自行办理。",
            )
        case ReturnClue(), Open():
            return [ClueReturned(**command.model_dump())]
        case HandleClue(department=d, outcome=outcome), Open(stage="handle", due=due):
            return [ClueHandled(clue=command.clue, department=d, outcome=outcome, late=now > due)]
        case HandleClue(), Open():
            raise NotAcknowledged(field="clue", value=command.clue, do_en="Acknowledge it first.", do_zh="请先签收。")
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def evolve(state: State, fact: Fact) -> State:
    match fact, state:
        case ClueReceived(competent=competent, acknowledge_by=by), _:
            return Open(competent, ACKNOWLEDGE, by)
        case ClueReturned(competent=competent, acknowledge_by=by), _:
            return Open(competent, ACKNOWLEDGE, by)
        case ClueAcknowledged(handle_by=by), Open(competent=competent):
            return Open(competent, HANDLE, by)
        case ClueOverdue(), Open(competent=competent, stage=stage, due=due):
            return Open(competent, stage, due, overdue=True)
        case ClueHandled(), _:
            return Handled()
    return state


CLUE: Decider[ClueCommand, State] = Decider(
    name="clue",
    commands=(ReceiveClue, AcknowledgeClue, ReturnClue, HandleClue, PassClueDeadline),
    stream=lambda command: f"clue-{command.clue}",
    initial=Unknown(),
    decide=decide,
    evolve=evolve,
)
