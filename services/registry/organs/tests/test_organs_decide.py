"""Organs as given / when / then."""

from datetime import UTC, date, datetime

from libs.events.catalog.registry.organs import OrganListed, OrganWithdrawn
from libs.events.refusal import Invalid
from libs.events.testing.decisions import given
from services.registry.lists import refusals as lists_refusals
from services.registry.organs import commands as c
from services.registry.organs.decide import ORGAN

NOON = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
JAN = date(2026, 1, 5)
SAID = {"organ": "421088-police", "title": "监利市公安局", "kind": "police", "divisions": ("421088",)}
LIST = c.ListOrgan(**SAID)
LISTED = OrganListed(**SAID, effective_from=JAN)


def test_an_organ_is_listed_from_a_day_on_and_withdrawn():
    given(ORGAN).when(LIST, at=NOON).then(LISTED)
    given(ORGAN, LISTED).when(LIST, at=NOON).nothing()
    withdraw = c.WithdrawOrgan(organ="421088-police", effective_from=JAN, reason="机构改革")
    given(ORGAN, LISTED).when(withdraw, at=NOON).then(
        OrganWithdrawn(organ="421088-police", effective_from=JAN, reason="机构改革")
    )
    given(ORGAN).when(withdraw, at=NOON).refused(lists_refusals.NotListed)


def test_an_organ_lies_in_a_province():
    given(ORGAN).when(LIST.model_copy(update={"divisions": ("001088",)}), at=NOON).refused(Invalid)
