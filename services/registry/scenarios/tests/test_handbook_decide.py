"""Decisions on compliance handbooks (J-06)."""

from libs.events.catalog.registry.scenarios import ManualSection
from libs.events.refusal import Invalid
from libs.events.testing.decisions import given
from services.registry.items import refusals as items_refusals
from services.registry.lists import refusals as lists_refusals
from services.registry.scenarios import commands as c
from services.registry.scenarios.decide import MANUAL
from services.registry.testing import INDUSTRIES, JAN, MAR, NOON


def test_a_handbook_speaks_only_of_listed_items_of_its_industry():
    sections = (ManualSection(item="MKT-0003", points=("查健康证", "查留样")),)
    issue = c.IssueManual(
        manual="M-1",
        industry="catering",
        title="餐饮合规手册",
        sections=sections,
        effective_from=JAN,
        known=c.ManualLookups(INDUSTRIES, frozenset({"MKT-0003"})),
    )
    issued = given(MANUAL).when(issue, at=NOON).facts[0]
    assert issued.edition == 1
    again = given(MANUAL, issued).when(issue.model_copy(update={"title": "新版", "effective_from": MAR}), at=NOON).facts[0]
    assert again.edition == 2
    given(MANUAL).when(
        issue.model_copy(update={"known": c.ManualLookups(INDUSTRIES, frozenset({"FIR-0002"}))}), at=NOON
    ).refused(items_refusals.ItemDoesNotFit)
    given(MANUAL).when(issue.model_copy(update={"sections": sections * 2}), at=NOON).refused(lists_refusals.NamedTwice)


def test_a_handbook_is_of_a_listed_industry():
    section = ManualSection(item="MKT-0003", points=("查健康证",))
    issue = c.IssueManual(
        manual="M-1",
        industry="moon",
        title="手册",
        sections=(section,),
        known=c.ManualLookups(INDUSTRIES, frozenset({"MKT-0003"})),
    )
    assert given(MANUAL).when(issue, at=NOON).refused(Invalid).field == "industry"
