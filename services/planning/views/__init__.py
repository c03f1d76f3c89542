"""Read models of planning: which fact changes which table."""

from . import checks, crossplan, filing, lists, year
from .rooms import queries, views

__all__ = ["checks", "crossplan", "filing", "lists", "queries", "views", "year"]
