"""Visits and teams: sections 5 and 6 of docs/draw.md."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from apps.checkonce.verify.keys import number
from apps.checkonce.verify.sample import Sample

__all__ = ["has_free_day", "largest_matching", "manned", "seats_of", "shuffled", "visits"]

Json = dict[str, Any]


def visits(draw: str, sample: Sample, rules: Json) -> list[Json]:
    """Every visit of the draw, by entity, then window."""
    demand_of = {demand["demand"]: demand for demand in sample.demands}
    chosen_by: dict[str, list[Json]] = defaultdict(list)
    for row in sample.strata:
        for entity in row["chosen"]:
            chosen_by[entity].append(demand_of[row["demand"]])
    industry = {leaf["entity"]: leaf["industry"] for leaf in sample.frame}
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


def seats_of(visit: Json, demand_of: dict[str, Json], rules: Json) -> list[Json]:
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


def has_free_day(inspector: Json, window: Json) -> bool:
    day, last = date.fromisoformat(window["first"]), date.fromisoformat(window["last"])
    for absence in sorted(inspector["absent"], key=lambda a: str(a["first"])):
        if absence["first"] <= day.isoformat() <= absence["last"]:
            day = date.fromisoformat(absence["last"])
            if day == date.max:
                return False
            day += timedelta(days=1)
    return day <= last


def largest_matching(wishes: list[list[str]]) -> int:
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


class _Assignment:
    """Loads and pairs while the visits are filled."""

    def __init__(self, inspectors: list[Json], demands: list[Json], rules: Json, prk: bytes) -> None:
        self._of_department: dict[str, list[Json]] = defaultdict(list)
        for inspector in inspectors:
            self._of_department[inspector["department"]].append(inspector)
        self._demand_of = {demand["demand"]: demand for demand in demands}
        self._rules = rules
        self._prk = prk
        self._load = {inspector["inspector"]: inspector["load"] for inspector in inspectors}
        self._recused = {i["inspector"]: {r["entity"] for r in i["recused"]} for i in inspectors}
        self._pairs: Counter[frozenset[str]] = Counter()
        self._able: dict[tuple[str, str, str, str], list[list[str]]] = {}

    def _narrowed(self, seat: Json, visit: Json, team: list[Json]) -> list[list[str]]:
        """Officers left after each condition of section 6 in turn."""
        window = visit["window"]
        key = (seat["department"], "|".join(seat["kinds"]), window["first"], window["last"])
        if key not in self._able:
            own = self._of_department[seat["department"]]
            qualified = [i for i in own if "*" in i["qualified"] or set(i["qualified"]) & set(seat["kinds"])]
            certified = [
                i
                for i in qualified
                if i["certificate"]["valid"]["first"] <= window["first"] and window["last"] <= i["certificate"]["valid"]["last"]
            ]
            free = [i for i in certified if has_free_day(i, window)]
            self._able[key] = [[i["inspector"] for i in some] for some in (own, qualified, certified, free)]
        able = self._able[key]
        clear = [name for name in able[-1] if visit["entity"] not in self._recused[name]]
        below = [name for name in clear if self._load[name] < self._rules["workload_cap"]]
        seated = {entry["inspector"] for entry in team}
        return [*able, clear, below, [name for name in below if name not in seated]]

    def _over(self, name: str, team: list[Json]) -> bool:
        cap = self._rules["pairing_cap"]
        return cap is not None and any(self._pairs[frozenset((name, entry["inspector"]))] >= cap for entry in team)

    def fill(self, visit: Json) -> Json:
        team: list[Json] = []
        shortages: list[Json] = []
        seats = seats_of(visit, self._demand_of, self._rules)
        for i, seat in enumerate(seats):
            steps = self._narrowed(seat, visit, team)
            if not steps[-1]:
                counts = ("in_department", "qualified", "certified", "free", "not_recused", "below_cap", "not_seated_here")
                shortages.append({**seat, **dict(zip(counts, map(len, steps), strict=True))})
                continue
            later = [self._narrowed(s, visit, team)[-1] for s in seats[i + 1 :] if s["department"] == seat["department"]]
            name = self._first(visit, seat, steps[-1], later, team)
            team.append(
                {
                    "seat": seat["seat"],
                    "department": seat["department"],
                    "inspector": name,
                    "role": "officer" if i else "leader",
                    "again": self._over(name, team),
                }
            )
        officers = [entry["inspector"] for entry in team]
        for at, name in enumerate(officers):
            self._load[name] += 1
            if self._rules["pairing_cap"] is not None:
                self._pairs.update(frozenset((name, other)) for other in officers[:at])
        return {"visit": visit, "team": team, "shortages": shortages}

    def _first(self, visit: Json, seat: Json, candidates: list[str], later: list[list[str]], team: list[Json]) -> str:
        order = shuffled(self._prk, visit["visit"], seat["seat"], candidates)
        if self._rules["pairing_cap"] is not None:
            everyone = list(order)
            order = iter(sorted(everyone, key=lambda name: self._over(name, team)))
        if all(len(wish) > len(later) for wish in later):
            return next(order)  # taking one officer from each of these cannot leave a seat empty
        most = largest_matching([candidates, *later])
        return next(
            name
            for name in order
            if largest_matching([[other for other in wish if other != name] for wish in later]) == most - 1
        )


def shuffled(prk: bytes, visit: str, seat: str, candidates: list[str]) -> Iterator[str]:
    """The candidates (ascending by id) as the seat's numbers shuffle them."""
    c = list(candidates)
    for j in range(len(c)):
        share = int.from_bytes(number(prk, "inspector", visit, seat, str(j)), "big")
        t = j + (share * (len(c) - j) >> 256)
        c[j], c[t] = c[t], c[j]
        yield c[j]


def manned(found: list[Json], sample: Sample, inspectors: list[Json], rules: Json, prk: bytes) -> list[Json]:
    """The visits with their teams, in the order given."""
    assignment = _Assignment(inspectors, sample.demands, rules, prk)
    order = sorted(found, key=lambda visit: (sample.x[visit["entity"]], visit["window"]["last"], visit["visit"]))
    filled = {visit["visit"]: assignment.fill(visit) for visit in order}
    return [filled[visit["visit"]] for visit in found]
