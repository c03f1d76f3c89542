"""Pure decisions: demands, plans, draws, visits, the policy and campaigns."""

from .campaign import CAMPAIGN
from .demand import DEMAND
from .draw import DRAW
from .plan import PLAN
from .policy import POLICY
from .visit import VISIT

__all__ = ["CAMPAIGN", "DEMAND", "DRAW", "PLAN", "POLICY", "VISIT"]
