"""Facts: what happened, in the past tense, immutable, versioned, with a visibility.

A fact's stored name (`library.book-lent`) and integer version are its identity; import paths never are. A
published version never changes. A new class with the next version is added instead, and an upcaster turns stored data
of the old version into the new shape when it is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, ClassVar, Generic, NamedTuple, Self, TypeVar, Union, get_args, get_origin

import orjson
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.fields import FieldInfo

__all__ = [
    "Catalog",
    "Fact",
    "NewerFactError",
    "Raw",
    "Unknown",
    "UnreadableFactError",
    "Upcaster",
    "Visibility",
    "catalog",
    "unrecorded",
]

_NAME = re.compile(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*\.[a-z][a-z0-9]*(-[a-z0-9]+)*$")


class Visibility(StrEnum):
    """Who may ever see a fact."""

    PRIVATE = "private"
    """Never leaves the service."""
    CONFIDED = "confided"
    """On this jurisdiction's topic, sealed for the services that hold the secret (bus/confiding.py); never in the feed."""
    INTERNAL = "internal"
    """On this jurisdiction's topics."""
    SHARED = "shared"
    """Also on `{place}.shared`: signed, hash-chained, readable by neighbours."""

    @property
    def open(self) -> bool:
        """Whether all services of the place read it."""
        return self in {Visibility.INTERNAL, Visibility.SHARED}


class Raw(NamedTuple):
    """A fact as it is stored, of whatever version, its data not decoded."""

    fact_type: str
    fact_version: int
    json: bytes


class Fact(BaseModel):
    """Base of all facts.

        class BookLent(Fact, name="library.book-lent", version=1, visibility=Visibility.INTERNAL): ...

    Class keywords: `name` = `service.past-tense`, lower case with hyphens; `version` >= 1; `visibility`.
    Classes without a name are abstract bases and are not registered.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_bytes="base64", allow_inf_nan=False)

    fact_type: ClassVar[str] = ""
    fact_version: ClassVar[int] = 0
    visibility: ClassVar[Visibility] = Visibility.INTERNAL

    def __init_subclass__(
        cls, *, name: str = "", version: int = 1, visibility: Visibility = Visibility.INTERNAL, **kwargs: Any
    ) -> None:
        super().__init_subclass__(**kwargs)
        if name:
            if not _NAME.fullmatch(name):
                raise ValueError(f"fact name {name!r} must look like 'service.past-tense'")
            cls.fact_type, cls.fact_version, cls.visibility = name, version, visibility
            catalog.register(cls)

    def raw(self) -> Raw:
        """What its row will hold."""
        return Raw(self.fact_type, self.fact_version, self.__pydantic_serializer__.to_json(self))

    @classmethod
    def like(cls, other: Fact) -> Self:
        """The other fact's data as a fact of this class: what was confided is told, or the other way round."""
        return cls(**dict(other))

    @classmethod
    def of(cls, commands: type[BaseModel] | UnionType, *given: str) -> Making[Self]:
        """Makes facts of this class from commands: fields of the same name are copied, the `given` ones are passed in.

            lent = BookLent.of(c.LendBook, "due")        # at the top of decide.py
            return [lent(command, due=now + LOAN)]       # inside decide

        `commands`: the command class, or several as `A | B`. Raises TypeError here, when the module is imported, if a field of
        the fact is neither in the command nor given, or has another type there.
        """
        return Making(cls, commands, given)


F = TypeVar("F", bound=Fact)


class Making(Generic[F]):
    """How a fact is made from a command: see `Fact.of`."""

    def __init__(self, fact: type[F], commands: type[BaseModel] | UnionType, given: tuple[str, ...]) -> None:
        classes = get_args(commands) if isinstance(commands, UnionType) else (commands,)
        self._fact, self._classes, self._given = fact, classes, frozenset(given)
        unknown = self._given - fact.model_fields.keys()
        if unknown:
            raise TypeError(f"{fact.__name__} has no field {', '.join(sorted(unknown))}")
        self._taken = {command: tuple(self._fields(command)) for command in classes}
        for command in classes:
            _recorded.setdefault(command, set()).update(fact.model_fields)

    def _fields(self, command: type[BaseModel]) -> Iterator[str]:
        for name, field in self._fact.model_fields.items():
            if name in self._given:
                continue
            asked = command.model_fields.get(name)
            if asked is None:
                if field.is_required():
                    raise TypeError(f"{command.__name__} has no {name} for {self._fact.__name__}: give it by name")
                continue
            if not _fits(asked, field):
                raise TypeError(
                    f"{command.__name__}.{name} is {asked.annotation} {asked.metadata},"
                    f" {self._fact.__name__}.{name} is {field.annotation} {field.metadata}"
                )
            yield name

    def __call__(self, command: BaseModel, **given: Any) -> F:
        """The fact. `given` holds exactly the fields that were named when it was declared."""
        if given.keys() != self._given:
            raise TypeError(f"{self._fact.__name__} is made with {sorted(self._given)}, not with {sorted(given)}")
        values = {name: getattr(command, name) for name in self._taken[type(command)]}
        return self._fact(**values, **given)


_recorded: dict[type[BaseModel], set[str]] = {}


def unrecorded(command: type[BaseModel]) -> set[str]:
    """Fields of a command that none of the facts made from it has; none where its facts are made by hand."""
    return set(command.model_fields) - _recorded[command] if command in _recorded else set()


def _fits(asked: FieldInfo, field: FieldInfo) -> bool:
    """Whether every value of the command's field fits the fact's: the same type, and no constraint that the fact alone has."""
    required = {repr(item) for item in field.metadata}
    if asked.annotation == field.annotation:
        return required <= {repr(item) for item in asked.metadata}
    return get_origin(field.annotation) in {Union, UnionType} and any(
        FieldInfo.from_annotation(part).annotation == asked.annotation
        and {repr(item) for item in FieldInfo.from_annotation(part).metadata} <= {repr(item) for item in asked.metadata}
        for part in get_args(field.annotation)
        if part is not NoneType
    )


@dataclass(frozen=True, slots=True)
class Unknown:
    """A fact this code cannot read yet: unknown type, or a version newer than any known. Kept, never dropped."""

    fact_type: str
    fact_version: int
    data: Mapping[str, Any]


class UnreadableFactError(ValueError):
    """Stored data does not fit the published shape of its type and version."""

    plain = True


class NewerFactError(UnreadableFactError):
    """The store holds a fact that is newer than this code. The process must be updated before it can decide or send."""


Upcaster = Callable[[dict[str, Any]], dict[str, Any]]


class Catalog:
    """All fact classes of a process by (type, version), with the upcasters between versions."""

    def __init__(self) -> None:
        self._classes: dict[tuple[str, int], type[Fact]] = {}
        self._newest: dict[str, type[Fact]] = {}
        self._upcasters: dict[tuple[str, int], Upcaster] = {}

    def register(self, cls: type[Fact]) -> None:
        """Adds a class. Raises ValueError if another class holds the same type and version."""
        key = (cls.fact_type, cls.fact_version)
        held = self._classes.get(key)
        if held is not None and (held.__module__, held.__qualname__) != (cls.__module__, cls.__qualname__):
            raise ValueError(f"{key} is already {held.__module__}.{held.__qualname__}")
        self._classes[key] = cls
        newest = self._newest.get(cls.fact_type)
        if newest is None or newest.fact_version <= cls.fact_version:
            self._newest[cls.fact_type] = cls

    def upcaster(self, fact_type: str, *, from_version: int) -> Callable[[Upcaster], Upcaster]:
        """Decorator: the function turns data of `from_version` into data of `from_version + 1`."""

        def add(function: Upcaster) -> Upcaster:
            self._upcasters[(fact_type, from_version)] = function
            return function

        return add

    def newest(self, fact_type: str) -> type[Fact] | None:
        """The newest class of a type, or None when the type is unknown here."""
        return self._newest.get(fact_type)

    def __iter__(self) -> Iterator[type[Fact]]:
        return iter(sorted(self._classes.values(), key=lambda c: (c.fact_type, c.fact_version)))

    def of(self, service: str) -> Iterable[type[Fact]]:
        """All versions of all facts a service publishes."""
        return [c for c in self if c.fact_type.startswith(f"{service}.")]

    def decode(self, fact_type: str, version: int, data: dict[str, Any]) -> Fact | Unknown:
        """Data of any published version as the newest fact class.

        Unknown types and newer versions come back as `Unknown`. Raises UnreadableFactError when known data does not fit.
        """
        newest = self._newest.get(fact_type)
        if newest is None or version > newest.fact_version:
            return Unknown(fact_type, version, data)
        while version < newest.fact_version:
            step = self._upcasters.get((fact_type, version))
            if step is None:
                raise UnreadableFactError(f"no upcaster for {fact_type} from version {version}")
            try:
                data, version = step(dict(data)), version + 1
            except Exception as error:
                raise UnreadableFactError(f"{fact_type} v{version}: the upcaster failed: {_why(newest, error)}") from error
        return _read(newest, orjson.dumps(data))

    def read(self, fact_type: str, version: int, text: str | bytes) -> Fact | Unknown:
        """As `decode`, from JSON text; the newest version in one go."""
        newest = self._newest.get(fact_type)
        if newest is None or version != newest.fact_version:
            return self.decode(fact_type, version, orjson.loads(text))
        return _read(newest, text)


def _read(newest: type[Fact], text: str | bytes) -> Fact:
    """Strictly: a number that stands for a day would be read by Python and not by the database."""
    try:
        # What model_validate_json calls, without its checks of options that are not used here.
        fact: Fact = newest.__pydantic_validator__.validate_json(text, strict=True)
    except ValueError as error:
        raise UnreadableFactError(f"{newest.fact_type} v{newest.fact_version}: {_why(newest, error)}") from error
    return fact


def _why(newest: type[Fact], error: Exception) -> str:
    """What is wrong with a fact's data. Logs, operators and tables hear of it: of a fact that is not for all of the place
    it says what kind of fault there is, and no value.
    """
    if newest.visibility.open:
        return str(error) if isinstance(error, ValidationError) else repr(error)
    kinds = sorted({fault["type"] for fault in error.errors()}) if isinstance(error, ValidationError) else []
    return f"{type(error).__name__} {', '.join(kinds)}".rstrip()


catalog = Catalog()
"""The process-wide catalog: every `Fact` subclass with a type registers itself here."""
