"""No change begins so far ahead that nothing could change before it any more."""

from datetime import date, timedelta

import pytest

from libs.events.catalog.registry.approvals import ApprovalHandedOver
from libs.events.catalog.registry.bodies import InspectorCertified, InspectorSuspended
from libs.events.catalog.registry.conference import ConferenceJoined
from libs.events.catalog.registry.entities import EntityContent, EntityListed
from libs.events.catalog.registry.policy import RegistryPolicy
from libs.events.catalog.registry.scenarios import IndustryListed
from libs.events.shapes.ahead import BeginsTooLate
from libs.events.testing.decisions import given
from services.registry.approvals import commands as approvals_commands
from services.registry.approvals.decide import APPROVAL
from services.registry.bodies import commands as bodies_commands
from services.registry.bodies.decide import INSPECTOR
from services.registry.conference import commands as conference_commands
from services.registry.conference.decide import CONFERENCE
from services.registry.entities import commands as entities_commands
from services.registry.entities.decide import ENTITY
from services.registry.items import commands as items_commands
from services.registry.items.decide import ITEM
from services.registry.policy.decide import POLICY
from services.registry.scenarios import commands as scenarios_commands
from services.registry.scenarios.decide import INDUSTRY
from services.registry.testing import DEPARTMENTS, FIRE, JAN, MAR, MARKET, NOON, OF_ITEM, TODAY, content, listed

LATEST = TODAY + timedelta(days=732)
OFFICER, SHOP, WHY = "I-421088-0001", "stall:421088100-0001", {"reason": "法律修订"}
CERTIFIED = InspectorCertified(
    inspector=OFFICER,
    department=MARKET,
    certificate="证-1",
    qualifications=("food",),
    valid_from=JAN,
    valid_until=date(2029, 1, 1),
)
SUSPENDED = InspectorSuspended(inspector=OFFICER, effective_from=MAR, **WHY)
LED = ConferenceJoined(department=MARKET, lead=True, effective_from=JAN)
SEAT = ConferenceJoined(department=FIRE, lead=False, effective_from=JAN)
WHO = EntityContent(name="面馆", industries=("catering",), township="421088100", category="individual")
HANDED = ApprovalHandedOver(
    approval="A-1", entity=SHOP, title="食品经营许可", mode="integrated", approver=MARKET, supervisor=MARKET, delegate=None,
    by_commitment=False, granted_on=JAN,
)  # fmt: skip
ROW = {"item": "MKT-0003", "content": content(subject="学校食堂"), "known": OF_ITEM}
NUMBERS = {"pack": RegistryPolicy(many_complaints=5), "named": frozenset({"many_complaints"})}
SEATING = conference_commands.Seating(dict.fromkeys(DEPARTMENTS, date.min))
CHANGES = [
    (POLICY.decider, (), POLICY.decider.commands[0], {**NUMBERS, **WHY}),
    (INDUSTRY, (), scenarios_commands.ListIndustry, {"industry": "catering", "title": "餐饮"}),
    (INDUSTRY, (IndustryListed(industry="catering", title="餐饮", effective_from=JAN),), scenarios_commands.WithdrawIndustry,
     {"industry": "catering", **WHY}),
    (CONFERENCE, (), conference_commands.JoinConference, {"department": MARKET, "lead": True, "known": SEATING}),
    (CONFERENCE, (LED, SEAT), conference_commands.LeaveConference, {"department": FIRE, **WHY}),
    (ITEM, (), items_commands.ListItem, ROW),
    (ITEM, (listed(),), items_commands.AdjustItem, ROW),
    (ITEM, (listed(),), items_commands.EnterItem, ROW),
    (ITEM, (listed(),), items_commands.WithdrawItem, {"item": "MKT-0003", **WHY}),
    (ENTITY, (EntityListed(entity=SHOP, content=WHO),), entities_commands.StrikeOffEntity, {"entity": SHOP, **WHY}),
    (INSPECTOR, (CERTIFIED,), bodies_commands.SuspendInspector, {"inspector": OFFICER, **WHY}),
    (INSPECTOR, (CERTIFIED, SUSPENDED), bodies_commands.ReinstateInspector, {"inspector": OFFICER, **WHY}),
    (APPROVAL, (HANDED,), approvals_commands.CeaseApproval,
     {"approval": "A-1", "entity": SHOP, "approver": MARKET, "commitment_broken": False, **WHY}),
]  # fmt: skip


@pytest.mark.parametrize(("decider", "before", "asked", "said"), CHANGES, ids=lambda part: getattr(part, "__name__", ""))
def test_a_change_begins_within_two_years(decider, before, asked, said):
    for day in (LATEST + timedelta(days=1), date.max):
        refused = given(decider, *before).when(asked(**said, effective_from=day), at=NOON).refused(BeginsTooLate)
        assert (refused.field, refused.value) == ("effective_from", day.isoformat())
        assert str(LATEST) in refused.detail_zh
        assert str(LATEST) in refused.detail_en
    in_time = given(decider, *before).when(asked(**said, effective_from=LATEST), at=NOON)
    assert in_time.refusal is None
    assert in_time.facts[-1].effective_from == LATEST
