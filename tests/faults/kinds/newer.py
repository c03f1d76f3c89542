"""The same two services after an update: strokes and rests in version 2, and a fact of a new type after each rest.

Importing this module makes the process a newer one; only the children that are to be newer do it.
"""

from datetime import datetime

from libs.events.fact import Fact, Visibility, catalog

from ..chime import services

__all__ = ["SERVICES"]


class Struck(Fact, name="chime.struck", version=2):
    chime: str
    token: str
    by: datetime
    loudness: int


class Rested(Fact, name="chime.rested", version=2, visibility=Visibility.SHARED):
    chime: str
    token: str
    loudness: int


class Hummed(Fact, name="chime.hummed"):
    chime: str


@catalog.upcaster("chime.struck", from_version=1)
@catalog.upcaster("chime.rested", from_version=1)
def louder(data):
    return {**data, "loudness": 1}


SERVICES = services(Struck, Rested, Hummed, loudness=2)
