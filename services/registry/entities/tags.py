"""Tags of an entity (H-28, H-46, B-19): derived from facts when asked for, each with its rule and its evidence.

Pure; manual tags are facts and none of these. The same rules select in views.sql (`entities_tagged`); a test holds
the two together.

Rules: N-03.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from libs.events.catalog.registry.policy import RegistryPolicy as Policy


class Source(StrEnum):
    """H-28: the six sources of an entity's file. No fact tells of sampling (抽样检查) yet."""

    ACCESS = "access"
    DAILY = "daily"
    SAMPLING = "sampling"
    COMPLAINTS = "complaints"
    DISHONESTY = "dishonesty"
    PENALTIES = "penalties"
    MANUAL = "manual"


DERIVED: dict[str, Source] = {
    "new-entity": Source.ACCESS,
    "multi-industry": Source.ACCESS,
    "key-industry": Source.ACCESS,
    "high-risk": Source.DISHONESTY,
    "complaint-cluster": Source.COMPLAINTS,
    "problems-found": Source.DAILY,
    "penalised": Source.PENALTIES,
}


@dataclass(frozen=True, slots=True)
class Tag:
    """`evidence`: ids of facts, codes of items, or the day it rests on."""

    tag: str
    source: Source
    rule_en: str
    rule_zh: str
    evidence: tuple[str, ...]
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Complaint:
    fact: str
    day: date


@dataclass(frozen=True, slots=True)
class Meeting:
    fact: str
    day: date
    problems: int
    penalty: bool


@dataclass(frozen=True, slots=True)
class OnRecord:
    """What is on record of an entity. `key_items`: key items in force for its industries; `high_risk`: the fact of class D."""

    founded: date | None
    listed: date | None
    industries: Sequence[str]
    key_items: Sequence[str]
    high_risk: tuple[str, date] | None
    complaints: Sequence[Complaint]
    meetings: Sequence[Meeting]


def months_before(day: date, months: int) -> date:
    """The same day so many months ago; the first of the month after where that month is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        return date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)


def derived_tags(known: OnRecord, policy: Policy, day: date) -> list[Tag]:
    """The tags that the facts up to a day give, in the order of `DERIVED`."""
    found = [*_of_access(known, policy, day), *_of_risk(known, policy, day)]
    return sorted(found, key=lambda tag: list(DERIVED).index(tag.tag))


def _tag(name: str, english: str, chinese: str, evidence: Iterable[str], since: date | None = None) -> Tag:
    return Tag(name, DERIVED[name], english, chinese, tuple(evidence), since)


def _of_access(known: OnRecord, policy: Policy, day: date) -> Iterable[Tag]:
    begun, months, many = known.founded or known.listed, policy.new_entity_months, policy.many_industries
    if begun is not None and begun >= months_before(day, months):
        yield _tag("new-entity", f"founded within {months} months", f"成立不满 {months} 个月", [begun.isoformat()], begun)
    if len(known.industries) >= many:
        yield _tag("multi-industry", f"works in {many} industries or more", f"涉及 {many} 个以上行业领域", known.industries)
    if known.key_items:
        yield _tag("key-industry", "key items apply to its industries", "所属行业有重点检查事项", known.key_items)


def _of_risk(known: OnRecord, policy: Policy, day: date) -> Iterable[Tag]:
    first, months = months_before(day, policy.window_months), policy.window_months
    if known.high_risk is not None:
        fact, since = known.high_risk
        yield _tag("high-risk", "credit class D", "信用风险分类为 D 类", [fact], since)
    complaints = [c for c in known.complaints if first <= c.day <= day]
    if len(complaints) >= policy.many_complaints:
        yield _tag(
            "complaint-cluster",
            f"{policy.many_complaints} complaints or more in {months} months",
            f"{months} 个月内被投诉举报 {policy.many_complaints} 次以上",
            [c.fact for c in complaints],
            complaints[0].day,
        )
    recent = [m for m in known.meetings if first <= m.day <= day]
    if wrong := [m for m in recent if m.problems > 0]:
        yield _tag("problems-found", f"problems found within {months} months", f"{months} 个月内检查发现问题", _facts(wrong))
    if penalised := [m for m in recent if m.penalty]:
        yield _tag("penalised", f"penalty procedure within {months} months", f"{months} 个月内进入处罚程序", _facts(penalised))


def _facts(meetings: Iterable[Meeting]) -> Iterable[str]:
    return dict.fromkeys(meeting.fact for meeting in meetings)
