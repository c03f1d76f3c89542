"""What the record answers about an officer's duty, computed from facts alone. It answers, and never judges (L-51, L-52).

What facts do not say yet, for they are of before, is answered as not stated.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from libs.events.catalog.codes import DepartmentCode, ItemCode
from libs.events.catalog.inspection import visit as v
from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.catalog.inspection.handling import FindingAssigned, FindingSettled, Handling
from libs.events.catalog.inspection.rectification import RectificationOrdered, RectificationOverdue, RectificationPassed
from libs.events.catalog.inspection.review import Checked, DutyQuestion, FactRef, Said, StandingAnswer
from libs.events.fact import Fact

NOT_STATED = ("not-stated", None, "")


@dataclass(frozen=True, slots=True)
class Told:
    """A fact on record, with how it is named."""

    fact: Fact
    ref: FactRef


@dataclass(frozen=True, slots=True)
class Record:
    """What is on record of a visit and of what followed, in order. `intact`: whether its seal holds; None without one."""

    told: Sequence[Told]
    department: DepartmentCode
    intact: bool | None = None

    def of(self, kind: type[Fact]) -> Iterator[Told]:
        return (each for each in self.told if isinstance(each.fact, kind))

    def typed(self, fact_type: str) -> Iterator[Told]:
        """Facts by their name: those that other code may know better."""
        return (each for each in self.told if each.fact.fact_type == fact_type)

    def mine(self, told: Iterable[Told], name: str = "department") -> list[Told]:
        return [each for each in told if getattr(each.fact, name, None) == self.department]

    @property
    def parts(self) -> list[Told]:
        return self.mine(self.of(v.PartRecorded))

    @property
    def findings(self) -> list[Any]:
        return [finding for part in self.parts for finding in part.fact.findings]  # type: ignore[attr-defined]


def standing(record: Record) -> tuple[StandingAnswer, ...]:
    """The answers of a visit's record about what a department owed on it, in the order of `DutyQuestion`."""
    answers = {
        DutyQuestion.ITEMS: _items(record),
        DutyQuestion.HANDBOOK: _handbook(record),
        DutyQuestion.APPROVED: _approved(record),
        DutyQuestion.NOTICED: _noticed(record),
        DutyQuestion.TWO: _two(record),
        DutyQuestion.ON_TIME: _on_time(record),
        DutyQuestion.EVIDENCED: _evidenced(record),
        DutyQuestion.ANSWERED: _there(record.of(v.EntityAnswered), Said.NO if record.intact is not None else Said.NOT_STATED),
        DutyQuestion.INTACT: _Answer({None: Said.NOT_STATED, True: Said.YES, False: Said.NO}[record.intact]),
        DutyQuestion.PUBLISHED: _Answer(Said.NOT_STATED),
        DutyQuestion.PUBLISHED_IN_TIME: _Answer(Said.NOT_STATED),
        DutyQuestion.CARRIED_OUT: _carried_out(record),
        DutyQuestion.CRIME_TRANSFERRED: _transferred(record),
    }
    required = [answers[each] for each in (DutyQuestion.ITEMS, DutyQuestion.HANDBOOK, DutyQuestion.TWO)]
    answers[DutyQuestion.AS_REQUIRED] = _all(required)
    return tuple(
        StandingAnswer(question=each, said=answers[each].said, owner=record.department, facts=answers[each].facts)
        for each in DutyQuestion
    )


def checked(record: Record | None, item: ItemCode | None) -> Checked:
    """What had become of the entity, of the item where one is asked for; no record: nobody of the department was there."""
    if record is None:
        return Checked.NOT_DRAWN
    parts = record.parts
    if not parts:
        return Checked.UNRECORDED
    if item is not None and all(item not in _checked_items(part.fact) for part in parts):
        return Checked.OTHER_ITEMS
    found = [finding.finding for finding in record.findings if item in {None, finding.item}]
    if not found:
        return Checked.NOTHING_FOUND
    return Checked.HANDLED if all(_handled(record, finding) for finding in found) else Checked.NOT_HANDLED


@dataclass(frozen=True, slots=True)
class _Answer:
    said: Said
    facts: tuple[FactRef, ...] = ()


def _refs(told: Iterable[Told]) -> tuple[FactRef, ...]:
    return tuple(each.ref for each in told)


def _there(told: Iterable[Told], otherwise: Said) -> _Answer:
    refs = _refs(told)
    return _Answer(Said.YES, refs) if refs else _Answer(otherwise)


def _all(answers: Sequence[_Answer]) -> _Answer:
    facts = tuple(dict.fromkeys(ref for each in answers for ref in each.facts))
    said = {each.said for each in answers}
    return _Answer(Said.NO if Said.NO in said else Said.NOT_STATED if Said.NOT_STATED in said else Said.YES, facts)


def _checked_items(part: Any) -> set[str]:
    checks = getattr(part, "checks", ())
    return {check.item for check in checks} if checks else set(getattr(part, "items", ()))


def _planned_items(record: Record) -> set[str]:
    """The items of the department's part, with those of the checks that joined."""
    items: set[str] = set()
    for each in record.told:
        parts = each.fact.parts if isinstance(each.fact, v.VisitAssigned) else ()
        joined = [each.fact.part] if isinstance(each.fact, v.PartJoined) else []
        items |= {item for part in (*parts, *joined) if part.department == record.department for item in part.items}
    return items


def _items(record: Record) -> _Answer:
    parts = record.parts
    if not parts:
        return _Answer(Said.NOT_STATED)
    same = {item for part in parts for item in _checked_items(part.fact)} == _planned_items(record)
    return _Answer(Said.YES if same else Said.NO, _refs(parts))


def _handbook(record: Record) -> _Answer:
    """Each item was examined, and each point of its handbook has an outcome."""
    parts = record.parts
    checks = [check for part in parts for check in getattr(part.fact, "checks", ())]
    outcomes = [str(check.outcome) for check in checks]
    outcomes += [str(point.outcome) for check in checks for point in check.points]
    if not outcomes or any(each in NOT_STATED for each in outcomes):
        return _Answer(Said.NOT_STATED)
    return _Answer(Said.NO if "not-examined" in outcomes else Said.YES, _refs(parts))


def _approved(record: Record) -> _Answer:
    return _there(record.mine(record.typed("inspection.visit-approved")), Said.NOT_STATED)


def _noticed(record: Record) -> _Answer:
    announced = list(record.of(v.VisitAnnounced))
    if announced:
        return _Answer(Said.YES, _refs(announced))
    withheld = list(record.of(v.NoticeWithheld))
    if not withheld:
        return _Answer(Said.NOT_STATED)
    forbidden = any(getattr(each.fact, "notice_forbidden", False) for each in record.of(v.VisitAssigned))
    return _Answer(Said.YES if forbidden else Said.NO, _refs(withheld))


def _two(record: Record) -> _Answer:
    """Two of the department were there before its part was entered."""
    if not record.parts:
        return _Answer(Said.NOT_STATED)
    before = record.told[: record.told.index(record.parts[0])]
    came = record.mine(each for each in before if isinstance(each.fact, v.OfficerCheckedIn))
    officers = {each.fact.inspector for each in came if isinstance(each.fact, v.OfficerCheckedIn)}
    return _Answer(Said.YES if len(officers) > 1 else Said.NO, _refs(came))


def _late(record: Record) -> list[Told]:
    """What was not done in time, by whoever owed it: the window of a visit is the part's of whoever had none on record."""
    clocks = record.mine(record.of(ClockPassed), "owner")
    parts = record.parts
    windows = [each for each in record.of(v.VisitOverdue) if not parts or _before(record, each, parts[0])]
    return [*clocks, *windows]


def _before(record: Record, one: Told, other: Told) -> bool:
    return record.told.index(one) < record.told.index(other)


def _on_time(record: Record) -> _Answer:
    late = _late(record)
    return _Answer(Said.NO, _refs(late)) if late else _there(record.parts, Said.NOT_STATED)


def _carried_out(record: Record) -> _Answer:
    """Neither refused nor delayed: nothing that the department owed has passed its time."""
    return _on_time(record)


def _evidenced(record: Record) -> _Answer:
    if not record.parts:
        return _Answer(Said.NOT_STATED)
    findings = record.findings
    if not findings:
        return _Answer(Said.NOT_APPLICABLE, _refs(record.parts))
    return _Answer(Said.YES if all(each.evidence for each in findings) else Said.NO, _refs(record.parts))


def _transferred(record: Record) -> _Answer:
    """Each suspicion of a crime has led to a transfer that was sent."""
    assigned = [each for each in record.mine(record.of(FindingAssigned)) if _to_police(each.fact)]
    suspected = {finding.finding for finding in record.findings if getattr(finding, "suspected_crime", False)}
    open_ = suspected | {each.fact.finding for each in assigned if isinstance(each.fact, FindingAssigned)}
    if not open_:
        return _Answer(Said.NOT_APPLICABLE if record.parts else Said.NOT_STATED)
    sent = record.mine(record.typed("inspection.transfer-sent"))
    targets = {getattr(each.fact, "transfer", None) for each in sent}
    done = {each.fact.finding for each in assigned if isinstance(each.fact, FindingAssigned) and each.fact.target in targets}
    return _Answer(Said.YES if open_ <= done else Said.NO, _refs([*assigned, *sent]))


def _to_police(fact: Fact) -> bool:
    return isinstance(fact, FindingAssigned) and fact.handling is Handling.TRANSFER


def _handled(record: Record, finding: str) -> bool:
    """A finding that was settled, or is being handled and nothing owed for it has passed its time."""
    if any(each.fact.finding == finding for each in record.of(FindingSettled) if isinstance(each.fact, FindingSettled)):
        return True
    for each in record.of(RectificationOrdered):
        order = each.fact
        if isinstance(order, RectificationOrdered) and finding in order.findings:
            return _ended(record, order.rectification, RectificationPassed) or not _ended(
                record, order.rectification, RectificationOverdue
            )
    late = {each.fact.subject for each in record.of(ClockPassed) if isinstance(each.fact, ClockPassed)}
    return any(
        each.fact.finding == finding and not {finding, each.fact.target} & late
        for each in record.of(FindingAssigned)
        if isinstance(each.fact, FindingAssigned)
    )


def _ended(record: Record, rectification: str, kind: type[RectificationPassed | RectificationOverdue]) -> bool:
    return any(getattr(each.fact, "rectification", None) == rectification for each in record.of(kind))
