"""A verb's values as SQL over the stored data of a fact: the same for a living view and for a rebuilt one."""

# ruff: noqa: S608 - made of the code's own constants

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin
from uuid import UUID

import orjson
from pydantic import BaseModel
from pydantic_core import to_jsonable_python

from .columns import Shape
from .table import Sql, Verb
from .values import All, Count, Envelope, Path

__all__ = ["DescriptionError", "Expressions", "literal", "quoted"]

_LISTS: tuple[Any, ...] = (list, tuple, set, frozenset, Sequence, AbstractSet)
_SCALARS: dict[type, str] = {
    bool: "boolean",
    int: "bigint",
    float: "double precision",
    Decimal: "numeric",
    datetime: "timestamp with time zone",
    date: "date",
    UUID: "uuid",
    str: "text",
}


class DescriptionError(ValueError):
    """A read model's description does not fit the fact or the table."""


class _Found(NamedTuple):
    """The object a value is in, its name there (None: the object itself), its type, and what it is where data lacks it."""

    base: str
    name: str | None
    annotation: Any
    otherwise: str | None = None

    @property
    def json(self) -> str:
        if self.name is None:
            return self.base
        value = f"{self.base} -> {literal(self.name)}"
        return f"({value})" if self.otherwise is None else f"coalesce({value}, {self.otherwise})"

    @property
    def text(self) -> str:
        if self.name is None or self.otherwise is not None:
            return f"({self.json} #>> '{{}}')"
        return f"({self.base} ->> {literal(self.name)})"


class Expressions:
    """The values of one verb for one class of facts. `e` and `p` are what the fact and the part are called in the statement.

    With `complete`, fields that stored data of an earlier day may lack get what the class says.
    """

    def __init__(
        self, verb: Verb, cls: type[BaseModel], shape: Shape, *, e: str = "e", p: str = "p", complete: bool = False
    ) -> None:
        self.verb, self.cls, self.shape, self.complete = verb, cls, shape, complete
        self._names = {"e": e, "p": p}

    def parts(self) -> str:
        """The lateral join that makes a row of each part; empty where the fact itself is one."""
        if self.verb.each is None:
            return ""
        found = self._find(self.verb.each)
        p, value = self._names["p"], f"nullif({found.json}, 'null')"
        if _kind(found.annotation) == "array":
            return f" cross join lateral jsonb_array_elements({value}) with ordinality as {p}(part, nth)"
        return f" cross join lateral jsonb_each({value}) with ordinality as {p}(name, part, nth)"

    def column(self, name: str) -> str:
        """What a new row gets in a column."""
        value = self.verb.given[name]
        if isinstance(value, Sql):
            return self.value(value.values["new"]) if value.reads_the_row else self.sql(value)
        return self._of(value, self.shape.columns[name].kind)

    def sql(self, value: Sql, row: str = "") -> str:
        """An expression with its values put in."""
        return f"({value.filled({name: self.value(inner) for name, inner in value.values.items()}, row)})"

    def value(self, value: Any) -> str:
        """A value inside an expression: of the type that its field has."""
        if isinstance(value, Sql):
            return self.sql(value)
        return self._of(value, self._natural(value))

    def certain(self, value: Any) -> str | None:
        """PostgreSQL's type of a field, or of what is known of a fact beside its data. None where it takes several types, or
        words of a closed list, which may all read as another type.
        """
        match value:
            case Path():
                if str(value) == "name":
                    return "text"
                annotation = self._find(value).annotation
                return None if any(map(_is_closed, _plain(annotation))) else _natural(annotation)
            case Envelope():
                return value.kind
        return None

    def _natural(self, value: Any) -> str | None:
        match value:
            case Path():
                return "text" if str(value) == "name" else _natural(self._find(value).annotation)
            case list() | tuple() if value:
                inner = self._natural(value[0])
                return f"{inner}[]" if inner else None
            case str():
                return "text"
        return None

    def _of(self, value: Any, kind: str | None) -> str:
        match value:
            case Path():
                named = str(value) == "name"
                return f"{self._names['p']}.name" if named else self._read(self._find(value), kind or "text", value)
            case Envelope():
                if value.name == "NTH" and self.verb.each is None:
                    raise self._wrong("NTH says where a part stands, and there is no `each`")
                return value.sql.format(**self._names)
            case Count():
                found = self._find(value.of)
                if _kind(found.annotation) != "array":
                    raise self._wrong(f"COUNT({value.of}): not a list")
                return f"coalesce(jsonb_array_length(nullif({found.json}, 'null')), 0)"
            case All():
                return self._all(value)
            case list() | tuple() if any(isinstance(inner, (Path, Envelope, Sql, Count)) for inner in value):
                listed = f"array[{', '.join(self.value(inner) for inner in value)}]"
                return f"{listed}::{kind}" if kind else listed
        return f"{literal(value)}::{kind}" if kind else literal(value)

    def _find(self, path: Path) -> _Found:
        root, *steps = path
        if root == "named":
            return self._named(steps[0])
        if root == "fact":
            return self._walk("e", self.cls, steps, path)
        return self._walk("p", self._part(path), steps, path)

    def _part(self, path: Path) -> Any:
        """The type of the parts of `each`."""
        if self.verb.each is None:
            raise self._wrong(f"{path}: there is no `each`")
        annotation = self._find(self.verb.each).annotation
        element = _element(annotation) or _value_of(annotation)
        if element is None:
            raise self._wrong(f"each={self.verb.each}: neither a list nor a mapping")
        return element

    def _named(self, field: str) -> _Found:
        """A column's own name: a field of the part, else of the object within, else of the fact."""
        if self.verb.each is not None:
            element = self._part(self.verb.each)
            if _has(element, field):
                return self._walk("p", element, [field], Path("part", field))
        if self.verb.within is not None:
            inner = self._find(self.verb.within)
            if _has(inner.annotation, field):
                return self._step(inner.json, inner.annotation, field, self.verb.within)
        return self._walk("e", self.cls, [field], Path("fact", field))

    def _walk(self, root: str, annotation: Any, steps: Sequence[str], path: Path) -> _Found:
        found = _Found(f"{self._names[root]}.{'data' if root == 'e' else 'part'}", None, annotation)
        for step in steps:
            found = self._step(found.json, found.annotation, step, path)
        return found

    def _step(self, base: str, annotation: Any, step: str, path: Path) -> _Found:
        for model in _models(annotation):
            if step in model.model_fields:
                field = model.model_fields[step]
                otherwise = _otherwise(field) if self.complete else None
                # A field that is not there reads as null anyway.
                return _Found(base, step, field.annotation, None if otherwise == "'null'::jsonb" else otherwise)
        value = _value_of(annotation)
        if value is not None:
            return _Found(base, step, value)
        if _kind(annotation) == "array":
            raise self._wrong(f"{path}: {step} is asked of a list: ALL({path}) is the array, each=... makes rows")
        raise self._wrong(f"{path}: there is no field {step}")

    def _read(self, found: _Found, kind: str, path: Path) -> str:
        """A value as a column's type reads it, as it reads any text."""
        have = _kind(found.annotation)
        if have == "bytes":
            raise self._wrong(f"{path} is bytes: say so in a handler by hand")
        if kind in {"json", "jsonb"}:
            return f"nullif({self._whole(found.json, found.annotation)}, 'null'){'::json' if kind == 'json' else ''}"
        if kind.endswith("[]"):
            if have not in {"array", "any"}:
                raise self._wrong(f"{path} is no list, the column is {kind}")
            inner = "v" if kind == "text[]" else f"v::{kind[:-2]}"
            listed = f"array(select {inner} from jsonb_array_elements_text({found.json}) as a(v))"
            return f"case when jsonb_typeof({found.json}) = 'array' then {listed} end"
        if have in {"array", "object"}:
            raise self._wrong(f"{path} is {'a list' if have == 'array' else 'an object'}, the column is {kind}")
        return found.text if kind.startswith(("text", "character")) else f"{found.text}::{kind}"

    def _all(self, value: All) -> str:
        """`array(select ...)` over every list that the path passes."""
        root, *steps = value.of
        found = self._walk("e" if root == "fact" else "p", self.cls if root == "fact" else self._part(value.of), [], value.of)
        sources: list[str] = []

        def unfold(found: _Found) -> _Found:
            while (element := _element(found.annotation)) is not None:
                name = f"a{len(sources) + 1}"
                sources.append(f"jsonb_array_elements(nullif({found.json}, 'null')) as {name}(v)")
                found = _Found(f"{name}.v", None, element)
            return found

        for step in steps:
            found = unfold(found)
            found = self._step(found.json, found.annotation, step, value.of)
        found = unfold(found)
        if not sources:
            raise self._wrong(f"ALL({value.of}): no list on the way")
        one = self._read(found, _natural(found.annotation), value.of)
        if value.distinct:
            order = ' collate "C"' if _natural(found.annotation) == "text" else ""
            return f"array(select distinct {one}{order} from {', '.join(sources)} order by 1)"
        return f"array(select {one} from {', '.join(sources)})"

    def _whole(self, json: str, annotation: Any) -> str:
        """An object or a list in full, with the fields that stored data of an earlier day may lack."""
        if not self.complete or not _lacks(annotation):
            return json
        element = _element(annotation)
        if element is not None:
            listed = f"jsonb_array_elements(nullif({json}, 'null')) with ordinality as w(v, n)"
            every = f"(select coalesce(jsonb_agg({self._whole('w.v', element)} order by w.n), '[]') from {listed})"
            return f"case when jsonb_typeof({json}) = 'array' then {every} else {json} end"
        fields = _models(annotation)[0].model_fields
        otherwise = {name: text for name, field in fields.items() if (text := _otherwise(field)) is not None}
        start = f"jsonb_build_object({', '.join(f'{literal(name)}, {text}' for name, text in otherwise.items())}) || {json}"
        deep = ""
        for name, field in fields.items():
            if _lacks(field.annotation):
                inner = f"({json} -> {literal(name)})"
                inner = f"coalesce{inner[:-1]}, {otherwise[name]})" if name in otherwise else inner
                deep += f" || jsonb_build_object({literal(name)}, {self._whole(inner, field.annotation)})"
        return f"case when jsonb_typeof({json}) = 'object' then {start}{deep} else {json} end"

    def _wrong(self, why: str) -> DescriptionError:
        return DescriptionError(f"{self.verb} on {self.cls.__name__}: {why}")


def quoted(name: str) -> str:
    """A name of a table or column in a statement."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: Any) -> str:  # noqa: PLR0911 - a case for each kind of constant
    """A constant in a statement."""
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case Enum():
            return literal(value.value)
        case int() | float() | Decimal():
            return str(value)
        case dict():
            return literal(orjson.dumps(value).decode())
        case list() | tuple():
            return f"array[{', '.join(literal(inner) for inner in value)}]" if value else "'{}'"
    return "'" + str(value).replace("'", "''") + "'"


def _plain(annotation: Any) -> tuple[Any, ...]:
    """The types a value may have, but null."""
    # A type alias, which may be recursive.
    if hasattr(annotation, "__value__"):
        return _plain(annotation.__value__)
    origin = get_origin(annotation)
    if origin is Annotated:
        return _plain(get_args(annotation)[0])
    if origin in {Union, types.UnionType}:
        return tuple(inner for part in get_args(annotation) for inner in _plain(part))
    return () if annotation in {None, type(None)} else (annotation,)


def _origin(annotation: Any) -> Any:
    return get_origin(annotation) or annotation


def _is_closed(plain: Any) -> bool:
    origin = _origin(plain)
    return origin is Literal or (isinstance(origin, type) and issubclass(origin, Enum))


def _kind(annotation: Any) -> str:
    """How a type stands in JSON: array, object, scalar, bytes, or any of them."""
    kinds = {_kind_of(plain) for plain in _plain(annotation)}
    return kinds.pop() if len(kinds) == 1 else "any"


def _kind_of(plain: Any) -> str:
    origin = _origin(plain)
    if origin in _LISTS:
        return "array"
    if not isinstance(origin, type):
        return "scalar" if origin is Literal else "any"
    if issubclass(origin, (BaseModel, Mapping)):
        return "object"
    if issubclass(origin, bytes):
        return "bytes"
    return "scalar" if issubclass(origin, (Enum, *_SCALARS)) else "any"


def _natural(annotation: Any) -> str:
    """The type a field's values have in an expression."""
    # A recursive type would never end.
    if _kind(annotation) == "any":
        return "jsonb"
    kinds = {_natural_of(plain) for plain in _plain(annotation)}
    return kinds.pop() if len(kinds) == 1 else "jsonb"


def _natural_of(plain: Any) -> str:
    element = _element(plain)
    if element is not None:
        inner = _natural(element)
        return "jsonb" if inner == "jsonb" or inner.endswith("[]") else f"{inner}[]"
    origin = _origin(plain)
    if origin is Literal:
        return _natural_of(type(get_args(plain)[0]))
    if isinstance(origin, type):
        for cls, kind in _SCALARS.items():
            if issubclass(origin, cls):
                return kind
        if issubclass(origin, Enum):
            return "text"
    return "jsonb"


def _element(annotation: Any) -> Any:
    """The type of a list's parts, None where it is no list."""
    for plain in _plain(annotation):
        if _origin(plain) in _LISTS:
            return next((inner for inner in get_args(plain) if inner is not Ellipsis), Any)
    return None


def _value_of(annotation: Any) -> Any:
    """The type of a mapping's values, None where it is no mapping."""
    for plain in _plain(annotation):
        origin = _origin(plain)
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return (*get_args(plain), Any)[1] if get_args(plain) else Any
    return None


def _models(annotation: Any) -> list[type[BaseModel]]:
    return [plain for plain in _plain(annotation) if isinstance(plain, type) and issubclass(plain, BaseModel)]


def _has(annotation: Any, field: str) -> bool:
    return any(field in model.model_fields for model in _models(annotation))


def _otherwise(field: Any) -> str | None:
    """What a class says of a field that is not given; None where it must be given."""
    if field.is_required():
        return None
    value = to_jsonable_python(field.get_default(call_default_factory=True, validated_data={}))
    return f"{literal(orjson.dumps(value).decode())}::jsonb"


def _lacks(annotation: Any) -> bool:
    """Whether stored data of an earlier day may lack a field somewhere in it."""
    element = _element(annotation)
    if element is not None:
        return _lacks(element)
    found = [field for model in _models(annotation)[:1] for field in model.model_fields.values()]
    return any(not field.is_required() or _lacks(field.annotation) for field in found)
