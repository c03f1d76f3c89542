"""Ratings that enterprises give, and the tickets with which they give them."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from ...fact import Fact, Visibility, catalog
from ...shapes.words import worded
from ..codes import DepartmentCode, Digest, EntityId, Ref

Period = Annotated[
    str, StringConstraints(pattern=worded(r"^20[0-9]{2}-Q[1-4]$", "季度,如 2026-Q1", "a quarter such as 2026-Q1"))
]
"""The quarter in which a visit was completed: its tickets are signed with the keys of that quarter."""
_NUMBER = worded(r"^[0-9a-f]{512}$", "512 位小写十六进制数", "a number of 512 lower-case hexadecimal digits")
Number = Annotated[str, StringConstraints(pattern=_NUMBER)]
"""A number of 2048 bits: the modulus of a key, a blinded message, a signature."""
Stars = Annotated[int, Field(ge=1, le=5)]


class RatingGivenToVisit(Fact, name="disclosure.rating-given", visibility=Visibility.PRIVATE, title="RatingGiven"):
    """1-5 stars for a visit. Anonymous (X-03): the fact's actor is `anonymous` and `ticket` is a hash."""

    rating: Ref
    visit: Ref
    ticket: Digest
    stars: int
    departments: tuple[DepartmentCode, ...]


@catalog.upcaster("disclosure.rating-given", from_version=1)
def _of_one_visit(data: dict[str, Any]) -> dict[str, Any]:
    """What was given to a visit as a whole, without the hashes of visit and ticket."""
    return {"departments": data["departments"], "stars": [data["stars"]]}


class RatingsGiven(Fact, name="disclosure.rating-given", version=2, visibility=Visibility.PRIVATE):
    """A group of ratings of a department, the lowest first, counted together on the day after the last of them (J-21, X-03).

    Nothing in it leads to a visit: no ticket, no time, no order. A rating that was given to a visit of several departments by
    a ticket of the first version stands alone and names all of them.
    """

    departments: tuple[DepartmentCode, ...]
    stars: tuple[int, ...]


class RatingKeyPublished(Fact, name="disclosure.rating-key-published"):
    """The public key of a department's tickets of one quarter: RSA, exponent 65537 (RSABSSA-SHA384-PSS, RFC 9474).

    It is on the topic, so that everybody can see that all enterprises are given the same one.
    """

    period: Period
    department: DepartmentCode
    modulus: Number


class RatingTicketsIssued(Fact, name="disclosure.rating-tickets-issued", visibility=Visibility.PRIVATE):
    """The tickets of a visit were signed, blindly, once. `asked` is the digest of what was signed: it is in no rating."""

    visit: Ref
    entity: EntityId
    period: Period
    departments: tuple[DepartmentCode, ...]
    asked: Digest
