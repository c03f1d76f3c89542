"""What a draw rests on: the register, the demands and the officers, read in one snapshot and put into the draw's own terms.

Rules: N-20.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import orjson
from pydantic import ValidationError

from services.planning.crossplan.views import queries as crossplan_queries
from services.planning.demand.views import queries as demand_queries
from services.planning.draw.demand import Demand, Rounding, Stratum, Window
from services.planning.draw.frame import CreditClass, Exclusion, Frame, Leaf, Override, Risk
from services.planning.draw.inspector import Certificate, Inspector, Recusal, Roster
from services.planning.draw.manifest import Lead, Rules
from services.planning.exclusions.judge import Grounds, Judge, industries_of, joint_industry, read_grounds
from services.planning.exclusions.views import queries as exclusions_queries
from services.planning.officers.views import queries as officers_queries
from services.planning.plan.views import queries as plan_queries
from services.planning.policy.decide import POLICY

from .decide import frame as frame_rules
from .packing import MOST_ENTITIES
from .views import queries

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Snapshot:
    """Rows of the read models at one moment. `today` is the local day of the freeze."""

    today: date
    window: Window
    lead: str
    demands: Sequence[Row]
    register: Sequence[Row]
    items: Sequence[Row]
    scenarios: Mapping[str, str]
    inspectors: Sequence[Row]
    loads: Mapping[str, int]
    teams: Sequence[Row]
    grounds: Grounds
    told: Grounds
    """The same without confided visits of other draws and of filings: by what everybody may know."""
    recusals: Sequence[Row]
    absences: Sequence[Row]
    windows: Mapping[str, Window] = field(default_factory=dict)
    """Of demands made for a joint plan with a neighbour; the others have the plan's."""


@dataclass(frozen=True)
class Inputs:
    """The draw's own terms."""

    frame: Frame
    demands: tuple[Demand, ...]
    roster: Roster
    rules: Rules


async def read_snapshot(pool: Any, *, place: str, draw: Row, plan: Row, today: date) -> Snapshot:
    """Everything a frame is made of, as it was at one moment: facts that arrive meanwhile are not half in it."""
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        demands = await _rows(demand_queries.demands_named(connection, demands=list(draw["demands"])))
        year, window = draw["year"], Window(first=plan["window_from"], last=plan["window_to"])
        day = max(today, window.first)
        policy = await POLICY.in_force(connection, today)
        scenarios = await _rows(plan_queries.scenario_leads(connection, on_day=day))
        loads = await _rows(queries.loads(connection, year=year))
        read = partial(
            read_grounds, connection, place=place, year=year, today=today, window=window, demands=demands, policy=policy
        )
        secret = [row["fact"] async for row in queries.quiet_elsewhere(connection, draw=draw["draw"], today=today)]
        grounds = await read()
        joint = await _rows(crossplan_queries.crossplan_windows(connection, demands=list(draw["demands"])))
        return Snapshot(
            today=today,
            window=window,
            lead=draw["lead"],
            demands=demands,
            register=await _rows(exclusions_queries.register(connection, on_day=day, entity=None)),
            items=await _rows(
                demand_queries.listed_items(connection, items=None, first_day=window.first, last_day=window.last)
            ),
            scenarios={row["industry"]: row["lead"] for row in scenarios},
            inspectors=await _rows(officers_queries.inspectors(connection)),
            loads={row["inspector"]: row["visits"] for row in loads},
            teams=await _rows(queries.last_teams(connection, visits=policy.rotation_visits)),
            grounds=grounds,
            told=await read(unseen=secret) if secret else grounds,
            recusals=await _rows(officers_queries.standing_recusals(connection)),
            absences=await _rows(officers_queries.standing_absences(connection, first_day=window.first, last_day=window.last)),
            windows={row["demand"]: Window(first=row["window_from"], last=row["window_to"]) for row in joint},
        )


async def _rows(found: Any) -> list[Row]:
    return [row async for row in found]


def inputs_of(snapshot: Snapshot) -> Inputs:
    """Frame, demands, roster and rules. Raises FrameTooLarge, FrameUnusable or DemandsLapsed."""
    frame_rules.fits(len(snapshot.register), MOST_ENTITIES)
    judge = Judge(snapshot.grounds, snapshot.demands, snapshot.items)
    policy = snapshot.grounds.policy
    frame = Frame.of(_leaves(snapshot, judge))
    joint = sorted({industry for industry, _, _ in frame.columns.cells})
    watched = any(risk is Risk.KEY for _, _, risk in frame.columns.cells)
    return Inputs(
        frame=frame,
        demands=tuple(_demand(row, snapshot, judge, joint, watched=watched) for row in snapshot.demands),
        roster=Roster.of(_inspectors(snapshot)),
        rules=Rules(
            leads=tuple(_leads(joint, snapshot.scenarios)),
            precedence=(snapshot.lead,),
            seats_per_department=policy.seats_per_department,
            team_minimum=policy.team_minimum,
            workload_cap=policy.workload_cap,
            pairing_cap=policy.pairing_cap,
            reserves=policy.reserves,
        ),
    )


def told_frame(snapshot: Snapshot, inputs: Inputs) -> Frame:
    """The frame of `inputs`, judged by what everybody may know."""
    if snapshot.told is snapshot.grounds:
        return inputs.frame
    return Frame.of(_leaves(snapshot, Judge(snapshot.told, snapshot.demands, snapshot.items)))


def excluded_by_reason(frame: Frame) -> dict[str, int]:
    """How many entities each reason code excludes from something; an entity with two reasons counts under both."""
    counts = Counter(code for excluded, _ in frame.columns.marks.values() for code in {each.reason for each in excluded})
    return {code.value: counts[code] for code in sorted(counts)}


def _leaves(snapshot: Snapshot, judge: Judge) -> Iterable[Leaf]:
    day = max(snapshot.today, snapshot.window.first)
    for row in snapshot.register:
        joint = joint_industry(row["industries"])
        excluded = judge.exclusions(row, joint, day)
        yield _leaf(row, joint, excluded, judge.overrides(row, joint, excluded))


def _leaf(row: Row, joint: str, excluded: tuple[Exclusion, ...], overrides: tuple[Override, ...]) -> Leaf:
    try:
        return Leaf(
            entity=row["entity"],
            industry=joint,
            credit_class=CreditClass(row["credit_class"]),
            # The list class belongs to what is checked: demands of key items carry no maximum, whatever else is
            # checked at the same entity. What is key about an entity is that it is on the key-supervision list (B-19).
            risk=Risk.KEY if row["key"] else Risk.GENERAL,
            excluded=excluded,
            overrides=overrides,
        )
    except ValidationError as error:
        raise frame_rules.unusable(row["entity"]) from error


def _demand(row: Row, snapshot: Snapshot, judge: Judge, joint: Sequence[str], *, watched: bool) -> Demand:
    items = {item["item"] for item in judge.items_of(row["demand"])}
    unlisted = {name for name in joint if row["demand"] in judge.at(name).unlisted}
    strata = sorted(_strata(row, joint, unlisted, watched=watched), key=lambda stratum: stratum.stratum)
    frame_rules.not_lapsed(row["demand"], row["items"], left=bool(items and strata))
    return Demand(
        demand=row["demand"],
        department=row["department"],
        kind=row["kind"],
        items=tuple(items),
        window=snapshot.windows.get(row["demand"], snapshot.window),
        strata=tuple(strata),
    )


def _strata(row: Row, joint: Sequence[str], unlisted: set[str], *, watched: bool) -> Iterable[Stratum]:
    """One stratum per industry and class. An entity in several of the demand's industries is in the first of them only.

    `unlisted`: those of `joint` in which the demand has nothing to check while another one of its kind has.
    `watched`: the register holds entities under key supervision; they have strata of their own, without a maximum (N-13, N-14).
    """
    members: dict[str, set[str]] = {industry: {industry} - unlisted for industry in row["industries"]}
    for name in (name for name in joint if name not in unlisted):
        first = next((industry for industry in industries_of(name) if industry in members), None)
        if first is not None:
            members[first].add(name)
    ratios: dict[str, int] = orjson.loads(row["ratios"])
    key_ratios: dict[str, int] = ratios if row["key_ratios"] is None else orjson.loads(row["key_ratios"])
    for industry, names in ((industry, names) for industry, names in members.items() if names):
        for risk, of_risk in ((Risk.GENERAL, ratios), (Risk.KEY, key_ratios)):
            for credit_class, ratio in of_risk.items() if risk is Risk.GENERAL or watched else ():
                yield Stratum(
                    stratum=f"{industry}.{credit_class}" + (".key" if risk is Risk.KEY else ""),
                    industries=tuple(names),
                    classes=(CreditClass(credit_class),),
                    risks=(risk,),
                    ratio_bp=ratio,
                    rounding=Rounding(row["rounding"]),
                    min=(row["minimum"] or 0) if ratio else 0,
                    max=row["maximum"] if risk is Risk.GENERAL else None,
                )


def _inspectors(snapshot: Snapshot) -> Iterable[Inspector]:
    """Officers with the kinds of check that their qualifications open in their department, none without any."""
    kinds: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for item in snapshot.items:
        kinds[item["department"], item["qualification"]].add(item["kind"])
    recused: defaultdict[str, set[Recusal]] = defaultdict(set)
    for row in (*snapshot.teams, *snapshot.recusals):
        recused[row["inspector"]].add(Recusal(entity=row["entity"], fact=row["fact"]))
    absent: defaultdict[str, set[Window]] = defaultdict(set)
    for row in snapshot.absences:
        absent[row["inspector"]].add(Window(first=row["first_day"], last=row["last_day"]))
    for row in snapshot.inspectors:
        qualified = {kind for name in row["qualifications"] for kind in kinds[row["department"], name]}
        last = row["valid_until"]
        if row["suspended_from"] is not None:
            last = min(last, row["suspended_from"] - timedelta(days=1))
        if qualified and row["valid_from"] <= last:
            yield Inspector(
                inspector=row["inspector"],
                department=row["department"],
                certificate=Certificate(number=row["certificate"], valid=Window(first=row["valid_from"], last=last)),
                qualified=tuple(qualified),
                recused=tuple(recused[row["inspector"]]),
                absent=tuple(sorted(absent[row["inspector"]], key=lambda days: (days.first, days.last))),
                load=snapshot.loads.get(row["inspector"], 0),
            )


def _leads(joint: Sequence[str], scenarios: Mapping[str, str]) -> Iterable[Lead]:
    """The scenario's lead (L-06) of an entity's first industry that has a scenario."""
    for name in joint:
        lead = next((scenarios[industry] for industry in industries_of(name) if industry in scenarios), None)
        if lead is not None:
            yield Lead(industry=name, department=lead)


def whole_seconds(moment: datetime) -> datetime:
    """Published times have no fraction of a second."""
    return moment.replace(microsecond=0)
