"""A publication: due, made in time or late, corrected, withdrawn openly (B-33, L-27, H-14)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from libs.events.calendar import may_move
from libs.events.catalog.disclosure import publication as f
from libs.events.decider import Decider
from libs.events.fact import Fact

from . import commands as c
from . import refusals as r


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nothing to publish under this name."""


@dataclass(frozen=True, slots=True)
class Due:
    """The clock runs."""

    duty: f.PublicationDue
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Published:
    """Everybody can read it; `content` is the digest of what they read now."""

    content: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    pass


State = Unknown | Due | Published | Withdrawn

opened = f.PublicationDue.of(c.OpenPublication)
moved = f.PublicationDueMoved.of(c.MoveDue)
overdue = f.PublicationOverdue.of(c.PassPublicationDue, "department", "due")
corrected = f.PublicationCorrected.of(c.CorrectPublication, "content")
withdrawn = f.PublicationWithdrawn.of(c.WithdrawPublication | c.TakeBackRevoked)


def decide(command: c.PublicationCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command leads to. Raises the refusals of this folder."""
    match command, state:
        case c.OpenPublication(), Unknown():
            return [opened(command)]
        case c.OpenPublication(), _:
            return []
        case c.MoveDue(due=due), Due(duty=duty, overdue=False) if may_move(duty.due, due, now):
            return [moved(command)]
        case c.MoveDue(), _:
            return []
        case c.PassPublicationDue(), Due(duty=duty, overdue=False) if now > duty.due:
            return [overdue(command, department=duty.department, due=duty.due)]
        case c.PassPublicationDue(), _:
            return []
        case c.TakeBackRevoked(), Due() | Published():
            return [withdrawn(command)]
        case c.TakeBackRevoked(), _:
            return []
        case _, Unknown():
            raise r.NoSuchPublication(publication=command.publication)
        case c.Publish(known=None) | c.CorrectPublication(known=None), _:
            raise r.NotOnRecord(publication=command.publication)
        case _, Withdrawn():
            raise r.PublicationOver(publication=command.publication)
        case c.Publish(known=c.Document(content=content, masked=masked)), Due(duty=duty):
            return [
                f.PublicationMade(
                    publication=duty.publication, subject=duty.subject, reference=duty.reference, entity=duty.entity,
                    department=duty.department, content=content, masked=masked, late=now > duty.due, published_at=now,
                )
            ]  # fmt: skip
        case c.Publish(), Published():
            raise r.AlreadyPublished(publication=command.publication)
        case c.CorrectPublication() | c.WithdrawPublication(), Due():
            raise r.NotPublished(publication=command.publication)
        case c.CorrectPublication(known=c.Document(content=content)), Published(content=old):
            if content == old:
                raise r.NothingToCorrect(content=content)
            return [corrected(command, content=content)]
        case c.WithdrawPublication(), Published():
            return [withdrawn(command)]
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def evolve(state: State, fact: Fact) -> State:
    match fact, state:
        case f.PublicationDue(), _:
            return Due(fact)
        case f.PublicationDueMoved(due=due), Due(duty=duty):
            return replace(state, duty=duty.model_copy(update={"due": due}))
        case f.PublicationOverdue(), Due():
            return replace(state, overdue=True)
        case f.PublicationMade(content=content), _:
            return Published(content)
        case f.PublicationCorrected(content=content), _:
            return Published(content)
        case f.PublicationWithdrawn(), _:
            return Withdrawn()
    return state


PUBLICATION: Decider[c.PublicationCommand, State] = Decider(
    name="publication",
    commands=c.PublicationCommand,
    stream=lambda command: f"publication-{command.publication}",
    initial=Unknown(),
    decide=decide,
    evolve=evolve,
)
