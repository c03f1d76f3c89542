"""What decisions need to know of lists, read before they are asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from libs.events.calendar import local_day
from libs.events.decider import Command
from libs.events.fact import Fact, catalog
from libs.events.imports.cells import Titled
from libs.events.store.store import Transaction

from .newer import OnRecord
from .views import queries


@dataclass(frozen=True)
class Overwritten:
    """Things that newer files change: the stream of a command, the facts that change what the list says of the thing, and what
    a command or such a fact says of it.
    """

    stream: Callable[[Any], str]
    facts: tuple[type[Fact], ...]
    says: Callable[[Any], object]

    async def dated(self, tx: Transaction, commands: Sequence[Command], as_of: date | None) -> Sequence[Command]:
        """`ImportKind.dated`: the commands with what is on record. It is read from the facts, and so complete of what was
        recorded before there was such a rule.
        """
        past: dict[str, list[tuple[Fact, date]]] = {}
        streams, types = list({self.stream(command) for command in commands}), [fact.fact_type for fact in self.facts]
        async for row in queries.said_of(tx, streams=streams, types=types):
            fact = catalog.read(row["type"], row["schema_version"], row["data"])
            if isinstance(fact, self.facts):
                past.setdefault(row["stream"], []).append((fact, local_day(row["time"])))
        return [self._known(command, past.get(self.stream(command), []), as_of) for command in commands]

    def _known(self, command: Command, past: Sequence[tuple[Fact, date]], as_of: date | None) -> Command:
        if not past:
            return command
        *before, (_, since) = past
        said = self.says(command)
        said_before = any(self.says(fact) == said for fact, _ in before)
        return command.model_copy(update={"on_record": OnRecord(since, said_before, as_of)})


async def codes_of(pool: Any, list_: str, day: date) -> frozenset[str]:
    """Keys of a list that may be named: in force on the day, or announced for later."""
    return frozenset([row["key"] async for row in queries.codes_of(pool, list=list_, day=day)])


async def lasting(pool: Any, list_: str) -> dict[str, date]:
    """Keys of a list that no end is known of, with the day since which they have been in force without a gap."""
    return {row["key"]: row["since"] async for row in queries.lasting(pool, list=list_)}


async def titled(pool: Any, list_: str, day: date) -> Titled:
    """The codes as `codes_of` gives them, with the titles that are in force on the day."""
    titles = {code: content.get("title", "") for code, content in (await contents_of(pool, list_, day)).items()}
    return Titled({code: titles.get(code, "") for code in await codes_of(pool, list_, day)})


async def contents_of(pool: Any, list_: str, day: date) -> dict[str, dict[str, Any]]:
    """A list's rows in force on a day, by key, as their facts said it."""
    return {row["key"]: orjson.loads(row["content"]) async for row in queries.whole_list(pool, list=list_, day=day)}


async def resting(pool: Any, list_: str, key: str, day: date) -> tuple[str, ...]:
    """What is in force on the day or later and rests on a row, as `kind key`; up to five of a kind."""
    return tuple([f"{row['kind']} {row['key']}" async for row in queries.resting(pool, list=list_, key=key, day=day)])
