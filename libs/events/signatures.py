"""Detached JWS signatures (RFC 7515 appendix F; algorithm `Ed25519` of RFC 9864) and bare ones: the one place that makes and
checks them.

    signature = sign(payload, key)              # head..tail
    assert holds(signature, payload, key)

Pure: the same bytes and key give the same signature. `apps/checkonce/verify` checks the draw's signatures a second time with
code of its own, on purpose.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

__all__ = [
    "ALGORITHM",
    "REGISTRY",
    "decoded",
    "encoded",
    "head",
    "holds",
    "holds_bare",
    "load_key",
    "new_key",
    "public",
    "sign",
    "sign_bare",
    "thumbprint",
]

ALGORITHM = "Ed25519"
REGISTRY = jws.JWSRegistry(algorithms=[ALGORITHM])
_MEMBERS = ("crv", "kty", "x")


def sign(payload: bytes, key: OKPKey, *, kid: str | None = None) -> str:
    """A detached JWS over `payload`: header, nothing, signature. `kid` is the key's thumbprint unless given."""
    header = {"alg": ALGORITHM, "kid": kid or key.thumbprint()}
    return jws.detach_content(jws.serialize_compact(header, payload, key, registry=REGISTRY))


def head(kid: str) -> str:
    """What `sign` writes before the two full stops for a key of this name."""
    return encoded(json.dumps({"alg": ALGORITHM, "kid": kid}, separators=(",", ":")).encode())


def holds(signature: str, payload: bytes, key: OKPKey, *, kid: str | None = None) -> bool:
    """Whether the key's owner signed exactly these bytes; never raises for what a stranger may send.

    With `kid` the header must hold `alg` and this `kid`, each once, nothing else, and in the canonical base64url form.
    Otherwise two verifiers could read two different headers.
    """
    head, _, tail = signature.partition("..")
    try:
        jws.deserialize_compact(f"{head}.{encoded(payload)}.{tail}", key, registry=REGISTRY)
        if kid is None:
            return True
        header = json.loads(decoded(head), object_pairs_hook=sorted)
        strict = header == [("alg", ALGORITHM), ("kid", kid)]
        return strict and all(encoded(decoded(part)) == part for part in (head, tail))
    # joserfc raises TypeError for a `crit` that is not a list; so does this function for two `kid` of different types.
    except (JoseError, ValueError, TypeError, RecursionError):
        return False


def public(jwk: Mapping[str, object]) -> dict[str, str]:
    """The members that make an Ed25519 public key (RFC 8037), nothing else. Raises ValueError for anything that is not one."""
    if "d" in jwk:
        raise ValueError("holds a private key")
    members = {name: str(jwk.get(name, "")) for name in _MEMBERS}
    if members["kty"] != "OKP" or members["crv"] != ALGORITHM:
        raise ValueError("is not an Ed25519 public key")
    try:
        OKPKey.import_key({**members})
    except (JoseError, ValueError) as error:
        raise ValueError(f"is not an Ed25519 public key: {error}") from error
    return members


def thumbprint(jwk: Mapping[str, object]) -> str:
    """The name of a public key (RFC 7638 with SHA-256, base64url). Raises ValueError for what is none."""
    return OKPKey.import_key({**public(jwk)}).thumbprint()


def load_key(path: Path) -> OKPKey:
    """A place's private Ed25519 key from a JWK file. Raises OSError or ValueError when it cannot be read."""
    try:
        return OKPKey.import_key(json.loads(path.read_text(encoding="utf-8")))
    except (JoseError, ValueError) as error:
        raise ValueError(f"{path} holds no Ed25519 JWK: {error}") from error


def new_key(path: Path) -> OKPKey:
    """The key in `path`, made with mode 0600 when there is none (embedded stack and tests; in production: a secret)."""
    if path.exists():
        return load_key(path)
    key = OKPKey.generate_key("Ed25519")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps(key.as_dict(private=True)), encoding="utf-8")
    return key


def decoded(text: str) -> bytes:
    """Base64url without padding (RFC 7515, section 2)."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def encoded(plain: bytes) -> str:
    """Base64url without padding."""
    return urlsafe_b64encode(plain).rstrip(b"=").decode()


def sign_bare(payload: bytes, key: OKPKey) -> bytes:
    """The 64 bytes of an Ed25519 signature (RFC 8032), without an envelope around them: what is signed says what it is for."""
    return cast("Ed25519PrivateKey", key.private_key).sign(payload)


def holds_bare(signature: bytes, payload: bytes, key: OKPKey) -> bool:
    """Whether the key's owner signed exactly these bytes."""
    try:
        cast("Ed25519PublicKey", key.public_key).verify(signature, payload)
    except InvalidSignature:
        return False
    return True
