"""Read model of transfers: who owes what, and what the organs concerned may read."""

from pathlib import Path

import aiosql

from libs.events.catalog.inspection import transfer as f
from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.views.table import ALL, STREAM, TIME, VERSION, Sql, Table, fact
from libs.events.views.views import Views

queries = aiosql.from_path(Path(__file__).with_name("views.sql"), "asyncpg")
views = Views()
transfers = Table("transfers", "transfer")

views.on(f.CrimeSuspected)(
    transfers.insert(
        "visit", "finding", "department", "articles", due=fact.verify_by, state="suspected", suspected_at=TIME, version=VERSION
    )
)
views.on(f.TransferDueMoved)(transfers.update("due", version=VERSION))
views.on(f.CrimeVerified)(
    transfers.update(
        "officers",
        evidence=Sql("array_append({row}.evidence, {new})", fact.report.sha256),
        due=fact.approve_by,
        state="verified",
        version=VERSION,
    )
)
views.on(f.TransferApproved)(transfers.update(due=fact.send_by, state="approved", approved_at=TIME, version=VERSION))
views.on(f.TransferDeclined)(transfers.update("copy_to", "reason", due=None, state="declined", version=VERSION))
views.on(f.TransferDocumented)(
    transfers.update(
        copy_to=Sql("coalesce({new}, {row}.copy_to)", fact.copy_to),
        evidence=Sql(
            "array_append({row}.evidence, {document}) || {new}", ALL("evidence", "sha256"), document=fact.document.sha256
        ),
        version=VERSION,
    )
)
views.on(f.TransferSent)(transfers.update(receiver=fact.to, due=fact.receive_by, state="sent", sent_at=TIME, version=VERSION))
views.on(f.TransferPassedOn)(
    transfers.update(
        "reason",
        receiver=fact.to,
        receivers_before=Sql("array_append({row}.receivers_before, {new})", fact.receiver),
        due=fact.receive_by,
        state="sent",
        version=VERSION,
    )
)
views.on(f.TransferReceived)(transfers.update(due=fact.decide_by, state="received", received_at=TIME, version=VERSION))
views.on(f.TransferAccepted)(transfers.update("case_number", due=None, state="opened", version=VERSION))
views.on(f.TransferRefused)(transfers.update("reason", due=fact.dispute_by, state="not-opened", version=VERSION))
views.on(f.TransferDisputed)(
    transfers.update(
        "reason",
        ways=Sql("array_append({row}.ways, {new})", fact.way),
        due=fact.decide_by,
        state="disputed",
        version=VERSION,
    )
)
views.on(f.TransferReturned)(transfers.update("reason", due=None, state="returned", version=VERSION))
views.on(f.TransferClosed)(transfers.update("outcome", due=None, state="closed", closed_at=TIME, version=VERSION))
# A passed time of another matter under the same number finds no row: the stream says which matter it is.
views.on(ClockPassed)(
    transfers.update(
        transfer=fact.subject,
        passed=Sql("array_append({row}.passed, {new})", fact.stage),
        version=VERSION,
        where=Sql("{new} = 'transfer-' || {row}.transfer", STREAM),
    )
)
