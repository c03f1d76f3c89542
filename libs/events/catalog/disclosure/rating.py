"""Ratings that enterprises give."""

from __future__ import annotations

from ...fact import Fact, Visibility
from ..codes import DepartmentCode, Digest, Ref


class RatingGiven(Fact, name="disclosure.rating-given", visibility=Visibility.PRIVATE):
    """1-5 stars for a visit. Anonymous (X-03): the fact's actor is `anonymous` and `ticket` is a hash."""

    rating: Ref
    visit: Ref
    ticket: Digest
    stars: int
    departments: tuple[DepartmentCode, ...]
