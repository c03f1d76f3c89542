"""From a manifest and its reveal to the key of the draw: sections 2 and 3 of docs/draw.md."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from py_arkworks_bls12381 import GT, G1Point, G2Point

from apps.checkonce.verify.reading import canonical
from apps.checkonce.verify.verdict import Doubt

__all__ = [
    "check_signatures",
    "check_times",
    "key_of",
    "merkle_root",
    "notes_on",
    "number",
    "numbers",
    "root_by_path",
    "tagged",
]

_FORMAT = b"checkonce-draw-1"
_GENESIS, _PERIOD = 1_692_803_367, 3
_DRAND_KEY = (
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451"
    "0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
)
_DST = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"


def sha(data: bytes) -> bytes:
    """SHA-256."""
    return hashlib.sha256(data).digest()


def tagged(tag: str, value: Any) -> str:
    """`digest(tag, value)` of section 1."""
    return sha(_FORMAT + b"|" + tag.encode() + b"\x00" + canonical(value)).hex()


def merkle_root(entries: Iterable[bytes]) -> bytes:
    """RFC 6962 section 2.1, as that section defines it: split at the largest power of two below the count."""
    leaves = [sha(b"\x00" + entry) for entry in entries]
    return _root_between(leaves, 0, len(leaves)) if leaves else sha(b"")


def _root_between(leaves: Sequence[bytes], first: int, end: int) -> bytes:
    if end - first == 1:
        return leaves[first]
    split = first + (1 << (end - first - 1).bit_length() - 1)
    return sha(b"\x01" + _root_between(leaves, first, split) + _root_between(leaves, split, end))


def root_by_path(entry: bytes, index: int, count: int, path: list[bytes]) -> bytes | None:
    """The root that an audit path leads to; None when its length does not fit index and count."""
    if not 0 <= index < count:
        return None
    if count == 1:
        return sha(b"\x00" + entry) if not path else None
    if not path:
        return None
    split = 1 << (count - 1).bit_length() - 1
    *below, sibling = path
    if index < split:
        inner = root_by_path(entry, index, split, below)
        return None if inner is None else sha(b"\x01" + inner + sibling)
    inner = root_by_path(entry, index - split, count - split, below)
    return None if inner is None else sha(b"\x01" + sibling + inner)


def number(prk: bytes, *label: str) -> bytes:
    """`N(..)` of section 3."""
    return hmac.digest(prk, "|".join(label).encode() + b"\x01", "sha256")


def numbers(prk: bytes, label: str, names: Iterable[str]) -> list[bytes]:
    """`N(label, name)` of each name (RFC 2104 written out: the key's two blocks are hashed once for all)."""
    block = prk.ljust(64, b"\x00")
    inner, outer = (hashlib.sha256(bytes(byte ^ pad for byte in block)) for pad in (0x36, 0x5C))
    inner.update(label.encode() + b"|")
    found = []
    for name in names:
        inside, outside = inner.copy(), outer.copy()
        inside.update(name.encode() + b"\x01")
        outside.update(inside.digest())
        found.append(outside.digest())
    return found


def check_times(manifest: dict[str, Any]) -> None:
    """Publication, then the deadline, then every beacon round."""
    published, deadline = (_seconds(manifest[name]) for name in ("published_at", "reveal_deadline"))
    if published >= deadline:
        raise Doubt("manifest.times", f"{manifest['published_at']} .. {manifest['reveal_deadline']}")
    for beacon in manifest["beacons"]:
        if beacon["round"] is not None and _GENESIS + _PERIOD * (beacon["round"] - 1) < deadline:
            raise Doubt("beacon.too-early", f"{beacon['name']} {beacon['round']}")


def _seconds(time: str) -> int:
    return int(datetime.strptime(time, "%Y-%m-%dT%H:%M:%S%z").timestamp())


def check_signatures(manifest: dict[str, Any], signatures: list[dict[str, str]]) -> None:
    """Every signature shown holds; the lead's and a participant's are there."""
    payload = urlsafe_b64encode(canonical(manifest)).rstrip(b"=")
    members = {member["member"]: member for member in manifest["members"]}
    roles = set()
    for signature in signatures:
        member = members.get(signature["member"])
        if member is None or not _holds(signature["jws"], member, payload):
            raise Doubt("signature.invalid", signature["member"])
        roles.add(member["role"])
    for role in ("lead", "participant"):
        if role not in roles:
            raise Doubt(f"signature.no-{role}", f"{len(signatures)} signature(s)")


def _holds(jws: str, member: dict[str, Any], payload: bytes) -> bool:
    protected, _, signature = jws.split(".")
    try:
        header = json.loads(_unbase64(protected))
        key = Ed25519PublicKey.from_public_bytes(_unbase64(member["key"]["x"]))
        key.verify(_unbase64(signature), protected.encode() + b"." + payload)
    except (ValueError, InvalidSignature):
        return False
    return isinstance(header, dict) and header.get("alg") == "Ed25519" and header.get("kid") == member["member"]


def _unbase64(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def key_of(manifest: dict[str, Any], reveal: dict[str, Any]) -> bytes:
    """The PRK, after checking code, nonces and beacon in that order."""
    code = bytes.fromhex(reveal["code"])
    if sha(code).hex() != manifest["code_head"]:
        raise Doubt("code.chain", reveal["code"])
    if [entry["member"] for entry in reveal["nonces"]] != [member["member"] for member in manifest["members"]]:
        raise Doubt("nonce.members", ", ".join(entry["member"] for entry in reveal["nonces"]))
    message = bytes.fromhex(tagged("manifest", manifest))
    for entry, member in zip(reveal["nonces"], manifest["members"], strict=True):
        nonce = bytes.fromhex(entry["nonce"] or "00" * 32)
        label = f"|nonce|{manifest['draw']}|{entry['member']}|".encode()
        if entry["nonce"] is not None and sha(_FORMAT + label + nonce).hex() != member["commitment"]:
            raise Doubt("nonce.commitment", entry["member"])
        message += nonce
    return hmac.digest(code, message + _beacon_value(manifest, reveal["beacon"]), "sha256")


def _beacon_value(manifest: dict[str, Any], beacon: dict[str, Any]) -> bytes:
    if {"name": beacon["name"], "round": beacon["round"]} not in manifest["beacons"]:
        raise Doubt("beacon.not-named", f"{beacon['name']} {beacon['round']}")
    if beacon["name"] == "none":
        if beacon["signature"] is not None:
            raise Doubt("beacon.signature", "'none' has no signature")
        return bytes(32)
    try:
        signature = bytes.fromhex(beacon["signature"] or "")
        expected = G1Point.hash_to_curve(sha(beacon["round"].to_bytes(8, "big")), _DST)
        left = GT.pairing(G1Point.from_compressed_bytes(signature), G2Point())
        right = GT.pairing(expected, G2Point.from_compressed_bytes(bytes.fromhex(_DRAND_KEY)))
    except ValueError:
        raise Doubt("beacon.signature", f"{beacon['name']} {beacon['round']}") from None
    if left != right:
        raise Doubt("beacon.signature", f"{beacon['name']} {beacon['round']}")
    return sha(signature)


def notes_on(manifest: dict[str, Any], reveal: dict[str, Any]) -> list[str]:
    """What holds and yet should be known."""
    notes = []
    missing = [entry["member"] for entry in reveal["nonces"] if entry["nonce"] is None]
    if missing:
        notes.append(f"未揭示随机数的成员 / members that did not reveal: {', '.join(missing)}")
    beacon = reveal["beacon"]
    if beacon["name"] == "none":
        notes.append(
            "未使用公共信标,最后揭示者可以用沉默影响结果 / no public beacon: whoever reveals last could steer by silence"
        )
    if {"name": beacon["name"], "round": beacon["round"]} != manifest["beacons"][0]:
        notes.append("使用了备用信标 / a fallback beacon was used, not the first one named")
    return notes
