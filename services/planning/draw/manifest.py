"""The manifest: everything a draw rests on, by digest, published and signed before anything is revealed."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Literal, Self

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator

from services.planning.draw.beacon import Beacon, round_time
from services.planning.draw.canonical import FORMAT, Count, Digest, Id, Part, Suite, canonical, suite_named
from services.planning.draw.demand import Demand, demands_of
from services.planning.draw.frame import Frame
from services.planning.draw.inspector import Roster
from services.planning.draw.refusal import Refused


class Role(StrEnum):
    """What a member of the joint conference is in this draw."""

    LEAD = "lead"
    PARTICIPANT = "participant"


class FurtherDraws(StrEnum):
    """How a further draw of the same year may be made with the next code of the chain."""

    NEW_STRATA = "new-strata"
    RESERVES = "reserves"


class PublicKey(Part):
    """An Ed25519 public key as a JWK (RFC 8037)."""

    kty: Literal["OKP"] = "OKP"
    crv: Literal["Ed25519"] = "Ed25519"
    # The last digit of 32 bytes has two bits to spare: were they free, one key could be written in four ways, and two
    # members could share it unnoticed.
    x: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$")]


class Member(Part):
    """A member of the joint conference, its key, and its commitment to a nonce (see `reveal.commitment`)."""

    member: Id
    role: Role
    key: PublicKey
    commitment: Digest


class Lead(Part):
    """The lead department of the scenario of one industry."""

    industry: Id
    department: Id


class Rules(Part):
    """How visits are merged and teams are drawn.

    `leads` and `precedence` decide a visit's lead: the scenario's lead where it takes part, else the first taking part
    in `precedence`, else the smallest department id. `seats_per_department` and `team_minimum` are counts of officers;
    `workload_cap` visits per inspector and year; `pairing_cap` visits that the same two officers make together before
    others go first (null: not watched); `reserves` how many reserves are listed per stratum.
    """

    leads: tuple[Lead, ...] = ()
    precedence: tuple[Id, ...] = ()
    seats_per_department: Annotated[int, Field(strict=True, ge=1, le=20)] = 2
    team_minimum: Annotated[int, Field(strict=True, ge=2, le=20)] = 2
    workload_cap: Annotated[Count, Field(ge=1)] = 60
    pairing_cap: Annotated[Count, Field(ge=1)] | None = None
    reserves: Count = 5
    further_draws: FurtherDraws = FurtherDraws.NEW_STRATA

    @model_validator(mode="after")
    def _leads_ascend(self) -> Self:
        if any(a.industry >= b.industry for a, b in pairwise(self.leads)):
            raise ValueError("leads must ascend by industry, each once")
        return self


class Committed(Part):
    """A list by its digest (Merkle root or tagged digest, hex) and its length."""

    root: Digest
    count: Count


def _published_as_text(value: object) -> object:
    if isinstance(value, str | datetime):
        return value
    raise ValueError("a time is written YYYY-MM-DDTHH:MM:SSZ")


def _whole_seconds_utc(time: datetime) -> datetime:
    if time.tzinfo is None or time.microsecond:
        raise ValueError("a time needs its offset and whole seconds")
    return time.astimezone(UTC)


Time = Annotated[datetime, BeforeValidator(_published_as_text), AfterValidator(_whole_seconds_utc)]


class Manifest(Part):
    """What is frozen. Its digest keys the whole draw; nothing it names can change afterwards."""

    format: Literal["checkonce-draw-1"] = FORMAT
    suite: str = "sha256"
    draw: Id
    jurisdiction: Id
    year: Annotated[int, Field(strict=True, ge=2000, le=2999)]
    code_version: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    published_at: Time
    reveal_deadline: Time
    frame: Committed
    demands: Committed
    inspectors: Committed
    rules: Rules
    members: Annotated[tuple[Member, ...], Field(min_length=2)]
    code_head: Digest
    beacons: Annotated[tuple[Beacon, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _members_ascend_with_one_lead_and_own_keys(self) -> Self:
        if any(a.member >= b.member for a, b in pairwise(self.members)):
            raise ValueError("members must ascend by id, each once")
        if sum(member.role is Role.LEAD for member in self.members) != 1:
            raise ValueError("exactly one member leads")
        if len({member.key.x for member in self.members}) != len(self.members):
            raise ValueError("two members share a key, so one could sign for both")
        return self

    @property
    def hashing(self) -> Suite:
        """The suite named in `suite`."""
        return suite_named(self.suite)

    def digest(self) -> str:
        """The frozen digest, hex."""
        return self.hashing.digest("manifest", self.plain())

    def check_times(self) -> None:
        """Refuse `manifest.times` or `beacon.too-early`: publication, then the deadline, then every beacon round.

        A beacon known before the nonces are fixed would let whoever reveals last choose the outcome.
        """
        if self.published_at >= self.reveal_deadline:
            raise Refused(
                "manifest.times",
                field="manifest.reveal_deadline",
                value=self.reveal_deadline.isoformat(),
                zh="揭示截止时间必须晚于公布时间,请推迟截止时间",
                en="the reveal deadline must lie after publication; set it later",
            )
        for beacon in self.beacons:
            at = round_time(beacon)
            if at is not None and at < self.reveal_deadline:
                raise Refused(
                    "beacon.too-early",
                    field="manifest.beacons.round",
                    value=beacon.round,
                    zh=f"该轮信标产生于 {at.isoformat()},早于揭示截止时间,请指定截止之后的轮次",
                    en=f"that round is emitted at {at.isoformat()}, before the reveal deadline; name a later round",
                )


def demands_digest(suite: Suite, demands: Iterable[Demand]) -> str:
    """Hex digest of the demands in order."""
    return suite.digest("demands", [demand.plain() for demand in demands])


def freeze(
    *,
    draw: str,
    jurisdiction: str,
    year: int,
    code_version: str,
    published_at: datetime,
    reveal_deadline: datetime,
    frame: Frame,
    demands: Iterable[Demand],
    roster: Roster,
    rules: Rules,
    members: Iterable[Member],
    code_head: bytes,
    beacons: tuple[Beacon, ...],
    suite: str = "sha256",
) -> Manifest:
    """The manifest of a draw over these inputs, its times checked. `code_head` is the head of the organiser's chain."""
    hashing = suite_named(suite)
    ordered = demands_of(demands)
    manifest = Manifest(
        suite=suite,
        draw=draw,
        jurisdiction=jurisdiction,
        year=year,
        code_version=code_version,
        published_at=published_at,
        reveal_deadline=reveal_deadline,
        frame=Committed(root=frame.root(hashing), count=len(frame.leaves)),
        demands=Committed(root=demands_digest(hashing, ordered), count=len(ordered)),
        inspectors=Committed(root=roster.root(hashing), count=len(roster.inspectors)),
        rules=rules,
        members=tuple(sorted(members, key=lambda member: member.member)),
        code_head=code_head.hex(),
        beacons=beacons,
    )
    manifest.check_times()
    return manifest


class Signature(Part):
    """A member's detached JWS (RFC 7515 appendix F; `alg` Ed25519, `kid` the member) over the manifest's bytes."""

    member: Id
    jws: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+\.\.[A-Za-z0-9_-]+$")]


def sign(manifest: Manifest, member: str, key: OKPKey) -> Signature:
    """Sign the manifest as `member` with its private Ed25519 key."""
    header = {"alg": "Ed25519", "kid": member}
    compact = jws.serialize_compact(header, canonical(manifest.plain()), key, algorithms=["Ed25519"])
    return Signature(member=member, jws=jws.detach_content(compact))


def check_signatures(manifest: Manifest, signatures: Iterable[Signature]) -> None:
    """Refuse `signature.invalid`, `signature.no-lead` or `signature.no-participant`.

    Every signature shown must hold, and they must include the lead's and at least one participant's.
    """
    payload = canonical(manifest.plain())
    members = {member.member: member for member in manifest.members}
    roles = set()
    for signature in signatures:
        member = members.get(signature.member)
        if member is None or not _holds(signature, member, payload):
            raise Refused(
                "signature.invalid",
                field="signatures.member",
                value=signature.member,
                zh="该成员对清单的签名不成立,请核对清单原文并由本人重新签名",
                en="this member's signature of the manifest does not hold; compare the manifest and sign again",
            )
        roles.add(member.role)
    for role, code, zh in (
        (Role.LEAD, "signature.no-lead", "缺少牵头部门的签名,请补签"),
        (Role.PARTICIPANT, "signature.no-participant", "至少需要一个参与部门的签名,请补签"),
    ):
        if role not in roles:
            raise Refused(code, field="signatures", value=len(roles), zh=zh, en=f"no {role} has signed; add a signature")


def _holds(signature: Signature, member: Member, payload: bytes) -> bool:
    key = OKPKey.import_key({"kty": member.key.kty, "crv": member.key.crv, "x": member.key.x})
    try:
        jws.deserialize_compact(signature.jws, key, algorithms=["Ed25519"], payload=payload)
        protected, _, signed = signature.jws.split(".")
        # Exactly these members, each once, and bytes written in the only way: no two verifiers may read two headers.
        header = json.loads(_decoded(protected), object_pairs_hook=sorted)
        return header == [("alg", "Ed25519"), ("kid", member.member)] and _is_canonical(protected) and _is_canonical(signed)
    # A `crit` that is no list, from whoever sent it, makes joserfc raise TypeError; so do two `kid` of two types here.
    except (JoseError, ValueError, TypeError, RecursionError):
        return False


def _decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _is_canonical(text: str) -> bool:
    return urlsafe_b64encode(_decoded(text)).rstrip(b"=").decode() == text
