"""Effective-dated lists, one way for all of them: a row is in force from its day until the day of what follows it.

Changes may be announced for a day to come. No change takes effect before the one it follows, so that what was in force on a
past day stays what it was. The state is the row's history.

Rules: J-07, L-60.
"""

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from libs.events.calendar import local_day
from libs.events.decider import Command, Decider
from libs.events.fact import Fact, Making
from libs.events.refusal import Invalid
from libs.events.shapes.ahead import check_ahead

from . import commands
from . import refusals as r
from .newer import NO_CONTENT, check_newer

LISTS = {
    **dict.fromkeys(("department", "departments", "named_by"), (" of departments", "部门名录")),
    **dict.fromkeys(("industry", "industries"), (" of industries", "行业领域名录")),
    **dict.fromkeys(("township", "townships"), (" of townships", "镇街名录")),
    "members": (" of townships or departments", "镇街名录或部门名录"),
    "category": (" of kinds of business", "主体类型范围"),
    "code": (" of the source", "来源清单"),
}
"""What the list is called on which a field's codes are."""
Timeline = tuple[Fact, ...]
C = TypeVar("C", bound=Command)


def day_of(fact: Fact) -> date:
    """The day a fact takes effect; the beginning of time for facts recorded before they named one."""
    day: date | None = getattr(fact, "effective_from", None)
    return day or date.min


def in_force(timeline: Timeline, day: date, ends: type[Fact]) -> Fact | None:
    """The row that counts on a day; None before the first, after a withdrawal, and after the row's own end."""
    row = next((fact for fact in reversed(timeline) if day_of(fact) <= day), None)
    if row is None or isinstance(row, ends):
        return None
    until: date | None = getattr(row, "effective_until", None)
    return row if until is None or day < until else None


def check_order(since: date, day: date, field: str = "effective_from") -> None:
    """Raises BeforeLastEdition for a change that would reach back behind the last one."""
    if day < since:
        raise r.BeforeLastEdition(field=field, value=day, since=since)


def check_listed(field: str, values: Iterable[str], listed: Container[str]) -> None:
    """Raises Invalid naming the field, its list, and what is not on it."""
    unlisted = {value for value in values if value not in listed}
    if unlisted:
        unknown = sorted(unlisted)
        of, of_zh = LISTS.get(field.rpartition(".")[2], ("", "名录"))
        raise Invalid(
            f"not on the list{of}: {', '.join(unknown)}",
            f"不在{of_zh}中:{'、'.join(unknown)}",
            field=field,
            value=unknown[0] if len(unknown) == 1 else unknown,
            do_en="Use listed codes, or list them first.",
            do_zh="请使用名录中的代码,或先列入名录。",
        )


@dataclass(frozen=True)
class DatedList(Generic[C]):
    """A list: `enter` asks for a row and `begins` is its fact, `withdraw` and `ends` take it off again.

    `key`: the field that names the row. `named` holds what a row names to the lists, before anything else; `check` holds a new
    row to the rules of its list on its day. Both raise their refusals.
    """

    key: str
    enter: type[C]
    begins: type[Fact]
    withdraw: type[Command]
    ends: type[Fact]
    named: Callable[[C], None] | None = None
    check: Callable[[C, date], None] | None = None
    begun: Making[Fact] = field(init=False)
    ended: Making[Fact] = field(init=False)

    def __post_init__(self) -> None:
        given = [name for name in ("effective_from", "edition") if name in self.begins.model_fields]
        object.__setattr__(self, "begun", self.begins.of(self.enter, *given))
        object.__setattr__(self, "ended", self.ends.of(self.withdraw))

    def decider(self, name: str = "", stream: Callable[[Any], str] | None = None) -> Decider[Any, Timeline]:
        """Streams are `{name}-{key's value}`; `name` is the key's unless said, `stream` where that is not enough."""
        name = name or self.key
        return Decider(
            name=name,
            commands=(self.enter, self.withdraw),
            stream=stream or (lambda command: f"{name}-{getattr(command, self.key)}"),
            initial=(),
            decide=self._decide,
            evolve=lambda timeline, fact: (*timeline, fact) if isinstance(fact, (self.begins, self.ends)) else timeline,
        )

    def _decide(self, command: Any, timeline: Timeline, now: datetime) -> Sequence[Fact]:
        if isinstance(command, self.withdraw):
            return self._withdrawn(command, timeline, now)
        return self._entered(command, timeline, now)

    def _entered(self, command: Any, timeline: Timeline, now: datetime) -> Sequence[Fact]:
        if self.named is not None:
            self.named(command)
        day: date = command.effective_from or local_day(now)
        row = self._row(command, timeline, day)
        held = in_force(timeline, day, self.ends)
        if held is not None and _content(held) == _content(row):
            return []
        if timeline:
            if command.effective_from is None and self._said_before(command, row, timeline[-1], day):
                return []
            check_order(day_of(timeline[-1]), day)
            self._check_newer(command, row, timeline[-1])
        check_ahead(day, now)
        _ends_later(row, day)
        if self.check is not None:
            self.check(command, day)
        return [row]

    def _row(self, command: Any, timeline: Timeline, day: date) -> Fact:
        if "edition" not in self.begins.model_fields:
            return self.begun(command, effective_from=day)
        edition = 1 + sum(isinstance(fact, self.begins) for fact in timeline)
        return self.begun(command, effective_from=day, edition=edition)

    def _said_before(self, command: Any, row: Fact, last: Fact, day: date) -> bool:
        """Whether a file that names no day has nothing to add. Raises IsWithdrawn: it brings nothing back."""
        if not isinstance(last, self.ends):
            return _content(last) == _content(row)
        if day < day_of(last):
            return False
        raise r.IsWithdrawn(
            do_en="Take the row out of the file, or list it again with the day it counts from.",
            do_zh="请从文件中删除该行;确需重新列入的,请注明生效日期。",
            field=self.key,
            value=getattr(command, self.key),
            day=day_of(last),
        )

    def _check_newer(self, command: Any, row: Fact, last: Fact) -> None:
        """A row that takes the place of the last one is held to the day of its file; one with a later day follows it."""
        day = command.effective_from
        if isinstance(last, self.begins) and day in {None, day_of(last)} and isinstance(command, commands.Entered):
            check_newer(command.on_record, last, row, day_of(last) if day is None else date.min)

    def _withdrawn(self, command: Any, timeline: Timeline, now: datetime) -> Sequence[Fact]:
        value, day = getattr(command, self.key), command.effective_from
        if not timeline:
            raise r.NotListed(field=self.key, value=value)
        last = timeline[-1]
        if isinstance(last, self.ends):
            raise r.IsWithdrawn(field=self.key, value=value, day=day_of(last))
        check_order(day_of(last), day)
        check_ahead(day, now)
        if command.known:
            rests_zh = ";".join(map(_in_chinese, command.known))
            raise r.StillRestedOn(field=self.key, value=value, day=day, rests_en="; ".join(command.known), rests_zh=rests_zh)
        return [self.ended(command)]


def _ends_later(row: Fact, day: date) -> None:
    until: date | None = getattr(row, "effective_until", None)
    if until is not None and until <= day:
        raise r.EndsTooEarly(effective_until=until, day=day)


def _content(fact: Fact) -> dict[str, Any]:
    return fact.model_dump(exclude=set(NO_CONTENT))


_KINDS_ZH = {
    "scenarios": "综合查一次场景",
    "manuals": "检查手册",
    "townships": "镇街",
    "mandates": "职权依据",
    "conference": "联席会成员",
    "areas": "片区",
    "items": "检查事项",
    "entities": "检查对象",
    "premises": "经营场所",
    "inspectors": "执法人员",
}


def _in_chinese(resting: str) -> str:
    """`kind key`, its kind in Chinese."""
    kind, _, key = resting.partition(" ")
    return f"{_KINDS_ZH.get(kind, '其他内容')} {key}"
