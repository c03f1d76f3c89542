"""A campaign, ordered and ended."""

from datetime import date

from libs.events.catalog.planning.demand import CampaignEnded, CampaignOrdered
from services.planning.campaign import commands as c
from services.planning.testing import LEADING

TODAY, TOMORROW, JUNE = date(2026, 3, 2), date(2026, 3, 3), date(2026, 6, 1)
ORDER = c.OrderCampaign(
    campaign="C-1",
    level="provincial",
    document="鄂市监发〔2026〕12号",
    kinds=("food-hygiene",),
    industries=("catering",),
    valid_from=TODAY,
    valid_until=JUNE,
    known=c.Listed(kinds=frozenset({"food-hygiene"}), industries=frozenset({"catering"}), acting=LEADING),
)
OF_COUNTY = ORDER.model_copy(
    update={"level": "county", "document": "监政办发〔2026〕8号", "approved_by": "监利市人民政府", "most": 30}
)
ORDERED = CampaignOrdered(**ORDER.model_dump(exclude={"known"}))
END = c.EndCampaign(campaign="C-1", effective_from=TOMORROW, reason="上级已宣布结束", known=LEADING)
ENDED = CampaignEnded(**END.model_dump(exclude={"known"}))
