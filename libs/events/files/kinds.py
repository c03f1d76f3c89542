"""The kinds of files that are known, by their first bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

__all__ = ["HEAD", "KINDS", "Kind", "kind_of"]

HEAD: Final = 64
"""Bytes that must have come, unless the file is shorter, before anything is said of it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """`ending` of a file's name, and what else the media type is called. `fits` reads the first bytes."""

    ending: str
    fits: Callable[[bytes], bool]
    also: frozenset[str] = frozenset()


def _begins(*signatures: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(signatures)


def _riff(form: bytes) -> Callable[[bytes], bool]:
    return lambda head: head[:4] == b"RIFF" and head[8:12] == form


def _brand(*brands: bytes) -> Callable[[bytes], bool]:
    """A file of boxes (ISO 14496-12, 4.3): the first says by its major brand what the rest is."""
    return lambda head: head[4:8] == b"ftyp" and head[8:12].startswith(brands)


def _mpeg_audio(head: bytes) -> bool:
    """An ID3 tag, or a frame of layer III whose bit rate and sampling rate are numbers (ISO 11172-3, 2.4.2.3)."""
    if head.startswith(b"ID3"):
        return True
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer, rate, sampling = head[1] >> 3 & 3, head[1] >> 1 & 3, head[2] >> 4, head[2] >> 2 & 3
    return version != 1 and layer == 1 and rate not in {0, 15} and sampling != 3


KINDS: Final[Mapping[str, Kind]] = {
    "image/jpeg": Kind("jpg", _begins(b"\xff\xd8\xff"), frozenset({"image/jpg", "image/pjpeg"})),
    "image/png": Kind("png", _begins(b"\x89PNG\r\n\x1a\n")),
    "image/heic": Kind("heic", _brand(b"hei", b"hev", b"mif1", b"msf1"), frozenset({"image/heif"})),
    "image/webp": Kind("webp", _riff(b"WEBP")),
    "application/pdf": Kind("pdf", _begins(b"%PDF-"), frozenset({"application/x-pdf"})),
    "video/mp4": Kind("mp4", _brand(b"iso", b"mp4", b"avc1", b"M4V", b"MSNV", b"dash"), frozenset({"video/x-m4v"})),
    "video/quicktime": Kind("mov", _brand(b"qt  ")),
    "video/3gpp": Kind("3gp", _brand(b"3gp"), frozenset({"audio/3gpp"})),
    "audio/mp4": Kind("m4a", _brand(b"M4A", b"M4B"), frozenset({"audio/m4a", "audio/x-m4a"})),
    "audio/mpeg": Kind("mp3", _mpeg_audio, frozenset({"audio/mp3", "audio/x-mpeg"})),
    "audio/wav": Kind("wav", _riff(b"WAVE"), frozenset({"audio/x-wav", "audio/wave", "audio/vnd.wave"})),
    "audio/amr": Kind("amr", _begins(b"#!AMR"), frozenset({"audio/3gpp-amr"})),
}
"""By media type: what cameras, phones, recorders and scanners write. Each begins otherwise than all others."""


def kind_of(head: bytes) -> str | None:
    """The media type of a file that begins so; None for what is none of KINDS."""
    return next((name for name, kind in KINDS.items() if kind.fits(head)), None)
