"""A clue: received, acknowledged or returned to the competent body, handled. It never ends without an answer (J-14, J-34).

Rules: N-05, L-49.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from libs.events.catalog.whistle import clue as f
from libs.events.decider import Decider
from libs.events.fact import Fact
from services.whistle.clue import commands

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


def decide(command: commands.ClueCommand, state: State, now: datetime) -> Sequence[Fact]:
    match command, state:
        case commands.ReceiveClue(), Unknown():
            return [f.ClueReceived(**command.model_dump())]
        case commands.ReceiveClue(), _:
            return []
        case _, Unknown():
            raise r.NoSuchClue(field="clue", value=command.clue, do_en="Check the number.", do_zh="请核对线索编号。")
        case commands.PassClueDeadline(department=d, stage=stage), Open(
            competent=competent, stage=owed, due=due, overdue=False
        ) if d == competent and stage == owed and now > due:
            return [f.ClueOverdue(clue=command.clue, department=d, stage=stage, due=due)]
        case commands.PassClueDeadline(), _:
            return []
        case _, Handled():
            raise r.ClueOver(field="clue", value=command.clue, do_en="Nothing to do.", do_zh="无需再办。")
        case commands.AcknowledgeClue(department=d) | commands.ReturnClue(department=d) | commands.HandleClue(
            department=d
        ), Open(competent=c) if d != c:
            raise r.NotCompetent(
                f"the clue lies with {c}",
                f"该线索由 {c} 办理",
                field="department",
                value=d,
                do_en="Leave it to that department.",
                do_zh="请由该部门办理。",
            )
        case commands.AcknowledgeClue(department=d, handle_by=by), Open(stage="acknowledge", due=due):
            return [f.ClueAcknowledged(clue=command.clue, department=d, late=now > due, handle_by=by)]
        case commands.AcknowledgeClue(), Open():
            return []
        case commands.ReturnClue(department=d, competent=competent), Open() if d == competent:
            raise r.ReturnedToItself(
                field="competent",
                value=competent,
                do_en="Name the body that is competent, or handle the clue.",
                do_zh="请注明有管辖权的部门,或自行办理。",
            )
        case commands.ReturnClue(), Open():
            return [f.ClueReturned(**command.model_dump())]
        case commands.HandleClue(department=d, outcome=outcome), Open(stage="handle", due=due):
            return [f.ClueHandled(clue=command.clue, department=d, outcome=outcome, late=now > due)]
        case commands.HandleClue(), Open():
            raise r.NotAcknowledged(field="clue", value=command.clue, do_en="Acknowledge it first.", do_zh="请先签收。")
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def evolve(state: State, fact: Fact) -> State:
    match fact, state:
        case f.ClueReceived(competent=competent, acknowledge_by=by), _:
            return Open(competent, ACKNOWLEDGE, by)
        case f.ClueReturned(competent=competent, acknowledge_by=by), _:
            return Open(competent, ACKNOWLEDGE, by)
        case f.ClueAcknowledged(handle_by=by), Open(competent=competent):
            return Open(competent, HANDLE, by)
        case f.ClueOverdue(), Open(competent=competent, stage=stage, due=due):
            return Open(competent, stage, due, overdue=True)
        case f.ClueHandled(), _:
            return Handled()
    return state


CLUE: Decider[commands.ClueCommand, State] = Decider(
    name="clue",
    commands=(
        commands.ReceiveClue,
        commands.AcknowledgeClue,
        commands.ReturnClue,
        commands.HandleClue,
        commands.PassClueDeadline,
    ),
    stream=lambda command: f"clue-{command.clue}",
    initial=Unknown(),
    decide=decide,
    evolve=evolve,
)
