"""Act 3, March to June 2026: notices, joint visits, findings, mending, publication, and credit that moves."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from datetime import date, timedelta
from functools import partial
from typing import Any

from apps.checkonce.embedded import Town

from .desks import officer, publish
from .story import Story

_ORDINARY = "示例:记录不完整,当场指出 (example: records incomplete)"
_PUBLIC_LATE = 1


async def play(story: Story) -> None:
    story.say("第三幕 上门检查 · Act 3: the visits")
    visits = [v async for v in story.jianli.pages("planning", "/v1/visits", token=_planner(story.jianli), draw="D-2026")]
    await inspect(story, story.jianli, visits, outage=True)
    await _mend(story, story.jianli)
    await publish(story, story.jianli)
    await _late_one(story, story.jianli)


def _planner(town: Town) -> str:
    return town.token("planner-1", "planner")


def chance(*about: str) -> float:
    """A number in [0, 1) that depends on what it is about: the story can be told again."""
    return int.from_bytes(hashlib.sha256("|".join(about).encode()).digest()[:6]) / 2**48


async def inspect(story: Story, town: Town, visits: list[dict[str, Any]], *, outage: bool = False) -> None:
    """Window by window: notice a week before, everybody on the same day, results published within the week."""
    windows: dict[tuple[date, date], list[dict[str, Any]]] = defaultdict(list)
    for visit in visits:
        windows[date.fromisoformat(visit["window_from"]), date.fromisoformat(visit["window_to"])].append(visit)
    for number, ((first, _), group) in enumerate(sorted(windows.items())):
        notice = story.calendar.add_working_days(first - timedelta(days=1), 1)
        day = story.calendar.add_working_days(notice, 3)
        await story.on(notice, 9)
        await story.each(partial(_announce, town, day), group)
        await story.on(day, 9)
        if outage and number == 1 and story.between_visits is not None:
            await story.between_visits()
        await story.each(partial(_visit, story, town), group)
        story.say(f"  {town.place.zh} {day}: {len(group)} 次上门 · {len(group)} visits")
        await story.on(story.calendar.add_working_days(day, 2), 10)
        await publish(story, town, leave_late=_PUBLIC_LATE if town is story.jianli else 0)


async def _announce(town: Town, day: date, visit: dict[str, Any]) -> None:
    path = f"/v1/visits/{visit['visit']}"
    token = officer(town, visit["lead"])
    if visit["notice_forbidden"]:
        body = {"on": day.isoformat(), "reason": "检查事项依法不得事先通知 (the item forbids notice)"}
        await town.post("inspection", f"{path}/notice-withheld", body, token=token)
    else:
        body = {"on": day.isoformat(), "basis": "年度检查计划 (the year's plan)"}
        await town.post("inspection", f"{path}/announcement", body, token=token)


async def _visit(story: Story, town: Town, visit: dict[str, Any]) -> None:
    """The whole team checks in, each department enters its part, the entity answers, the lead completes."""
    path = f"/v1/visits/{visit['visit']}"
    mandate = await town.get("inspection", f"{path}/mandate", token=officer(town, visit["lead"]))
    for part in visit["parts"]:
        token = officer(town, part["department"])
        for inspector in part["inspectors"]:
            body = {"inspector": inspector, "department": part["department"], "how": "scan", "code": mandate["token"]}
            await town.post("inspection", f"{path}/check-ins", body, token=token)
    for part in visit["parts"]:
        await town.post(
            "inspection", f"{path}/parts", _findings(story, town, visit, part), token=officer(town, part["department"])
        )
    if "clue" not in story.notes and len(visit["parts"]) > 1 and town is story.jianli:
        await _clue(story, town, visit)
    answer = {"answer": "objected" if chance("answer", visit["visit"]) < 0.02 else "confirmed"}
    await town.post("inspection", f"{path}/answer", answer, token=town.token(visit["entity"], "enterprise"))
    token = officer(town, visit["lead"])
    done = await town.call("inspection", "POST", f"{path}/completion", token=token, json={})
    story.notes.setdefault("trace", done.headers["traceparent"].split("-")[1])
    if chance("rating", visit["visit"]) < 0.25:
        story.notes.setdefault("to_rate", []).append((town, visit))


def _findings(story: Story, town: Town, visit: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """What a department found: nothing in seven parts of ten, otherwise something minor, ordinary or serious."""
    items = story.files(town).items
    luck = chance("finding", visit["entity"], part["department"])
    body: dict[str, Any] = {"department": part["department"], "items": part["items"], "findings": [], "disposition": "archived"}
    if luck >= 0.15:
        return body
    item = part["items"][0]
    severity = "serious" if luck < 0.02 else "ordinary" if luck < 0.09 else "minor"
    proof = hashlib.sha256(f"photo|{visit['visit']}|{item}".encode()).hexdigest()
    body["findings"] = [
        {
            "finding": f"F-{visit['visit']}-{part['department']}"[:100],
            "item": item,
            "severity": severity,
            "description": _ORDINARY,
            "evidence": [{"sha256": proof, "media_type": "image/jpeg"}],
        }
    ]
    if severity == "serious":
        body |= {"disposition": "penalty-procedure", "basis": items[item]["legal_basis"]}
    elif severity == "ordinary":
        body["disposition"] = "ordered-to-rectify"
    elif items[item]["minor_exemption"]:
        body |= {"disposition": "exempted-as-minor", "basis": items[item]["minor_exemption"]}
    else:
        body["disposition"] = "guided"
    return body


async def _clue(story: Story, town: Town, visit: dict[str, Any]) -> None:
    story.notes["clue"] = True
    present = {part["department"] for part in visit["parts"]}
    other = next(department for department in story.files(town).departments if department not in present)
    finder = visit["lead"]
    proof = hashlib.sha256(f"clue|{visit['visit']}".encode()).hexdigest()
    body = {
        "clue": "C-2026-1",
        "finder": finder,
        "competent": other,
        "matter": "示例:发现其他领域涉嫌违法行为 (example: a suspected breach in another field)",
        "evidence": [{"sha256": proof, "media_type": "image/jpeg"}],
    }
    await town.post("inspection", f"/v1/visits/{visit['visit']}/clues", body, token=officer(town, finder))
    story.notes["clue_for"] = other


async def _mend(story: Story, town: Town) -> None:
    """Most mend in time and are re-checked; some let the day pass, which costs them trust."""
    token = town.token("officer-1", "auditor")
    orders = [r async for r in town.pages("inspection", "/v1/rectifications", token=token)]
    visits = {v["visit"]: v async for v in town.pages("planning", "/v1/visits", token=_planner(town), draw="D-2026")}

    async def mend(order: dict[str, Any]) -> None:
        if order["state"] not in {"ordered", "overdue"} or chance("mend", order["rectification"]) < 0.2:
            return
        path = f"/v1/rectifications/{order['rectification']}"
        token = officer(town, order["department"])
        await town.post("inspection", f"{path}/report", {"evidence": []}, token=token)
        parts = visits[order["visit"]]["parts"]
        inspector = next(p["inspectors"][0] for p in parts if p["department"] == order["department"])
        await town.post("inspection", f"{path}/recheck", {"inspector": inspector, "passed": True}, token=token)

    await story.each(mend, orders)
    await story.settle()
    # Three weeks later the days of the others have passed.
    today = story.here.now().date()
    await story.on(story.calendar.add_working_days(today, 16), 10)
    story.report.numbers["rectifications"] = len(orders)


async def _late_one(story: Story, town: Town) -> None:
    """The forgotten result shows as overdue, and is then published late."""
    for name in sorted(story.notes["forgotten"]):
        auditor = town.token("auditor-1", "auditor")
        pending = [p async for p in town.pages("disclosure", "/v1/publications/pending", token=auditor)]
        owed = next(p for p in pending if p["publication"] == name)
        await town.post("disclosure", f"/v1/publications/{name}", {}, token=officer(town, owed["department"]))
    await story.settle()
