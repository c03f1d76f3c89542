"""The joint conference's members at their own desks: a nonce does not leave them before its time, a key never."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from joserfc.jwk import OKPKey

from services.planning.draw.canonical import suite_named
from services.planning.draw.manifest import Manifest, sign
from services.planning.draw.reveal import commitment

__all__ = ["Desk"]


@dataclass(frozen=True)
class Desk:
    """One member in one draw. The nonce is seeded, so that the story can be told again; a real member throws dice."""

    draw: str
    member: str

    @cached_property
    def nonce(self) -> bytes:
        return hashlib.sha256(f"story|{self.draw}|{self.member}".encode()).digest()

    @cached_property
    def key(self) -> OKPKey:
        return OKPKey.generate_key("Ed25519")

    def committed(self) -> dict[str, Any]:
        """The body of the commitment: the nonce's hash and the public key."""
        digest = commitment(suite_named("sha256"), self.draw, self.member, self.nonce)
        public = {name: str(value) for name, value in self.key.as_dict(private=False).items() if name in {"kty", "crv", "x"}}
        return {"member": self.member, "commitment": digest, "public_key": public}

    def signed(self, manifest: dict[str, Any]) -> dict[str, str]:
        """The body of the signature: a detached JWS over the published manifest."""
        return {"member": self.member, "signature": sign(Manifest.model_validate(manifest), self.member, self.key).jws}

    def revealed(self) -> dict[str, str]:
        return {"member": self.member, "nonce": self.nonce.hex()}
