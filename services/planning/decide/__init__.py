"""Pure decisions: demands, plans, draws and visits."""

from .demand import DEMAND
from .draw import DRAW
from .plan import PLAN
from .visit import VISIT

__all__ = ["DEMAND", "DRAW", "PLAN", "VISIT"]
