"""What may be asked of demands."""

from typing import Annotated

from pydantic import Field

from libs.events.catalog.codes import (
    BasisPoints,
    CreditClass,
    DepartmentCode,
    IndustryCode,
    ItemCode,
    Kind,
    ListClass,
    PlainText,
    Ref,
    Value,
)
from libs.events.catalog.planning.demand import Rounding
from libs.events.catalog.registry.items import Method
from libs.events.decider import Command, Known
from services.planning.codes import Year
from services.planning.crossplan import commands as crossplan_commands
from services.planning.policy.numbers import SOURCES

Limit = Annotated[int | None, Field(ge=0, le=1_000_000)]
"""Of entities in each stratum; None: there is none."""


class ListedItem(Value):
    """What the item list says of an item on some day of the demand's year."""

    item: ItemCode
    department: DepartmentCode
    kind: Kind
    list_class: ListClass
    industries: tuple[IndustryCode, ...]


class DemandLookups(Value):
    """`listed` holds those of the items that are on the list; `mandated`: the department may check (X-06).

    `ceilings`: of a general demand, by the policy in force. `due`: how many entities of each class fall due under the demanded
    key items before the year ends. `joint` is the joint plan that the demand names.
    """

    listed: tuple[ListedItem, ...]
    mandated: bool = True
    ceilings: dict[CreditClass, BasisPoints] = Field(default=SOURCES.ceilings_bp)
    due: dict[CreditClass, int] = Field(default={})
    joint: crossplan_commands.KnownCrossPlan | None = None


class Holding(Value):
    """`plan`: the plan whose present edition holds the demand."""

    plan: Ref | None


class DemandCommand(Command):
    demand: Ref


class NewDemand(DemandCommand):
    """`ratios` in basis points for every class; `minimum` and `maximum` are entities in each stratum (industry x class).

    `key_ratios`: for entities under key supervision, where they are higher.
    """

    year: Year
    department: DepartmentCode
    kind: Kind
    items: tuple[ItemCode, ...] = Field(min_length=1, max_length=500)
    industries: tuple[IndustryCode, ...] = Field(min_length=1, max_length=200)
    list_class: ListClass
    ratios: dict[CreditClass, BasisPoints]
    rounding: Rounding = Rounding.FAIR
    minimum: Limit = None
    maximum: Limit = None
    method: Method = Method.ONSITE
    key_ratios: dict[CreditClass, BasisPoints] | None = None
    crossplan: Ref | None = Field(None, description="The joint plan with a neighbour it is made for.")


class SubmitDemand(NewDemand):
    known: Known[DemandLookups]


class WithdrawDemand(DemandCommand):
    reason: PlainText
    known: Known[Holding]


class KnownDemand(Value):
    """`joint`: the joint plan it was made for."""

    demand: Ref
    year: int
    open: bool
    joint: crossplan_commands.KnownCrossPlan | None = None
