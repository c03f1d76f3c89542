"""An entry at once, as commands and facts: what the tests of entries tell their stories with."""

from datetime import UTC, datetime, timedelta
from typing import Any

from libs.events.catalog.codes import Ground
from services.planning.filing.testing import FIRE, GENERAL, KEY, MARKET, OFFICERS

from . import commands as c

NOW = datetime(2026, 3, 6, 10, 5, tzinfo=UTC)
"""A Friday evening in the place's own time."""
RULE_BY = datetime(2026, 3, 13, 15, 59, 59, tzinfo=UTC)
HOTEL = c.OnFile(name="示例店", industries=("hotel",), township="421088100")


def enter(**changes: Any) -> c.EnterEmergency:
    """Fire entered a hotel ten minutes ago because gas leaks; `changes` of the command or of what was looked up."""
    known = {
        "entity": HOTEL, "items": (KEY, GENERAL), "officers": OFFICERS, "seats": 2, "report_hours": 24, "to_rule": MARKET,
        "rule_by": RULE_BY,
    }  # fmt: skip
    looked = {name: changes.pop(f"known_{name}") for name in c.EntryLookups.model_fields if f"known_{name}" in changes}
    said = {
        "emergency": "E-1", "department": FIRE, "entity": "stall:421088100-0003", "items": ("FIR-0002",),
        "inspectors": tuple(officer.inspector for officer in OFFICERS), "ground": Ground.SAFETY, "danger": "燃气泄漏",
        "head": "head-fire", "entered_at": NOW - timedelta(minutes=10), "entered_by": "ann",
    }  # fmt: skip
    return c.EnterEmergency(**{**said, **changes}, known=c.EntryLookups(**{**known, **looked}))


def rule(by: Any = MARKET, *acts_for: str, **changes: Any) -> c.RuleOnEmergency:
    said = {"emergency": "E-1", "justified": True, "reason": "泄漏属实", "ruled_by": "bob", **changes}
    return c.RuleOnEmergency(**said, known=c.Speaker(by=by, year=2026, acts_for=frozenset(acts_for)))
