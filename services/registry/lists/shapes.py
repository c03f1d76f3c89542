"""What routes of all lists share: filters, editions, the end of a row."""

from datetime import date

from pydantic import BaseModel, Field

from libs.domain.public_words import PublicWords
from libs.events.catalog.codes import PlainText
from libs.events.http.bodies import Body
from libs.events.http.paging import SEARCH


class End(Body):
    """From which day on, and why."""

    reason: PlainText
    effective_from: date


class DayFilter(BaseModel):
    day: date | None = Field(None, description="The list as it is in force on that day; today when absent.")
    q: str | None = Field(None, description="A code, or a part of the name.", **SEARCH)


class EditionView(BaseModel):
    """In force from `effective_from` until the day before `effective_until`; `withdrawn` says why it was ended."""

    effective_from: date
    effective_until: date | None
    withdrawn: PublicWords | None
    version: int
