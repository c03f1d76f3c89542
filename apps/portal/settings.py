"""Settings of the portal, from `CHECKONCE_PORTAL_*` variables."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints
from pydantic_settings import BaseSettings, SettingsConfigDict

__all__ = ["PortalSettings"]

BaseUrl = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/?#]+[^\s?#]*$")]
"""Where an API is, without `/v1`."""


class PortalSettings(BaseSettings):
    """Each field is the variable `CHECKONCE_PORTAL_` + its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="CHECKONCE_PORTAL_", extra="ignore", frozen=True)

    place: str = Field(description="The jurisdiction's six-digit division code (GB/T 2260).", pattern=r"^[0-9]{6}$")
    title: str = Field(description="The jurisdiction's name as people read it.", min_length=1, max_length=60)

    registry_url: BaseUrl = Field(description="Where registry answers, without `/v1`.")
    planning_url: BaseUrl = Field(description="Where planning answers, without `/v1`.")
    inspection_url: BaseUrl = Field(description="Where inspection answers, without `/v1`.")
    credit_url: BaseUrl = Field(description="Where credit answers, without `/v1`.")
    disclosure_url: BaseUrl = Field(description="Where disclosure answers, without `/v1`.")
    whistle_url: BaseUrl = Field(description="Where whistle answers, without `/v1`.")

    host: str = Field("127.0.0.1", description="Address to listen at.")
    port: int = Field(8080, ge=0, le=65535, description="Port to listen at.")
    metrics_port: int = Field(
        0,
        ge=0,
        le=65535,
        description="Port for Prometheus to read metrics at; 0: none. Keep the public from it.",
    )
    timeout: float = Field(5.0, gt=0, le=60, description="Seconds to wait for an API.")
