"""The beacon of a frozen draw: only a named round, after its time, with its own signature (docs/draw.md, section 3)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise

from libs.events.catalog.planning import conducting as f
from libs.events.fact import Fact
from services.planning.draw.beacon import Beacon, BeaconName, BeaconValue, randomness, round_time
from services.planning.draw.refusal import Refused
from services.planning.policy.numbers import BEACON_WAIT

from .. import commands as c
from .. import refusals as r

Rounds = frozenset[int]

recorded_round = f.BeaconRecorded.of(c.RecordBeacon, "name")
missed_round = f.BeaconMissed.of(c.PassBeacon, "name", "due")


def emitted(beacon: f.BeaconRound) -> datetime | None:
    """When the round is emitted; None for `none`."""
    return round_time(Beacon(name=BeaconName(beacon.name), round=beacon.round))


def too_late(beacon: f.BeaconRound) -> datetime | None:
    """After this moment the next beacon counts; None for `none`."""
    at = emitted(beacon)
    return None if at is None else at + BEACON_WAIT


def that_counts(beacons: Iterable[f.BeaconRound], missed: Rounds) -> f.BeaconRound:
    """The first beacon named whose time has not passed; `none` where nothing is named."""
    left = (beacon for beacon in beacons if beacon.round not in missed)
    return next(left, f.BeaconRound(name=BeaconName.NONE, round=None))


def record(
    command: c.RecordBeacon, beacons: Sequence[f.BeaconRound], recorded: Rounds, missed: Rounds, now: datetime
) -> list[Fact]:
    """Raises BeaconNotNamed, BeaconPassed, BeaconNotDue or BeaconWrong; nothing to do when the round is on record."""
    named = next((b for b in beacons if b.round == command.round), None)
    if named is None:
        rounds = [f"{b.name} {b.round}" for b in beacons if b.round is not None]
        raise r.BeaconNotNamed(round=command.round, rounds=rounds)
    at = emitted(named)
    if at is None or now < at:
        raise r.BeaconNotDue(round=named.round, local=at)
    value = BeaconValue(name=BeaconName(named.name), round=named.round, signature=command.signature)
    try:
        randomness(value)
    except Refused as refused:
        raise r.BeaconWrong(
            signature=command.signature, round=command.round, name=named.name, why_zh=refused.zh, why_en=refused.en
        ) from None
    if command.round in missed:
        raise r.BeaconPassed(round=command.round)
    if command.round in recorded:
        return []
    return [recorded_round(command, name=named.name)]


def pass_beacon(
    command: c.PassBeacon, beacons: Sequence[f.BeaconRound], recorded: Rounds, missed: Rounds, now: datetime
) -> list[Fact]:
    """The next beacon counts, if there is one: a public round can always still be brought, so nothing else can be missed."""
    for beacon, _ in pairwise(beacons):
        due = too_late(beacon)
        if beacon.round == command.round and due is not None:
            known = command.round in recorded | missed
            return [] if known or now <= due else [missed_round(command, name=beacon.name, due=due)]
    return []


def ready(beacons: Sequence[f.BeaconRound], recorded: Rounds, missed: Rounds) -> None:
    """Raises BeaconAwaited unless the beacon that counts is on record, or is `none`."""
    beacon = that_counts(beacons, missed)
    if beacon.round is None or beacon.round in recorded:
        return
    at = emitted(beacon)
    raise r.BeaconAwaited(beacon=beacon.round, name=beacon.name, local=at)
