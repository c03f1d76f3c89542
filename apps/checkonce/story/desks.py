"""The work of officials in every act: they sign in, and publish what their department owes."""

from __future__ import annotations

from apps.checkonce.embedded import Town
from libs.clients.base import pages
from libs.clients.disclosure import Disclosure, Pending
from libs.clients.inspection import Inspection
from libs.clients.planning import Planning

from .stage import Story

__all__ = ["auditor", "himself", "inspecting", "officer", "planner", "publish", "publishing"]


def auditor(town: Town) -> str:
    return town.token("auditor-1", "auditor")


def officer(town: Town, department: str) -> str:
    return town.token(f"officer-{department}", "department-officer", "inspector", department=department)


def himself(town: Town, department: str, inspector: str) -> Inspection:
    """An officer who signs in as himself: nobody enters another's presence."""
    number = inspector.lower()
    token = town.token(f"officer-{number}", "inspector", department=department, inspector=inspector)
    return town.inspection.acting_as(token)


def planner(town: Town) -> Planning:
    return town.planning.acting_as(town.token("planner-1", "planner"))


def inspecting(town: Town, department: str) -> Inspection:
    return town.inspection.acting_as(officer(town, department))


def publishing(town: Town, department: str) -> Disclosure:
    return town.disclosure.acting_as(officer(town, department))


async def publish(story: Story, town: Town, *, leave_late: int = 0) -> None:
    """Every department publishes what it owes; `leave_late` of them are forgotten for the sake of the story."""
    pending = [p async for p in pages(town.disclosure.acting_as(auditor(town)).pending_publications, limit=500)]
    for publication in pending:
        if len(story.notes.forgotten) < leave_late and publication.subject == "result":
            story.notes.forgotten.add(publication.publication)

    async def one(publication: Pending) -> None:
        await publishing(town, publication.department).publish(publication.publication)

    await story.each(one, [p for p in pending if p.publication not in story.notes.forgotten])
