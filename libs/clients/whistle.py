"""吹哨报到 whistle: its HTTP API.

Generated from the OpenAPI documents by `python -m apps.checkonce.clients`; changes by hand are lost.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Annotated, Literal

from pydantic import Field

from .base import OPEN, Accepted, Page, Reply, Waits, segment
from .content import Content
from .operations import Operations

Among = Annotated[Literal["anybody", "colleagues", "lead"], OPEN]
"""Whom the second person is looked for among."""

Duty = Annotated[Literal["policy", "erasure"], OPEN]
"""What may need a second person."""

Urgency = Annotated[Literal["normal", "urgent", "emergency"], OPEN]

WhyLeftOut = Annotated[Literal["items-not-in-force", "too-few-officers", "not-operating"], OPEN]
"""Why a department does not come."""


class CallView(Reply):
    department: str
    title: str
    called_at: dt.datetime
    due: dt.datetime
    reported_at: dt.datetime | None
    late: bool
    step: int
    outcome: str | None
    stars: int | None


class ClueView(Reply):
    clue: str
    origin: str
    entity: str
    finder: str
    competent: str
    matter: str
    state: str
    due: dt.datetime | None
    late: bool
    outcome: str | None
    received_at: dt.datetime
    version: int


class Competence(Reply):
    department: str
    title: str
    items: int


class EvidenceRef(Reply):
    """Evidence by content hash; the file itself is kept by the service that took it."""

    sha256: str
    media_type: str
    taken_at: dt.datetime | None = None
    where: str | None = None


class Figures(Reply):
    whistles: int
    closed: int
    escalated: int
    calls: int
    reported_on_time: int
    late: int
    clues: int
    clues_handled: int


class FileUpload(Reply):
    """Who has brought a file in and for whom they acted, and what they said of it. `uploaded_by` is the opaque id of
    a person or an entity, `acts_for` the bodies for which that one acted. `taken_at`, `position` (latitude and
    longitude in degrees) and `device` are as they were said; `uploaded_at` is when it came.
    """

    uploaded_by: str
    acts_for: list[str]
    taken_at: dt.datetime | None
    position: str | None
    device: str | None
    uploaded_at: dt.datetime


class FileView(Reply):
    """What is known of a file, which has been here since `kept_at`. Whoever brought it in stands in `uploads`, the
    first of them first.
    """

    sha256: str
    bytes: int
    media_type: str
    kept_at: dt.datetime
    uploads: list[FileUpload]


class JointVisitAsked(Reply):
    """`ask`: under which the whistle shows what came of it."""

    stream: str
    version: int
    position: int | None = None
    facts: list[str] = Field(default_factory=list)
    waits: Waits | None = None
    ask: str


class Kept(Reply):
    """A file that is there. `sha256` is its name, in hexadecimal; it has so many `bytes`, and `media_type` is what
    the first of them say.
    """

    sha256: str
    bytes: int
    media_type: str


class LeftOut(Reply):
    """A department that was to come, and why it does not."""

    department: str
    why: WhyLeftOut


class PolicyView(Reply):
    """Edition 0: nothing was adopted, the sources' numbers hold."""

    edition: int
    effective_from: dt.date | None
    pack: WhistlePolicy
    reason: str | None
    adopted_at: dt.datetime | None
    fact: str | None
    asked_by: str | None = None
    approved_by: str | None = None
    taken_back_at: dt.datetime | None = None
    taken_back_for: str | None = None


class Second(Reply):
    """Who approves: another subject than the one who asked, with one of the roles."""

    roles: list[str]
    among: Among = "anybody"


class VisitAsked(Reply):
    """A joint visit that the departments have asked for, or the visit of one that entered at once because of the
    whistle. `state`: asked, planned, declined, entered; `left_out`: which departments do not come, and why.
    """

    ask: str
    lead: str
    departments: list[str]
    items: list[str]
    on_day: dt.date
    emergency: bool
    state: str
    visit: str | None
    left_out: list[LeftOut]
    asked_at: dt.datetime


class WhistlePolicy(Reply):
    """The numbers, and what needs a second person."""

    report_in_hours: dict[str, int] | None = None
    report_in_working_days: int = 2
    escalation: list[str] | None = None
    step_hours: int = 24
    handling_working_days: int = 10
    clue_acknowledge_working_days: int = 3
    clue_handle_working_days: int = 15
    seconds: dict[str, Second] | None = None
    second_days: int = 10


class WhistleView(Reply):
    whistle: str
    township: str
    matter_kind: str
    matter: str
    place: str
    urgency: str
    entity: str | None
    state: str
    blown_at: dt.datetime
    report_in_by: dt.datetime | None
    escalations: int
    plan: str | None
    solved: bool | None
    closed_at: dt.datetime | None
    version: int
    calls: list[CallView] = Field(default_factory=list)
    visits: list[VisitAsked] = Field(default_factory=list)


class Whistle(Operations):
    """吹哨报到 whistle."""

    service = "whistle"

    async def suggestions(self, *, kind: str | None = None, industry: str | None = None) -> list[Competence]:
        """Departments whose listed items fit a matter"""
        return await self._read("/v1/suggestions", list[Competence], query={"kind": kind, "industry": industry})

    async def whistles(
        self,
        *,
        state: str | None = None,
        township: str | None = None,
        department: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Page[WhistleView]:
        """Whistles, oldest first"""
        return await self._read(
            "/v1/whistles",
            Page[WhistleView],
            query={"state": state, "township": township, "department": department, "cursor": cursor, "limit": limit},
        )

    async def blow_whistle(
        self,
        *,
        township: str,
        matter_kind: str,
        matter: str,
        place: str,
        urgency: Urgency | None = None,
        entity: str | None = None,
        evidence: list[EvidenceRef] | None = None,
        whistle: str | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """Blow the whistle"""
        return await self._command(
            "POST",
            "/v1/whistles",
            Accepted,
            body={
                "township": township,
                "matter_kind": matter_kind,
                "matter": matter,
                "place": place,
                "urgency": urgency,
                "entity": entity,
                "evidence": evidence,
                "whistle": whistle,
            },
            key=key,
            if_match=if_match,
        )

    async def call_departments(
        self, whistle: str, *, departments: list[str], key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """Call departments; they must report in by the clock of the urgency"""
        return await self._command(
            "POST",
            f"/v1/whistles/{segment(whistle)}/calls",
            Accepted,
            body={"departments": departments},
            key=key,
            if_match=if_match,
        )

    async def report_in(
        self, whistle: str, *, department: str, officers: list[str], key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """A called department reports in"""
        return await self._command(
            "POST",
            f"/v1/whistles/{segment(whistle)}/report-ins",
            Accepted,
            body={"department": department, "officers": officers},
            key=key,
            if_match=if_match,
        )

    async def agree_on_handling(
        self,
        whistle: str,
        *,
        lead: str,
        plan: str,
        done_by: dt.datetime | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """Agree on one joint handling under a lead"""
        return await self._command(
            "POST",
            f"/v1/whistles/{segment(whistle)}/handling",
            Accepted,
            body={"lead": lead, "plan": plan, "done_by": done_by},
            key=key,
            if_match=if_match,
        )

    async def ask_for_joint_visit(
        self,
        whistle: str,
        *,
        lead: str,
        items: list[str],
        on: dt.date,
        emergency: bool | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> JointVisitAsked:
        """Departments that have come ask planning for a joint visit"""
        return await self._command(
            "POST",
            f"/v1/whistles/{segment(whistle)}/visits",
            JointVisitAsked,
            body={"lead": lead, "items": items, "on": on, "emergency": emergency},
            key=key,
            if_match=if_match,
        )

    async def report_part(
        self,
        whistle: str,
        *,
        department: str,
        outcome: str,
        evidence: list[EvidenceRef] | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """A department has finished its part"""
        return await self._command(
            "POST",
            f"/v1/whistles/{segment(whistle)}/parts",
            Accepted,
            body={"department": department, "outcome": outcome, "evidence": evidence},
            key=key,
            if_match=if_match,
        )

    async def confirm_whistle(
        self,
        whistle: str,
        *,
        solved: bool,
        ratings: dict[str, int],
        remark: str | None = None,
        key: str | None = None,
        if_match: int | None = None,
    ) -> Accepted:
        """The township confirms and rates"""
        return await self._command(
            "POST",
            f"/v1/whistles/{segment(whistle)}/confirmation",
            Accepted,
            body={"solved": solved, "ratings": ratings, "remark": remark},
            key=key,
            if_match=if_match,
        )

    async def whistle(self, whistle: str) -> WhistleView:
        """One whistle with the departments called"""
        return await self._read(f"/v1/whistles/{segment(whistle)}", WhistleView)

    async def clues(
        self, *, department: str | None = None, state: str | None = None, cursor: str | None = None, limit: int | None = None
    ) -> Page[ClueView]:
        """Clues, oldest first"""
        return await self._read(
            "/v1/clues", Page[ClueView], query={"department": department, "state": state, "cursor": cursor, "limit": limit}
        )

    async def acknowledge_clue(
        self, clue: str, *, department: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """The competent department takes the clue"""
        return await self._command(
            "POST",
            f"/v1/clues/{segment(clue)}/acknowledgement",
            Accepted,
            body={"department": department},
            key=key,
            if_match=if_match,
        )

    async def give_back_clue(
        self, clue: str, *, department: str, competent: str, reason: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """Not competent: name the body that is"""
        return await self._command(
            "POST",
            f"/v1/clues/{segment(clue)}/return",
            Accepted,
            body={"department": department, "competent": competent, "reason": reason},
            key=key,
            if_match=if_match,
        )

    async def report_clue_outcome(
        self, clue: str, *, department: str, outcome: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """The clue is handled"""
        return await self._command(
            "POST",
            f"/v1/clues/{segment(clue)}/outcome",
            Accepted,
            body={"department": department, "outcome": outcome},
            key=key,
            if_match=if_match,
        )

    async def keep_file(
        self,
        content: Content,
        media_type: str,
        *,
        taken_at: dt.datetime | None = None,
        position: str | None = None,
        device: str | None = None,
        repr_digest: str | None = None,
    ) -> Kept:
        """Keep a file: it is known by the SHA-256 of its bytes, which the answer tells"""
        return await self._send(
            "POST",
            "/v1/files",
            Kept,
            query={"taken_at": taken_at, "position": position, "device": device},
            content=content,
            headers={"repr-digest": repr_digest, "Content-Type": media_type},
        )

    def file(self, sha256: str) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """The file itself, whole or a range of it"""
        return self._file(f"/v1/files/{segment(sha256)}")

    async def file_about(self, sha256: str) -> FileView:
        """What is known of a file"""
        return await self._read(f"/v1/files/{segment(sha256)}/about", FileView)

    async def erase_file(self, sha256: str, *, reason: str, key: str | None = None, if_match: int | None = None) -> Accepted:
        """Have a file's content erased; its digest stays, with the reason"""
        return await self._command(
            "POST", f"/v1/files/{segment(sha256)}/erasure", Accepted, body={"reason": reason}, key=key, if_match=if_match
        )

    async def figures(self) -> Figures:
        """Whistle response in figures"""
        return await self._read("/v1/figures", Figures)

    async def policy(self, *, day: dt.date | None = None) -> PolicyView:
        """The numbers in force on a day"""
        return await self._read("/v1/policy", PolicyView, query={"day": day})

    async def adopt_policy(
        self, *, effective_from: dt.date, pack: WhistlePolicy, reason: str, key: str | None = None, if_match: int | None = None
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
