"""Settings of planning besides those of every service, from `CHECKONCE_*` variables."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class PlanningSettings(BaseSettings):
    """Each field is the variable `CHECKONCE_` + its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="CHECKONCE_", extra="ignore", frozen=True)

    beacon_relays: str = Field("", description="Comma-separated base addresses of drand quicknet; none: offline.")
    beacon_rounds: Path | None = Field(None, description="NDJSON of recorded rounds, {round, signature} a line.")
