"""The frame: every entity of the register, with what excludes it and what lawfully lifts that."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from services.planning.draw import merkle
from services.planning.draw.canonical import Id, Part, Suite, canonical
from services.planning.draw.refusal import Refused

__all__ = ["CreditClass", "Exclusion", "ExclusionCode", "Frame", "Leaf", "Override", "OverrideCode", "Risk", "Words"]

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


@dataclass(frozen=True)
class Frame:
    """All leaves, ascending by entity id (UTF-8 bytes), each entity once. Build with `Frame.of`."""

    leaves: tuple[Leaf, ...]

    @classmethod
    def of(cls, leaves: Iterable[Leaf]) -> Self:
        """Sort the leaves; refuses `frame.order` for an entity listed twice."""
        return cls.in_order(sorted(leaves, key=lambda leaf: leaf.entity))

    @classmethod
    def in_order(cls, leaves: Sequence[Leaf]) -> Self:
        """Take published leaves as they stand; refuses `frame.order` unless strictly ascending."""
        for before, after in pairwise(leaves):
            if before.entity >= after.entity:
                raise Refused(
                    "frame.order",
                    field="frame.entity",
                    value=after.entity,
                    zh="检查对象必须按编号升序排列且各出现一次,请去除重复或重新排序",
                    en="entities must ascend by id, each once; remove the double or sort again",
                )
        return cls(tuple(leaves))

    def hashes(self, suite: Suite) -> list[bytes]:
        """RFC 6962 leaf hashes in order."""
        return [merkle.leaf_hash(suite, canonical(leaf.plain())) for leaf in self.leaves]

    def root(self, suite: Suite) -> str:
        """Hex of the Merkle tree head."""
        return merkle.root(suite, self.hashes(suite)).hex()

    @cached_property
    def by_entity(self) -> dict[str, Leaf]:
        """Leaves by entity id."""
        return {leaf.entity: leaf for leaf in self.leaves}
