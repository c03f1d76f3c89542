"""A joint plan of Jianli with Huarong, as commands and facts."""

from datetime import UTC, date, datetime
from typing import Any

from libs.domain.testing import party
from libs.events.catalog.planning import crossplan as f
from libs.events.catalog.registry.agreements import AgreementAccepted
from libs.events.countersigning.leading import Acting
from services.planning.testing import STRANGER

from . import commands as c

JIANLI, HUARONG, SHISHOU = "421088", "430623", "421081"
WINTER = datetime(2026, 1, 8, 2, 0, tzinfo=UTC)
JUNE = (date(2026, 6, 1), date(2026, 6, 30))
NUMBER = "421088-2026-01"
TERMS = {
    "crossplan": NUMBER, "proposer": JIANLI, "partner": HUARONG, "title": "监利、华容联合一业一查",
    "kinds": ("food-hygiene",), "industries": ("catering",), "standard": "按餐饮服务合规手册第二版", "manual": "ab" * 32,
    "window_from": JUNE[0], "window_to": JUNE[1],
}  # fmt: skip
PLANNER = c.Speaker(acting=Acting(), planner=True)
"""While nobody leads the joint conference."""
MEMBER = c.Speaker(acting=Acting(acts_for=STRANGER.acts_for), planner=False)
OTHER = c.Speaker(acting=STRANGER, planner=True)
COVERED, UNCOVERED = c.Covering(agreement="A-1", speaker=PLANNER), c.Covering(agreement=None, speaker=PLANNER)
PROPOSE = c.ProposeCrossPlan(**TERMS, known=COVERED)
LEARN = c.LearnProposal(**TERMS)
ACCEPT = c.AcceptCrossPlan(crossplan=NUMBER, by=HUARONG, known=COVERED)
HEAR = c.LearnAcceptance(**TERMS, by=HUARONG)
DECLINE = c.DeclineCrossPlan(crossplan=NUMBER, by=HUARONG, reason="人员不足", known=PLANNER)
END = c.EndCrossPlan(crossplan=NUMBER, by=JIANLI, reason="标准不再一致", known=PLANNER)
PROPOSED = f.CrossPlanProposed(**TERMS)
ACCEPTED = f.CrossPlanAccepted(**TERMS, by=HUARONG)
DECLINED = f.CrossPlanDeclined(crossplan=NUMBER, proposer=JIANLI, by=HUARONG, reason="人员不足")
ENDED = f.CrossPlanEnded(crossplan=NUMBER, proposer=JIANLI, partner=HUARONG, by=JIANLI, reason="标准不再一致")
KNOWN = c.KnownCrossPlan(
    crossplan=NUMBER,
    kinds=("food-hygiene",),
    industries=("catering",),
    window_from=JUNE[0],
    window_to=JUNE[1],
    state="accepted",
)


def agreement(parties: Any, year: Any = 2026, **changes: Any) -> Any:
    fields = {
        "agreement": "A-1",
        "parties": tuple(party(place, keys) for place, keys in parties.items()),
        "kinds": ("food-hygiene", "fire-safety"), "industries": ("catering", "hotel"), "valid_from": date(year, 1, 1),
        "valid_until": date(year, 12, 31), "signatures": {},
    }  # fmt: skip
    return "agreement-A-1", AgreementAccepted(**{**fields, **changes})


def proposal(here: Any, there: Any, year: Any = 2026, **changes: Any) -> Any:
    return {
        "crossplan": f"{here}-2026-01", "partner": there, "title": "联合一业一查", "kinds": ["food-hygiene"],
        "industries": ["catering"], "standard": "按餐饮服务合规手册第二版", "manual": "ab" * 32, "window_from": f"{year}-06-01",
        "window_to": f"{year}-06-30", **changes,
    }  # fmt: skip
