"""Visits that could not be made, and entities that let nobody in."""

from datetime import timedelta

import pytest

from libs.events.catalog.inspection.visit import (
    EntryRefused,
    NoticeConfided,
    NoticeWithheld,
    VisitAssigned,
    VisitClosed,
    VisitConfided,
)
from libs.events.testing.decisions import given
from services.inspection.testing.decisions import (
    ANNOUNCED,
    ARRIVED,
    ASSIGNED,
    CLEAN,
    F1,
    M1,
    M2,
    MARKET,
    NOW,
    ON_THE_SPOT,
    TAX,
    WITHHELD,
    frustrate,
    planned,
)
from services.inspection.testing.requests import ENTITY, PROOF, get, on_the_spot, post, refused
from services.inspection.testing.requests import planned as told
from services.inspection.visit import commands as c
from services.inspection.visit import frustration_refusals as unfit
from services.inspection.visit import refusals as no
from services.inspection.visit.decide.visit import VISIT

REFUSE = c.RefuseEntry(visit="V-1", why="no-code", words="未出示凭证")
OVER = VisitClosed(visit="V-1", how="frustrated")


def test_two_officers_who_came_end_a_visit_that_could_not_be_made_with_what_shows_it():
    (noted, closed) = given(VISIT, ASSIGNED, ANNOUNCED).when(frustrate(), at=NOW).facts
    assert (noted.ground, noted.officers, closed) == ("not-found", (M1, M2), OVER)
    given(VISIT, *ON_THE_SPOT).when(frustrate(ground="not-operating"), at=NOW)
    given(VISIT, ASSIGNED, ANNOUNCED, noted, OVER).when(frustrate(), at=NOW).refused(no.VisitOver)


@pytest.mark.parametrize(
    ("facts", "change", "rule"),
    [
        ((ASSIGNED,), {}, no.NotAnnounced),
        ((ASSIGNED, ANNOUNCED), {"department": TAX}, no.NotOnVisit),
        ((ASSIGNED, ANNOUNCED), {"officers": (M1, F1)}, no.NotOnTeam),
        ((ASSIGNED, ANNOUNCED), {"officers": (M1, M1)}, unfit.NotedByOne),
        ((ASSIGNED, ANNOUNCED), {"evidence": ()}, unfit.NothingShown),
        ((*ON_THE_SPOT, CLEAN[0]), {}, unfit.SomethingChecked),
    ],
)
def test_what_does_not_show_that_nothing_could_be_checked_ends_no_visit(facts, change, rule):
    given(VISIT, *facts).when(frustrate(**change), at=NOW).refused(rule)


def test_nobody_notes_it_before_the_day():
    given(VISIT, ASSIGNED, ANNOUNCED).when(frustrate(), at=NOW - timedelta(days=1)).refused(no.TooEarly)


def test_of_a_confided_visit_the_task_is_told_first():
    secret = planned(secret=True)
    facts = given(VISIT, VisitConfided.like(secret), NoticeConfided.like(WITHHELD)).when(frustrate(), at=NOW).facts
    assert [type(fact) for fact in facts[:1]] == [VisitAssigned]
    assert facts[-1] == OVER


def test_an_entity_refuses_entry_until_two_officers_are_in():
    said = EntryRefused(visit="V-1", why="no-code", words="未出示凭证")
    given(VISIT, ASSIGNED, ANNOUNCED).when(REFUSE, at=NOW).then(said)
    given(VISIT, ASSIGNED, ANNOUNCED, ARRIVED[0]).when(REFUSE, at=NOW).then(said)
    given(VISIT, *ON_THE_SPOT).when(REFUSE, at=NOW).refused(unfit.EntryGiven)
    given(VISIT, ASSIGNED).when(REFUSE, at=NOW).refused(no.NotAnnounced)
    secret = planned(secret=True)
    at_the_door = given(VISIT, VisitConfided.like(secret), NoticeConfided.like(WITHHELD)).when(REFUSE, at=NOW).facts
    assert [type(fact) for fact in at_the_door] == [VisitAssigned, NoticeWithheld, EntryRefused], "told before anything is said"


async def test_a_frustrated_visit_is_over_and_says_why(sut):
    await sut.deliver("planning", told())
    await post(sut, "visits/V-1/announcement", {"on": "2026-03-10", "basis": "计划"})
    enterprise = sut.bearer(ENTITY, roles=["enterprise"])
    await post(sut, "visits/V-1/entry-refusal", {"why": "wrong-team"}, who=enterprise)
    asked = {"department": MARKET, "ground": "refused", "officers": [M1, M2], "evidence": [PROOF], "reason": "大门紧闭"}
    stranger = sut.bearer("x-1", roles=["inspector"], departments=[MARKET], inspector=["I-421088-0009"])
    await refused(sut, "visits/V-1/frustration", asked, "forbidden", status=403, who=stranger)
    done = await post(sut, "visits/V-1/frustration", asked)
    assert done["facts"] == ["inspection.visit-frustrated", "inspection.visit-closed"]
    seen = await get(sut, "visits/V-1", enterprise)
    assert [seen[name] for name in ("state", "closed_how", "frustrated", "entry_refused")] == [
        "frustrated", "frustrated", "refused", "wrong-team",
    ]  # fmt: skip
    await on_the_spot(sut, "V-2")
    assert [row["visit"] for row in (await get(sut, "visits", state="frustrated"))["items"]] == ["V-1"]
