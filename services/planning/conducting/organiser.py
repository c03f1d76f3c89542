"""Conducting a draw: the one-time code, the beacon, the frozen manifest, signatures, the computation and its proof pack.

What is computed here takes seconds for a county and runs in a thread, so that the API answers meanwhile.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import orjson
from pydantic import ValidationError

from libs.events.calendar import local_day
from libs.events.catalog.planning.conducting import BeaconRound
from libs.events.countersigning.leading import Acting
from libs.events.reactions import Environment
from libs.events.store.in_turn import in_turn
from libs.events.store.store import Transaction
from services.planning.demand.views import queries as demand_queries
from services.planning.draw.beacon import Beacon, BeaconName, BeaconValue, first_round
from services.planning.draw.canonical import canonical
from services.planning.draw.certificate import EntityProof, Pack, build_pack, prove_entity, read_pack
from services.planning.draw.conduct import draw
from services.planning.draw.demand import Demand
from services.planning.draw.frame import Frame, Leaves
from services.planning.draw.inspector import Inspector, Roster
from services.planning.draw.manifest import (
    Manifest,
    Member,
    PublicKey,
    Role,
    Signature,
    check_signatures,
    freeze,
)
from services.planning.draw.published import list_pieces
from services.planning.draw.refusal import Refused
from services.planning.draw.reveal import reveal_of
from services.planning.draw.verify import verify_pack
from services.planning.exclusions import refusals as exclusions_refusals
from services.planning.exclusions.views import queries as exclusions_queries
from services.planning.plan.views import queries as plan_queries
from services.planning.policy.decide import POLICY
from services.planning.policy.numbers import BEACON_MARGIN, CODE_VERSION
from services.planning.visit import commands as visit_commands

from . import commands as c
from . import refusals as r
from .decide import beacon, readiness
from .frozen import (
    Inputs,
    excluded_by_reason,
    inputs_of,
    read_snapshot,
    told_frame,
    whole_seconds,
)
from .outcome import numbered, visits_of
from .packing import packed, unpacked
from .sealing import Salted, must_be_open, sealed
from .views import queries

Row = Mapping[str, Any]

one_at_a_time = asyncio.Lock()
"""Held by the one freeze or completion of this process. It is taken before a connection is. A freeze needs two connections, and
as many waiting freezes as the pool has connections would otherwise block each other."""

_KEPT_PACKS = 4


async def keep_code(tx: Transaction, draw_ref: str, code: bytes) -> None:
    await tx.execute("insert into public.draw_secrets values ($1, $2)", draw_ref, code)


@dataclass(frozen=True)
class Prepared:
    """A frozen draw: the command to run, and the bytes that are published with it, the lists compressed."""

    command: c.FreezeDraw
    manifest: bytes
    lists: bytes

    async def keep(self, tx: Transaction) -> None:
        await tx.execute(
            "insert into public.manifests values ($1, $2, $3, $4)",
            self.command.manifest,
            self.command.draw,
            self.manifest,
            self.lists,
        )


async def prepare(tx: Transaction, pool: Any, row: Row, env: Environment, acting: Acting) -> Prepared:
    """Freezes what a draw rests on.

    Raises NotTheLead, DrawIsVoid, CommitmentsAwaited, TooFewCommitments, DemandsAlreadyDrawn, DemandsLapsed, FrameTooLarge or
    FrameUnusable.
    """
    name = row["draw"]
    acting.require(row["lead"])
    readiness.not_void(name, void=row["state"] == "voided")
    members = [member async for member in queries.commitments(tx, draw=name)]
    if row["state"] == "opened":
        readiness.all_have_spoken(row["members"], [member["member"] for member in members], row["commit_until"], env.clock())
    readiness.enough_commitments(row["lead"], [member["member"] for member in members])
    # Two draws of one plan may not freeze the same demands at the same time.
    await in_turn(tx, f"freeze/{row['plan']}")
    taken = [found["demand"] async for found in queries.drawn_demands(tx, demands=list(row["demands"]), but_for=name)]
    readiness.drawn_once(taken)
    plan = await plan_queries.plan(tx, plan=row["plan"])
    now = env.clock()
    today = local_day(now)
    snapshot = await read_snapshot(pool, place=env.place, draw=row, plan=plan, today=today)
    inputs = await asyncio.to_thread(inputs_of, snapshot)
    excluded = excluded_by_reason(await asyncio.to_thread(told_frame, snapshot, inputs))
    return await asyncio.to_thread(_freeze, row, members, inputs, excluded, place=env.place, now=now, acting=acting)


def _freeze(
    row: Row, members: Sequence[Row], inputs: Inputs, excluded: dict[str, int], *, place: str, now: datetime, acting: Acting
) -> Prepared:
    published = whole_seconds(now)
    # Members get their full time to reveal, however long the freeze was waited for.
    to_reveal = max(row["reveal_until"] - row["commit_until"], timedelta(seconds=1))
    manifest = freeze(
        draw=row["draw"],
        jurisdiction=place,
        year=row["year"],
        code_version=CODE_VERSION,
        published_at=published,
        reveal_deadline=whole_seconds(published + to_reveal),
        frame=inputs.frame,
        demands=inputs.demands,
        roster=inputs.roster,
        rules=inputs.rules,
        members=[
            Member(
                member=member["member"],
                role=Role.LEAD if member["member"] == row["lead"] else Role.PARTICIPANT,
                key=PublicKey(**orjson.loads(member["public_key"])),
                commitment=member["commitment"],
            )
            for member in members
        ],
        code_head=bytes.fromhex(row["code_head"]),
        beacons=_rounds(row, whole_seconds(published + to_reveal)),
    )
    command = c.FreezeDraw(
        draw=row["draw"],
        manifest=manifest.digest(),
        frame_root=manifest.frame.root,
        frame_count=manifest.frame.count,
        inspectors_root=manifest.inspectors.root,
        excluded=excluded,
        reveal_until=manifest.reveal_deadline,
        beacons=tuple(BeaconRound(name=named.name.value, round=named.round) for named in manifest.beacons),
        known=acting,
    )
    lists = list_pieces(inputs.frame, sorted(inputs.demands, key=lambda d: d.demand), inputs.roster)
    return Prepared(command, canonical(manifest.plain()), packed(lists))


def _rounds(row: Row, reveal_deadline: datetime) -> tuple[Beacon, ...]:
    """The beacons in order of preference; a round is the first one emitted at or after the deadline and its margin."""
    after = reveal_deadline + BEACON_MARGIN
    names = [BeaconName(name) for name in row["beacons"] or [row["beacon"]]]
    return tuple(Beacon(name=name, round=None if name is BeaconName.NONE else first_round(after)) for name in names)


def checked(manifest: bytes | None, member: str, signature: str) -> c.Checked:
    """Whether the detached JWS of `member` holds for the manifest."""
    if manifest is None:
        return c.Checked(manifest=None)
    frozen_one, fault = Manifest.model_validate_json(manifest), None
    try:
        check_signatures(frozen_one, [Signature(member=member, jws=signature)])
    except Refused as refused:
        # One signature alone never satisfies the rule on lead and participant; that is asked before completion.
        if refused.code == "signature.invalid":
            fault = (refused.en, refused.zh)
    except ValidationError:
        fault = ("not a detached compact JWS", "不是分离式紧凑 JWS")
    return c.Checked(manifest=frozen_one.digest(), fault=fault)


@dataclass(frozen=True)
class Conducted:
    """A finished, verified draw: the commands to run and the pack that proves it. `salted`: visits whose team is secret."""

    complete: c.CompleteDraw
    visits: list[visit_commands.PlanVisit]
    pack: bytes
    salted: list[Salted]

    async def keep(self, tx: Transaction) -> None:
        """Keeps the pack, which now holds the one-time code, and what opens the seals of secret teams."""
        await tx.execute(
            "insert into public.packs values ($1, $2, $3)", self.complete.certificate, self.complete.draw, self.pack
        )
        await tx.execute("delete from public.draw_secrets where draw = $1", self.complete.draw)
        for each in self.salted:
            await each.keep(tx)


async def burnt(tx: Transaction, draw_ref: str) -> str:
    """The one-time code of a draw that is being voided, hex: still kept, or in the pack."""
    code = await tx.fetchval("select code from public.draw_secrets where draw = $1", draw_ref)
    if code is not None:
        return bytes(code).hex()
    pack = await queries.pack_of(tx, draw=draw_ref)
    if pack is None:
        # Voided before: the decision says so.
        return "0" * 64
    found = await asyncio.to_thread(lambda: orjson.loads(unpacked(pack["pack"])))
    return str(found["reveal"]["code"])


async def conduct(tx: Transaction, row: Row, env: Environment, acting: Acting) -> Conducted:
    """Computes and verifies a frozen draw.

    Raises NotTheLead, DrawIsVoid, NotFrozen, DrawOver, SignaturesMissing, NoncesAwaited or BeaconAwaited.
    """
    name = row["draw"]
    acting.require(row["lead"])
    readiness.not_void(name, void=row["state"] == "voided")
    kept = await queries.manifest_of(tx, draw=name)
    readiness.frozen(name, manifest=None if kept is None else kept["digest"])
    code = await tx.fetchval("select code from public.draw_secrets where draw = $1", name)
    readiness.not_over(name, completed=code is None)
    members = [member async for member in queries.commitments(tx, draw=name)]
    readiness.ready_to_complete(
        row["lead"],
        [m["member"] for m in members],
        [m["member"] for m in members if m["signature"] is not None],
        [m["member"] for m in members if m["nonce"] is not None or m["missed"]],
    )
    named = [found async for found in queries.beacons_of(tx, draw=name)]
    pack, document = await asyncio.to_thread(_compute, kept, code, members, _beacon_of(named))
    demands = [demand async for demand in demand_queries.demands_named(tx, demands=list(row["demands"]))]
    chosen = sorted({manned.visit.entity for manned in pack.result.visits})
    windows = [demand.window for demand in pack.demands]
    items = demand_queries.listed_items(
        tx,
        items=sorted({item for demand in pack.demands for item in demand.items}),
        first_day=min(window.first for window in windows),
        last_day=max(window.last for window in windows),
    )
    entities = {found["entity"]: found async for found in exclusions_queries.entities_named(tx, entities=chosen)}
    # The numbers of the day on which everything was fixed.
    policy = await POLICY.in_force(tx, local_day(pack.manifest.published_at))
    visits = await asyncio.to_thread(
        visits_of,
        pack,
        entities=entities,
        items={item["item"]: item async for item in items},
        demands={demand["demand"]: demand for demand in demands},
        shortest=policy.shortest_window_days,
    )
    figures = pack.result.figures
    complete = c.CompleteDraw(
        draw=name,
        manifest=pack.result.manifest,
        departments=tuple(sorted({demand.department for demand in pack.demands})),
        certificate=pack.certificate,
        department_checks=figures.department_checks,
        visits=figures.visits,
        visits_if_separate=figures.visits_if_separate,
        lower_bound_milli=figures.visits_lower_bound_bp // 10,
        shortfalls=sum(stratum.shortfall for stratum in pack.result.strata),
        shortages=sum(len(manned.shortages) for manned in pack.result.visits),
        completed_on=env.today,
        known=acting,
    )
    teams = {plan.visit: manned.team for plan, manned in zip(visits, numbered(pack), strict=True)}
    salted = {plan.visit: sealed(plan, teams[plan.visit]) for plan in visits if plan.notice_forbidden}
    planned = [salted[plan.visit].plan if plan.visit in salted else plan for plan in visits]
    return Conducted(complete, planned, document, list(salted.values()))


def _beacon_of(named: Sequence[Row]) -> BeaconValue:
    """The beacon that counts, with what it said. Raises BeaconAwaited."""
    rounds = [BeaconRound(name=row["name"], round=row["round"]) for row in named]
    recorded = {row["round"]: row["signature"] for row in named if row["signature"] is not None}
    missed = frozenset(row["round"] for row in named if row["missed"])
    beacon.ready(rounds, frozenset(recorded), missed)
    counts = beacon.that_counts(rounds, missed)
    return BeaconValue(name=BeaconName(counts.name), round=counts.round, signature=recorded.get(counts.round))


def _compute(kept: Row, code: bytes, members: Sequence[Row], beacon_value: BeaconValue) -> tuple[Pack, bytes]:
    """The verified pack and its published bytes, compressed."""
    manifest = Manifest.model_validate_json(kept["manifest"])
    lists = orjson.loads(unpacked(kept["lists"]))
    frame = Frame.in_order(Leaves.read(lists.pop("frame")))
    demands = [Demand.model_validate(demand) for demand in lists["demands"]]
    roster = Roster.in_order([Inspector.model_validate(inspector) for inspector in lists["inspectors"]])
    reveal = reveal_of(
        manifest,
        code=code,
        nonces=[(m["member"], bytes.fromhex(m["nonce"])) for m in members if m["nonce"] is not None],
        beacon=beacon_value,
    )
    pack = build_pack(
        manifest=manifest,
        signatures=[Signature(member=m["member"], jws=m["signature"]) for m in members if m["signature"] is not None],
        frame=frame,
        demands=demands,
        roster=roster,
        reveal=reveal,
        result=draw(manifest=manifest, frame=frame, demands=demands, roster=roster, reveal=reveal),
    )
    verdict = verify_pack(pack)
    if not verdict.ok:
        raise RuntimeError(f"the draw does not verify: {verdict.reason}")
    return pack, packed(pack.pieces())


_packs: dict[str, Pack] = {}


async def proof(pool: Any, draw_ref: str, entity: str, today: date) -> EntityProof:
    """Why one entity was chosen or not. Raises NotYetPublished, TeamStillSealed, ListsWithheld or NotListed."""
    digest = await pool.fetchval("select digest from public.packs where draw = $1", draw_ref)
    if digest is None:
        raise r.NotYetPublished(draw=draw_ref)
    await must_be_open(pool, draw_ref, today)
    pack = await kept_pack(pool, draw_ref, digest)
    try:
        return await asyncio.to_thread(prove_entity, pack, entity)
    except Refused as refused:
        raise exclusions_refusals.NotListed(refused.en, refused.zh, entity=entity) from None


async def kept_pack(pool: Any, draw_ref: str, digest: str) -> Pack:
    """The pack of a completed draw; the last few are kept read."""
    if digest not in _packs:
        stored = await queries.pack_of(pool, draw=draw_ref)
        while len(_packs) >= _KEPT_PACKS:
            _packs.pop(next(iter(_packs)))
        _packs[digest] = await asyncio.to_thread(lambda: read_pack(orjson.loads(unpacked(stored["pack"]))))
    return _packs[digest]
