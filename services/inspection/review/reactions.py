"""What was decided holds once the time to appeal is over."""

from collections.abc import Iterable

from libs.events.catalog.inspection import review as f
from libs.events.envelope import Recorded
from libs.events.timers import Deadline, Deadlines

from . import commands as c

deadlines = Deadlines()


@deadlines.start(f.ReviewDecided)
def appeal_starts(decided: Recorded[f.ReviewDecided]) -> Iterable[Deadline]:
    of = decided.fact
    yield Deadline(f"review/{of.review}", decided.stream, of.appeal_by, c.PassAppealDeadline(review=of.review))


@deadlines.stop(f.ReviewAppealed, f.ReviewFinal)
def appeal_ends(done: Recorded[f.ReviewAppealed | f.ReviewFinal]) -> Iterable[str]:
    yield f"review/{done.fact.review}"
