"""Decisions on mandates (X-06, B-08)."""

from datetime import date

from libs.events.catalog.registry.bodies import MandateEnded, MandateForm, MandateGranted
from libs.events.refusal import Invalid
from libs.events.testing.decisions import given
from services.registry.bodies import commands as c
from services.registry.bodies import refusals as r
from services.registry.bodies.decide import DEPARTMENT, MANDATE
from services.registry.bodies.lookups import Mandates
from services.registry.lists import refusals as lists_refusals
from services.registry.testing import DEPARTMENTS, JAN, JUN, MAR, MARKET, NOON, TAX

# Who may check (X-06, B-08)


def grant(form="statutory", delegator=None, **more):
    known = c.MandateLookups(DEPARTMENTS, delegator and MandateForm(delegator))
    return c.GrantMandate(department=TAX, form=form, basis="税收征收管理法", effective_from=JAN, known=known, **more)


MANDATE_OF_TAX = MandateGranted(department=TAX, form="statutory", basis="税收征收管理法", effective_from=JAN)


def test_a_mandate_is_by_statute_by_authorisation_or_delegated_by_a_body_with_a_power_of_its_own():
    given(MANDATE).when(grant(), at=NOON).then(MANDATE_OF_TAX)
    given(MANDATE).when(grant(delegated_by=MARKET), at=NOON).refused(r.WrongDelegation)
    given(MANDATE).when(grant("delegated"), at=NOON).refused(r.WrongDelegation)
    given(MANDATE).when(grant("delegated", delegated_by=TAX, delegator="statutory"), at=NOON).refused(r.WrongDelegation)
    given(MANDATE).when(grant("delegated", delegated_by=MARKET), at=NOON).refused(r.WrongDelegation)
    given(MANDATE).when(grant("delegated", delegated_by=MARKET, delegator="delegated"), at=NOON).refused(r.WrongDelegation)
    held = given(MANDATE).when(grant("delegated", delegated_by=MARKET, delegator="authorised"), at=NOON)
    assert held.facts[0].delegated_by == MARKET
    given(MANDATE).when(grant(effective_until=JAN), at=NOON).refused(lists_refusals.EndsTooEarly)


def test_a_mandate_ends_from_a_day_on():
    end = c.EndMandate(department=TAX, effective_from=JUN, reason="职能划转")
    given(MANDATE, MANDATE_OF_TAX).when(end, at=NOON).then(MandateEnded(department=TAX, effective_from=JUN, reason="职能划转"))
    given(MANDATE).when(end, at=NOON).refused(lists_refusals.NotListed)


def test_a_mandate_counts_from_its_first_day_until_the_day_before_its_end():
    mandates = Mandates({TAX: [(MAR, JUN, MandateForm.STATUTORY)]})
    assert [mandates.form_on(TAX, day) for day in (date(2026, 2, 28), MAR, date(2026, 5, 31), JUN)] == [
        None, MandateForm.STATUTORY, MandateForm.STATUTORY, None,
    ]  # fmt: skip
    assert mandates.without([TAX, MARKET], MAR, JUN) == {TAX: JUN, MARKET: MAR}


def test_a_mandate_is_of_a_listed_department_and_delegated_by_one():
    unlisted = grant("delegated", delegated_by="421088-moon", delegator="statutory")
    refused = given(MANDATE).when(unlisted, at=NOON).refused(Invalid)
    assert (refused.field, refused.value) == ("department", "421088-moon")


def test_a_departments_divisions_are_of_a_province():
    row = c.ListDepartment(department=TAX, title="税务局", level="county", divisions=("421088", "991088"))
    refused = given(DEPARTMENT).when(row, at=NOON).refused(Invalid)
    assert (refused.field, refused.value, refused.broken_rule) == ("divisions", "991088", "GB/T 2260")
