"""Why an entity is or is not visited: by which rule and which fact, now and in each draw of the year; caps that are left.

Rules: X-04.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query
from pydantic import BaseModel

from libs.domain.callers import is_entity
from libs.domain.entities.successions import goes_on_as
from libs.domain.secret_teams import in_the_secret
from libs.events.catalog.codes import EntityId
from libs.events.catalog.planning.policy import PolicyPack
from libs.events.http.auth import TOKEN_OR_NONE, ToldMore, Visitor
from libs.events.http.depends import Env, Pool
from libs.events.refusal import Refusal
from services.planning.codes import DrawRef, Year
from services.planning.conducting import organiser
from services.planning.conducting.api.draws import draw_row
from services.planning.demand.views import queries as demand_queries
from services.planning.draw.demand import Window
from services.planning.draw.frame import CreditClass, Exclusion, ExclusionCode, Leaf, Override, OverrideCode, Risk
from services.planning.exclusions import refusals as exclusions_refusals
from services.planning.exclusions.judge import Judge, industries_of, joint_industry, read_grounds
from services.planning.exclusions.legal import SOURCE_OF
from services.planning.exclusions.views import queries as exclusions_queries
from services.planning.policy.decide import POLICY
from services.planning.visit.views import queries as visit_queries

from .caps import Cap, Checks, caps_of
from .views import queries

router = APIRouter(tags=["planning"])

Row = Mapping[str, Any]
OnDay = Annotated[date | None, Query(ge=date(2000, 1, 1), le=date(2999, 12, 31), description="Null: today.")]


@dataclass(frozen=True, slots=True)
class Hearer:
    """What the caller may be told.

    Officials (`informed`) are told everything but of confided visits in which they have no task. Everybody else, the entity
    too, hears of no whistle, clue or complaint (B-34: whoever gave it would be guessed, and the entity would be warned) and of
    no visit to come of which no notice may be given (L-19). `unannounced` are the facts of the visits that are not told.

    `classes`: whether the class of risk is told, and what follows from it (X8).
    """

    informed: bool
    unannounced: frozenset[str] = frozenset()
    classes: bool = True

    def hears(self, reason: Exclusion | Override) -> bool:
        if reason.fact in self.unannounced:
            return False
        if self.informed:
            return True
        if reason.reason is ExclusionCode.CLASS_POLICY and not self.classes:
            return False
        return reason.reason is not OverrideCode.COMPLAINT_TRANSFER_OR_WHISTLE

    def told_of(self, leaf: Leaf) -> Leaf:
        """The leaf without the reasons that are not told."""
        excluded, overrides = filter(self.hears, leaf.excluded), filter(self.hears, leaf.overrides)
        return leaf.model_copy(update={"excluded": tuple(excluded), "overrides": tuple(overrides)})

    def barred(self, leaf: Leaf, kind: str) -> ExclusionCode | None:
        """The rule that has kept the entity out, if it may be told; what has lifted the others need not be."""
        return self.told_of(leaf).model_copy(update={"overrides": leaf.overrides}).barred(kind)

    def classified(self, leaf: Leaf) -> dict[str, str | None]:
        """Class and risk, where they are told."""
        told = self.classes
        return {"credit_class": leaf.credit_class.value if told else None, "risk": leaf.risk.value if told else None}

    def stratified(self, demand: Row, stratum: str) -> dict[str, str | int | None]:
        """The stratum and its ratio, without what the class would be read from."""
        if self.classes:
            return {"stratum": stratum, "ratio_bp": _ratio(demand, stratum)}
        return {"stratum": stratum.partition(".")[0], "ratio_bp": None}


class SourcedReason(BaseModel):
    """X1-X8 or O1-O7 for kinds of check (`*`: every kind): its words, its legal source, and the fact that proves it.

    `lifts`: the exclusions that a ground lifts; empty for an exclusion.
    """

    code: str
    reason: str
    reason_en: str
    source: str
    kinds: list[str]
    lifts: list[str]
    fact: str
    fact_type: str | None
    fact_day: date | None


class Lifted(BaseModel):
    """An exclusion of the entity, and the ground that lifts it for this kind of check."""

    exclusion: str
    ground: str
    fact: str


class Ruled(BaseModel):
    """What a demand means for the entity. `excluded_by`: the rule that keeps it out; null: it may be drawn.

    `stratum` names industry, class and risk, `ratio_bp` goes by the class: where the class is not told, neither is the ratio,
    and the stratum is the industry.
    """

    demand: str
    department: str
    kind: str
    stratum: str
    ratio_bp: int | None
    eligible: bool
    excluded_by: str | None
    lifted: list[Lifted]
    rule: str
    rule_en: str


class Asked(Ruled):
    """A demand that lists the entity now."""

    list_class: str


class Now(BaseModel):
    """What would hold if it were drawn for a check on `day`, by what is on record and may be told to the caller.

    `credit_class` and `risk` are null where the place does not show them to the caller.
    """

    day: date
    industry: str
    credit_class: str | None
    risk: str | None
    excluded: list[SourcedReason]
    overrides: list[SourcedReason]
    demands: list[Asked]


class Stratum(Ruled):
    """One demand the entity was listed for: chosen when eligible and its number is not above the cut-off."""

    quota: int
    of: int
    cutoff: str | None
    chosen: bool


class InDraw(BaseModel):
    """`listed` false: it was not on the register when the draw was frozen. Null: `withheld` says why nothing is said yet.

    The outcome is the draw's. Of its reasons those are named that the caller may be told.
    """

    draw: str
    listed: bool | None
    withheld: str | None = None
    chosen: bool = False
    number: str | None = None
    industry: str | None = None
    credit_class: str | None = None
    risk: str | None = None
    excluded: list[SourcedReason] = []
    overrides: list[SourcedReason] = []
    strata: list[Stratum] = []
    visit: str | None = None
    proof: str | None = None


class Why(BaseModel):
    """`caps`: how often the business may be checked this year (X-02). A joint visit of several departments counts once.

    `ceiling`: how often one department may check it in the year; null where the place has entered none. `departments`: how
    often each has or will.
    """

    entity: str
    goes_on_as: str | None
    year: int
    now: Now | None
    draws: list[InDraw]
    caps: list[Cap]
    ceiling: int | None
    departments: list[Checks]


@router.get(
    "/entities/{entity:path}/why",
    summary="Why an entity is or is not visited: rule, fact, number, and caps left",
    openapi_extra=TOKEN_OR_NONE,
)
async def why(
    entity: EntityId,
    pool: Pool,
    env: Env,
    visitor: Visitor,
    informed: ToldMore,
    year: Year | None = None,
    day: OnDay = None,
    draw: DrawRef | None = None,
) -> Why:
    today = env.today
    day = day or today
    chosen_year: int = year or day.year
    async with pool.acquire() as db, db.transaction(isolation="repeatable_read", readonly=True):
        policy = await POLICY.in_force(db, day)
        row = await anext(aiter(exclusions_queries.register(db, on_day=day, entity=entity)), None)
        now = None
        secret = {"informed": informed, **in_the_secret(visitor)}
        hearer = Hearer(
            informed,
            frozenset({visit["fact"] async for visit in queries.unannounced(db, entity=entity, **secret)}),
            informed or is_entity(visitor, entity) or await exclusions_queries.class_is_public(db, day=today),
        )
        if row is not None and day <= date(chosen_year, 12, 31):
            now = await _now(db, env.place, row, chosen_year, max(day, date(chosen_year, 1, 1)), policy, hearer)
        caps = await caps_of(db, entity, chosen_year, policy, secret)
        last = await goes_on_as(db, entity)
        named = (
            [await draw_row(db, draw)] if draw is not None else [d async for d in queries.draws_of_year(db, year=chosen_year)]
        )
    draws = [await _in_draw(pool, found["draw"], entity, hearer, today, asked_for=draw is not None) for found in named]
    if row is None and not any(found.listed for found in draws):
        raise exclusions_refusals.NotListed(entity=entity)
    return Why(
        entity=entity, goes_on_as=None if last == entity else last, year=chosen_year, now=now, draws=draws, **caps._asdict()
    )


async def _now(db: Any, place: str, row: Row, year: int, day: date, policy: PolicyPack, hearer: Hearer) -> Now:
    joint = joint_industry(row["industries"])
    here = set(industries_of(joint))
    demands = [d async for d in queries.demands_open(db, year=year) if not here.isdisjoint(d["industries"])]
    window = Window(first=day, last=day)
    grounds = await read_grounds(
        db, place=place, year=year, today=day, window=window, demands=demands, policy=policy, entity=row["entity"],
        unseen=hearer.unannounced,
    )  # fmt: skip
    items = demand_queries.listed_items(
        db, items=sorted({item for d in demands for item in d["items"]}), first_day=day, last_day=day
    )
    if not hearer.informed:
        # Judged without them, and not only told without them: that a cap is lifted would tell of the whistle.
        grounds = replace(grounds, callers=())
    judge = Judge(grounds, demands, [item async for item in items])
    excluded = tuple(filter(hearer.hears, judge.exclusions(row, joint, day)))
    leaf = Leaf(
        entity=row["entity"],
        industry=joint,
        credit_class=CreditClass(row["credit_class"]),
        risk=Risk.KEY if row["key"] else Risk.GENERAL,
        excluded=excluded,
        overrides=judge.overrides(row, joint, excluded),
    )
    told = await _told(db, leaf)
    asked = [_asked(leaf, d, hearer) for d in demands if d["demand"] not in judge.at(joint).unlisted]
    return Now(
        day=day,
        industry=joint,
        **hearer.classified(leaf),
        excluded=[told(reason) for reason in leaf.excluded],
        overrides=[told(reason) for reason in leaf.overrides],
        demands=asked,
    )


def _asked(leaf: Leaf, demand: Row, hearer: Hearer) -> Asked:
    first = next(industry for industry in industries_of(leaf.industry) if industry in demand["industries"])
    stratum = f"{first}.{leaf.credit_class.value}" + (".key" if leaf.risk is Risk.KEY else "")
    barred = leaf.barred(demand["kind"])
    zh, en = ("可以抽取", "may be drawn") if barred is None else _out(barred)
    about = {"demand": demand["demand"], "list_class": demand["list_class"], "eligible": barred is None}
    return Asked(**about, **_ruled(leaf, demand, barred), **hearer.stratified(demand, stratum), rule=zh, rule_en=en)


def _ruled(leaf: Leaf, demand: Row, barred: ExclusionCode | None) -> dict[str, Any]:
    return {
        "department": demand["department"],
        "kind": demand["kind"],
        "excluded_by": None if barred is None else barred.value,
        "lifted": _lifted(leaf, demand["kind"]),
    }


def _ratio(demand: Row, stratum: str) -> int:
    """Basis points of a stratum named `industry.class` or `industry.class.key`."""
    key = stratum.endswith(".key")
    ratios = demand["key_ratios"] if key and demand["key_ratios"] is not None else demand["ratios"]
    found: int = orjson.loads(ratios)[stratum.removesuffix(".key").rpartition(".")[2]]
    return found


def _out(barred: Any) -> tuple[str, str]:
    return f"排除:{barred.words.zh}", f"excluded: {barred.words.en}"


def _lifted(leaf: Leaf, kind: str) -> list[Lifted]:
    return [
        Lifted(exclusion=exclusion.reason.value, ground=override.reason.value, fact=override.fact)
        for exclusion in leaf.excluded
        if {"*", kind}.intersection(exclusion.kinds)
        for override in leaf.overrides
        if exclusion.reason in override.lifts and {"*", kind}.intersection(override.kinds)
    ]


async def _told(db: Any, leaf: Leaf) -> Any:
    """Says an exclusion or override of the leaf in words, with what its fact is."""
    reasons: Sequence[Exclusion | Override] = (*leaf.excluded, *leaf.overrides)
    found = queries.facts_named(db, entity=leaf.entity, facts=sorted({reason.fact for reason in reasons}))
    facts = {row["fact"]: row async for row in found}

    def tell(reason: Exclusion | Override) -> SourcedReason:
        fact = facts.get(reason.fact)
        return SourcedReason(
            code=reason.reason.value,
            reason=reason.reason.words.zh,
            reason_en=reason.reason.words.en,
            source=SOURCE_OF[reason.reason.value],
            kinds=list(reason.kinds),
            lifts=[code.value for code in reason.lifts] if isinstance(reason, Override) else [],
            fact=reason.fact,
            fact_type=fact["type"] if fact else None,
            fact_day=fact["day"] if fact else None,
        )

    return tell


async def _in_draw(pool: Any, name: str, entity: str, hearer: Hearer, today: date, *, asked_for: bool) -> InDraw:
    try:
        found = await organiser.proof(pool, name, entity, today)
    except exclusions_refusals.NotListed:
        return InDraw(draw=name, listed=False)
    except Refusal as refusal:
        if asked_for:
            raise
        return InDraw(draw=name, listed=None, withheld=f"{refusal.title_zh} {refusal.title_en}")
    leaf = found.leaf
    told_leaf = hearer.told_of(leaf)
    demands = {d["demand"]: d async for d in demand_queries.demands_named(pool, demands=[s.demand for s in found.strata])}
    strata = []
    for cut in found.strata:
        demand = demands[cut.demand]
        barred = hearer.barred(leaf, demand["kind"])
        zh, en = _settled(barred, eligible=cut.eligible, chosen=cut.chosen)
        ruled = {**cut.model_dump(), **_ruled(told_leaf, demand, barred), **hearer.stratified(demand, cut.stratum)}
        strata.append(Stratum(**ruled, rule=zh, rule_en=en))
    told = await _told(pool, told_leaf)
    planned = await visit_queries.visit_of(pool, draw=name, entity=entity)
    return InDraw(
        draw=name,
        listed=True,
        chosen=any(cut.chosen for cut in found.strata),
        number=found.x,
        industry=leaf.industry,
        **hearer.classified(leaf),
        excluded=[told(reason) for reason in told_leaf.excluded],
        overrides=[told(reason) for reason in told_leaf.overrides],
        strata=strata,
        visit=planned["visit"] if planned is not None else None,
        proof=f"/v1/draws/{name}/proofs/{entity}",
    )


def _settled(barred: ExclusionCode | None, *, eligible: bool, chosen: bool) -> tuple[str, str]:
    if barred is not None:
        return _out(barred)
    if not eligible:
        return "排除:依据不予公开", "excluded, on a ground that is not public"
    if chosen:
        return "抽中:号码不大于分层的截止号", "chosen: its number is not above the stratum's cut-off"
    return "未抽中:号码大于分层的截止号", "not chosen: its number is above the stratum's cut-off"
