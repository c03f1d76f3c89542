"""A verb as a statement over a run of facts: what a living view is kept up to date with."""

# ruff: noqa: S608 - made of the code's own constants; what comes from facts is a parameter

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from pydantic import BaseModel

from ..envelope import Recorded, data_bytes
from .columns import Shape
from .expressions import Expressions, quoted
from .table import Sql, Verb
from .values import Envelope, fields

__all__ = ["ATTRIBUTES", "STEP_ARGUMENTS", "Run", "Statement", "needs", "statement", "step"]


def _data(recorded: Recorded[Any]) -> bytes:
    """As it was published, where that is the newest version: then all ways to write a row read the same."""
    raw, fact = recorded.raw, recorded.fact
    return raw.json if raw is not None and raw.fact_version == fact.fact_version else data_bytes(fact)


_ATTRIBUTES: dict[str, tuple[str, Callable[[Recorded[Any]], Any]]] = {
    "data": ("jsonb", lambda r: _data(r).decode()),
    "time": ("timestamptz", lambda r: r.time),
    "version": ("integer", lambda r: r.version),
    "position": ("bigint", lambda r: r.position),
    "id": ("uuid", lambda r: r.id),
    "stream": ("text", lambda r: r.stream),
    "source": ("text", lambda r: r.source),
    "meta": ("jsonb", lambda r: orjson.dumps(r.meta.as_json()).decode()),
}


class Run:
    """Facts of one class, in order, and what statements need of them, each made once."""

    def __init__(self, facts: Sequence[Recorded[Any]]) -> None:
        self.facts = facts
        self._made: dict[str, list[Any]] = {}

    def __len__(self) -> int:
        return len(self.facts)

    def column(self, name: str) -> list[Any]:
        if name not in self._made:
            read = _ATTRIBUTES[name][1]
            self._made[name] = [read(recorded) for recorded in self.facts]
        return self._made[name]


class Statement(NamedTuple):
    """`one` for a run of one fact, `many` for longer ones; `turns`: facts of one key go one after another, a turn each."""

    one: str
    many: str
    needs: tuple[str, ...]
    turns: bool

    async def run(self, tx: Any, run: Run) -> None:
        if len(run) == 1:
            await self._execute(tx, self.one, [run.column(name)[0] for name in self.needs])
        else:
            await self._execute(tx, self.many, [*(run.column(name) for name in self.needs), len(run)])

    async def _execute(self, tx: Any, query: str, arguments: list[Any]) -> None:
        if not self.turns:
            await tx.execute(query, *arguments)
            return
        turn, turns = 1, 1
        while turn <= turns:
            turns = await tx.fetchval(query, *arguments, turn) or 0
            turn += 1


def statement(verb: Verb, cls: type[BaseModel], shape: Shape) -> Statement:
    """Raises DescriptionError where the description does not fit the fact."""
    values = Expressions(verb, cls, shape)
    wanted = needs(verb)
    arguments = {name: f"${n}::{_ATTRIBUTES[name][0]}" for n, name in enumerate(wanted, 1)}
    single = ", ".join(f"{argument} as {name}" for name, argument in arguments.items())
    count, turn = f"${len(wanted) + 1}", f"${len(wanted) + 2}"
    build = _Builder(verb, values)
    return Statement(
        build.text(f"(select {single}, 1 as ord) e", None, count),
        build.text(_rows({name: f"{argument}[]" for name, argument in arguments.items()}, count), count, turn),
        wanted,
        verb.reads_the_row,
    )


ATTRIBUTES = tuple(_ATTRIBUTES)
STEP_ARGUMENTS = tuple(f"{kind}[]" for kind, _ in _ATTRIBUTES.values())
"""What a function of several statements is given: the columns of a run, in this order, and their types."""


def step(verb: Verb, cls: type[BaseModel], shape: Shape) -> str:
    """The statement for a run as it stands in such a function; its variable `v_turn` says whose turn it is.

    The run's data may be as another service has published it, without what the class has got since.
    """
    numbers = {name: f"${n}" for n, name in enumerate(_ATTRIBUTES, 1)}
    rows = _rows({name: numbers[name] for name in needs(verb)}, "cardinality($1)")
    return _Builder(verb, Expressions(verb, cls, shape, complete=True)).text(rows, "cardinality($1)", "v_turn")


def _rows(lists: Mapping[str, str], count: str) -> str:
    # The planner expects a tenth of what a limit by parameter lets through, so one row. Without it a plan made while the table
    # was small, and kept, reads the whole table for each run until somebody analyses it.
    listed, names = ", ".join(lists.values()), ", ".join(lists)
    return f"(select * from unnest({listed}) with ordinality as u({names}, ord) limit {count}::bigint) e"


def needs(verb: Verb) -> tuple[str, ...]:
    """The columns of a run that a verb reads; at least one, so that there are rows."""
    wanted = set() if verb.each is None and verb.within is None else {"data"}
    for value in (*verb.given.values(), verb.where):
        for found in fields(value):
            wanted.update(found.needs if isinstance(found, Envelope) else ("data",))
    return tuple(name for name in _ATTRIBUTES if name in wanted) or ("version",)


class _Builder:
    def __init__(self, verb: Verb, values: Expressions) -> None:
        self.verb, self.values = verb, values
        self.table = quoted(verb.table.name)
        self.columns = ", ".join(quoted(column) for column in verb.columns)
        self.key = [quoted(column) for column in verb.table.key]

    def text(self, source: str, count: str | None, turn: str) -> str:
        """`count`: how many facts there are, None for one; `turn`: whose turn it is."""
        verb, table = self.verb, self.table
        rows = f" from {source}{self.values.parts()}{self._condition()}"
        several = count is not None or verb.each is not None
        order = "e.ord, p.nth" if verb.each is not None else "e.ord"
        if verb.kind in {"insert", "keep"}:
            stay = " on conflict do nothing" if verb.kind == "keep" else ""
            in_order = f" order by {order}" if several else ""
            return f"insert into {table} ({self.columns}) select {self._listed()}{rows}{in_order}{stay}"
        if verb.reads_the_row:
            return self._by_turns(rows, order, turn)
        newest = ", ".join(str(n) for n, _ in enumerate(self.key, 1))
        descending = ", ".join(f"{column} desc" for column in order.split(", "))
        found = f"select {self._listed()}{rows}"
        if several:
            found = f"select distinct on ({newest}) {self._listed()}{rows} order by {newest}, {descending}"
        if verb.kind == "upsert":
            sets = ", ".join(f"{c} = excluded.{c}" for c in map(quoted, verb.changed))
            then = f"update set {sets}" if sets else "nothing"
            return f"insert into {table} ({self.columns}) {found} on conflict ({', '.join(self.key)}) do {then}"
        if count is not None:
            found = _as_one(found, count, deep=verb.each is not None)
        return self._change(f"({found}) s", lambda column: f"s.{quoted(column)}")

    def _change(self, source: str, new: Callable[[str], str], more: str = "") -> str:
        matches = " and ".join(f"{self.table}.{column} = s.{column}" for column in self.key)
        if self.verb.kind == "delete":
            return f"delete from {self.table} using {source} where {matches}{more}"
        sets = ", ".join(f"{quoted(column)} = {new(column)}" for column in self.verb.changed)
        return f"update {self.table} set {sets} from {source} where {matches}{more}"

    def _by_turns(self, rows: str, order: str, turn: str) -> str:
        """Of facts with one key only the one whose turn it is; the answer is how many turns there are."""
        verb, table = self.verb, self.table
        listed = [f"{self.values.column(c)} as {quoted(c)}" for c in verb.columns if not _asks(verb.given[c])]
        for owner, value in (*verb.given.items(), ("", verb.where)):
            if _asks(value):
                listed += [f"{self.values.value(v)} as {quoted(f'{owner}:{n}')}" for n, v in value.values.items()]
        turns = f"row_number() over (partition by {self._keys()} order by {order}) as {quoted(':turn')}"
        inner = f"select {', '.join(listed)}, {turns}"
        now = f"s.{quoted(':turn')} = {turn}"

        def new(column: str) -> str:
            value = verb.given[column]
            return self._filled(value, column) if _asks(value) else f"s.{quoted(column)}"

        if verb.kind == "upsert":
            sets = []
            for column in verb.changed:
                value, there = verb.given[column], f"excluded.{quoted(column)}"
                sets.append(f"{quoted(column)} = {value.filled({'new': there}, table) if _asks(value) else there}")
            first = ", ".join(f"s.{quoted(f'{c}:new' if _asks(verb.given[c]) else c)}" for c in verb.columns)
            done = (
                f"insert into {table} ({self.columns}) select {first} from s where {now}"
                f" on conflict ({', '.join(self.key)}) do update set {', '.join(sets)}"
            )
        else:
            more = f" and {self._filled(verb.where, '')}" if _asks(verb.where) else ""
            done = self._change("s", new, f" and {now}{more}")
        return f"with s as materialized ({inner}{rows}), done as ({done}) select max({quoted(':turn')}) from s"

    def _filled(self, value: Any, owner: str) -> str:
        columns = {name: "s." + quoted(f"{owner}:{name}") for name in value.values}
        return f"({value.filled(columns, self.table)})"

    def _listed(self) -> str:
        return ", ".join(f"{self.values.column(column)} as {quoted(column)}" for column in self.verb.columns)

    def _keys(self) -> str:
        return ", ".join(self.values.column(column) for column in self.verb.table.key)

    def _condition(self) -> str:
        where = self.verb.where
        return "" if where is None or where.reads_the_row else f" where {self.values.sql(where)}"


def _asks(value: Any) -> bool:
    return isinstance(value, Sql) and value.reads_the_row


def _as_one(found: str, count: str, *, deep: bool) -> str:
    """The planner expects one row of it (see above). A list's parts, a hundred by its guess, want two limits more."""
    if not deep:
        return f"{found} limit {count}::bigint"
    limit = f"limit {count}::bigint * 1000000"
    return f"select * from (select * from ({found} {limit}) a {limit}) b {limit}"
