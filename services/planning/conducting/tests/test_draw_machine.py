"""What never or always holds of a draw, whatever members and organiser send in whatever order, with its
deadlines running."""

from libs.events.testing.decider_machine import explore
from services.planning.testing_machines.conducting import Draws


def test_whatever_is_sent_the_law_of_the_draw_holds():
    explore(Draws, runs=250)
