"""Who took whose place after the draw: section 9a of docs/draw.md, each substitution computed again from the pack."""

from collections import Counter, defaultdict
from typing import Any

from apps.checkonce.verify import shape
from apps.checkonce.verify.teams import has_free_day, largest_matching, seats_of, shuffled
from apps.checkonce.verify.verdict import Check, Doubt

__all__ = ["check_substitutions"]

Json = dict[str, Any]

_passed = shape.members(who=shape.ident, why=shape.ident, fact=shape.maybe(shape.ident))
_common = {
    "gone": shape.ident,
    "ground": shape.ident,
    "reason": shape.text(r"(?s:.{1,2000})"),
    "evidence": shape.many(shape.digest),
    "proof": shape.maybe(shape.ident),
    "passed": shape.many(_passed),
    "substitute": shape.maybe(shape.ident),
}
_entity = shape.members(
    kind=shape.one_of("entity"),
    demand=shape.ident,
    stratum=shape.ident,
    visit=shape.maybe(shape.visit),
    away=shape.many(_passed),
    team=shape.many(shape.seat),
    short=shape.many(shape.label),
    **_common,
)
_inspector = shape.members(kind=shape.one_of("inspector"), visit=shape.label, seat=shape.label, **_common)


def _one(value: Any, where: str) -> None:
    by_entity = isinstance(value, dict) and value.get("kind") == "entity"
    (_entity if by_entity else _inspector)(value, where)


_record = shape.members(
    format=shape.one_of("checkonce-draw-1"), draw=shape.ident, certificate=shape.digest, substitutions=shape.many(_one)
)


def check_substitutions(pack: Json, record: Any) -> list[Check]:
    """One check per substitution, ending with the first that does not hold. `pack` has been verified before."""
    checks: list[Check] = []
    try:
        now = _of_this_pack(pack, record)
        for n, made in enumerate(record["substitutions"], 1):
            checks.append(Check(f"substitution {n}", ok=True, code=None, detail=now.take(made)))
    except (Doubt, RecursionError) as doubt:
        code = doubt.code if isinstance(doubt, Doubt) else "format.invalid"
        checks.append(Check(f"substitution {len(checks) + 1}", ok=False, code=code, detail=str(doubt)))
    return checks


def _of_this_pack(pack: Json, record: Any) -> "_Now":
    shape.check_text(record)
    _record(record, "substitutions")
    if "frame" not in pack:
        raise Doubt("format.invalid", "a proof for one entity is no whole pack")
    if (record["draw"], record["certificate"]) != (pack["result"]["draw"], pack["certificate"]):
        raise Doubt("substitution.draw", f"{record['draw']}, {record['certificate']}")
    return _Now(pack)


class _Now:
    """The draw as it stands."""

    def __init__(self, pack: Json) -> None:
        self._pack, self._rules = pack, pack["manifest"]["rules"]
        self._prk = bytes.fromhex(pack["result"]["prk"])
        self._demand_of = {demand["demand"]: demand for demand in pack["demands"]}
        self._industry = {leaf["entity"]: leaf["industry"] for leaf in pack["frame"]}
        self._places: dict[tuple[str, str], list[str]] = {}
        self._reserves: dict[tuple[str, str], list[str]] = {}
        for row in pack["result"]["strata"]:
            self._places[row["demand"], row["stratum"]] = list(row["chosen"])
            self._reserves[row["demand"], row["stratum"]] = list(row["reserves"])
        self._visit = {entry["visit"]["visit"]: entry["visit"] for entry in pack["result"]["visits"]}
        self._team = {entry["visit"]["visit"]: list(entry["team"]) for entry in pack["result"]["visits"]}
        self._left: dict[str, set[str]] = defaultdict(set)

    def take(self, made: Json) -> str:
        if not made["evidence"] and made["proof"] is None:
            raise Doubt("substitution.evidence", made["gone"])
        take = self._entity if made["kind"] == "entity" else self._officer
        take(made)
        return f"{made['gone']} → {made['substitute'] or '—'} ({made['ground']})"

    def _entity(self, made: Json) -> None:
        place = made["demand"], made["stratum"]
        if made["gone"] not in self._places.get(place, ()):
            raise Doubt("substitution.unknown", f"{made['gone']} @ {'/'.join(place)}")
        _in_order(self._reserves[place], made)
        self._places[place].remove(made["gone"])
        if made["substitute"] is None:
            if made["visit"] is not None or made["team"] or made["short"]:
                raise Doubt("substitution.visit", made["gone"])
            return
        visit = self._visit_at(made["substitute"], self._demand_of[made["demand"]])
        if made["visit"] != visit:
            raise Doubt("substitution.visit", f"{made['visit']!r:.200} != {visit!r:.200}")
        team, short = self._fill(visit, {passed["who"] for passed in made["away"]})
        if (made["team"], made["short"]) != (team, short) or any(type(seat["again"]) is not bool for seat in made["team"]):
            raise Doubt("substitution.team", f"{[seat['inspector'] for seat in team]}, {short}")
        self._reserves[place].remove(made["substitute"])
        self._places[place].append(made["substitute"])
        self._visit[visit["visit"]], self._team[visit["visit"]] = visit, team

    def _visit_at(self, entity: str, demand: Json) -> Json:
        n = 1 + sum(visit["entity"] == entity for visit in self._visit.values())
        return {
            "visit": f"{self._pack['result']['draw']}/{entity}/{n}",
            "entity": entity,
            "window": demand["window"],
            "lead": demand["department"],  # the only department that takes part
            "demands": [demand["demand"]],
        }

    def _fill(self, visit: Json, away: set[str]) -> tuple[list[Json], list[str]]:
        team: list[Json] = []
        short: list[str] = []
        seats = seats_of(visit, self._demand_of, self._rules)
        for i, seat in enumerate(seats):
            able = [name for name in self._able(seat, visit, team) if name not in away]
            if not able:
                short.append(seat["seat"])
                continue
            later = [
                [name for name in self._able(other, visit, team) if name not in away]
                for other in seats[i + 1 :]
                if other["department"] == seat["department"]
            ]
            most = largest_matching([able, *later])
            name = next(
                name
                for name in self._ordered(able, visit, seat, team)
                if largest_matching([[other for other in wish if other != name] for wish in later]) == most - 1
            )
            team.append(self._on(seat, name, visit, team, "officer" if i else "leader"))
        return team, short

    def _on(self, seat: Json, name: str, visit: Json, team: list[Json], role: str) -> Json:
        again = self._again(name, visit, team)
        return {"seat": seat["seat"], "department": seat["department"], "inspector": name, "role": role, "again": again}

    def _officer(self, made: Json) -> None:
        team = self._team.get(made["visit"], [])
        at = next((i for i, s in enumerate(team) if (s["seat"], s["inspector"]) == (made["seat"], made["gone"])), None)
        if at is None:
            raise Doubt("substitution.unknown", f"{made['gone']} @ {made['visit']} {made['seat']}")
        visit, rest = self._visit[made["visit"]], [*team[:at], *team[at + 1 :]]
        seat = next(s for s in seats_of(visit, self._demand_of, self._rules) if s["seat"] == made["seat"])
        out = self._left[made["visit"]] | {s["inspector"] for s in team}
        able = [name for name in self._able(seat, visit, rest) if name not in out]
        _in_order(self._ordered(able, visit, seat, rest), made)
        self._left[made["visit"]].add(made["gone"])
        new = [] if made["substitute"] is None else [self._on(seat, made["substitute"], visit, rest, team[at]["role"])]
        self._team[made["visit"]] = [*team[:at], *new, *team[at + 1 :]]

    def _able(self, seat: Json, visit: Json, team: list[Json]) -> list[str]:
        window, seated = visit["window"], {entry["inspector"] for entry in team}
        load = Counter(entry["inspector"] for some in self._team.values() for entry in some)
        return [
            i["inspector"]
            for i in self._pack["inspectors"]
            if i["department"] == seat["department"]
            and ("*" in i["qualified"] or set(i["qualified"]) & set(seat["kinds"]))
            and i["certificate"]["valid"]["first"] <= window["first"]
            and window["last"] <= i["certificate"]["valid"]["last"]
            and has_free_day(i, window)
            and visit["entity"] not in {recusal["entity"] for recusal in i["recused"]}
            and i["load"] + load[i["inspector"]] < self._rules["workload_cap"]
            and i["inspector"] not in seated
        ]

    def _again(self, name: str, visit: Json, team: list[Json]) -> bool:
        cap = self._rules["pairing_cap"]
        if cap is None:
            return False
        teams = [{entry["inspector"] for entry in some} for label, some in self._team.items() if label != visit["visit"]]
        return any(sum(name in some and mine["inspector"] in some for some in teams) >= cap for mine in team)

    def _ordered(self, names: list[str], visit: Json, seat: Json, team: list[Json]) -> list[str]:
        order = shuffled(self._prk, visit["visit"], seat["seat"], sorted(names))
        return sorted(order, key=lambda name: self._again(name, visit, team))


def _in_order(order: list[str], made: Json) -> None:
    """Whoever stands before the substitute is named as passed over, and nobody else."""
    passed = [entry["who"] for entry in made["passed"]]
    right = [*order, None]
    if made["substitute"] not in right or passed != right[: right.index(made["substitute"])]:
        raise Doubt("substitution.order", f"{passed}, {made['substitute']} != {order[:5]}")
