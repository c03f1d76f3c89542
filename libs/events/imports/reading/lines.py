"""Bytes of a file as they arrive → physical lines. The lines do not depend on how the bytes were cut."""

from __future__ import annotations

import codecs
import re
from collections.abc import AsyncIterator

__all__ = ["LONGEST_ROW", "Lines", "Recoded"]

LONGEST_ROW = 64 * 1024
"""Bytes of a row, over however many lines."""
_MARK = b"\xef\xbb\xbf"
_ENDS = re.compile(rb'"|\r\n|\n|\r')


class Lines:
    """Physical lines without their ends. Of a line that is too long only as much is kept as shows that.

    The first end of a line says how lines end: a carriage return alone (older Macs) is one only in such files, as a cell may
    hold it in others.
    """

    def __init__(self) -> None:
        self._rest = b""
        self._returns: bool | None = None

    def feed(self, piece: bytes) -> list[bytes]:
        """The lines that this piece completes."""
        text = self._rest + piece
        if self._returns is None:
            self._returns = _ends_with_returns(text)
            if self._returns is None:
                self._rest = text
                return []
        held = b""
        if self._returns:
            if text.endswith(b"\r"):
                text, held = text[:-1], b"\r"
            text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        *whole, rest = text.split(b"\n")
        # The rest of a line that is too long must not become a row of its own.
        self._rest = rest[: LONGEST_ROW + 1] + held
        return [line.removesuffix(b"\r")[: LONGEST_ROW + 1] for line in whole]

    def close(self) -> list[bytes]:
        """The last lines, where the file does not end with a line end."""
        rest, self._rest = self._rest, b""
        return rest.removesuffix(b"\r").split(b"\n") if rest else []


def _ends_with_returns(text: bytes) -> bool | None:
    """Whether the first line outside of quotation marks ends with a carriage return alone; None: it has not ended."""
    quoted = False
    for found in _ENDS.finditer(text):
        end = found[0]
        if end == b'"':
            quoted = not quoted
        elif not quoted:
            return None if end == b"\r" and found.end() == len(text) else end == b"\r"
    return False if len(text) > LONGEST_ROW else None


class Recoded:
    """A file as UTF-8 without its mark. UTF-16 with a mark (Excel's "Unicode text") becomes UTF-8; the rest is unchanged.

    `marked` is whether the file says that it is UTF-8, `wide` whether it was UTF-16.
    """

    def __init__(self, body: AsyncIterator[bytes]) -> None:
        self._body = body
        self.start = b""
        self.marked = self.wide = False

    async def look(self) -> bytes:
        """The first bytes (at least eight, unless the file is shorter), which are given again as part of the file."""
        while len(self.start) < 8:
            piece = await anext(self._body, None)
            if piece is None:
                break
            self.start += piece
        self.marked = self.start.startswith(_MARK)
        self.wide = self.start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        return self.start

    async def pieces(self) -> AsyncIterator[bytes]:
        """The whole file, once `look` has looked."""
        if not self.wide:
            yield self.start.removeprefix(_MARK)
            async for piece in self._body:
                yield piece
            return
        # Half a surrogate pair is passed on and is then not UTF-8: its row is refused, and no other.
        decoder = codecs.getincrementaldecoder("utf-16")("surrogatepass")
        yield _utf_8(decoder.decode(self.start))
        async for piece in self._body:
            yield _utf_8(decoder.decode(piece))
        try:
            yield _utf_8(decoder.decode(b"", final=True))
        except UnicodeDecodeError:
            yield b"\xff"  # half a character at the end: the last row cannot be read


def _utf_8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
