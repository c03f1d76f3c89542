"""Numbers that several matters name."""

from typing import Annotated

from pydantic import Field

from libs.events.catalog.codes import Ref

Year = Annotated[int, Field(ge=2000, le=2999)]

DrawRef = Annotated[Ref, Field(max_length=80)]
"""Short enough that the numbers of its visits are still a `Ref`."""
