"""The organiser's chains of one-time codes: secrets, links, and what of them is public (docs/draw.md, section 2)."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from libs.events.calendar import local_day
from libs.events.countersigning.leading import Acting
from libs.events.store.in_turn import in_turn
from libs.events.store.runner import Origin, Outcome, Runner
from libs.events.store.store import Transaction
from services.planning.draw.canonical import suite_named
from services.planning.draw.reveal import code_chain
from services.planning.policy.numbers import CHAIN_LENGTH

from . import commands as c
from .sealing import open_seals, secrets_under
from .views import queries

Row = Mapping[str, Any]

UNDER_WAY = ("opened", "frozen")
_SUITE = suite_named("sha256")


def code_of(secret: bytes, length: int, nth: int) -> bytes:
    """The code of the nth draw (from 0): H^(length - 1 - nth) of the secret; the last one is the secret itself."""
    return [secret, *code_chain(_SUITE, secret, length)][length - 1 - nth]


async def publish(
    tx: Transaction,
    runner: Runner,
    origin: Origin,
    *,
    chain: str,
    year: int,
    lead: str,
    length: int = CHAIN_LENGTH,
    acting: Acting,
) -> Outcome:
    """Makes a secret, publishes the head above it, keeps the secret. Raises NotTheLead or ChainTaken."""
    secret = secrets.token_bytes(32)
    head = code_chain(_SUITE, secret, length)[-1].hex()
    command = c.PublishChain(chain=chain, year=year, lead=lead, head=head, length=length, known=acting)
    outcome = await runner.execute(command, origin, tx=tx)
    await tx.execute("insert into public.chain_secrets values ($1, $2)", chain, secret)
    return outcome


async def draws_on(db: Any, chain: str, today: date) -> list[Row]:
    """The chain's draws in the order of their codes. `sealed_until`: while a team of the draw is secret, or a visit of others
    that stands in its lists. By the code and the visits that were told, whoever lies below a cut-off and was not chosen is
    known to be barred, which there may be for a visit of which no notice is given.
    """
    draws = [row async for row in queries.draws_on(db, chain=chain, today=today)]
    under = await secrets_under(db, [row["draw"] for row in draws if row["state"] == "completed"], today)
    until = {row["draw"]: max(filter(None, (row["sealed_until"], under.get(row["draw"]))), default=None) for row in draws}
    return [{**row, "sealed_until": until[row["draw"]]} for row in draws]


def standing(chain: Row, draws: Sequence[Row]) -> c.KnownChain:
    """A chain as it stands after its draws, which come in the order of their codes."""
    under_way = next((row["draw"] for row in draws if row["state"] in UNDER_WAY), None)
    secret = next((row for row in draws if row["sealed_until"] is not None), None)
    link = chain["head"]
    return c.KnownChain(
        chain=chain["chain"],
        year=chain["year"],
        lead=chain["lead"],
        length=chain["length"],
        used=len(draws),
        link=link,
        open=under_way,
        sealed=secret["draw"] if secret is not None else None,
        sealed_until=secret["sealed_until"] if secret is not None else None,
    )


async def known(
    tx: Transaction,
    runner: Runner,
    origin: Origin,
    *,
    year: int,
    lead: str,
    now: datetime,
    named: str | None,
    acting: Acting,
) -> tuple[c.KnownChain | None, bytes]:
    """The chain the next draw of the year goes on, with that draw's code: the one named, else one of the lead's that is at
    rest, else its newest; where it has none, one is published. None: the one named does not exist.
    """
    # Two draws that are opened at once must not take the same link.
    await in_turn(tx, f"chain/{year}/{lead}")
    if named is not None:
        row = await queries.chain(tx, chain=named)
        rows = [] if row is None else [row]
    else:
        rows = [row async for row in queries.chains_of(tx, year=year, lead=lead)]
        if not rows:
            await publish(tx, runner, origin, chain=f"C-{year}-{lead}", year=year, lead=lead, acting=acting)
            rows = [await queries.chain(tx, chain=f"C-{year}-{lead}")]
    found = [await _with_code(tx, runner, row, now) for row in rows]
    at_rest = [each for each in found if each[0].open is None and each[0].sealed is None and each[0].used < each[0].length]
    return (at_rest or found)[0] if found else (None, b"")


async def _with_code(tx: Transaction, runner: Runner, chain: Row, now: datetime) -> tuple[c.KnownChain, bytes]:
    today = local_day(now)
    draws = await draws_on(tx, chain["chain"], today)
    if any(row["sealed_until"] is not None for row in draws):
        # Not everybody runs the worker that opens seals: whoever needs the chain opens what is due.
        while await open_seals(tx, runner, today=today):
            pass
        draws = await draws_on(tx, chain["chain"], today)
    state = standing(chain, draws)
    if state.used >= state.length:
        return state, b""
    secret = await queries.chain_secret(tx, chain=chain["chain"])
    code = code_of(secret, state.length, state.used)
    return state.model_copy(update={"link": _SUITE.hash(code).hex()}), code


def revealed(chain: Row, draws: Sequence[Row], secret: bytes) -> list[str | None]:
    """The code of each draw in order where it is public: the draw is over, and nothing that it would show is secret."""
    codes: list[str | None] = []
    for row in draws:
        public = row["burnt"] is not None or (row["state"] == "completed" and row["sealed_until"] is None)
        codes.append(code_of(secret, chain["length"], row["nth"]).hex() if public else None)
    return codes
