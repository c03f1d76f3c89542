"""What follows a visit, as its OpenAPI document says: orders, papers, objections, follow-ups, reviews of duty."""

from collections.abc import Mapping
from typing import Any

from services.inspection.testing.requests import (
    CLEAN_FIRE,
    ENTITY,
    F1,
    F2,
    FIRE,
    M1,
    M2,
    MARKET,
    TAX,
    certified,
    market_part,
    recheck,
)

from .desk import Desk
from .known import REASON

REVIEWERS = ("I-421088-0201", "I-421088-0202")


async def objections(desk: Desk, result: str) -> None:
    """To the result and to the record: told, taken back, not taken on."""
    await desk.sut.deliver("registry", *(certified(each, TAX) for each in REVIEWERS))
    to = {"about": "result", "reference": result, "points": ["照片不是本店"]}
    for number in ("OB-1", "OB-2", "OB-3"):
        await desk.post("objections", {**to, "objection": number}, 201)
        if number == "OB-1":
            await desk.post("objections/OB-1/rejection", {"reason": "应向上级机关提出"})
            await desk.post("objections/OB-1/telling", {"way": "post", "on": "2026-03-10"})
        if number == "OB-2":
            await desk.post("objections/OB-2/withdrawal", {"reason": "已当面说明"})
    await desk.post("objections/OB-3/acceptance", {})
    answers = [{"point": 1, "upheld": True, "reason": "门牌不符"}]
    await desk.post("objections/OB-3/decision", {"answers": answers, "reviewers": REVIEWERS, "correction": "更换照片"})
    await desk.get("objections/OB-3")
    # Some that wait: whoever walks the links uses them up.
    for about in ("record", "rating-use"):
        await desk.post("objections", {"about": about, "reference": "V-1", "department": MARKET, "points": ["选取有误"]}, 201)
    assert (await desk.get(f"objections?entity={ENTITY}"))["items"]


async def followups(desk: Desk) -> None:
    """Asked for, made, answered, refused."""
    wish = {"visit": "V-1", "wanted": "不会填写进货台账"}
    await desk.post("followups", {**wish, "followup": "FU-1"}, 201)
    await desk.post("followups/FU-1/refusal", {"reason": "已无困难"})
    await desk.post("followups", {**wish, "followup": "FU-2"}, 201)
    seen = {"way": "on-site", "officers": [M1], "made_on": "2026-03-10", "needs": ["台账软件", "用气培训"]}
    await desk.post("followups/FU-2/report", seen)
    await desk.post("followups/FU-2/answers", {"need": 1, "answer": "已安装", "expert": "P-7"})
    await desk.get("followups/FU-2")
    await desk.post("followups", {**wish, "department": FIRE}, 201)


async def reviews(desk: Desk) -> None:
    """Compiled, heard, decided; accepted, and appealed to another panel; one that waits."""
    incident = {"officer": M1, "entity": ENTITY, "on": "2026-03-10", "cause": "accident"}
    judged = {"verdict": "exempt", "reasons": "清单内事项均已检查", "panel": ["P-1", "P-2", "P-3"]}
    for what in ("液化气泄漏", "投诉", "时限届满"):
        path = f"reviews/{(await desk.post('reviews', {**incident, 'what': what}, 201))['review']}"
        await desk.post(f"{path}/evidence")
        await desk.post(f"{path}/statement", {"statement": "按清单逐项检查"})
        await desk.post(f"{path}/decision", judged)
        await desk.get(path)
        if what == "液化气泄漏":
            await desk.post(f"{path}/acceptance")
        if what == "投诉":
            await desk.post(f"{path}/appeal", {"reasons": "当日已报告"})
            await desk.post(f"{path}/ruling", {**judged, "panel": ["P-4", "P-5", "P-6"]})
    await desk.get(f"officers/{M1}/standing?entity={ENTITY}&on=2026-03-10")
    await desk.get("passed-clocks")


async def mended(desk: Desk, done: Mapping[str, Any], piece: Mapping[str, Any]) -> None:
    """Two rectifications: one is done with more time, the other gets none."""
    rectification = done["rectifications"][MARKET]
    other = done["rectifications"][FIRE]
    await desk.post(f"rectifications/{other}/extension-request", {"until": "2026-04-02", "reason": "等待供货商补开"})
    await desk.post(f"rectifications/{other}/extension-refusal", REASON)
    await desk.post(f"rectifications/{rectification}/plan", {"measures": "三日内补齐台账"})
    await desk.post(f"rectifications/{rectification}/extension-request", {"until": "2026-04-02", "reason": "等待供货商补开"})
    await desk.post(f"rectifications/{rectification}/extension", {"due": "2026-04-01"})
    await desk.post(f"rectifications/{rectification}/report", {"evidence": [piece]})
    await desk.get(f"rectifications/{rectification}")
    await desk.post(f"rectifications/{rectification}/recheck", recheck(piece, also=["F-2", "F-3", "F-4", "F-5"]))


async def filed(desk: Desk, code: str) -> None:
    """A joint visit on which nothing was found, all its papers, and its dossier."""
    visit = "visits/V-40"

    async def issue(kind: str, department: str = MARKET, **words: Any) -> None:
        await desk.post(f"{visit}/papers", {"kind": kind, "department": department, "words": words}, 201)

    await desk.post(f"{visit}/announcement", {"on": "2026-03-10", "basis": "2026年度抽查计划"})
    for department, inspector in ((MARKET, M1), (FIRE, F1), (MARKET, M2)):
        body = {"inspector": inspector, "department": department, "proof": "entity-code", "code": code}
        await desk.post(f"{visit}/check-ins", body)
    token = (await desk.get(f"{visit}/mandate"))["token"]
    await desk.post(f"{visit}/arrivals", {"inspector": F2, "department": FIRE, "code": token})
    for part in (market_part(), CLEAN_FIRE):
        await desk.post(f"{visit}/parts", part)
    await desk.post(f"{visit}/answer", {"answer": "confirmed"})
    await desk.post(f"{visit}/completion", {})
    for kind in ("approval", "record"):
        for department in (MARKET, FIRE):
            await issue(kind, department)
    await issue("scheme", remarks=["九时集合"])
    for kind in ("notice", "result"):
        await issue(kind)
    dossier = (await desk.post(f"{visit}/dossier", {"retention": "10-years"}))["dossier"]
    await desk.post(f"dossiers/{dossier}/readings", REASON)
    await desk.get(f"dossiers/{dossier}")
