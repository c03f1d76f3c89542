"""Read models of planning: which fact changes which table."""

from . import checks, filing, lists, year
from .rooms import queries, views

__all__ = ["checks", "filing", "lists", "queries", "views", "year"]
