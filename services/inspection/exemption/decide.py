"""Whether a finding may go unpunished: purely, from what was asked and what is known (H-16, H-40)."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from libs.domain.evidence import EvidenceLookups
from libs.events.catalog.codes import EvidenceRef, ItemCode, PlainText, Ref, Value

from . import refusals as r


class Confirmed(Protocol):
    """A condition as the department confirms it."""

    @property
    def text(self) -> str: ...

    @property
    def evidence(self) -> tuple[EvidenceRef, ...]: ...


class Entry(Value):
    """An entry of the list as it stood on a day."""

    item: ItemCode
    behaviour: PlainText
    conditions: tuple[PlainText, ...]
    first_offence_only: bool


class Earlier(Value):
    """A breach of the same kind before: a finding of a `visit`, or a result from a file, which has none."""

    ref: Ref
    visit: Ref | None
    checked_on: date
    behaviour: PlainText


class ExemptionLookups(EvidenceLookups):
    """`entry`: what is in force on the day of the visit, `on`, under the number that was named; None: nothing.

    `earlier`: breaches of the same item within the last `years` years, the latest first, whatever code the business went by.
    `mended`: an ordered rectification of the finding has passed its re-check.
    """

    entry: Entry | None
    on: date
    years: int
    earlier: tuple[Earlier, ...] = ()
    mended: bool = False


def require_exemption(
    finding: Ref,
    item: ItemCode,
    exemption: Ref,
    conditions: Sequence[Confirmed],
    known: ExemptionLookups,
    *,
    corrected_on_spot: bool,
) -> None:
    """Raises the refusals of this matter and EvidenceMissing unless the entry covers the finding.

    `conditions`: each condition of the entry, with what proves it. `corrected_on_spot`: the visit's record says so of the
    finding. How severe a finding may be is said by the table of handlings.
    """
    entry = known.entry
    if entry is None:
        raise r.NoSuchExemption(exemption=exemption, on=known.on)
    if entry.item != item:
        raise r.ExemptionOfOtherItem(exemption=exemption, of=entry.item, item=item)
    _conditions(entry, conditions)
    known.require()
    if entry.first_offence_only and known.earlier:
        latest = known.earlier[0]
        raise r.NotFirstOffence(
            field="exemption",
            value=exemption,
            earlier=latest.ref,
            visit=latest.visit or "-",
            checked_on=latest.checked_on,
            behaviour=latest.behaviour,
            years=known.years,
            on=known.on,
        )
    if not corrected_on_spot and not known.mended:
        raise r.NotCorrectedYet(finding=finding)


def _conditions(entry: Entry, conditions: Sequence[Confirmed]) -> None:
    given = [condition.text for condition in conditions]
    missing = [text for text in entry.conditions if text not in given]
    foreign = sorted({text for text in given if text not in entry.conditions})
    if missing or foreign or len(set(given)) != len(given):
        raise r.ConditionsUnconfirmed(conditions=given, missing=missing, foreign=foreign)
    unproved = [condition.text for condition in conditions if not condition.evidence]
    if unproved:
        raise r.ConditionUnproved(conditions=unproved)
