"""From the result of a draw to its visits: one per entity, carrying every department's items (H-01, H-13, L-42).

Rules: L-01.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from libs.events.catalog.planning.visit import Origin, VisitPart
from libs.events.catalog.registry.items import Method, Notice
from services.planning.draw.canonical import Prf, suite_named
from services.planning.draw.certificate import Pack
from services.planning.draw.demand import Window
from services.planning.draw.frame import Frame
from services.planning.draw.seats import Manned
from services.planning.exclusions.judge import industries_of
from services.planning.policy.numbers import SOURCES
from services.planning.visit import commands as visit_commands

Row = Mapping[str, Any]

_STRONGEST = (Method.ONSITE, Method.REMOTE, Method.DOCUMENT)


def visits_of(
    pack: Pack, *, entities: Mapping[str, Row], items: Mapping[str, Row], demands: Mapping[str, Row], shortest: int
) -> list[visit_commands.PlanVisit]:
    """The visits of a finished draw, in the order of their numbers.

    `entities`: name and township by entity; `items`: industries and notice by item; `demands`: method and joint plan by demand;
    `shortest` days of a window. Visits take turns over the months of the plan's window in the order of the entities' numbers,
    so that no month is anybody's choice.
    """
    manned = numbered(pack)
    prf = _prf(pack)
    order = sorted(range(len(manned)), key=lambda i: prf.number("entity", manned[i].visit.entity))
    turn = {i: rank for rank, i in enumerate(order)}
    joint = Frame(pack.frame).industries_of({each.visit.entity for each in manned})
    plan = _Plan(pack, entities, items, demands, shortest)
    return [
        plan.visit(number, turn[number - 1], each, industries_of(joint[each.visit.entity]))
        for number, each in enumerate(manned, 1)
    ]


def numbered(pack: Pack) -> list[Manned]:
    """The visits of a finished draw by number, from 1 (docs/draw.md, section 9a).

    Not in the order of the certificate: that is by entity, and with the public frame the numbers of sealed teams would name
    theirs.
    """
    prf = _prf(pack)
    return sorted(pack.result.visits, key=lambda each: prf.number("visit", each.visit.visit))


def _prf(pack: Pack) -> Prf:
    return Prf(suite_named(pack.manifest.suite), bytes.fromhex(pack.result.prk))


def visits_again(
    pack: Pack,
    number: int,
    manned: Manned,
    *,
    entities: Mapping[str, Row],
    items: Mapping[str, Row],
    demands: Mapping[str, Row],
    shortest: int,
) -> visit_commands.PlanVisit:
    """One more visit of a finished draw, under the next number: a substitute's."""
    joint = next(leaf.industry for leaf in pack.frame if leaf.entity == manned.visit.entity)
    return _Plan(pack, entities, items, demands, shortest).visit(number, 0, manned, industries_of(joint))


def visit_number(draw: str, number: int) -> str:
    """The number of a draw's nth visit, from 1, in the order of `numbered`."""
    return f"{draw}-V{number:05d}"


class _Plan:
    """What all visits of a draw share."""

    def __init__(
        self,
        pack: Pack,
        entities: Mapping[str, Row],
        items: Mapping[str, Row],
        asked: Mapping[str, Row],
        shortest: int,
    ) -> None:
        self._draw = pack.result.draw
        self._demands = {demand.demand: demand for demand in pack.demands}
        self._entities, self._items, self._asked, self._shortest = entities, items, asked, shortest
        self._months: dict[Window, list[Window]] = {}

    def visit(self, number: int, turn: int, manned: Manned, industries: Sequence[str]) -> visit_commands.PlanVisit:
        visit = manned.visit
        entity = self._entities[visit.entity]
        demands = [self._demands[name] for name in visit.demands]
        carried = {
            name: self._applicable(demand.items, industries) for name, demand in zip(visit.demands, demands, strict=True)
        }
        departments = sorted({demand.department for demand in demands}, key=lambda d: (d != visit.lead, d))
        methods = {Method(self._asked[name]["method"]) for name in visit.demands}
        joint = next((plan for name in visit.demands if (plan := self._asked[name]["crossplan"]) is not None), None)
        unannounced = {demand.department for demand in demands if self._forbid(carried[demand.demand])}
        slices = self._months.setdefault(visit.window, months(visit.window, self._shortest))
        window = slices[turn % len(slices)]
        return visit_commands.PlanVisit(
            visit=visit_number(self._draw, number),
            draw=self._draw,
            entity=visit.entity,
            entity_name=entity["name"],
            industries=tuple(entity["industries"]),
            township=entity["township"],
            lead=visit.lead,
            parts=tuple(
                VisitPart(
                    department=department,
                    kinds=tuple(sorted({d.kind for d in demands if d.department == department})),
                    items=tuple(sorted({i for d in demands if d.department == department for i in carried[d.demand]})),
                    inspectors=tuple(seat.inspector for seat in manned.team if seat.department == department),
                )
                for department in departments
            ),
            method=next(method for method in _STRONGEST if method in methods),
            notice_forbidden=bool(unannounced),
            window_from=window.first,
            window_to=window.last,
            origin=Origin.DRAW if joint is None else Origin.CROSSPLAN,
            cause=self._draw if joint is None else joint,
            unannounced=tuple(department for department in departments if department in unannounced),
        )

    def _forbid(self, items: Iterable[str]) -> bool:
        return any(self._items[item]["notice"] == Notice.FORBIDDEN for item in items)

    def _applicable(self, items: Iterable[str], industries: Sequence[str]) -> list[str]:
        """Only what is listed for an industry of the entity is checked there (B-01)."""
        known = [item for item in items if item in self._items]
        return [item for item in known if not set(self._items[item]["industries"]).isdisjoint(industries)]


def months(window: Window, shortest: int = SOURCES.shortest_window_days) -> list[Window]:
    """The window month by month; a piece of fewer than `shortest` days is added to the one before (or after)."""
    pieces: list[Window] = []
    first = window.first
    while first <= window.last:
        last = min(_last_of_month(first), window.last)
        if pieces and (last - first).days + 1 < shortest:
            pieces[-1] = Window(first=pieces[-1].first, last=last)
        else:
            pieces.append(Window(first=first, last=last))
        first = last + timedelta(days=1)
    if len(pieces) > 1 and (pieces[0].last - pieces[0].first).days + 1 < shortest:
        pieces[:2] = [Window(first=pieces[0].first, last=pieces[1].last)]
    return pieces


def _last_of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
