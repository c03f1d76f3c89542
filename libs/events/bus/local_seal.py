"""The seal of facts between services of one place: who can write to the topic cannot speak for its service.

A signature for each fact would cost more than all the rest of its way. So the relay signs once for a tree of hashes (RFC 9162,
section 2.1.1) over messages that it sends together, and each message carries that signature and its path to the root, in one
header of its own behind all others. An entry of the tree is the hashes of eight messages: with one message an entry, half of
the messages would be climbed for. Hashes are cut to 16 bytes, so that messages are a fifth shorter: none but the service knows
a message's id before it is signed, so that only a second message for a given hash would deceive. What is hashed is the whole
message: topic, partition, every other header, key and value.
Nothing can be altered, and nothing moved to another message, topic or partition. docs/local.md says it byte for byte.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from struct import Struct
from typing import Final, NamedTuple

from aiokafka import ConsumerRecord
from joserfc.jwk import OKPKey

from ..clock import system_clock
from ..envelope import MalformedEventError, Message
from ..signatures import decoded, encoded, holds_bare, sign_bare
from .headers import Parted, headers_named, ordinary
from .keyring import Keyring, ServiceKey

__all__ = ["HEADER", "Checker", "ForgedError", "Sealer", "Unproven", "hash_of", "hashes_of", "sealed"]

HEADER: Final = "checkonce-seal"
MOST: Final = 512
"""Messages of one tree: with more of them a signature costs less, and each message is longer."""
_ENTRY = 8
_VERSION = 2
_SIGNED = b"checkonce-local-seal-2\n"
_CLAIM = Struct(">B32sQI")
"""Format, key's thumbprint, milliseconds since 1970 at which it was signed, messages of the tree."""
_NUMBER = Struct(">I")
_SIGNATURE, _HASH = 64, 16
_HEAD = _CLAIM.size + _SIGNATURE
_SIZE, _SIZE_END = _CLAIM.size - 4, _CLAIM.size
_PATH = _HEAD + _NUMBER.size
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_REMEMBERED = 64
"""Trees whose signature was checked: as many batches may be on their way through the partitions of a topic."""


class ForgedError(MalformedEventError):
    """A readable event that its service has not said: unsigned, altered, moved, or signed by somebody else."""


class Unproven(NamedTuple):
    """A message of which nobody can say yet whether it is genuine: the key that signed it is not known, or did not count
    when it signed.
    """

    source: str
    why: str


def hash_of(topic: str, partition: int, message: Message) -> bytes:
    """The hash of a message without its seal."""
    return hashes_of(topic, partition, [message])[0]


def hashes_of(topic: str, partition: int, messages: Sequence[Message]) -> list[bytes]:
    """The same of several in one partition.

    Unambiguous as long as no header and no key holds a NUL: how many headers there are stands before them.
    """
    found, before, beginning = [], None, b""
    for key, value, headers in messages:
        names, contents = zip(*headers, strict=True)
        # Mostly as the last one: to compare costs less than to look names up.
        if names != before:
            begun = _beginning if ordinary(names) else _begun
            before, beginning = names, begun(topic, partition, headers_named(names))
        found.append(sha256(beginning + b"\0".join((*contents, key, value))).digest()[:_HASH])
    return found


def _hash(beginning: bytes, joined: bytes, key: bytes, value: bytes) -> bytes:
    """The same of a message whose contents are joined already."""
    return sha256(b"\0".join((beginning + joined, key, value))).digest()[:_HASH]


def _begun(topic: str, partition: int, named: bytes) -> bytes:
    """What is hashed first of all messages of a partition with the same names of headers."""
    where = topic.encode()
    return b"".join((b"\x02", _NUMBER.pack(len(where)), where, _NUMBER.pack(partition), named))


_beginning = lru_cache(maxsize=1024)(_begun)
"""As `_begun`, for `ordinary` names."""


def _tree(hashes: Sequence[bytes]) -> tuple[bytes, list[bytes]]:
    """The root, and of each entry itself with its path: the hashes beside it on the way to the root, from below."""
    entries = [b"".join(hashes[at : at + _ENTRY]) for at in range(0, len(hashes), _ENTRY)]
    levels = [[sha256(b"\0" + entry).digest()[:_HASH] for entry in entries]]
    while len(row := levels[-1]) > 1:
        above = [sha256(b"\x01" + row[n] + row[n + 1]).digest()[:_HASH] for n in range(0, len(row) - 1, 2)]
        # Without a sibling a node stands in the row above as it is.
        levels.append([*above, row[-1]] if len(row) % 2 else above)
    paths = [b""]
    for row in reversed(levels[:-1]):
        paths = [(row[n ^ 1] if n ^ 1 < len(row) else b"") + paths[n >> 1] for n in range(len(row))]
    return levels[-1][0], [entry + path for entry, path in zip(entries, paths, strict=True)]


class Sealer:
    """Signs what a service says to the services of its place. `clock` gives the moment of signing: real time."""

    def __init__(self, key: OKPKey, clock: Callable[[], datetime] = system_clock) -> None:
        self._key, self._clock, self._kid = key, clock, decoded(key.thumbprint())

    def seals(self, hashes: Sequence[bytes]) -> list[bytes]:
        """By message, of which these are the hashes, the content of its header; at most `MOST` together."""
        root, ways = _tree(hashes)
        at = (self._clock() - _EPOCH) // timedelta(milliseconds=1)
        claim = _CLAIM.pack(_VERSION, self._kid, at, len(hashes))
        head = claim + sign_bare(_SIGNED + claim + root, self._key)
        return [head + number.to_bytes(4, "big") + ways[number // _ENTRY] for number in range(len(hashes))]


def sealed(topic: str, partition: int, message: Message, sealer: Sealer) -> Message:
    """One message by itself, as the relay sends it."""
    key, value, headers = message
    (seal,) = sealer.seals([hash_of(topic, partition, message)])
    return key, value, [*headers, (HEADER, seal)]


class _Tree(NamedTuple):
    """What a source has signed. `nodes`: hashes that lead to the root, so that a message among these is genuine. With a `doubt`
    it is genuine only if the file is wrong.
    """

    source: str
    key: ServiceKey
    nodes: set[bytes]
    doubt: Unproven | None


class Checker:
    """Checks what services of the place have said, by the keys that are in force."""

    def __init__(self, keyring: Keyring) -> None:
        self.keyring = keyring
        self._file = keyring.file
        self._trees: OrderedDict[bytes, _Tree] = OrderedDict()

    def refresh(self) -> None:
        """Looks whether the file of keys has changed. What a key has signed counts by the file in force alone."""
        file = self.keyring.file
        if file is not self._file:
            self._file = file
            self._trees.clear()

    def may_be_unsigned(self, source: str, position: int) -> bool:
        """Whether a message of that position counts without a seal."""
        limits = self._file.unsigned_through
        return bool(limits) and position <= limits.get(source.rpartition("/")[2], 0)

    def doubt(
        self, message: ConsumerRecord, seal: bytes | None, found: Parted | None, source: str, position: int
    ) -> Unproven | None:
        """None for a genuine message of a source at a position; `found`: its headers before the seal. Raises ForgedError.

        What was signed by a key that the file does not name, or names for another time or another service, is for a person to
        judge: the file may be late, or wrong. It costs no attacker more than a key of his own would.
        """
        if seal is None:
            self.refresh()
            return self._unsigned(source, position)
        head = seal[:_HEAD]
        tree = self._trees.get(head)
        if tree is None:
            self.refresh()
            if len(seal) < _PATH:
                raise ForgedError(f"{source} {position}: a seal of {len(seal)} bytes")
            opened = self._opened(head, source)
            if isinstance(opened, Unproven):
                return opened
            tree = opened
        if tree.source != source:
            raise ForgedError(f"{source} {position} is signed for {tree.source}")
        own = self._own(message, found, source, position)
        if own not in tree.nodes:
            self._climb(tree, head, seal, own, position)
            self._remember(head, tree)
        return tree.doubt

    @staticmethod
    def _own(message: ConsumerRecord, found: Parted | None, source: str, position: int) -> bytes:
        topic, partition, key, value = message.topic, message.partition, message.key, message.value
        try:
            if found is not None and found.layout.ordinary and 0 not in key:
                return _hash(_beginning(topic, partition, found.layout.named), found.joined, key, value)
            nul = 0 in key or any(0 in content for _, content in message.headers[:-1])
            own = hash_of(topic, partition, (key, value, message.headers[:-1]))
        except (TypeError, ValueError) as error:
            raise ForgedError(f"{source} {position} has no hash: {error}") from error
        if nul:
            raise ForgedError(f"{source} {position}: the key or a header holds a NUL")
        return own

    def _unsigned(self, source: str, position: int) -> Unproven | None:
        file, service = self._file, source.rpartition("/")[2]
        through = file.unsigned_through.get(service)
        if through is not None and position <= through:
            return None
        if any(each.service == service for each in file.keys):
            raise ForgedError(f"{source} {position} is not signed")
        return Unproven(source, f"{source} {position} is not signed, and the file of keys names no key of {service}")

    def _opened(self, head: bytes, source: str) -> _Tree | Unproven:
        """A tree that is not proven yet: nothing is among its nodes."""
        version, kid, at, size = _CLAIM.unpack_from(head)
        if version != _VERSION:
            return Unproven(source, f"sealed in format {version}, which is not known here")
        name = encoded(kid)
        key = self._file.by_kid.get(name)
        if key is None:
            return Unproven(source, f"signed by the key {name}, which the file of keys does not name")
        try:
            moment = _EPOCH + timedelta(milliseconds=at)
        except OverflowError as error:
            raise ForgedError(f"signed {at} ms after 1970") from error
        if not key.counts_at(moment):
            return Unproven(source, f"signed at {moment:%Y-%m-%dT%H:%M:%SZ} by the key {name}, which does not count then")
        if size > MOST:
            # Its nodes would be remembered without end.
            raise ForgedError(f"a tree of {size} messages, which are {MOST} at most")
        doubt = None
        if key.service != source.rpartition("/")[2]:
            doubt = Unproven(source, f"signed for {source} by the key {name}, which the file of keys names for {key.service}")
        return _Tree(source, key, set(), doubt)

    def _climb(self, tree: _Tree, head: bytes, seal: bytes, own: bytes, position: int) -> None:
        """Follows the path until it meets a hash that leads to the root, or to a root that the key has signed."""
        number, size = int.from_bytes(seal[_HEAD:_PATH], "big"), int.from_bytes(head[_SIZE:_SIZE_END], "big")
        if number >= size:
            raise ForgedError(f"{tree.source} {position}: message {number} of {size}")
        place, number, last = number % _ENTRY, number // _ENTRY, (size - 1) // _ENTRY
        nodes, at, whole = tree.nodes, _PATH + _HASH * min(_ENTRY, size - number * _ENTRY), len(seal)
        passed = [seal[n : n + _HASH] for n in range(_PATH, at, _HASH)]
        if passed[place] != own:
            raise ForgedError(f"{tree.source} {position} was altered or moved: another message was signed")
        own = sha256(b"\0" + seal[_PATH:at]).digest()[:_HASH]
        if own in nodes:
            nodes.update(passed)
            return
        passed.append(own)
        while at < whole and last:
            beside = seal[at : at + _HASH]
            if number & 1 or number == last:
                own = sha256(b"\x01" + beside + own).digest()[:_HASH]
                while number and not number & 1:
                    number, last = number >> 1, last >> 1
            else:
                own = sha256(b"\x01" + own + beside).digest()[:_HASH]
            passed.append(beside)
            if own in nodes:
                nodes.update(passed)
                return
            passed.append(own)
            number, last, at = number >> 1, last >> 1, at + _HASH
        signed = _SIGNED + head[: _CLAIM.size] + own
        if last or at != whole or nodes or not holds_bare(head[_CLAIM.size :], signed, tree.key.key):
            raise ForgedError(f"{tree.source} {position} was altered or moved: another message was signed")
        nodes.update(passed)

    def _remember(self, head: bytes, tree: _Tree) -> None:
        if tree.doubt is not None:
            # The file is looked at again the next time.
            return
        self._trees[head] = tree
        if len(self._trees) > _REMEMBERED:
            self._trees.popitem(last=False)
