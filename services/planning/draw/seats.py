"""Teams: which officers sit on which visit, drawn by the same key, with recusal never relaxed."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from services.planning.draw.canonical import FORMAT, Count, Id, Label, Part, Prf, Suite, canonical
from services.planning.draw.demand import Demand, Window
from services.planning.draw.inspector import Roster
from services.planning.draw.manifest import Rules
from services.planning.draw.select import Population
from services.planning.draw.visits import Visit

__all__ = ["Manned", "Seat", "SeatRole", "Seated", "Shortage", "man", "matching_size", "seal", "seal_of", "seats_of"]


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


class _Desk:
    """The officers' state while one draw fills its visits one after another."""

    def __init__(self, roster: Roster, demands: Mapping[str, Demand], rules: Rules, prf: Prf) -> None:
        self._roster = roster
        self._demands = demands
        self._rules = rules
        self._prf = prf
        self._load = {inspector.inspector: inspector.load for inspector in roster.inspectors}
        self._full = {name for name, load in self._load.items() if load >= rules.workload_cap}
        self._recused: dict[str, set[str]] = {}
        for inspector in roster.inspectors:
            for recusal in inspector.recused:
                self._recused.setdefault(recusal.entity, set()).add(inspector.inspector)
        self._together: Counter[tuple[str, str]] = Counter()
        self._in_window: dict[tuple[str, tuple[str, ...], Window], list[str]] = {}

    def man(self, visit: Visit) -> Manned:
        team: list[Seated] = []
        shortages: list[Shortage] = []
        seats = seats_of(visit, self._demands, self._rules)
        out = self._full | self._recused.get(visit.entity, set())
        wishes = [self._able(seat, visit.window, out) for seat in seats]
        taken: set[str] = set()
        for i, seat in enumerate(seats):
            # Officers belong to one department, so only its own later seats can compete for them.
            later = [wishes[j] for j in range(i + 1, len(seats)) if seats[j].department == seat.department]
            choice = self._first_that_leaves_room(visit, seat, wishes[i], later, taken)
            if choice is None:
                shortages.append(self._shortage(visit, seat, taken))
                continue
            again = self._over_pairing_cap(choice, taken)
            team.append(
                Seated.model_construct(
                    seat=seat.seat, department=seat.department, inspector=choice, role=seat.role, again=again
                )
            )
            if self._rules.pairing_cap is not None:
                self._together.update((min(choice, other), max(choice, other)) for other in taken)
            taken.add(choice)
        for name in taken:
            self._load[name] += 1
            if self._load[name] >= self._rules.workload_cap:
                self._full.add(name)
        return Manned.model_construct(visit=visit, team=tuple(team), shortages=tuple(shortages))

    def _able(self, seat: Seat, window: Window, out: set[str]) -> list[str]:
        """Qualified, certified and free (the same for every visit of that window, so kept), less those `out`."""
        key = (seat.department, seat.kinds, window)
        if key not in self._in_window:
            self._in_window[key] = [
                inspector.inspector
                for inspector in self._roster.by_department.get(seat.department, ())
                if inspector.qualified_for(seat.kinds) and inspector.certified_during(window) and inspector.free_during(window)
            ]
        able = self._in_window[key]
        return [name for name in able if name not in out] if out else able

    def _first_that_leaves_room(
        self, visit: Visit, seat: Seat, wishes: list[str], later: list[list[str]], taken: set[str]
    ) -> str | None:
        """The first in the seat's order with whom the later seats can still be filled as well as possible."""
        candidates = [name for name in wishes if name not in taken]
        if not candidates:
            return None
        order = self._prf.numbers(("inspector", visit.visit, seat.seat), candidates)
        if self._rules.pairing_cap is not None:
            order.sort(key=lambda entry: (self._over_pairing_cap(entry[1], taken), *entry))
        if all(len(wish) > len(later) + len(taken) for wish in later):
            # Each later seat has enough candidates of its own whoever goes first.
            return (order[0] if self._rules.pairing_cap is not None else min(order))[1]
        open_seats = [[name for name in wish if name not in taken] for wish in later]
        best = matching_size([candidates, *open_seats])
        if self._rules.pairing_cap is None:
            order.sort()
        return next(name for _, name in order if 1 + matching_size(open_seats, without=name) == best)

    def _over_pairing_cap(self, officer: str, taken: Iterable[str]) -> bool:
        cap = self._rules.pairing_cap
        return cap is not None and any(self._together[min(officer, other), max(officer, other)] >= cap for other in taken)

    def _shortage(self, visit: Visit, seat: Seat, taken: set[str]) -> Shortage:
        own = self._roster.by_department.get(seat.department, [])
        qualified = [inspector for inspector in own if inspector.qualified_for(seat.kinds)]
        certified = [inspector for inspector in qualified if inspector.certified_during(visit.window)]
        free = [inspector for inspector in certified if inspector.free_during(visit.window)]
        clear = [i for i in free if i.inspector not in self._recused.get(visit.entity, set())]
        below = [i for i in clear if self._load[i.inspector] < self._rules.workload_cap]
        return Shortage(
            seat=seat.seat,
            department=seat.department,
            kinds=seat.kinds,
            in_department=len(own),
            qualified=len(qualified),
            certified=len(certified),
            free=len(free),
            not_recused=len(clear),
            below_cap=len(below),
            not_seated_here=sum(i.inspector not in taken for i in below),
        )


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

    Seats are filled one after another: officers in the order `HMAC(PRK, "inspector|visit|seat|officer" + 0x01)`, first
    those not over the pairing cap; the first with whom the visit's remaining seats can still be filled as well as
    possible sits down. Recusal, certificate, qualification and workload cap are never relaxed: what cannot be filled
    is a shortage.
    """
    place = {leaf.entity: at for at, leaf in enumerate(population.leaves)}
    desk = _Desk(roster, demands, rules, prf)
    manned = {}
    for visit in sorted(visits, key=lambda v: (place[v.entity], v.window.last, v.visit)):
        manned[visit.visit] = desk.man(visit)
    return [manned[visit.visit] for visit in visits]


def seal(suite: Suite, manned: Manned, salt: bytes) -> str:
    """What is published of a team before an unannounced visit: hex of `H("checkonce-draw-1|team" + 0 + team + salt)`.

    The salt (32 random bytes) is published with the team on the day of the visit.
    """
    return seal_of(suite, manned.plain()["team"], salt)


def seal_of(suite: Suite, team: list[dict[str, Any]], salt: bytes) -> str:
    """The seal of a team as it stands in the pack."""
    return suite.hash(f"{FORMAT}|team".encode() + b"\x00" + canonical(team) + salt).hex()
