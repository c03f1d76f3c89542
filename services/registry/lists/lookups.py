"""What decisions need to know of lists, read before they are asked."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import reduce
from itertools import takewhile
from typing import Any

import orjson

from libs.events.calendar import local_day
from libs.events.decider import Command, Decider
from libs.events.fact import Fact, catalog
from libs.events.imports.cells import Titled
from libs.events.store.store import Transaction

from .newer import NO_CONTENT, OnRecord
from .views import queries


class Overwritten:
    """Things that newer files change."""

    def __init__(
        self,
        decider: Decider[Any, Any],
        begins: type[Fact],
        *others: type[Fact],
        columns: Iterable[str] = (),
        by_day: bool = False,
        ends: type[Fact] | None = None,
        part: str | None = None,
    ) -> None:
        """`begins` is what a row leads to; `others` change what counts of the thing, too. `columns`: the fields of `begins`
        that the files say something of; by default all, `content.title` one within
        another. `by_day`: the day from which on a row counts is among them. `ends`: after it nothing is said of the thing.
        `part`: the field that names a thing where a stream has several.
        """
        self._stream, self._facts, self._ends, self._part = decider.stream, (begins, *others), ends, part
        if ends is not None:
            self._facts += (ends,)
        said = set(columns) or begins.model_fields.keys() - NO_CONTENT
        self._says = sorted({*said, "effective_from"} if by_day else said)

    async def dated(self, tx: Transaction, commands: Sequence[Command], as_of: date | None) -> Sequence[Command]:
        """`ImportKind.dated`: the commands with what is on record. It is read from the facts, which have the day of what was
        recorded before there was such a rule, too.
        """
        past: dict[tuple[str, object], list[tuple[object, date]]] = {}
        streams, types = list(set(map(self._stream, commands))), [fact.fact_type for fact in self._facts]
        async for row in queries.said_of(tx, streams=streams, types=types):
            fact = catalog.read(row["type"], row["schema_version"], row["data"])
            past.setdefault((row["stream"], self._named(fact)), []).append((self._said(fact), local_day(row["time"])))
        return [self._known(each, past.get((self._stream(each), self._named(each)), []), as_of) for each in commands]

    def _named(self, said: object) -> object:
        return getattr(said, self._part) if self._part else None

    def _said(self, said: object) -> object:
        if self._ends is not None and isinstance(said, self._ends):
            return None
        # What has no such field says nothing of it.
        return [reduce(_of, name.split("."), said) for name in self._says]

    def _known(self, command: Command, past: Sequence[tuple[object, date]], as_of: date | None) -> Command:
        if not past:
            return command
        last = past[-1][0]
        lasting = list(takewhile(lambda one: one[0] == last, reversed(past)))
        said = self._said(command)
        said_before = any(one == said for one, _ in past[: -len(lasting)])
        return command.model_copy(update={"on_record": OnRecord(lasting[-1][1], said_before, as_of)})


def _of(said: object, name: str) -> object:
    return getattr(said, name, None)


async def codes_of(pool: Any, list_: str, day: date) -> frozenset[str]:
    """Keys of a list that may be named: in force on the day, or announced for later."""
    return frozenset([row["key"] async for row in queries.codes_of(pool, list=list_, day=day)])


async def lasting(pool: Any, list_: str) -> dict[str, date]:
    """Keys of a list that no end is known of, with the day since which they have been in force without a gap."""
    return {row["key"]: row["since"] async for row in queries.lasting(pool, list=list_)}


async def titled(pool: Any, list_: str, day: date) -> Titled:
    """The codes as `codes_of` gives them, with the titles that are in force on the day."""
    titles = {code: content.get("title", "") for code, content in (await contents_of(pool, list_, day)).items()}
    return Titled({code: titles.get(code, "") for code in await codes_of(pool, list_, day)}, *_CALLED[list_])


_CALLED = {
    "departments": ("the list of departments", "部门名录"),
    "industries": ("the list of industries", "行业领域名录"),
    "townships": ("the list of townships", "镇街名录"),
}


async def contents_of(pool: Any, list_: str, day: date) -> dict[str, dict[str, Any]]:
    """A list's rows in force on a day, by key, as their facts said it."""
    return {row["key"]: orjson.loads(row["content"]) async for row in queries.whole_list(pool, list=list_, day=day)}


async def resting(pool: Any, list_: str, key: str, day: date) -> tuple[str, ...]:
    """What is in force on the day or later and rests on a row, as `kind key`; up to five of a kind."""
    return tuple([f"{row['kind']} {row['key']}" async for row in queries.resting(pool, list=list_, key=key, day=day)])
