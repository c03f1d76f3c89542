"""Pure decisions: demands, plans, draws, visits and schedules."""

from .demand import DEMAND
from .draw import DRAW
from .plan import PLAN
from .schedule import SCHEDULE
from .visit import VISIT

__all__ = ["DEMAND", "DRAW", "PLAN", "SCHEDULE", "VISIT"]
