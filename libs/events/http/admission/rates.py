"""Limits of rate: so many requests in a window, per subject or network address.

One arithmetic for all of them: an asker's window begins with the first request and ends after so many seconds; of each asker
only its end and a count are kept. What is refused does not count.

It is kept in the process, so that a flood costs no query, and nothing is written about anonymous callers: each process of a
service counts for itself. Where a limit shall hold over all processes, `spend_shared` keeps it in the database.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from .refusals import TooMany, TooManyFailures

__all__ = ["ANONYMOUS", "FAILURES", "HELD", "Rate", "Rates", "spend_shared"]

_KEPT = 100_000
"""Askers that are counted, 20 MB; beyond them those whose window is over go, and if that is not enough, all."""


@dataclass(frozen=True, slots=True)
class Rate:
    """`most` requests in `window` seconds. The settings know it by `name`, and `refusal` is raised beyond it."""

    name: str
    most: int
    window: int
    refusal: type[TooMany] = TooMany

    def refuse(self, wait: float, who: str) -> TooMany:
        """`wait`: seconds until the window ends. The refusal shows who is counted: a wrong proxy is seen."""
        seconds = max(1, math.ceil(wait))
        refusal = self.refusal(caller=who, window=self.window, limit=self.most, seconds=seconds)
        refusal.seconds = seconds
        return refusal


ANONYMOUS = Rate("anonymous", 6000, 60)
"""Requests that need no token: as fast as a page of many parts asks, and ten people behind one address."""
FAILURES = Rate("failed-tokens", 600, 60, TooManyFailures)
"""Requests that are refused for want of a valid token, per address. A valid token is let through whatever came before."""

HELD = Rate("held", 600, 3600)
"""Requests that may wait for a second person: more than a morning's work, and few enough for people to read."""


class Rates:
    """What each asker has used. `settings` replace the numbers of limits by their name: (most, window)."""

    def __init__(
        self, settings: Mapping[str, tuple[int, int]] | None = None, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._settings, self._now = dict(settings or {}), now
        self._windows: dict[tuple[str, str], tuple[float, int]] = {}
        self._meant: dict[Rate, Rate] = {}

    def spend(self, rate: Rate, *askers: str) -> None:
        """Counts a request of all askers. Raises the limit's refusal when one has none left; then nothing is counted of any."""
        meant = self._meant.get(rate) or self._mean(rate)
        now, counted = self._now(), {}
        for who in askers:
            key = meant.name, who
            ends, count = self._windows.get(key, (now, 0))
            if ends <= now:
                ends, count = now + meant.window, 0
                if len(self._windows) >= _KEPT:
                    self._forget(now)
            if count >= meant.most:
                raise meant.refuse(ends - now, who)
            counted[key] = ends, count + 1
        self._windows.update(counted)

    def _mean(self, rate: Rate) -> Rate:
        most, window = self._settings.get(rate.name, (rate.most, rate.window))
        meant = self._meant[rate] = replace(rate, most=most, window=window)
        return meant

    def _forget(self, now: float) -> None:
        self._windows = {key: kept for key, kept in self._windows.items() if kept[0] > now}
        if len(self._windows) >= _KEPT:
            self._windows.clear()


async def spend_shared(tx: Any, rate: Rate, who: str) -> None:
    """As `Rates.spend`, over all processes of the service: on record in the database until the transaction's end decides.

    An asker's requests are counted one after the other. Raises the limit's refusal.
    """
    wait = await tx.fetchval("select spend_rate($1, $2, $3, $4)", rate.name, who, rate.most, rate.window)
    if wait > 0:
        raise rate.refuse(wait, who)
