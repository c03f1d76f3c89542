"""Which requests say the same, in SQL."""

from __future__ import annotations

__all__ = ["equal"]


def equal(one: str, other: str) -> str:
    """Whether two rows of the requests' table ask for the same, whoever asks. Of a file (imports/held) it is its bytes and the
    sheets that count: what its preview has found may differ from day to day.
    """
    return f"{one}.duty = {other}.duty and {one}.request = {other}.request and {_said(one)} = {_said(other)}"


def _said(row: str) -> str:
    file = f"jsonb_build_array({row}.body::jsonb -> 'sha256', {row}.body::jsonb -> 'sheets')::text"
    return f"case when {row}.request like '/v1/imports/%' then {file} else {row}.body end"
