"""Read models of planning: which fact changes which table."""

from . import checks, conduct, lists, substitution, year
from .rooms import queries, views

__all__ = ["checks", "conduct", "lists", "queries", "substitution", "views", "year"]
