"""Forms as data and as papers."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final

import rfc8785

from libs.events.catalog.inspection.docket import PaperKind

from .forms import case, check
from .forms.parts import Form, day
from .kinds import ABOUT, numbered
from .laying.case import blocks as of_case
from .laying.check import blocks as of_check
from .paper import Paper

__all__ = ["FORMS", "content", "digest", "form_of", "paper"]

_OF_CASES: Final = (case.PenaltyTelling, case.PenaltyDecision, case.NoPenaltyDecision, case.TransferLetter)
FORMS: Final[dict[PaperKind, type[Form]]] = {
    each.kind: each
    for each in (
        check.Approval, check.Scheme, check.Notice, check.OnSiteRecord, check.Survey, check.Inquiry, check.Sampling,
        check.EvidenceList, check.Rectification, check.ResultNotice, *_OF_CASES,
    )
}  # fmt: skip


def content(form: Form) -> dict[str, Any]:
    """What the paper says, as JSON."""
    return form.model_dump(mode="json")


def digest(kind: PaperKind, said: Mapping[str, Any]) -> str:
    """SHA-256 over kind and content in RFC 8785 form. The number is not part of it: it is taken for this digest."""
    return hashlib.sha256(rfc8785.dumps({"kind": kind.value, "content": dict(said)})).hexdigest()


def form_of(kind: PaperKind, said: Mapping[str, Any]) -> Form:
    """Data as a form again. Raises pydantic's ValidationError."""
    return FORMS[kind].model_validate(said)


def paper(form: Form, *, year: int, number: int, void: bool = False) -> Paper:
    """The form as it is set, under its number."""
    about = ABOUT[form.kind]
    return Paper(
        authority=form.authority,
        title=about.title,
        number=numbered(form.kind, year, number),
        blocks=of_case(form) if isinstance(form, _OF_CASES) else of_check(form),
        dated=day(form.dated),
        sealed=about.sealed,
        digest=digest(form.kind, content(form)),
        void=void,
    )
