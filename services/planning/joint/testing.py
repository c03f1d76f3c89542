"""Departments ask for a joint visit: what the tests tell their stories with."""

from datetime import date
from typing import Any

from libs.events.catalog.planning.joint import WhyLeftOut
from libs.events.catalog.planning.visit import VisitPart
from services.planning.testing import FIRE, MARKET, POLICE

from . import commands as c

PLACE = c.Place(name="示例店", industries=("hotel",), township="421088100")


def comes(department: str, item: str, kind: str, *, unannounced: bool = False) -> c.Able:
    name = department[7:].upper()
    part = VisitPart(department=department, kinds=(kind,), items=(item,), inspectors=(f"I-{name}-0", f"I-{name}-1"))
    return c.Able(department=department, part=part, unannounced=unannounced)


FIRE_COMES, MARKET_COMES = comes(FIRE, "FIR-0001", "fire-safety"), comes(MARKET, "MKT-0003", "food-hygiene")
SECRET = comes(POLICE, "POL-0001", "hotel-registration", unannounced=True)
POLICE_CANNOT = c.Able(department=POLICE, part=None, why=WhyLeftOut.OFFICERS)


def ask(*able: c.Able, **changes: Any) -> c.AnswerAsk:
    known = {"place": changes.pop("place", PLACE), "able": able, "window_days": 7}
    said = {
        "ask": "J-1", "whistle": "W-1", "entity": "stall:421088100-0003", "lead": FIRE,
        "departments": tuple(each.department for each in able), "items": ("FIR-0001",), "on": date(2026, 3, 9),
        "emergency": False, **changes,
    }  # fmt: skip
    return c.AnswerAsk(**said, known=c.JointLookups(**known))
