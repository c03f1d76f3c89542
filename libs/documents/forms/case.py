"""The papers of what follows from a check: a penalty, none, or a transfer to the police.

What a decision must say: 行政处罚法 (2021) arts. 44, 59, 63, 64.
A transfer: 行政执法机关移送涉嫌犯罪案件的规定 (国务院令第310号, 2020) art. 6.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from libs.events.catalog.codes import Name, PlainText, Value
from libs.events.catalog.inspection.docket import PaperKind

from .parts import Form, Party, Pieces, Sentences

__all__ = ["NoPenaltyDecision", "Penalty", "PenaltyDecision", "PenaltyTelling", "TransferLetter"]


class Penalty(Value):
    """One penalty in words; `fen` for a fine, `days` for what lasts."""

    what: PlainText
    fen: Annotated[int, Field(ge=0, le=10**18)] | None = None
    days: Annotated[int, Field(ge=1, le=36_500)] | None = None


Penalties = Annotated[tuple[Penalty, ...], Field(min_length=1, max_length=20)]


class PenaltyTelling(Form):
    """`defend_days`: working days for a defence; `hearing`: the entity may ask for one."""

    kind: ClassVar[PaperKind] = PaperKind.PENALTY_TELLING
    party: Party
    matter: PlainText
    facts: PlainText
    basis: PlainText
    penalties: Penalties
    defend_days: int
    hearing: bool


class PenaltyDecision(Form):
    """`defence`: what the entity said, and why it was followed or not. `court`, `reviewer`: where it may turn to."""

    kind: ClassVar[PaperKind] = PaperKind.PENALTY_DECISION
    party: Party
    matter: PlainText
    facts: PlainText
    pieces: Pieces
    defence: PlainText | None = None
    basis: PlainText
    grade: PlainText | None = None
    penalties: Penalties
    pay_to: PlainText | None = None
    perform_days: int
    surcharge_bp: int
    reviewer: Name
    court: Name


class NoPenaltyDecision(Form):
    """`ground`: of 行政处罚法 art. 33. `education`: what the entity is told to keep to."""

    kind: ClassVar[PaperKind] = PaperKind.NO_PENALTY_DECISION
    party: Party
    matter: PlainText
    facts: PlainText
    pieces: Pieces
    ground: PlainText
    basis: PlainText
    education: Sentences
    reviewer: Name
    court: Name


class TransferLetter(Form):
    """`to`: the police. `copied_to`: the procuratorate. `attached`: what goes with it."""

    kind: ClassVar[PaperKind] = PaperKind.TRANSFER
    party: Party
    to: Name
    copied_to: Name | None = None
    matter: PlainText
    facts: PlainText
    articles: PlainText
    attached: Sentences
    decided_on: date | None = None
