"""Where ratings wait until so many of them are there that none is anybody's (X-03).

A rating is no fact of its own: a fact has a time and a place in the order, and whoever knows when an enterprise fetched its
tickets would find the rating that followed. On the day after, whole groups become facts; what is left waits on. Tickets that
were used stand apart from the ratings: whoever has seen a ticket finds that it was used, and not what it gave.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from random import SystemRandom
from typing import Any, NamedTuple

from libs.domain.secret_files import secret_of
from libs.events.calendar import local_day
from libs.events.running.turns import Turns
from libs.events.service import RunningService
from libs.events.store.runner import Origin
from libs.events.store.store import Transaction, repeated
from libs.events.telemetry import log

from ..policy.decide import POLICY
from ..settings import DisclosureSettings
from . import commands as c
from .decide import check_unspent, period_of
from .keys import key_of, modulus_of
from .views import queries

ANONYMOUS = Origin("anonymous")
KEYS = Origin("system:rating-keys")
_TICK = 1.0
_KEYS_AT_ONCE = 20
_CHANCE = SystemRandom()


class Waiting(NamedTuple):
    """A rating that is not counted yet."""

    department: str
    stars: int


async def put(tx: Transaction, ticket: bytes, department: str, stars: int) -> None:
    """Takes a rating. Raises AlreadyRated."""
    spent = sha256(ticket).hexdigest()
    await queries.one_at_a_time(tx)
    check_unspent(spent=await queries.is_spent(tx, spent=spent))
    await _retake(tx, [*await _taken(tx), spent])
    await _refill(tx, [*await _all(tx), Waiting(department, stars)])


async def count(running: RunningService, today: date) -> int:
    """Counts what has been waiting since before today, in whole groups; returns how many ratings. Once a day."""

    async def once() -> int:
        async with running.store.transaction() as tx:
            await queries.one_at_a_time(tx)
            last = await queries.last_count(tx)
            if last is not None and last >= today:
                return 0
            await queries.counted(tx, day=today)
            return 0 if last is None else await _count(running, tx, (await POLICY.in_force(tx, today)).ratings_step)

    return await repeated(once)


async def _count(running: RunningService, tx: Transaction, step: int) -> int:
    groups: defaultdict[str, list[Waiting]] = defaultdict(list)
    for waiting in await _all(tx):
        groups[waiting.department].append(waiting)
    counted = 0
    left: list[Waiting] = []
    for department, group in sorted(groups.items()):
        _CHANCE.shuffle(group)
        whole = len(group) // step * step
        counted, left = counted + whole, left + group[whole:]
        if whole:
            stars = tuple(waiting.stars for waiting in group[:whole])
            command = c.CountRatings(departments=(department,), stars=stars, known=c.Step(step=step))
            await running.runner.execute(command, ANONYMOUS, tx=tx)
    # All of them, counted or not: no set of tickets is that of a group.
    await queries.spend(tx)
    await queries.empty_taken(tx)
    await _refill(tx, left)
    return counted


async def _all(tx: Transaction) -> list[Waiting]:
    return [Waiting(**row) async for row in queries.pool(tx)]


async def _refill(tx: Transaction, ratings: Iterable[Waiting]) -> None:
    mixed = list(ratings)
    _CHANCE.shuffle(mixed)
    await queries.empty_pool(tx)
    await queries.fill_pool(tx, departments=[w.department for w in mixed], stars=[w.stars for w in mixed])


async def _taken(tx: Transaction) -> list[str]:
    return [row["spent"] async for row in queries.taken(tx)]


async def _retake(tx: Transaction, spent: Iterable[str]) -> None:
    await queries.empty_taken(tx)
    await queries.fill_taken(tx, spent=sorted(spent))


async def publish_keys(running: RunningService) -> int:
    """Publishes the keys that tickets of completed visits are going to need; returns how many."""
    settings = running.settings
    path = settings.rating_secret if isinstance(settings, DisclosureSettings) else None
    if path is None:
        return 0
    missing = [row async for row in queries.keys_missing(running.pool, most=_KEYS_AT_ONCE)]
    for row in missing:
        period, department = period_of(row["first_day"]), row["department"]
        key = await asyncio.to_thread(key_of, secret_of(path), period, department)
        command = c.PublishRatingKey(period=period, department=department, modulus=modulus_of(key))
        await running.runner.execute(command, KEYS)
    return len(missing)


async def tick(running: RunningService) -> None:
    """Publishes missing keys, and counts ratings on the first tick of a day."""
    await publish_keys(running)
    counted = await count(running, local_day(running.clock()))
    if counted:
        log.info("ratings.counted", ratings=counted)


def workers(running: RunningService) -> Mapping[str, Any]:
    """What the worker does beside relay, consumers and timers."""

    async def run(stop: asyncio.Event, turns: Turns) -> None:
        while not stop.is_set():
            await tick(running)
            await turns.pause(stop, _TICK)

    return {"ratings": run}
