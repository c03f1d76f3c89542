"""Teams: which officers sit on which visit, drawn by the same key, with recusal never relaxed.

Rules: H-12.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from services.planning.draw.canonical import FORMAT, Count, Id, Label, Part, Prf, Suite, canonical
from services.planning.draw.demand import Demand, Window
from services.planning.draw.inspector import Roster
from services.planning.draw.manifest import Rules
from services.planning.draw.select import Population
from services.planning.draw.visits import Visit

_NOBODY: frozenset[str] = frozenset()


class SeatRole(StrEnum):
    """The leader sits on the lead department's first seat."""

    LEADER = "leader"
    OFFICER = "officer"


@dataclass(frozen=True, slots=True)
class Seat:
    """A place on a visit for an officer of the department qualified for at least one of the kinds."""

    seat: str
    department: str
    kinds: tuple[str, ...]
    role: SeatRole


class Seated(Part):
    """An officer on a seat. `again` = this pair of officers is together more often than the pairing cap."""

    seat: Label
    department: Id
    inspector: Id
    role: SeatRole
    again: bool = False


class Shortage(Part):
    """A seat nobody could take, with how many officers were left after each condition in turn."""

    seat: Label
    department: Id
    kinds: tuple[Id, ...]
    in_department: Count
    qualified: Count
    certified: Count
    free: Count
    not_recused: Count
    below_cap: Count
    not_seated_here: Count


class Manned(Part):
    """One visit with its team and what is missing."""

    visit: Visit
    team: tuple[Seated, ...]
    shortages: tuple[Shortage, ...]


def seats_of(visit: Visit, demands: Mapping[str, Demand], rules: Rules) -> list[Seat]:
    """The seats of a visit, lead department first, the others by id.

    Each department gets `seats_per_department` seats, or one per kind of check when that is more: its n-th seat asks
    for its n-th kind, further seats for any of its kinds. The lead adds seats until the team reaches `team_minimum`.
    """
    kinds: dict[str, set[str]] = {}
    for demand in visit.demands:
        kinds.setdefault(demands[demand].department, set()).add(demands[demand].kind)
    departments = sorted(kinds, key=lambda department: (department != visit.lead, department))
    counts = {department: max(rules.seats_per_department, len(kinds[department])) for department in departments}
    counts[visit.lead] += max(0, rules.team_minimum - sum(counts.values()))
    seats = []
    for department in departments:
        own = sorted(kinds[department])
        for n in range(counts[department]):
            leads = department == visit.lead and n == 0
            seats.append(
                Seat(
                    seat=f"{department}/{n + 1}",
                    department=department,
                    kinds=(own[n],) if n < len(own) else tuple(own),
                    role=SeatRole.LEADER if leads else SeatRole.OFFICER,
                )
            )
    return seats


def matching_size(wishes: Sequence[Iterable[str]], without: str | None = None) -> int:
    """How many seats can be filled at once when seat i accepts the officers `wishes[i]` (Kuhn's augmenting paths)."""
    held: dict[str, int] = {}

    def place(seat: int, tried: set[str]) -> bool:
        for officer in wishes[seat]:
            if officer == without or officer in tried:
                continue
            tried.add(officer)
            if officer not in held or place(held[officer], tried):
                held[officer] = seat
                return True
        return False

    return sum(place(seat, set()) for seat in range(len(wishes)))


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _places(pool: Sequence[str], out: Iterable[str]) -> list[int]:
    """Where those `out` stand in the ascending pool, ascending."""
    places = []
    for name in out:
        place = bisect_left(pool, name)
        if place < len(pool) and pool[place] == name:
            places.append(place)
    return sorted(places)


def _beside(places: list[int], at: int) -> int:
    """The place in the pool of the `at`-th that is in none of these places."""
    for place in places:
        if place > at:
            break
        at += 1
    return at


def shuffled(prf: Prf, label: str, pool: Sequence[str], out: Iterable[str]) -> Iterator[str]:
    """The names of the ascending `pool` that are not `out`, shuffled from the front by the numbers `label|0`, `label|1`, ..

    Durstenfeld's shuffle with only the places that have moved kept, so that the first name costs one number, not one
    for each of seven hundred candidates.
    """
    places = _places(pool, out)
    count = len(pool) - len(places)
    moved: dict[int, int] = {}
    for j in range(count):
        drawn = j + prf.below(count - j, f"{label}|{j}")
        at = moved.get(drawn, drawn)
        moved[drawn] = moved.get(j, j)
        yield pool[_beside(places, at)]


def _front(prf: Prf, label: str, pool: Sequence[str], out: Iterable[str]) -> str | None:
    """The first of `shuffled`: on nearly every seat nobody asks for more."""
    places = _places(pool, out) if out else []
    count = len(pool) - len(places)
    return pool[_beside(places, prf.below(count, f"{label}|0"))] if count else None


_Asked = tuple[str, tuple[str, ...], Window]
"""What a seat asks for: department, kinds, window."""


class _Seating:
    """The officers' state while one draw fills its visits one after another."""

    def __init__(self, roster: Roster, demands: Mapping[str, Demand], rules: Rules, prf: Prf) -> None:
        self._roster = roster
        self._demands = demands
        self._rules = rules
        self._prf = prf
        self._load = {inspector.inspector: inspector.load for inspector in roster.inspectors}
        recused: dict[str, set[str]] = {}
        for inspector in roster.inspectors:
            for recusal in inspector.recused:
                recused.setdefault(recusal.entity, set()).add(inspector.inspector)
        self._recused = {entity: frozenset(names) for entity, names in recused.items()}
        self._together: Counter[tuple[str, str]] = Counter()
        self._seated: dict[tuple[str, str, SeatRole, bool], Seated] = {}
        self._known: dict[_Asked, tuple[int, int, int, frozenset[str]]] = {}
        self._pools: dict[_Asked, list[str]] = {}
        self._pools_of: dict[str, list[list[str]]] = {}
        self._seats: dict[tuple[str, tuple[str, ...], Window], list[tuple[Seat, list[str], list[list[str]]]]] = {}

    def man(self, visit: Visit) -> Manned:
        team: list[Seated] = []
        shortages: list[Shortage] = []
        recused = self._recused.get(visit.entity, _NOBODY)
        taken: list[str] = []
        own: list[str] = []
        for seat, pool, later in self._seats_with_pools(visit):
            choice = self._first_that_leaves_room(visit, seat, pool, later, recused.union(own) if own else recused, taken)
            if choice is None:
                shortages.append(self._shortage(visit, seat, taken))
            else:
                team.append(self._on(seat, choice, again=self._over_pairing_cap(choice, taken)))
                taken.append(choice)
                own.append(choice)
            if not later:  # the department's last seat
                own = []
        self._count(team)
        return Manned.model_construct(visit=visit, team=tuple(team), shortages=tuple(shortages))

    def _on(self, seat: Seat, officer: str, *, again: bool) -> Seated:
        """The officer on that seat: one object for all visits on which he sits there."""
        key = (officer, seat.seat, seat.role, again)
        if key not in self._seated:
            self._seated[key] = Seated.model_construct(
                seat=seat.seat, department=seat.department, inspector=officer, role=seat.role, again=again
            )
        return self._seated[key]

    def _count(self, team: Sequence[Seated]) -> None:
        """Loads and pairs of a visit that is filled; an officer who has reached the workload cap leaves all pools."""
        for at, seated in enumerate(team):
            name = seated.inspector
            self._load[name] += 1
            if self._load[name] == self._rules.workload_cap:
                for pool in self._pools_of[seated.department]:
                    place = bisect_left(pool, name)
                    if place < len(pool) and pool[place] == name:
                        del pool[place]
            if self._rules.pairing_cap is not None:
                self._together.update(_pair(name, other.inspector) for other in team[:at])

    def _seats_with_pools(self, visit: Visit) -> list[tuple[Seat, list[str], list[list[str]]]]:
        """The visit's seats, each with its pool and those of the department's later seats: officers belong to one
        department, so only its own seats compete for them. Kept, because many visits serve the same demands.
        """
        key = (visit.lead, visit.demands, visit.window)
        if key not in self._seats:
            seats = seats_of(visit, self._demands, self._rules)
            pools = [self._pool(seat, visit.window) for seat in seats]
            self._seats[key] = [
                (seat, pools[i], [pools[j] for j in range(i + 1, len(seats)) if seats[j].department == seat.department])
                for i, seat in enumerate(seats)
            ]
        return self._seats[key]

    def _pool(self, seat: Seat, window: Window) -> list[str]:
        """Qualified, certified, free and below the workload cap as of now, ascending."""
        key = (seat.department, seat.kinds, window)
        if key not in self._pools:
            *_, free = self._ready(seat, window)
            self._pools[key] = sorted(name for name in free if self._load[name] < self._rules.workload_cap)
            self._pools_of.setdefault(seat.department, []).append(self._pools[key])
        return self._pools[key]

    def _first_that_leaves_room(  # noqa: PLR0917 - one seat and all that stands around it
        self, visit: Visit, seat: Seat, pool: list[str], later: list[list[str]], out: frozenset[str], taken: list[str]
    ) -> str | None:
        """The first in the seat's order with whom the later seats can still be filled as well as possible.

        `out`: who is recused from the entity or already sits for the department; `taken`: the whole team so far.
        """
        label = f"inspector|{visit.visit}|{seat.seat}"
        # With more candidates than there are seats here, a later seat can be filled whoever goes first.
        enough = len(later) + len(out)
        tight = [wish for wish in later if len(wish) <= enough]
        if not tight and self._rules.pairing_cap is None:
            return _front(self._prf, label, pool, out)
        order = shuffled(self._prf, label, pool, out)
        if self._rules.pairing_cap is not None:
            order = self._not_over_first(order, taken)
        wishes = [[name for name in wish if name not in out] for wish in tight]
        if len(pool) > enough:
            best = 1 + matching_size(wishes)
        else:
            best = matching_size([[name for name in pool if name not in out], *wishes])
        return next((name for name in order if 1 + matching_size(wishes, without=name) == best), None)

    def _not_over_first(self, order: Iterator[str], taken: list[str]) -> Iterator[str]:
        """The order with those over the pairing cap behind all others."""
        over = []
        for name in order:
            if self._over_pairing_cap(name, taken):
                over.append(name)
            else:
                yield name
        yield from over

    def _over_pairing_cap(self, officer: str, taken: Iterable[str]) -> bool:
        cap = self._rules.pairing_cap
        return cap is not None and any(self._together[_pair(officer, other)] >= cap for other in taken)

    def _shortage(self, visit: Visit, seat: Seat, taken: Collection[str]) -> Shortage:
        own, qualified, certified, free = self._ready(seat, visit.window)
        recused = self._recused.get(visit.entity, _NOBODY)
        below = [name for name in self._pool(seat, visit.window) if name not in recused]
        return Shortage.model_construct(
            seat=seat.seat,
            department=seat.department,
            kinds=seat.kinds,
            in_department=own,
            qualified=qualified,
            certified=certified,
            free=len(free),
            not_recused=len(free) - len(free & recused),
            below_cap=len(below),
            not_seated_here=sum(name not in taken for name in below),
        )

    def _ready(self, seat: Seat, window: Window) -> tuple[int, int, int, frozenset[str]]:
        """How many officers the department has, how many of them are qualified, certified too; and who is free too."""
        key = (seat.department, seat.kinds, window)
        if key not in self._known:
            own = self._roster.by_department.get(seat.department, [])
            qualified = [inspector for inspector in own if inspector.qualified_for(seat.kinds)]
            certified = [inspector for inspector in qualified if inspector.certified_during(window)]
            free = frozenset(inspector.inspector for inspector in certified if inspector.free_during(window))
            self._known[key] = len(own), len(qualified), len(certified), free
        return self._known[key]


def man(
    visits: Sequence[Visit],
    *,
    population: Population,
    roster: Roster,
    demands: Mapping[str, Demand],
    rules: Rules,
    prf: Prf,
) -> list[Manned]:
    """Fill every visit, in the order of the entities' x (so that nobody chooses who is served first), listed as given.

    Seats are filled one after another: candidates in an order shuffled by the key, first those not over the pairing
    cap; the first with whom the visit's remaining seats can still be filled as well as possible sits down. Recusal,
    certificate, qualification and workload cap are never relaxed: what cannot be filled is a shortage.
    """
    seating = _Seating(roster, demands, rules, prf)
    manned = {}
    for visit in sorted(visits, key=lambda v: (population.number(v.entity), v.window.last, v.visit)):
        manned[visit.visit] = seating.man(visit)
    return [manned[visit.visit] for visit in visits]


def seal(suite: Suite, manned: Manned, salt: bytes) -> str:
    """What is published of a team before an unannounced visit: hex of `H("checkonce-draw-1|team" + 0 + team + salt)`.

    The salt (32 random bytes) is published with the team on the day of the visit.
    """
    return seal_of(suite, manned.plain()["team"], salt)


def seal_of(suite: Suite, team: list[dict[str, Any]], salt: bytes) -> str:
    """The seal of a team as it stands in the pack."""
    return suite.hash(f"{FORMAT}|team".encode() + b"\x00" + canonical(team) + salt).hex()
