"""Public randomness that nobody at the table controls: named in the manifest, checked by its own signature."""

import hashlib
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Self

from py_arkworks_bls12381 import GT, G1Point, G2Point
from pydantic import Field, StringConstraints, model_validator

from services.planning.draw.canonical import Part
from services.planning.draw.refusal import Refused

# drand quicknet (League of Entropy), scheme bls-unchained-g1-rfc9380: signatures in G1, key in G2.
_QUICKNET_KEY = bytes.fromhex(
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc2"
    "2b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
)
_QUICKNET_DST = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
_QUICKNET_GENESIS = datetime.fromtimestamp(1_692_803_367, tz=UTC)
_QUICKNET_PERIOD = timedelta(seconds=3)

# 2^36 lies in the year 8556: a later round than any date can hold made the check of the times fail instead of refuse.
Round = Annotated[int, Field(strict=True, ge=1, le=2**36)]


class BeaconName(StrEnum):
    """Beacons this format knows. `none` = the draw rests on nonces and code alone, which the manifest must say."""

    NONE = "none"
    DRAND_QUICKNET = "drand-quicknet"


class Beacon(Part):
    """A beacon named in advance; `round` is null only for `none`."""

    name: BeaconName
    round: Round | None = None

    @model_validator(mode="after")
    def _round_fits_name(self) -> Self:
        if (self.name is BeaconName.NONE) != (self.round is None):
            raise ValueError("a beacon needs its round, and 'none' has no round")
        return self


class BeaconValue(Part):
    """What a beacon said: its 48-byte signature in hex, null for `none`."""

    name: BeaconName
    round: Round | None = None
    signature: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{96}$")] | None = None

    @property
    def named(self) -> Beacon:
        """The beacon this is a value of."""
        return Beacon(name=self.name, round=self.round)


def round_time(beacon: Beacon) -> datetime | None:
    """When that round is emitted (UTC); None for `none`."""
    if beacon.round is None:
        return None
    return _QUICKNET_GENESIS + (beacon.round - 1) * _QUICKNET_PERIOD


def first_round(moment: datetime) -> int:
    """The first round of drand quicknet that is emitted at or after `moment` (with its offset)."""
    elapsed = moment - _QUICKNET_GENESIS
    return max(1, -(-elapsed // _QUICKNET_PERIOD) + 1)


def randomness(value: BeaconValue) -> bytes:
    """The 32 bytes a beacon value contributes: SHA-256 of its verified signature, or zeros for `none`.

    Refuses `beacon.signature` unless the BLS signature (BLS12-381, RFC 9380 hash to G1) verifies for the round.
    """
    if value.round is None or value.signature is None:
        if value.name is BeaconName.NONE and value.signature is None and value.round is None:
            return bytes(32)
        raise _bad_signature(value)
    message = hashlib.sha256(value.round.to_bytes(8)).digest()
    try:
        signature = G1Point.from_compressed_bytes(bytes.fromhex(value.signature))
        negated = -G1Point.hash_to_curve(message, _QUICKNET_DST)
        valid = GT.pairing_check([signature, negated], [G2Point(), G2Point.from_compressed_bytes(_QUICKNET_KEY)])
    except ValueError:
        raise _bad_signature(value) from None
    if not valid:
        raise _bad_signature(value)
    return hashlib.sha256(bytes.fromhex(value.signature)).digest()


def _bad_signature(value: BeaconValue) -> Refused:
    return Refused(
        "beacon.signature",
        field="reveal.beacon.signature",
        value=value.signature,
        zh=f"信标 {value.name} 第 {value.round} 轮的签名不成立,请从该信标的公开记录中重新取得该轮签名",
        en=f"not the signature of {value.name} round {value.round}; fetch that round again from the public record",
    )
