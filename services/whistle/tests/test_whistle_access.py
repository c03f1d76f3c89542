"""Who may do what in whistle: the running service and its access table say the same."""

from libs.domain.testing import Asked, differences
from libs.events.catalog.inspection.visit import ClueFound
from services.whistle.testing import FIRE, MARKET, NEW, POLICE, blow_and_call, bring, township

OWN, OTHER = "421088100", "421088101"
TAX = "421088-tax"
CLUE = ClueFound(clue="C-9", visit="V-1", entity="stall:1", finder=POLICE, competent=MARKET, matter="消防通道堵塞", evidence=())


def of_market(path, **body):
    return Asked(path, {"department": MARKET, **body}, MARKET, FIRE)


def of_whistle(path):
    """Market is called to the township's whistle, taxation is not."""
    return Asked(path, None, MARKET, TAX, divisions=(OWN, OTHER))


def of_file(sha256):
    """It shows what the whistle is about."""
    path = f"/files/{sha256}"
    return {
        "GET /files/{sha256}": of_whistle(path),
        "HEAD /files/{sha256}": Asked(path, None, MARKET, TAX, divisions=(OWN, OTHER), unseen=True),
        "GET /files/{sha256}/about": of_whistle(f"{path}/about"),
        "POST /files/{sha256}/erasure": Asked(
            f"{path}/erasure", {"reason": "拍到无关人员"}, MARKET, TAX, divisions=(OWN, OTHER), unseen=True
        ),
    }


ASKED = {
    "GET /whistles": of_whistle("/whistles"),
    "GET /whistles/{whistle}": of_whistle("/whistles/W-1"),
    "GET /figures": of_whistle("/figures"),
    "GET /clues": Asked("/clues", None, MARKET, TAX),
    "POST /whistles": Asked("/whistles", {**NEW, "whistle": "W-2"}, OWN, OTHER),
    "POST /whistles/{whistle}/calls": Asked("/whistles/W-1/calls", {"departments": [TAX]}, OWN, OTHER, unseen=True),
    "POST /whistles/{whistle}/report-ins": of_market("/whistles/W-1/report-ins", officers=["I-421088-0001"]),
    "POST /whistles/{whistle}/handling": Asked("/whistles/W-1/handling", {"lead": MARKET, "plan": "联合处置"}, MARKET, FIRE),
    "POST /whistles/{whistle}/visits": Asked(
        "/whistles/W-1/visits", {"lead": MARKET, "items": ["MKT-0001"], "on": "2026-03-02"}, MARKET, FIRE
    ),
    "POST /whistles/{whistle}/parts": of_market("/whistles/W-1/parts", outcome="已处置"),
    "POST /whistles/{whistle}/confirmation": Asked(
        "/whistles/W-1/confirmation", {"solved": True, "ratings": {MARKET: 5, FIRE: 5}}, OWN, OTHER, unseen=True
    ),
    "POST /clues/{clue}/acknowledgement": of_market("/clues/C-1/acknowledgement"),
    "POST /clues/{clue}/return": of_market("/clues/C-1/return", competent=FIRE, reason="不属本部门"),
    "POST /clues/{clue}/outcome": of_market("/clues/C-1/outcome", outcome="已处置"),
}


async def test_the_service_lets_in_whom_its_table_names(keeping):
    piece = await bring(keeping, "气瓶", township(keeping))
    await blow_and_call(keeping, evidence=[piece])
    await keeping.deliver("inspection", ("visit-V-1", CLUE))
    assert await differences(keeping, {**ASKED, **of_file(piece["sha256"])}) == []
