"""Recognition agreements with neighbours, and this place's public key."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from joserfc.jwk import OKPKey
from pydantic import BaseModel, ConfigDict, Field

from libs.events.catalog.codes import DivisionCode, IndustryCode, Kind, Name, PlainText, Ref
from libs.events.catalog.registry.agreements import Party
from libs.events.http import Accepted, Gate, gate
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import Page, key_of, page_of
from libs.events.ids import new_ref
from libs.events.refusal import Invalid, NotNow
from libs.events.signatures import load_key
from libs.events.store.store import Transaction
from services.registry.commands import (
    AcceptAgreement,
    AgreementTerms,
    ConcludeAgreement,
    ProposeAgreement,
    RevokeAgreement,
)
from services.registry.decide.refusals import NoSuchAgreement, NotAPublicKey
from services.registry.lookups import codes_of
from services.registry.seal import public, sign
from services.registry.views import queries

from .shapes import AgreementQuery, today

__all__ = ["router"]

router = APIRouter(tags=["agreements"])
Registrar = Annotated[Gate, Depends(gate("registrar"))]


class NoSigningKey(NotNow):
    slug = "no-signing-key"
    title_zh = "本地未配置签名密钥"
    title_en = "This place has no signing key"


def _signing_key(request: Request) -> OKPKey:
    path = request.app.state.service_state.settings.signing_key
    if path is None:
        raise NoSigningKey(
            do_en="Ask operations to set CHECKONCE_SIGNING_KEY.", do_zh="请运行维护人员配置 CHECKONCE_SIGNING_KEY。"
        )
    return load_key(path)


SigningKey = Annotated[OKPKey, Depends(_signing_key)]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Proposal(Body):
    """`name` is ours. `partner.jwk` is what the partner's GET /v1/key answers."""

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
    kinds: tuple[Kind, ...] = Field(min_length=1)
    industries: tuple[IndustryCode, ...] = Field(min_length=1)
    valid_from: date
    valid_until: date
    signatures: dict[DivisionCode, str]

    def terms(self) -> AgreementTerms:
        return AgreementTerms(**self.model_dump(exclude={"signatures"}))


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
    revoked_for: str | None
    version: int


@router.get("/key", summary="This place's public key (JWK, RFC 8037)")
async def key(signing_key: SigningKey) -> dict[str, str]:
    return public(signing_key.as_dict(private=False))


@router.post("/agreements", status_code=201, summary="Propose recognition to a neighbour")
async def propose(body: Proposal, gate: Registrar, signing_key: SigningKey, pool: Pool, env: Env) -> Accepted:
    await _check_listed(pool, env, body)
    ours = Party(place=env.place, name=body.name, jwk=public(signing_key.as_dict(private=False)))
    theirs = Party(place=body.partner.place, name=body.partner.name, jwk=_public(body.partner.jwk))
    terms = AgreementTerms(
        agreement=body.agreement or new_ref("A"),
        parties=(ours, theirs),
        kinds=tuple(dict.fromkeys(body.kinds)),
        industries=tuple(dict.fromkeys(body.industries)),
        valid_from=body.valid_from,
        valid_until=body.valid_until,
    )
    return await gate.execute(ProposeAgreement(**terms.model_dump(), signature=sign(terms, signing_key)))


@router.post("/agreements/acceptance", summary="Accept a neighbour's proposal: its document in, the document with both out")
async def accept(body: AgreementDocument, gate: Registrar, signing_key: SigningKey, env: Env) -> AgreementDocument:
    command = AcceptAgreement(
        **body.model_dump(),
        here=env.place,
        jwk=public(signing_key.as_dict(private=False)),
        signature=sign(body.terms(), signing_key),
    )

    async def work(tx: Transaction) -> AgreementDocument:
        await gate.runner.execute(command, gate.origin, expect=gate.expect, tx=tx)
        return (await _document(tx, body.agreement))[0]

    return await gate.execute(work, answer=AgreementDocument)


@router.post("/agreements/conclusion", summary="Our proposal back with the partner's signature: in force")
async def conclude(body: AgreementDocument, gate: Registrar) -> Accepted:
    return await gate.execute(ConcludeAgreement(**body.model_dump()))


@router.post("/agreements/{agreement}/revocation", summary="End an agreement; the partner learns of it")
async def revoke(agreement: Ref, body: Revocation, gate: Registrar, env: Env) -> Accepted:
    return await gate.execute(RevokeAgreement(agreement=agreement, by=env.place, reason=body.reason))


@router.get("/agreements", summary="Agreements, by number")
async def agreements(pool: Pool, env: Env, query: Annotated[AgreementQuery, Query()]) -> Page[AgreementView]:
    after = str(key_of(query.cursor, [""])[0])
    rows = queries.agreements_page(
        pool, day=today(env), state=query.state, partner=query.partner, after=after, limit=query.limit + 1
    )
    return page_of([AgreementView(**row) async for row in rows], query.limit, lambda row: [row.agreement])


@router.get("/agreements/{agreement}", summary="The agreement's document with its signatures")
async def agreement(agreement: Ref, pool: Pool, response: Response) -> AgreementDocument:
    document, version = await _document(pool, agreement)
    response.headers["ETag"] = f'"{version}"'
    return document


async def _document(pool: Any, agreement: str) -> tuple[AgreementDocument, int]:
    row = await queries.agreement(pool, agreement=agreement)
    if row is None:
        raise NoSuchAgreement(
            field="agreement", value=agreement, do_en="GET /v1/agreements lists them.", do_zh="可通过 GET /v1/agreements 查看。"
        )
    return AgreementDocument.model_validate_json(row["document"]), row["version"]


def _public(jwk: dict[str, str]) -> dict[str, str]:
    try:
        return public(jwk)
    except ValueError as error:
        raise NotAPublicKey(
            f"the key {error}",
            "不是有效的公钥",
            field="partner.jwk",
            do_en="Use the partner's GET /v1/key.",
            do_zh="请使用对方 GET /v1/key 返回的公钥。",
        ) from error


async def _check_listed(pool: Any, env: Env, body: Proposal) -> None:
    kinds = {row["kind"] async for row in queries.listed_items(pool, day=today(env))}
    industries = await codes_of(pool, "industries", today(env))
    for field, said, listed in (("kinds", body.kinds, kinds), ("industries", body.industries, industries)):
        unknown = sorted(set(said) - listed)
        if unknown:
            raise Invalid(
                f"not on our lists: {', '.join(unknown)}",
                f"不在本地清单中:{'、'.join(unknown)}",
                field=field,
                value=unknown,
                do_en="Recognise what the item list holds.",
                do_zh="互认范围应在检查事项清单之内。",
            )
