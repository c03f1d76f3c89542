"""What every effective-dated list may be asked: a row from a day on, and its end."""

from datetime import date

from libs.events.catalog.codes import Name, PlainText
from libs.events.decider import Command, Known

from .newer import OnRecord


class Dated(Command):
    """Takes effect on `effective_from`, or on the day it is recorded."""

    effective_from: date | None = None


class Entered(Command):
    """A row that a file may bring. `on_record`: None where no file says it."""

    on_record: Known[OnRecord | None] = None


class Ended(Command):
    """`known`: what is in force on that day or later and rests on the row, in the words it is refused with."""

    effective_from: date
    reason: PlainText
    known: Known[tuple[Name, ...]] = ()
