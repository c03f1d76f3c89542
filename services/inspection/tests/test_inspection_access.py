"""Who may do what in inspection: the running service and its access table say the same."""

from libs.domain.testing import Asked, differences
from services.inspection.testing.requests import (
    ENTITY,
    FINDING,
    FIRE,
    M1,
    MARKET,
    TAX,
    finish,
    market_part,
    on_the_spot,
    planned,
)

ANNOUNCED = {"on": "2026-03-12", "basis": "2026年度抽查计划"}
CHECK_IN = {"inspector": M1, "department": MARKET, "how": "late-entry", "at": "2026-03-10T01:00:00Z", "reason": "信号中断"}
CLUE = {"finder": MARKET, "competent": TAX, "matter": "涉嫌偷税"}


HEAD = "result,entity,kind,checked_on,score,problems,origin,department"
RECORDED = f"{HEAD}\nR-2025-1,{ENTITY},food-hygiene,2025-06-01,92,,OLD,{MARKET}\n"


def read(path, other=TAX):
    return Asked(path, None, MARKET, other, ENTITY, divisions=("421088100", "421088101"))


def asked(result, rectification):
    """Market leads the visits and fire takes part; taxation has nothing to do with them."""
    return {
        "GET /visits": read("/visits"),
        "GET /visits/export.csv": read("/visits/export.csv"),
        "GET /visits/{visit}": read("/visits/V-1"),
        "GET /visits/{visit}/record": read("/visits/V-1/record"),
        "GET /rectifications": read("/rectifications", FIRE),
        "GET /rectifications/export.csv": read("/rectifications/export.csv", FIRE),
        "GET /rectifications/{rectification}": read(f"/rectifications/{rectification}", FIRE),
        "GET /results/{result}": read(f"/results/{result}"),
        "GET /recorded-results": read("/recorded-results"),
        "GET /figures": read("/figures"),
        "POST /visits/{visit}/announcement": Asked("/visits/V-2/announcement", ANNOUNCED, MARKET, FIRE),
        "POST /visits/{visit}/notice-withheld": Asked(
            "/visits/V-3/notice-withheld", {"on": "2026-03-12", "reason": "依法不予告知"}, MARKET, FIRE
        ),
        "GET /visits/{visit}/mandate": Asked("/visits/V-2/mandate", None, FIRE, TAX),
        "POST /visits/{visit}/check-ins": Asked("/visits/V-2/check-ins", CHECK_IN, MARKET, FIRE),
        "POST /visits/{visit}/parts": Asked("/visits/V-2/parts", market_part(), MARKET, FIRE),
        "POST /visits/{visit}/clues": Asked("/visits/V-2/clues", CLUE, MARKET, FIRE),
        "POST /visits/{visit}/answer": Asked("/visits/V-2/answer", {"answer": "confirmed"}, FIRE, TAX, ENTITY),
        "POST /visits/{visit}/completion": Asked("/visits/V-2/completion", {}, MARKET, FIRE),
        "POST /rectifications/{rectification}/report": Asked(
            f"/rectifications/{rectification}/report", {}, MARKET, FIRE, ENTITY
        ),
        "POST /rectifications/{rectification}/recheck": Asked(
            f"/rectifications/{rectification}/recheck", {"inspector": M1, "passed": True}, MARKET, FIRE
        ),
        "POST /results/{result}/revocation": Asked(f"/results/{result}/revocation", {"reason": "程序有误"}, MARKET, FIRE),
    }


async def test_the_service_lets_in_whom_its_table_names(sut):
    await on_the_spot(sut)
    done = await finish(sut, part=market_part(FINDING, disposition="ordered-to-rectify"))
    files = {**sut.bearer("r-1", roles=["registrar"]), "content-type": "text/csv"}
    taken = await sut.client.post("/v1/imports/results", content=RECORDED.encode(), headers=files)
    assert taken.json()["accepted"] == 1, taken.text
    await sut.deliver("planning", planned("V-2"), planned("V-3", secret=True))
    assert await differences(sut, asked(done["result"], done["rectifications"][MARKET])) == []
