"""Substitution: somebody who was drawn is gone, and the draw's own order says who takes the place (docs/draw.md, section 9a).

Everything follows from the pack and the substitutions before: a stranger computes each of them again.
"""

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, ValidationError

from services.planning.draw.canonical import FORMAT, Digest, Id, Label, Part, Prf
from services.planning.draw.certificate import Pack
from services.planning.draw.inspector import Inspector, Roster
from services.planning.draw.refusal import Refused, refused_shape
from services.planning.draw.seats import Seat, Seated, matching_size, seats_of, shuffled
from services.planning.draw.visits import Visit, lead_of

Text = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Place = tuple[str, str]
"""Demand, stratum."""


class Passed(Part):
    """Somebody who stood before the substitute and could not take the place: why (a code), proved by which fact."""

    who: Id
    why: Id
    fact: Id | None


class _Gone(Part):
    gone: Id
    ground: Id
    reason: Text
    evidence: tuple[Digest, ...]
    proof: Id | None
    passed: tuple[Passed, ...]
    substitute: Id | None


class EntityGone(_Gone):
    """The next reserve of a stratum is visited instead, by a team of its own; `away`: officers who could not be asked.

    `visit` is null, `team` and `short` are empty where no reserve was left.
    """

    kind: Literal["entity"] = "entity"
    demand: Id
    stratum: Id
    visit: Visit | None
    away: tuple[Passed, ...]
    team: tuple[Seated, ...]
    short: tuple[Label, ...]


class InspectorGone(_Gone):
    """The next officer in the seat's order sits down."""

    kind: Literal["inspector"] = "inspector"
    visit: Label
    seat: Label


class Record(Part):
    """All substitutions of a draw in the order they were made."""

    format: Literal["checkonce-draw-1"] = FORMAT
    draw: Id
    certificate: Digest
    substitutions: tuple[Annotated[EntityGone | InspectorGone, Field(discriminator="kind")], ...]


class Replay:
    """A draw as it stands after its substitutions so far."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._prf = Prf(pack.manifest.hashing, bytes.fromhex(pack.result.prk))
        self._rules = pack.manifest.rules
        self._roster = Roster(pack.inspectors)
        self._demands = {demand.demand: demand for demand in pack.demands}
        self._strata = {(row.demand, row.stratum): row for row in pack.result.strata}
        self._places = {place: set(row.chosen) for place, row in self._strata.items()}
        self._used: dict[Place, set[str]] = {place: set() for place in self._strata}
        self._visits = {manned.visit.visit: manned.visit for manned in pack.result.visits}
        self._teams = {manned.visit.visit: list(manned.team) for manned in pack.result.visits}
        self._left: dict[str, set[str]] = {}

    # What stands.

    def holds(self, demand: str, stratum: str, entity: str) -> bool:
        """Whether the entity was drawn in the stratum, or took a place there."""
        return entity in self._places.get((demand, stratum), ())

    def visit(self, label: str) -> Visit | None:
        return self._visits.get(label)

    def team(self, label: str) -> Sequence[Seated]:
        return self._teams.get(label, ())

    def visit_for(self, entity: str, demand: str) -> str | None:
        """The visit that serves this demand at the entity."""
        found = (v.visit for v in self._visits.values() if v.entity == entity and demand in v.demands)
        return next(found, None)

    # Entities.

    def reserves(self, demand: str, stratum: str) -> list[str]:
        """Reserves that have not been used, by their numbers."""
        used = self._used[demand, stratum]
        return [entity for entity in self._strata[demand, stratum].reserves if entity not in used]

    def visit_of(self, entity: str, demand: str) -> Visit:
        """The visit of a substitute: on its own, for the one demand, within the demand's window."""
        mine = self._demands[demand]
        leaf = next(leaf for leaf in self._pack.frame if leaf.entity == entity)
        n = 1 + sum(visit.entity == entity for visit in self._visits.values())
        return Visit(
            visit=f"{self._pack.result.draw}/{entity}/{n}",
            entity=entity,
            window=mine.window,
            lead=lead_of([mine.department], leaf.industry, self._rules),
            demands=(demand,),
        )

    def man(self, visit: Visit, away: Container[str] = ()) -> tuple[list[Seated], list[str]]:
        """Team and empty seats of a new visit, filled as section 6 says with loads and pairs as of now, without `away`."""
        team: list[Seated] = []
        short: list[str] = []
        seats = self.seats(visit)
        for i, seat in enumerate(seats):
            able = [name for name in self._candidates(seat, visit, team) if name not in away]
            if not able:
                short.append(seat.seat)
                continue
            later = [
                [name for name in self._candidates(other, visit, team) if name not in away]
                for other in seats[i + 1 :]
                if other.department == seat.department
            ]
            best = matching_size([able, *later])
            order = self._order(visit, seat, able, team)
            name = next(name for name in order if 1 + matching_size(later, without=name) == best)
            team.append(self._seated(seat, name, team, visit.visit))
        return team, short

    def seats(self, visit: Visit) -> list[Seat]:
        return seats_of(visit, self._demands, self._rules)

    # Officers.

    def next_officers(self, label: str, seat: str) -> list[str]:
        """Who may take the seat of a visit, first the next in the draw's own order; without its present and former officers."""
        visit = self._visits[label]
        place = next(each for each in self.seats(visit) if each.seat == seat)
        rest = [each for each in self._teams[label] if each.seat != seat]
        out = self._left.get(label, set()) | {each.inspector for each in self._teams[label]}
        able = [name for name in self._candidates(place, visit, rest) if name not in out]
        return self._order(visit, place, able, rest)

    def officers_of(self, department: str) -> Sequence[Inspector]:
        return self._roster.by_department.get(department, ())

    def candidates(self, visit: Visit) -> set[str]:
        """Everybody who could take a seat of the visit by the frozen list."""
        return {name for seat in self.seats(visit) for name in self._candidates(seat, visit, ())}

    def _candidates(self, seat: Seat, visit: Visit, team: Iterable[Seated]) -> list[str]:
        seated = {each.inspector for each in team}
        load = self._load()
        return [
            officer.inspector
            for officer in self.officers_of(seat.department)
            if officer.qualified_for(seat.kinds)
            and officer.certified_during(visit.window)
            and officer.free_during(visit.window)
            and all(recusal.entity != visit.entity for recusal in officer.recused)
            and officer.load + load[officer.inspector] < self._rules.workload_cap
            and officer.inspector not in seated
        ]

    def _load(self) -> Counter[str]:
        return Counter(each.inspector for team in self._teams.values() for each in team)

    def _order(self, visit: Visit, seat: Seat, able: Iterable[str], team: Sequence[Seated]) -> list[str]:
        over = self._over(team, visit.visit)
        order = shuffled(self._prf, f"inspector|{visit.visit}|{seat.seat}", sorted(able), ())
        return sorted(order, key=lambda name: name in over)

    def _over(self, team: Iterable[Seated], label: str) -> set[str]:
        """Officers who have been with somebody of the team on as many other teams as the pairing cap allows."""
        cap = self._rules.pairing_cap
        if cap is None:
            return set()
        over: set[str] = set()
        for mine in team:
            others = (seated for other, seated in self._teams.items() if other != label)
            counts = Counter(
                each.inspector for seated in others if any(e.inspector == mine.inspector for e in seated) for each in seated
            )
            over |= {name for name, count in counts.items() if count >= cap and name != mine.inspector}
        return over

    def _seated(self, seat: Seat, name: str, team: Sequence[Seated], label: str) -> Seated:
        again = name in self._over(team, label)
        return Seated(seat=seat.seat, department=seat.department, inspector=name, role=seat.role, again=again)

    # What was done.

    def apply(self, made: EntityGone | InspectorGone) -> None:
        """The draw stands as it does after `made`."""
        if isinstance(made, InspectorGone):
            visit = self._visits[made.visit]
            place = next(each for each in self.seats(visit) if each.seat == made.seat)
            team = self._teams[made.visit]
            rest = [each for each in team if each.seat != made.seat]
            self._left.setdefault(made.visit, set()).add(made.gone)
            new = [] if made.substitute is None else [self._seated(place, made.substitute, rest, made.visit)]
            self._teams[made.visit] = [mine for each in team for mine in (new if each.seat == made.seat else [each])]
            return
        where = made.demand, made.stratum
        self._places[where].discard(made.gone)
        if made.substitute is not None and made.visit is not None:
            self._places[where].add(made.substitute)
            self._used[where].add(made.substitute)
            self._visits[made.visit.visit] = made.visit
            self._teams[made.visit.visit] = list(made.team)


def read_record(document: Any) -> Record:
    """A published record of substitutions; refuses `format.invalid`."""
    try:
        return Record.model_validate(document)
    except ValidationError as error:
        raise refused_shape("substitutions", error) from None


def check_record(pack: Pack, record: Record) -> None:
    """Computes every substitution again. Refuses `substitution.draw`, `.evidence`, `.unknown`, `.order`, `.visit`, `.team`."""
    if (record.draw, record.certificate) != (pack.result.draw, pack.certificate):
        raise _refused(
            "draw", "certificate", record.certificate, f"the pack is {pack.certificate}", f"文件为 {pack.certificate}"
        )
    replay = Replay(pack)
    for n, made in enumerate(record.substitutions):
        where = f"substitutions.{n}"
        if not made.evidence and made.proof is None:
            raise _refused("evidence", where, made.gone, "names no evidence and no fact", "未列明证据或事实")
        if isinstance(made, EntityGone):
            _check_entity(replay, made, where)
        else:
            _check_inspector(replay, made, where)
        replay.apply(made)


def _check_entity(replay: Replay, made: EntityGone, where: str) -> None:
    if not replay.holds(made.demand, made.stratum, made.gone):
        raise _refused("unknown", f"{where}.gone", made.gone, "does not hold that place", "不在该名额内")
    _in_order(replay.reserves(made.demand, made.stratum), made, where)
    if made.substitute is None:
        if made.visit is not None or made.team or made.short:
            raise _refused("visit", f"{where}.visit", made.visit, "nobody is visited instead", "没有替补对象")
        return
    visit = replay.visit_of(made.substitute, made.demand)
    if made.visit != visit:
        raise _refused("visit", f"{where}.visit", made.visit, f"the rule gives {visit.plain()}", f"应为 {visit.plain()}")
    team, short = replay.man(visit, {passed.who for passed in made.away})
    if (list(made.team), list(made.short)) != (team, short):
        right = [each.inspector for each in team]
        raise _refused("team", f"{where}.team", [each.inspector for each in made.team], f"order: {right}", f"应为 {right}")


def _check_inspector(replay: Replay, made: InspectorGone, where: str) -> None:
    if not any((each.seat, each.inspector) == (made.seat, made.gone) for each in replay.team(made.visit)):
        raise _refused("unknown", f"{where}.gone", made.gone, "does not sit on that seat", "不在该席位上")
    _in_order(replay.next_officers(made.visit, made.seat), made, where)


def _in_order(order: Sequence[str], made: EntityGone | InspectorGone, where: str) -> None:
    """Whoever stands before the substitute is named as passed over, in order, and nobody else."""
    passed = [each.who for each in made.passed]
    end = len(order) if made.substitute is None else order.index(made.substitute) if made.substitute in order else -1
    if end < 0 or passed != list(order[:end]):
        right = ", ".join(order[:5]) or "-"
        raise _refused("order", f"{where}.substitute", made.substitute, f"the order is {right}", f"次序为 {right}")


def _refused(code: str, field: str, value: object, en: str, zh: str) -> Refused:
    return Refused(
        f"substitution.{code}",
        field=field,
        value=value,
        zh=f"{zh};请公布方更正或说明",
        en=f"{en}; the publisher must correct or explain it",
    )
