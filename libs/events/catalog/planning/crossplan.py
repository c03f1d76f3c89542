"""Joint plans with a neighbouring place."""

from __future__ import annotations

from datetime import date

from ...fact import Fact, Visibility
from ..codes import (
    Digest,
    DivisionCode,
    IndustryCode,
    Kind,
    Name,
    PlainText,
    Ref,
)


class CrossPlanProposed(Fact, name="planning.crossplan-proposed", visibility=Visibility.SHARED):
    """A joint plan with a neighbour (J-15..17): the same standard, the same kinds of check, the same window.

    `standard` in words; `manual`: SHA-256 of the compliance manual both follow, where there is one.
    """

    crossplan: Ref
    proposer: DivisionCode
    partner: DivisionCode
    title: Name
    kinds: tuple[Kind, ...]
    industries: tuple[IndustryCode, ...]
    standard: PlainText
    manual: Digest | None = None
    window_from: date
    window_to: date


class CrossPlanAccepted(Fact, name="planning.crossplan-accepted", visibility=Visibility.SHARED):
    """Complete, since who reads it may never have seen the proposal."""

    crossplan: Ref
    proposer: DivisionCode
    partner: DivisionCode
    title: Name
    kinds: tuple[Kind, ...]
    industries: tuple[IndustryCode, ...]
    standard: PlainText
    manual: Digest | None = None
    window_from: date
    window_to: date
    by: DivisionCode


class CrossPlanDeclined(Fact, name="planning.crossplan-declined", visibility=Visibility.SHARED):
    crossplan: Ref
    proposer: DivisionCode
    by: DivisionCode
    reason: PlainText


class CrossPlanEnded(Fact, name="planning.crossplan-ended", visibility=Visibility.SHARED):
    crossplan: Ref
    proposer: DivisionCode
    partner: DivisionCode
    by: DivisionCode
    reason: PlainText
