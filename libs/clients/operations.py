"""What every service answers alike: health, operations, its facts; and the import of files where there is one.

Generated from the OpenAPI documents by `python -m apps.checkonce.clients`; changes by hand are lost.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Annotated, Any, Literal

from pydantic import Field

from .base import OPEN, Accepted, Client, Page, Reply, Waits, segment
from .content import Content

Format = Annotated[Literal["csv", "xlsx"], OPEN]

Language = Annotated[Literal["zh", "en", "codes"], OPEN]
"""Whom a file is for. `codes`: programs, with the API's own names and codes, and times in UTC."""

RequestState = Annotated[Literal["waiting", "approved", "refused", "withdrawn", "expired"], OPEN]
"""Whether a request still waits for a second person, and what became of it."""

ImportState = Annotated[
    Literal["running", "finished", "broken-off", "interrupted", "waiting", "refused", "withdrawn", "expired"], OPEN
]
"""`waiting`: for a second person, who may refuse it; the asker may take it back, and it expires."""

ReportRows = Annotated[Literal["refused", "all"], OPEN]
"""Which rows a download lists."""


class Again(Reply):
    deadlines: int


class Alive(Reply):
    """`hanging`: workers that have come to no end of a turn for so long that the process is to be started again."""

    status: Annotated[Literal["alive", "hanging"], OPEN]
    hanging: list[str] = Field(default_factory=list)


class CountersignatureView(Reply):
    """`request` and `body`: what was asked; `leads_to`: types of the facts that it would have led to at once.
    `roles` are those by which it was asked, `claims` say for whom the asker acted then, by scope: whether
    somebody is still in office only tokens say. `roles` are null where they were not kept then. `refused_before`:
    who has refused the same before, and why. `settled_by` has approved, refused or withdrawn it. `due`: when it
    expires.
    """

    countersignature: str
    duty: str
    state: RequestState
    request: str
    body: Any
    leads_to: list[str]
    asked_by: str
    roles: list[str] | None
    claims: dict[str, list[str]]
    refused_before: list[RefusalBefore]
    asked_at: dt.datetime
    due: dt.datetime
    settled_by: str | None
    settled_at: dt.datetime | None
    reason: str | None
    version: int


class Done(Reply):
    applied: int


class FailingDeadline(Reply):
    """A deadline whose command failed: `due` when it passed, `since` when it failed first, `until` when it is tried
    again. Of one of confided facts `key` is a digest, by which it can be tried again, and `stream` is empty.
    """

    key: str
    stream: str
    command: str
    error: str
    attempts: int
    due: dt.datetime
    since: dt.datetime
    until: dt.datetime


class Held(Reply):
    """A message that does not count. A `conflict` (its source says something else than before) holds its partition,
    and so does an `unproven` one (signed by a key that the file of the services' keys does not name, or not for
    that time) and an `unpackable` one (a batch that is damaged, of an unknown codec or too large unpacked; its
    last offset is named) and a `failing` one (nearly all facts of its type fail in this service, by a mistake of
    its own). Of a neighbour, `untrusted` (no agreement gives a key), `no-link` (unsigned, altered, signed by a
    stranger) and `refused` (a link that the store does not take) do too; a `gap` (a true link before its turn) is
    left until the missing one comes, and so is a message of the place behind one that has not come. `expired`:
    records were deleted before they were read. `untrusted`, `gap` and `failing` are not `passable`.
    """

    topic: str
    partition: int
    offset: int
    kind: str
    source: str
    error: str
    passable: bool
    since: dt.datetime


class ManyTried(Reply):
    """A page takes at most some seconds. `streams` were tried and `freed` of them are parked no more; `applied`
    counts facts. `left` more wait for the next page, which begins after `next`; null: that was all.
    """

    streams: int
    freed: int
    applied: int
    left: int
    next: ParkedAfter | None


class Parked(Reply):
    """A parked stream: the fact that it is parked for (`position`, `type`, `error`), and how many wait with it."""

    source: str
    stream: str
    position: int
    type: str
    error: str
    attempts: int
    waiting: int
    since: dt.datetime


class ParkedAfter(Reply):
    """The last stream of a page."""

    source: str
    stream: str


class Passed(Reply):
    topic: str
    partition: int
    offset: int
    source: str
    error: str
    since: dt.datetime
    actor: str
    reason: str
    passed_at: dt.datetime


class Progress(Reply):
    """Positions of this service: `newest` fact, `relayed` up to, unsent facts, received ones per source, deadlines
    due. `put_off` counts deadlines that failed and wait to be tried again, `unchained` own and received facts
    that are not in the store's hash chain yet. `not_understood` counts received facts of a type or version newer
    than the code; `catching_up` says how far the service is with those that it understands since its upgrade.
    `held` is partition -> offset, kind and reason. `held_back` names the session whose open transaction keeps the
    newest facts from being sent, and for how long it has been open. `workers` are those of the process that
    answers. `countersignatures` wait for a second person; the first of them expires at `countersignature_due`.
    """

    place: str
    service: str
    now: dt.datetime
    newest: int
    relayed: int
    unsent: int
    unchained: int
    facts: int
    received: dict[str, int]
    inbox: int
    due: int
    deadlines: int
    put_off: int
    parked: int
    rejected: int
    not_understood: int
    catching_up: str | None
    workers: dict[str, WorkerState]
    held: dict[str, str]
    held_back: str | None
    countersignatures: int
    countersignature_due: dt.datetime | None


class ReadAgain(Reply):
    """`partitions`: how many had been read before and are now read from their beginning."""

    reads: bool
    partitions: int


class ReadingView(Reply):
    """An answer with personal or internal data. `person`, `entity`: whom it was about; both null for a list of many.
    `asked`: the names of the parameters that narrowed it.
    """

    id: int
    at: dt.datetime
    subject: str
    roles: list[str]
    route: str
    kind: str
    path: str
    asked: list[str]
    person: str | None
    entity: str | None
    purpose: str | None


class Ready(Reply):
    """A load balancer asks for `ready`; the other fields give the reasons. It answers within a few seconds, whatever
    hangs: `database` is false where that does not. `leaving`: the process was told to end. `parked` counts
    streams that wait because a fact of theirs keeps failing. `calendar` says that the holidays end too soon,
    `keys` why new keys of the services are not taken, `files` why none is kept.
    """

    ready: bool
    database: bool
    workers: dict[str, WorkerState]
    leaving: bool = False
    held: dict[str, str] = Field(default_factory=dict)
    parked: int = 0
    catching_up: str | None = None
    calendar: str | None = None
    keys: str | None = None
    files: str | None = None


class Refilled(Reply):
    """`facts` the store holds; all is sent again when `relayed` (GET /v1/ops/progress) has reached `newest`."""

    facts: int
    newest: int


class RefusalBefore(Reply):
    """An equal request that was refused before this one was settled."""

    countersignature: str
    refused_by: str
    refused_at: dt.datetime
    reason: str


class Rejected(Reply):
    """A message that was set aside; its bytes are in the table `rejected_messages` of the service."""

    topic: str
    partition: int
    kafka_offset: int
    kind: str
    error: str
    received_at: dt.datetime
    sha256: str
    size: int | None


class TopicState(Reply):
    """What this service has to do with a topic. `facts` counts what a refill sends there. `exists` says whether the
    broker has it; it is asked only where this service writes.
    """

    topic: str
    reads: bool
    writes: bool
    exists: bool
    facts: int


class WorkerState(Reply):
    """How a worker gets on. `running`: its last turn led somewhere; `failing`: it did not, for the reason of
    `error`; `stuck`: none has for longer than `CHECKONCE_WORKER_SECONDS`; `stopped`: it has ended. `turned` and
    `well`: seconds since the last turn, and since the last one that led somewhere. `behind`: facts, messages or
    deadlines that wait for it, as far as is known.
    """

    state: Annotated[Literal["running", "failing", "stuck", "stopped"], OPEN]
    turned: float
    well: float
    error: str | None = None
    behind: int | None = None


class ImportNote(Reply):
    """`note`, in Chinese `note_zh`: what is to be known of so many `rows` that hold the value; the first is on
    `line`.
    """

    field: str
    value: str
    note: str
    note_zh: str
    rows: int
    line: int
    sheet: str = ""


class ImportPreview(Reply):
    """`rows = accepted + unchanged + refused`, as the report of the import would say now; `facts` counts the facts
    by type. `hidden` of them are hidden in the workbook, by a filter or by hand; they are taken as others are.
    `columns` are those of the (last) sheet, `columns_missing` those of the kind that the file leaves out.
    `changes` shows the first twenty rows that would change something, `refusals` the first hundred refused ones.
    `notes` say what is to be known of rows that would be taken.
    """

    kind: str
    columns: list[PreviewColumn]
    columns_missing: list[str]
    sheets_left: list[str]
    encodings: dict[str, int]
    hidden: int
    rows: int
    accepted: int
    unchanged: int
    refused: int
    unknown: int
    facts: dict[str, int]
    changes: list[PreviewChange]
    refusals: list[RefusedRow]
    notes: list[ImportNote]


class ImportReport(Reply):
    """`rows = accepted + unchanged + refused`; `facts` are the facts written; `refusals` shows the first hundred.
    `unknown`: so many of the accepted rows speak of something that was not known here, such as an entity that the
    register does not list; `?rows=all` of the report names them. `bytes` of `bytes_total` (null: not said by the
    sender) have been read. `rows_expected` is given by a workbook and otherwise estimated from the bytes;
    `expected_end` follows from it and from `rows_per_second`. `encodings` says how many rows were read as which,
    `sheets_left` names visible sheets that were not read, `columns_left` columns that are none of the kind's and
    were passed over, `hidden` how many rows of a workbook are hidden (by a filter or by hand; they are taken as
    any others), `as_of` the day of what the file says, `resumed_from` is how many rows an earlier attempt had
    done. `countersignature` is what waits, or has waited, for a second person, `approved_by` who that was,
    `sha256` of the file. While it waits the counts are those of the preview; once it was refused, taken back or
    is overdue they stay so, and nothing was written. `waits`: until when and for whom, in the answer to who sends
    it. `notes` say what is to be known of rows that were taken, once of all rows of which it is the same; the
    first hundred. `fault`: why an approved file could not be applied yet, `tries` how often in a row; it is tried
    again at `again_at`.
    """

    import_id: str
    kind: str
    state: ImportState
    caller: str
    rows: int
    accepted: int
    unchanged: int
    refused: int
    unknown: int
    facts: int
    started_at: dt.datetime
    finished_at: dt.datetime | None
    bytes: int
    bytes_total: int | None
    rows_expected: int | None
    rows_per_second: float | None
    expected_end: dt.datetime | None
    resumed_from: int
    encodings: dict[str, int]
    sheets_left: list[str]
    columns_left: list[str]
    hidden: int
    as_of: dt.date | None
    countersignature: str | None
    approved_by: str | None
    sha256: str | None
    tries: int
    fault: str | None
    again_at: dt.datetime | None
    waits: Waits | None = None
    refusals: list[RefusedRow] = Field(default_factory=list)
    notes: list[ImportNote] = Field(default_factory=list)


class PreviewChange(Reply):
    """A row that would lead to facts. `facts` are their types and contents; none holds what may not stay for ever."""

    line: int
    sheet: str
    facts: list[dict[str, Any]]


class PreviewColumn(Reply):
    """A column of the file as its header names it. `column`: what it is; null: it is passed over."""

    title: str
    column: str | None


class RefusedRow(Reply):
    """`line` counts from 1 and is where the row begins; the header is line 1. `sheet` is empty unless a workbook was
    sent. `title`: what the file itself calls the column; empty where it is about none of them.
    """

    line: int
    field: str
    value: str
    rule: str
    rule_zh: str
    sheet: str = ""
    title: str = ""
    do: str = ""
    do_zh: str = ""


class RememberedTitles(Reply):
    """`titles`: the column, or the known title of one, that each title of the office's sheets stands for.
    `changed_by`, `changed_at`: who said so last, and when; null where nobody did, or before that was kept.
    """

    titles: dict[str, str]
    changed_by: str | None = None
    changed_at: dt.datetime | None = None


class Operations(Client):
    """What an operator asks any service."""

    async def take_back_edition(
        self, edition: int, *, reason: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """Take the newest edition back before its first day"""
        return await self._command(
            "POST",
            f"/v1/policy/editions/{segment(edition)}/withdrawal",
            Accepted,
            body={"reason": reason},
            key=key,
            if_match=if_match,
        )

    async def countersignatures(
        self,
        *,
        state: RequestState | None = None,
        duty: str | None = None,
        asked_by: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Page[CountersignatureView]:
        """What waits or has waited for a second person, oldest first"""
        return await self._read(
            "/v1/countersignatures",
            Page[CountersignatureView],
            query={"state": state, "duty": duty, "asked_by": asked_by, "cursor": cursor, "limit": limit},
        )

    async def countersignature(self, countersignature: str) -> CountersignatureView:
        """One request for a second person"""
        return await self._read(f"/v1/countersignatures/{segment(countersignature)}", CountersignatureView)

    async def approve_countersignature(
        self, countersignature: str, *, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """A second person approves: what was asked for is done"""
        return await self._command(
            "POST", f"/v1/countersignatures/{segment(countersignature)}/approval", Accepted, key=key, if_match=if_match
        )

    async def refuse_countersignature(
        self, countersignature: str, *, reason: str, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """A second person refuses, with the reason"""
        return await self._command(
            "POST",
            f"/v1/countersignatures/{segment(countersignature)}/refusal",
            Accepted,
            body={"reason": reason},
            key=key,
            if_match=if_match,
        )

    async def withdraw_countersignature(
        self, countersignature: str, *, key: str | None = None, if_match: int | None = None
    ) -> Accepted:
        """The asker takes the request back"""
        return await self._command(
            "POST", f"/v1/countersignatures/{segment(countersignature)}/withdrawal", Accepted, key=key, if_match=if_match
        )

    async def events(self, *, after: int | None = None, limit: int | None = None) -> list[dict[str, Any]]:
        """Facts after a position, in order (JSON batch, or server-sent events with Accept: text/event-stream)"""
        return await self._read("/v1/events", list[dict[str, Any]], query={"after": after, "limit": limit})

    def follow_events(self, *, after: int | None = None) -> AbstractAsyncContextManager[AsyncIterator[dict[str, Any]]]:
        """Facts after a position, in order (JSON batch, or server-sent events with Accept: text/event-stream)"""
        return self._follow("/v1/events", query={"after": after})

    async def readings(
        self,
        *,
        subject: str | None = None,
        person: str | None = None,
        entity: str | None = None,
        kind: Literal["personal", "internal"] | None = None,
        many: bool | None = None,
        first_day: dt.date | None = None,
        last_day: dt.date | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Page[ReadingView]:
        """Who read personal or internal data, newest first"""
        return await self._read(
            "/v1/readings",
            Page[ReadingView],
            query={
                "subject": subject,
                "person": person,
                "entity": entity,
                "kind": kind,
                "many": many,
                "first_day": first_day,
                "last_day": last_day,
                "cursor": cursor,
                "limit": limit,
            },
        )

    def readings_export(
        self,
        format: Format,
        *,
        subject: str | None = None,
        person: str | None = None,
        entity: str | None = None,
        kind: Literal["personal", "internal"] | None = None,
        many: bool | None = None,
        first_day: dt.date | None = None,
        last_day: dt.date | None = None,
        lang: Language | None = None,
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """The same as a table"""
        return self._file(
            f"/v1/readings/export.{segment(format)}",
            query={
                "subject": subject,
                "person": person,
                "entity": entity,
                "kind": kind,
                "many": many,
                "first_day": first_day,
                "last_day": last_day,
                "lang": lang,
            },
        )

    async def health_live(self) -> Alive:
        """The process runs, and so does each of its workers"""
        return await self._read("/health/live", Alive)

    async def health_ready(self) -> Ready:
        """The database answers and the workers get on"""
        return await self._read("/health/ready", Ready)

    def metrics(self) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Prometheus metrics"""
        return self._file("/metrics")

    async def progress(self) -> Progress:
        """How far the store, relay, consumer and deadlines are"""
        return await self._read("/v1/ops/progress", Progress)

    async def parked(self, *, cursor: str | None = None, limit: int | None = None) -> Page[Parked]:
        """Streams parked because a fact keeps failing, by source and stream"""
        return await self._read("/v1/ops/parked", Page[Parked], query={"cursor": cursor, "limit": limit})

    async def retry_parked(self, *, source: str, stream: str) -> Done:
        """Apply a parked stream's waiting facts in order"""
        return await self._send("POST", "/v1/ops/parked/retry", Done, body={"source": source, "stream": stream})

    async def retry_many(
        self, *, source: str | None = None, type: str | None = None, error: str | None = None, after: ParkedAfter | None = None
    ) -> ManyTried:
        """Give parked streams of a source, type or error another try, a page at a time"""
        return await self._send(
            "POST",
            "/v1/ops/parked/retry-many",
            ManyTried,
            body={"source": source, "type": type, "error": error, "after": after},
        )

    async def skip_parked(self, *, source: str, stream: str, reason: str) -> Done:
        """Leave out the first waiting fact, on the record, and go on"""
        return await self._send(
            "POST", "/v1/ops/parked/skip", Done, body={"source": source, "stream": stream, "reason": reason}
        )

    async def deadlines_failing(self) -> list[FailingDeadline]:
        """Deadlines that failed and are tried again later, oldest first"""
        return await self._read("/v1/ops/deadlines/failing", list[FailingDeadline])

    async def retry_deadlines(self, *, key: str | None = None) -> Again:
        """Try deadlines that failed again now"""
        return await self._send("POST", "/v1/ops/deadlines/retry", Again, body={"key": key})

    async def held(self) -> list[Held]:
        """Messages that do not count and hold their partition, and why"""
        return await self._read("/v1/ops/held", list[Held])

    async def held_passed(self) -> list[Passed]:
        """Messages that operators passed over, newest first"""
        return await self._read("/v1/ops/held/passed", list[Passed])

    async def pass_held(self, topic: str, partition: int, offset: int, *, reason: str) -> Held:
        """Pass over exactly this message, on the record; nothing of it counts"""
        return await self._send(
            "POST", f"/v1/ops/held/{segment(topic)}/{segment(partition)}/{segment(offset)}/pass", Held, body={"reason": reason}
        )

    async def topic(self, topic: str) -> TopicState:
        """Whether this service reads or writes a topic, and how many facts a refill sends"""
        return await self._read(f"/v1/ops/topics/{segment(topic)}", TopicState)

    async def read_topic_again(self, topic: str) -> ReadAgain:
        """Read a topic from its beginning; facts already known are skipped"""
        return await self._send("POST", f"/v1/ops/topics/{segment(topic)}/read-again", ReadAgain)

    async def refill_topic(self, topic: str) -> Refilled:
        """Send every fact of the store once more, with the old seals"""
        return await self._send("POST", f"/v1/ops/topics/{segment(topic)}/refill", Refilled)

    async def rebuild(self) -> Done:
        """Rebuild the views beside the living ones and swap them in"""
        return await self._send("POST", "/v1/ops/rebuild", Done)

    async def rejected(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        kind: Literal["unreadable", "stranger", "forged", "refused"] | None = None,
        topic: str | None = None,
    ) -> Page[Rejected]:
        """Messages that were set aside: unreadable, of a stranger, forged, or refused by the store"""
        return await self._read(
            "/v1/ops/rejected", Page[Rejected], query={"cursor": cursor, "limit": limit, "kind": kind, "topic": topic}
        )


class Imports(Client):
    """Files into the lists of a service."""

    async def preview_file(
        self, kind: str, content: Content, media_type: str, *, sheet: list[str] | None = None, as_of: dt.date | None = None
    ) -> ImportPreview:
        """What a file would change: which column is what, counts, first changes and refusals; nothing is written"""
        return await self._send(
            "POST",
            f"/v1/imports/{segment(kind)}/preview",
            ImportPreview,
            query={"sheet": sheet, "as_of": as_of},
            content=content,
            headers={"Content-Type": media_type},
        )

    async def import_titles(self, kind: str) -> RememberedTitles:
        """How the caller's office calls the columns of its sheets"""
        return await self._read(f"/v1/imports/{segment(kind)}/titles", RememberedTitles)

    async def set_import_titles(self, kind: str, *, titles: dict[str, str]) -> RememberedTitles:
        """Remember how the caller's office calls the columns, in place of before"""
        return await self._send("PUT", f"/v1/imports/{segment(kind)}/titles", RememberedTitles, body={"titles": titles})

    async def forget_import_titles(self, kind: str) -> RememberedTitles:
        """Forget how the caller's office calls the columns"""
        return await self._send("DELETE", f"/v1/imports/{segment(kind)}/titles", RememberedTitles)

    def import_template(self, kind: str) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """A workbook to fill in, with the values of the lists"""
        return self._file(f"/v1/imports/{segment(kind)}/template.xlsx")

    async def import_file(
        self,
        kind: str,
        content: Content,
        media_type: str,
        *,
        sheet: list[str] | None = None,
        as_of: dt.date | None = None,
        import_id: str | None = None,
    ) -> ImportReport:
        """Import a file (CSV, NDJSON or XLSX), refused row by row"""
        return await self._send(
            "POST",
            f"/v1/imports/{segment(kind)}",
            ImportReport,
            query={"sheet": sheet, "as_of": as_of},
            content=content,
            headers={"import-id": import_id, "Content-Type": media_type},
        )

    async def imports(
        self,
        *,
        kind: str | None = None,
        state: ImportState | None = None,
        caller: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Page[ImportReport]:
        """Imports, newest first, without their refused rows"""
        return await self._read(
            "/v1/import-reports",
            Page[ImportReport],
            query={"kind": kind, "state": state, "caller": caller, "cursor": cursor, "limit": limit},
        )

    async def import_report(self, import_id: str) -> ImportReport:
        """Progress and result of an import"""
        return await self._read(f"/v1/import-reports/{segment(import_id)}", ImportReport)

    def import_report_csv(
        self, import_id: str, *, rows: ReportRows | None = None
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Row by row: line, field, value, rule and what to do; the counts at the end"""
        return self._file(f"/v1/import-reports/{segment(import_id)}/report.csv", query={"rows": rows})

    def import_report_xlsx(
        self, import_id: str, *, rows: ReportRows | None = None, lang: Language | None = None
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """The same as a workbook, in Chinese unless `lang` says otherwise"""
        return self._file(f"/v1/import-reports/{segment(import_id)}/report.xlsx", query={"rows": rows, "lang": lang})

    def import_report_ndjson(
        self, import_id: str, *, rows: ReportRows | None = None
    ) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """Row by row as objects; the first is the report itself"""
        return self._file(f"/v1/import-reports/{segment(import_id)}/report.ndjson", query={"rows": rows})

    def import_refused_csv(self, import_id: str) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """All refused rows"""
        return self._file(f"/v1/import-reports/{segment(import_id)}/refused.csv")


class HeldFiles(Client):
    """Files that wait for a second person."""

    def countersignature_file(self, countersignature: str) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """The file that waits for a second person, as it was sent"""
        return self._file(f"/v1/countersignatures/{segment(countersignature)}/file")

    def countersignature_changes(self, countersignature: str) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """All that the file would change, row by row, as it was previewed"""
        return self._file(f"/v1/countersignatures/{segment(countersignature)}/changes.ndjson")
