"""Pure decisions: the lists, and agreements with neighbours."""

from .agreement import AGREEMENT
from .entity import ENTITY
from .inspector import INSPECTOR
from .item import ITEM
from .lists import DEPARTMENT, INDUSTRY, SCENARIO, TOWNSHIP

__all__ = ["AGREEMENT", "DEPARTMENT", "ENTITY", "INDUSTRY", "INSPECTOR", "ITEM", "SCENARIO", "TOWNSHIP"]
