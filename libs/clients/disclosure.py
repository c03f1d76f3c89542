"""公示评价 disclosure: its HTTP API.

Generated from the OpenAPI documents by `python -m apps.checkonce.clients`; changes by hand are lost.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Annotated, Any, Literal

from .base import OPEN, Accepted, Page, Reply, segment
from .operations import Operations

Among = Annotated[Literal["anybody", "colleagues", "lead"], OPEN]
"""Whom the second person is looked for among."""

Duty = Annotated[Literal["policy"], OPEN]
"""What may need a second person."""

Format = Annotated[Literal["csv", "xlsx"], OPEN]

Language = Annotated[Literal["zh", "en", "codes"], OPEN]
"""Whom a file is for. `codes`: programs, with the API's own names and codes, and times in UTC."""

Rounding = Annotated[Literal["truncate", "round"], OPEN]
"""How what is behind the last place shown is treated."""

Subject = Annotated[Literal["result", "draw", "plan"], OPEN]


class DepartmentRating(Reply):
    department: str
    title: str
    ratings: int
    average: float


class DisclosurePolicy(Reply):
    """The numbers, and what needs a second person."""

    publish_working_days: int = 5
    ratings_step: int = 3
    percent_mode: Rounding = "truncate"
    percent_places: int = 2
    seconds: dict[str, Second] | None = None
    second_days: int = 10


class EntityFile(Reply):
    """一企一档: newest first. `next` is null on the last page. `earlier_codes`: all codes that the business had before;
    what is on record under them is in its file.
    """

    entity: str
    name: str
    category: str
    township: str
    township_title: str
    industries: list[str]
    operating: bool
    earlier_code: str | None
    earlier_codes: list[str]
    items: list[Entry]
    next: str | None


class Entry(Reply):
    """One line of an entity's file, under the code `entity`; `reference` leads on (publication, visit,
    rectification).
    """

    at: dt.datetime
    kind: str
    reference: str
    entity: str
    department: str | None
    detail: dict[str, Any]


class Figures(Reply):
    """Counts, and shares in per cent (null of nothing), cut after two places. `due`: everything that had or has to
    be published; `late`: published late, or overdue now; `joint_share`: visits of more than one department;
    `visits_saved_rate`: by how much fewer visits than separate draws would need; `problem_rate`: results with
    problems.
    """

    tasks: int
    draws: int
    entities: int
    visits: int
    visits_completed: int
    department_checks: int
    visits_if_separate: int
    visits_saved_rate: float | None
    joint_share: float | None
    due: int
    published: int
    published_on_time: int
    late: int
    pending: int
    publication_rate: float | None
    punctuality_rate: float | None
    by_subject: list[SubjectFigures]
    results: int
    results_with_problems: int
    problem_rate: float | None
    whistles: int
    escalated: int
    class_changes: int
    ratings: int
    rating_average: float | None


class Pending(Reply):
    """`working_days_left` counts full working days after today; 0 is the last day, and stays 0 when it is too late."""

    publication: str
    subject: Subject
    reference: str
    entity: str | None
    department: str
    department_title: str
    occurred_on: dt.date
    due: dt.datetime
    working_days_left: int
    overdue: bool
    version: int


class PolicyView(Reply):
    """Edition 0: nothing was adopted, the sources' numbers hold."""

    edition: int
    effective_from: dt.date | None
    pack: DisclosurePolicy
    reason: str | None
    adopted_at: dt.datetime | None
    fact: str | None
    asked_by: str | None = None
    approved_by: str | None = None
    taken_back_at: dt.datetime | None = None
    taken_back_for: str | None = None


class PublicationLine(Reply):
    """`title`, `problems` and `digest` are null once withdrawn."""

    publication: str
    subject: Subject
    reference: str
    entity: str | None
    department: str
    department_title: str
    title: str | None
    problems: int | None
    state: str
    occurred_on: dt.date
    due: dt.datetime
    published_at: dt.datetime
    late: bool
    corrections: int
    digest: str | None
    version: int


class PublicationView(Reply):
    """`content` is what was published: SHA-256 of its canonical JSON (RFC 8785) is `digest`."""

    publication: str
    subject: Subject
    reference: str
    entity: str | None
    department: str
    department_title: str
    title: str | None
    problems: int | None
    state: str
    occurred_on: dt.date
    due: dt.datetime
    published_at: dt.datetime
    late: bool
    corrections: int
    digest: str | None
    version: int
    content: dict[str, Any] | None
    masked: list[str]
    history: list[Step]


class RatingKey(Reply):
    """The public key of a department's tickets of a quarter: RSA, both numbers of the key (RSABSSA-SHA384-PSS, RFC
    9474).
    """

    period: str
    department: str
    modulus: str
    exponent: int = 65537


class Ratings(Reply):
    """Ratings show in the groups in which they were counted, each of at least the `step` of that day; a department
    with fewer ratings than today's `step` is not in the list. `ratings` and `average` are of all departments that
    are shown.
    """

    step: int
    ratings: int
    average: float | None
    departments: list[DepartmentRating]


class Received(Reply):
    """Ratings are counted on a later day, in groups."""

    department: str


class Second(Reply):
    """Who approves: another subject than the one who asked, with one of the roles."""

    roles: list[str]
    among: Among = "anybody"


class Signatures(Reply):
    """By department: what takes the blinding off is the signature of the ticket."""

    visit: str
    period: str
    signatures: dict[str, str]


class Step(Reply):
    """Made, corrected or withdrawn; `digest` of what could be read from then on."""

    step: str
    at: dt.datetime
    digest: str | None
    reason: str | None


class SubjectFigures(Reply):
    subject: Subject
    due: int
    published: int
    published_on_time: int
    late: int
    pending: int
    publication_rate: float | None


class VisitKeys(Reply):
    """The keys for the tickets of one visit: one for each of its departments."""

    visit: str
    period: str
    keys: list[RatingKey]


class Disclosure(Operations):
    """公示评价 disclosure."""

    service = "disclosure"

    async def pending_publications(
        self, *, department: str | None = None, overdue: bool | None = None, cursor: str | None = None, limit: int | None = None
    ) -> Page[Pending]:
        """What is due, the most urgent first, with its clock"""
        return await self._read(
            "/v1/publications/pending",
            Page[Pending],
            query={"department": department, "overdue": overdue, "cursor": cursor, "limit": limit},
        )

    async def publication(self, publication: str) -> PublicationView:
        """One publication with its history"""
        return await self._read(f"/v1/publications/{segment(publication)}", PublicationView)

    async def publish(self, publication: str, *, key: str | None = None, if_match: int | None = None) -> Accepted:
        """Publish what is due"""
        return await self._command(
            "POST", f"/v1/publications/{segment(publication)}", Accepted, body={}, key=key, if_match=if_match
        )

    async def correct_publication(
        self, publication: str, *, reason: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """Publish again what is on record now, with the reason"""
        return await self._command(
            "POST",
            f"/v1/publications/{segment(publication)}/correction",
            Accepted,
            body={"reason": reason},
            key=key,
            if_match=if_match,
        )

    async def withdraw_publication(
        self, publication: str, *, reason: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """Take a publication back, openly"""
        return await self._command(
            "POST",
            f"/v1/publications/{segment(publication)}/withdrawal",
            Accepted,
            body={"reason": reason},
            key=key,
            if_match=if_match,
        )

    async def publications(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        subject: Subject | None = None,
        department: str | None = None,
        entity: str | None = None,
        late: bool | None = None,
        q: str | None = None,
    ) -> Page[PublicationLine]:
        """What is published, newest first"""
        return await self._read(
            "/v1/publications",
            Page[PublicationLine],
            query={
                "cursor": cursor,
                "limit": limit,
                "subject": subject,
                "department": department,
                "entity": entity,
                "late": late,
                "q": q,
            },
        )

    def publications_export(
        self,
        format: Format,
        *,
        subject: Subject | None = None,
        department: str | None = None,
        entity: str | None = None,
        late: bool | None = None,
        q: str | None = None,
        lang: Language | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """The same list as a table, with all rows"""
        return self._file(
            f"/v1/publications/export.{segment(format)}",
            query={"subject": subject, "department": department, "entity": entity, "late": late, "q": q, "lang": lang},
        )

    async def rating_keys(
        self, *, period: str | None = None, cursor: str | None = None, limit: int | None = None
    ) -> Page[RatingKey]:
        """Every published key of rating tickets"""
        return await self._read("/v1/rating-keys", Page[RatingKey], query={"period": period, "cursor": cursor, "limit": limit})

    async def visit_rating_keys(self, visit: str) -> VisitKeys:
        """The keys for the tickets of an own visit"""
        return await self._read(f"/v1/visits/{segment(visit)}/rating-keys", VisitKeys)

    async def sign_rating_tickets(
        self, visit: str, *, blinded: dict[str, str], key: str | None = None, if_match: int | None = None
    ) -> Signatures:
        """The visited entity has its tickets signed, blindly and once"""
        return await self._command(
            "POST",
            f"/v1/visits/{segment(visit)}/rating-tickets",
            Signatures,
            body={"blinded": blinded},
            key=key,
            if_match=if_match,
        )

    async def ratings(self, *, department: str | None = None) -> Ratings:
        """Average ratings, in whole groups, so that nobody is traced"""
        return await self._read("/v1/ratings", Ratings, query={"department": department})

    async def rate(self, *, period: str, department: str, ticket: str, signature: str, stars: int) -> Received:
        """Rate a department for a visit, anonymously, with a ticket"""
        return await self._send(
            "POST",
            "/v1/ratings",
            Received,
            body={"period": period, "department": department, "ticket": ticket, "signature": signature, "stars": stars},
        )

    async def entity_file(self, entity: str, *, cursor: str | None = None, limit: int | None = None) -> EntityFile:
        """One file per entity: what is public about it, newest first"""
        return await self._read(f"/v1/entities/{segment(entity)}/file", EntityFile, query={"cursor": cursor, "limit": limit})

    async def figures(self) -> Figures:
        """The jurisdiction in figures"""
        return await self._read("/v1/figures", Figures)

    async def policy(self, *, day: dt.date | None = None) -> PolicyView:
        """The numbers in force on a day"""
        return await self._read("/v1/policy", PolicyView, query={"day": day})

    async def adopt_policy(
        self,
        *,
        effective_from: dt.date,
        pack: DisclosurePolicy,
        reason: str,
        key: str | None = None,
        if_match: int | None = None,
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
