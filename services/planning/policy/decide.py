"""The place's numbers, edition by edition: never into the past, and never against the law they carry out."""

from itertools import pairwise

from libs.domain.claims import DEPARTMENTS
from libs.domain.countersigning import check_seconds, countersigning
from libs.domain.public_words import PublicWords
from libs.events.catalog.codes import CreditClass, Ground
from libs.events.catalog.planning import countersignatures
from libs.events.catalog.planning.policy import PolicyAdopted, PolicyPack, PolicyTakenBack
from libs.events.editions import Editions

from . import refusals as r
from .lead import leading

SECONDS = ("planner", "conference-member", "head")
"""The roles that a policy may name for a second person."""
_BY_RISK = (CreditClass.A, CreditClass.B, CreditClass.C, CreditClass.D)
_NEVER_LIFTED = frozenset({"X5", "X6"})
_CONSENT_FREE = frozenset({Ground.NOTIFICATION_COMMITMENT, Ground.ENVIRONMENT, Ground.SAFETY, Ground.CAMPAIGN})


def check_pack(pack: PolicyPack) -> None:
    """Raises what is unlawful in itself: lifting X5 or X6, numbers that favour the worse class, consent waived (L-15)."""
    check_seconds(pack.seconds, SECONDS)
    for ground, lifts in sorted(pack.lifts.items()):
        barred = sorted(_NEVER_LIFTED.intersection(lifts))
        if barred:
            raise r.LiftsTheUnliftable(field=f"pack.lifts.{ground}", value=barred, ground=ground)
    missing = sorted(set(CreditClass) - set(pack.ceilings_bp))
    if missing:
        raise r.CeilingMissing(field="pack.ceilings_bp", value=missing)
    _rising(pack)
    unlawful = sorted(set(pack.consent_free) - _CONSENT_FREE)
    if unlawful:
        raise r.ConsentWaivedUnlawfully(field="pack.consent_free", value=unlawful)


def _rising(pack: PolicyPack) -> None:
    for better, worse in pairwise(_BY_RISK):
        low, high = pack.ceilings_bp[better], pack.ceilings_bp[worse]
        if low > high:
            raise r.CeilingsNotMonotone(field=f"pack.ceilings_bp.{worse}", value=high, better=better, low=low, worse=worse)
        spared, longer = pack.spared_months.get(better, 0), pack.spared_months.get(worse, 0)
        if longer > spared:
            raise r.SparingNotMonotone(
                field=f"pack.spared_months.{worse}", value=longer, better=better, spared=spared, worse=worse
            )


POLICY = Editions(
    PolicyAdopted, PolicyPack, check_pack, words=PublicWords, taken_back=PolicyTakenBack, lead=leading, scope=DEPARTMENTS
)
COUNTERSIGNING = countersigning(countersignatures, POLICY, leading)
