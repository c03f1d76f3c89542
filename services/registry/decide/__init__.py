"""Pure decisions: the lists, and agreements with neighbours."""

from .agreement import AGREEMENT
from .approval import APPROVAL
from .conference import CONFERENCE
from .entity import ENTITY
from .handbooks import BENCHMARK, EXEMPTION, MANUAL, SOURCE
from .inspector import INSPECTOR
from .item import ITEM
from .lists import AREA, DEPARTMENT, INDUSTRY, MANDATE, SCENARIO, TOWNSHIP
from .marks import CODE, SUGGESTION, TAGS

__all__ = [
    "AGREEMENT",
    "APPROVAL",
    "AREA",
    "BENCHMARK",
    "CODE",
    "CONFERENCE",
    "DEPARTMENT",
    "ENTITY",
    "EXEMPTION",
    "INDUSTRY",
    "INSPECTOR",
    "ITEM",
    "MANDATE",
    "MANUAL",
    "SCENARIO",
    "SOURCE",
    "SUGGESTION",
    "TAGS",
    "TOWNSHIP",
]
