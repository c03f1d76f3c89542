"""A visit is completed: its record is sealed, its result issued, and each finding handled until its legal end.

Above the other matters: what follows from a result at once begins here.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime

from fastapi import APIRouter
from pydantic import Field

from libs.domain.calendar import for_setting
from libs.domain.callers import require_department
from libs.events.catalog.codes import DepartmentCode, PlainText, Ref
from libs.events.catalog.inspection.handling import ConditionMet, Handling
from libs.events.catalog.inspection.result import ResultIssued
from libs.events.http.bodies import Body
from libs.events.http.commands import Accepted, Asking
from libs.events.http.depends import Env, Pool
from libs.events.ids import new_ref
from libs.events.reactions import Environment
from libs.events.store.store import Transaction

from ..policy.decide import POLICY
from ..rectification import commands as rectification_commands
from ..rectification.decide import orders
from ..visit import commands as visit_commands
from ..visit.decide.handling import meant
from ..visit.lookups import handling_of, led_visit, own_visit
from ..visit.views import queries

router = APIRouter(tags=["visits"])


class Nothing(Body):
    pass


class Handled(Body):
    """`findings`: those of the department that are handled alike; an order to rectify is one for all of them.
    `handling`: within what their severity allows. `conditions`: those of the entry of exemptions, each with its proof.
    """

    department: DepartmentCode
    findings: list[Ref] = Field(min_length=1, max_length=500)
    handling: Handling
    target: Ref | None = Field(None, description="What takes them up, where it has a number: a case, transfer, hazard or clue.")
    basis: PlainText | None = None
    exemption: Ref | None = Field(None, description="The entry of the list of exemptions.")
    conditions: list[ConditionMet] = Field([], max_length=50)


class HandlingAnswer(Accepted):
    """`rectification`: number of the order, where one was given."""

    rectification: Ref | None = None


class Completion(Accepted):
    """`rectifications`: number of the order by department."""

    result: Ref
    rectifications: dict[str, Ref] = Field(default_factory=dict)


@router.post("/visits/{visit}/completion", summary="Seal the record, issue the result, order what is to be rectified (lead)")
async def complete(visit: Ref, gate: Asking, pool: Pool, env: Env, body: Nothing | None = None) -> Completion:
    del body
    await led_visit(pool, visit, gate)
    command = visit_commands.CompleteVisit(visit=visit, result=new_ref("R"))

    async def work(tx: Transaction) -> Completion:
        outcome = await gate.run(tx, command, expect=gate.expect)
        issued = next(r.fact for r in outcome.recorded if isinstance(r.fact, ResultIssued))
        findings = defaultdict(list)
        async for row in queries.findings(tx, visit=visit):
            findings[row["department"]].append(row["finding"])
        answer = Completion.of(outcome, result=issued.result)
        due = await _due(tx, env)
        for order in orders(issued, findings, due=due, new=lambda: new_ref("RC")):
            answer.follow(await gate.run(tx, order))
            answer.rectifications[order.department] = order.rectification
        for assigning in meant(issued, findings, answer.rectifications):
            answer.follow(await gate.run(tx, assigning))
        return answer

    return await gate.execute(work, answer=Completion)


@router.post(
    "/visits/{visit}/handling",
    operation_id="handle_findings",
    summary="How a department handles findings of its own, each until its legal end",
)
async def handle(visit: Ref, body: Handled, gate: Asking, pool: Pool, env: Env) -> HandlingAnswer:
    require_department(gate.caller, body.department)
    row = await own_visit(pool, visit, gate)
    if body.handling is Handling.RECTIFICATION:
        await gate.take_equals_for_one()
    known = await handling_of(gate, pool, row, body)
    number = new_ref("RC") if body.handling is Handling.RECTIFICATION else None
    command = visit_commands.AssignHandling(visit=visit, known=known, **{**body.model_dump(), "target": number or body.target})

    async def work(tx: Transaction) -> HandlingAnswer:
        outcome = await gate.run(tx, command, expect=gate.expect)
        answer = HandlingAnswer.of(outcome)
        if number is not None and outcome.recorded:
            order = rectification_commands.OrderRectification(
                rectification=number, visit=visit, entity=row["entity"], department=body.department,
                findings=tuple(dict.fromkeys(body.findings)), due=(await _due(tx, env))(),
            )  # fmt: skip
            answer.follow(await gate.run(tx, order))
            answer.rectification = number
        return answer

    return await gate.execute(work, answer=HandlingAnswer)


async def _due(tx: Transaction, env: Environment) -> Callable[[], datetime]:
    days = (await POLICY.in_force(tx, env.today)).rectification_working_days
    calendar = await for_setting(tx, env)
    return lambda: calendar.end_of_working_days(env.clock(), days)
