"""Numbers that a jurisdiction sets, edition by edition: each begins on a day, gives a reason, and is a fact.

    class PolicyAdopted(Fact, name="library.policy-adopted"):
        edition: int
        effective_from: date
        pack: LibraryPolicy      # every field has a default, whose description names its source
        reason: PlainText

    POLICY = Editions(PolicyAdopted, LibraryPolicy, check_pack, taken_back=PolicyTakenBack)  # decide.py; gather() wires it
    numbers = await POLICY.in_force(pool, env.today)

An edition names the numbers it changes and keeps the others as in the edition before. The newest can be taken back before its
first day. The stream is `policy`, the table `policies` (edition, effective_from, pack, reason, adopted_at, fact, taken_back_at,
taken_back_for), the routes are `POST /policy`, `GET /policy?day=`, `GET /policy/editions` and
`POST /policy/editions/{edition}/withdrawal`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated, Any, Generic, TypeVar

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, BeforeValidator, Field, create_model

from .calendar import local_day
from .countersigning.leading import Acting, Lead, nobody
from .countersigning.rules import check_way_back
from .decider import Command, Countersigned, Decider, Known
from .fact import Fact
from .http.bodies import Body
from .http.commands import WAITS, Accepted, Asking
from .http.depends import Env, Pool
from .http.paging import CursorParam, LimitParam, Page, key_of, page_of
from .refusal import Invalid, NotFound, NotNow, Refusal
from .shapes.ahead import check_ahead
from .views.table import ID, TIME, Table
from .views.table import fact as said
from .views.views import Views

__all__ = [
    "PATH", "AdoptPolicy", "Day", "Editions", "NoSuchEdition", "OnDay", "PolicyEmpty", "PolicyHasBegun", "PolicyHasSuccessor",
    "PolicyOutOfOrder", "PolicyRetroactive", "PolicyUnchanged", "TakePolicyBack",
]  # fmt: skip

P = TypeVar("P", bound=BaseModel)

Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2999, 12, 31))]
OnDay = Annotated[date | None, Query(ge=date(2000, 1, 1), le=date(2999, 12, 31), description="In force on that day.")]
Edition = Annotated[int, Path(ge=1, le=2**31 - 1)]
_STREAM = "policy"
PATH = "/v1/policy"
"""Where an edition is asked for."""
_TAKING_BACK = re.compile(rf"{PATH}/editions/([0-9]{{1,9}})/withdrawal")
_IN_FORCE = "select * from policies where effective_from <= $1 and taken_back_at is null order by edition desc limit 1"
_WAS_IN_FORCE = (
    "select * from policies where effective_from <= $1 and adopted_at <= $2 and (taken_back_at is null or taken_back_at > $2)"
    " order by edition desc limit 1"
)
_NOT_OVER = (
    "select distinct on (effective_from) * from policies where edition >= $1 and taken_back_at is null"
    " order by effective_from, edition desc"
)
_BEFORE = "select * from policies where edition < $1 and taken_back_at is null order by edition desc limit 1"
_PAGE = "select * from policies where edition > $1 order by edition limit $2"


class PolicyRetroactive(Invalid):
    """What was done under the old numbers stays done under them."""

    slug = "policy-retroactive"
    title_zh = "政策参数不得溯及既往"
    title_en = "A policy does not reach into the past"
    detail_zh = "{effective_from} 早于 {today}"
    detail_en = "{effective_from} is before {today}"
    do_zh = "请填写当日或以后的日期。"
    do_en = "Let it begin today or later."


class PolicyOutOfOrder(Invalid):
    slug = "policy-out-of-order"
    title_zh = "生效日期早于最新版本"
    title_en = "The policy would begin before the newest edition"
    detail_zh = "第 {edition} 版自 {newest} 起生效"
    detail_en = "edition {edition} begins on {newest}"
    do_zh = "请填写该日或以后的日期。"
    do_en = "Let it begin on that day or later."


class PolicyUnchanged(Refusal):
    slug = "policy-unchanged"
    title_zh = "与现行版本相同"
    title_en = "The newest edition says the same"
    detail_zh = "第 {edition} 版的参数与此相同"
    detail_en = "edition {edition} has the same numbers"
    do_zh = "无需重复发布。"
    do_en = "Nothing to do."


class PolicyEmpty(Invalid):
    """It would change nothing, and no edition could begin before its day any more."""

    slug = "policy-empty"
    title_zh = "未填写任何参数"
    title_en = "The edition names no number"
    do_zh = "请至少填写一项要变更的参数。"
    do_en = "Name at least one number that changes."


class NoSuchEdition(NotFound):
    slug = "no-such-policy-edition"
    title_zh = "没有该版本的政策参数"
    title_en = "No such edition of the policy"
    detail_zh = "没有第 {edition} 版,或该版已撤回"
    detail_en = "there is no edition {edition}, or it was taken back"
    do_zh = "请通过 GET /v1/policy/editions 核对版本号。"
    do_en = "GET /v1/policy/editions lists them."


class PolicyHasBegun(NotNow):
    """What was done under it stays done under it."""

    slug = "policy-has-begun"
    title_zh = "政策参数已生效,不得撤回"
    title_en = "An edition that has begun is not taken back"
    detail_zh = "第 {edition} 版自 {first} 起生效"
    detail_en = "edition {edition} began on {first}"
    do_zh = "请发布新的版本。"
    do_en = "Adopt another edition."


class PolicyHasSuccessor(NotNow):
    """The newer one keeps what this one says of all numbers that it does not name."""

    slug = "policy-has-successor"
    title_zh = "应先撤回更新的版本"
    title_en = "A newer edition rests on it"
    detail_zh = "第 {newest} 版以第 {edition} 版为基础"
    detail_en = "edition {newest} was made on edition {edition}"
    do_zh = "请先撤回最新的版本。"
    do_en = "Take the newest edition back first."


class Adopting(Acting):
    """`then`: the bodies that lead on the edition's first day."""

    then: frozenset[str] = frozenset()


class AdoptPolicy(Command):
    """The numbers from a day on. Only the fields in `named` are set by `pack`; the others stay as they are."""

    effective_from: date
    pack: BaseModel
    named: frozenset[str]
    reason: str
    known: Known[Adopting] = Adopting()


class TakePolicyBack(Command):
    """The newest edition was a mistake, and it has not begun."""

    edition: int
    reason: str
    known: Known[Acting] = Acting()


@dataclass(frozen=True, slots=True)
class Adopted(Generic[P]):
    """The newest edition; number 0 holds the sources' numbers and has no first day. `before`: the one that it was made on.

    `last`: the highest number that was given. One that was taken back keeps its number.
    """

    edition: int
    effective_from: date | None
    pack: P
    before: Adopted[P] | None = None
    last: int = 0


class Editions(Generic[P]):
    """The numbers of one service.

    `fact` has the fields edition, effective_from, pack and reason, and where a second person may be needed those of
    Countersigned. `check` raises the refusal of an unlawful pack. `sources` is the pack that holds until one is adopted.
    `words`: the type in which everybody reads the reason. `taken_back`: the fact of an edition that is taken back: edition,
    reason and who signed. `lead`: the bodies that lead on a day; the caller's claims of `scope` say for which bodies it acts.
    The numbers belong to the lead if `lead_adopts`: while nobody leads, any caller with the role adopts. `way_back`: the duties
    of `seconds` by which all else is changed, which an edition may not leave to nobody.
    """

    def __init__(
        self,
        fact: type[Fact],
        pack: type[P],
        check: Callable[[P], None] = lambda _: None,
        words: Any = str,
        *,
        taken_back: type[Fact],
        lead: Lead = nobody,
        scope: str = "",
        lead_adopts: bool = True,
        way_back: Sequence[str] = ("policy",),
    ) -> None:
        self._fact, self._pack, self._check, self._words = fact, pack, check, words
        self._lead, self._scope, self._lead_adopts, self._way_back = lead, scope, lead_adopts, way_back
        # A fact that says who asked and who approved is of a service whose policy needs a second person.
        self._signed = tuple(name for name in Countersigned.model_fields if name in fact.model_fields)
        self._taken_back = taken_back
        self.sources: P = pack()
        self._adopt: Any = self._command(AdoptPolicy, f"Adopt{pack.__name__}", pack=(pack, ...))
        self._take_back: Any = self._command(TakePolicyBack, f"TakeBack{pack.__name__}")
        self.decider: Decider[Any, Adopted[P]] = Decider(
            name=_STREAM,
            commands=(self._adopt, self._take_back),
            stream=lambda _: _STREAM,
            initial=Adopted(0, None, self.sources),
            decide=self._decide,
            evolve=self._evolve,
        )
        self.views = Views()
        columns = ("effective_from", "pack", "reason", *self._signed)
        table = Table("policies", "edition")
        self.views.on(fact)(table.insert(*columns, adopted_at=TIME, fact=ID))
        self.views.on(taken_back)(table.update(taken_back_at=TIME, taken_back_for=said.reason))
        self.router = self._routes()

    async def in_force(self, db: Any, day: date, *, known_at: datetime | None = None) -> P:
        """The numbers on a day: of the newest edition that has begun, or the sources'. `db`: pool or connection.

        `known_at`: as they were known then. An edition may be adopted later on the day from which it holds.
        """
        row = await (db.fetchrow(_IN_FORCE, day) if known_at is None else db.fetchrow(_WAS_IN_FORCE, day, known_at))
        return self.sources if row is None else self._pack.model_validate_json(row["pack"])

    async def not_over(self, db: Any, day: date) -> list[P]:
        """The numbers in force on a day, and of each edition that is to be in force later."""
        row = await db.fetchrow(_IN_FORCE, day)
        held = [] if row else [self.sources]
        rows = await db.fetch(_NOT_OVER, row["edition"] if row else 1)
        return [*held, *(self._pack.model_validate_json(each["pack"]) for each in rows)]

    async def seconds_after(self, db: Any, request: str, body: str) -> Mapping[Any, Any] | None:
        """The number `seconds` that a request would set, by a new edition or by taking one back; None: it leaves it as it is.

        `request` is the path, `db` pool or connection.
        """
        pack: Any = None
        if request == PATH and "seconds" in (named := json.loads(body)["pack"]):
            pack = self._pack.model_validate_json(json.dumps({"seconds": named["seconds"]}))
        elif taking := _TAKING_BACK.fullmatch(request):
            row = await db.fetchrow(_BEFORE, int(taking[1]))
            pack = self.sources if row is None else self._pack.model_validate_json(row["pack"])
        return None if pack is None else pack.seconds

    def _command(self, base: type[Command], name: str, **fields: Any) -> Any:
        bases: Any = (base, Countersigned) if self._signed else base
        return create_model(name, __base__=bases, reason=self._reason(), **fields)

    def _reason(self) -> Any:
        field = self._fact.model_fields["reason"]
        return (Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation, ...)

    def _decide(self, command: AdoptPolicy | TakePolicyBack, state: Adopted[P], now: datetime) -> Sequence[Fact]:
        if self._lead_adopts:
            command.known.require()
        if isinstance(command, TakePolicyBack):
            return self._taking_back(command, state, local_day(now))
        return self._adopting(command, state, now)

    def _taking_back(self, command: TakePolicyBack, state: Adopted[P], today: date) -> Sequence[Fact]:
        older = {each.edition: each for each in _made_on(state)}
        if command.edition not in older:
            raise NoSuchEdition(edition=command.edition)
        first = older[command.edition].effective_from
        if first is None or first <= today:
            raise PolicyHasBegun(edition=command.edition, first=first)
        if command.edition != state.edition:
            raise PolicyHasSuccessor(edition=command.edition, newest=state.edition)
        by = {name: getattr(command, name) for name in self._signed}
        return [self._taken_back(edition=command.edition, reason=command.reason, **by)]  # type: ignore[call-arg]

    def _adopting(self, command: AdoptPolicy, state: Adopted[P], now: datetime) -> Sequence[Fact]:
        if not command.named:
            raise PolicyEmpty(field="pack", value={})
        _check_day(command.effective_from, state, local_day(now))
        check_ahead(command.effective_from, now)
        said = {name: getattr(command.pack, name) for name in command.named}
        pack = state.pack.model_copy(update=said)
        self._check(pack)
        if "seconds" in command.named:
            check_way_back(said["seconds"], self._way_back, command.known.acts_for, command.known.then)
        if state.edition and pack == state.pack:
            raise PolicyUnchanged(field="pack", value=sorted(command.named), edition=state.edition)
        by = {name: getattr(command, name) for name in self._signed}
        first = command.effective_from
        return [self._fact(edition=state.last + 1, effective_from=first, pack=pack, reason=command.reason, **by)]  # type: ignore[call-arg]

    def _evolve(self, state: Adopted[P], fact: Fact) -> Adopted[P]:
        if isinstance(fact, self._fact):
            new: Any = fact
            return Adopted(new.edition, new.effective_from, new.pack, state, new.edition)
        if isinstance(fact, self._taken_back) and state.before is not None:
            return replace(state.before, last=state.last)
        return state

    def _routes(self) -> APIRouter:
        router = APIRouter(tags=["policy"])
        pack = self._pack
        strict: Any = Annotated[pack, BeforeValidator(_strictly(pack))]
        new_policy = create_model(
            "NewPolicy",
            __base__=Body,
            __doc__="What is left out of `pack` stays as in the edition before.",
            effective_from=(Day, ...),
            pack=(strict, ...),
            reason=self._reason(),
        )
        signed: Any = dict.fromkeys(self._signed, (str | None, None))
        signed |= {"taken_back_at": (datetime | None, None), "taken_back_for": (self._words | None, None)}
        view = create_model(
            "PolicyView",
            __doc__="Edition 0: nothing was adopted, the sources' numbers hold.",
            edition=(int, ...),
            effective_from=(date | None, ...),
            pack=(pack, ...),
            reason=(self._words | None, ...),
            adopted_at=(datetime | None, ...),
            fact=(str | None, ...),
            **signed,
        )

        def of(row: Any) -> Any:
            return view(**{**row, "pack": pack.model_validate_json(row["pack"])})

        async def adopt(body: Any, gate: Asking, pool: Pool, env: Env) -> Accepted:
            asked = {name: getattr(body, name) for name in ("effective_from", "pack", "reason")}
            leads, then = [await self._lead(pool, day) for day in (env.today, body.effective_from)]
            acting = Adopting(acts_for=gate.caller.reaches(self._scope), leads=leads, then=then)
            return await gate.execute(self._adopt(**asked, named=frozenset(body.pack.model_fields_set), known=acting))

        async def take_back(edition: Edition, body: Any, gate: Asking, pool: Pool, env: Env) -> Accepted:
            acting = Acting(acts_for=gate.caller.reaches(self._scope), leads=await self._lead(pool, env.today))
            return await gate.execute(self._take_back(edition=edition, reason=body.reason, known=acting))

        async def policy(pool: Pool, env: Env, response: Response, day: OnDay = None) -> Any:
            row = await pool.fetchrow(_IN_FORCE, day or env.today)
            response.headers["ETag"] = f'"{row["edition"] if row else 0}"'
            if row is None:
                return view(edition=0, effective_from=None, pack=self.sources, reason=None, adopted_at=None, fact=None)
            return of(row)

        async def editions(pool: Pool, cursor: CursorParam = None, limit: LimitParam = 50) -> Any:
            (after,) = key_of(cursor, [0])
            rows = await pool.fetch(_PAGE, max(0, min(after, 2**31 - 1)), limit + 1)
            return page_of([of(row) for row in rows], limit, lambda row: [row.edition])

        adopt.__annotations__["body"] = new_policy
        take_back.__annotations__["body"] = create_model("PolicyWithdrawal", __base__=Body, reason=self._reason())
        page: Any = Page[view]
        waits = WAITS if self._signed else None
        router.post("/policy", status_code=201, summary="Adopt numbers from a day on, with the reason", responses=waits)(adopt)
        router.get("/policy", summary="The numbers in force on a day", response_model=view)(policy)
        router.get("/policy/editions", summary="Every edition of the numbers that was adopted", response_model=page)(editions)
        path = "/policy/editions/{edition}/withdrawal"
        router.post(path, summary="Take the newest edition back before its first day", responses=waits)(take_back)
        return router


def _strictly(pack: type[P]) -> Callable[[Any], Any]:
    """Reads a pack as JSON says it: `true` is not 1, and "7" is not 7."""

    def read(value: Any) -> Any:
        return pack.model_validate_json(json.dumps(value), strict=True)

    return read


def _made_on(state: Adopted[P]) -> Iterator[Adopted[P]]:
    """The edition and those that it rests on, newest first; the sources' numbers are none."""
    while state.before is not None:
        yield state
        state = state.before


def _check_day(first: date, state: Adopted[Any], today: date) -> None:
    if first < today:
        raise PolicyRetroactive(effective_from=first, today=today)
    if state.effective_from is not None and first < state.effective_from:
        raise PolicyOutOfOrder(effective_from=first, edition=state.edition, newest=state.effective_from)
