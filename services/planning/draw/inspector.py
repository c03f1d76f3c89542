"""The inspectors' list that a draw is frozen on: certificates, qualifications, recusals, absences and load."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Self

from pydantic import AfterValidator

from services.planning.draw import merkle
from services.planning.draw.canonical import Count, Id, Part, Suite, canonical
from services.planning.draw.demand import Window
from services.planning.draw.frame import ANY, Names
from services.planning.draw.refusal import Refused


class Certificate(Part):
    """A law-enforcement certificate and the days on which it is valid."""

    number: Id
    valid: Window


class Recusal(Part):
    """An entity this inspector must not check (interest, kinship, checked it in the last k visits, accepted challenge).

    Only the id of the fact that proves it is published; the ground itself is personal data and stays in the record.
    """

    entity: Id
    fact: Id


def _by_entity(recusals: tuple[Recusal, ...]) -> tuple[Recusal, ...]:
    ordered = tuple(sorted(recusals, key=lambda r: (r.entity, r.fact)))
    if len(set(ordered)) < len(ordered):
        raise ValueError("a recusal is listed twice")
    return ordered


class Inspector(Part):
    """One certified officer, known by id only. `qualified` lists kinds of check (`["*"]` = all); `load` counts the
    visits already assigned this year, towards the workload cap.
    """

    inspector: Id
    department: Id
    certificate: Certificate
    qualified: Names
    recused: Annotated[tuple[Recusal, ...], AfterValidator(_by_entity)] = ()
    absent: tuple[Window, ...] = ()
    load: Count = 0

    def qualified_for(self, kinds: Sequence[str]) -> bool:
        """Qualified for at least one of these kinds."""
        return self.qualified[0] == ANY or not set(self.qualified).isdisjoint(kinds)

    def certified_during(self, window: Window) -> bool:
        """The certificate covers the whole window, because the day inside it is fixed later."""
        return self.certificate.valid.first <= window.first and window.last <= self.certificate.valid.last

    def free_during(self, window: Window) -> bool:
        """At least one day of the window lies in no absence."""
        day = window.first.toordinal()
        for absence in sorted(self.absent, key=lambda a: a.first):
            if absence.first.toordinal() > day:
                break
            day = max(day, absence.last.toordinal() + 1)
        return day <= window.last.toordinal()


@dataclass(frozen=True)
class Roster:
    """All inspectors, ascending by id, each once. Build with `Roster.of`."""

    inspectors: tuple[Inspector, ...]

    @classmethod
    def of(cls, inspectors: Iterable[Inspector]) -> Self:
        """Sort the inspectors; refuses `inspectors.order` for one listed twice."""
        return cls.in_order(sorted(inspectors, key=lambda inspector: inspector.inspector))

    @classmethod
    def in_order(cls, inspectors: Sequence[Inspector]) -> Self:
        """Take published inspectors as they stand; refuses `inspectors.order` unless strictly ascending."""
        for before, after in pairwise(inspectors):
            if before.inspector >= after.inspector:
                raise Refused(
                    "inspectors.order",
                    field="inspectors.inspector",
                    value=after.inspector,
                    zh="执法人员必须按编号升序排列且各出现一次,请去除重复或重新排序",
                    en="inspectors must ascend by id, each once; remove the double or sort again",
                )
        return cls(tuple(inspectors))

    def hashes(self, suite: Suite) -> list[bytes]:
        """RFC 6962 leaf hashes in order."""
        return [merkle.leaf_hash(suite, canonical(inspector.plain())) for inspector in self.inspectors]

    def root(self, suite: Suite) -> str:
        """Hex of the Merkle tree head."""
        return merkle.root(suite, self.hashes(suite)).hex()

    @cached_property
    def by_department(self) -> dict[str, list[Inspector]]:
        """Inspectors by department."""
        departments: dict[str, list[Inspector]] = {}
        for inspector in self.inspectors:
            departments.setdefault(inspector.department, []).append(inspector)
        return departments
