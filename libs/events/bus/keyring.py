"""The public keys of a place's services: one file for all of them, read again when it changes.

    {"keys": [{"service": "registry", "jwk": {"kty": "OKP", "crv": "Ed25519", "x": "…"}, "from": "2026-01-01T00:00:00Z",
               "until": null}],
     "unsigned_through": {"registry": 12345}}

A key counts for what was signed from `from` (inclusive) until `until` (exclusive); several keys of one service may overlap.
`unsigned_through`: the position up to which a service's facts without a signature are still taken, those of before the upgrade.
The file holds nothing secret. Who may write it decides whose facts are believed: docs/operations.md says who that is.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

from joserfc.jwk import OKPKey
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from .. import signatures
from ..shapes.faults import Unfit, fault_of
from ..telemetry import log

__all__ = ["KeyFile", "KeyFileError", "Keyring", "ServiceKey", "read_key_file"]

_LOOK = 0.5
"""Seconds after which the file's time and size are asked for again."""


def _public(jwk: dict[str, Any]) -> dict[str, str]:
    if "d" in jwk:
        # The value must not reach a log: it is the private key.
        raise Unfit(
            "this is a private key; give its public half alone (kty, crv, x)",
            "这是私钥;只应给出公钥 (kty, crv, x)",
            secret=True,
        )
    try:
        return signatures.public(jwk)
    except ValueError as error:
        raise Unfit(str(error), "不是 Ed25519 公钥") from error


ServiceName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,62}$")]


class ServiceKey(BaseModel):
    """A service's public key and when it counts."""

    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))

    service: ServiceName
    jwk: Annotated[dict[str, Any], AfterValidator(_public)]
    since: AwareDatetime = Field(alias="from")
    until: AwareDatetime | None = None

    @model_validator(mode="after")
    def _in_order(self) -> ServiceKey:
        if self.until is not None and self.until <= self.since:
            raise Unfit(f"until {self.until} is not after from {self.since}", f"until {self.until} 不晚于 from {self.since}")
        return self

    @cached_property
    def key(self) -> OKPKey:
        return OKPKey.import_key({**self.jwk})

    @cached_property
    def kid(self) -> str:
        """The key's thumbprint (RFC 7638, SHA-256, base64url)."""
        return self.key.thumbprint()

    def counts_at(self, moment: datetime) -> bool:
        """Whether what was signed then is signed in time."""
        return self.since <= moment and (self.until is None or moment < self.until)


class KeyFile(BaseModel):
    """What the file says."""

    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))

    keys: tuple[ServiceKey, ...]
    unsigned_through: dict[ServiceName, Annotated[int, Field(ge=0, le=2**63 - 1)]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _each_once(self) -> KeyFile:
        """One key for two services would let each speak for the other."""
        known: dict[str, ServiceKey] = {}
        for each in self.keys:
            if (other := known.setdefault(each.kid, each)) is not each:
                raise Unfit(
                    f"the key {each.kid} is there twice, for {other.service} and for {each.service}",
                    f"密钥 {each.kid} 出现两次:{other.service} 与 {each.service}",
                )
        return self

    @cached_property
    def by_kid(self) -> Mapping[str, ServiceKey]:
        return {each.kid: each for each in self.keys}


class KeyFileError(ValueError):
    """The file cannot be read or says what it must not; the message names the field and the rule."""


def read_key_file(path: Path) -> KeyFile:
    """The file's content. Raises KeyFileError."""
    try:
        return KeyFile.model_validate_json(path.read_bytes())
    except OSError as error:
        raise KeyFileError(f"{path}: {error.strerror or error} · 无法读取") from error
    except ValidationError as error:
        first = fault_of(error.errors()[0])
        raise KeyFileError(f"{path}: {first.field or 'file'}: {first.rule} · {first.rule_zh}") from error


class Keyring:
    """The file as it stands: looked at again after half a second at most. Raises KeyFileError at first.

    A new file that is broken leaves the one before in force: `fault` then says what is wrong with it, for readiness.
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._path, self._clock = path, clock
        self._stamp, self._file = _stamp(path), read_key_file(path)
        self._looked = clock()
        self.fault: str | None = None

    @property
    def file(self) -> KeyFile:
        """What is in force."""
        now = self._clock()
        if now - self._looked >= _LOOK:
            self._looked = now
            self._look()
        return self._file

    def keys(self, service: str) -> list[ServiceKey]:
        """The keys of a service, whenever they count; none for a service that the file does not name."""
        return [each for each in self.file.keys if each.service == service]

    def _look(self) -> None:
        # Asked for before the file is read: what is written meanwhile is seen the next time.
        stamp = _stamp(self._path)
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._file = read_key_file(self._path)
        except KeyFileError as error:
            self.fault = str(error)
            log.error("keys.not_taken", error=self.fault, do="the keys of before are in force until the file is mended")
            return
        self.fault = None
        log.info("keys.taken", keys=[f"{each.service} {each.kid}" for each in self._file.keys])


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """What changes with the file: a ConfigMap is swapped by a link, so the file's own number is among it."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
