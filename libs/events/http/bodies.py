"""Bodies of requests."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

__all__ = ["Body"]


class Body(BaseModel):
    """Base of all bodies: an unknown field is refused (422)."""

    model_config = ConfigDict(extra="forbid")
