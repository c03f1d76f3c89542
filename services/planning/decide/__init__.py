"""Pure decisions: demands, plans, chains of codes, draws, visits, officers who are left out."""

from .chain import CHAIN
from .demand import DEMAND
from .draw import DRAW
from .officer import ABSENCE, RECUSAL
from .plan import PLAN
from .visit import VISIT

__all__ = ["ABSENCE", "CHAIN", "DEMAND", "DRAW", "PLAN", "RECUSAL", "VISIT"]
