"""Files that a second person approves: what the story, the benchmark and tests on the whole stack share."""

from __future__ import annotations

from libs.clients.credit import Credit
from libs.clients.inspection import Inspection
from libs.clients.operations import ImportReport
from libs.clients.registry import Registry
from libs.events.patience import Patience

__all__ = ["Files", "taken"]

Files = Registry | Credit | Inspection
"""The services that take files."""


async def taken(second: Files, report: ImportReport) -> ImportReport:
    """The report of a file once it was applied; `second` approves it where it waits for somebody."""
    if report.state == "waiting" and report.countersignature is not None:
        await second.approve_countersignature(report.countersignature)
    patience = Patience()
    while report.state in {"waiting", "running", "interrupted"}:
        if not await patience.pause((report.state, report.rows)):
            raise TimeoutError(f"import {report.import_id} is {report.state} ({patience})")
        report = await second.import_report(report.import_id)
    return report
