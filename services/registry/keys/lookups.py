"""What the place's key file says, for routes."""

import functools
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request

from libs.events.bus.keyring import Keyring
from libs.events.catalog.registry.agreements import PartyKey


@functools.cache
def _keyring(path: Path) -> Keyring:
    """The file, which is read again when it changes. Raises KeyFileError where it says nothing at first."""
    return Keyring(path)


def _place_keys(request: Request) -> tuple[PartyKey, ...]:
    path = request.app.state.service_state.settings.service_keys
    named = () if path is None else _keyring(path).file.keys
    return tuple(PartyKey(service=each.service, jwk=each.jwk, valid_from=each.since, valid_until=each.until) for each in named)


PlaceKeys = Annotated[tuple[PartyKey, ...], Depends(_place_keys)]
"""The keys of all services of this place; none where operations gave the registry no file."""
