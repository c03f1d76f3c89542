"""Chains of one-time codes."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel

from libs.events.catalog.codes import DepartmentCode, Ref
from libs.events.http import Accepted
from libs.events.http.bodies import Body
from libs.events.http.commands import Asking
from libs.events.http.depends import Env, Pool
from libs.events.http.paging import CursorParam, LimitParam, Page, key_of, page_of
from libs.events.http.rows import found
from libs.events.store.store import Transaction
from services.planning.codes import Year
from services.planning.conference.leading import acting
from services.planning.policy.numbers import CHAIN_LENGTH

from .. import chains
from .. import commands as c
from ..chain_refusals import NoSuchChain
from ..views import queries

router = APIRouter(tags=["planning"])


class NewChain(Body):
    chain: Ref
    year: Year
    lead: DepartmentCode
    length: c.Length = CHAIN_LENGTH


class LinkView(BaseModel):
    """`code_head`: the hash of the draw's code, the code of the draw before. `code` is null while it is secret."""

    draw: str
    state: str
    code_head: str
    code: str | None
    opened_at: datetime


class ChainView(BaseModel):
    """`head` = H^length(s): each draw's code hashes to the one before, the first to the head (docs/draw.md, section 2)."""

    chain: str
    year: int
    lead: str
    head: str
    length: int
    published_at: datetime
    draws: list[LinkView] = []


@router.post("/chains", status_code=201, summary="Publish the head of a chain of one-time codes")
async def publish(body: NewChain, gate: Asking, env: Env) -> Accepted:
    async def work(tx: Transaction) -> Accepted:
        who = await acting(tx, env.today, gate.caller)
        return Accepted.of(await chains.publish(tx, gate.runner, gate.origin, **body.model_dump(), acting=who))

    return await gate.execute(work, answer=Accepted)


@router.get("/chains", summary="Chains of one-time codes, by number")
async def listed(
    pool: Pool,
    year: Year | None = None,
    lead: DepartmentCode | None = None,
    cursor: CursorParam = None,
    limit: LimitParam = 50,
) -> Page[ChainView]:
    rows = queries.chains_page(pool, year=year, lead=lead, after_chain=key_of(cursor, [""])[0], limit=limit + 1)
    return page_of([ChainView(**row) async for row in rows], limit, lambda row: [row.chain])


@router.get("/chains/{chain}", summary="A chain with its draws in order and the codes that were revealed")
async def followed(chain: Ref, pool: Pool, env: Env) -> ChainView:
    row = await found(queries.chain(pool, chain=chain), NoSuchChain, chain=chain)
    draws = await chains.draws_on(pool, chain, env.today)
    secret = await queries.chain_secret(pool, chain=chain)
    codes = chains.revealed(row, draws, secret)
    return ChainView(**row, draws=[LinkView(**each, code=code) for each, code in zip(draws, codes, strict=True)])
