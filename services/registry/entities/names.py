"""How names are found: any width and case, a part of the name, the first letters of its reading (拼音首字母).

A character with several readings is found by the letters of the two commonest (重庆: `cq` and `zq`): which of them a name means
only its owner knows.
"""

import os
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from itertools import pairwise
from typing import NamedTuple

from libs.events.catalog import spelling
from libs.events.catalog.codes import Ref
from libs.events.catalog.registry.entities import PremisesContent
from libs.events.catalog.unseen import without_unseen

# Readings of phrases would take ten times the memory and fifty times the time.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
from pypinyin.constants import PINYIN_DICT

_BLANKS = re.compile(r"\s+")
_LETTERS = re.compile("[a-z0-9]{2,}")
# Characters that no step of `key` changes: names of a register seldom hold others.
_A_KEY = re.compile(r"[a-z0-9\u4e00-\u9fff]*")
_READINGS = 2


def key(name: str) -> str:
    """A name in half width and small letters, without blanks."""
    if _A_KEY.fullmatch(name):
        return name
    return _BLANKS.sub("", without_unseen(unicodedata.normalize("NFKC", name))).lower()


@cache
def _letters(character: str) -> str:
    """The letters that a character of a key may be found by; none for signs."""
    if character.isascii():
        return character if character.isalnum() else ""
    readings = PINYIN_DICT.get(ord(character), "")
    # The accent of a first vowel (ān) is no part of the letter.
    first = dict.fromkeys(unicodedata.normalize("NFD", reading)[0] for reading in readings.split(",") if reading)
    return "".join(letter for letter in list(first)[:_READINGS] if letter.isascii())


class Reading(NamedTuple):
    """What a name is found by. `initials`: a letter for each character, in brackets where it may be one of several (`[cz]q`);
    `grams`: the pairs of neighbouring characters of the key, and those of the letters.
    """

    key: str
    initials: str
    grams: list[str]


def read(name: str) -> Reading:
    found = key(name)
    letters = [said for said in map(_letters, found) if said]
    # In the order of the name, not as a set would have them: a rebuild computes the same row.
    pairs = dict.fromkeys(map("".join, pairwise(found)))
    for before, after in pairwise(letters):
        for first in before:
            for second in after:
                pairs[first + second] = None
    initials = "".join([said if len(said) == 1 else f"[{said}]" for said in letters])
    return Reading(found, initials, list(pairs))


def read_place(name: str, address: str | None) -> Reading:
    """Of a place of business, which is also found by a part of its address."""
    found = read(name)
    where = key(address or "")
    both = dict.fromkeys([*found.grams, *map("".join, pairwise(where))])
    # The sign stands in no key that somebody looks for by its pairs: nothing is found that goes over both.
    return Reading(f"{found.key}\n{where}", found.initials, list(both))


def place_number(place: PremisesContent) -> Ref:
    """The number of a place of business that nobody has numbered: the same for the same name in the same township."""
    said = f"{key(place.name)} {place.township}"
    # Begins with a letter: digits alone may look like the number of a card.
    return f"P-a{blake2b(said.encode(), digest_size=8).hexdigest()[1:]}"


@dataclass(frozen=True)
class Sought:
    """What somebody looks for. `codes` and `numbers`: what it is as a code, with its scheme and without; `letters`: as a
    pattern of first letters, empty where it holds others; `grams`: pairs that what is found has.
    """

    key: str
    letters: str
    grams: Sequence[str]
    codes: Sequence[str]
    numbers: Sequence[str]

    @classmethod
    def of(cls, asked: str) -> "Sought":
        found = key(asked)
        letters = "".join(map(_one, found)) if _LETTERS.fullmatch(found) else ""
        pairs = sorted(set(map("".join, pairwise(found))))
        code = spelling.entity(asked)
        numbers = () if ":" in code else _distinct((spelling.plainly(asked), spelling.credit_code(asked)))
        return cls(found, letters, pairs, (code,), numbers)


def _one(letter: str) -> str:
    return rf"(?:{letter}|\[[a-z]*{letter}[a-z]*\])"


def _distinct(found: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(found))
