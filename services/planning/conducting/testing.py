"""The steps of a draw as commands and facts, and the beacon round of one recorded day."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

from libs.events.catalog.planning import conducting as f
from services.planning.draw.testing import RECORDED_ROUND
from services.planning.testing import LEADING

from . import commands as c

ROUND, SIGNATURE = RECORDED_ROUND.round, RECORDED_ROUND.signature
FROZEN_AT = datetime(2023, 9, 15, 9, 59, 3, tzinfo=UTC)
EMITTED = datetime(2023, 9, 15, 11, 0, 3, tzinfo=UTC)
"""An hour to reveal and a minute's margin after the freeze: the recorded round of that day."""

NOON = datetime(2025, 11, 20, 4, 0, tzinfo=UTC)
MARKET, FIRE, POLICE, TAX = "421088-market", "421088-fire", "421088-police", "421088-tax"

OPENED = f.DrawOpened(
    draw="D-1",
    plan="P-1",
    edition=1,
    year=2026,
    lead=MARKET,
    members=(MARKET, FIRE, POLICE),
    demands=("Q-1",),
    code_head="0" * 64,
    beacon="none",
    commit_until=NOON + timedelta(hours=1),
    reveal_until=NOON + timedelta(hours=2),
)
NONCE = hashlib.sha256(b"a nonce").hexdigest()
MANIFEST, ROOT = "a" * 64, "b" * 64
FROZEN = f.DrawFrozen(
    draw="D-1",
    manifest=MANIFEST,
    frame_root=ROOT,
    frame_count=9,
    inspectors_root=ROOT,
    excluded={"X1": 2},
    reveal_until=NOON + timedelta(hours=2),
)


def committed(member: Any) -> Any:
    digest = hashlib.sha256(f"checkonce-draw-1|nonce|D-1|{member}|".encode() + bytes.fromhex(NONCE)).hexdigest()
    key = {"kty": "OKP", "crv": "Ed25519", "x": f"{member:A<43}"[:43]}
    return f.NonceCommitted(draw="D-1", member=member, commitment=digest, public_key=key)


def commit(member: Any, **changes: Any) -> Any:
    return c.CommitNonce(**{**committed(member).model_dump(), **changes})


def freeze() -> Any:
    return c.FreezeDraw(**FROZEN.model_dump(), known=LEADING)


def signed(member: Any) -> Any:
    return f.ManifestSigned(draw="D-1", member=member, signature="e30..c2ln")


def revealed(member: Any) -> Any:
    return f.NonceRevealed(draw="D-1", member=member, nonce=NONCE)


def reveal(member: Any, nonce: Any = NONCE) -> Any:
    return c.RevealNonce(draw="D-1", member=member, nonce=nonce)


def complete(manifest: Any = MANIFEST) -> Any:
    return c.CompleteDraw(
        draw="D-1",
        manifest=manifest,
        departments=(FIRE, MARKET),
        certificate="c" * 64,
        department_checks=5,
        visits=3,
        visits_if_separate=5,
        lower_bound_milli=2900,
        shortfalls=0,
        shortages=0,
        completed_on=date(2025, 11, 20),
        known=LEADING,
    )


COMPLETED = f.DrawCompleted(**complete().model_dump(exclude={"manifest", "known"}), plan="P-1", year=2026, lead=MARKET)
OPEN = (OPENED, committed(MARKET), committed(FIRE))
ALL = (*OPEN, committed(POLICE))
AFTER = OPENED.commit_until + timedelta(seconds=1)
ICE = (*OPEN, FROZEN)
