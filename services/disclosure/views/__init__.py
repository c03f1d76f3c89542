"""Read models of disclosure: which fact changes which table."""

from . import enforcement, own, registry
from .room import queries, views

__all__ = ["enforcement", "own", "queries", "registry", "views"]
