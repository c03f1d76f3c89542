"""Nothing is planned, ordered or filed for days so far ahead that nobody looks at it again."""

from datetime import UTC, date, datetime, timedelta

import pytest

from libs.events.countersigning.leading import Acting
from libs.events.shapes.ahead import BeginsTooLate, EndsTooLate
from libs.events.testing.decisions import given
from services.planning.campaign.decide import CAMPAIGN
from services.planning.campaign.testing import ORDER
from services.planning.crossplan.decide import CROSSPLAN
from services.planning.crossplan.testing import ACCEPT, PROPOSE, PROPOSED
from services.planning.demand.decide.demand import DEMAND
from services.planning.demand.testing import FIRE, MARKET
from services.planning.demand.testing import submit as demanded
from services.planning.filing.decide.filing import FILING
from services.planning.filing.testing import submit as filed
from services.planning.officers import commands as officers
from services.planning.officers.decide import ABSENCE
from services.planning.plan import commands as plans
from services.planning.plan.decide import PLAN

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)
TWO_YEARS, FIVE_YEARS = date(2026, 3, 2) + 732 * DAY, date(2026, 3, 2) + 1830 * DAY
AWAY = officers.RecordAbsence(
    absence="A-1", inspector="I-421088-0001", department=MARKET, first_day=date(2026, 3, 2), last_day=date(2026, 3, 3),
    known=officers.OnList(listed=True),
)  # fmt: skip
DRAFT = plans.DraftPlan(
    plan="P-1", year=2027, lead=MARKET, members=(MARKET, FIRE),
    known=plans.Conference(acting=Acting(acts_for=frozenset({MARKET}), leads=frozenset())),
)  # fmt: skip


def within(terms, day):
    return terms.model_copy(update={"window_from": day.replace(day=1), "window_to": day})


@pytest.mark.parametrize(
    ("decider", "asked", "field", "latest", "refusal"),
    [
        (CAMPAIGN, lambda day: ORDER.model_copy(update={"valid_from": day, "valid_until": day}), "valid_from", TWO_YEARS,
         BeginsTooLate),
        (CAMPAIGN, lambda day: ORDER.model_copy(update={"valid_until": day}), "valid_until", FIVE_YEARS, EndsTooLate),
        (ABSENCE, lambda day: AWAY.model_copy(update={"last_day": day}), "last_day", TWO_YEARS, BeginsTooLate),
        (CROSSPLAN, lambda day: within(PROPOSE, day), "window_to", TWO_YEARS, BeginsTooLate),
        (FILING, lambda day: filed(planned_on=day), "planned_on", TWO_YEARS, BeginsTooLate),
    ],
)  # fmt: skip
def test_a_day_is_refused_that_is_too_far_ahead(decider, asked, field, latest, refusal):
    for day in (latest + DAY, date(2999, 12, 31)):
        refused = given(decider).when(asked(day), at=NOON).refused(refusal)
        assert (refused.field, refused.value) == (field, day.isoformat())
        assert str(latest) in refused.detail_zh
        assert str(latest) in refused.detail_en
    in_time = given(decider).when(asked(latest), at=NOON)
    assert not isinstance(in_time.refusal, refusal)


def test_a_neighbours_proposal_too_far_ahead_is_not_accepted_yet():
    far = within(PROPOSED, date(2999, 6, 30))
    given(CROSSPLAN, far).when(ACCEPT, at=NOON).refused(BeginsTooLate)
    assert given(CROSSPLAN, within(PROPOSED, TWO_YEARS)).when(ACCEPT, at=NOON).refusal is None


@pytest.mark.parametrize(
    ("decider", "asked"),
    [(PLAN, lambda year: DRAFT.model_copy(update={"year": year})), (DEMAND, lambda year: demanded(year=year))],
    ids=["plan", "demand"],
)
def test_a_year_is_planned_that_begins_within_five(decider, asked):
    for year in (2032, 2999):
        assert given(decider).when(asked(year), at=NOON).refused(EndsTooLate).field == "year"
    assert given(decider).when(asked(2028), at=NOON).refusal is None
