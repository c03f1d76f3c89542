"""Values of this service that a jurisdiction may set otherwise, with their sources."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["POLICY", "Policy"]

_PROVINCES = frozenset(
    str(code)
    for codes in (range(11, 16), range(21, 24), range(31, 38), range(41, 47), range(50, 55), range(61, 66), (71, 81, 82))
    for code in codes
)


@dataclass(frozen=True, slots=True)
class Policy:
    """`provinces`: first two digits of a division code (GB/T 2260). `categories`: kinds of market entity of the registration
    law (enterprise, household 个体工商户, cooperative), bodies that are none (institution, social), and stalls.
    """

    provinces: frozenset[str] = _PROVINCES
    categories: tuple[str, ...] = ("enterprise", "household", "cooperative", "institution", "social", "stall")


POLICY = Policy()
