"""The numbers of planning in editions from before some of them."""

from libs.events.catalog.planning.policy import PolicyAdopted, PolicyPack
from libs.events.fact import catalog

NEW = (
    "emergency_report_hours", "emergency_window_days", "emergency_ruling_working_days", "department_checks_per_year",
    "lunch_from_minute", "lunch_minutes", "base_township", "car_seats", "teams_per_day", "peak_percent", "township_day_metres",
)  # fmt: skip


def test_an_edition_from_before_breaks_were_planned_has_none():
    pack = PolicyPack().model_dump(mode="json", exclude=set(NEW))
    said = {"edition": 1, "effective_from": "2026-01-01", "pack": pack, "reason": "本地规定"}
    fact = catalog.decode(PolicyAdopted.fact_type, 2, said)
    assert isinstance(fact, PolicyAdopted)
    assert fact.pack == PolicyPack(lunch_minutes=0)
    assert PolicyPack().lunch_minutes > 0
