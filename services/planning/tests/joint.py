"""A joint plan of Jianli with Huarong, as commands and facts."""

from datetime import UTC, date, datetime

from libs.events.catalog.planning.crossplan import CrossPlanAccepted, CrossPlanDeclined, CrossPlanEnded, CrossPlanProposed
from services.planning.commands import (
    AcceptCrossPlan,
    DeclineCrossPlan,
    EndCrossPlan,
    KnownCrossPlan,
    LearnAcceptance,
    LearnProposal,
    ProposeCrossPlan,
)

JIANLI, HUARONG, SHISHOU = "421088", "430623", "421081"
WINTER = datetime(2026, 1, 8, 2, 0, tzinfo=UTC)
JUNE = (date(2026, 6, 1), date(2026, 6, 30))
NUMBER = "421088-2026-01"
TERMS = {
    "crossplan": NUMBER, "proposer": JIANLI, "partner": HUARONG, "title": "监利、华容联合一业一查",
    "kinds": ("food-hygiene",), "industries": ("catering",), "standard": "按餐饮服务合规手册第二版", "manual": "ab" * 32,
    "window_from": JUNE[0], "window_to": JUNE[1],
}  # fmt: skip
PROPOSE = ProposeCrossPlan(**TERMS, agreement="A-1")
LEARN = LearnProposal(**TERMS)
ACCEPT = AcceptCrossPlan(crossplan=NUMBER, by=HUARONG, agreement="A-1")
HEAR = LearnAcceptance(**TERMS, by=HUARONG)
DECLINE = DeclineCrossPlan(crossplan=NUMBER, by=HUARONG, reason="人员不足")
END = EndCrossPlan(crossplan=NUMBER, by=JIANLI, reason="标准不再一致")
PROPOSED = CrossPlanProposed(**TERMS)
ACCEPTED = CrossPlanAccepted(**TERMS, by=HUARONG)
DECLINED = CrossPlanDeclined(crossplan=NUMBER, proposer=JIANLI, by=HUARONG, reason="人员不足")
ENDED = CrossPlanEnded(crossplan=NUMBER, proposer=JIANLI, partner=HUARONG, by=JIANLI, reason="标准不再一致")
KNOWN = KnownCrossPlan(
    crossplan=NUMBER,
    kinds=("food-hygiene",),
    industries=("catering",),
    window_from=JUNE[0],
    window_to=JUNE[1],
    state="accepted",
)
