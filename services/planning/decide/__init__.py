"""Pure decisions: demands, plans, draws, visits and filings."""

from .demand import DEMAND
from .draw import DRAW
from .filing import FILING
from .plan import PLAN
from .visit import VISIT

__all__ = ["DEMAND", "DRAW", "FILING", "PLAN", "VISIT"]
