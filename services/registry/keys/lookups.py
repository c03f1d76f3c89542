"""What the place's key file says, for routes."""

from typing import Annotated

from fastapi import Depends, Request

from libs.events.catalog.registry.agreements import PartyKey


def _place_keys(request: Request) -> tuple[PartyKey, ...]:
    ring = request.app.state.service_state.keys.ring
    return tuple(
        PartyKey(service=each.service, jwk=each.jwk, valid_from=each.since, valid_until=each.until)
        for each in (() if ring is None else ring.file.keys)
    )


PlaceKeys = Annotated[tuple[PartyKey, ...], Depends(_place_keys)]
"""The keys of all services of this place; none where operations gave the registry no file."""
