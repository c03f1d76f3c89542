"""Which encoding a row is in: UTF-8 or GB18030, decided row by row.

A row that is ASCII is both. One that is not valid UTF-8 is GB18030 if it is that strictly (GB 18030-2022), otherwise it is
refused. A valid UTF-8 row is UTF-8 unless it is good GB 2312 as well, or good GBK where it holds letters that are neither Latin
nor Chinese: then either may be meant. One Chinese character in GB 18030 is one time in five valid UTF-8 too, two are one time
in thirty, four one time in a thousand. Such rows follow the rest of the file: the certain rows before them, otherwise the
sender's declaration (charset, or a mark at the beginning), otherwise the first certain row within the next thousand lines.
Where the file holds both encodings or says nothing, they are refused: a wrong name is worse than a row sent again. So is a
character of private use: a file in another encoding (Big5) shows itself by them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from enum import StrEnum

from ..faults import NotARow

__all__ = ["Encodings", "Read", "declared_in", "refuse_foreign", "shown_bytes"]

_ODD = re.compile("[\x80-\x9f\u0250-\u07ff]")
"""Two bytes, and no Latin letter: Greek, Cyrillic, Arabic, which lists hold less often than rare Chinese characters."""
_CHINESE = re.compile("[\u3000-\u9fff\uff00-\uffef]")
_CELLS = re.compile(rb'[,;\t"\n]')
_CHARSET = re.compile(r"charset\s*=\s*\"?([A-Za-z0-9._-]+)", re.IGNORECASE)
_OF_2022 = dict(
    zip(
        (*range(0xE78D, 0xE797), 0xE7C7, 0xE81E, 0xE826, 0xE82B, 0xE82C, 0xE832, 0xE843, 0xE854, 0xE864),
        "\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19\u1e3f\u9fb4\u9fb5\u9fb6\u9fb7\u9fb8\u9fb9\u9fba\u9fbb",
        strict=True,
    )
)
"""The library's codec is of the year 2000: these two-byte codes stood for private use then. Source: GB 18030-2022, annex D;
A8BC is U+1E3F since 2005."""
_MAY_BE_FOREIGN = re.compile("[^\x00-\u024f\u2000-\u206f\u2150-\u218f\u2460-\u24ff\u3000-\u318f\u31c0-\u9fff\uff00-\uffef]")
_IDEOGRAPHS = range(0x20000, 0x40000)
"""Planes of Chinese characters. Newer ones than the library's tables know stand in people's names."""
_SAVE = "Save the file as UTF-8 and send it again: rows that were accepted stay as they are."
_SAVE_ZH = "请将文件另存为 UTF-8 编码后重新导入:已接受的行不受影响。"
_SHOWN = 100


class Read(StrEnum):
    """As what a row was read."""

    ASCII = "ascii"
    UTF_8 = "utf-8"
    GB18030 = "gb18030"


def declared_in(content_type: str) -> Read | None:
    """The charset that a Content-Type names, where it is one of ours."""
    found = _CHARSET.search(content_type)
    name = found[1].lower() if found else ""
    if name in {"gb18030", "gbk", "gb2312", "cp936"}:
        return Read.GB18030
    return Read.UTF_8 if name in {"utf-8", "utf8"} else None


def shown_bytes(raw: bytes) -> str:
    r"""The beginning of a row that nobody can read: what is not ASCII as `\xff`."""
    return raw[:_SHOWN].decode("ascii", "backslashreplace")


class Encodings:
    """The encodings of one file. `counts` says how many rows were read as which."""

    def __init__(self, declared: Read | None = None, *, only_utf_8: bool = False) -> None:
        self.counts: Counter[str] = Counter()
        self._seen: set[Read] = set()
        self._declared, self._only_utf_8 = declared, only_utf_8

    def text(self, raw: bytes, *, count: bool = True) -> str | None:
        """A row's text; None when the lines after it have to say how it is meant (`learn`, then ask again).

        Raises NotARow when it cannot be read, or both ways.
        """
        if b"\x00" in raw:
            raise NotARow("row", shown_bytes(raw), "holds a NUL character", "含有空字符 (NUL)")
        read = self._certain(raw)
        if read is None:
            read = self._by_the_rest(raw)
            if read is None:
                return None
        elif read is not Read.ASCII:
            self._seen.add(read)
        text = raw.decode(read.value)
        if read is Read.GB18030:
            text = text.translate(_OF_2022)
        refuse_foreign(text, raw)
        if count:
            self.counts[read.value] += 1
        return text

    def learn(self, raw: bytes) -> bool:
        """Whether a later line says which encoding the file is in."""
        try:
            read = self._certain(raw)
        except NotARow:
            return False
        if read is None or read is Read.ASCII:
            return False
        self._seen.add(read)
        return True

    def give_up(self, raw: bytes) -> None:
        """Nothing decides. Raises NotARow."""
        raise NotARow(
            "row",
            f"{raw.decode(Read.UTF_8)[:_SHOWN]} | {raw.decode(Read.GB18030)[:_SHOWN]}",
            "can be read as UTF-8 and as GB18030, and the file does not say which it is",
            "既可按 UTF-8 也可按 GB18030 解读,文件未能表明所用编码",
            do=_SAVE, do_zh=_SAVE_ZH,
        )  # fmt: skip

    def _by_the_rest(self, raw: bytes) -> Read | None:
        if len(self._seen) > 1:
            self.give_up(raw)
        return next(iter(self._seen), self._declared)

    def _certain(self, raw: bytes) -> Read | None:
        if raw.isascii():
            return Read.ASCII
        try:
            text = raw.decode(Read.UTF_8)
        except UnicodeDecodeError:
            return self._gb18030(raw)
        if self._only_utf_8:
            return Read.UTF_8
        return None if _decodes(raw, "gbk" if _ODD.search(text) else "gb2312") else Read.UTF_8

    def _gb18030(self, raw: bytes) -> Read:
        if self._only_utf_8 or not _decodes(raw, Read.GB18030):
            raise NotARow(
                "row",
                shown_bytes(raw),
                "neither UTF-8 nor GB18030",
                "既不是 UTF-8 也不是 GB18030 编码",
                do=_SAVE,
                do_zh=_SAVE_ZH,
            )
        for cell in _CELLS.split(raw):
            if not cell.isascii() and _decodes(cell, Read.UTF_8) and _CHINESE.search(cell.decode()):
                raise NotARow(
                    "row", shown_bytes(raw), "one cell is UTF-8 and another is not", "同一行内混用 UTF-8 与其他编码",
                    do=_SAVE, do_zh=_SAVE_ZH,
                )  # fmt: skip
        return Read.GB18030


def refuse_foreign(text: str, raw: bytes = b"") -> None:
    """Raises NotARow for a character of private use, or one that no standard has assigned."""
    if text.isascii():
        return
    for found in _MAY_BE_FOREIGN.finditer(text):
        character = found[0]
        if unicodedata.category(character) in {"Co", "Cn"} and ord(character) not in _IDEOGRAPHS:
            code = f"U+{ord(character):04X}"
            raise NotARow(
                "row", shown_bytes(raw) or text[:_SHOWN],
                f"holds {code}, which is no character of a standard: the file may be in another encoding, such as Big5",
                f"含有非标准字符 {code}:文件可能为其他编码(如 Big5),或使用了自造字",
                do=_SAVE, do_zh=_SAVE_ZH,
            )  # fmt: skip


def _decodes(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
