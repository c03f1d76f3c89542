"""Draws: opened, listed, read; how often each lead drew."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any, Self

import orjson
from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from libs.domain.public_words import PublicWords
from libs.events.catalog.codes import Ref
from libs.events.catalog.planning.conducting import BeaconRound
from libs.events.http import Accepted
from libs.events.http.bodies import Body
from libs.events.http.commands import Asking
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import CursorParam, LimitParam, Page, key_of, page_of
from libs.events.http.rows import found
from libs.events.shapes.faults import Unfit
from libs.events.store.store import Transaction
from services.planning.codes import DrawRef, Year
from services.planning.conference.leading import acting
from services.planning.conference.views import seats_on
from services.planning.draw.beacon import BeaconName
from services.planning.plan.api import plan_row
from services.planning.policy.decide import POLICY

from .. import chains, organiser
from .. import commands as c
from .. import refusals as r
from ..decide.beacon import emitted
from ..views import queries

router = APIRouter(tags=["planning"])


Minutes = Annotated[int, Field(ge=1, le=525_600)]


class NewDraw(Body):
    """`beacons` in order of preference; `none`, which only stands last: the draw rests on the members' nonces and the
    organiser's one-time code. `beacon` is short for one of them. `chain`: of one-time codes; null: the lead's own of the year.
    Minutes: else the policy's.
    """

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"draw": "D-2026-Q1", "plan": "P-2026-Q1", "beacons": ["drand-quicknet", "none"]}]}
    )

    draw: DrawRef
    plan: Ref
    beacon: BeaconName | None = None
    beacons: Annotated[tuple[BeaconName, ...], Field(max_length=2)] = ()
    chain: Ref | None = None
    commit_minutes: Minutes | None = None
    reveal_minutes: Minutes | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.beacon is not None and self.beacons:
            raise Unfit("name one beacon, or beacons in order", "信标只填写一处")
        if len(set(self.beacons)) < len(self.beacons) or BeaconName.NONE in self.beacons[:-1]:
            raise Unfit("each beacon once, `none` last", "信标不得重复,none 只能列在最后")
        return self

    @property
    def named(self) -> tuple[str, ...]:
        return tuple(beacon.value for beacon in self.beacons or (self.beacon or BeaconName.NONE,))


class MemberView(BaseModel):
    member: str
    commitment: str
    signed: bool
    revealed: bool
    missed: bool


class NamedBeacon(BaseModel):
    """`emitted_at`: when the round is known to everybody; `signature`: what it said; `missed`: the next one counts."""

    name: str
    round: int | None
    emitted_at: datetime | None
    signature: str | None
    missed: bool


class VoidView(BaseModel):
    """`completed`: there was a result; `revealed`: nonces were known, so that the result could have been looked at."""

    reason: PublicWords
    code: str
    completed: bool
    revealed: bool
    voided_at: datetime


class DrawView(BaseModel):
    draw: str
    plan: str
    edition: int
    year: int
    lead: str
    members: list[str]
    demands: list[str]
    state: str
    beacon: str
    chain: str | None
    code_head: str
    commit_until: datetime
    reveal_until: datetime
    opened_at: datetime
    manifest: str | None
    frame_root: str | None
    frame_count: int | None
    inspectors_root: str | None
    excluded: dict[str, int]
    certificate: str | None
    department_checks: int | None
    visits: int | None
    visits_if_separate: int | None
    lower_bound_milli: int | None
    shortfalls: int | None
    shortages: int | None
    completed_on: date | None
    version: int
    committed: list[MemberView] = []
    silent: list[str] = []
    beacons: list[NamedBeacon] = []
    void: VoidView | None = None
    sealed_until: date | None = None

    @classmethod
    def of(cls, row: Any, **more: Any) -> Self:
        return cls(**{**row, "excluded": orjson.loads(row["excluded"]), "beacons": [], **more})


async def draw_row(pool: Any, draw: str) -> Any:
    """Raises NoSuchDraw."""
    return await found(queries.draw(pool, draw=draw), r.NoSuchDraw, draw=draw)


@router.post("/draws", status_code=201, summary="Open a draw for the plan's demands that are not drawn yet")
async def open_draw(body: NewDraw, gate: Asking, pool: Pool, env: Env) -> Accepted:
    plan = await plan_row(pool, body.plan)
    drawn = {row["demand"] async for row in queries.drawn_demands(pool, demands=list(plan["demands"]), but_for=body.draw)}
    today = env.today
    who = await acting(pool, today, gate.caller)
    policy = await POLICY.in_force(pool, today)
    lead, members = await _seated(pool, plan, today)
    commit_until = env.clock() + timedelta(minutes=body.commit_minutes or policy.commit_minutes)
    command = c.OpenDraw(
        draw=body.draw,
        plan=body.plan,
        edition=plan["edition"],
        year=plan["year"],
        lead=lead,
        members=members,
        demands=tuple(demand for demand in plan["demands"] if demand not in drawn),
        code_head="0" * 64,
        beacon=body.named[0],
        beacons=body.named,
        commit_until=commit_until,
        reveal_until=commit_until + timedelta(minutes=body.reveal_minutes or policy.reveal_minutes),
        chain=body.chain,
        known=c.Opening(plan_state=plan["state"], acting=who),
    )

    async def work(tx: Transaction) -> Accepted:
        chain, code = await chains.known(
            tx,
            gate.runner,
            gate.origin,
            year=plan["year"],
            lead=lead,
            now=env.clock(),
            named=body.chain,
            acting=who,
        )
        linked = command if chain is None else _on(chain, command)
        outcome = await gate.runner.execute(linked, gate.origin, expect=gate.expect, tx=tx)
        await organiser.keep_code(tx, body.draw, code)
        return Accepted.of(outcome)

    return await gate.execute(work, answer=Accepted)


def _on(chain: c.KnownChain, command: c.OpenDraw) -> c.OpenDraw:
    known = command.known.model_copy(update={"chain": chain})
    return command.model_copy(update={"chain": chain.chain, "code_head": chain.link, "known": known})


async def _seated(pool: Any, plan: Any, day: date) -> tuple[str, tuple[str, ...]]:
    """The lead of the day, the plan's while nobody is recorded; and with it the plan's members without those who have left the
    joint conference since (N-09), all where no seats are recorded.

    Where fewer than two are left, the conference of the day: nobody draws alone.
    """
    leads, seats = await seats_on(pool, day)
    lead = leads or plan["lead"]
    here = tuple(member for member in plan["members"] if not seats or member in seats)
    members = here if lead in here else (lead, *here)
    return lead, members if len(members) > 1 else tuple(dict.fromkeys((lead, *seats)))


@router.get("/draws", summary="Draws, by number")
async def draws(
    pool: Pool,
    year: Year | None = None,
    plan: Ref | None = None,
    state: Annotated[str | None, Query(pattern="^(opened|frozen|completed|voided)$")] = None,
    cursor: CursorParam = None,
    limit: LimitParam = 50,
) -> Page[DrawView]:
    rows = queries.draws_page(pool, year=year, plan=plan, state=state, after_draw=key_of(cursor, [""])[0], limit=limit + 1)
    return page_of([DrawView.of(row) async for row in rows], limit, lambda row: [row.draw])


@router.get("/draws/{draw}", summary="One draw with its members")
async def draw(draw: DrawRef, pool: Pool, env: Env, response: Response) -> DrawView:
    row = await draw_row(pool, draw)
    committed = [
        MemberView(
            member=member["member"],
            commitment=member["commitment"],
            signed=member["signature"] is not None,
            revealed=member["nonce"] is not None,
            missed=member["missed"],
        )
        async for member in queries.commitments(pool, draw=draw)
    ]
    response.headers["ETag"] = f'"{row["version"]}"'
    void = await queries.void_of(pool, draw=draw)
    return DrawView.of(
        row,
        committed=committed,
        silent=[late["member"] async for late in queries.missed_commitments(pool, draw=draw)],
        beacons=[NamedBeacon(**named, emitted_at=_emitted(named)) async for named in queries.beacons_of(pool, draw=draw)],
        void=None if void is None else VoidView(**void),
        sealed_until=await queries.sealed_until(pool, draw=draw, today=env.today),
    )


def _emitted(row: Any) -> datetime | None:
    return emitted(BeaconRound(name=row["name"], round=row["round"]))


class OrganiserView(BaseModel):
    """How often a lead drew, voided (after nonces were known: the result could have been looked at) and substituted."""

    lead: str
    draws: int
    completed: int
    voided: int
    voided_after_reveal: int
    entities: int
    inspectors: int
    without_substitute: int


@router.get("/organisers", summary="How often each lead drew, voided and substituted")
async def organisers(pool: Pool, year: Annotated[Year | None, Query()] = None) -> list[OrganiserView]:
    return [OrganiserView(**row) async for row in queries.organisers(pool, year=year)]
