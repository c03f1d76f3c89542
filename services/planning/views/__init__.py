"""Read models of planning: which fact changes which table."""

from . import checks, crossplan, filing, lists, tasks, year
from .rooms import queries, views

__all__ = ["checks", "crossplan", "filing", "lists", "queries", "tasks", "views", "year"]
