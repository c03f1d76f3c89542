"""The mandate as a token: a compact JWS that the entity can check before it opens the door (X-01).

RFC 7515, algorithm `Ed25519` (RFC 9864), payload in RFC 8785 form: the same visit gives the same token.
"""

import functools
from pathlib import Path
from typing import Any

import rfc8785
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from pydantic import ValidationError

from libs.events.signatures import ALGORITHM, REGISTRY, load_key

from .decide.mandate import Mandate

_TYPE = "mandate+jws"


class NotAMandateError(ValueError):
    """Not signed with this place's key, or not a mandate at all."""


@functools.cache
def key_of(path: Path) -> OKPKey:
    """The place's key, read once. Raises OSError or ValueError when it cannot be read."""
    return load_key(path)


def sign(mandate: Mandate, key: OKPKey) -> str:
    """The token, deterministic."""
    header = {"alg": ALGORITHM, "kid": key.thumbprint(), "typ": _TYPE}
    payload: dict[str, Any] = mandate.model_dump(mode="json")
    return jws.serialize_compact(header, rfc8785.dumps(payload), key, registry=REGISTRY)


def read(token: str, key: OKPKey) -> Mandate:
    """The mandate in a token of this place; whether it still holds is for the caller. Raises NotAMandateError."""
    try:
        signed = jws.deserialize_compact(token, key, registry=REGISTRY)
        if signed.headers().get("typ") != _TYPE:
            raise NotAMandateError("a signed token, but not a mandate")
        return Mandate.model_validate_json(signed.payload)
    # A `crit` that is no list, from whoever sent it, makes joserfc raise TypeError.
    except (JoseError, ValidationError, UnicodeError, TypeError) as error:
        raise NotAMandateError(f"not a mandate of this place: {type(error).__name__}") from error
    except ValueError as error:
        raise NotAMandateError(str(error)) from error
