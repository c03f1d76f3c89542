"""Secret teams: sealed when the draw is completed, opened on the visit day (docs/draw.md, section 6; L-19)."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from libs.events.catalog.planning.conducting import OfficerSeated
from libs.events.store.runner import Origin, Runner
from libs.events.store.store import Transaction
from services.planning.draw.canonical import canonical, suite_named
from services.planning.draw.seats import Seated, seal_of
from services.planning.filing.unplanned import to_tell
from services.planning.visit import commands as visit_commands

from . import refusals as r
from .views import queries

_SUITE = suite_named("sha256")
ORGANISER = Origin("system:organiser")


@dataclass(frozen=True)
class Salted:
    """A visit whose team is sealed: the command, and what opens the seal."""

    plan: visit_commands.PlanVisit
    team: bytes
    salt: bytes

    async def keep(self, tx: Transaction) -> None:
        await tx.execute(
            "insert into public.team_salts values ($1, $2, $3, $4)", self.plan.visit, self.plan.draw, self.team, self.salt
        )


def sealed(plan: visit_commands.PlanVisit, team: Sequence[Seated]) -> Salted:
    """The visit with the seal of its team under a fresh salt."""
    shown, salt = [seat.plain() for seat in team], secrets.token_bytes(32)
    seal = seal_of(_SUITE, shown, salt)
    return Salted(plan.model_copy(update={"seal": seal}), canonical(shown), salt)


def opening(row: Mapping[str, Any]) -> visit_commands.UnsealTeam:
    """The command that opens a seal, from the organiser's own table."""
    team = tuple(OfficerSeated(**seat) for seat in orjson.loads(row["team"]))
    return visit_commands.UnsealTeam(visit=row["visit"], team=team, salt=row["salt"].hex())


async def open_seals(tx: Transaction, runner: Runner, *, today: date, draw: str | None = None) -> int:
    """Opens the seals whose visit day has come or whose window is over, of one draw or of all, and tells the visits that were
    confided without a seal; returns how many.
    """
    due: list[visit_commands.VisitCommand] = [opening(row) async for row in queries.seals_due(tx, today=today, draw=draw)]
    due += [visit_commands.TellVisit(visit=row["visit"]) async for row in queries.confided_due(tx, today=today, draw=draw)]
    await runner.execute_many(due, ORGANISER, tx=tx)
    await runner.execute_many(await to_tell(tx, [command.visit for command in due]), ORGANISER, tx=tx)
    return len(due)


async def secrets_under(tx: Any, draws: Sequence[str], today: date) -> dict[str, date]:
    """Of these draws, those whose frozen lists rest on quiet visits of others; the day by whose end the last one is told."""
    return {row["draw"]: row["until"] async for row in queries.resting_on_secrets(tx, draws=draws, today=today)}


async def lists_are_public(tx: Any, draw: str, today: date) -> None:
    """Raises ListsWithheld while quiet visits of other draws stand in the frozen lists: officers beside their entity."""
    if draw in await secrets_under(tx, [draw], today):
        raise r.ListsWithheld(draw=draw)


async def must_be_open(tx: Any, draw: str, today: date) -> None:
    """Raises TeamStillSealed while a team of the draw is secret: its pack, and whatever holds the code, would show it.

    Raises ListsWithheld as `lists_are_public` does: the pack holds the lists.
    """
    await lists_are_public(tx, draw, today)
    until = await queries.sealed_until(tx, draw=draw, today=today)
    if until is not None:
        raise r.TeamStillSealed(draw=draw, until=until)
