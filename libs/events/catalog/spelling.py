"""How codes are written, whatever people type: the one reading of each kind of code, right or not.

What people type differs in width, in the sign for a hyphen, in blanks and in case. Each function gives what the registers keep,
and gives what they keep back as it is. Whether it is a code at all the types of `codes` say.
"""

from __future__ import annotations

import re
import unicodedata

from .unseen import without_unseen

__all__ = ["as_registered", "capitals", "credit_code", "entity", "industry", "plainly", "small"]

_HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u30fc\ufe58\ufe63"
_BLANKS = "\t\n\r "
_SIGNS = {**dict.fromkeys(map(ord, _HYPHENS), "-"), **dict.fromkeys(map(ord, _BLANKS))}
_TYPED_AS_KEPT = re.compile(r"[!-~]*")
_CREDIT_CODE = re.compile(r"uscc:[0-9A-Z]+")
_CLASS = re.compile(r"[A-Z][0-9]{1,4}")


def plainly(text: str) -> str:
    """Half width, one kind of hyphen, no blanks and nothing unseen.

    Case stays as it was typed: references of other systems differ by it.
    """
    if _TYPED_AS_KEPT.fullmatch(text):
        return text
    return without_unseen(unicodedata.normalize("NFKC", text)).translate(_SIGNS)


def small(text: str) -> str:
    """In small letters: departments, kinds, tags."""
    return plainly(text).lower()


def capitals(text: str) -> str:
    """In capital letters: officers' numbers, items."""
    return plainly(text).upper()


def industry(text: str) -> str:
    """In small letters, but for classes of GB/T 4754, which begin with a capital one: `catering`, `F5213`."""
    said = capitals(text)
    return said if _CLASS.fullmatch(said) else said.lower()


def credit_code(text: str) -> str:
    """A unified social credit code: in capital letters and without hyphens."""
    return capitals(text).replace("-", "")


def entity(text: str) -> str:
    """Scheme and number of an entity. What has no scheme is no entity and stays as it is."""
    # A million rows are read ten times each, and all but the first time as they are kept.
    if _CREDIT_CODE.fullmatch(text):
        return text
    scheme, colon, number = text.replace("\uff1a", ":").partition(":")
    return ":".join(as_registered(scheme, number)) if colon else text


def as_registered(scheme: str, number: str) -> tuple[str, str]:
    """An entity's scheme and number as the register writes them. The numbers of other registers keep their case."""
    scheme = small(scheme)
    return scheme, credit_code(number) if scheme == "uscc" else plainly(number)
