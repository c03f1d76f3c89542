"""Values of this service that a jurisdiction may set otherwise, with their sources."""

from __future__ import annotations

from dataclasses import dataclass

from libs.events.refusal import Invalid

_PROVINCES = frozenset(
    str(code)
    for codes in (range(11, 16), range(21, 24), range(31, 38), range(41, 47), range(50, 55), range(61, 66), (71, 81, 82))
    for code in codes
)


@dataclass(frozen=True, slots=True)
class Policy:
    """`provinces`: first two digits of a division code (GB/T 2260). `categories`: kinds of market entity of the registration
    law (enterprise, household 个体工商户, cooperative), bodies that are none (institution, social), and stalls.

    `front_line`: levels of bodies whose officers count as being at the front line; L-39 wants `front_line_bp` (basis points);
    the source does not define the front line.

    Tags (H-28): `new_entity_months` since founding; `many_industries` of one entity; `many_complaints` within `window_months`.
    Suggestions (L-08), over `window_months`: departments met at `least_together` entities of an industry or more, at a share of
    `least_support` of those checked there, `least_lift` times as often as by chance; sets of at most `largest_set`. Complaints:
    `least_complaints` or more, with a chance of at most `greatest_chance`. `shown_facts`: examples with each. The sources name
    no numbers for these; a jurisdiction sets its own.
    """

    provinces: frozenset[str] = _PROVINCES
    categories: tuple[str, ...] = ("enterprise", "household", "cooperative", "institution", "social", "stall")
    front_line: tuple[str, ...] = ("county", "township")
    front_line_bp: int = 8500
    new_entity_months: int = 12
    many_industries: int = 3
    many_complaints: int = 3
    window_months: int = 12
    least_together: int = 5
    least_support: float = 0.1
    least_lift: float = 1.2
    largest_set: int = 8
    least_complaints: int = 3
    greatest_chance: float = 0.01
    shown_facts: int = 10


POLICY = Policy()


def known_province(field: str, division: str) -> None:
    """Raises Invalid for a division of no province (GB/T 2260)."""
    if division[:2] not in POLICY.provinces:
        raise Invalid(
            f"GB/T 2260 has no province {division[:2]}",
            f"GB/T 2260 无省级代码 {division[:2]}",
            field=field,
            value=division,
            do_en="Correct the code.",
            do_zh="请更正代码。",
            rule="GB/T 2260",
        )
