"""A message as what it is to its reader: a fact received, one for others, or the reason why it is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import orjson
from aiokafka import ConsumerRecord

from ...envelope import MOST_POSITION, MalformedEventError, Recorded, predecessor_of, read_parted, source_of
from ...fact import Raw, Unknown, UnreadableFactError, catalog
from ..confiding import Opening, WrongSecretError, is_sealed
from ..headers import PREDECESSOR, Parted, parted
from ..kafka import may_speak
from ..local_seal import HEADER, Checker, ForgedError, Unproven
from .unpacking import Unpackable

__all__ = [
    "Place",
    "Reading",
    "Received",
    "SealedAmissError",
    "Shut",
    "StrangerError",
    "Unopened",
    "Unread",
    "Withheld",
    "read",
    "told",
]

_SHOWN = 300
"""Characters of an error that are kept."""
_NUMBER = re.compile(rb"[0-9]{1,19}")


class Place(NamedTuple):
    """Where a message stands among those of its source on its partition; `before` and `signed` as in `Received`."""

    source: str
    position: int
    before: int | None
    signed: bool = True


class Received(NamedTuple):
    """One readable message. `error` is set when its data does not fit its published shape; `recorded.raw` is as published.

    `before`: the position of the message before it on its partition, 0 for none; None where the message does not say.
    `signed`: false where services sign what they say, and nobody has signed this.
    """

    message: ConsumerRecord
    recorded: Recorded[Any]
    error: str | None = None
    before: int | None = None
    signed: bool = True

    @property
    def place(self) -> Place:
        return Place(self.recorded.source, self.recorded.position, self.before, self.signed)


class Withheld(NamedTuple):
    """A sealed fact that is for others, or one that is sealed amiss. It counts for nothing but its place."""

    message: ConsumerRecord
    place: Place


class Shut(NamedTuple):
    """A sealed fact that is for this service, and that no secret it has opens. Its service has said it: it has its place."""

    place: Place
    why: str

    @property
    def source(self) -> str:
        return self.place.source


class Unread(NamedTuple):
    """A neighbour's message that reading refuses. It may be a link of its chain all the same (shared_facts.py)."""

    message: ConsumerRecord
    error: MalformedEventError


class Unopened(NamedTuple):
    """A batch that the client library cannot unpack. What it says nobody knows, so that it holds its partition."""

    why: str


Reading = Received | Withheld | Shut | Unproven | Unopened | MalformedEventError


class StrangerError(MalformedEventError):
    """A readable event whose source may not speak on the topic where it stands."""


class SealedAmissError(MalformedEventError):
    """What its service has said and nobody can read. What comes behind it names it as the one before."""

    def __init__(self, said: str, place: Place) -> None:
        super().__init__(said)
        self.place = place


def read(message: ConsumerRecord, opening: Opening | None = None, checker: Checker | None = None) -> Reading:
    """A message as a received fact, or why it is none.

    With `checker` it is a fact only where its service has signed it. With `opening` a sealed fact is read as what was sealed;
    without it, for facts of a neighbour, which confides nothing to this place, it is one of an unknown type.
    """
    value, headers, seal = message.value, message.headers, None
    if isinstance(value, Unpackable):
        return Unopened(value.why)
    if headers and headers[-1][0] == HEADER:
        seal, headers = headers[-1][1] or b"", headers[:-1]
    found = parted(headers)
    received = _plainly(message, value, headers, found)
    if isinstance(received, MalformedEventError):
        return _with_its_place(received, message, seal, headers, found, checker)
    source = received.recorded.source
    if not may_speak(source, message.topic):
        return StrangerError(f"{source} may not speak on {message.topic}")
    if checker is not None:
        try:
            if doubt := checker.doubt(message, seal, found, source, received.recorded.position):
                return doubt
        except ForgedError as error:
            return error
    if checker is not None and seal is None:
        # What nobody has signed says nothing of what was before it.
        received = received._replace(before=None, signed=False)
    elif checker is not None and received.before and checker.may_be_unsigned(source, received.before):
        # What it names moved nothing.
        received = received._replace(before=None)
    return received if opening is None or not is_sealed(received.recorded) else _opened(received, opening)


def _plainly(
    message: ConsumerRecord, value: bytes | None, headers: Sequence[tuple[str, bytes | None]], found: Parted | None
) -> Received | MalformedEventError:
    try:
        before = predecessor_of(headers, found)
        try:
            recorded, error = read_parted(value, headers, found), None
        except UnreadableFactError as unreadable:
            recorded, error = read_parted(value, headers, found, decode=False), str(unreadable)
        if before is not None and before >= recorded.position:
            return MalformedEventError(f"{recorded.source} {recorded.position} names {before} as the position before it")
        return Received(message, recorded, error, before)
    except MalformedEventError as malformed:
        return malformed
    except Exception as odd:  # noqa: BLE001 - whatever a message does to its reader, the next one is to be read
        return MalformedEventError(repr(odd)[:_SHOWN])


def _with_its_place(  # noqa: PLR0917 - what `read` has found
    error: MalformedEventError,
    message: ConsumerRecord,
    seal: bytes | None,
    headers: Sequence[tuple[str, bytes | None]],
    found: Parted | None,
    checker: Checker | None,
) -> MalformedEventError | Unproven:
    """What its service has said is named by the next message, readable or not: set aside without its place it would be missing
    there, and sent again it would be the same bytes.
    """
    place = _place_of(headers)
    if place is None or not may_speak(place.source, message.topic):
        return error
    if checker is not None:
        if seal is None:
            return error
        try:
            if doubt := checker.doubt(message, seal, found, place.source, place.position):
                return doubt
        except ForgedError:
            return error
        if checker.may_be_unsigned(place.source, place.before or 0):
            place = place._replace(before=None)
    return SealedAmissError(str(error), place)


def _place_of(headers: Sequence[tuple[str, bytes | None]]) -> Place | None:
    """The place that a message claims; None where it does not name the one before it, for then no other one needs it."""
    named = {name: content for name, content in headers if content is not None}
    source, *numbers = (named.get(f"ce_{name}") for name in ("source", "sequence", PREDECESSOR))
    if source is None or not all(number is not None and _NUMBER.fullmatch(number) for number in numbers):
        return None
    position, before = (int(number or b"") for number in numbers)
    if not before < position <= MOST_POSITION:
        return None
    try:
        return Place(source_of(source.decode()), position, before)
    except (UnicodeError, MalformedEventError):
        return None


def _opened(received: Received, opening: Opening) -> Reading:
    """A sealed fact that does not open holds its partition: it may be meant for this service, whose file is late or wrong."""
    outside = received.recorded
    if opening.confidant is None or outside.service not in opening.opened:
        if outside.service in opening.others:
            return Withheld(received.message, received.place)
        said = f"{outside.source} confides nothing, and position {outside.position} is sealed"
        return SealedAmissError(said, received.place)
    try:
        value, headers = opening.confidant.open(outside)
    except WrongSecretError as error:
        return Shut(received.place, str(error))
    found = _plainly(received.message, value, headers, parted(headers))
    if isinstance(found, MalformedEventError):
        # Its text shows what was sealed.
        return SealedAmissError(f"{outside.source} {outside.position} is sealed and no event", received.place)
    if _stands(found.recorded) != _stands(outside):
        return SealedAmissError(f"{outside.source} {outside.position} is sealed for another position", received.place)
    return found._replace(before=received.before, signed=received.signed)


def _stands(item: Recorded[Any]) -> tuple[object, ...]:
    return item.source, item.stream, item.position, item.version


def told(received: Received, raw: Raw) -> Received:
    """The message with what it truly says in the place of what stood in it."""
    recorded = received.recorded._replace(raw=raw)
    try:
        return received._replace(recorded=recorded._replace(fact=catalog.read(*raw)), error=None)
    except UnreadableFactError as error:
        fact = Unknown(raw.fact_type, raw.fact_version, orjson.loads(raw.json))
        return received._replace(recorded=recorded._replace(fact=fact), error=str(error))
