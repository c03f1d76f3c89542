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
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Protocol

from joserfc.jwk import OKPKey
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from .. import signatures
from ..catalog.codes import ServiceName
from ..clock import system_clock, utc_text
from ..shapes.faults import Unfit, fault_of
from ..telemetry import log

__all__ = [
    "KeyFile",
    "KeyFileError",
    "Keyring",
    "Keys",
    "ServiceKey",
    "keys_of",
    "make_keys",
    "read_key_file",
    "with_end",
    "with_key",
    "with_unsigned",
    "write_key_file",
]

_LOOK = 0.5
"""Seconds after which the file's time and size are asked for again."""


def _public(jwk: dict[str, Any]) -> dict[str, str]:
    try:
        return signatures.public(jwk)
    except ValueError as error:
        # The value must not reach a log: it may be a private key.
        raise Unfit(f"the key {error}", "不是 Ed25519 公钥,或含有私钥 d", secret=True) from error


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


class KeyFileAwayError(KeyFileError):
    """The file cannot be read now."""


def read_key_file(path: Path) -> KeyFile:
    """The file's content. Raises KeyFileError, as KeyFileAwayError where another attempt may read it."""
    try:
        return KeyFile.model_validate_json(path.read_bytes())
    except OSError as error:
        raise KeyFileAwayError(f"{path}: {error.strerror or error} · 无法读取") from error
    except ValidationError as error:
        first = fault_of(error.errors()[0])
        raise KeyFileError(f"{path}: {first.field or 'file'}: {first.rule} · {first.rule_zh}") from error


def write_key_file(path: Path, file: KeyFile) -> None:
    """Puts the content in place of what the file says, at once: a reader finds the one or the other."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(file.model_dump_json(by_alias=True, indent=1), encoding="utf-8")
    # Public, and read by every service's user.
    beside.chmod(0o644)
    beside.replace(path)


def with_key(file: KeyFile, service: str, key: OKPKey, since: datetime) -> KeyFile:
    """The file with one more key, which counts from then on. Raises pydantic's ValidationError."""
    more = {"service": service, "jwk": signatures.public(key.as_dict(private=False)), "from": since}
    return _file([*file.keys, more], file.unsigned_through)


def with_end(file: KeyFile, kid: str, until: datetime) -> KeyFile:
    """The file with an end for one of its keys. Raises KeyError for a key that it does not name, and ValidationError."""
    ended = {**file.by_kid[kid].model_dump(by_alias=True), "until": until}
    return _file([ended if each.kid == kid else each for each in file.keys], file.unsigned_through)


def with_unsigned(file: KeyFile, service: str, through: int) -> KeyFile:
    """The file that takes a service's facts without a signature up to this position. Raises pydantic's ValidationError."""
    return _file(file.keys, {**file.unsigned_through, service: through})


def _file(keys: Iterable[object], unsigned_through: Mapping[str, int]) -> KeyFile:
    return KeyFile.model_validate({"keys": tuple(keys), "unsigned_through": unsigned_through})


def make_keys(folder: Path, services: Iterable[str], public: Path | None = None, since: datetime | None = None) -> Path:
    """Makes `{service}.jwk`, private, for each service, and names their public halves in `service-keys.json`, which it returns.

    That file is in the folder `public`, or in the same one. What exists stays. The keys count from `since`, or from now on.
    """
    path = (public or folder) / "service-keys.json"
    file = before = read_key_file(path) if path.exists() else KeyFile(keys=())
    since = since or datetime.now(UTC).replace(microsecond=0)
    for service in services:
        key = signatures.new_key(folder / f"{service}.jwk")
        if key.thumbprint() not in file.by_kid:
            file = with_key(file, service, key, since)
    if file is not before:
        write_key_file(path, file)
    return path


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
        try:
            self._file = read_key_file(self._path)
        except KeyFileError as error:
            # What it says changes with its stamp alone; whether it can be read changes without.
            self._stamp = None if isinstance(error, KeyFileAwayError) else stamp
            if self.fault != str(error):
                log.error("keys.not_taken", error=str(error), do="the keys of before are in force until the file is mended")
            self.fault = str(error)
            return
        self._stamp = stamp
        self.fault = None
        log.info("keys.taken", keys=[f"{each.service} {each.kid}" for each in self._file.keys])


@dataclass(frozen=True)
class Keys:
    """What a process has of keys: its own private one, and everybody's public ones. `embedded`: it may do without.

    `clock` gives real time, as the moment of signing is.
    """

    service: str
    own: OKPKey | None
    ring: Keyring | None
    embedded: bool
    clock: Callable[[], datetime] = system_clock

    def must_sign(self) -> OKPKey | None:
        """The key to sign with. Raises RuntimeError where what is sent would not be believed."""
        if self.own is None:
            if self.ring is not None or not self.embedded:
                raise RuntimeError(
                    f"{self.service} sends facts and has nothing to sign them with: set CHECKONCE_SIGNING_KEY"
                    f" · {self.service} 需要签名密钥,请设置 CHECKONCE_SIGNING_KEY"
                )
            return None
        if fault := self._own_fault():
            raise RuntimeError(fault)
        return self.own

    def must_check(self) -> Keyring | None:
        """The keys to check with. Raises RuntimeError where there are none and others would be believed unsigned."""
        if self.ring is None and not self.embedded:
            raise RuntimeError(
                f"{self.service} reads facts of other services and cannot tell who said them: set CHECKONCE_SERVICE_KEYS to the"
                f" file with their public keys · {self.service} 无法核对其他服务的签名,请设置 CHECKONCE_SERVICE_KEYS"
            )
        return self.ring

    def fault(self) -> str | None:
        """Why a new file of keys is not in force, or why nobody believes what is signed now; None where all is well."""
        if self.ring is None:
            return None
        _ = self.ring.file
        return self.ring.fault or (self._own_fault() if self.own is not None else None)

    def _own_fault(self) -> str | None:
        if self.ring is None or self.own is None:
            return None
        kid = self._kid
        found = next((each for each in self.ring.keys(self.service) if each.kid == kid), None)
        if found is None:
            return (
                f"CHECKONCE_SERVICE_KEYS does not name {kid}, the key of CHECKONCE_SIGNING_KEY, for {self.service}: nobody"
                f" would believe it · 服务公钥文件未列出 {self.service} 的当前签名密钥"
            )
        if not found.counts_at(self.clock()):
            return (
                f"{kid}, the key of CHECKONCE_SIGNING_KEY, counts {_when(found)} by CHECKONCE_SERVICE_KEYS and not now: nobody"
                f" would believe {self.service} · {self.service} 的当前签名密钥此时不在有效期内"
            )
        return None

    def refuses(self, time: datetime) -> str | None:
        """Why a shared fact of that time is not sealed: neighbours would refuse the link, and all that follow it."""
        if self.ring is None or self.own is None:
            return None
        if fault := self._own_fault():
            return fault
        found = self.ring.file.by_kid[self._kid]
        if found.counts_at(time):
            return None
        return (
            f"a shared fact of {utc_text(time)} is not sealed with {self._kid}, which counts {_when(found)}: give"
            f" {self.service} the key of that time until the fact is sent · 该密钥对事实发生时间无效,请先用当时有效的密钥发送"
        )

    @cached_property
    def _kid(self) -> str:
        return "" if self.own is None else self.own.thumbprint()


def _when(key: ServiceKey) -> str:
    return f"from {utc_text(key.since)}" + (f" until {utc_text(key.until)}" if key.until else "")


def keys_of(settings: Held, service: str) -> Keys:
    """By the settings of a process. Raises OSError, ValueError or KeyFileError for a file that cannot be read."""
    own = signatures.load_key(settings.signing_key) if settings.signing_key else None
    ring = Keyring(settings.service_keys) if settings.service_keys else None
    return Keys(service, own, ring, settings.profile == "embedded")


class Held(Protocol):
    """The settings that say which keys a process holds."""

    @property
    def signing_key(self) -> Path | None: ...
    @property
    def service_keys(self) -> Path | None: ...
    @property
    def profile(self) -> str: ...


def _stamp(path: Path) -> tuple[int, int, int, int] | None:
    """What changes with the file or with who may read it: a ConfigMap is swapped by a link, so its own number is in it."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino
