"""Who may not be drawn for which kind of check (X1-X8), what lawfully lifts that (O1-O7), by which fact (docs/draw.md, 2).

Pure but for `read_grounds`. A frame and the answer to "why not this entity" come from the same code.

Rules: J-32, L-16, L-21, L-40, L-48, H-10, B-16.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from libs.events.calendar import CHINA
from libs.events.catalog.codes import Ground, Level, ListClass
from libs.events.catalog.planning.policy import PolicyPack
from services.planning.campaign.views import queries as campaign_queries
from services.planning.demand.views import queries as demand_queries
from services.planning.draw.demand import Window
from services.planning.draw.frame import Exclusion, ExclusionCode, Override, OverrideCode

from .views import queries

Row = Mapping[str, Any]

EVERY_KIND = "*"
_JOINT = "+"
"""Joins the industries of an entity that is in several: no industry code holds it."""
_LONGEST = 120
"""Characters of an id of the draw."""
_OF_ITEMS = (Ground.NOTIFICATION_COMMITMENT, Ground.ENVIRONMENT, Ground.SAFETY, Ground.OTHER_LAW)
"""What the law says of an item itself; the other grounds rest on something that has happened."""
_RANK = {Level.TOWNSHIP: 0, Level.COUNTY: 1, Level.CITY: 2}


@dataclass(frozen=True, slots=True)
class Barred:
    """One reason not to draw an entity, for kinds of check, proved by the fact."""

    entity: str
    code: ExclusionCode
    kinds: tuple[str, ...]
    fact: str


@dataclass(frozen=True)
class Grounds:
    """What speaks against and for drawing entities, at one moment.

    `changes`: every edition of the demanded items, oldest first. `callers`: entity, department and fact of open whistles and
    clues. `campaigns`: those in force on every day of the window.
    """

    policy: PolicyPack
    barred: Sequence[Barred]
    campaigns: Sequence[Row]
    callers: Sequence[Row]
    changes: Sequence[Row]
    last_day: date


def joint_industry(industries: Sequence[str]) -> str:
    """`catering+food-sales` for an entity in both, its main industry first; as many as an id of the draw can hold."""
    joint = industries[0]
    for industry in industries[1:]:
        if len(joint) + len(_JOINT) + len(industry) > _LONGEST:
            break
        joint = f"{joint}{_JOINT}{industry}"
    return joint


def industries_of(joint: str) -> list[str]:
    """The industries that were joined, the main one first."""
    return joint.split(_JOINT)


@cache
def _area(code: str) -> str:
    """The digits that a department's code or a place begins with, without the zeros of a province or city: 421000 is 4210."""
    digits = code.partition("-")[0]
    while len(digits) in {4, 6} and digits.endswith("00"):
        digits = digits[:-2]
    return digits


def superior(checker: str, own: str, listed: Mapping[str, Row]) -> bool:
    """Whether `checker` (a department, or a neighbouring place) is above the department `own` (L-17, H-11).

    It is where its division contains the other's (4210 of 421088), or where both are listed and its level is higher for the
    same area. `listed`: rows with `level` and `divisions` by department.
    """
    above, below = _area(checker), _area(own)
    if above != below and below.startswith(above):
        return True
    one, other = listed.get(checker), listed.get(own)
    if one is None or other is None or one["level"] is None or other["level"] is None:
        return False
    if _RANK[Level(one["level"])] <= _RANK[Level(other["level"])]:
        return False
    theirs, ours = one["divisions"] or [above], other["divisions"] or [below]
    return any(a.startswith(b) or b.startswith(a) for a in theirs for b in ours)


async def read_grounds(
    db: Any,
    *,
    place: str,
    year: int,
    today: date,
    window: Window,
    demands: Sequence[Row],
    policy: PolicyPack,
    entity: str | None = None,
    unseen: Collection[str] = (),
) -> Grounds:
    """Reads them for all entities or for one. `db` should see one moment (repeatable read).

    `unseen`: the facts of visits of which who asks may not know. It is judged without them, and not only told without them.
    """
    kinds = sorted({row["kind"] for row in demands})
    items = sorted({item for row in demands for item in row["items"]})
    since = datetime(today.year, today.month, today.day, tzinfo=CHINA) - timedelta(days=policy.whistle_days)
    barred = await _capped(db, place=place, year=year, today=today, kinds=kinds, policy=policy, entity=entity, unseen=unseen)
    barred += await _checked_by_superiors(db, year=year, demands=demands, kinds=kinds, policy=policy, entity=entity)
    barred += await _spared(db, day=max(today, window.first), demands=demands, kinds=kinds, policy=policy, entity=entity)
    return Grounds(
        policy=policy,
        barred=barred,
        campaigns=await _rows(campaign_queries.campaigns_over(db, first_day=max(today, window.first), last_day=window.last)),
        callers=await _rows(queries.callers(db, since=since, entity=entity)),
        changes=await _rows(queries.item_changes(db, items=items)),
        last_day=window.last,
    )


async def _capped(
    db: Any,
    *,
    place: str,
    year: int,
    today: date,
    kinds: Sequence[str],
    policy: PolicyPack,
    entity: str | None,
    unseen: Collection[str],
) -> list[Barred]:
    """X1, X2, X4, X7."""
    times, draws, of = policy.same_kind_per_year, policy.draws_per_year, {"entity": entity, "unseen": list(unseen)}
    by_kind = {
        ExclusionCode.SAME_KIND_THIS_YEAR: queries.checked_this_year(db, year=year, kinds=kinds, times=times, **of),
        ExclusionCode.RECOGNISED_RESULT: queries.recognised_this_year(
            db, year=year, kinds=kinds, place=place, today=today, entity=entity
        ),
    }
    every_kind = {
        ExclusionCode.DRAWN_TWICE_THIS_YEAR: queries.drawn_this_year(db, year=year, times=draws, **of),
        ExclusionCode.IN_OPEN_TASK: queries.in_open_visit(db, **of),
    }
    barred: list[Barred] = []
    for code, found in by_kind.items():
        grouped: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        async for row in found:
            grouped[row["entity"], row["fact"]].add(row["kind"])
        barred += [Barred(who, code, tuple(sorted(names)), fact) for (who, fact), names in grouped.items()]
    for code, found in every_kind.items():
        barred += [Barred(row["entity"], code, (EVERY_KIND,), row["fact"]) async for row in found]
    return barred


async def _rows(found: Any) -> list[Row]:
    return [row async for row in found]


def _named(some: Iterable[str], kinds: Sequence[str]) -> tuple[str, ...]:
    """Every kind of the draw is written `*`: a frame of many entities stays small."""
    names = tuple(sorted(some))
    return (EVERY_KIND,) if list(names) == list(kinds) else names


async def _checked_by_superiors(
    db: Any, *, year: int, demands: Sequence[Row], kinds: Sequence[str], policy: PolicyPack, entity: str | None
) -> list[Barred]:
    """X3. A kind that departments of two levels demand is barred for both: the prohibition is the lower one's (L-17)."""
    checkers = [row["checker"] async for row in queries.checkers(db, year=year, entity=entity)]
    departments = sorted({row["department"] for row in demands})
    found = demand_queries.department_levels(db, departments=sorted({*checkers, *departments}))
    listed = {row["department"]: row async for row in found}
    below = {checker: {row["kind"] for row in demands if superior(checker, row["department"], listed)} for checker in checkers}
    above = [checker for checker in checkers if below[checker]]
    seen: dict[tuple[str, tuple[str, ...]], str] = {}
    async for row in queries.checked_by(db, year=year, checkers=above, entity=entity):
        names = below[row["checker"]]
        if not policy.superior_any_kind:
            names = names.intersection(row["kinds"])
        if names:
            seen.setdefault((row["entity"], _named(names, kinds)), row["fact"])
    return [Barred(who, ExclusionCode.SUPERIOR_CHECKED, names, fact) for (who, names), fact in seen.items()]


async def _spared(
    db: Any, *, day: date, demands: Sequence[Row], kinds: Sequence[str], policy: PolicyPack, entity: str | None
) -> list[Barred]:
    """X8: general items only; key items are covered whatever the class."""
    spared = {credit_class.value: months for credit_class, months in policy.spared_months.items() if months}
    general = {row["kind"] for row in demands if row["list_class"] == ListClass.GENERAL}
    if not spared or not general:
        return []
    found = queries.spared(db, classes=list(spared), months=list(spared.values()), day=day, entity=entity)
    names = _named(general, kinds)
    return [Barred(row["entity"], ExclusionCode.CLASS_POLICY, names, row["fact"]) async for row in found]


class _Industries:
    """Demands, items and grounds at entities that are in the same industries.

    A ground holds for a kind of check only where it holds for every demand of that kind that lists the entity, and for every
    item checked there: otherwise it would carry a check along that the law does not privilege.
    """

    def __init__(
        self,
        joint: str,
        demands: Sequence[Row],
        items: Mapping[str, Sequence[Row]],
        grounds: Grounds,
        lifts: Mapping[Ground, frozenset[str]],
    ) -> None:
        self._industries = frozenset(industries_of(joint))
        self._lifts = lifts
        asking: defaultdict[str, list[tuple[Row, list[Row]]]] = defaultdict(list)
        for row in demands:
            if not self._industries.isdisjoint(row["industries"]):
                here = [item for item in items[row["demand"]] if not self._industries.isdisjoint(item["industries"])]
                asking[row["kind"]].append((row, here))
        self.lapsed = tuple(
            Exclusion(
                reason=ExclusionCode.ITEM_NOT_IN_FORCE,
                kinds=(kind,),
                fact=self._last_change(grounds, {item for row, _ in pairs for item in row["items"]}),
            )
            for kind, pairs in sorted(asking.items())
            if not any(here for _, here in pairs)
        )
        self._asking = {kind: [pair for pair in pairs if pair[1]] for kind, pairs in asking.items()}
        self._asking = {kind: pairs for kind, pairs in self._asking.items() if pairs}
        self.unlisted = frozenset(
            row["demand"] for kind, pairs in asking.items() if kind in self._asking for row, here in pairs if not here
        )
        """Demands that have nothing to check here while another one of their kind has: they do not list the entity."""
        self.grounds = tuple(self._standing(grounds.campaigns))
        """Ground, kind and fact, whoever the entity is."""

    def _last_change(self, grounds: Grounds, items: set[str]) -> str:
        """The fact by which nothing is to be checked here: the last change in time of an item that once was, else of any."""
        of_these = [row for row in grounds.changes if row["item"] in items]
        once = {row["item"] for row in of_these if not self._industries.isdisjoint(row["industries"] or ())}
        named = [row for row in of_these if row["item"] in (once or items)]
        in_time = [row for row in named if row["effective_from"] <= grounds.last_day]
        last: str = (in_time or named)[-1]["fact"]
        return last

    def _standing(self, campaigns: Sequence[Row]) -> Iterable[tuple[Ground, str, str]]:
        for kind, pairs in sorted(self._asking.items()):
            items = sorted((item for _, here in pairs for item in here), key=lambda item: str(item["item"]))
            privileges = [{Ground(name) for name in item["grounds"]}.intersection(_OF_ITEMS) for item in items]
            for ground in _OF_ITEMS:
                own = self._lifts.get(ground, frozenset())
                fact = next((item["fact"] for item, held in zip(items, privileges, strict=True) if ground in held), None)
                if fact is not None and all(any(self._lifts.get(g, frozenset()) >= own for g in held) for held in privileges):
                    yield ground, kind, fact
            for campaign in campaigns:
                if kind in campaign["kinds"] and not self._industries.isdisjoint(campaign["industries"]):
                    yield Ground.CAMPAIGN, kind, campaign["fact"]
            if all(row["list_class"] == ListClass.KEY for row, _ in pairs):
                yield Ground.KEY_LIST_FULL_COVERAGE, kind, items[0]["fact"]

    def called(self, callers: Mapping[str, str]) -> Iterable[tuple[Ground, str, str]]:
        """O7, for the kinds of the departments that were called; `callers`: fact by department."""
        for kind, pairs in sorted(self._asking.items()) if callers else ():
            facts = [callers.get(row["department"]) for row, _ in pairs]
            if facts[0] is not None and all(facts):
                yield Ground.COMPLAINT_TRANSFER_OR_WHISTLE, kind, facts[0]


class Judge:
    """What excludes and lifts, entity by entity. `demands` and `items` (in force in the window) are rows of the read models."""

    def __init__(self, grounds: Grounds, demands: Sequence[Row], items: Sequence[Row]) -> None:
        self._grounds, self._demands = grounds, demands
        self._items = {
            row["demand"]: [
                item
                for item in items
                if item["item"] in row["items"] and item["department"] == row["department"] and item["kind"] == row["kind"]
            ]
            for row in demands
        }
        self._lifts = {ground: frozenset(lifts) - {"X5", "X6"} for ground, lifts in grounds.policy.lifts.items() if lifts}
        self._barred: defaultdict[str, list[Barred]] = defaultdict(list)
        for reason in grounds.barred:
            self._barred[reason.entity].append(reason)
        self._callers: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for row in grounds.callers:
            self._callers[row["entity"]].setdefault(row["department"], row["fact"])
        self._at: dict[str, _Industries] = {}

    def items_of(self, demand: str) -> list[Row]:
        """Those of the demand's items that are in force, of its department and its kind."""
        return self._items[demand]

    def at(self, joint: str) -> _Industries:
        """What all entities with these industries share."""
        if joint not in self._at:
            self._at[joint] = _Industries(joint, self._demands, self._items, self._grounds, self._lifts)
        return self._at[joint]

    def exclusions(self, row: Row, joint: str, day: date) -> tuple[Exclusion, ...]:
        """All reasons against drawing the entity, sorted; `row` is its row of the register, `joint` its industries."""
        reasons = [Exclusion(reason=b.code, kinds=b.kinds, fact=b.fact) for b in self._barred.get(row["entity"], ())]
        if row["struck_off_from"] is not None and row["struck_off_from"] <= day:
            gone = ExclusionCode.NOT_OPERATING
            reasons.append(Exclusion(reason=gone, kinds=(EVERY_KIND,), fact=row["struck_off_fact"]))
        reasons += self.at(joint).lapsed
        return tuple(sorted(reasons, key=lambda exclusion: (exclusion.reason, exclusion.fact)))

    def overrides(self, row: Row, joint: str, excluded: Sequence[Exclusion]) -> tuple[Override, ...]:
        """What lifts something of `excluded`, for the kinds it does that for; sorted."""
        if not excluded:
            return ()
        here = self.at(joint)
        held = [*here.grounds, *here.called(self._callers.get(row["entity"], {}))]
        found: defaultdict[tuple[Ground, str], set[str]] = defaultdict(set)
        for ground, kind, fact in held:
            lifts = self._lifts.get(ground, frozenset())
            if any(e.reason in lifts and (EVERY_KIND in e.kinds or kind in e.kinds) for e in excluded):
                found[ground, fact].add(kind)
        return tuple(
            Override(
                reason=OverrideCode(ground.value),
                lifts=tuple(sorted(ExclusionCode(code) for code in self._lifts[ground])),
                kinds=tuple(kinds),
                fact=fact,
            )
            for (ground, fact), kinds in sorted(found.items())
        )
