"""Facts of before as the newest code reads them, and what it makes of a visit that was under way at an upgrade."""

import json
from pathlib import Path

import pytest

from libs.events.catalog.inspection.visit import OfficerCheckedIn, Proof, VisitClosed
from libs.events.fact import catalog
from services.inspection.testing.decisions import NOW
from services.inspection.visit import commands as c
from services.inspection.visit.decide.visit import VISIT

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


@pytest.mark.parametrize(
    ("answer", "by"), [("confirmed", "not-stated"), ("objected", "not-stated"), ("refused-to-sign", "refused")]
)
def test_who_answered_a_record_before_was_not_stated(answer, by):
    read = catalog.decode("inspection.entity-answered", 1, {"visit": "V-1", "answer": answer, "remark": None})
    assert (read.by, read.witness, read.officers) == (by, None, ())


def test_a_part_of_before_says_of_each_item_no_more_than_that_it_was_checked():
    stored = next(row for row in ROWS if row["type"] == "inspection.part-recorded" and row["data"]["findings"])
    read = catalog.decode(stored["type"], 1, stored["data"])
    assert {check.outcome for check in read.checks} == {"not-stated"}
    assert read.items == tuple(stored["data"]["items"])
    assert read.of_before
    assert {made.suspected_crime for made in read.findings} == {False}


def test_a_visit_of_before_that_was_completed_waits_for_what_was_to_be_mended_and_for_nothing_else():
    def folded(disposition):
        part = next(row for row in ROWS if row["type"] == "inspection.part-recorded" and row["data"]["findings"])
        rows = [
            {**row, "data": {**row["data"], "disposition": disposition}} if row is part else row
            for row in ROWS
            if row["type"] not in {"inspection.visit-closed", "inspection.result-revoked"}
        ]
        return VISIT.fold([catalog.decode(row["type"], row["schema_version"], row["data"]) for row in rows])

    to_mend = folded("ordered-to-rectify")
    assert to_mend.matters
    mended = c.SettleFindings(visit="V-1", findings=tuple(to_mend.matters), how="rectified", ref="RC-1")
    assert VISIT.decide(mended, to_mend, NOW)[-1] == VisitClosed(visit="V-1", how="handled")
    assert len(folded("penalty-procedure").matters) < len(to_mend.matters)
