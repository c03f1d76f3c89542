"""Which requests say the same, in SQL."""

from __future__ import annotations

__all__ = ["equal"]


def equal(one: str, other: str) -> str:
    """Whether two rows of the requests' table ask for the same, whoever asks: the same text, as a rule.

    A body may say itself by which of its fields it is equal, in its field `equal_by`: what the others say may differ from day
    to day.
    """
    return f"{one}.duty = {other}.duty and {one}.request = {other}.request and {_said(one)} = {_said(other)}"


def _said(row: str) -> str:
    names = f"jsonb_array_elements_text({row}.body::jsonb -> 'equal_by') with ordinality as named (field, place)"
    counts = f"(select jsonb_agg({row}.body::jsonb -> field order by place)::text from {names})"  # noqa: S608 - names of ours
    # Bodies that were kept as they were sent may be no JSON, or such as the database does not read.
    says = f'{row}.body like \'{{%"equal_by": ["%\' and {row}.body is json object'
    return f"case when {says} then coalesce({counts}, {row}.body) else {row}.body end"
