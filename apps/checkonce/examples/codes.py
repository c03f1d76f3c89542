"""Invented unified social credit codes with true check characters (GB 32100-2015, GB 11714-1997)."""

from libs.events.catalog.credit_codes import organisation_check_character, uscc_check_character

__all__ = ["credit_code", "full_width", "wrong_check"]

_CATEGORIES = {"enterprise": "91", "household": "92", "cooperative": "93"}


def credit_code(category: str, division: str, serial: int) -> str:
    """A valid 18-character code of an invented ``category`` of entity in ``division`` (six digits), serial 0 to 999999.

    The organisation part starts with ``EX``, which registers do not issue, so that no code is anybody's.
    """
    organisation = f"EX{serial:06d}"
    body = f"{_CATEGORIES[category]}{division}{organisation}{organisation_check_character(organisation)}"
    return body + uscc_check_character(body)


def wrong_check(code: str) -> str:
    """``code`` with a check character that is in the alphabet and wrong."""
    return code[:-1] + ("1" if code[-1] == "0" else "0")


def full_width(code: str) -> str:
    """``code`` as an input method in full-width mode writes it."""
    return "".join(chr(ord(char) + 0xFEE0) for char in code)
