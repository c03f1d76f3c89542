"""Who may do what in whistle: the running service and its access table say the same."""

from libs.domain.testing import Asked, differences
from services.whistle.testing import FIRE, MARKET, NEW, blow_and_call

OWN, OTHER = "421088100", "421088101"
TAX = "421088-tax"


def of_market(path, **body):
    return Asked(path, {"department": MARKET, **body}, MARKET, FIRE)


ASKED = {
    "POST /whistles": Asked("/whistles", {**NEW, "whistle": "W-2"}, OWN, OTHER),
    "POST /whistles/{whistle}/calls": Asked("/whistles/W-1/calls", {"departments": [TAX]}, OWN, OTHER),
    "POST /whistles/{whistle}/report-ins": of_market("/whistles/W-1/report-ins", officers=["I-421088-0001"]),
    "POST /whistles/{whistle}/handling": Asked("/whistles/W-1/handling", {"lead": MARKET, "plan": "联合处置"}, MARKET, FIRE),
    "POST /whistles/{whistle}/parts": of_market("/whistles/W-1/parts", outcome="已处置"),
    "POST /whistles/{whistle}/confirmation": Asked(
        "/whistles/W-1/confirmation", {"solved": True, "ratings": {MARKET: 5, FIRE: 5}}, OWN, OTHER
    ),
    "POST /clues/{clue}/acknowledgement": of_market("/clues/C-1/acknowledgement"),
    "POST /clues/{clue}/return": of_market("/clues/C-1/return", competent=FIRE, reason="不属本部门"),
    "POST /clues/{clue}/outcome": of_market("/clues/C-1/outcome", outcome="已处置"),
}


async def test_the_service_lets_in_whom_its_table_names(whistle):
    await blow_and_call(whistle)
    assert await differences(whistle, ASKED) == []
