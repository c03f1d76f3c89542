"""A development OpenID Connect issuer: real keys, real signatures, real discovery. For the embedded stack and tests.

Services verify its tokens exactly as any other issuer's; production points `CHECKONCE_OIDC_ISSUER` at the real one.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import uuid4

from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import OKPKey

from ..settings import audience_of
from ..signatures import new_key

__all__ = ["DevelopmentIssuer"]

_HOUR = 3600


class DevelopmentIssuer:
    """`url` is where `app()` is served; `key` signs (Ed25519)."""

    def __init__(self, url: str, key: OKPKey) -> None:
        self.url = url.rstrip("/")
        self._key = key
        self._kid = key.thumbprint()

    @classmethod
    def kept(cls, url: str, path: Path) -> DevelopmentIssuer:
        """With the key in `path`, made on first use."""
        return cls(url, new_key(path))

    def token(
        self,
        subject: str,
        *,
        place: str,
        roles: Iterable[str] = (),
        seconds: int = _HOUR,
        **claims: Any,
    ) -> str:
        """A signed access token for a place, valid for `seconds` from now; `claims` add to its claims or override them."""
        now = int(time.time())
        body = {
            "iss": self.url,
            "aud": audience_of(place),
            "sub": subject,
            "iat": now,
            "exp": now + seconds,
            "jti": uuid4().hex,
            "roles": sorted(roles),
            **claims,
        }
        return jwt.encode({"alg": "Ed25519", "kid": self._kid}, body, self._key, algorithms=["Ed25519"])

    def app(self) -> FastAPI:
        """Discovery and keys (OpenID Connect Discovery 1.0, section 4; RFC 7517)."""
        app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
        public = {**self._key.as_dict(private=False), "kid": self._kid, "use": "sig", "alg": "Ed25519"}

        @app.get("/.well-known/openid-configuration")
        async def discovery() -> dict[str, Any]:
            return {
                "issuer": self.url,
                "jwks_uri": f"{self.url}/jwks",
                "response_types_supported": ["token"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["Ed25519"],
            }

        @app.get("/jwks")
        async def keys() -> dict[str, Any]:
            return {"keys": [public]}

        return app
