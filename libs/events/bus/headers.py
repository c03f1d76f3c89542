"""The headers of a plain binary message, as our relays write them: read in one go, and as bytes that a seal covers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

__all__ = ["JSON", "PREDECESSOR", "READ", "REQUIRED", "Parted", "headers_named", "ordinary", "parted"]

JSON = "application/json"
REQUIRED = ("id", "source", "specversion", "type")
READ = (
    "type", "sequence", "streamversion", "id", "time", "source", "subject",
    "actor", "correlationid", "causationid", "traceparent",
)  # fmt: skip
"""The attributes that make a recorded fact; those of the first line must be there."""
PREDECESSOR = "predecessor"
"""The attribute that names the position of the message before on its partition; 0 where there is none."""
_PLAIN = (JSON, "1.0")
_MOST_NAMES, _LONGEST_NAME = 32, 64


class _Layout(NamedTuple):
    """The headers' names of a message (`named`: as a seal covers them, see `headers_named`), and the attributes they are.

    `kind` takes those of `_PLAIN` out of the contents; `pick` those of `READ` out of the contents and a None. `predecessor`:
    where that is among the contents, None where it is not.
    """

    headers: tuple[str, ...]
    named: bytes
    names: tuple[str, ...]
    kind: Callable[[Sequence[str]], tuple[str, str]]
    pick: Callable[[Sequence[str | None]], tuple[str | None, ...]]
    ordinary: bool
    """See the function of this name."""
    predecessor: int | None


_last: dict[int, _Layout] = {}
"""The layout that was last seen of so many headers."""


class Parted(NamedTuple):
    """The headers of a plain binary message; `joined`: their contents as bytes, a NUL between each two and none within."""

    layout: _Layout
    texts: list[str]
    joined: bytes


def parted(headers: Sequence[tuple[str, bytes | None]]) -> Parted | None:
    """The headers of a plain binary message; None for all others."""
    try:
        names, contents = zip(*headers, strict=True)
        # Mostly as the last one of so many headers: to compare costs half of what it takes to look names up that are new texts.
        last = _last.get(len(names))
        layout = last if last is not None and last.headers == names else _layout(names)
        joined = b"\0".join(contents)
        texts = joined.decode().split("\0")
    except (ValueError, TypeError):
        return None
    # A NUL inside a value makes one text too many.
    if layout is None or len(texts) != len(layout.names) or "" in texts:
        return None
    return Parted(layout, texts, joined) if layout.kind(texts) == _PLAIN else None


def headers_named(names: Sequence[str]) -> bytes:
    """How many headers there are, and their names in order, each with its length before it (32 bits, big-endian)."""
    words = [name.encode() for name in names]
    return len(words).to_bytes(4, "big") + b"".join(len(word).to_bytes(4, "big") + word for word in words)


def ordinary(names: Sequence[str]) -> bool:
    """Whether they are few and short, as those that we send. Only such names are remembered: anybody may send others."""
    return len(names) <= _MOST_NAMES and all(len(name) <= _LONGEST_NAME for name in names)


def _layout(names: tuple[str, ...]) -> _Layout | None:
    """By the names of a binary message's headers; None where one is no attribute, double or missing."""
    if not ordinary(names):
        return _laid_out(names)
    found = _remembered(names)
    if found is not None:
        _last[len(names)] = found
    return found


def _laid_out(names: tuple[str, ...]) -> _Layout | None:
    layout = tuple("datacontenttype" if name == "content-type" else name.removeprefix("ce_") for name in names)
    known = all(name == "content-type" or name.startswith("ce_") for name in names) and "ce_datacontenttype" not in names
    whole = {*REQUIRED, "datacontenttype"} <= set(layout) and len(set(layout)) == len(layout)
    if not (known and whole and "".join(names).islower()):
        return None
    kind = itemgetter(layout.index("datacontenttype"), layout.index("specversion"))
    pick = itemgetter(*(layout.index(name) if name in layout else len(layout) for name in READ))
    predecessor = layout.index(PREDECESSOR) if PREDECESSOR in layout else None
    return _Layout(names, headers_named(names), layout, kind, pick, ordinary(names), predecessor)


_remembered = lru_cache(maxsize=256)(_laid_out)
