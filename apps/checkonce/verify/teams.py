"""Visits and teams: sections 5 and 6 of docs/draw.md."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from apps.checkonce.verify.keys import number
from apps.checkonce.verify.sample import Sample

__all__ = ["manned", "visits"]

Json = dict[str, Any]


def visits(draw: str, sample: Sample, rules: Json) -> list[Json]:
    """Every visit of the draw, by entity, then window."""
    demand_of = {demand["demand"]: demand for demand in sample.demands}
    chosen_by: dict[str, list[Json]] = defaultdict(list)
    for row in sample.strata:
        for entity in row["chosen"]:
            chosen_by[entity].append(demand_of[row["demand"]])
    industry = {leaf["entity"]: leaf["industry"] for leaf in sample.frame if leaf["entity"] in chosen_by}
    lead_of = {lead["industry"]: lead["department"] for lead in rules["leads"]}
    found = []
    for entity in sorted(chosen_by):
        groups: list[list[Json]] = []
        for demand in sorted(chosen_by[entity], key=lambda d: (d["window"]["last"], d["window"]["first"], d["demand"])):
            if not groups or demand["window"]["first"] > groups[-1][0]["window"]["last"]:
                groups.append([])
            groups[-1].append(demand)
        for n, group in enumerate(groups, start=1):
            present = {demand["department"] for demand in group}
            wished = [lead_of.get(industry[entity]), *rules["precedence"], *sorted(present)]
            found.append(
                {
                    "visit": f"{draw}/{entity}/{n}",
                    "entity": entity,
                    "window": {
                        "first": max(demand["window"]["first"] for demand in group),
                        "last": min(demand["window"]["last"] for demand in group),
                    },
                    "lead": next(department for department in wished if department in present),
                    "demands": sorted(demand["demand"] for demand in group),
                }
            )
    return found


def _seats(visit: Json, demand_of: dict[str, Json], rules: Json) -> list[Json]:
    kinds: dict[str, set[str]] = defaultdict(set)
    for name in visit["demands"]:
        kinds[demand_of[name]["department"]].add(demand_of[name]["kind"])
    size = {department: max(rules["seats_per_department"], len(own)) for department, own in kinds.items()}
    size[visit["lead"]] += max(0, rules["team_minimum"] - sum(size.values()))
    seats = []
    for department in [visit["lead"], *sorted(kinds.keys() - {visit["lead"]})]:
        own = sorted(kinds[department])
        seats += [
            {"seat": f"{department}/{n + 1}", "department": department, "kinds": own[n : n + 1] or own}
            for n in range(size[department])
        ]
    return seats


def _has_free_day(inspector: Json, window: Json) -> bool:
    day, last = date.fromisoformat(window["first"]), date.fromisoformat(window["last"])
    for absence in sorted(inspector["absent"], key=lambda a: str(a["first"])):
        if absence["first"] <= day.isoformat() <= absence["last"]:
            day = date.fromisoformat(absence["last"])
            if day == date.max:
                return False
            day += timedelta(days=1)
    return day <= last


def _largest_matching(wishes: list[list[str]]) -> int:
    """Seats filled at once, by augmenting paths found breadth first."""
    seat_of: dict[str, int] = {}
    filled = 0
    for start in range(len(wishes)):
        came_from: dict[str, int] = {}
        queue, end = [start], None
        for seat in queue:
            for name in wishes[seat]:
                if name not in came_from:
                    came_from[name] = seat
                    if name not in seat_of:
                        end = name
                        break
                    queue.append(seat_of[name])
            if end is not None:
                break
        if end is not None:
            filled += 1
            officer_of = {seat: name for name, seat in seat_of.items()}
            step: str | None = end
            while step is not None:
                seat = came_from[step]
                seat_of[step] = seat
                step = officer_of.get(seat)
    return filled


class _Asked:
    """Officers who may take seats of one department for some kinds in one window, while the visits are filled."""

    def __init__(self, own: list[Json], kinds: list[str], window: Json) -> None:
        qualified = [i for i in own if "*" in i["qualified"] or set(i["qualified"]) & set(kinds)]
        certified = [
            i
            for i in qualified
            if i["certificate"]["valid"]["first"] <= window["first"] and window["last"] <= i["certificate"]["valid"]["last"]
        ]
        self.free = {i["inspector"] for i in certified if _has_free_day(i, window)}
        self.counts = [len(own), len(qualified), len(certified), len(self.free)]
        self.open: list[str] = []
        """The free below the workload cap, ascending."""


class _Candidates:
    """`open` without some names, ascending; nothing is copied to read a few of seven hundred."""

    def __init__(self, asked: _Asked, recused: set[str], seated: set[str]) -> None:
        self._open = asked.open
        self._hidden = sorted(place for name in recused | seated if (place := _place(asked.open, name)) is not None)
        self._without_recused = len(asked.free) - len(asked.free & recused)
        self._below = len(asked.open) - sum(_place(asked.open, name) is not None for name in recused)
        self._counts = asked.counts

    def __len__(self) -> int:
        return len(self._open) - len(self._hidden)

    def __getitem__(self, at: int) -> str:
        for hidden in self._hidden:
            at += hidden <= at
        return self._open[at]

    def names(self) -> list[str]:
        return [self[at] for at in range(len(self))]

    def left(self) -> list[int]:
        """How many officers are left after each condition of section 6 in turn."""
        return [*self._counts, self._without_recused, self._below, len(self)]


def _place(names: list[str], name: str) -> int | None:
    at = bisect_left(names, name)
    return at if at < len(names) and names[at] == name else None


class _Assignment:
    """Loads and pairs while the visits are filled."""

    def __init__(self, inspectors: list[Json], demands: list[Json], rules: Json, prk: bytes) -> None:
        self._of_department: dict[str, list[Json]] = defaultdict(list)
        self._recused: dict[str, set[str]] = defaultdict(set)
        for inspector in inspectors:
            self._of_department[inspector["department"]].append(inspector)
            for recusal in inspector["recused"]:
                self._recused[recusal["entity"]].add(inspector["inspector"])
        self._demand_of = {demand["demand"]: demand for demand in demands}
        self._rules = rules
        self._prk = prk
        self._load = {inspector["inspector"]: inspector["load"] for inspector in inspectors}
        self._pairs: Counter[frozenset[str]] = Counter()
        self._asked: dict[tuple[str, str, str, str], _Asked] = {}
        self._asked_of: dict[str, list[_Asked]] = defaultdict(list)

    def _candidates(self, seat: Json, visit: Json, team: list[Json]) -> _Candidates:
        window = visit["window"]
        key = (seat["department"], "|".join(seat["kinds"]), window["first"], window["last"])
        if key not in self._asked:
            asked = _Asked(self._of_department[seat["department"]], seat["kinds"], window)
            asked.open = sorted(name for name in asked.free if self._load[name] < self._rules["workload_cap"])
            self._asked[key] = asked
            self._asked_of[seat["department"]].append(asked)
        seated = {entry["inspector"] for entry in team if entry["department"] == seat["department"]}
        return _Candidates(self._asked[key], self._recused.get(visit["entity"], set()), seated)

    def _over(self, name: str, team: list[Json]) -> bool:
        cap = self._rules["pairing_cap"]
        return cap is not None and any(self._pairs[frozenset((name, entry["inspector"]))] >= cap for entry in team)

    def fill(self, visit: Json) -> Json:
        team: list[Json] = []
        shortages: list[Json] = []
        seats = _seats(visit, self._demand_of, self._rules)
        for i, seat in enumerate(seats):
            candidates = self._candidates(seat, visit, team)
            if not len(candidates):
                counts = ("in_department", "qualified", "certified", "free", "not_recused", "below_cap", "not_seated_here")
                shortages.append({**seat, **dict(zip(counts, candidates.left(), strict=True))})
                continue
            later = [self._candidates(s, visit, team) for s in seats[i + 1 :] if s["department"] == seat["department"]]
            name = self._first(visit, seat, candidates, later, team)
            team.append(
                {
                    "seat": seat["seat"],
                    "department": seat["department"],
                    "inspector": name,
                    "role": "officer" if i else "leader",
                    "again": self._over(name, team),
                }
            )
        self._count(team)
        return {"visit": visit, "team": team, "shortages": shortages}

    def _count(self, team: list[Json]) -> None:
        for at, entry in enumerate(team):
            name = entry["inspector"]
            self._load[name] += 1
            if self._load[name] == self._rules["workload_cap"]:
                for asked in self._asked_of[entry["department"]]:
                    place = _place(asked.open, name)
                    if place is not None:
                        del asked.open[place]
            if self._rules["pairing_cap"] is not None:
                self._pairs.update(frozenset((name, other["inspector"])) for other in team[:at])

    def _first(self, visit: Json, seat: Json, candidates: _Candidates, later: list[_Candidates], team: list[Json]) -> str:
        order = self._order(visit, seat, candidates)
        if self._rules["pairing_cap"] is not None:
            everyone = list(order)
            order = iter(sorted(everyone, key=lambda name: self._over(name, team)))
        if all(len(wish) > len(later) for wish in later):
            return next(order)  # taking one officer from each of these cannot leave a seat empty
        # Nor from one of those that have more candidates than seats are left here: they are left out of the matching.
        scarce = [wish.names() for wish in later if len(wish) <= len(later)]
        most = (
            1 + _largest_matching(scarce) if len(candidates) > len(later) else _largest_matching([candidates.names(), *scarce])
        )
        return next(
            name
            for name in order
            if _largest_matching([[other for other in wish if other != name] for wish in scarce]) == most - 1
        )

    def _order(self, visit: Json, seat: Json, candidates: _Candidates) -> Iterator[str]:
        """The candidates (ascending by id) as the seat's numbers shuffle them; only places that were exchanged are kept."""
        c: dict[int, int] = {}
        m = len(candidates)
        for j in range(m):
            share = int.from_bytes(number(self._prk, "inspector", visit["visit"], seat["seat"], str(j)), "big")
            t = j + (share * (m - j) >> 256)
            c[j], c[t] = c.get(t, t), c.get(j, j)
            yield candidates[c[j]]


def manned(found: list[Json], sample: Sample, inspectors: list[Json], rules: Json, prk: bytes) -> list[Json]:
    """The visits with their teams, in the order given."""
    assignment = _Assignment(inspectors, sample.demands, rules, prk)
    x = {visit["entity"]: number(prk, "entity", visit["entity"]) for visit in found}
    order = sorted(found, key=lambda visit: (x[visit["entity"]], visit["window"]["last"], visit["visit"]))
    filled = {visit["visit"]: assignment.fill(visit) for visit in order}
    return [filled[visit["visit"]] for visit in found]
