"""Whatever is asked of campaigns, in whatever order."""

from datetime import date, timedelta
from typing import ClassVar

from hypothesis import strategies as st

from libs.events.catalog.planning.demand import CampaignEnded, CampaignOrdered
from libs.events.countersigning.leading import NotTheLead
from libs.events.testing.decider_machine import DeciderMachine
from services.planning.campaign import commands as campaign_commands
from services.planning.campaign import refusals as campaign_refusals
from services.planning.campaign.decide import CAMPAIGN
from services.planning.campaign.testing import END, JUNE, OF_COUNTY, ORDER, TODAY, TOMORROW
from services.planning.testing import LEADING, STRANGER

days = st.sampled_from([date(2026, 3, 1), TODAY, TOMORROW, date(2026, 4, 1), JUNE])


class Campaigns(DeciderMachine):
    """A campaign has a numbered document and listed matters (L-15, B-01); it ends once, within its days."""

    decider = CAMPAIGN
    asks: ClassVar = {
        campaign_commands.OrderCampaign: st.builds(
            lambda **given: campaign_commands.OrderCampaign(**{**dict(ORDER), **given}),
            document=st.sampled_from(["国市监发〔2026〕5号", "电话通知"]), valid_from=days, valid_until=days,
            kinds=st.sampled_from([("food-hygiene",), ("mining",)]), level=st.sampled_from(["provincial", "county"]),
            approved_by=st.none() | st.just("监利市人民政府"), most=st.none() | st.just(30),
        ) | st.just(ORDER),
        campaign_commands.EndCampaign: st.builds(
            lambda day, who: END.model_copy(update={"effective_from": day, "known": who}), days,
            st.sampled_from([LEADING, LEADING, STRANGER]),
        ),
    }  # fmt: skip
    produces = (CampaignOrdered, CampaignEnded)
    refuses = (
        campaign_refusals.CampaignOrderedAlready,
        campaign_refusals.CampaignOutsideList,
        campaign_refusals.CampaignOver,
        campaign_refusals.CampaignSpanWrong,
        campaign_refusals.CampaignTooLong,
        campaign_refusals.CampaignUnbounded,
        campaign_refusals.CampaignUndocumented,
        campaign_refusals.NoSuchCampaign,
        NotTheLead,
    )
    stories = (
        (ORDER, END.model_copy(update={"known": STRANGER}), END, END),
        (END,),
        (ORDER.model_copy(update={"kinds": ("mining",)}),),
        (ORDER.model_copy(update={"document": "电话通知"}),),
        (
            OF_COUNTY.model_copy(update={"most": None}),
            OF_COUNTY.model_copy(update={"valid_until": date(2027, 3, 4)}),
            OF_COUNTY,
        ),
    )

    def law(self):
        ordered, *ended = self.facts
        assert isinstance(ordered, CampaignOrdered)
        assert any(character.isdecimal() for character in ordered.document)
        assert ordered.valid_from <= ordered.valid_until
        if ordered.level == "county":
            assert ordered.approved_by
            assert ordered.most
            assert ordered.valid_until - ordered.valid_from <= timedelta(days=366)
        assert set(ordered.kinds) <= {"food-hygiene"}
        assert [type(fact) for fact in ended] in ([], [CampaignEnded])
        assert all(ordered.valid_from <= fact.effective_from <= ordered.valid_until + timedelta(days=1) for fact in ended)
