"""Decisions on clues: what once went wrong."""

from libs.events.catalog.whistle.clue import ClueReceived
from libs.events.testing.decisions import given
from services.whistle.clue import commands as c
from services.whistle.clue import refusals as r
from services.whistle.clue.decide import CLUE
from services.whistle.testing import FIRE, MARKET, NOON


def test_a_clue_is_not_returned_to_who_returns_it():
    received = ClueReceived(
        clue="C-1", origin="V-1", entity="stall:421088-1", finder=MARKET, competent=FIRE, matter="堵塞", evidence=(),
        acknowledge_by=NOON,
    )  # fmt: skip
    back = c.ReturnClue(clue="C-1", department=FIRE, competent=FIRE, reason="不属我局", known=c.Clock(due=NOON))
    given(CLUE, received).when(back, at=NOON).refused(r.ReturnedToItself)
