"""Pure decisions, one module for each kind of stream."""

from .campaign import CAMPAIGN
from .chain import CHAIN
from .crossplan import CROSSPLAN
from .demand import DEMAND
from .draw import DRAW
from .filing import FILING
from .officer import ABSENCE, RECUSAL
from .plan import PLAN
from .policy import POLICY
from .schedule import SCHEDULE
from .visit import VISIT

__all__ = [
    "ABSENCE",
    "CAMPAIGN",
    "CHAIN",
    "CROSSPLAN",
    "DEMAND",
    "DRAW",
    "FILING",
    "PLAN",
    "POLICY",
    "RECUSAL",
    "SCHEDULE",
    "VISIT",
]
