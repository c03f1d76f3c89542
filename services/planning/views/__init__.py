"""Read models of planning: which fact changes which table."""

from . import checks, lists, year
from .rooms import queries, views

__all__ = ["checks", "lists", "queries", "views", "year"]
