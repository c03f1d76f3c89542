"""Follow-up visits after rectifications and cases, and what an entity needs (回访, 跟踪服务)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field

from ...fact import Fact
from ...shapes.asked import AtMost
from ..codes import DepartmentCode, EntityId, InspectorId, PlainText, Ref


class After(StrEnum):
    """What a follow-up visit comes after."""

    RECTIFICATION = "rectification"
    CASE = "case"
    VISIT = "visit"
    """Somebody has asked for it, as of a visit on which a difficulty was found (H-41)."""


class FollowupWay(StrEnum):
    ON_SITE = "on-site"
    CALL = "call"
    ONLINE = "online"


Needs = Annotated[tuple[PlainText, ...], AtMost(20)]
Officers = Annotated[tuple[InspectorId, ...], AtMost(20)]
Experts = Annotated[tuple[Ref, ...], AtMost(20)]
NeedNumber = Annotated[int, Field(ge=1, le=20)]


class FollowupDue(Fact, name="inspection.followup-due"):
    """The department looks in again until `due`: it asks how it goes, and checks nothing (H-26).

    `after`, `reference`: what it comes after, and its number. `wanted`: what the entity was said to need, where somebody
    asked for it. `ended_on`: the day on which the matter ended, or on which somebody asked.
    """

    followup: Ref
    after: After
    reference: Ref
    visit: Ref | None
    entity: EntityId
    department: DepartmentCode
    wanted: PlainText | None
    ended_on: date
    due: AwareDatetime


class FollowupMade(Fact, name="inspection.followup-made"):
    """Officers or experts have looked in. `experts`: their references; names are in no fact.

    `way`: how. `holds`: whether what was mended is still so; null where nothing was to be mended. `needs`: what it needs, each
    still to be met. `advice`: what it was told.
    """

    followup: Ref
    way: FollowupWay
    officers: Officers
    experts: Experts
    made_on: date
    holds: bool | None
    needs: Needs
    advice: Needs


class FollowupNeedMet(Fact, name="inspection.followup-need-met"):
    """One of the needs was met or answered. `need`: which of them, from 1 on. `answer`: how. `expert`: who was sent (H-41)."""

    followup: Ref
    need: NeedNumber
    answer: PlainText
    expert: Ref | None


class FollowupDone(Fact, name="inspection.followup-done"):
    """Nothing is left to be met."""

    followup: Ref


class FollowupDeclined(Fact, name="inspection.followup-declined"):
    """The entity wants nobody to look in: it is a service, and no duty of its."""

    followup: Ref
    reason: PlainText
