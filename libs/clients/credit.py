"""信用分类 credit: its HTTP API.

Generated from the OpenAPI documents by `python -m apps.checkonce.clients`; changes by hand are lost.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Annotated, Literal

from .base import OPEN, Accepted, Page, Reply, segment
from .operations import HeldFiles, Imports, Operations

Among = Annotated[Literal["anybody", "colleagues", "lead"], OPEN]
"""Whom the second person is looked for among."""

ClassShownTo = Annotated[Literal["officials", "everybody"], OPEN]
"""Who is told the class of an entity, besides the entity itself."""

CreditClass = Annotated[Literal["A", "B", "C", "D", "U"], OPEN]
"""A low risk ... D high risk; U = not classified, which must be said (国市监信发〔2022〕6号)."""

Duty = Annotated[Literal["policy", "class-by-hand", "model", "opening-balances"], OPEN]
"""What may need a second person."""

Format = Annotated[Literal["csv", "xlsx"], OPEN]

Language = Annotated[Literal["zh", "en", "codes"], OPEN]
"""Whom a file is for. `codes`: programs, with the API's own names and codes, and times in UTC."""


class Application(Reply):
    """`next` is the cursor of the next batch, null when every profile has been judged."""

    judged: int
    changed: int
    next: str | None


class ChangeView(Reply):
    """`asked_by` and `approved_by`: of a class set by hand."""

    entity: str
    previous: CreditClass
    credit_class: CreditClass
    score: int
    because: str
    model: str
    edition: int
    at: dt.datetime
    asked_by: str | None
    approved_by: str | None


class ClassAnswer(Reply):
    """U with the other fields null says: not classified."""

    entity: str
    earlier_code: str | None
    credit_class: CreditClass
    model: str | None
    edition: int | None
    changed_at: dt.datetime | None


class ClassCount(Reply):
    """`entered` and `left` count changes of class. U: listed, in business, no profile."""

    credit_class: CreditClass
    profiles: int
    entered: int
    left: int


class CreditPolicy(Reply):
    """The numbers, who is told an entity's class, and what needs a second person."""

    score_good: int = 91
    score_adequate: int = 86
    score_needs_improvement: int = 71
    problems_good: int = 2
    problems_adequate: int = 4
    problems_needs_improvement: int = 7
    queries_per_window: int = 60
    query_window_seconds: int = 60
    class_shown_to: ClassShownTo = "officials"
    seconds: dict[str, Second] | None = None
    second_days: int = 10


class EarlierProfile(Reply):
    """What the business had under an earlier code. Its lines count under the later one; a class set by hand does
    not.
    """

    entity: str
    score: int
    credit_class: CreditClass
    by_hand: bool


class Figures(Reply):
    """`up` is towards A; `by_hand` are the profiles whose class an officer has set; `queries` by other systems and
    citizens.
    """

    profiles: int
    by_class: dict[str, int]
    class_changes: int
    up: int
    down: int
    by_hand: int
    queries: int


class LineView(Reply):
    """`score` is the bounded sum of all lines up to this one."""

    indicator: str
    points: int
    reason: str
    evidence: str
    on: dt.date
    score: int
    recorded_at: dt.datetime


class ModelView(Reply):
    model: str
    edition: int
    title: str
    base: int
    cutoffs: dict[str, int]
    indicators: dict[str, int]
    effective_from: dt.date
    adopted_at: dt.datetime
    in_force: bool


class Move(Reply):
    """How many profiles would go from one class to another, or stay."""

    previous: CreditClass
    credit_class: CreditClass
    profiles: int


class PolicyView(Reply):
    """Edition 0: nothing was adopted, the sources' numbers hold."""

    edition: int
    effective_from: dt.date | None
    pack: CreditPolicy
    reason: str | None
    adopted_at: dt.datetime | None
    fact: str | None
    asked_by: str | None = None
    approved_by: str | None = None
    taken_back_at: dt.datetime | None = None
    taken_back_for: str | None = None


class ProfileRow(Reply):
    """`model`, `edition`: under which the present class was given. `by_hand`: an officer has set it. `listed`:
    whether the register lists the entity.
    """

    entity: str
    name: str
    township: str | None
    listed: bool
    operating: bool
    score: int
    credit_class: CreditClass
    by_hand: bool
    model: str
    edition: int
    opened_at: dt.datetime
    changed_at: dt.datetime
    version: int
    goes_on_as: str | None


class ProfileView(Reply):
    """`earlier`: the profiles of its earlier codes."""

    entity: str
    name: str
    township: str | None
    listed: bool
    operating: bool
    score: int
    credit_class: CreditClass
    by_hand: bool
    model: str
    edition: int
    opened_at: dt.datetime
    changed_at: dt.datetime
    version: int
    goes_on_as: str | None
    earlier_code: str | None
    earlier: list[EarlierProfile]
    lines: list[LineView]
    history: list[ChangeView]


class Second(Reply):
    """Who approves: another subject than the one who asked, with one of the roles."""

    roles: list[str]
    among: Among = "anybody"


class Trial(Reply):
    """`up` is towards A. Nothing was written."""

    profiles: int
    would_change: int
    up: int
    down: int
    moves: list[Move]


class Credit(HeldFiles, Imports, Operations):
    """信用分类 credit."""

    service = "credit"

    async def models(self, *, cursor: str | None = None, limit: int | None = None) -> Page[ModelView]:
        """All editions of all models, in the order of their adoption"""
        return await self._read("/v1/models", Page[ModelView], query={"cursor": cursor, "limit": limit})

    async def adopt_model(
        self,
        *,
        model: str,
        title: str,
        base: int,
        cutoffs: dict[str, int],
        indicators: dict[str, int],
        effective_from: dt.date,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """Adopt a model, or its next edition"""
        return await self._command(
            "POST",
            "/v1/models",
            Accepted,
            body={
                "model": model,
                "title": title,
                "base": base,
                "cutoffs": cutoffs,
                "indicators": indicators,
                "effective_from": effective_from,
            },
            key=key,
            if_match=if_match,
        )

    async def try_model(
        self, *, model: str, title: str, base: int, cutoffs: dict[str, int], indicators: dict[str, int], effective_from: dt.date
    ) -> Trial:
        """Try a model on every profile's history; nothing is written"""
        return await self._send(
            "POST",
            "/v1/models/trial",
            Trial,
            body={
                "model": model,
                "title": title,
                "base": base,
                "cutoffs": cutoffs,
                "indicators": indicators,
                "effective_from": effective_from,
            },
        )

    async def apply_model(
        self, *, cursor: str | None = None, limit: int | None = None, key: str | None = None, if_match: int | None = None
    ) -> Application:
        """Judge the next profiles by the model in force; repeat while `next` is given"""
        return await self._command(
            "POST", "/v1/models/application", Application, query={"cursor": cursor, "limit": limit}, key=key, if_match=if_match
        )

    async def profile_class(self, entity: str) -> ClassAnswer:
        """The class of an entity, for other systems"""
        return await self._read(f"/v1/profiles/{segment(entity)}/class", ClassAnswer)

    async def classes(self) -> list[ClassCount]:
        """Profiles in each class, with those that entered and left it"""
        return await self._read("/v1/classes", list[ClassCount])

    async def figures(self) -> Figures:
        """Credit in figures"""
        return await self._read("/v1/figures", Figures)

    async def profiles(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        credit_class: CreditClass | None = None,
        by_hand: bool | None = None,
        q: str | None = None,
    ) -> Page[ProfileRow]:
        """Profiles, by entity"""
        return await self._read(
            "/v1/profiles",
            Page[ProfileRow],
            query={"cursor": cursor, "limit": limit, "credit_class": credit_class, "by_hand": by_hand, "q": q},
        )

    def profiles_export(
        self,
        format: Format,
        *,
        credit_class: CreditClass | None = None,
        by_hand: bool | None = None,
        q: str | None = None,
        lang: Language | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """The same as a table"""
        return self._file(
            f"/v1/profiles/export.{segment(format)}",
            query={"credit_class": credit_class, "by_hand": by_hand, "q": q, "lang": lang},
        )

    async def override_class(
        self, entity: str, *, credit_class: CreditClass, reason: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """Set a class by hand, with its basis"""
        return await self._command(
            "POST",
            f"/v1/profiles/{segment(entity)}/override",
            Accepted,
            body={"credit_class": credit_class, "reason": reason},
            key=key,
            if_match=if_match,
        )

    async def profile(self, entity: str) -> ProfileView:
        """One profile with every line and the history of its class"""
        return await self._read(f"/v1/profiles/{segment(entity)}", ProfileView)

    async def changes(
        self, *, credit_class: CreditClass | None = None, cursor: str | None = None, limit: int | None = None
    ) -> Page[ChangeView]:
        """Changes of class, oldest first"""
        return await self._read(
            "/v1/changes", Page[ChangeView], query={"credit_class": credit_class, "cursor": cursor, "limit": limit}
        )

    async def policy(self, *, day: dt.date | None = None) -> PolicyView:
        """The numbers in force on a day"""
        return await self._read("/v1/policy", PolicyView, query={"day": day})

    async def adopt_policy(
        self, *, effective_from: dt.date, pack: CreditPolicy, reason: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """Adopt numbers from a day on, with the reason"""
        return await self._command(
            "POST",
            "/v1/policy",
            Accepted,
            body={"effective_from": effective_from, "pack": pack, "reason": reason},
            key=key,
            if_match=if_match,
        )

    async def policy_editions(self, *, cursor: str | None = None, limit: int | None = None) -> Page[PolicyView]:
        """Every edition of the numbers that was adopted"""
        return await self._read("/v1/policy/editions", Page[PolicyView], query={"cursor": cursor, "limit": limit})
