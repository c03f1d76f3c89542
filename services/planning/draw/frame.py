"""The frame: every entity of the register, with what excludes it and what lawfully lifts that.

Rules: N-02.
"""

import re
from array import array
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Any, Self, overload

from pydantic import AfterValidator, Field, model_validator

from services.planning.draw import merkle
from services.planning.draw.canonical import Id, Part, Suite, canonical, text
from services.planning.draw.refusal import Refused

ANY = "*"


@dataclass(frozen=True, slots=True)
class Words:
    """One meaning in both languages."""

    zh: str
    en: str


class ExclusionCode(StrEnum):
    """Why an entity may not be drawn. X1 and X4 concern one kind of check, the others usually every kind."""

    SAME_KIND_THIS_YEAR = "X1"
    DRAWN_TWICE_THIS_YEAR = "X2"
    SUPERIOR_CHECKED = "X3"
    RECOGNISED_RESULT = "X4"
    NOT_OPERATING = "X5"
    ITEM_NOT_IN_FORCE = "X6"
    IN_OPEN_TASK = "X7"
    CLASS_POLICY = "X8"

    @property
    def words(self) -> Words:
        """The reason as it is shown to people."""
        return _EXCLUSION_WORDS[self]


class OverrideCode(StrEnum):
    """What lawfully lifts an exclusion."""

    NOTIFICATION_COMMITMENT = "O1"
    ENVIRONMENT = "O2"
    SAFETY = "O3"
    CAMPAIGN = "O4"
    OTHER_LAW = "O5"
    KEY_LIST_FULL_COVERAGE = "O6"
    COMPLAINT_TRANSFER_OR_WHISTLE = "O7"

    @property
    def words(self) -> Words:
        """The ground as it is shown to people."""
        return _OVERRIDE_WORDS[self]


_EXCLUSION_WORDS = {
    ExclusionCode.SAME_KIND_THIS_YEAR: Words("本年度已接受同类检查", "same kind of check already this year"),
    ExclusionCode.DRAWN_TWICE_THIS_YEAR: Words("本年度已被抽中两次", "drawn twice this year already"),
    ExclusionCode.SUPERIOR_CHECKED: Words("上级部门本年度已检查", "checked by a superior this year"),
    ExclusionCode.RECOGNISED_RESULT: Words("互认的检查结果有效", "a recognised result counts here"),
    ExclusionCode.NOT_OPERATING: Words("停业、注销或吊销", "not operating"),
    ExclusionCode.ITEM_NOT_IN_FORCE: Words("检查事项未生效或已失效", "the item is not in force"),
    ExclusionCode.IN_OPEN_TASK: Words("已在未办结的任务中", "already in an open task"),
    ExclusionCode.CLASS_POLICY: Words("信用等级政策免于抽查", "spared by the policy for its class"),
}

_OVERRIDE_WORDS = {
    OverrideCode.NOTIFICATION_COMMITMENT: Words("告知承诺事项核查", "check of a notification-commitment"),
    OverrideCode.ENVIRONMENT: Words("生态环境保护", "environmental protection"),
    OverrideCode.SAFETY: Words("安全生产", "work safety"),
    OverrideCode.CAMPAIGN: Words("国家或者省统一部署的专项检查", "national or provincial campaign"),
    OverrideCode.OTHER_LAW: Words("法律法规另有规定", "another law provides so"),
    OverrideCode.KEY_LIST_FULL_COVERAGE: Words("重点清单全覆盖", "full coverage of the key list"),
    OverrideCode.COMPLAINT_TRANSFER_OR_WHISTLE: Words("投诉举报、移送或者吹哨", "complaint, transfer or whistle"),
}

# Nobody to check, or no power to check: no ground lifts these two.
_NEVER_LIFTED = frozenset({ExclusionCode.NOT_OPERATING, ExclusionCode.ITEM_NOT_IN_FORCE})


class CreditClass(StrEnum):
    """Credit-risk class, A lowest risk to D highest; U is an entity not yet classed (said, never guessed)."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    U = "U"


class Risk(StrEnum):
    """List class of what is checked at the entity: general (drawn) or key (covered fully in its cycle)."""

    GENERAL = "general"
    KEY = "key"


def _sorted_once(values: tuple[str, ...]) -> tuple[str, ...]:
    ordered = tuple(sorted(values))
    if any(a == b for a, b in pairwise(ordered)):
        raise ValueError("a value is listed twice")
    if ANY in ordered and len(ordered) > 1:
        raise ValueError("'*' stands alone")
    return ordered


Names = Annotated[tuple[Id, ...], Field(min_length=1), AfterValidator(_sorted_once)]


class Exclusion(Part):
    """One reason not to draw an entity, for kinds of check (`["*"]` = every kind), proved by the fact of that id."""

    reason: ExclusionCode
    kinds: Names
    fact: Id


class Override(Part):
    """A lawful ground that lifts the exclusions named in `lifts`, for kinds of check, proved by the fact of that id."""

    reason: OverrideCode
    lifts: Annotated[tuple[ExclusionCode, ...], Field(min_length=1)]
    kinds: Names
    fact: Id

    @model_validator(mode="after")
    def _lifts_only_what_can_be_lifted(self) -> Self:
        if list(self.lifts) != sorted(set(self.lifts)):
            raise ValueError("lifts must be sorted and hold no code twice")
        if barred := _NEVER_LIFTED.intersection(self.lifts):
            raise ValueError(f"nothing lifts {', '.join(sorted(barred))}")
        return self


class Leaf(Part):
    """One entity of the frame. An entity stays in the tree when it is excluded, so that leaving it out shows."""

    entity: Id
    industry: Id
    credit_class: Annotated[CreditClass, Field(alias="class")]
    risk: Risk
    excluded: tuple[Exclusion, ...] = ()
    overrides: tuple[Override, ...] = ()

    def barred(self, kind: str) -> ExclusionCode | None:
        """The first exclusion that holds for this kind of check and that no override lifts; None = may be drawn."""
        for exclusion in self.excluded:
            if (ANY in exclusion.kinds or kind in exclusion.kinds) and not any(
                exclusion.reason in override.lifts and (ANY in override.kinds or kind in override.kinds)
                for override in self.overrides
            ):
                return exclusion.reason
        return None


Cell = tuple[str, CreditClass, Risk]
"""Industry, class and risk: the finest stratum there is."""

Marks = tuple[tuple[Exclusion, ...], tuple[Override, ...]]

_PLAIN_ID = re.compile(r"[^\s|\x00-\x1f\x7f\ud800-\udfff]{1,120}")
_TAIL = '","excluded":[],"industry":%s,"overrides":[],"risk":"%s"}'


class Leaves(Sequence[Leaf]):
    """A million leaves in little memory: `entities` their ids, `cells[cell_of[i]]` industry, class and risk of the i-th,
    `marks[i]` what excludes and overrides it, where anything does. A leaf becomes an object when it is asked for.
    """

    __slots__ = ("_cell_numbers", "cell_of", "cells", "entities", "marks")

    def __init__(self, leaves: Iterable[Leaf] = ()) -> None:
        self.entities: list[str] = []
        self.cells: list[Cell] = []
        self.cell_of = array("I")
        self.marks: dict[int, Marks] = {}
        self._cell_numbers: dict[tuple[str, str, str], int] = {}
        for leaf in leaves:
            self._add(leaf)

    def _add(self, leaf: Leaf) -> None:
        cell = leaf.industry, leaf.credit_class, leaf.risk
        if cell not in self._cell_numbers:
            self._cell_numbers[cell] = len(self.cells)
            self.cells.append(cell)
        if leaf.excluded or leaf.overrides:
            self.marks[len(self.entities)] = leaf.excluded, leaf.overrides
        self.cell_of.append(self._cell_numbers[cell])
        self.entities.append(leaf.entity)

    @classmethod
    def read(cls, entries: Any) -> Self:
        """Leaves as published. Raises ValueError, naming the first that is not a leaf written as it should be."""
        if isinstance(entries, cls):
            return entries
        if not isinstance(entries, list | tuple):
            raise ValueError("a list of leaves is needed")  # noqa: TRY004 - pydantic reports ValueError
        found = cls()
        known, entities, cell_of = found._cell_numbers, found.entities, found.cell_of
        for at, entry in enumerate(entries):
            try:
                # Most entities of a register are in a cell seen before and carry no mark: a glance proves them well formed.
                number = known[entry["industry"], entry["class"], entry["risk"]]
                plain = entry["excluded"] == entry["overrides"] == [] and len(entry) == 6
                if plain and _PLAIN_ID.fullmatch(entry["entity"]):
                    cell_of.append(number)
                    entities.append(entry["entity"])
                    continue
            except (KeyError, TypeError):
                pass
            leaf = Leaf.model_validate(entry)
            if not isinstance(entry, Leaf) and canonical(leaf.plain()) != canonical(entry):
                raise ValueError(f"leaf {at} is not written in its published form")
            found._add(leaf)
        return found

    def sorted(self) -> Self:
        """The same leaves, ascending by entity."""
        order = sorted(range(len(self)), key=self.entities.__getitem__)
        if all(place == at for place, at in enumerate(order)):
            return self
        found = type(self)()
        found.cells, found._cell_numbers = self.cells, self._cell_numbers  # noqa: SLF001 - another of its own kind
        found.entities = [self.entities[at] for at in order]
        found.cell_of = array("I", (self.cell_of[at] for at in order))
        found.marks = {place: self.marks[at] for place, at in enumerate(order) if at in self.marks}
        return found

    def __len__(self) -> int:
        return len(self.entities)

    @overload
    def __getitem__(self, at: int) -> Leaf: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Leaf, ...]: ...
    def __getitem__(self, at: int | slice) -> Leaf | tuple[Leaf, ...]:
        if isinstance(at, slice):
            return tuple(self[one] for one in range(*at.indices(len(self))))
        industry, credit_class, risk = self.cells[self.cell_of[at]]
        excluded, overrides = self.marks.get(at % len(self), ((), ()))
        return Leaf.model_construct(
            entity=self.entities[at],
            industry=industry,
            credit_class=credit_class,
            risk=risk,
            excluded=excluded,
            overrides=overrides,
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(other) == len(self) and all(a == b for a, b in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]  # as for a list: equal to other sequences of the same leaves

    def entries(self) -> Iterator[bytes]:
        """`canonical(leaf)` of each leaf in order."""
        around = [(f'{{"class":"{c}","entity":"', _TAIL % (text(industry), risk)) for industry, c, risk in self.cells]
        for at, (entity, cell) in enumerate(zip(self.entities, self.cell_of, strict=True)):
            if at in self.marks or '"' in entity or "\\" in entity:
                yield canonical(self[at].plain())
            else:
                # Nothing else in an id needs an escape: it holds no control character.
                head, tail = around[cell]
                yield f"{head}{entity}{tail}".encode()


@dataclass(frozen=True)
class Frame:
    """All leaves, ascending by entity id (UTF-8 bytes), each entity once. Build with `Frame.of`."""

    leaves: Sequence[Leaf]

    @classmethod
    def of(cls, leaves: Iterable[Leaf]) -> Self:
        """Sort the leaves; refuses `frame.order` for an entity listed twice."""
        return cls.in_order((leaves if isinstance(leaves, Leaves) else Leaves(leaves)).sorted())

    @classmethod
    def in_order(cls, leaves: Sequence[Leaf]) -> Self:
        """Take published leaves as they stand; refuses `frame.order` unless strictly ascending."""
        frame = cls(leaves if isinstance(leaves, Leaves) else Leaves(leaves))
        for before, after in pairwise(frame.columns.entities):
            if before >= after:
                raise Refused(
                    "frame.order",
                    field="frame.entity",
                    value=after,
                    zh="检查对象必须按编号升序排列且各出现一次,请去除重复或重新排序",
                    en="entities must ascend by id, each once; remove the double or sort again",
                )
        return frame

    @cached_property
    def columns(self) -> Leaves:
        """The leaves by columns."""
        return self.leaves if isinstance(self.leaves, Leaves) else Leaves(self.leaves)

    def hashes(self, suite: Suite) -> list[bytes]:
        """RFC 6962 leaf hashes in order."""
        new = suite.new
        return [new(b"\x00" + entry).digest() for entry in self.columns.entries()]

    def root(self, suite: Suite) -> str:
        """Hex of the Merkle tree head."""
        return merkle.root(suite, self.hashes(suite)).hex()

    def industries_of(self, entities: Container[str]) -> dict[str, str]:
        """The industry of each of these entities, by entity."""
        columns = self.columns
        return {
            entity: columns.cells[cell][0]
            for entity, cell in zip(columns.entities, columns.cell_of, strict=True)
            if entity in entities
        }

    @cached_property
    def by_entity(self) -> dict[str, Leaf]:
        """Leaves by entity id."""
        return {leaf.entity: leaf for leaf in self.leaves}
