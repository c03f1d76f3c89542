"""Divisions of the country by their codes (GB/T 2260)."""

from libs.events.refusal import Invalid

PROVINCES = frozenset(
    str(code)
    for codes in (range(11, 16), range(21, 24), range(31, 38), range(41, 47), range(50, 55), range(61, 66), (71, 81, 82))
    for code in codes
)
"""First two digits of a division code."""


def known_province(field: str, division: str) -> None:
    """Raises Invalid for a division of no province (GB/T 2260)."""
    if division[:2] not in PROVINCES:
        raise Invalid(
            f"GB/T 2260 has no province {division[:2]}",
            f"GB/T 2260 无省级代码 {division[:2]}",
            field=field,
            value=division,
            do_en="Correct the code.",
            do_zh="请更正代码。",
            rule="GB/T 2260",
        )
