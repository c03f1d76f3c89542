"""Days and routes: when each visit takes place, so that officers travel little and nobody is in two places at once.

Pure: inputs in, plan out; no input or output, and only the clock that limits the search. `solve` computes, `check` looks at the
answer without the code that made it, `missing` says why visits have no slot.
"""

from .check import Fault, check
from .missing import Missing, missing
from .solve import Figures, Plan, Progress, greedy_plan, measure, solve
from .terms import Cost, Distances, Fixed, Inputs, Job, Numbers, Place, Slot

__all__ = [
    "Cost",
    "Distances",
    "Fault",
    "Figures",
    "Fixed",
    "Inputs",
    "Job",
    "Missing",
    "Numbers",
    "Place",
    "Plan",
    "Progress",
    "Slot",
    "check",
    "greedy_plan",
    "measure",
    "missing",
    "solve",
]
