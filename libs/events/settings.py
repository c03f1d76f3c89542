"""Settings of one service process, from `CHECKONCE_*` variables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from .bus.kafka import Access
from .shapes.faults import Unfit

__all__ = ["Neighbour", "Role", "Settings", "words_of"]


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
    security: str = "SASL_PLAINTEXT"
    ca_file: str = ""

    def access(self) -> Access:
        return Access(self.bootstrap, self.username, self.password.get_secret_value(), self.security, self.ca_file)


class Settings(BaseSettings):
    """Each field is the variable `CHECKONCE_` + its name in capitals.

    An application whose callers and instances have scopes subclasses it, overrides `claims_of` and `serves`, and names the
    subclass as `Service.settings_class`.
    """

    model_config = SettingsConfigDict(env_prefix="CHECKONCE_", extra="ignore", frozen=True)

    place: str = Field(description="The jurisdiction's six-digit code (GB/T 2260).", pattern=r"^[0-9]{6}$")
    profile: Literal["production", "embedded"] = "production"
    role: Role = Role.ALL

    database_url: SecretStr = Field(description="PostgreSQL, one database per service.")
    database_pool: int = Field(8, ge=2, le=100)

    kafka_bootstrap: str = Field(description="host:port[,host:port]")
    kafka_username: str = ""
    kafka_password: SecretStr = SecretStr("")
    kafka_security: Literal["PLAINTEXT", "SASL_PLAINTEXT", "SSL", "SASL_SSL"] = "SASL_SSL"
    kafka_ca_file: str = ""
    neighbours: list[Neighbour] = Field(default_factory=list, description="JSON list of neighbouring jurisdictions.")

    host: str = "127.0.0.1"
    port: int = Field(8080, ge=0, le=65535)
    public_url: str = ""

    oidc_issuer: str = Field(description="Issuer URL; its discovery document names the keys.")
    oidc_audience: str = "checkonce"
    oidc_roles_claim: str = "roles"

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

    signing_key: Path | None = Field(None, description="Private JWK (Ed25519) that seals shared facts.")
    calendar: Path | None = Field(None, description="Folder of YYYY.csv with holidays and swapped working days.")
    story_clock: Path | None = Field(None, description="Embedded stack only: file that sets the story's time.")

    linger_ms: int = Field(
        0, ge=0, le=1000, description="Relay and consumers gather this long before a batch: fewer, larger transactions."
    )

    import_most_mib: int = Field(1024, ge=1, le=1_000_000, description="Largest file that an import takes, MiB.")
    import_workbook_mib: int = Field(
        1024, ge=64, le=1_000_000, description="Memory that reading a workbook may take, MiB: some 800 for 880,000 entities."
    )

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    trace_file: Path | None = None
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
        for part in _parts(given):
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
        return tuple(ip_network(part) for part in _parts(self.trusted_proxies))

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


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def words_of(token: Mapping[str, Any], claim: str) -> frozenset[str]:
    """A claim that is a list of strings, or one string of words; empty where it is absent or something different."""
    value = token.get(claim)
    if isinstance(value, str):
        return frozenset(value.split())
    return frozenset(str(item) for item in value) if isinstance(value, list) else frozenset()
