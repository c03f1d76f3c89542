"""Substitutions in the service: who is next in the draw's order, who of them cannot, and the record for strangers."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from libs.events.catalog.planning import conducting as f
from libs.events.countersigning.leading import Acting
from libs.events.decider import Command
from libs.events.reactions import Environment
from libs.events.store.store import Transaction
from services.planning.demand.views import queries as demand_queries
from services.planning.draw.certificate import Pack
from services.planning.draw.demand import Window
from services.planning.draw.frame import ExclusionCode, Leaf
from services.planning.draw.seats import Manned
from services.planning.draw.substitute import EntityGone, InspectorGone, Record, Replay
from services.planning.draw.visits import Visit
from services.planning.exclusions.views import queries as exclusions_queries
from services.planning.officers.views import queries as officers_queries
from services.planning.plan.views import queries as plan_queries
from services.planning.policy.decide import POLICY
from services.planning.visit import commands as visit_commands
from services.planning.visit.lookups import progress
from services.planning.visit.views import queries as visit_queries

from . import commands as c
from . import refusals as r
from .decide.substitution import GONE_ZH
from .frozen import inputs_of, read_snapshot, told_frame
from .organiser import kept_pack
from .outcome import months, numbered, visit_number, visits_again
from .sealing import Salted, sealed
from .views import queries

Row = Mapping[str, Any]

UNCERTIFIED, RECUSED, ABSENT = "uncertified", "recused", "absent"
"""Why an officer is passed over; entities are passed over by X1..X8."""


@dataclass(frozen=True)
class Substitution:
    """The substitution and what follows from it, in order; `salted`: the new visit's team is secret."""

    first: c.SubstituteEntity | visit_commands.SubstituteInspector
    then: tuple[Command, ...] = ()
    salted: Salted | None = None


@dataclass(frozen=True)
class ReplayedDraw:
    """A draw's pack, what was substituted so far, how it stands, and its visits' numbers in the service by label."""

    pack: Pack
    made: tuple[EntityGone | InspectorGone, ...]
    replay: Replay
    numbers: dict[str, str]

    def label(self, visit: str) -> str | None:
        return next((label for label, number in self.numbers.items() if number == visit), None)


async def replayed_draw(tx: Any, draw: Row) -> ReplayedDraw:
    """Raises NotCompleted."""
    pack = await _pack(tx, draw["draw"])
    rows = [row async for row in queries.substitutions_of(tx, draw=draw["draw"])]
    return await asyncio.to_thread(_replayed, pack, rows)


async def _digest(tx: Any, draw: str) -> str | None:
    """Of the draw's pack; None before it is completed."""
    digest: str | None = await tx.fetchval("select digest from public.packs where draw = $1", draw)
    return digest


async def _pack(tx: Any, draw: str) -> Pack:
    digest = await _digest(tx, draw)
    if digest is None:
        raise r.NotCompleted(draw=draw)
    return await kept_pack(tx, draw, digest)


def _replayed(pack: Pack, rows: Sequence[Row]) -> ReplayedDraw:
    replay = Replay(pack)
    numbers = {m.visit.visit: visit_number(pack.result.draw, n) for n, m in enumerate(numbered(pack), 1)}
    labels = {number: label for label, number in numbers.items()}
    made = []
    for row in rows:
        step = _gone(row, replay, labels)
        if isinstance(step, EntityGone) and step.visit is not None:
            numbers[step.visit.visit] = row["visit"]
            labels[row["visit"]] = step.visit.visit
        replay.apply(step)
        made.append(step)
    return ReplayedDraw(pack, tuple(made), replay, numbers)


def _gone(row: Row, replay: Replay, labels: Mapping[str, str]) -> EntityGone | InspectorGone:
    common: dict[str, Any] = {
        "gone": row["gone"],
        "ground": row["ground"],
        "reason": row["reason"],
        "evidence": [each["sha256"] for each in orjson.loads(row["evidence"])],
        "proof": row["proof"],
        "passed": orjson.loads(row["passed"]),
        "substitute": row["substitute"],
    }
    if row["kind"] == "inspector":
        return InspectorGone(**common, visit=labels[row["visit"]], seat=row["seat"])
    visit = None if row["substitute"] is None else replay.visit_of(row["substitute"], row["demand"])
    return EntityGone(
        **common,
        demand=row["demand"],
        stratum=row["stratum"],
        visit=visit,
        away=orjson.loads(row["away"]),
        team=orjson.loads(row["team"]),
        short=row["short"],
    )


async def record_of(tx: Any, draw: Row) -> Record:
    """The published record. Raises NotCompleted."""
    found = await replayed_draw(tx, draw)
    return Record(draw=draw["draw"], certificate=found.pack.certificate, substitutions=found.made)


async def another_entity(
    tx: Transaction, pool: Any, draw: Row, asked: Mapping[str, Any], *, env: Environment, acting: Acting
) -> Substitution:
    """`asked`: demand, stratum, gone, ground, reason, evidence.

    Where the draw, the stratum or the time leaves nobody to look for, the command alone, which is refused. Raises NotTheLead.
    """
    acting.require(draw["lead"])
    completed = await _digest(tx, draw["draw"]) is not None
    command = c.SubstituteEntity(**asked, draw=draw["draw"], known=c.Vacancy(completed=completed, acting=acting))
    if not command.known.completed:
        return Substitution(command)
    found = await replayed_draw(tx, draw)
    replay, pack = found.replay, found.pack
    demand = next((d for d in pack.demands if d.demand == asked["demand"]), None)
    if demand is None or all(s.stratum != asked["stratum"] for s in demand.strata):
        return Substitution(_with(command, stratum=False))
    command = _with(command, until=demand.window.last)
    today = env.today
    if today > demand.window.last:
        return Substitution(command)
    plan = await plan_queries.plan(tx, plan=draw["plan"])
    snapshot = await read_snapshot(pool, place=env.place, draw=draw, plan=plan, today=today)
    inputs = await asyncio.to_thread(inputs_of, snapshot)
    # Who has the draw's order can tell from the substitute who was passed over, whatever is published of them. So nobody is
    # passed over for a visit that is not told yet: reserves are judged without such visits, and the place waits for them.
    leaves = (await asyncio.to_thread(told_frame, snapshot, inputs)).by_entity
    passed, substitute, waits_until = [], None, None
    for reserve in replay.reserves(demand.demand, asked["stratum"]):
        barred = _barred(leaves.get(reserve), demand.kind)
        if barred is None:
            substitute = reserve
            break
        passed.append(f.PassedOver(who=reserve, why=barred[0].value, fact=barred[1]))
    if substitute is not None and _barred(inputs.frame.by_entity.get(substitute), demand.kind) is not None:
        # None: told since.
        waits_until = await queries.quiet_until(tx, draw=draw["draw"], entity=substitute, today=today) or today
    label = replay.visit_for(asked["gone"], demand.demand)
    command = _with(
        command,
        proof=await _proof(tx, asked, leaves.get(asked["gone"]), demand.kind),
        chosen=replay.holds(demand.demand, asked["stratum"], asked["gone"]),
        done=label is not None and await _done(tx, found.numbers[label], asked["ground"]),
        passed=tuple(passed),
        substitute=substitute,
        waits_until=waits_until,
        sealed=await queries.sealed_until(tx, draw=draw["draw"], today=today) is not None,
    )
    if waits_until is not None:
        return Substitution(command)
    if substitute is None:
        return Substitution(command, tuple(_cancelled(found, label, command)))
    visit = replay.visit_of(substitute, demand.demand)
    away = await _away(tx, replay, visit)
    team, short = replay.man(visit, {each.who for each in away})
    planned = await _planned(tx, found, Manned(visit=visit, team=tuple(team), shortages=()), today)
    salted = sealed(planned, team) if planned.notice_forbidden else None
    filled = _with(
        command,
        visit=planned.visit,
        sealed=command.known.sealed or salted is not None,
        away=tuple(away),
        team=tuple(f.OfficerSeated(**seat.plain()) for seat in team),
        short=tuple(short),
    )
    return Substitution(filled, (salted.plan if salted else planned, *_cancelled(found, label, command)), salted)


def _with(command: c.SubstituteEntity, **known: Any) -> c.SubstituteEntity:
    """The command with more known of the place."""
    return command.model_copy(update={"known": command.known.model_copy(update=known)})


def _barred(leaf: Leaf | None, kind: str) -> tuple[ExclusionCode, str | None] | None:
    """The exclusion that holds now for the kind, with its fact; an entity that is on no list any more is not in business."""
    if leaf is None:
        return ExclusionCode.NOT_OPERATING, None
    code = leaf.barred(kind)
    if code is None:
        return None
    fact = next(e.fact for e in leaf.excluded if e.reason is code and ("*" in e.kinds or kind in e.kinds))
    return code, fact


async def _proof(tx: Transaction, asked: Mapping[str, Any], leaf: Leaf | None, kind: str) -> str | None:
    """The fact on record that shows the ground. The register's word counts at once, from whatever day on it strikes off."""
    if asked["ground"] is f.GoneGround.STRUCK_OFF:
        row = await tx.fetchrow("select struck_off_fact from entities where entity = $1", asked["gone"])
        return None if row is None else row["struck_off_fact"]
    if asked["ground"] is f.GoneGround.RECOGNISED and leaf is not None:
        shown = (e for e in leaf.excluded if e.reason is ExclusionCode.RECOGNISED_RESULT)
        return next((e.fact for e in shown if "*" in e.kinds or kind in e.kinds), None)
    return None


async def _done(tx: Transaction, visit: str, ground: f.GoneGround) -> bool:
    """An entity that was not found was looked for on the spot: only a completed visit stands in the way."""
    if ground is f.GoneGround.NOT_FOUND:
        row = await visit_queries.visit(tx, visit=visit)
        return row is not None and progress(row).done
    return bool(await visit_queries.has_begun(tx, visit=visit))


def _cancelled(found: ReplayedDraw, label: str | None, command: c.SubstituteEntity) -> list[Command]:
    """The visit of who is gone, when no demand of it is left."""
    visit = None if label is None else found.replay.visit(label)
    if visit is None or label is None:
        return []
    dropped = {m.demand for m in found.made if isinstance(m, EntityGone) and m.gone == command.gone} | {command.demand}
    if not set(visit.demands) <= dropped:
        return []
    reason = f"检查对象{GONE_ZH[command.ground]},已替补 substituted: {command.reason}"[:2000]
    return [visit_commands.CancelVisit(visit=found.numbers[label], reason=reason)]


async def _away(tx: Transaction, replay: Replay, visit: Visit) -> list[f.PassedOver]:
    """Officers who could sit down by the frozen list and cannot any more, by number."""
    names = sorted(replay.candidates(visit))
    return [each for name in names if (each := await _cannot(tx, name, visit)) is not None]


async def _cannot(tx: Transaction, officer: str, visit: Visit) -> f.PassedOver | None:
    """Why the officer cannot go to the entity now; None: can. Recusal is never relaxed."""
    row = await officers_queries.officer(tx, inspector=officer)
    if row is None or row["valid_until"] < visit.window.last or row["valid_from"] > visit.window.first:
        return f.PassedOver(who=officer, why=UNCERTIFIED)
    if row["suspended_from"] is not None and row["suspended_from"] <= visit.window.last:
        return f.PassedOver(who=officer, why=UNCERTIFIED)
    recusal = await officers_queries.recusal_of(tx, inspector=officer, entity=visit.entity)
    if recusal is not None:
        return f.PassedOver(who=officer, why=RECUSED, fact=recusal["fact"])
    absence = await _absent(tx, officer, visit.window)
    return None if absence is None else f.PassedOver(who=officer, why=ABSENT, fact=absence)


async def _absent(tx: Transaction, officer: str, window: Window) -> str | None:
    """The first absence, when the officer's absences leave no day of the window."""
    found = officers_queries.absences_of(tx, inspector=officer, first_day=window.first, last_day=window.last)
    rows = [row async for row in found]
    day = window.first.toordinal()
    for row in rows:
        if row["first_day"].toordinal() > day:
            break
        day = max(day, row["last_day"].toordinal() + 1)
    return rows[0]["fact"] if day > window.last.toordinal() else None


async def _planned(tx: Transaction, found: ReplayedDraw, manned: Manned, today: date) -> visit_commands.PlanVisit:
    """The substitute's visit in the service, in what is left of the demand's window."""
    number = await visit_queries.visit_numbers(tx, draw=found.pack.result.draw) + 1
    demand = next(d for d in found.pack.demands if d.demand == manned.visit.demands[0])
    row = await demand_queries.demand(tx, demand=demand.demand)
    items = demand_queries.listed_items(
        tx, items=list(demand.items), first_day=demand.window.first, last_day=demand.window.last
    )
    entities = {row["entity"]: row async for row in exclusions_queries.entities_named(tx, entities=[manned.visit.entity])}
    shortest = (await POLICY.in_force(tx, today)).shortest_window_days
    planned = visits_again(
        found.pack,
        number,
        manned,
        entities=entities,
        items={item["item"]: item async for item in items},
        demands={demand.demand: row},
        shortest=shortest,
    )
    left = months(Window(first=max(today, demand.window.first), last=demand.window.last), shortest)[0]
    return planned.model_copy(update={"window_from": left.first, "window_to": left.last})


async def another_inspector(tx: Transaction, draw: Row, visit: Row, asked: Mapping[str, Any], acting: Acting) -> Substitution:
    """`asked`: gone, ground, reason, evidence. Raises NotTheLead or NotCompleted."""
    acting.require(draw["lead"])
    found = await replayed_draw(tx, draw)
    label = found.label(visit["visit"])
    team = () if label is None else found.replay.team(label)
    seated = next((seat for seat in team if seat.inspector == asked["gone"]), None)
    passed, substitute, proof = [], None, None
    shape = None if label is None else found.replay.visit(label)
    if label is not None and shape is not None and seated is not None:
        cannot = await _cannot(tx, asked["gone"], shape)
        proof = None if cannot is None else cannot.fact
        for name in found.replay.next_officers(label, seated.seat):
            why = await _cannot(tx, name, shape)
            if why is None:
                substitute = name
                break
            passed.append(why)
    arrived = await tx.fetchval(
        "select exists (select 1 from arrivals where visit = $1 and inspector = $2)", visit["visit"], asked["gone"]
    )
    command = visit_commands.SubstituteInspector(
        **asked,
        visit=visit["visit"],
        known=visit_commands.Seat(
            draw=draw["draw"],
            lead=draw["lead"],
            department=None if seated is None else seated.department,
            seat=None if seated is None else seated.seat,
            proof=proof,
            arrived=bool(arrived) or progress(visit).done,
            passed=tuple(passed),
            substitute=substitute,
            acting=acting,
        ),
    )
    return Substitution(command)
