"""Settings of one service process, from `CHECKONCE_*` variables."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, ClassVar, Final, Literal
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from pydantic import BaseModel, BeforeValidator, Field, FilePath, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from .bus.kafka import Access
from .files.kinds import KINDS
from .shapes.faults import Unfit

__all__ = ["Neighbour", "Role", "Settings", "audience_of", "over_tls_or_local", "words_of"]

KafkaSecurity = Literal["PLAINTEXT", "SASL_PLAINTEXT", "SSL", "SASL_SSL"]
_ALGORITHMS: Final = frozenset(
    ["Ed25519", "EdDSA", "Ed448", "ES256", "ES384", "ES512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]
)
"""What may be listed: signatures by a private key. HS* takes a shared secret, and `none` proves nothing."""


_RATE = re.compile(r"([1-9][0-9]{0,6})/([1-9][0-9]{0,5})")


def _rate(given: Any) -> Any:
    if isinstance(given, str):
        if found := _RATE.fullmatch(given):
            return int(found[1]), int(found[2])
        raise Unfit(f"{given} is no rate; write requests/seconds, as 60/60", f"{given} 不是频率,应写作 次数/秒数,例如 60/60")
    return given


Rate = Annotated[tuple[int, int], BeforeValidator(_rate)]
"""`requests/seconds`."""


class Role(StrEnum):
    """What a process does: answer HTTP, or relay, consume and keep deadlines, or both."""

    ALL = "all"
    API = "api"
    WORKER = "worker"


class Neighbour(BaseModel):
    """A neighbouring jurisdiction's broker and the credentials it gave us; they open `{place}.shared` and nothing else."""

    place: str
    bootstrap: str
    username: str = ""
    password: SecretStr = SecretStr("")
    security: KafkaSecurity = "SASL_SSL"
    ca_file: str = ""

    def access(self) -> Access:
        return Access(self.bootstrap, self.username, self.password.get_secret_value(), self.security, self.ca_file)


class Settings(BaseSettings):
    """Each field is the variable `CHECKONCE_` + its name in capitals.

    An application whose callers and instances have scopes subclasses it, overrides `claims_of` and `serves`, names its
    `known_roles`, and names the subclass as `Service.settings_class`.
    """

    known_roles: ClassVar[Mapping[str, str] | None] = None
    """The roles there are, with what Chinese texts call them: an access table names no other, and of a token all others are
    ignored. None: any."""

    model_config = SettingsConfigDict(env_prefix="CHECKONCE_", extra="ignore", frozen=True)

    place: str = Field(description="The jurisdiction's six-digit code (GB/T 2260).", pattern=r"^[0-9]{6}$")
    profile: Literal["production", "embedded"] = Field(
        "production", description="`embedded` is for one machine of one's own: http to this machine, a story's clock, no TLS."
    )
    role: Role = Field(Role.ALL, description="`api`: HTTP; `worker`: relay, consumers, deadlines; `all`: both.")

    database_url: SecretStr = Field(
        description="PostgreSQL, one database per service. Without `sslmode` it is verify-full, in the embedded stack prefer."
    )
    database_pool: int = Field(8, ge=2, le=100, description="Most sessions of a process with the database.")

    kafka_bootstrap: str = Field(description="Some of the brokers: host:port[,host:port].")
    kafka_username: str = Field("", description="The service's own user (SASL SCRAM-SHA-512).")
    kafka_password: SecretStr = Field(SecretStr(""), description="Its password.")
    kafka_security: KafkaSecurity = Field("SASL_SSL", description="How the broker is spoken to.")
    kafka_ca_file: str = Field("", description="Authorities of the broker's certificate (PEM).")
    neighbours: list[Neighbour] = Field(default_factory=list, description="JSON list of neighbouring jurisdictions.")

    host: str = Field("127.0.0.1", description="Address to listen at.")
    port: int = Field(8080, ge=0, le=65535, description="Port to listen at; 0: any that is free.")

    oidc_issuer: str = Field(description="Issuer URL (https); its discovery document names the keys.")
    oidc_audience: str = Field("", description="Audience of the tokens for this place; empty: `checkonce:` and the place.")
    oidc_shared_audience: str = Field(
        "", description="Audience of tokens that name their places in a claim; empty: such tokens are not taken."
    )
    oidc_places_claim: str = Field("place places", description="Claims that name the places a token is for.")
    oidc_roles_claim: str = Field("roles", description="Claims with the roles; `realm_access.roles` is one within another.")
    oidc_feed_claim: str = Field(
        "feed",
        description="Claims with the types of fact that the feed tells a caller, as `library.book-lent` or `library.*`."
        " Where a token has none of them, it tells all.",
    )
    oidc_algorithms: str = Field("Ed25519,ES256,RS256,PS256", description="Comma-separated: signatures that are accepted.")
    oidc_ca_file: FilePath | None = Field(
        None, description="Authorities of the issuer's certificate (PEM); without it those that the system trusts."
    )
    oidc_keys_seconds: int = Field(600, ge=1, le=600, description="The issuer's keys are fetched again after this time.")
    oidc_keys_stale_seconds: int = Field(
        3600, ge=0, le=86_400, description="For how much longer they count while the issuer cannot be reached."
    )
    oidc_token_seconds: int = Field(
        86_400, ge=60, le=31_622_400, description="A token that is issued for longer (exp - iat) is refused."
    )

    trusted_proxies: str = Field(
        "", description="Comma-separated networks (CIDR) of our own proxies: only they are believed in X-Forwarded-For."
    )
    rates: dict[str, Rate] = Field(
        default_factory=dict, description='JSON: limits of rate by name, "requests/seconds", where they are not as delivered.'
    )
    http_connections: int = Field(500, ge=2, le=100_000, description="Connections at once; half of them from one address.")
    http_header_seconds: float = Field(10.0, gt=0, le=600, description="Seconds until a request's header fields are complete.")
    http_body_seconds: float = Field(15.0, gt=0, le=600, description="Seconds to wait for the next part of a body.")
    http_body_least_rate: int = Field(1024, ge=1, description="Bytes a second, beyond those seconds, that a body must bring.")

    signing_key: Path | None = Field(
        None, description="Private JWK (Ed25519) of this service alone: it signs what the service says."
    )
    service_keys: Path | None = Field(
        None,
        description="JSON with the public keys of the place's services (bus/keyring.py); read again when it changes. Without it"
        " nothing is checked, which only the embedded stack's profile allows a service that reads from others.",
    )
    confiding_secret: Path | None = Field(
        None,
        description="File of secrets, one a line, each at least 32 random bytes as text: the first seals the facts that are"
        " confided to another service, and each opens what it has sealed.",
    )
    calendar: Path | None = Field(None, description="Folder of YYYY.csv with holidays and swapped working days.")
    story_clock: Path | None = Field(None, description="Embedded stack only: file that sets the story's time.")

    linger_ms: int = Field(
        0, ge=0, le=1000, description="Relay and consumers gather this long before a batch: fewer, larger transactions."
    )

    import_most_mib: int = Field(1024, ge=1, le=1_000_000, description="Largest file that an import takes, MiB.")
    import_workbook_mib: int = Field(
        1024, ge=64, le=1_000_000, description="Memory that reading a workbook may take, MiB: some 800 for 880,000 entities."
    )

    files_folder: Path | None = Field(
        None,
        description="Folder of the files that facts name, on a volume that is backed up and that all processes of the service"
        " share. Without it the service takes no files.",
    )
    files_most_mib: int = Field(200, ge=1, le=100_000, description="Largest file that is taken, MiB.")
    files_day_mib: int = Field(
        4096, ge=1, le=10_000_000, description="Most that one caller sends within 24 hours, MiB: twenty of the largest files."
    )
    files_types: str = Field(
        ",".join(kind for kind in KINDS if kind not in {"video/3gpp", "audio/amr"}),
        description="Comma-separated media types of files that are taken; also known: `video/3gpp`, `audio/amr`. What a file is"
        " its first bytes say.",
    )
    files_upload_hours: int = Field(
        72, ge=1, le=24 * 60, description="For how long an upload that broke off can go on: over a weekend without a network."
    )

    worker_seconds: float = Field(
        60.0, gt=0, le=3600,
        description="A worker that has done nothing of use for so long makes the process unready; one that has not even failed"
        " in five times as long makes it count as dead (`/health/live`). A batch with its reactions takes seconds.",
    )  # fmt: skip

    brake_facts: int = Field(
        20, ge=0, le=10_000,
        description="So many facts of one type, the last ones that a worker has tried, are judged together: where nearly all of"
        " them failed, the partition is held instead of parking stream after stream. A mistake in the data of a stream meets"
        " one of them, a mistake in a handler nearly all, and so many streams an operator can still look through. 0: never.",
    )  # fmt: skip
    brake_share: float = Field(
        0.9, gt=0.5, le=1,
        description="How many of them must have failed: nearly all, since a handler that fails at some facts only is the"
        " fault of what those say.",
    )  # fmt: skip

    readings_kept_days: int = Field(
        1096, ge=184, le=36_525,
        description="Days for which it is on record who read what: three years (个人信息保护法 第五十六条), at least six months"
        " (网络安全法, since 2026 第二十三条).",
    )  # fmt: skip

    answers_kept_days: int = Field(
        14, ge=1, le=3660,
        description="Days for which the answer to a request with an `Idempotency-Key` is kept; after that the same key is a new"
        " one. A device that was switched off with a request unanswered repeats it after the longest holidays: nine days.",
    )  # fmt: skip

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="What is logged, and all above it.")
    trace_file: Path | None = Field(None, description="File that spans are appended to, one JSON object a line.")
    otlp: bool = Field(default=False, description="Send spans to the collector named by OTEL_EXPORTER_OTLP_ENDPOINT.")

    @model_validator(mode="after")
    def _story_clock_only_embedded(self) -> Settings:
        if self.story_clock is not None and self.profile != "embedded":
            raise Unfit(
                "CHECKONCE_STORY_CLOCK is accepted only with CHECKONCE_PROFILE=embedded: legal deadlines run on real time",
                "CHECKONCE_STORY_CLOCK 仅可用于 CHECKONCE_PROFILE=embedded:法定期限按真实时间计算",
            )
        return self

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, given: str) -> str:
        for part in sorted(_listed(given)):
            try:
                ip_network(part)
            except ValueError as error:
                raise Unfit(
                    f"{part} is no network; write it as 10.42.0.0/16, all bits beyond the prefix 0",
                    f"{part} 不是网段,应写作 10.42.0.0/16,前缀以外的位为 0",
                ) from error
        return given

    @property
    def proxies(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """The networks that `trusted_proxies` names."""
        return tuple(ip_network(part) for part in sorted(_listed(self.trusted_proxies)))

    @model_validator(mode="after")
    def _issuer_over_tls(self) -> Settings:
        if not over_tls_or_local(self.oidc_issuer, embedded=self.profile == "embedded"):
            raise Unfit(
                f"CHECKONCE_OIDC_ISSUER {self.oidc_issuer!r} is no https:// address: whoever stands between could exchange the"
                " keys; http:// is for this machine and the embedded stack",
                f"CHECKONCE_OIDC_ISSUER {self.oidc_issuer!r} 不是 https:// 地址:途中可被替换密钥;http:// 仅限本机与内嵌环境",
            )
        return self

    @field_validator("oidc_algorithms")
    @classmethod
    def _signed_by_a_private_key(cls, given: str) -> str:
        named = _listed(given)
        if not named or not named <= _ALGORITHMS:
            wrong, known = ", ".join(sorted(named - _ALGORITHMS)) or "none", ", ".join(sorted(_ALGORITHMS))
            raise Unfit(f"{wrong}: not among {known}", f"{wrong} 不在可用的签名算法之列:{known}")
        return given

    @field_validator("files_types")
    @classmethod
    def _known_types(cls, given: str) -> str:
        named, known = _listed(given), ", ".join(KINDS)
        if not named or not named <= KINDS.keys():
            wrong = ", ".join(sorted(named - KINDS.keys())) or "none"
            raise Unfit(f"{wrong}: not among {known}", f"{wrong} 不在可识别的文件类型之列:{known}")
        return given

    @property
    def file_types(self) -> frozenset[str]:
        """The media types of files that are taken."""
        return _listed(self.files_types)

    @property
    def audience(self) -> str:
        """What `aud` of a token names that is for this place."""
        return self.oidc_audience or audience_of(self.place)

    @property
    def algorithms(self) -> list[str]:
        """The signatures of tokens that are accepted."""
        return sorted(_listed(self.oidc_algorithms))

    @property
    def dsn(self) -> str:
        """The database's URL. Outside the embedded stack it says `sslmode=verify-full` unless it says another itself.

        The driver's own choice would go on without TLS where the server, or whoever stands between, offers none.
        """
        url = urlsplit(self.database_url.get_secret_value())
        if self.profile == "embedded" or "sslmode" in parse_qs(url.query):
            return url.geturl()
        return urlunsplit(url._replace(query="&".join(filter(None, (url.query, urlencode({"sslmode": "verify-full"}))))))

    @property
    def kafka(self) -> Access:
        return Access(
            self.kafka_bootstrap,
            self.kafka_username,
            self.kafka_password.get_secret_value(),
            self.kafka_security,
            self.kafka_ca_file,
        )

    @property
    def serves(self) -> frozenset[str]:
        """The names of those whose matters this instance serves; empty: everybody's. They are part of its consumer group."""
        return frozenset()

    def claims_of(self, token: Mapping[str, Any]) -> Mapping[str, frozenset[str]]:  # noqa: ARG002 - for subclasses
        """What the claims of a verified token say of a caller besides subject and roles: names by scope (`Caller.claims`)."""
        return {}


def audience_of(place: str) -> str:
    """The audience of tokens for a place, unless its settings name another."""
    return f"checkonce:{place}"


def over_tls_or_local(url: str, *, embedded: bool) -> bool:
    """Whether an address of the issuer may be asked: https, or http to this machine or in the embedded stack."""
    parts = urlsplit(url)
    if parts.scheme != "http":
        return parts.scheme == "https" and bool(parts.hostname)
    host = parts.hostname or ""
    try:
        local = ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = host == "localhost"
    return local or (embedded and bool(host))


def words_if_any(token: Mapping[str, Any], claims: str) -> frozenset[str] | None:
    """As `words_of`; None where none of the claims is there. One that is there and says nothing is not the same."""
    if all(_within(token, name) is None for name in claims.split()):
        return None
    return words_of(token, claims)


def words_of(token: Mapping[str, Any], claims: str) -> frozenset[str]:
    """What the claims hold that are named, with blanks between them: lists of strings, or strings of words.

    A name with dots is a claim within claims (`realm_access.roles`) unless the token has one of just that name. Empty where
    they are absent or something different.
    """
    found: set[str] = set()
    for name in claims.split():
        value = _within(token, name)
        if isinstance(value, str):
            found.update(value.split())
        elif isinstance(value, list):
            found.update(str(item) for item in value)
    return frozenset(found)


def _within(value: Any, path: str) -> Any:
    if not isinstance(value, Mapping):
        return None
    if path in value:
        return value[path]
    # Names of clients have dots of their own: `resource_access.checkonce.example.roles`.
    for at, sign in enumerate(path):
        if sign == "." and (found := _within(value.get(path[:at]), path[at + 1 :])) is not None:
            return found
    return None


def _listed(text: str) -> frozenset[str]:
    return frozenset(part.strip() for part in text.split(",") if part.strip())
