"""From chosen demands to visits: one door-knock per entity and window, carrying every department's items.

Rules: J-09, N-16, L-18, B-13.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator

from services.planning.draw.canonical import Id, Label, Part
from services.planning.draw.demand import Demand, Window
from services.planning.draw.frame import Frame
from services.planning.draw.manifest import Rules
from services.planning.draw.select import StratumDrawn


def _ascending(demands: tuple[str, ...]) -> tuple[str, ...]:
    if any(a >= b for a, b in pairwise(demands)):
        raise ValueError("demands must ascend, each once")
    return demands


class Visit(Part):
    """One joint visit: the demands it serves (ascending), the window common to all of them, and the lead department.

    The id is `draw/entity/n`, n counting the entity's visits from 1 by window.
    """

    visit: Label
    entity: Id
    window: Window
    lead: Id
    demands: Annotated[tuple[Id, ...], AfterValidator(_ascending)]


_Together = tuple[Window, str, tuple[str, ...]]
"""A visit's window, lead and demands, the same for all entities of an industry that the same demands chose."""


def visits_of(demands: Iterable[Demand]) -> list[tuple[Window, list[Demand]]]:
    """Group demands on one entity into the fewest visits: demands whose windows share a day go together.

    Windows are taken by last day; a visit takes everything that has begun by its first member's last day (interval
    stabbing, which is optimal). The visit's window is what all its members share.
    """
    groups: list[list[Demand]] = []
    for demand in sorted(demands, key=lambda d: (d.window.last, d.window.first, d.demand)):
        # Demands come by last day, so a group's first member ends first and the group's stabbing day is that end.
        if groups and demand.window.first <= groups[-1][0].window.last:
            groups[-1].append(demand)
        else:
            groups.append([demand])
    return [
        (Window(first=max(d.window.first for d in group), last=min(d.window.last for d in group)), group) for group in groups
    ]


def lead_of(departments: Iterable[str], industry: str, rules: Rules) -> str:
    """The lead of a visit by these departments: the scenario's lead of the industry, else precedence, else smallest."""
    present = set(departments)
    scenario = next((lead.department for lead in rules.leads if lead.industry == industry), None)
    order = ([scenario] if scenario else []) + list(rules.precedence) + sorted(present)
    return next(department for department in order if department in present)


def merge(draw: str, frame: Frame, drawn: Sequence[StratumDrawn], demands: Mapping[str, Demand], rules: Rules) -> list[Visit]:
    """All visits of a draw, ascending by entity and window."""
    wanted: dict[str, list[Demand]] = {}
    for stratum in drawn:
        demand = demands[stratum.demand]
        for entity in stratum.chosen:
            wanted.setdefault(entity, []).append(demand)
    industry = frame.industries_of(wanted)
    # Nested samples make the same sets of demands recur thousands of times.
    grouped: dict[tuple[str, ...], list[_Together]] = {}
    visits = []
    for entity in sorted(wanted):
        key = industry[entity], *(demand.demand for demand in wanted[entity])
        if key not in grouped:
            grouped[key] = [
                (
                    window,
                    lead_of((d.department for d in group), industry[entity], rules),
                    tuple(sorted(d.demand for d in group)),
                )
                for window, group in visits_of(wanted[entity])
            ]
        for n, (window, lead, served) in enumerate(grouped[key], start=1):
            visits.append(
                Visit.model_construct(visit=f"{draw}/{entity}/{n}", entity=entity, window=window, lead=lead, demands=served)
            )
    return visits
