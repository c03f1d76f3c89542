"""A publication: due, made in time or late, corrected, withdrawn openly (B-33, L-27, H-14)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from libs.events.catalog.disclosure.publication import (
    PublicationCorrected,
    PublicationDue,
    PublicationMade,
    PublicationOverdue,
    PublicationWithdrawn,
)
from libs.events.decider import Decider
from libs.events.fact import Fact
from services.disclosure.commands import (
    CorrectPublication,
    OpenPublication,
    PassPublicationDue,
    PublicationCommand,
    Publish,
    TakeBackRevoked,
    WithdrawPublication,
)

from .refusals import AlreadyPublished, NoSuchPublication, NothingToCorrect, NotPublished, PublicationOver


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nothing to publish under this name."""


@dataclass(frozen=True, slots=True)
class Due:
    """The clock runs."""

    duty: PublicationDue
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Published:
    """Everybody can read it; `content` is the digest of what they read now."""

    content: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    pass


State = Unknown | Due | Published | Withdrawn


def decide(command: PublicationCommand, state: State, now: datetime) -> Sequence[Fact]:
    """The facts a command leads to. Raises the refusals of this folder."""
    match command, state:
        case OpenPublication(), Unknown():
            return [PublicationDue(**command.model_dump())]
        case OpenPublication(), _:
            return []
        case PassPublicationDue(), Due(duty=duty, overdue=False) if now > duty.due:
            return [PublicationOverdue(publication=duty.publication, department=duty.department, due=duty.due)]
        case PassPublicationDue(), _:
            return []
        case TakeBackRevoked(reason=reason), Due() | Published():
            return [PublicationWithdrawn(publication=command.publication, reason=reason)]
        case TakeBackRevoked(), _:
            return []
        case _, Unknown():
            raise NoSuchPublication(
                field="publication", value=command.publication, do_en="See what is due.", do_zh="请在待公示清单中核对编号。"
            )
        case _, Withdrawn():
            raise PublicationOver(
                field="publication",
                value=command.publication,
                do_en="A new result gets a publication of its own.",
                do_zh="新的结果将另行公示。",
            )
        case Publish(content=content, masked=masked), Due(duty=duty):
            return [
                PublicationMade(
                    publication=duty.publication,
                    subject=duty.subject,
                    reference=duty.reference,
                    entity=duty.entity,
                    department=duty.department,
                    content=content,
                    masked=masked,
                    late=now > duty.due,
                    published_at=now,
                )
            ]
        case Publish(), Published():
            raise AlreadyPublished(
                field="publication",
                value=command.publication,
                do_en="Correct it if it is wrong.",
                do_zh="如内容有误,请办理更正。",
            )
        case CorrectPublication() | WithdrawPublication(), Due():
            raise NotPublished(field="publication", value=command.publication, do_en="Publish it first.", do_zh="请先公示。")
        case CorrectPublication(content=content, reason=reason), Published(content=old):
            if content == old:
                raise NothingToCorrect(
                    field="content",
                    value=content,
                    do_en="Have the record corrected by who keeps it; then correct the publication.",
                    do_zh="请先由记录单位更正记录,再更正公示。",
                )
            return [PublicationCorrected(publication=command.publication, content=content, reason=reason)]
        case WithdrawPublication(reason=reason), Published():
            return [PublicationWithdrawn(publication=command.publication, reason=reason)]
    raise AssertionError(f"{type(command).__name__} in {type(state).__name__}")


def evolve(state: State, fact: Fact) -> State:
    match fact, state:
        case PublicationDue(), _:
            return Due(fact)
        case PublicationOverdue(), Due():
            return replace(state, overdue=True)
        case PublicationMade(content=content), _:
            return Published(content)
        case PublicationCorrected(content=content), _:
            return Published(content)
        case PublicationWithdrawn(), _:
            return Withdrawn()
    return state


PUBLICATION: Decider[PublicationCommand, State] = Decider(
    name="publication",
    commands=(OpenPublication, Publish, PassPublicationDue, CorrectPublication, WithdrawPublication, TakeBackRevoked),
    stream=lambda command: f"publication-{command.publication}",
    initial=Unknown(),
    decide=decide,
    evolve=evolve,
)
