"""Personal numbers in a text, however they are spelt: identity numbers, telephones, bank cards.

The guard of what becomes a fact and the masking of what is published look with the same eyes. What stands alone between other
characters is looked at, with blanks, hyphens, stops, stars and line ends in it or without; a part of a longer number is not:
of codes, case and docket numbers nearly all would then hold some number of a person.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from .credit_codes import uscc_fault
from .identity_numbers import is_identity_number, is_nearly_one

__all__ = ["Found", "digits", "found", "may_hold_one", "plain", "without"]


class Found(NamedTuple):
    """A personal number: text[start:end]. `kind`: identity-number, mobile, landline or card; `digits`: without separators."""

    kind: str
    start: int
    end: int
    digits: str

    @property
    def may_number_a_case(self) -> bool:
        """Whether it may as well be a division, a day of these years and a serial number."""
        return self.kind == "identity-number" and _of_these_years(self.digits)


_BETWEEN = "[ .·()\\-*,、\r\n]"
_APART = 3
"""Signs between two digits of one number: `138 - 0013`, or a line's end within it."""
_RUN = re.compile(rf"[0-9](?:{_BETWEEN}{{0,{_APART}}}[0-9]){{9,}}(?:{_BETWEEN}{{0,{_APART}}}[Xx](?![A-Za-z0-9]))?")
_LIST = re.compile("[,、]")
"""Measured values and amounts stand so too: what has a weak check character or none is not looked for across these."""
_LONGEST = 19
"""Digits of the longest number: in a long list of figures, more are not put together."""
_GROUP = re.compile(r"[0-9]+[Xx]?|[Xx]")
_LANDLINE = re.compile(
    r"(?<![0-9])(?:(?:\+|00)?86[ \-]{0,2}0?|[(]?0)(?:10|2[0-9]|[3-9][0-9]{2})(?:[)][ \-]?|[ \-]{1,2})"
    r"[2-8][0-9]{2,3}[ \-]?[0-9]{4}(?![0-9])"
)
_WHOLE_LANDLINE = re.compile(r"(?<![0-9])(?<![0-9]-)0(?:10|2[0-9]|[3-9][0-9]{2})[2-8][0-9]{6,7}(?![0-9号])")
_BEFORE_A_MOBILE = ("", "0", "86", "0086")
_SPELT = {(11,), (3, 4, 4), (4, 4, 3), (4, 3, 4), (3, 3, 5), (3, 8), (7, 4), (3, 2, 2, 2, 2), (3, 4, 2, 2), (1,) * 11}
"""How people write a telephone number in groups: not any figures that stand beside each other."""
# Some of an office's own numbers have eleven digits, or are a division, a day and a serial number: the text says so then.
_A_NUMBER_OF = re.compile(r"(?:编号|证号|单号|文号|案号|票号|证书|备案|许可|批号|条码|登记号)(?:号|号码|码|为|是)?[:\s]{0,2}$")
_A_PERSONS = re.compile("身份|户口|出生|电话|手机|联系|微信")
_SAID_BEFORE = 12
"""A text says within so many characters before a number what it is."""
_RECENT = 2016
"""A number with a day from this year on, of which a text says that it numbers a case, is believed: it would be a child's."""
_RECENT_OF_OLD = range(16, 30)
"""Two digits of a year: of these, a person with a number of 15 digits would be over ninety."""
_CARDS = (
    (re.compile(r"(?:62|60|9558|94|95|96|98)"), range(16, 20)),
    (re.compile(r"(?:4|5[1-5]|35)"), range(16, 17)),
    (re.compile(r"3[47]"), range(15, 16)),
)
_HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d\uff3f_~\uff5e/"
_BLANKS = "\t\u00a0\u2002\u2003\u2009\u200a\u202f\u3000\u200b\u200c\u200d\u2060\ufeff"
_OTHERS = {"\uff08": "(", "\uff09": ")", "\uff0b": "+", "\uff20": "@", "\uff0e": ".", "\u30fb": "·", "\u2022": "·"}
_STOPS = {"\uff0c": ",", "\uff1a": ":", "\uff1b": ";", "\uff0a": "*"}
_SIGNS = {**dict.fromkeys(_HYPHENS, "-"), **dict.fromkeys(_BLANKS, " "), **_OTHERS, **_STOPS}


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    """What is written for what: any script's and style's digits, full-width letters, blanks that nobody sees."""
    table = {ord(sign): said for sign, said in _SIGNS.items()}
    for code in (*range(0x80, 0x10000), *range(0x1D7CE, 0x1D800)):
        character = chr(code)
        digit = unicodedata.digit(character, None)
        table.update({code: str(digit)} if digit is not None else {})
    table |= {code: chr(code - 0xFEE0) for code in (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
    return table


@lru_cache(maxsize=1)
def _enough() -> re.Pattern[str]:
    """Ten digits that no word parts: nine texts of ten do not hold them, and are done with."""
    digits = "0-9" + "".join(chr(code) for code, said in _table().items() if said.isdecimal())
    return re.compile(f"(?:[{digits}][^{digits}]{{0,{_APART}}}){{10}}")


def plain(text: str) -> str:
    """The text with every digit, letter, blank and hyphen in its plain form, as long as before: a reader sees no difference."""
    return text.translate(_table())


def digits(text: str) -> str:
    """The digits of a text in their plain form, without what parts them."""
    return re.sub("[^0-9]", "", plain(text))


def may_hold_one(text: str) -> bool:
    """Whether a text has the digits for a personal number: quick, and right wherever it says no."""
    return _enough().search(text) is not None


def found(text: str) -> list[Found]:
    """The personal numbers in a text, in order; positions are the text's own."""
    if not may_hold_one(text):
        return []
    said = plain(text)
    hits = [hit for run in _RUN.finditer(said) for hit in _in_run(said, run)]
    for match in (*_LANDLINE.finditer(said), *_WHOLE_LANDLINE.finditer(said)):
        start, end = match.span()
        if match.re is _WHOLE_LANDLINE and (_in_code(said, start, end) or _says_what_it_is(said, start)):
            continue
        if all(end <= hit.start or start >= hit.end for hit in hits):
            hits.append(Found("landline", start, end, re.sub(r"[^0-9]", "", match[0])))
    return sorted(hits, key=lambda hit: hit.start)


def _in_run(said: str, run: re.Match[str]) -> Iterator[Found]:
    """Numbers in digits that only signs part: whole groups of them, the longest first."""
    groups = [match.span() for match in _GROUP.finditer(said, run.start(), run.end())]
    first = 0
    while first < len(groups):
        beyond, length = first, 0
        while beyond < len(groups) and length <= _LONGEST:
            length += groups[beyond][1] - groups[beyond][0]
            beyond += 1
        for last in range(beyond, first, -1):
            start, end = groups[first][0], groups[last - 1][1]
            spans = groups[first:last]
            number = "".join(said[a:b] for a, b in spans).upper()
            kind = _kind(said, start, end, number, [b - a for a, b in spans])
            if kind is not None:
                yield Found(kind, start, end, number)
                first = last
                break
        else:
            first += 1


def _kind(said: str, start: int, end: int, number: str, lengths: list[int]) -> str | None:
    listed = _LIST.search(said, start, end) is not None
    if is_identity_number(number) or (is_nearly_one(number) and uscc_fault(number) is not None):
        if len(number) == 15 and (listed or uscc_fault(_around(said, start, end)) is None):
            return None
        return None if _of_these_years(number) and _says_what_it_is(said, start) else "identity-number"
    if not number.isdecimal() or _in_code(said, start, end):
        return None
    if _is_mobile(number, lengths):
        return None if len(lengths) == 1 and _says_what_it_is(said, start) else "mobile"
    if 15 <= len(number) <= 19 and not listed and _is_card(number) and uscc_fault(number) is not None:
        return "card"
    return None


def _of_these_years(identity_number: str) -> bool:
    if len(identity_number) == 18:
        return int(identity_number[6:10]) >= _RECENT
    return int(identity_number[6:8]) in _RECENT_OF_OLD


def _says_what_it_is(said: str, start: int) -> bool:
    before = said[max(0, start - _SAID_BEFORE) : start]
    return _A_NUMBER_OF.search(before) is not None and _A_PERSONS.search(before) is None


def _is_mobile(number: str, lengths: list[int]) -> bool:
    before = len(number) - 11
    if before < 0 or number[:before] not in _BEFORE_A_MOBILE or not re.match(r"1[3-9]", number[before:]):
        return False
    # What stands before it is a group of its own or begins the first.
    rest = lengths[1:] if before == lengths[0] else [lengths[0] - before, *lengths[1:]]
    return tuple(rest) in _SPELT


def _in_code(said: str, start: int, end: int) -> bool:
    """Whether the digits are part of a longer code of letters and digits: a credit code, a digest, a document's number."""
    return len(_around(said, start, end)) >= max(18, end - start + 1)


def _around(said: str, start: int, end: int) -> str:
    """The letters and digits that the digits stand among, with them."""
    while start and said[start - 1].isascii() and said[start - 1].isalnum():
        start -= 1
    while end < len(said) and said[end].isascii() and said[end].isalnum():
        end += 1
    return said[start:end]


def _is_card(number: str) -> bool:
    return any(prefix.match(number) and len(number) in lengths for prefix, lengths in _CARDS) and _luhn(number)


def _luhn(number: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    doubled = [int(c) * (2 if place % 2 else 1) for place, c in enumerate(reversed(number))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def without(text: str) -> str:
    """The text with a mark in the place of each personal number: for reports, which cannot be erased."""
    for number in reversed(found(text)):
        text = f"{text[: number.start]}…{text[number.end :]}"
    return text
