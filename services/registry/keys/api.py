"""The public keys of this place's services, and what neighbours are told of a change."""

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, Field

from libs.events.catalog.codes import DivisionCode, PlainText, ServiceName
from libs.events.catalog.registry.agreements import PartyKey
from libs.events.http import Accepted
from libs.events.http.bodies import Body
from libs.events.http.commands import WAITS, Asking
from libs.events.http.depends import Env
from libs.events.signatures import thumbprint

from . import commands as c
from . import refusals as r
from .lookups import PlaceKeys

router = APIRouter(tags=["keys"])


class KeysView(BaseModel):
    """`jwk` has its thumbprint (RFC 7638) as `kid`."""

    place: DivisionCode
    keys: tuple[PartyKey, ...]


class Announcement(Body):
    """`previous_until`: until when the keys of before count, where our key file has no other key of the service."""

    kid: str = Field(max_length=100)
    previous_until: AwareDatetime | None = None


class Withdrawal(Body):
    """`withdrawn_from`: from when on nothing counts that the key has signed; when it leaked, as far as is known."""

    kid: str = Field(max_length=100)
    withdrawn_from: AwareDatetime
    reason: PlainText


@router.get("/keys", summary="The public keys of this place's services (JWK, RFC 8037), and when each counts")
async def keys(named: PlaceKeys, env: Env) -> KeysView:
    # A read has no decision that could say so.
    if not named:
        raise r.NoServiceKeys(field="keys")
    shown = tuple(key.model_copy(update={"jwk": {**key.jwk, "kid": thumbprint(key.jwk)}}) for key in named)
    return KeysView(place=env.place, keys=shown)


@router.post("/keys/{service}/announcement", summary="Tell neighbours of a service's new key", responses=WAITS)
async def announce(service: ServiceName, body: Announcement, gate: Asking, named: PlaceKeys) -> Accepted:
    return await gate.execute(c.AnnounceKey(service=service, known=_of(service, named), **body.model_dump()))


@router.post("/keys/{service}/withdrawal", summary="Tell neighbours that a service's key leaked", responses=WAITS)
async def withdraw(service: ServiceName, body: Withdrawal, gate: Asking, named: PlaceKeys) -> Accepted:
    return await gate.execute(c.WithdrawKey(service=service, known=_of(service, named), **body.model_dump()))


def _of(service: str, named: tuple[PartyKey, ...]) -> c.KeyLookups:
    return c.KeyLookups({thumbprint(key.jwk): key for key in named if key.service == service})
