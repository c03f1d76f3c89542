"""What several papers have in common."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, ClassVar, Final

from pydantic import AwareDatetime, Field

from libs.events.calendar import CHINA
from libs.events.catalog.codes import Digest, EntityId, InspectorId, ItemCode, Name, PlainText, Ref, Value
from libs.events.catalog.inspection.docket import PaperKind

__all__ = ["Form", "Item", "Officer", "Party", "Piece", "Trouble", "day", "moment", "money", "officers_of"]


class Party(Value):
    """Who is checked. `place`: where, None for its own address."""

    entity: EntityId
    name: Name
    place: Name | None = None

    @property
    def code(self) -> str:
        scheme, _, value = self.entity.partition(":")
        return value if scheme == "uscc" else self.entity


class Officer(Value):
    """`name` and `certificate` as far as they are known; without a name the number stands for it."""

    inspector: InspectorId
    name: Name | None = None
    certificate: Ref | None = None

    @property
    def said(self) -> str:
        number = self.certificate or self.inspector
        return f"{self.name}（执法证号 {number}）" if self.name else f"执法证号 {number}"


class Item(Value):
    """An item of a check. `outcome` in words, once it has been checked."""

    item: ItemCode
    content: PlainText | None = None
    legal_basis: PlainText | None = None
    outcome: PlainText | None = None


class Trouble(Value):
    """A problem that was found. `handling` in words, once it is decided."""

    finding: Ref
    item: ItemCode
    description: PlainText
    severity: PlainText | None = None
    handling: PlainText | None = None


class Piece(Value):
    """A piece of evidence: a file by its digest."""

    sha256: Digest
    what: PlainText
    media_type: str | None = None
    about: Ref | None = None
    taken_at: AwareDatetime | None = None


Officers = Annotated[tuple[Officer, ...], Field(max_length=50)]
Items = Annotated[tuple[Item, ...], Field(max_length=500)]
Troubles = Annotated[tuple[Trouble, ...], Field(max_length=500)]
Pieces = Annotated[tuple[Piece, ...], Field(max_length=1000)]
Sentences = Annotated[tuple[PlainText, ...], Field(max_length=50)]


class Form(Value):
    """Base of what papers say. `kind` says which paper. `authority`: who issues it, by name; `dated`: the day of the paper."""

    kind: ClassVar[PaperKind]
    authority: Name
    dated: date


def day(value: date) -> str:
    return f"{value.year}年{value.month}月{value.day}日"


def moment(value: datetime) -> str:
    """By the clock of the place."""
    here = value.astimezone(CHINA)
    return f"{day(here.date())}{here.hour}时{here.minute:02d}分"


def officers_of(officers: Iterable[Officer]) -> str:
    return "\n".join(officer.said for officer in officers)


_FIGURES: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("", "拾", "佰", "仟")
_GROUPS: Final = ("", "万", "亿", "万亿")


def money(fen: int) -> str:
    """An amount in figures and in words that nobody alters: `10,500元（大写：人民币壹万零伍佰元整）`. Takes 0 to 10^18 fen."""
    yuan, rest = divmod(fen, 100)
    figures = f"{yuan:,}元" if rest == 0 else f"{yuan:,}.{rest:02d}元"
    return f"{figures}（大写：人民币{_capitals(yuan)}元{_small(rest, whole=yuan > 0)}）"


def _small(rest: int, *, whole: bool) -> str:
    jiao, fen = divmod(rest, 10)
    if not rest:
        return "整"
    if not fen:
        return f"{_FIGURES[jiao]}角整"
    return f"{f'{_FIGURES[jiao]}角' if jiao else '零' if whole else ''}{_FIGURES[fen]}分"


def _capitals(yuan: int) -> str:
    if not yuan:
        return _FIGURES[0]
    said, gap = "", False
    for power in reversed(range((len(str(yuan)) + 3) // 4)):
        group = yuan // 10_000**power % 10_000
        if not group:
            gap = gap or bool(said)
            continue
        if said and (gap or group < 1000):
            said += _FIGURES[0]
        said += _group(group) + _GROUPS[power]
        gap = False
    return said


def _group(group: int) -> str:
    said, gap = "", False
    for place in reversed(range(4)):
        figure = group // 10**place % 10
        if figure:
            said += (_FIGURES[0] if gap and said else "") + _FIGURES[figure] + _PLACES[place]
            gap = False
        else:
            gap = True
    return said
