"""Read models of planning: which fact changes which table."""

from . import checks, conduct, filing, grounds, lists, policy, substitution, year
from .rooms import queries, views

__all__ = ["checks", "conduct", "filing", "grounds", "lists", "policy", "queries", "substitution", "views", "year"]
