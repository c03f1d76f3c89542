"""Pure decisions: demands, plans, draws, visits, filings and joint plans with a neighbour."""

from .crossplan import CROSSPLAN
from .demand import DEMAND
from .draw import DRAW
from .filing import FILING
from .plan import PLAN
from .visit import VISIT

__all__ = ["CROSSPLAN", "DEMAND", "DRAW", "FILING", "PLAN", "VISIT"]
