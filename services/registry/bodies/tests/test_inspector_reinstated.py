"""Decisions on inspectors: reinstated."""

from libs.events.catalog.registry.bodies import InspectorCertified, InspectorReinstated, InspectorSuspended
from libs.events.testing.decisions import given
from services.registry.bodies import commands as c
from services.registry.bodies import refusals as r
from services.registry.bodies.decide import INSPECTOR
from services.registry.lists import refusals as lists_refusals
from services.registry.testing import DEC, JAN, JUN, MAR, MARKET, NOON

# Inspectors


def test_a_suspension_also_ends_by_reinstatement_and_a_new_one_does_not_reach_behind_it():
    held = (
        InspectorCertified(
            inspector="I-1", department=MARKET, certificate="C-1", qualifications=("food",), valid_from=JAN, valid_until=DEC
        ),
        InspectorSuspended(inspector="I-1", reason="调查", effective_from=MAR),
    )
    again = c.ReinstateInspector(inspector="I-1", reason="查清", effective_from=JUN)
    reinstated = InspectorReinstated(inspector="I-1", reason="查清", effective_from=JUN)
    given(INSPECTOR, *held).when(again, at=NOON).then(reinstated)
    given(INSPECTOR, *held).when(again.model_copy(update={"effective_from": JAN}), at=NOON).refused(
        lists_refusals.BeforeLastEdition
    )
    given(INSPECTOR, held[0]).when(again, at=NOON).refused(r.NotSuspended)
    given(INSPECTOR).when(again, at=NOON).refused(r.NoSuchInspector)
    suspend = c.SuspendInspector(inspector="I-1", reason="又查", effective_from=MAR)
    given(INSPECTOR, *held, reinstated).when(suspend, at=NOON).refused(lists_refusals.BeforeLastEdition)
