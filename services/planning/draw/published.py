"""The bytes that are published: RFC 8785 of packs, results and lists, written entry by entry.

`canonical(value.plain())` gives the same bytes (a test holds them together), but has a whole city as Python objects in
memory three times over and takes five times as long.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from services.planning.draw.canonical import Part, canonical, text
from services.planning.draw.demand import Demand, Window
from services.planning.draw.frame import Frame
from services.planning.draw.inspector import Roster
from services.planning.draw.seats import Manned, Seated

_BATCH = 10_000
"""Entries joined into one piece: a piece of about a megabyte."""


def list_pieces(frame: Frame, demands: Iterable[Demand], roster: Roster) -> Iterator[bytes]:
    """`canonical({"demands", "frame", "inspectors"})` in pieces: the lists that a manifest freezes."""
    rest = {"demands": [demand.plain() for demand in demands]}
    large = {
        "frame": array(frame.columns.entries()),
        "inspectors": array(canonical(inspector.plain()) for inspector in roster.inspectors),
    }
    yield from members(rest, large)


def members(small: dict[str, Any], large: dict[str, Iterator[bytes]]) -> Iterator[bytes]:
    """An object: small members by value, large ones in pieces; by name, as RFC 8785 sorts ASCII names."""
    opening = b"{"
    for name in sorted(small.keys() | large.keys()):
        yield opening + canonical(name) + b":"
        if name in large:
            yield from large[name]
        else:
            yield canonical(small[name])
        opening = b","
    yield b"}"


def array(entries: Iterable[bytes]) -> Iterator[bytes]:
    """An array of entries that are canonical, in pieces."""
    source = iter(entries)
    opening = b"["
    batch: list[bytes] = []
    for entry in source:
        batch.append(entry)
        if len(batch) == _BATCH:
            yield opening + b",".join(batch)
            opening, batch = b",", []
    yield (opening if batch or opening == b"[" else b"") + b",".join(batch) + b"]"


def visit_entries(visits: Iterable[Manned]) -> Iterator[bytes]:
    """`canonical(manned)` of each visit."""
    seats: dict[int, tuple[Seated, str]] = {}
    windows: dict[Window, str] = {}
    for manned in visits:
        visit, team = manned.visit, []
        for seated in manned.team:
            # The same object for every visit on which an officer sits there; kept with it, so that no other takes its id.
            known = seats.get(id(seated))
            if known is None:
                known = seats[id(seated)] = seated, _text(seated)
            team.append(known[1])
        window = windows.get(visit.window)
        if window is None:
            window = windows[visit.window] = _text(visit.window)
        yield (
            f'{{"shortages":[{",".join(map(_text, manned.shortages))}],"team":[{",".join(team)}],'
            f'"visit":{{"demands":[{",".join(map(text, visit.demands))}],"entity":{text(visit.entity)},'
            f'"lead":{text(visit.lead)},"visit":{text(visit.visit)},"window":{window}}}}}'
        ).encode()


def _text(part: Part) -> str:
    return canonical(part.plain()).decode()
