"""An older file turns nothing back without a word (docs/decisions/0031)."""

from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel

from . import refusals as r

NO_CONTENT = frozenset({"effective_from", "edition", "suggestion"})
"""Of a row: when it counts from, its number and where it came from are nothing that it says."""


@dataclass(frozen=True, slots=True)
class OnRecord:
    """Of what a file names: since when the list says what it says, whether it said before what the file says, and the day as
    of which the file is, where its sender named one. `since` is null of what was listed before that was noted.
    """

    since: date | None
    said_before: bool
    as_of: date | None


def check_newer(on_record: OnRecord | None, held: BaseModel, content: BaseModel, begun: date = date.min) -> None:
    """Raises OlderThanOnRecord or SaidBefore for what a file would change; `on_record` is None where no file asks. `begun`: the
    day from which on `held` counts.
    """
    # Of a million rows hardly one is refused: in which columns they differ is worked out for those alone.
    if on_record is not None and (on_record.as_of is not None or on_record.said_before):
        names = (name for name in type(held).model_fields if name not in NO_CONTENT)
        check_day(on_record, ", ".join(name for name in names if getattr(held, name) != getattr(content, name)), begun)


def check_day(on_record: OnRecord | None, differs: str, begun: date = date.min) -> None:
    """The same where it is known in which columns both differ."""
    if on_record is None:
        return
    since, as_of = on_record.since and max(on_record.since, begun), on_record.as_of
    if as_of is not None and since is not None and as_of < since:
        raise r.OlderThanOnRecord(field="as_of", value=as_of.isoformat(), since=since, differs=differs)
    if as_of is None and on_record.said_before:
        raise r.SaidBefore(since=since, differs=differs)
