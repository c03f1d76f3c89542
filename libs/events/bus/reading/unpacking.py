"""What the client library cannot unpack becomes one message that says so, not an error that ends the reading of all.

By itself the library raises from `getmany` for a wrong checksum, an unknown codec or a header's name that is no UTF-8: other
partitions stop with the one, the good messages before it are lost, and a batch that unpacks to gigabytes takes the memory. It
has no option for any of this. The narrowest place is the class by which its fetcher walks through the batches of a partition.
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable, Iterator
from struct import Struct
from typing import Any, Final, NamedTuple

import cramjam
from aiokafka.consumer import fetcher
from aiokafka.record.default_records import DefaultRecordBatch

__all__ = ["MOST", "Unpackable", "install"]

MOST: Final = 16 * 1024 * 1024
"""Bytes to which a batch may unpack: four times the largest message of our topics."""

_HEAD = Struct(">qiibIhiqqqhii")
"""Of a batch: first offset, length, epoch of the leader, format, checksum, attributes, last offset less the first, and others
(https://kafka.apache.org/documentation/#recordbatch).
"""
_START, _PREFIX = Struct(">qi"), 12
_FORMAT, _ATTRIBUTES = 16, Struct(">h")
_ATTRIBUTES_AT, _CODEC = 21, 0x07
_XERIAL = b"\x82SNAPPY\x00"
_XERIAL_HEAD, _BLOCK = 16, Struct(">i")
_SHOWN = 200


class Unpackable(bytes):
    """A batch as it stands on the topic, as the value of the one message that stands for it at its last offset."""

    why: str


class _CannotError(Exception):
    """Why a batch is not unpacked."""


class _Stand(NamedTuple):
    """The fields that the fetcher takes from a record."""

    offset: int
    value: Unpackable
    timestamp: int = 0
    timestamp_type: int = 0
    key: None = None
    checksum: None = None
    headers: tuple[()] = ()


def install() -> None:
    """Lets every consumer of this process read so; once or more often."""
    fetcher.MemoryRecords = _Records


class _Records:
    """The batches of one answer of the broker, as the library's `MemoryRecords`."""

    def __init__(self, raw: bytes) -> None:
        self._raw, self._at = raw, 0

    def size_in_bytes(self) -> int:
        return len(self._raw)

    def has_next(self) -> bool:
        # The broker cuts its answer off at a size: the rest of a batch comes again with the next one, but the first is whole.
        return self._at == 0 < len(self._raw) or self._end() is not None

    def _end(self) -> int | None:
        if len(self._raw) - self._at < _HEAD.size:
            return None
        length = _START.unpack_from(self._raw, self._at)[1]
        end = self._at + _PREFIX + length
        return end if length > 0 and end <= len(self._raw) else None

    def next_batch(self) -> _Batch:
        end = self._end() or len(self._raw)
        raw, self._at = self._raw[self._at : end], end
        return _Batch(raw)


class _Batch:
    """One batch; what cannot be unpacked of it ends with an `Unpackable` in its place."""

    producer_id = None

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._batch: Any = None
        self._why = ""
        self._last = int.from_bytes(raw[:8], "big", signed=True)
        try:
            self._batch = self._opened()
            self.is_control_batch = bool(self._batch.is_control_batch)
        except Exception as error:  # noqa: BLE001 - whatever a batch does to its reader, the partition alone is to stand
            self._batch, self.is_control_batch = None, False
            self._why = _words(error)
        self.next_offset = self._last + 1

    def _opened(self) -> Any:
        raw = self._raw
        if len(raw) < _HEAD.size or raw[_FORMAT] < 2:
            raise _CannotError("it is cut off, or in a format of before Kafka 0.11")
        fields = _HEAD.unpack_from(raw)
        if fields[6] < 0 or fields[1] != len(raw) - _PREFIX:
            raise _CannotError("its length or its number of messages is impossible")
        self._last = fields[0] + fields[6]
        if not DefaultRecordBatch(raw).validate_crc():
            if fields[6] != fields[12] - 1:
                # Nothing in it is to be believed, least of all how many messages would be passed over with it.
                self._last = fields[0]
            raise _CannotError("its checksum is wrong")
        codec = fields[5] & _CODEC
        if codec:
            head = bytearray(raw[: _HEAD.size])
            _ATTRIBUTES.pack_into(head, _ATTRIBUTES_AT, fields[5] & ~_CODEC)
            raw = bytes(head) + _unpacked(codec, raw[_HEAD.size :])
        return DefaultRecordBatch(raw)

    @staticmethod
    def validate_crc() -> bool:
        """What is wrong with a batch is told by a message."""
        return True

    def __iter__(self) -> Iterator[Any]:
        if self._batch is not None:
            try:
                yield from self._batch
            except Exception as error:  # noqa: BLE001 - as above
                self._why = _words(error)
        if self._why:
            value = Unpackable(self._raw)
            first = int.from_bytes(self._raw[:8], "big", signed=True)
            value.why = f"the batch of offsets {first} to {self._last} cannot be unpacked: {self._why}"
            yield _Stand(self._last, value)


def _words(error: Exception) -> str:
    return str(error) if isinstance(error, _CannotError) else repr(error)[:_SHOWN]


def _unpacked(codec: int, packed: bytes) -> bytes:
    """Raises _CannotError for an unknown codec and for more than `MOST` bytes; what the codec raises for others."""
    way = _CODECS.get(codec)
    if way is None:
        raise _CannotError(f"its codec {codec} is not known")
    return way(packed)


def _gzip(packed: bytes) -> bytes:
    with gzip.GzipFile(fileobj=io.BytesIO(packed)) as opened:
        return _bounded(opened.read(MOST + 1))


def _snappy(packed: bytes) -> bytes:
    if not packed.startswith(_XERIAL):
        _bound(cramjam.snappy.decompress_raw_len(packed))
        return bytes(cramjam.snappy.decompress_raw(packed))
    at, size, parts = _XERIAL_HEAD, 0, []
    while at < len(packed):
        (length,) = _BLOCK.unpack_from(packed, at)
        at += _BLOCK.size
        if not 0 < length <= len(packed) - at:
            raise _CannotError("a block of it has an impossible length")
        block = packed[at : at + length]
        size += cramjam.snappy.decompress_raw_len(block)
        _bound(size)
        parts.append(bytes(cramjam.snappy.decompress_raw(block)))
        at += length
    return b"".join(parts)


def _into(decompress: Callable[[bytes, Any], int]) -> Callable[[bytes], bytes]:
    def way(packed: bytes) -> bytes:
        room = bytearray(MOST + 1)
        try:
            size = decompress(packed, room)
        except cramjam.DecompressionError as error:
            # A room that is too small and a damaged batch are told apart by words alone.
            raise _CannotError(f"it is damaged, or unpacks to more than {MOST} bytes ({error})") from error
        _bound(size)
        return bytes(memoryview(room)[:size])

    return way


def _bound(size: int) -> None:
    if size > MOST:
        raise _CannotError(f"it unpacks to more than {MOST} bytes")


def _bounded(unpacked: bytes) -> bytes:
    _bound(len(unpacked))
    return unpacked


_CODECS: Final = {
    1: _gzip,
    2: _snappy,
    3: _into(cramjam.lz4.decompress_into),
    4: _into(cramjam.zstd.decompress_into),
}
