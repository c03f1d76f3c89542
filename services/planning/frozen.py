"""What a draw rests on: the register, the demands and the officers, read in one snapshot and put into the draw's own terms."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import orjson
from pydantic import ValidationError

from services.planning.draw import (
    Certificate,
    CreditClass,
    Demand,
    Exclusion,
    ExclusionCode,
    Frame,
    Inspector,
    Lead,
    Leaf,
    Recusal,
    Risk,
    Roster,
    Rounding,
    Rules,
    Stratum,
    Window,
)

from .decide.refusals import DemandsLapsed, FrameTooLarge, FrameUnusable
from .packing import MOST_ENTITIES
from .policy import POLICY
from .views import queries

__all__ = ["Inputs", "Snapshot", "excluded_by_reason", "inputs_of", "read_snapshot"]

Row = Mapping[str, Any]

_JOINT = "+"
"""Joins the industries of an entity that is in several: no industry code holds it."""
_LONGEST = 120
"""Characters of an id of the draw."""
_EVERY_KIND = "*"


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
    excluded: Mapping[ExclusionCode, Sequence[Row]]


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
        demands = await _rows(queries.demands_named(connection, demands=list(draw["demands"])))
        kinds = sorted({row["kind"] for row in demands})
        year, window = draw["year"], Window(first=plan["window_from"], last=plan["window_to"])
        day = max(today, window.first)
        every_kind = {
            ExclusionCode.DRAWN_TWICE_THIS_YEAR: queries.drawn_this_year(connection, year=year, times=POLICY.draws_per_year),
            ExclusionCode.IN_OPEN_TASK: queries.in_open_visit(connection),
        }
        by_kind = {
            ExclusionCode.SAME_KIND_THIS_YEAR: queries.checked_this_year(connection, year=year, kinds=kinds),
            ExclusionCode.RECOGNISED_RESULT: queries.recognised_this_year(
                connection, year=year, kinds=kinds, place=place, today=today
            ),
        }
        scenarios = await _rows(queries.scenario_leads(connection, on_day=day))
        loads = await _rows(queries.loads(connection, year=year))
        return Snapshot(
            today=today,
            window=window,
            lead=draw["lead"],
            demands=demands,
            register=await _rows(queries.register(connection)),
            items=await _rows(queries.listed_items(connection, items=None, first_day=window.first, last_day=window.last)),
            scenarios={row["industry"]: row["lead"] for row in scenarios},
            inspectors=await _rows(queries.inspectors(connection)),
            loads={row["inspector"]: row["visits"] for row in loads},
            teams=await _rows(queries.last_teams(connection, visits=POLICY.rotation_visits)),
            excluded={code: await _rows(found) for code, found in (by_kind | every_kind).items()},
        )


async def _rows(found: Any) -> list[Row]:
    return [row async for row in found]


def inputs_of(snapshot: Snapshot) -> Inputs:
    """Frame, demands, roster and rules. Raises FrameTooLarge, FrameUnusable or DemandsLapsed."""
    if len(snapshot.register) > MOST_ENTITIES:
        raise FrameTooLarge(
            f"{len(snapshot.register)} entities; a frame holds at most {MOST_ENTITIES}",
            f"检查对象 {len(snapshot.register)} 个;一次抽取的名录最多 {MOST_ENTITIES} 个",
            field="frame",
            value=len(snapshot.register),
            do_en="Draw district by district, each with a plan of its own.",
            do_zh="请按县(市、区)分别编制计划、分别抽取。",
        )
    frame = Frame.of(_leaves(snapshot))
    joint = sorted({industry for industry, _, _ in frame.columns.cells})
    return Inputs(
        frame=frame,
        demands=tuple(_demand(row, snapshot, joint) for row in snapshot.demands),
        roster=Roster.of(_inspectors(snapshot)),
        rules=Rules(
            leads=tuple(_leads(joint, snapshot.scenarios)),
            precedence=(snapshot.lead,),
            seats_per_department=POLICY.seats_per_department,
            team_minimum=POLICY.team_minimum,
            workload_cap=POLICY.workload_cap,
            reserves=POLICY.reserves,
        ),
    )


def excluded_by_reason(frame: Frame) -> dict[str, int]:
    """How many entities each reason code excludes from something; who has two reasons counts under both."""
    counts = Counter(code for excluded, _ in frame.columns.marks.values() for code in {each.reason for each in excluded})
    return {code.value: counts[code] for code in sorted(counts)}


def _leaves(snapshot: Snapshot) -> Iterable[Leaf]:
    excluded: defaultdict[str, list[Exclusion]] = defaultdict(list)
    for code, rows in snapshot.excluded.items():
        facts: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for row in rows:
            facts[row["entity"], row["fact"]].add(row.get("kind", _EVERY_KIND))
        for (entity, fact), kinds in facts.items():
            excluded[entity].append(Exclusion(reason=code, kinds=tuple(kinds), fact=fact))
    day = max(snapshot.today, snapshot.window.first)
    for row in snapshot.register:
        reasons = excluded[row["entity"]]
        if row["struck_off_from"] is not None and row["struck_off_from"] <= day:
            gone = Exclusion(reason=ExclusionCode.NOT_OPERATING, kinds=(_EVERY_KIND,), fact=row["struck_off_fact"])
            reasons = [*reasons, gone]
        yield _leaf(row, reasons)


def _leaf(row: Row, reasons: Iterable[Exclusion]) -> Leaf:
    try:
        return Leaf(
            entity=row["entity"],
            industry=joint_industry(row["industries"]),
            credit_class=CreditClass(row["credit_class"]),
            # The list class belongs to what is checked: demands of key items carry no maximum, whatever else is
            # checked at the same entity. The register has no list of key entities.
            risk=Risk.GENERAL,
            excluded=tuple(sorted(reasons, key=lambda exclusion: (exclusion.reason, exclusion.fact))),
        )
    except ValidationError as error:
        raise FrameUnusable(
            f"{row['entity']} holds a character that separates the parts of a hashed label",
            f"{row['entity']} 含有不可用于抽取的字符",
            field="entity",
            value=row["entity"],
            do_en="Give the entity an id without a vertical bar in the registry.",
            do_zh="请在名录中更正该检查对象编号(不得含竖线)。",
        ) from error


def joint_industry(industries: Sequence[str]) -> str:
    """`catering+food-sales` for an entity in both, its main industry first; as many as an id of the draw can hold."""
    joint = industries[0]
    for industry in industries[1:]:
        if len(joint) + len(_JOINT) + len(industry) > _LONGEST:
            break
        joint = f"{joint}{_JOINT}{industry}"
    return joint


def industries_of(joint: str) -> list[str]:
    """The industries that were joined, the main one first."""
    return joint.split(_JOINT)


def _demand(row: Row, snapshot: Snapshot, joint: Sequence[str]) -> Demand:
    asked = set(row["items"])
    items = {
        item["item"]
        for item in snapshot.items
        if item["item"] in asked and item["department"] == row["department"] and item["kind"] == row["kind"]
    }
    if not items:
        raise DemandsLapsed(
            f"{row['demand']}: {', '.join(sorted(asked))}",
            f"{row['demand']}:{'、'.join(sorted(asked))}",
            field="demands",
            value=row["demand"],
            do_en="Amend the plan: leave the demand out, with a reason.",
            do_zh="请说明理由调整计划,剔除该需求。",
        )
    return Demand(
        demand=row["demand"],
        department=row["department"],
        kind=row["kind"],
        items=tuple(items),
        window=snapshot.window,
        strata=tuple(sorted(_strata(row, joint), key=lambda stratum: stratum.stratum)),
    )


def _strata(row: Row, joint: Sequence[str]) -> Iterable[Stratum]:
    """One stratum per industry and class. An entity in several of the demand's industries is in the first of them only."""
    members: dict[str, set[str]] = {industry: {industry} for industry in row["industries"]}
    for name in joint:
        first = next((industry for industry in industries_of(name) if industry in members), None)
        if first is not None:
            members[first].add(name)
    ratios: dict[str, int] = orjson.loads(row["ratios"])
    for industry, names in members.items():
        for credit_class, ratio in ratios.items():
            yield Stratum(
                stratum=f"{industry}.{credit_class}",
                industries=tuple(names),
                classes=(CreditClass(credit_class),),
                risks=(Risk.GENERAL,),
                ratio_bp=ratio,
                rounding=Rounding(row["rounding"]),
                min=(row["minimum"] or 0) if ratio else 0,
                max=row["maximum"],
            )


def _inspectors(snapshot: Snapshot) -> Iterable[Inspector]:
    """Officers with the kinds of check that their qualifications open in their department, none without any."""
    kinds: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for item in snapshot.items:
        kinds[item["department"], item["qualification"]].add(item["kind"])
    recused: defaultdict[str, set[Recusal]] = defaultdict(set)
    for row in snapshot.teams:
        recused[row["inspector"]].add(Recusal(entity=row["entity"], fact=row["fact"]))
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
