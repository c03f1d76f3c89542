"""Editions of the numbers, and what waits for a second person: the streams, the read models and the routes.

Rules: N-03.
"""

from libs.domain.claims import DEPARTMENTS
from libs.domain.countersigning import check_seconds, countersigning
from libs.domain.public_words import PublicWords
from libs.events.catalog.registry import countersignatures
from libs.events.catalog.registry.policy import Duty, PolicyAdopted, PolicyTakenBack, RegistryPolicy
from libs.events.editions import Editions

from .lead import leading

SECONDS = ("registrar", "planner", "conference-member", "head")
"""The roles that a policy may name for a second person."""


def check_pack(pack: RegistryPolicy) -> None:
    """Raises NoSuchSecond and PolicyByOne."""
    check_seconds(pack.seconds, SECONDS)


# The registrars' own numbers; who leads counts for who approves. Without the conference nobody could lead any more.
POLICY = Editions(
    PolicyAdopted, RegistryPolicy, check_pack, words=PublicWords, taken_back=PolicyTakenBack,
    lead=leading, scope=DEPARTMENTS, lead_adopts=False, way_back=(Duty.POLICY, Duty.CONFERENCE),
)  # fmt: skip
COUNTERSIGNING = countersigning(countersignatures, POLICY, leading)
