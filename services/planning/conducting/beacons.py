"""Obtaining named beacon rounds: from a file of recorded rounds, and from public drand relays where any are set.

Whatever brings a value, the draw checks its signature and that the round is named: a relay can be silent, it cannot lie.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import orjson
import stamina
from pydantic import BaseModel, ValidationError

from libs.events.calendar import local_day
from libs.events.catalog.planning.conducting import BeaconRound, BeaconSignature
from libs.events.refusal import Refusal
from libs.events.resending import httpx
from libs.events.running.turns import Turns
from libs.events.service import RunningService
from libs.events.store.runner import Origin
from libs.events.store.store import repeated
from libs.events.telemetry import log
from services.planning.settings import PlanningSettings

from . import commands as c
from .decide.beacon import emitted
from .sealing import open_seals
from .views import queries

ORIGIN = Origin("system:beacon")
_TICK = 1.0
_ATTEMPTS = 3
_TIMEOUT = 5.0


class RecordedRound(BaseModel):
    """A line of the file of recorded rounds, or a relay's answer; other members are left aside."""

    round: int
    signature: BeaconSignature


def recorded_rounds(path: Path) -> Mapping[int, str]:
    """Rounds of an NDJSON file, `{"round": 657413, "signature": "b713.."}` a line. Raises ValueError naming a bad line."""
    found = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            try:
                value = RecordedRound.model_validate_json(line)
            except ValidationError as error:
                raise ValueError(f"{path}:{number}: {error.errors()[0]['msg']}") from error
            found[value.round] = value.signature
    return found


@dataclass
class Beacons:
    """Where rounds come from. `relays`: base addresses of a drand chain, `{relay}/public/{round}` answers (drand HTTP API)."""

    relays: Sequence[str] = ()
    file: Path | None = None

    @classmethod
    def of(cls, settings: PlanningSettings) -> Self:
        relays = [relay.strip().rstrip("/") for relay in settings.beacon_relays.split(",") if relay.strip()]
        return cls(relays, settings.beacon_rounds)

    def __bool__(self) -> bool:
        return bool(self.relays or self.file)

    async def said(self, wanted: int) -> AsyncIterator[str]:
        """The signatures that are said to be that round's, the file's first; nothing where nobody has it yet."""
        on_file = await asyncio.to_thread(self._on_file, wanted)
        if on_file is not None:
            yield on_file
        for relay in self.relays:
            signature = await self._from(relay, wanted)
            if signature is not None:
                yield signature

    def _on_file(self, wanted: int) -> str | None:
        if self.file is None or not self.file.exists():
            return None
        return recorded_rounds(self.file).get(wanted)

    async def _from(self, relay: str, wanted: int) -> str | None:
        try:
            async with httpx.AsyncClient(timeout=_TIMEOUT) as client:
                async for attempt in stamina.retry_context(on=httpx.TransportError, attempts=_ATTEMPTS, timeout=_TIMEOUT):
                    with attempt:
                        answer = await client.get(f"{relay}/public/{wanted}")
            answer.raise_for_status()
            said = RecordedRound(**orjson.loads(answer.content))
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, TypeError) as error:
            log.warning("beacon.relay", relay=relay, round=wanted, error=repr(error))
            return None
        return said.signature if said.round == wanted else None

    async def bring(self, running: RunningService) -> int:
        """Records every awaited round that has been emitted and can be had; returns how many."""
        brought = 0
        awaited = [row async for row in queries.awaited_beacons(running.pool)]
        for row in awaited:
            at = emitted(BeaconRound(name=row["name"], round=row["round"]))
            if at is None or running.clock() < at:
                continue
            async for signature in self.said(row["round"]):
                command = c.RecordBeacon(draw=row["draw"], round=row["round"], signature=signature)
                try:
                    outcome = await running.runner.execute(command, ORIGIN)
                except Refusal as refused:
                    log.warning("beacon.refused", draw=row["draw"], round=row["round"], error=refused.detail_en)
                    continue
                brought += len(outcome.recorded)
                break
        return brought


async def tick(running: RunningService, beacons: Beacons) -> None:
    """Brings what can be had of awaited rounds, and opens the seals whose day has come."""
    if beacons:
        await beacons.bring(running)

    async def open_due() -> None:
        async with running.store.transaction() as tx:
            await open_seals(tx, running.runner, today=local_day(running.clock()))

    await repeated(open_due)


def workers(running: RunningService) -> Mapping[str, Any]:
    """What the worker does beside relay, consumers and timers: brings beacons, opens seals."""
    beacons = Beacons.of(PlanningSettings())

    async def run(stop: asyncio.Event, turns: Turns) -> None:
        while not stop.is_set():
            await tick(running, beacons)
            await turns.pause(stop, _TICK)

    return {"beacons and seals": run}
