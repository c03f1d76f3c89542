"""Tables of the read models computed from all stored facts at once, by the same values as the living ones.

`once`: each row comes from one fact, so a table is one `insert .. select` a verb. `fold`: several facts make a row; a generated
function reads them by key and in order, keeps the row in a variable and gives it back when the key changes, so that each row is
written once. `print(compiled)` is what an operator may read (`checkonce views sql`).
"""

# ruff: noqa: S608 - made of the code's own constants

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .columns import Shape
from .expressions import Expressions, literal, quoted
from .living import needs
from .plan import Plan, Use, reads_the_row
from .table import Verb

__all__ = ["APART", "CROSSING", "ELSEWHERE", "NEXT", "TableSql", "compiled"]

NEXT, APART = "views_next", "views_apart"
"""The schema that is filled, and the one with what only the rebuild needs: `learned`, `by_hand`, the functions."""
CROSSING, ELSEWHERE = "CR001", "CR002"
"""SQLSTATE where one key has facts of two streams, and where two rows with one key are inserted."""


@dataclass(frozen=True)
class TableSql:
    """How one table is filled. `mode`: once or fold; `facts`: how many are read for it."""

    table: str
    mode: str
    statements: tuple[str, ...]
    facts: int = 0

    def __str__(self) -> str:
        return f"-- {self.table}: {self.mode}\n" + "".join(f"{text};\n" for text in self.statements)


def compiled(
    planned: Plan, shapes: Mapping[str, Shape], counts: Mapping[str, int] | None = None, *, apart: bool = True
) -> list[TableSql]:
    """The statements of all tables that are computed, by name.

    `counts`: how many facts of a type there are; what there is none of is left out. `apart`: some streams go through Python.
    """
    made = []
    for groups, split in ((planned.computed, False), (planned.split, apart)):
        for group in groups:
            for table in sorted(group.tables):
                uses = [use for use in group.of(table) if counts is None or counts.get(use.fact.fact_type)]
                if uses:
                    # The function asks for the most frequent ones first.
                    uses.sort(key=lambda use: -(counts or {}).get(use.fact.fact_type, 0))
                    read = sum((counts or {}).get(use.fact.fact_type, 0) for use in uses)
                    made.append(replace(_table(table, uses, shapes[table], split=split), facts=read))
    return sorted(made, key=lambda found: found.table)


def _table(table: str, uses: Sequence[Use], shape: Shape, *, split: bool) -> TableSql:
    kinds = {use.verb.kind for use in uses}
    asks = any(use.verb.reads_the_row for use in uses)
    alone = len({(use.fact, use.home) for use in uses}) == len(uses)
    natural = alone and not asks and kinds <= {"insert", "upsert", "keep"} and all(use.natural for use in uses)
    if kinds == {"insert"} or natural:
        return TableSql(table, "once", tuple(_once(use, shape, split=split) for use in uses))
    if (
        not split
        and not asks
        and len(kinds) == 1
        and kinds <= {"upsert", "keep"}
        and len({use.verb.columns for use in uses}) == 1
    ):
        return TableSql(table, "once", (_last(uses, shape),))
    return TableSql(table, "fold", _Fold(table, uses, shape, split=split).statements())


def _source(use: Use) -> str:
    """The facts of a use: types and versions this code can read."""
    home = "e.home" if use.home else "not e.home"
    return f"e.type = {literal(use.fact.fact_type)} and {home} and e.schema_version <= {use.fact.fact_version}"


def _condition(use: Use, values: Expressions) -> str:
    where = use.verb.where
    return "" if where is None or where.reads_the_row else f" and {values.sql(where)}"


def _once(use: Use, shape: Shape, *, split: bool) -> str:
    verb, values = use.verb, Expressions(use.verb, use.fact, shape, complete=True)
    listed = ", ".join(values.column(column) for column in verb.columns)
    apart = (
        f" and not exists (select from {APART}.by_hand b where b.source = e.source and b.stream = e.stream)" if split else ""
    )
    return (
        f"insert into {NEXT}.{quoted(verb.table.name)} ({', '.join(map(quoted, verb.columns))})\n"
        f"select {listed}\n  from {APART}.learned e{values.parts()}\n where {_source(use)}{_condition(use, values)}{apart}"
    )


def _last(uses: Sequence[Use], shape: Shape) -> str:
    """Of the facts of one key the last (the first for `keep`) makes the row."""
    verb = uses[0].verb
    direction = " desc" if verb.kind == "upsert" else ""
    selects = []
    for use in uses:
        values = Expressions(use.verb, use.fact, shape, complete=True)
        listed = ", ".join(f"{values.column(column)} as {quoted(column)}" for column in verb.columns)
        nth = "p.nth" if use.verb.each is not None else "0::bigint"
        selects.append(
            f"select {listed}, e.seq as {quoted(':seq')}, {use.nth} as {quoted(':verb')}, {nth} as {quoted(':nth')}\n"
            f"  from {APART}.learned e{values.parts()}\n where {_source(use)}{_condition(use, values)}"
        )
    columns, key = ", ".join(map(quoted, verb.columns)), ", ".join(map(quoted, verb.table.key))
    order = ", ".join(f"{quoted(f':{name}')}{direction}" for name in ("seq", "verb", "nth"))
    return (
        f"insert into {NEXT}.{quoted(verb.table.name)} ({columns})\nselect distinct on ({key}) {columns} from (\n"
        + "\nunion all\n".join(selects)
        + f"\n) u order by {key}, {order}"
    )


class _Fold:
    """The function that puts the rows of one table together."""

    def __init__(self, table: str, uses: Sequence[Use], shape: Shape, *, split: bool) -> None:
        self.table, self.shape, self.split = table, shape, split
        self.key = uses[0].verb.table.key
        # Verbs of one fact on the fact itself share a row of the scan; those with parts have one each.
        self.entries: list[list[Use]] = []
        classes = dict.fromkeys((use.fact, use.home) for use in uses)
        for cls in classes:
            for use in sorted((use for use in uses if (use.fact, use.home) == cls), key=lambda use: use.nth):
                last = self.entries[-1] if self.entries else []
                if last and self._shares(last[-1], use):
                    last.append(use)
                else:
                    self.entries.append([use])
        # What asks with a query of its own costs a function ten times what it costs the scan.
        self.hoisted: dict[tuple[Use, str], str] = {}
        for use in uses:
            for column in use.verb.columns if self._born(use.verb) else use.verb.changed:
                if not reads_the_row(use.verb.given[column]) and "(select " in self._values(use).column(column):
                    self.hoisted[use, column] = f"v{len(self.hoisted)}"

    @staticmethod
    def _born(verb: Verb) -> bool:
        return verb.kind in {"insert", "keep", "upsert"}

    def _values(self, use: Use, *, inside: bool = False) -> Expressions:
        """`inside` the function, where the scan's row is `x`."""
        names = {"e": "x", "p": "x"} if inside else {}
        return Expressions(use.verb, use.fact, self.shape, complete=True, **names)

    def _shares(self, before: Use, use: Use) -> bool:
        same = before.fact is use.fact and before.home == use.home and before.verb.each is None and use.verb.each is None
        return same and self._keys(before) == self._keys(use)

    def _keys(self, use: Use) -> list[str]:
        return [self._values(use).column(column) for column in self.key]

    def statements(self) -> tuple[str, ...]:
        name = f"{APART}.{quoted(f'fold_{self.table}')}"
        columns = ", ".join(map(quoted, self.shape.columns))
        into = f"insert into {NEXT}.{quoted(self.table)} ({columns})\nselect {columns} from {name}()"
        return (self._function(name), into)

    def _function(self, name: str) -> str:
        row = f"{NEXT}.{quoted(self.table)}"
        kinds = [self.shape.columns[column].kind for column in self.key]
        numbers = range(len(self.key))
        defaults = "".join(
            f"  blank.{quoted(column)} := {found.otherwise};\n"
            for column, found in self.shape.columns.items()
            if found.otherwise
        )
        order = ", ".join(f'k{n} collate "C"' if kinds[n] == "text" else f"k{n}" for n in numbers)
        changed = " or ".join(f"x.k{n} is distinct from h{n}" for n in numbers)
        declared = " ".join(f"h{n} {kind};" for n, kind in enumerate(kinds))
        kept = " ".join(f"h{n} := x.k{n};" for n in numbers)
        cases = "".join(f"  when {n} then\n{self._case(entry)}" for n, entry in enumerate(self.entries))
        scan = "\n    union all\n".join(map(self._select, self._scans()))
        return (
            f"create function {name}() returns setof {row} language plpgsql as $fold$\n"
            f"declare x record; r {row}; o {row}; blank {row}; have boolean := false; {declared}"
            f"{' whose text;' if self.split else ''}\n"
            f"begin\n{defaults}"
            f"  for x in select * from (\n{scan}\n  ) u order by {order}, seq, verb, nth loop\n"
            f"  if {changed} then\n    if have then return next r; end if;\n    have := false; {kept}"
            f"{' whose := x.whose;' if self.split else ''}\n  end if;\n{self._apart()}"
            f"  case x.verb\n{cases}  end case;\n"
            "  end loop;\n  if have then return next r; end if;\nend $fold$"
        )

    def _apart(self) -> str:
        """A row whose facts are in two streams could be half computed and half not."""
        if not self.split:
            return ""
        return (
            "  if x.whose <> whose then\n"
            f"    raise exception using errcode = '{CROSSING}', message = {literal(self.table + ': a row has facts of ')}"
            " || whose || ' and ' || x.whose;\n  end if;\n  if x.hand then continue; end if;\n"
        )

    def _scans(self) -> list[list[int]]:
        """Entries by number that one scan can read: found by the same key and parts, one for each class."""
        scans: dict[Any, list[int]] = {}
        for number, entry in enumerate(self.entries):
            use = entry[0]
            turn = sum(other[0].fact is use.fact and other[0].home == use.home for other in self.entries[:number])
            scans.setdefault((tuple(self._keys(use)), self._values(use).parts(), turn), []).append(number)
        return list(scans.values())

    def _asked_of(self, number: int) -> str:
        entry = self.entries[number]
        more = _condition(entry[0], self._values(entry[0])) if len(entry) == 1 else ""
        return f"{_source(entry[0])}{more}"

    def _select(self, numbers: Sequence[int]) -> str:
        use = self.entries[numbers[0]][0]
        values = self._values(use)
        asked = [self._asked_of(number) for number in numbers]
        listed = [f"{key} as k{n}" for n, key in enumerate(self._keys(use))]
        verb = "case" + "".join(f" when {text} then {n}" for n, text in zip(numbers, asked, strict=True)) + " end"
        listed += ["e.seq", f"{numbers[0] if len(numbers) == 1 else verb} as verb"]
        each = use.verb.each is not None
        listed += ["p.part", "p.nth"] if each else ["null::jsonb as part", "0::bigint as nth"]
        listed.append("p.name" if each and "name" in values.parts() else "null::text as name")
        wanted = {name for number in numbers for name in self._wanted(self.entries[number])}
        listed += [f"e.{name}" if name in wanted else f"null::{kind} as {name}" for name, kind in self._columns()]
        mine = {id(use) for number in numbers for use in self.entries[number]}
        for (owner, column), name in self.hoisted.items():
            text = f"case when {_source(owner)} then {self._values(owner).column(column)} end"
            listed.append(f"{text if id(owner) in mine else f'null::{self.shape.columns[column].kind}'} as {name}")
        joined = ""
        if self.split:
            listed += ["e.source || ' ' || e.stream as whose", "b.stream is not null as hand"]
            joined = f" left join {APART}.by_hand b on b.source = e.source and b.stream = e.stream"
        columns, conditions = ", ".join(listed), "\n        or ".join(asked)
        return f"    select {columns}\n      from {APART}.learned e{joined}{values.parts()}\n     where {conditions}"

    def _columns(self) -> list[tuple[str, str]]:
        """What any verb of the table reads of a fact, with its type."""
        every = {name for entry in self.entries for name in self._wanted(entry)}
        return [(name, kind) for name, kind in _TYPES.items() if name in every]

    @staticmethod
    def _wanted(entry: Sequence[Use]) -> set[str]:
        return {name for use in entry for name in needs(use.verb)}

    def _case(self, entry: Sequence[Use]) -> str:
        return "".join(self._do(use, alone=len(entry) == 1) for use in entry)

    def _do(self, use: Use, *, alone: bool) -> str:
        verb = use.verb
        values = self._values(use, inside=True)
        born = verb.columns if self._born(verb) else ()
        new = " ".join(self._set(use, values, column, there=False) for column in born)
        change = " ".join(self._set(use, values, column, there=True) for column in verb.changed)
        if verb.reads_the_row:
            change = f"o := r; {change}"
        make = f"r := blank; {new} have := true;"
        match verb.kind:
            case "insert":
                twice = (
                    f"raise exception using errcode = '{ELSEWHERE}',"
                    f" message = {literal(f'{verb} on {use.fact.__name__}: two rows with one key')};"
                )
                text = f"if have then {twice} end if; {make}"
            case "keep":
                text = f"if not have then {make} end if;"
            case "upsert":
                text = f"if have then {change} else {make} end if;"
            case "update":
                text = f"if have{self._asked(verb, values)} then {change} end if;"
            case _:
                text = f"if have{self._asked(verb, values)} then have := false; end if;"
        # A condition on the fact alone is in the scan where the entry has one verb.
        if verb.where is not None and not verb.where.reads_the_row and not alone:
            text = f"if {values.sql(verb.where)} then {text} end if;"
        return f"    {text}\n"

    @staticmethod
    def _asked(verb: Verb, values: Expressions) -> str:
        return f" and {values.sql(verb.where, 'r')}" if verb.where is not None and verb.where.reads_the_row else ""

    def _set(self, use: Use, values: Expressions, column: str, *, there: bool) -> str:
        value: Any = use.verb.given[column]
        if (use, column) in self.hoisted:
            text = f"x.{self.hoisted[use, column]}"
        else:
            text = values.sql(value, "o") if there and reads_the_row(value) else values.column(column)
        return f"r.{quoted(column)} := {text};"


_TYPES = {
    "data": "jsonb",
    "time": "timestamptz",
    "version": "integer",
    "position": "bigint",
    "id": "uuid",
    "stream": "text",
    "source": "text",
    "meta": "jsonb",
}
