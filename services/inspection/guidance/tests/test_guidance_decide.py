"""Guidance as given / when / then."""

from datetime import UTC, datetime

import pytest

from libs.events.catalog.inspection.guidance import GuidanceGiven, GuidanceKind
from libs.events.testing.decisions import given
from services.inspection.guidance import commands as c
from services.inspection.guidance import refusals as no
from services.inspection.guidance.decide import GUIDANCE

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
WHAT = {
    "guidance": "G-1", "visit": "V-1", "finding": "F-1", "entity": "stall:421088100-0001", "department": "421088-market",
    "kind": GuidanceKind.TALK, "text": "约谈负责人,说明进货查验要求", "document": None,
}  # fmt: skip
GIVE = c.GiveGuidance(**WHAT, known=c.GuidanceLookups(begun=True, takes_part=True, own=True))
GIVEN = GuidanceGiven(**WHAT)


def knowing(command=GIVE, **change):
    return command.model_copy(update={"known": command.known.model_copy(update=change)})


def test_guidance_is_given_once_about_a_finding_or_about_none():
    given(GUIDANCE).when(GIVE, at=NOW).then(GIVEN)
    given(GUIDANCE, GIVEN).when(GIVE, at=NOW).nothing()
    about_none = knowing(GIVE.model_copy(update={"finding": None}), own=False)
    given(GUIDANCE).when(about_none, at=NOW).then(GIVEN.model_copy(update={"finding": None}))


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        (no.GuidanceByOthers, {"takes_part": False}),
        (no.GuidanceBeforehand, {"begun": False}),
        (no.GuidanceOnOthersFinding, {"own": False}),
    ],
)
def test_guidance_follows_what_the_department_saw(rule, change):
    given(GUIDANCE).when(knowing(**change), at=NOW).refused(rule)
