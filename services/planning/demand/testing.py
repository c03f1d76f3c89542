"""A demand for food hygiene, as a command."""

from typing import Any

from libs.events.catalog.codes import CreditClass, ListClass
from libs.events.catalog.planning.demand import Rounding
from libs.events.catalog.registry.items import Method

from . import commands as c

MARKET, FIRE, POLICE, TAX = "421088-market", "421088-fire", "421088-police", "421088-tax"

# ---------------------------------------------------------------- demands

RATIOS = {
    CreditClass.A: 500,
    CreditClass.B: 1000,
    CreditClass.C: 3000,
    CreditClass.D: 10_000,
    CreditClass.U: 1000,
}
HYGIENE = c.ListedItem(
    item="MKT-0003",
    department=MARKET,
    kind="food-hygiene",
    list_class=ListClass.GENERAL,
    industries=("catering", "hotel"),
)
KEY_HYGIENE = HYGIENE.model_copy(update={"item": "MKT-0001", "list_class": ListClass.KEY})


def submit(**changes: Any) -> Any:
    """`changes` of the command or of what was looked up."""
    known = {name: changes.pop(name) for name in c.DemandLookups.model_fields if name in changes}
    fields = {
        "demand": "Q-1",
        "year": 2026,
        "department": MARKET,
        "kind": "food-hygiene",
        "items": ("MKT-0003",),
        "industries": ("catering",),
        "list_class": ListClass.GENERAL,
        "ratios": RATIOS,
        "rounding": Rounding.FAIR,
        "method": Method.ONSITE,
        "known": c.DemandLookups(**{"listed": (HYGIENE,), **known}),
    }
    return c.SubmitDemand(**{**fields, **changes})
