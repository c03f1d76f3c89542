"""Read models of planning: which fact changes which table."""

from . import checks, conduct, crossplan, filing, grounds, lists, policy, schedule, substitution, tasks, year
from .rooms import queries, views

__all__ = [
    "checks",
    "conduct",
    "crossplan",
    "filing",
    "grounds",
    "lists",
    "policy",
    "queries",
    "schedule",
    "substitution",
    "tasks",
    "views",
    "year",
]
