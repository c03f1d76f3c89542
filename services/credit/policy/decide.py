"""The numbers of credit, edition by edition."""

from libs.domain.claims import DEPARTMENTS
from libs.domain.countersigning import check_seconds, countersigning
from libs.domain.public_words import PublicWords
from libs.events.catalog.credit import countersignatures
from libs.events.catalog.credit.policy import CreditPolicy, PolicyAdopted, PolicyTakenBack
from libs.events.editions import Editions

from . import refusals as r

SECONDS = ("credit-officer", "conference-member", "head")
"""The roles that a policy may name for a second person."""


def check_pack(pack: CreditPolicy) -> None:
    """A better band never asks for less. Raises BandsDisordered, NoSuchSecond and PolicyByOne."""
    check_seconds(pack.seconds, SECONDS, led=False)
    scores = (pack.score_good, pack.score_adequate, pack.score_needs_improvement)
    problems = (pack.problems_good, pack.problems_adequate, pack.problems_needs_improvement)
    for field, bounds, wanted in (
        ("score_good", scores, sorted(scores, reverse=True)),
        ("problems_good", problems, sorted(problems)),
    ):
        if list(bounds) != wanted:
            raise r.BandsDisordered(field=f"pack.{field}", value=bounds)


POLICY = Editions(
    PolicyAdopted, CreditPolicy, check=check_pack, words=PublicWords, taken_back=PolicyTakenBack, scope=DEPARTMENTS
)
COUNTERSIGNING = countersigning(countersignatures, POLICY)
