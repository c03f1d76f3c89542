"""Read models of planning: which fact changes which table."""

from . import checks, conduct, grounds, lists, policy, substitution, year
from .rooms import queries, views

__all__ = ["checks", "conduct", "grounds", "lists", "policy", "queries", "substitution", "views", "year"]
