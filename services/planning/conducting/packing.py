"""Published documents of a draw as they are kept: compressed, and read again piece by piece.

A proof pack of 880,000 entities has 124 MB for 14,000 visits and 250 MB for 107,000; compressed 9 and 22 MB. PostgreSQL
holds at most 1 GB in one field.
"""

import zlib
from collections.abc import Iterable, Iterator

MOST_ENTITIES = 20_000_000
"""Entities of one frame. At 25 bytes each, compressed, with every visit, they take half of what one field holds."""

_GZIP = b"\x1f\x8b"
_PIECE = 1 << 20
_WITH_HEADER = 31  # zlib's number for its largest window inside a gzip header


def packed(pieces: Iterable[bytes]) -> bytes:
    """The pieces together, compressed (RFC 1952, quickest level): a city takes a second."""
    press = zlib.compressobj(1, wbits=_WITH_HEADER)
    return b"".join([*(press.compress(piece) for piece in pieces), press.flush()])


def pieces_of(kept: bytes) -> Iterator[bytes]:
    """What was packed, in pieces of at most a megabyte; what was kept before anything was packed comes as it is."""
    if kept[:2] != _GZIP:
        yield kept
        return
    press = zlib.decompressobj(wbits=_WITH_HEADER)
    while not press.eof:
        yield press.decompress(kept, _PIECE)
        kept = press.unconsumed_tail


def unpacked(kept: bytes) -> bytes:
    """What was packed, whole."""
    return b"".join(pieces_of(kept))
