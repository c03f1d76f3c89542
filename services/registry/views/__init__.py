"""Read models of the registry: which fact changes which table."""

from . import editions, entities, items, told
from .agreements import trusted_keys
from .rooms import queries, views

__all__ = ["editions", "entities", "items", "queries", "told", "trusted_keys", "views"]
