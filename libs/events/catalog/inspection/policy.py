"""Editions of the jurisdiction's numbers for inspection."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import Field

from ...countersigning.rules import DAYS, Among, Days, Second, seconds_of, since_duties, since_seconds
from ...fact import Fact, catalog
from ..codes import PlainText, Value


class PolicyBeforeSeconds(Value):
    """Numbers that a jurisdiction sets, with the sources' values as defaults."""

    late_entry_days: int = Field(10, ge=0, le=60, description="X-01: calendar days within which a late entry is made.")
    rectification_working_days: int = Field(
        15, ge=1, le=250, description="Time to mend. A default of the jurisdiction: the law says 限期 and names no number."
    )


class DutyBeforeErasure(StrEnum):
    POLICY = "policy"


class DutyBeforeVisits(StrEnum):
    POLICY = "policy"
    ERASURE = "erasure"
    RECORDED = "recorded-results"


class Duty(StrEnum):
    """What may need a second person."""

    POLICY = "policy"
    """An edition of these numbers."""
    ERASURE = "erasure"
    """The content of evidence is erased. Whoever approves it is of the same department: others may not even read it."""
    RECORDED = "recorded-results"
    """A file of results from elsewhere, which count for caps and for credit; and taking one back."""
    REVOCATION = "revocation"
    """A result of a visit, or a decided penalty, is revoked."""
    EXEMPTION = "exemption"
    """A finding is exempted from a penalty (J-23, L-24)."""


_KEEPERS = Second(roles=("planner", "conference-member"))
_REVIEWERS = Second(roles=("legal-reviewer", "head"), among=Among.COLLEAGUES)


class PolicyBeforeErasure(PolicyBeforeSeconds):
    """The numbers when no evidence was kept that could be erased."""

    seconds: Mapping[DutyBeforeErasure, Second] = seconds_of(DutyBeforeErasure, _KEEPERS)
    second_days: Days = DAYS


class PolicyBeforeVisits(PolicyBeforeSeconds):
    """The numbers when a visit needed no approval and had no consequences but rectifications."""

    seconds: Mapping[DutyBeforeVisits, Second] = seconds_of(
        DutyBeforeVisits, _KEEPERS, own={DutyBeforeVisits.ERASURE: _REVIEWERS}
    )
    second_days: Days = DAYS


_SINCE_VISITS = ("revocation", "exemption")
_OWN = "A default of the jurisdiction: no source names a number."


class InspectionPolicy(PolicyBeforeSeconds):
    """The numbers, and what needs a second person."""

    two_officers: int = Field(2, ge=2, le=10, description="行政处罚法 art. 42: enforcement by no fewer than two officers.")
    rectify_max_days: int = Field(30, ge=1, le=365, description=f"The longest time to rectify that a department sets. {_OWN}")
    max_failures: int = Field(2, ge=1, le=10, description=f"Re-checks that fail before a case must be opened. {_OWN}")
    recheck_working_days: int = Field(5, ge=1, le=60, description=f"The re-check, after a report of rectification. {_OWN}")
    first_offence_years: int = Field(2, ge=1, le=10, description=f"How far back a first offence looks. {_OWN}")
    case_file_days: int = Field(
        15, ge=1, le=90, description="Working days from a finding to the filing of a case, or to the decision not to file one."
    )
    case_decide_days: int = Field(90, ge=1, le=365, description="行政处罚法 art. 60: a decision within 90 days of the filing.")
    review_working_days: int = Field(10, ge=1, le=60, description=f"The legal review of a case. {_OWN}")
    defend_working_days: int = Field(
        5,
        ge=1,
        le=60,
        description="行政处罚法 art. 64 (1): a hearing is asked for within 5 days of being told; working days by art. 85.",
    )
    hearing_notice_working_days: int = Field(
        7, ge=1, le=60, description="行政处罚法 art. 64 (2): notice 7 days before the hearing; working days by art. 85."
    )
    serve_working_days: int = Field(
        7, ge=1, le=60, description="行政处罚法 art. 61: service within 7 days of the decision; working days by art. 85."
    )
    perform_days: int = Field(15, ge=1, le=365, description="行政处罚法 art. 67 (3): the fine is paid within 15 days.")
    surcharge_bp: int = Field(
        300, ge=0, le=300, description="行政处罚法 art. 72 (1): 3 % of the fine a day, at most the fine itself."
    )
    major_fine_fen_entity: int = Field(
        10_000_000,
        ge=1,
        le=10**12,
        description="The fine of an enterprise from which a decision is major (重大), in fen. A default of the jurisdiction.",
    )
    major_fine_fen_household: int = Field(
        1_000_000,
        ge=1,
        le=10**12,
        description="The same of a household or a natural person, in fen. A default of the jurisdiction.",
    )
    transfer_verify_working_days: int = Field(5, ge=1, le=30, description=f"The report on a suspected crime. {_OWN}")
    transfer_approve_days: int = Field(3, ge=1, le=30, description="国务院令第310号 art. 5: the head decides within 3 days.")
    transfer_send_hours: int = Field(
        24, ge=1, le=240, description="国务院令第310号 art. 5: sent within 24 hours of the approval."
    )
    transfer_receive_hours: int = Field(
        24,
        ge=1,
        le=240,
        description="国务院令第310号 art. 7: the police sign for it; what is not theirs goes on within 24 hours.",
    )
    transfer_decide_days: int = Field(3, ge=1, le=90, description="国务院令第310号 art. 8: the police decide within 3 days.")
    transfer_dispute_days: int = Field(
        3, ge=1, le=30, description="国务院令第310号 art. 9: reconsideration is asked for within 3 days."
    )
    hazard_report_hours: int = Field(24, ge=1, le=240, description=f"L-25 及时: a hazard is reported in these hours. {_OWN}")
    hazard_acknowledge_hours: int = Field(
        24, ge=1, le=240, description=f"The government acknowledges it in these hours. {_OWN}"
    )
    followup_days: int = Field(
        60, ge=1, le=365, description=f"H-26, H-41: the follow-up visit, after the end of the matter. {_OWN}"
    )
    objection_admit_working_days: int = Field(5, ge=1, le=60, description=f"An objection is admitted or not. {_OWN}")
    objection_decide_working_days: int = Field(15, ge=1, le=120, description=f"An objection is decided. {_OWN}")
    review_panel: int = Field(
        3, ge=3, le=20, description=f"L-58: how many decide a review of duty together, none of whom was there. {_OWN}"
    )
    review_appeal_days: int = Field(
        30, ge=1, le=365, description="公务员法 art. 95: review is asked for within 30 days of learning of the decision."
    )
    dossier_days: int = Field(30, ge=1, le=365, description=f"The dossier is filed, after the end of the matter. {_OWN}")
    seconds: Mapping[Duty, Second] = seconds_of(
        Duty, _KEEPERS, own=dict.fromkeys((Duty.ERASURE, Duty.REVOCATION, Duty.EXEMPTION), _REVIEWERS)
    )
    second_days: Days = DAYS


class PolicyAdoptedByOne(Fact, name="inspection.policy-adopted", title="PolicyAdopted"):
    """An edition of the numbers; they hold from its day on. What was ordered before keeps its time."""

    edition: int
    effective_from: date
    pack: PolicyBeforeSeconds
    reason: PlainText


catalog.upcaster("inspection.policy-adopted", from_version=1)(since_seconds(PolicyBeforeErasure))


class PolicyAdoptedBeforeErasure(Fact, name="inspection.policy-adopted", version=2, title="PolicyAdopted"):
    """An edition of the numbers; they hold from its day on. What was ordered before keeps its time; who asked, who approved."""

    edition: int
    effective_from: date
    pack: PolicyBeforeErasure
    reason: PlainText
    asked_by: str | None = None
    approved_by: str | None = None


catalog.upcaster("inspection.policy-adopted", from_version=2)(
    since_duties(PolicyBeforeVisits, DutyBeforeVisits.ERASURE, DutyBeforeVisits.RECORDED)
)


class PolicyAdoptedBeforeVisits(Fact, name="inspection.policy-adopted", version=3, title="PolicyAdopted"):
    """An edition of the numbers; they hold from its day on. What was ordered before keeps its time; who asked, who approved."""

    edition: int
    effective_from: date
    pack: PolicyBeforeVisits
    reason: PlainText
    asked_by: str | None = None
    approved_by: str | None = None


@catalog.upcaster("inspection.policy-adopted", from_version=3)
def _since_visits(data: dict[str, Any]) -> dict[str, Any]:
    """What an older edition leaves open is as in the sources' pack; what it says stays."""
    new = InspectionPolicy().model_dump(mode="json", exclude={"second_days"})
    seconds = {**{duty: new["seconds"][duty] for duty in _SINCE_VISITS}, **data["pack"]["seconds"]}
    return {**data, "pack": {**new, **data["pack"], "seconds": seconds}}


class PolicyAdopted(Fact, name="inspection.policy-adopted", version=4):
    """An edition of the numbers; they hold from its day on. What was ordered before keeps its time; who asked, who approved."""

    edition: int
    effective_from: date
    pack: InspectionPolicy
    reason: PlainText
    asked_by: str | None = None
    approved_by: str | None = None


class PolicyTakenBack(Fact, name="inspection.policy-taken-back"):
    """An edition that had not begun is taken back: what was in force before it stays; who asked, who approved."""

    edition: int
    reason: PlainText
    asked_by: str | None = None
    approved_by: str | None = None
