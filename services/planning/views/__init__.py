"""Read models of planning: which fact changes which table."""

from . import checks, grounds, lists, policy, year
from .rooms import queries, views

__all__ = ["checks", "grounds", "lists", "policy", "queries", "views", "year"]
