"""Numbers of inspection, edition by edition."""

from libs.domain.claims import DEPARTMENTS
from libs.domain.countersigning import check_seconds, countersigning
from libs.domain.public_words import PublicWords
from libs.events.catalog.inspection import countersignatures
from libs.events.catalog.inspection.policy import InspectionPolicy, PolicyAdopted, PolicyTakenBack
from libs.events.editions import Editions

SECONDS = ("planner", "conference-member", "head", "legal-reviewer")
"""The roles that a policy may name for a second person."""


def check_pack(pack: InspectionPolicy) -> None:
    """Raises NoSuchSecond and PolicyByOne."""
    check_seconds(pack.seconds, SECONDS, led=False)


POLICY = Editions(PolicyAdopted, InspectionPolicy, check_pack, words=PublicWords, taken_back=PolicyTakenBack, scope=DEPARTMENTS)
COUNTERSIGNING = countersigning(countersignatures, POLICY)
