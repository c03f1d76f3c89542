"""The numbers of disclosure, edition by edition."""

from libs.domain.claims import DEPARTMENTS
from libs.domain.countersigning import check_seconds, countersigning
from libs.domain.public_words import PublicWords
from libs.events.catalog.disclosure import countersignatures
from libs.events.catalog.disclosure.policy import DisclosurePolicy, PolicyAdopted, PolicyTakenBack
from libs.events.editions import Editions

SECONDS = ("commander", "conference-member", "head")
"""The roles that a policy may name for a second person."""


def check_pack(pack: DisclosurePolicy) -> None:
    """Raises NoSuchSecond and PolicyByOne."""
    check_seconds(pack.seconds, SECONDS, led=False)


POLICY = Editions(PolicyAdopted, DisclosurePolicy, check_pack, words=PublicWords, taken_back=PolicyTakenBack, scope=DEPARTMENTS)
COUNTERSIGNING = countersigning(countersignatures, POLICY)
