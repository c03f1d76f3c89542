"""Whole jurisdictions on one machine: the stack, an issuer, and six services for each place."""

from .audit import Audit, Balance
from .embedded import Embedded
from .layout import PLACES, SERVICES, Place
from .town import Town

__all__ = ["PLACES", "SERVICES", "Audit", "Balance", "Embedded", "Place", "Town"]
