"""Facts of before as the newest code reads them, and what it makes of a visit that was under way at an upgrade."""

import json
from pathlib import Path

import pytest

from libs.events.catalog.inspection.visit import OfficerCheckedIn, Proof, VisitClosed
from libs.events.fact import catalog

ROWS = [json.loads(line) for line in Path(__file__).with_name("sealed_visit.jsonl").read_text().splitlines()]


@pytest.mark.parametrize(("how", "proof"), [("scan", Proof.MANDATE), ("late-entry", Proof.LATE)])
def test_a_scan_of_before_proves_no_more_than_that_the_mandate_was_scanned(how, proof):
    before = {"visit": "V-1", "inspector": "I-421088-0001", "department": "421088-market", "how": how,
              "at": "2026-03-10T02:00:00Z", "reason": None}  # fmt: skip
    read = catalog.decode(OfficerCheckedIn.fact_type, 1, before)
    assert isinstance(read, OfficerCheckedIn)
    assert (read.proof, read.scanned) == (proof, None)


def test_how_a_visit_ended_was_not_said_before():
    read = catalog.decode(VisitClosed.fact_type, 1, {"visit": "V-1"})
    assert (type(read), read.how) == (VisitClosed, "not-stated")


def test_every_stored_row_of_the_first_version_is_read():
    assert {catalog.decode(row["type"], row["schema_version"], row["data"]).fact_type for row in ROWS} == {
        row["type"] for row in ROWS
    }
