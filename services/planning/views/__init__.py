"""Read models of planning: which fact changes which table."""

from . import checks, lists, schedule, year
from .rooms import queries, views

__all__ = ["checks", "lists", "queries", "schedule", "views", "year"]
