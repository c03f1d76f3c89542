"""Settings of disclosure besides those of every service, from `CHECKONCE_*` variables."""

from pathlib import Path

from pydantic import Field

from libs.domain.settings import ServiceSettings


class DisclosureSettings(ServiceSettings):
    """Each field is the variable `CHECKONCE_` + its name in capitals."""

    rating_secret: Path | None = Field(
        None, description="File of at least 32 random bytes from which the keys of rating tickets come. It is in no database."
    )
