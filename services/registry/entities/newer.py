"""An older file turns nothing back without a word (docs/decisions/0031)."""

from typing import TypeVar

from libs.events.catalog.codes import Value

from . import commands as c
from . import refusals as r

V = TypeVar("V", bound=Value)


def check_newer(on_record: c.OnRecord | None, held: V, content: V) -> None:
    """Raises OlderThanOnRecord or SaidBefore for what a file would change; `on_record` is None where no file asks."""
    if on_record is None:
        return
    differs = ", ".join(name for name in type(held).model_fields if getattr(held, name) != getattr(content, name))
    since, as_of = on_record.since, on_record.as_of
    if as_of is not None and since is not None and as_of < since:
        raise r.OlderThanOnRecord(field="as_of", value=as_of.isoformat(), since=since, differs=differs)
    if as_of is None and on_record.said_before:
        raise r.SaidBefore(since=since, differs=differs)
