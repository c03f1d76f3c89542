"""How people spell codes, for tests: by kind of code, some that are kept and every spelling that is read as one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from libs.events.catalog import codes

__all__ = ["KINDS", "CodeKind", "spellings"]


class CodeKind(NamedTuple):
    """A type of the catalog, codes of it as they are kept, and how else their letters may be typed."""

    shape: Any
    kept: tuple[str, ...]
    cases: tuple[Callable[[str], str], ...] = (str.lower, str.upper, str.title)


def _as_it_is(code: str) -> str:
    return code


def _other_scheme(entity: str) -> str:
    scheme, _, number = entity.partition(":")
    return f"{scheme.title()}:{number}"


def _other_case(entity: str) -> str:
    return entity.swapcase() if entity.startswith("uscc:") else _other_scheme(entity)


KINDS = {
    "entity": CodeKind(
        codes.EntityId,
        ("uscc:91421088MACG0002X5", "stall:421088100-0001", "lives:A_7-b"),
        (_other_scheme, _other_case),
    ),
    "department": CodeKind(codes.DepartmentCode, ("421088-market", "421088-urban-management")),
    "division": CodeKind(codes.DivisionCode, ("421088",)),
    "prefix": CodeKind(codes.DivisionPrefix, ("4210", "421088")),
    "township": CodeKind(codes.TownshipCode, ("421088100",)),
    "inspector": CodeKind(codes.InspectorId, ("I-421088-0001", "I-MARKET-1")),
    "item": CodeKind(codes.ItemCode, ("MKT-0003",)),
    "kind": CodeKind(codes.Kind, ("food-hygiene", "fire-safety")),
    "industry": CodeKind(codes.IndustryCode, ("catering", "medical-devices", "F5213")),
    "ref": CodeKind(codes.Ref, ("R-2025-1", "visit-0193ab", "D-1-V00001", "a_b.c:d"), ()),
}
"""Every type of code that parameters, bodies and files have."""

_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


def spellings(kind: CodeKind) -> Iterator[tuple[str, str]]:
    """(kept, typed): case, full width, other hyphens, blanks around and within."""
    for kept in kind.kept:
        for case in (_as_it_is, *kind.cases):
            said = case(kept)
            yield kept, said
            yield kept, said.translate(_WIDE)
            yield kept, f" {said}\u3000"
            yield kept, said.replace(":", "：")
            for hyphen in ("\uff0d", "\u2014", "\u2212", " - ", "\u00a0-\u200b"):
                yield kept, said.replace("-", hyphen)
