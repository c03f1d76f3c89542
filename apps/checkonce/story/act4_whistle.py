"""Act 4: a township blows, three departments are called, one is late and is escalated; a clue finds its way; people rate."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import httpx

from apps.checkonce.embedded import Town

from .story import Story

_WHISTLE = "W-2026-1"


async def play(story: Story) -> None:
    story.say("第四幕 吹哨报到 · Act 4: the whistle")
    town = story.jianli
    await _whistle(story, town)
    await _clue(story, town)
    await asyncio.gather(*(_rate(story, *visit) for visit in story.notes.get("to_rate", [])))
    await story.settle()


async def _whistle(story: Story, town: Town) -> None:
    township = story.files(town).rows("townships")[3]
    officer = town.token("township-1", "township-officer", division=township["code"])
    called = ["421088-market", "421088-fire", "421088-urban-management"]
    body = {
        "whistle": _WHISTLE,
        "township": township["code"],
        "matter_kind": "fire-safety",
        "matter": "示例:集贸市场内液化气瓶违规存放 (example: gas bottles kept in the market hall)",
        "place": f"{township['name']}集贸市场",
        "urgency": "urgent",
    }
    await town.post("whistle", "/v1/whistles", body, token=officer)
    await town.post("whistle", f"/v1/whistles/{_WHISTLE}/calls", {"departments": called}, token=officer)

    async def come(department: str) -> None:
        token = town.token(f"officer-{department}", "department-officer", department=department)
        inspector = next(row["id"] for row in story.files(town).rows("inspectors") if row["department"] == department)
        body = {"department": department, "officers": [inspector]}
        await town.post("whistle", f"/v1/whistles/{_WHISTLE}/report-ins", body, token=token)

    for department in called[:2]:
        await come(department)
    today = story.here.now()
    await story.on((today + timedelta(days=1)).date(), 23)
    await come(called[2])
    lead = town.token("officer-1", "department-officer", department=called[0])
    plan = {"lead": called[0], "plan": "三部门联合处置 (three departments act together)"}
    await town.post("whistle", f"/v1/whistles/{_WHISTLE}/handling", plan, token=lead)
    for department in called:
        token = town.token(f"officer-{department}", "department-officer", department=department)
        outcome = {"department": department, "outcome": "已处置 (dealt with)"}
        await town.post("whistle", f"/v1/whistles/{_WHISTLE}/parts", outcome, token=token)
    verdict = {"solved": True, "ratings": {called[0]: 5, called[1]: 5, called[2]: 3}}
    await town.post("whistle", f"/v1/whistles/{_WHISTLE}/confirmation", verdict, token=officer)
    await story.settle()
    seen: dict[str, Any] = await town.get("whistle", f"/v1/whistles/{_WHISTLE}", token=officer)
    story.report.table(
        "吹哨 · the whistle",
        ["部门 department", "期限 due", "报到 reported in", "迟到 late", "升级 escalated", "评分 stars"],
        [(c["title"], c["due"], c["reported_at"], c["late"], c["step"], c["stars"]) for c in seen["calls"]],
    )


async def _clue(story: Story, town: Town) -> None:
    """The clue of act 3 lies with the competent department."""
    department = story.notes["clue_for"]
    token = town.token(f"officer-{department}", "department-officer", department=department)
    await town.post("whistle", "/v1/clues/C-2026-1/acknowledgement", {"department": department}, token=token)
    body = {"department": department, "outcome": "已核查并责令改正 (checked, ordered to correct)"}
    await town.post("whistle", "/v1/clues/C-2026-1/outcome", body, token=token)


async def _rate(story: Story, town: Town, visit: dict[str, Any]) -> None:
    """The entity scans the ticket and rates; nobody learns who it was."""
    del story
    name = visit["visit"]
    token = town.token("officer-1", "department-officer", department=visit["lead"])
    ticket = await town.get("disclosure", f"/v1/visits/{name}/rating-ticket", token=token)
    body = {"visit": name, "ticket": ticket["ticket"], "stars": 3 + len(name) % 3}
    response: httpx.Response = await town.call("disclosure", "POST", "/v1/ratings", json=body)
    response.raise_for_status()
