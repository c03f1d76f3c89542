"""A rating: given once per ticket, by nobody in particular (J-21, X-03)."""

from collections.abc import Sequence
from datetime import datetime

from libs.events.catalog.codes import Ref
from libs.events.catalog.disclosure.rating import RatingGiven
from libs.events.decider import Decider
from libs.events.fact import Fact

from . import commands as c
from . import refusals as r

given = RatingGiven.of(c.GiveRating)


def check_completed(visit: Ref, completed_at: datetime | None) -> None:
    """A ticket is for a visit that has taken place. Raises NotCompleted."""
    if completed_at is None:
        raise r.NotCompleted(visit=visit)


def decide(command: c.GiveRating, rated: bool, now: datetime) -> Sequence[Fact]:  # noqa: FBT001 - the state of a stream
    del now
    if rated:
        raise r.AlreadyRated(field="ticket")
    return [given(command)]


def evolve(rated: bool, fact: Fact) -> bool:  # noqa: FBT001 - the state of a stream
    return rated or isinstance(fact, RatingGiven)


RATING: Decider[c.GiveRating, bool] = Decider(
    name="rating",
    commands=c.GiveRating,
    stream=lambda command: f"rating-{command.rating}",
    initial=False,
    decide=decide,
    evolve=evolve,
)
