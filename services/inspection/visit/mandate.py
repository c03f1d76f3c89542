"""The mandate as a token: a compact JWS that the entity can check before it opens the door (X-01).

RFC 7515, algorithm `Ed25519` (RFC 9864), payload in RFC 8785 form: the same visit gives the same token.
"""

from collections.abc import Iterable
from typing import Any

import rfc8785
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from pydantic import ValidationError

from libs.events.signatures import ALGORITHM, REGISTRY

from .decide.mandate import Mandate

_TYPE = "mandate+jws"


class NotAMandateError(ValueError):
    """Not signed with a key of this place's inspection that counts, or not a mandate at all."""


def sign(mandate: Mandate, key: OKPKey) -> str:
    """The token, deterministic."""
    header = {"alg": ALGORITHM, "kid": key.thumbprint(), "typ": _TYPE}
    payload: dict[str, Any] = mandate.model_dump(mode="json")
    return jws.serialize_compact(header, rfc8785.dumps(payload), key, registry=REGISTRY)


def read(token: str, keys: Iterable[OKPKey]) -> Mandate:
    """The mandate in a token under one of these keys of the place; whether it still holds is for the caller.

    Raises NotAMandateError.
    """
    said = NotAMandateError("not a mandate of this place: there is no key")
    for key in keys:
        try:
            return _read(token, key)
        except NotAMandateError as error:
            said = error
    raise said


def _read(token: str, key: OKPKey) -> Mandate:
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
