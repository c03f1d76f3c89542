"""The one publication of a result, a draw, or an edition of a plan: its name, in Python and as the read models compute it."""

import hashlib
from typing import Any

from libs.events.catalog.disclosure.publication import Subject
from libs.events.views.table import Sql

_LONGEST_REF = 100


def publication_ref(subject: Subject, reference: str, edition: int | None = None) -> str:
    """`subject-reference`, of a plan `-edition` too; with the SHA-256 of that where it would be too long for a reference."""
    name = f"{subject.value}-{reference}" if edition is None else f"{subject.value}-{reference}-{edition}"
    if len(name) <= _LONGEST_REF:
        return name
    return f"{subject.value}-{hashlib.sha256(name.encode()).hexdigest()}"


def publication_sql(subject: Subject, reference: Any, edition: Any = None) -> Sql:
    """The same from the fields of a fact."""
    name = "concat_ws('-', {subject}, {reference}, {edition})" if edition else "concat_ws('-', {subject}, {reference})"
    values = {"subject": subject.value, "reference": reference, "longest": _LONGEST_REF}
    return Sql(
        f"case when length({name}) <= {{longest}} then {name}"
        f" else concat({{subject}}, '-', encode(sha256(convert_to({name}, 'UTF8')), 'hex')) end",
        **(values | {"edition": edition} if edition else values),
    )
