"""Signatures under an agreement: detached JWS (RFC 7515 appendix F, `Ed25519` of RFC 9864) over its RFC 8785 text.

    signature = sign(terms, key)
    assert signed(terms, signature, public(key.as_dict()))

Pure: the same terms and key give the same bytes.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping

import rfc8785
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from .commands import AgreementTerms

FORMAT = "checkonce-agreement-1"
"""Stands in the signed text, so that a signature under an agreement is a signature under nothing else."""
_ALGORITHM = "Ed25519"
_REGISTRY = jws.JWSRegistry(algorithms=[_ALGORITHM])
_MEMBERS = ("crv", "kty", "x")


def text(terms: AgreementTerms) -> bytes:
    """The canonical JSON that both sides sign."""
    said = terms.model_dump(mode="json", include=set(AgreementTerms.model_fields))
    return bytes(rfc8785.dumps({"format": FORMAT, **said}))


def public(jwk: Mapping[str, object]) -> dict[str, str]:
    """The members that make an Ed25519 public key (RFC 8037), nothing else. Raises ValueError for anything that is not one."""
    if "d" in jwk:
        raise ValueError("holds a private key")
    members = {name: str(jwk.get(name, "")) for name in _MEMBERS}
    if members["kty"] != "OKP" or members["crv"] != _ALGORITHM:
        raise ValueError("is not an Ed25519 public key")
    try:
        OKPKey.import_key({**members})
    except (JoseError, ValueError) as error:
        raise ValueError(f"is not an Ed25519 public key: {error}") from error
    return members


def sign(terms: AgreementTerms, key: OKPKey) -> str:
    """A detached JWS: header, nothing, signature."""
    header = {"alg": _ALGORITHM, "kid": key.thumbprint()}
    head, _, tail = jws.serialize_compact(header, text(terms), key, registry=_REGISTRY).split(".")
    return f"{head}..{tail}"


def signed(terms: AgreementTerms, signature: str, jwk: Mapping[str, object]) -> bool:
    """Whether the key's owner has signed these terms. Raises ValueError when `jwk` is not a public key."""
    key = OKPKey.import_key({**public(jwk)})
    head, _, tail = signature.partition("..")
    body = base64.urlsafe_b64encode(text(terms)).rstrip(b"=").decode()
    try:
        jws.deserialize_compact(f"{head}.{body}.{tail}", key, registry=_REGISTRY)
    # A `crit` that is no list, from whoever sent it, makes joserfc raise TypeError.
    except (JoseError, ValueError, TypeError):
        return False
    return True
