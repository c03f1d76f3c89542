"""Recognition agreements with neighbours."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from libs.domain import partner_keys
from libs.domain.public_words import PublicWords
from libs.events.catalog.codes import DivisionCode, IndustryCode, Kind, Name, PlainText, Ref
from libs.events.catalog.registry.agreements import Party, PartyKey
from libs.events.http import Accepted
from libs.events.http.bodies import Body
from libs.events.http.commands import WAITS, Asking
from libs.events.http.depends import Env, Pool, SigningKey
from libs.events.http.paging import Page, Paged, page_of
from libs.events.http.rows import found
from libs.events.ids import new_ref
from libs.events.shapes.each_once import EACH_ONCE
from libs.events.signatures import public

from ..items.views import queries as items
from ..keys.lookups import PlaceKeys
from ..keys.sharing import SHARING
from ..lists.lookups import codes_of
from . import commands as c
from . import refusals as r
from .seal import sign
from .views import queries

router = APIRouter(tags=["agreements"])


class AgreementQuery(Body, Paged):
    state: Literal["proposed", "accepted", "expired", "revoked"] | None = None
    partner: DivisionCode | None = None


class Proposal(Body):
    """`name` is ours. `partner.keys`: those of the partner's GET /v1/keys. Keys of services that share nothing are left out."""

    agreement: Ref | None = Field(None, description="A number for both sides; one is made when absent.")
    name: Name
    partner: Party
    kinds: list[Kind] = Field(min_length=1, max_length=500)
    industries: list[IndustryCode] = Field(min_length=1, max_length=500)
    valid_from: date
    valid_until: date


class AgreementDocument(Body):
    """What both sides sign (all but `signatures`), and who has signed: place -> detached JWS."""

    agreement: Ref
    parties: tuple[Party, Party]
    kinds: tuple[Kind, ...] = Field(min_length=1, max_length=500)
    industries: tuple[IndustryCode, ...] = Field(min_length=1, max_length=500)
    valid_from: date
    valid_until: date
    signatures: Annotated[dict[DivisionCode, Annotated[str, Field(max_length=2000)]], Field(max_length=2), EACH_ONCE]

    def terms(self) -> c.AgreementTerms:
        return c.AgreementTerms(**self.model_dump(exclude={"signatures"}))


class Revocation(Body):
    reason: PlainText


class AgreementView(BaseModel):
    """`state`: proposed, accepted, expired (its last day has passed) or revoked."""

    agreement: str
    state: str
    partner: str
    valid_from: date
    valid_until: date
    revoked_by: str | None
    revoked_for: PublicWords | None
    version: int


@router.post("/agreements", status_code=201, summary="Propose recognition to a neighbour")
async def propose(body: Proposal, gate: Asking, signing_key: SigningKey, keys: PlaceKeys, pool: Pool, env: Env) -> Accepted:
    if body.agreement is None:
        await gate.take_equals_for_one()
    ours = Party(place=env.place, name=body.name, keys=[key for key in keys if _to_name(key)])
    named = [key.model_copy(update={"jwk": _trimmed(key.jwk)}) for key in body.partner.keys if _to_name(key)]
    theirs = Party(place=body.partner.place, name=body.partner.name, keys=named)
    terms = c.AgreementTerms(
        agreement=body.agreement or new_ref("A"),
        parties=(ours, theirs),
        kinds=tuple(dict.fromkeys(body.kinds)),
        industries=tuple(dict.fromkeys(body.industries)),
        valid_from=body.valid_from,
        valid_until=body.valid_until,
    )
    day = env.today
    known = c.ProposalLookups(
        frozenset([row["kind"] async for row in items.listed_items(pool, day=day)]),
        await codes_of(pool, "industries", day),
        None if signing_key is None else sign(terms, signing_key),
        await partner_keys.known_ends(pool, theirs.place),
    )
    return await gate.execute(c.ProposeAgreement(**terms.model_dump(), known=known))


@router.post("/agreements/acceptance", summary="Accept a neighbour's proposal and sign it too", responses=WAITS)
async def accept(
    body: AgreementDocument, gate: Asking, signing_key: SigningKey, keys: PlaceKeys, pool: Pool, env: Env
) -> Accepted:
    signature = None if signing_key is None else sign(body.terms(), signing_key)
    ends = await partner_keys.known_ends(pool, body.parties[0].place)
    known = c.AcceptanceLookups(env.place, keys, signature, ends)
    return await gate.execute(c.AcceptAgreement(**body.model_dump(), known=known))


def _to_name(key: PartyKey) -> bool:
    """Whether the key's service shares facts, so that the key belongs into an agreement."""
    return key.service is None or key.service in SHARING


def _trimmed(jwk: dict[str, str]) -> dict[str, str]:
    """The public members of a key; all of what is none, for the decision to refuse."""
    try:
        return public(jwk)
    except ValueError:
        return jwk


@router.post("/agreements/conclusion", summary="Our proposal back with the partner's signature: in force", responses=WAITS)
async def conclude(body: AgreementDocument, gate: Asking) -> Accepted:
    return await gate.execute(c.ConcludeAgreement(**body.model_dump()))


@router.post("/agreements/{agreement}/revocation", summary="End an agreement; the partner learns of it", responses=WAITS)
async def revoke(agreement: Ref, body: Revocation, gate: Asking, env: Env) -> Accepted:
    return await gate.execute(c.RevokeAgreement(agreement=agreement, by=env.place, reason=body.reason))


@router.get("/agreements", summary="Agreements, by number")
async def agreements(pool: Pool, env: Env, query: Annotated[AgreementQuery, Query()]) -> Page[AgreementView]:
    rows = queries.agreements_page(
        pool, day=env.today, state=query.state, partner=query.partner, after=query.after, limit=query.limit + 1
    )
    return page_of([AgreementView(**row) async for row in rows], query.limit, lambda row: [row.agreement])


@router.get("/agreements/{agreement}", summary="The agreement's document with its signatures")
async def agreement(agreement: Ref, pool: Pool, response: Response) -> AgreementDocument:
    document, version = await _document(pool, agreement)
    response.headers["ETag"] = f'"{version}"'
    return document


async def _document(pool: Any, agreement: str) -> tuple[AgreementDocument, int]:
    row = await found(queries.agreement(pool, agreement=agreement), r.NoSuchAgreement, agreement=agreement)
    return AgreementDocument.model_validate_json(row["document"]), row["version"]
