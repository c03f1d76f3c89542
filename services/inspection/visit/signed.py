"""Statements of this place as tokens: compact JWS that whoever scans them can check.

RFC 7515, algorithm `Ed25519` (RFC 9864), payload in RFC 8785 form: the same statement gives the same token.
"""

from collections.abc import Iterable
from typing import Any, Generic, TypeVar

import rfc8785
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from pydantic import BaseModel, ValidationError

from libs.events.signatures import ALGORITHM, REGISTRY

M = TypeVar("M", bound=BaseModel)


class NotSignedHereError(ValueError):
    """Not signed with a key of this place's inspection that counts, or not such a statement at all."""


class Signed(Generic[M]):
    """One kind of statement, told from the others by its `typ`."""

    def __init__(self, model: type[M], typ: str) -> None:
        self._model, self._typ = model, typ

    def sign(self, statement: M, key: OKPKey) -> str:
        """The token, deterministic."""
        header = {"alg": ALGORITHM, "kid": key.thumbprint(), "typ": self._typ}
        payload: dict[str, Any] = statement.model_dump(mode="json")
        return jws.serialize_compact(header, rfc8785.dumps(payload), key, registry=REGISTRY)

    def read(self, token: str, keys: Iterable[OKPKey]) -> M:
        """The statement in a token under one of these keys of the place; whether it still holds is for the caller.

        Raises NotSignedHereError.
        """
        said = NotSignedHereError(f"no {self._typ} of this place: there is no key")
        for key in keys:
            try:
                return self._read(token, key)
            except NotSignedHereError as error:
                said = error
        raise said

    def _read(self, token: str, key: OKPKey) -> M:
        try:
            signed = jws.deserialize_compact(token, key, registry=REGISTRY)
            if signed.headers().get("typ") != self._typ:
                raise NotSignedHereError(f"a signed token, but no {self._typ}")
            return self._model.model_validate_json(signed.payload)
        # A `crit` that is no list, from whoever sent it, makes joserfc raise TypeError.
        except (JoseError, ValidationError, UnicodeError, TypeError) as error:
            raise NotSignedHereError(f"no {self._typ} of this place: {type(error).__name__}") from error
        except ValueError as error:
            raise NotSignedHereError(str(error)) from error
