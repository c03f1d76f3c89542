"""What officers do at their desks in every act: sign in, publish what their department owes."""

from __future__ import annotations

from typing import Any

from apps.checkonce.embedded import Town

from .story import Story

__all__ = ["officer", "publish"]


def officer(town: Town, department: str) -> str:
    return town.token(f"officer-{department}", "department-officer", "inspector", department=department)


async def publish(story: Story, town: Town, *, leave_late: int = 0) -> None:
    """Every department publishes what it owes; `leave_late` of them are forgotten for the sake of the story."""
    auditor = town.token("auditor-1", "auditor")
    pending = [p async for p in town.pages("disclosure", "/v1/publications/pending", token=auditor)]
    forgotten = story.notes.setdefault("forgotten", set())
    for publication in pending:
        if len(forgotten) < leave_late and publication["subject"] == "result":
            forgotten.add(publication["publication"])

    async def one(publication: dict[str, Any]) -> None:
        token = officer(town, publication["department"])
        await town.post("disclosure", f"/v1/publications/{publication['publication']}", {}, token=token)

    await story.each(one, [p for p in pending if p["publication"] not in forgotten])
