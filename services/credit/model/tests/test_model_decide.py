"""Decisions on models."""

from datetime import UTC, date, datetime

import pytest

from libs.events.catalog.codes import CreditClass
from libs.events.catalog.credit.profile import ModelAdopted
from libs.events.shapes.ahead import BeginsTooLate
from libs.events.testing.decisions import given
from services.credit.model import commands as c
from services.credit.model import refusals as r
from services.credit.model.decide import MODEL
from services.credit.model.sources import DEFAULT_MODEL

A, B, C, D = CreditClass.A, CreditClass.B, CreditClass.C, CreditClass.D
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
DAY = date(2026, 3, 2)
SHOP = "stall:421088100-0001"
CONTENT = {
    "title": DEFAULT_MODEL.title,
    "base": 1000,
    "cutoffs": DEFAULT_MODEL.cutoffs,
    "indicators": DEFAULT_MODEL.indicators,
    "effective_from": date(2026, 1, 1),
}


def test_the_first_model_is_edition_1_and_a_changed_one_edition_2():
    first = ModelAdopted(model="general", edition=1, **CONTENT)
    given(MODEL).when(c.AdoptModel(model="general", **CONTENT), at=NOON).then(first)
    changed = {**CONTENT, "base": 950}
    given(MODEL, first).when(c.AdoptModel(model="general", **changed), at=NOON).then(
        ModelAdopted(model="general", edition=2, **changed)
    )
    given(MODEL, first).when(c.AdoptModel(model="general", **CONTENT), at=NOON).nothing()


def test_a_model_begins_within_two_years():
    """One of the year 9999 would keep every other from beginning before it."""
    ahead = c.AdoptModel(model="general", **{**CONTENT, "effective_from": date.max})
    assert given(MODEL).when(ahead, at=NOON).refused(BeginsTooLate).field == "effective_from"


def test_the_default_model_is_installed_once_and_never_over_another():
    other = ModelAdopted(model="general", edition=1, **{**CONTENT, "base": 950})
    given(MODEL, other).when(c.InstallModel(model="general", **CONTENT), at=NOON).nothing()
    given(MODEL).when(c.InstallModel(model="general", **CONTENT), at=NOON).then(
        ModelAdopted(model="general", edition=1, **CONTENT)
    )


def priced(**points):
    return {"indicators": {**CONTENT["indicators"], **{name.replace("_", "-"): p for name, p in points.items()}}}


@pytest.mark.parametrize(
    ("change", "rule", "field"),
    [
        ({"base": 1201}, r.BaseOutOfBounds, "base"),
        ({"cutoffs": {A: 900, B: 750}}, r.CutoffsDisordered, "cutoffs"),
        ({"cutoffs": {A: 900, B: 900, C: 600}}, r.CutoffsDisordered, "cutoffs"),
        ({"cutoffs": {A: 900, B: 750, C: 600, D: 10}}, r.CutoffsDisordered, "cutoffs"),
        ({"cutoffs": {A: 1201, B: 750, C: 600}}, r.CutoffsDisordered, "cutoffs"),
        ({"indicators": {}}, r.IndicatorsMissing, "indicators"),
        (priced(finding_serious=-10), r.WorseEventRewarded, "indicators.finding-serious"),
        (priced(finding_minor=5), r.WorseEventRewarded, "indicators.finding-minor"),
        (priced(rectification_passed=-5), r.WorseEventRewarded, "indicators.rectification-passed"),
    ],
)
def test_a_model_that_would_not_be_fair_is_refused(change, rule, field):
    refusal = given(MODEL).when(c.AdoptModel(model="general", **{**CONTENT, **change}), at=NOON).refused(rule)
    assert refusal.field == field


def test_an_edition_does_not_take_effect_before_the_one_it_follows():
    first = ModelAdopted(model="general", edition=1, **CONTENT)
    earlier = c.AdoptModel(model="general", **{**CONTENT, "base": 950, "effective_from": date(2025, 12, 31)})
    given(MODEL, first).when(earlier, at=NOON).refused(r.EffectiveBackwards)
