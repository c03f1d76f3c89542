"""What a visit comes of, in facts that did not say it yet."""

import pytest

from libs.events.catalog.planning.visit import Origin, VisitConfided, VisitPlanned
from libs.events.fact import catalog
from services.planning.testing import FIRE, MARKET
from services.planning.visit.testing import PLANNED

PARTS = [{"department": d, "kinds": ["food-hygiene"], "items": ["MKT-0003"], "inspectors": []} for d in (MARKET, FIRE)]


OF_BEFORE = [
    ("V-1", "D-1", False, Origin.DRAW, ()),
    ("F-1-V", "F-1", False, Origin.FILING, ()),
    ("V-2", "D-1", True, Origin.DRAW, (MARKET, FIRE)),
]


@pytest.mark.parametrize("kind", [VisitPlanned, VisitConfided])
@pytest.mark.parametrize("row", OF_BEFORE)
def test_a_visit_of_before_was_drawn_or_filed(kind, row):
    visit, draw, notice_forbidden, *said = row
    old = PLANNED.model_dump(mode="json", exclude={"origin", "cause", "unannounced"})
    old |= {"visit": visit, "draw": draw, "notice_forbidden": notice_forbidden, "parts": PARTS}
    fact = catalog.decode(kind.fact_type, 2, old)
    assert [fact.origin, fact.unannounced] == said
    assert fact.cause == draw
