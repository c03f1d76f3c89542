"""Clients that strike, rest and note chimes, and write down every command with its answer."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from libs.events.patience import Patience
from libs.events.resending import certificates, httpx
from libs.events.settings import audience_of

from .town import Town

__all__ = ["Answer", "Op", "Workload"]

_CHIMES = 10
_TIMEOUT = 3.0
_LONGEST = 60.0


class Answer(StrEnum):
    """What the client knows of a command's fate."""

    OK = "ok"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Op:
    """One command of the history. `token` is also its idempotency key."""

    source: str
    kind: str
    chime: str
    token: str
    answer: Answer


@dataclass
class Workload:
    town: Town
    rng: random.Random
    clients: int = 12

    def __post_init__(self) -> None:
        self.history: list[Op] = []
        self.stopped = asyncio.Event()
        self._timeout = _TIMEOUT
        self._heard = time.monotonic()
        """When somebody was last answered."""

    async def run(self) -> None:
        """Until `stopped`; then every command has its answer."""
        seeds = [self.rng.random() for _ in range(self.clients)]
        home, far = self.town.home, self.town.far
        both = [audience_of(home), audience_of(far)]
        token = self.town.ground.issuer.token("visitor", place=home, roles=["visitor"], aud=both)
        bearer = {"Authorization": f"Bearer {token}"}
        limits = httpx.Limits(max_connections=64)
        # A group: when one of them fails, none of the others goes on by itself.
        async with (
            httpx.AsyncClient(headers=bearer, limits=limits, verify=certificates()) as client,
            asyncio.TaskGroup() as group,
        ):
            for seed in seeds:
                group.create_task(self._client(client, random.Random(seed)))  # noqa: S311 - repeatable, not secret

    async def answered(self, more: int) -> None:
        """Waits until so many more commands have a good answer. Raises TimeoutError when none comes any more."""
        patience, before = Patience(), self._good()
        while (got := self._good() - before) < more:
            if not await patience.pause(got):
                raise TimeoutError(f"{got} of {more} commands answered: {patience}")

    def _good(self) -> int:
        return sum(op.answer is Answer.OK for op in self.history)

    async def _client(self, client: httpx.AsyncClient, rng: random.Random) -> None:
        while not self.stopped.is_set():
            name = rng.choice(["chime-a", "chime-b", "chime-a", "chime-b", "far-chime"])
            kind = rng.choice(["strike", "rest", "strike", "rest", "note"])
            place = self.town.far if name == "far-chime" else self.town.home
            chime = f"{rng.randrange(_CHIMES)}"
            body = {"chime": chime, "token": str(UUID(int=rng.getrandbits(128), version=4))}
            hold = rng.choice([0.0, 0.0, 0.0, 0.01, 0.05, 0.1])
            urls = [child.url for child in self.town.of("chime") if child.environment["CHECKONCE_PLACE"] == place]
            rng.shuffle(urls)
            answer = await self._ask(client, [f"{url}/v1/{kind}" for url in urls], {**body, "hold": hold}, rng)
            self.history.append(Op(f"/{place}/chime", kind, chime, body["token"], answer))
            await asyncio.sleep(rng.uniform(0.0, 0.02))

    async def _ask(self, client: httpx.AsyncClient, urls: Sequence[str], body: dict[str, object], rng: random.Random) -> Answer:
        """Asks up to three times under one idempotency key, at another process if there is one.

        A refusal after an unanswered try says nothing of that try: it may still be on its way.
        """
        key = {"Idempotency-Key": str(body["token"])}
        doubt = False
        for attempt in range(rng.randint(1, 3)):
            began, timeout = time.monotonic(), self._timeout
            try:
                response = await client.post(urls[attempt % len(urls)], json=body, headers=key, timeout=timeout)
            except httpx.TimeoutException:
                doubt = True
                # On a machine that is busy enough no answer comes in time, ever: clients that give up only make more work.
                if self._heard < began and timeout == self._timeout:
                    self._timeout = min(2 * timeout, _LONGEST)
            except httpx.HTTPError:
                doubt = True
            else:
                self._heard = time.monotonic()
                if response.status_code < 300:
                    return Answer.OK
                if response.status_code < 500:
                    if response.status_code not in {409, 422}:
                        raise AssertionError(f"{response.status_code} {response.text}")
                    return Answer.UNKNOWN if doubt else Answer.REFUSED
                self._note(response)
                doubt = True
            if self.stopped.is_set():
                break
            await asyncio.sleep(rng.uniform(0.02, 0.2))
        return Answer.UNKNOWN

    def _note(self, response: httpx.Response) -> None:
        """Who cannot serve says so: 503, in both languages, with what to do."""
        try:
            problem = response.json()
        except ValueError:
            problem = {}
        spoken = all(problem.get(part) for part in ("title", "title_en", "do", "do_en"))
        if response.status_code == 503 and spoken:
            self.town.unavailable += 1
        else:
            self.town.wrong_answers.append(f"{response.request.url.path}: {response.status_code} {response.text[:300]}")
