"""Read models as data: which columns of which table a fact sets. What PostgreSQL cannot compute stays a handler by hand.

The simplest: a column named alone is the fact's field of that name, and so is the key.

    books = Table("books", "book")
    views.on(BookShelved)(books.upsert("title"))

A row with more than the fact's fields. Columns that are left out get their default; `None` is written as null, default or
not. Enumerations, dates, amounts and lists need no word: the table's own column says how the value is read.

    visits = Table("visits", "visit")
    views.on(VisitAssigned)(
        visits.insert("draw", "lead", "industries", due=fact.window.to, state="assigned", assigned_at=TIME, version=VERSION)
    )

A change, several facts alike, and arithmetic. `{row}` is the row as it stands, `{new}` the value beside the text.

    views.on(VisitCompleted)(visits.update("completed_on", state="completed", version=VERSION))
    views.on(PartRecorded)(visits.update(problems=Sql("{row}.problems + {new}", COUNT("findings"))))
    for step, state in ((RectificationPassed, "passed"), (RectificationFailed, "failed")):
        views.on(step)(rectifications.update(state=state, version=VERSION))

A column from another column, a case, what stays when the fact says nothing, an array that grows, two named values:

    visits.update(before=Sql("{row}.state"), state="closed")
    visits.update(state=Sql("case when {row}.completed_on is null then 'cancelled' else 'closed' end"))
    clues.update(outcome=Sql("coalesce({new}, {row}.outcome)", fact.outcome), late=Sql("{row}.late or {new}", fact.late))
    parts.update(filings=Sql("{row}.filings || {new}", fact.filing))
    loans.update(state=Sql("case when {paid} then {row}.state else {then} end", paid=fact.paid, then="overdue"))

In an upsert the value is what a new row gets, and the text what a row that is there becomes:

    doors.upsert(times=Sql("{row}.times + 1", 1))
    parts.upsert(filings=Sql("{row}.filings || {new}", [fact.filing]))
    entities.upsert("name", listed_on=Sql("{row}.listed_on", DAY))      # stays as it is

Only some rows (an update's or a delete's `where` may ask the row), and only some facts:

    items.update(withdrawn_from=fact.effective_from, where="{row}.withdrawn_from is null")
    visits.update(
        teams=Sql("{row}.teams || {new}", fact.part.team),
        where=Sql("not {new} = any({row}.teams)", fact.part.team),
    )
    risky.upsert(since=DAY, where=Sql("{new} = 'D'", fact.credit_class))
    risky.delete(where=Sql("{new} <> 'D'", fact.credit_class))

Rows that are there stay as they are; rows go. Rows are found by the key that `Table` is given: another one than the primary
key may find many, and may be given by a field of another name.

    Table("revocations", "result").keep()
    Table("competences", "item").delete()
    Table("meetings", "ref").delete(ref=fact.visit)
    Table("items", "item").update(
        effective_until=Sql("least({row}.effective_until, {new})", fact.effective_from),
        where=Sql("{row}.edition < {new}", fact.edition),
    )

A row for each part of a list: a column named alone is the part's field first, then the fact's. `PART` is the part, `NTH`
where it stands. The same for a list of plain values, and for a mapping (`NAME` is the name, `PART` the value):

    parts.insert("kinds", "items", "members", each=fact.parts, ordinal=NTH)
    findings.insert("item", evidence=ALL(PART.evidence.sha256), team=fact.team, each=fact.findings)
    calls.keep(team=PART, each=fact.teams)
    calls.update(team=NAME, stars=PART, each=fact.ratings)

The fields of an object of the fact as if they were the fact's, the whole object as jsonb, and an array of one field of all
parts (`SET`: each value once and in order; lists in lists are joined):

    items.insert("kind", "subject", "legal_basis", content=fact.content, within=fact.content)
    visits.insert(teams=ALL("parts", "team"), kinds=SET("parts", "kinds"))
    editions.insert(list="manuals", key=fact.manual, content=Sql("{new} - 'effective_from'", fact))

One row for each of several fields is a verb for each. A table whose key is the fact itself. A neighbour's facts:

    bodies.keep("kinds", "items", team=PART.team, each=fact.parts)
    bodies.keep(team=fact.lead, kinds=[], items=[])
    Table("seen", "source", "position").upsert("door", source=SOURCE, position=POSITION)
    views.on_neighbour(ResultIssued)(results.keep("entity", place=PLACE))

Of a run of facts with one key the last counts, as if they had been written one after another. An insert of a key that is
there, also twice in one run, is the unique violation it always was and undoes the whole transaction. Verbs and handlers by
hand of one fact run in the order in which they were registered, each over the whole run; where several verbs of one fact
write one table, the run is cut so that no stream is in it twice.

Values: `fact.a.b`, `PART`, `NAME`, `NTH`, `TIME`, `DAY` (the local one), `VERSION`, `POSITION`, `ID`, `STREAM`, `SOURCE`,
`PLACE`, `ACTOR`, `COUNT(list)`, `ALL(list.field)`, `SET(list.field)`, `Sql(text, value)`, constants, lists of these. Inside
`Sql` a value has the type of its field: text, bigint, boolean, date, timestamptz, an array of these, else jsonb.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .values import (
    ACTOR,
    ALL,
    COUNT,
    DAY,
    ID,
    NAME,
    NTH,
    PART,
    PLACE,
    POSITION,
    SET,
    SOURCE,
    STREAM,
    TIME,
    VERSION,
    Path,
    Sql,
    fact,
    path,
)

__all__ = [
    "ACTOR", "ALL", "COUNT", "DAY", "ID", "NAME", "NTH", "PART", "PLACE", "POSITION", "SET", "SOURCE", "STREAM", "TIME",
    "VERSION", "Sql", "Table", "Verb", "fact",
]  # fmt: skip

From = Path | str | None
Where = Sql | str | None


@dataclass(frozen=True, eq=False)
class Verb:
    """What a fact does to a table; made by `Table`, registered with `views.on(Fact)(verb)`."""

    table: Table
    kind: str
    given: dict[str, Any]
    """By column, the key's first. A field of the fact's is a `Path` that says so by its root `named`."""
    each: Path | None
    within: Path | None
    where: Sql | None

    def __post_init__(self) -> None:
        for column, value in self.given.items():
            if not isinstance(value, Sql) or not value.reads_the_row:
                continue
            if self.kind in {"insert", "keep"} or column in self.table.key:
                raise ValueError(f"{self}: {column} asks the row, which is not there yet")
            if self.kind == "upsert" and set(value.values) != {"new"}:
                raise ValueError(f"{self}: {column} needs one value, for a new row: Sql('{{row}}.{column} + 1', 1)")
        if self.where is not None and self.where.reads_the_row and self.kind not in {"update", "delete"}:
            raise ValueError(f"{self}: its condition asks the row, which may not be there")
        if self.kind == "update" and not self.changed:
            raise ValueError(f"{self} changes nothing")

    def __str__(self) -> str:
        return f"{self.table.name}.{self.kind}({', '.join(self.given)})"

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.given)

    @property
    def changed(self) -> tuple[str, ...]:
        """The columns but the key's."""
        return tuple(column for column in self.given if column not in self.table.key)

    @property
    def reads_the_row(self) -> bool:
        """Whether what becomes of a row depends on what it is: then facts of one key go one after another."""
        values = (*self.given.values(), self.where)
        return any(isinstance(value, Sql) and value.reads_the_row for value in values)


@dataclass(frozen=True, init=False)
class Table:
    """A table of the read models and the columns by which its rows are found."""

    name: str
    key: tuple[str, ...]

    def __init__(self, name: str, *key: str) -> None:
        if not key:
            raise ValueError(f"table {name}: name the columns its rows are found by")
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "key", key)

    def insert(self, *same: str, each: From = None, within: From = None, where: Where = None, **given: Any) -> Verb:
        """A new row; one that is there with its key is a unique violation."""
        return self._verb("insert", same, given, each, within, where)

    def keep(self, *same: str, each: From = None, within: From = None, where: Where = None, **given: Any) -> Verb:
        """A new row; one that is there stays as it is."""
        return self._verb("keep", same, given, each, within, where)

    def upsert(self, *same: str, each: From = None, within: From = None, where: Where = None, **given: Any) -> Verb:
        """A new row, or these columns of the one that is there."""
        return self._verb("upsert", same, given, each, within, where)

    def update(self, *same: str, each: From = None, within: From = None, where: Where = None, **given: Any) -> Verb:
        """These columns of the rows that are there."""
        return self._verb("update", same, given, each, within, where)

    def delete(self, *, each: From = None, within: From = None, where: Where = None, **given: Any) -> Verb:
        """The rows go. Only columns of the key are given."""
        beside = [column for column in given if column not in self.key]
        if beside:
            raise ValueError(f"{self.name}.delete: {beside[0]} is not of the key {self.key}")
        return self._verb("delete", (), given, each, within, where)

    def _verb(  # noqa: PLR0917 - the verbs' own arguments
        self, kind: str, same: tuple[str, ...], given: dict[str, Any], each: From, within: From, where: Where
    ) -> Verb:
        named = [*(column for column in self.key if column not in given and column not in same), *same]
        twice = [column for column in named if column in given or named.count(column) > 1]
        if twice:
            raise ValueError(f"{self.name}.{kind}: {twice[0]} is named twice")
        values: dict[str, Any] = {column: Path("named", column) for column in named} | given
        ordered = {column: values[column] for column in self.key} | values
        condition = Sql(where) if isinstance(where, str) else where
        return Verb(self, kind, ordered, _path(each), _path(within), condition)


def _path(given: From) -> Path | None:
    return None if given is None else path(given)
