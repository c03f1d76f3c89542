"""The joint conference's members at their own desks: a nonce does not leave them before its time, a key never."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from joserfc.jwk import OKPKey

from libs.clients.planning import Jwk, Planning
from services.planning.draw.canonical import suite_named
from services.planning.draw.manifest import Manifest, sign
from services.planning.draw.reveal import commitment

__all__ = ["Desk"]


@dataclass(frozen=True)
class Desk:
    """One member in one draw. The nonce is seeded, so that the story can be told again; a real member throws dice.

    `planning` is the service as this member uses it.
    """

    draw: str
    member: str

    @cached_property
    def nonce(self) -> bytes:
        return hashlib.sha256(f"story|{self.draw}|{self.member}".encode()).digest()

    @cached_property
    def key(self) -> OKPKey:
        return OKPKey.generate_key("Ed25519")

    async def commit(self, planning: Planning) -> None:
        """Hands in the nonce's hash and the public key."""
        digest = commitment(suite_named("sha256"), self.draw, self.member, self.nonce)
        public = Jwk(kty="OKP", crv="Ed25519", x=str(self.key.as_dict(private=False)["x"]))
        await planning.commit_to_draw(self.draw, member=self.member, commitment=digest, public_key=public)

    async def sign(self, planning: Planning, manifest: dict[str, Any]) -> None:
        """Signs the published manifest: a detached JWS."""
        signed = sign(Manifest.model_validate(manifest), self.member, self.key)
        await planning.sign_draw(self.draw, member=self.member, signature=signed.jws)

    async def reveal(self, planning: Planning) -> None:
        await planning.reveal_nonce(self.draw, member=self.member, nonce=self.nonce.hex())
