"""The reveal: members' nonces, the organiser's one-time code, the beacon, and the key they make together."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Self

from pydantic import Field, model_validator

from services.planning.draw.beacon import BeaconValue, randomness
from services.planning.draw.canonical import FORMAT, Digest, Part, Suite
from services.planning.draw.canonical import Id as Name
from services.planning.draw.manifest import Manifest
from services.planning.draw.refusal import Refused

_MISSING = bytes(32)


def code_chain(suite: Suite, secret: bytes, length: int) -> list[bytes]:
    """`[H(secret), H(H(secret)), ...]`, `length` codes; the last is the head to commit to.

    The codes are revealed backwards, one per draw: whoever has seen the head can check a code and nobody can compute
    the next one (the chain of draft-thomson-elegy-vrs).
    """
    chain = []
    for _ in range(length):
        secret = suite.hash(secret)
        chain.append(secret)
    return chain


def commitment(suite: Suite, draw: str, member: str, nonce: bytes) -> str:
    """Hex of `H("checkonce-draw-1|nonce|" + draw + "|" + member + "|" + nonce)`; the nonce is 32 random bytes."""
    if len(nonce) != 32 or nonce == _MISSING:
        raise Refused(
            "nonce.unusable",
            field="nonce",
            value=f"{len(nonce)} bytes",
            zh="随机数必须是 32 个字节且不全为零,请重新生成",
            en="a nonce is 32 random bytes, not all zero; make a new one",
        )
    return suite.hash(f"{FORMAT}|nonce|{draw}|{member}|".encode() + nonce).hex()


class Nonce(Part):
    """A member's revealed nonce in hex; null when it did not reveal in time, which is named in public."""

    member: Name
    nonce: Digest | None


class Reveal(Part):
    """Everything revealed after the manifest: the code below the head, one entry per member ascending, the beacon."""

    code: Digest
    nonces: Annotated[tuple[Nonce, ...], Field(min_length=2)]
    beacon: BeaconValue

    @model_validator(mode="after")
    def _no_nonce_is_zero(self) -> Self:
        if any(nonce.nonce == _MISSING.hex() for nonce in self.nonces):
            raise ValueError("a nonce of zeros means a missing one: write null")
        return self


def reveal_of(manifest: Manifest, *, code: bytes, nonces: Iterable[tuple[str, bytes]], beacon: BeaconValue) -> Reveal:
    """Collect what was revealed by the deadline; members who did not reveal get null."""
    given = {member: nonce.hex() for member, nonce in nonces}
    known = {member.member for member in manifest.members}
    if strangers := sorted(given.keys() - known):
        raise Refused(
            "nonce.members",
            field="reveal.nonces.member",
            value=strangers[0],
            zh="不是本次抽取的成员,请核对成员名单",
            en="not a member of this draw; compare the list of members",
        )
    entries = tuple(Nonce(member=member.member, nonce=given.get(member.member)) for member in manifest.members)
    return Reveal(code=code.hex(), nonces=entries, beacon=beacon)


@dataclass(frozen=True, slots=True)
class Key:
    """The draw's key (32 bytes), the members whose nonce is missing, and the beacon's 32 bytes."""

    prk: bytes
    missing: tuple[str, ...]
    randomness: bytes


def key_of(manifest: Manifest, reveal: Reveal) -> Key:
    """`PRK = HMAC(code, manifest digest + nonces + beacon)`, after checking what each party revealed.

    Nonces are concatenated in member order, 32 zero bytes for a missing one. Refuses `code.chain`, `nonce.members`,
    `nonce.commitment`, `beacon.not-named`, `beacon.signature`.
    """
    suite = manifest.hashing
    _check_code(suite, manifest, reveal)
    _check_nonces(suite, manifest, reveal)
    # By members, not by `BeaconValue.named`: what is no beacon at all is refused here, not raised there.
    if (reveal.beacon.name, reveal.beacon.round) not in [(beacon.name, beacon.round) for beacon in manifest.beacons]:
        raise Refused(
            "beacon.not-named",
            field="reveal.beacon",
            value=f"{reveal.beacon.name} {reveal.beacon.round}",
            zh="清单未指定该信标或该轮次,请使用清单公布的信标",
            en="the manifest names no such beacon round; use one that it names",
        )
    beacon = randomness(reveal.beacon)
    nonces = b"".join(bytes.fromhex(entry.nonce) if entry.nonce else _MISSING for entry in reveal.nonces)
    message = bytes.fromhex(manifest.digest()) + nonces + beacon
    return Key(
        prk=hmac.digest(bytes.fromhex(reveal.code), message, suite.algorithm),
        missing=tuple(entry.member for entry in reveal.nonces if entry.nonce is None),
        randomness=beacon,
    )


def _check_code(suite: Suite, manifest: Manifest, reveal: Reveal) -> None:
    if suite.hash(bytes.fromhex(reveal.code)).hex() != manifest.code_head:
        raise Refused(
            "code.chain",
            field="reveal.code",
            value=reveal.code,
            zh="该一次性码的哈希不等于清单承诺的链头,请公布链头之下的那个码",
            en="the code does not hash to the committed head; reveal the code just below the head",
        )


def _check_nonces(suite: Suite, manifest: Manifest, reveal: Reveal) -> None:
    if [entry.member for entry in reveal.nonces] != [member.member for member in manifest.members]:
        raise Refused(
            "nonce.members",
            field="reveal.nonces",
            value=[entry.member for entry in reveal.nonces],
            zh="揭示必须按清单顺序逐一列出全部成员,未揭示者写 null",
            en="the reveal lists every member of the manifest in its order; write null for a missing nonce",
        )
    for entry, member in zip(reveal.nonces, manifest.members, strict=True):
        if entry.nonce is not None and (
            commitment(suite, manifest.draw, entry.member, bytes.fromhex(entry.nonce)) != member.commitment
        ):
            raise Refused(
                "nonce.commitment",
                field=f"reveal.nonces.{entry.member}",
                value=entry.nonce,
                zh="该随机数与其事先承诺不符,请由该成员重新揭示原随机数",
                en="this nonce does not match its commitment; the member must reveal the one it committed to",
            )
