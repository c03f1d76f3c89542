"""The time that a rectification is given."""

from collections.abc import Iterable

from libs.events.catalog.inspection import rectification as f
from libs.events.envelope import Recorded
from libs.events.timers import Deadline, Deadlines

from . import commands as c

deadlines = Deadlines()


@deadlines.start(f.RectificationOrdered)
def rectification_starts(ordered: Recorded[f.RectificationOrdered]) -> Iterable[Deadline]:
    order = ordered.fact
    command = c.PassRectificationDeadline(rectification=order.rectification)
    yield Deadline(f"rectification/{order.rectification}", ordered.stream, order.due, command)


@deadlines.stop(f.RectificationPassed, f.RectificationOverdue)
def rectification_ends(done: Recorded[f.RectificationPassed | f.RectificationOverdue]) -> Iterable[str]:
    yield f"rectification/{done.fact.rectification}"
