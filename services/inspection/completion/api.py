"""A visit is completed: its record is sealed, its result issued, what is to be rectified ordered.

Above the other matters: what follows from a result at once begins here.
"""

from collections import defaultdict

from fastapi import APIRouter
from pydantic import Field

from libs.domain.calendar import for_setting
from libs.events.catalog.codes import Ref
from libs.events.catalog.inspection.result import ResultIssued
from libs.events.http.bodies import Body
from libs.events.http.commands import Accepted, Asking
from libs.events.http.depends import Env, Pool
from libs.events.ids import new_ref
from libs.events.store.store import Transaction

from ..policy.decide import POLICY
from ..rectification.decide import orders
from ..visit import commands as visit_commands
from ..visit.lookups import led_visit
from ..visit.views import queries

router = APIRouter(tags=["visits"])


class Nothing(Body):
    pass


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
        days = (await POLICY.in_force(tx, env.today)).rectification_working_days
        calendar = await for_setting(tx, env)
        due = lambda: calendar.end_of_working_days(env.clock(), days)  # noqa: E731 - one expression
        for order in orders(issued, findings, due=due, new=lambda: new_ref("RC")):
            answer.follow(await gate.run(tx, order))
            answer.rectifications[order.department] = order.rectification
        return answer

    return await gate.execute(work, answer=Completion)
