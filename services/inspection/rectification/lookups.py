"""What is looked up for the commands on a rectification."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from libs.domain.calendar import for_setting
from libs.events.catalog.codes import DepartmentCode, Digest, InspectorId
from libs.events.catalog.inspection.rectification import OrderKind
from libs.events.reactions import Environment
from libs.events.store.store import Transaction

from ..policy.decide import POLICY
from ..register.views import queries as register
from ..visit.decide.window import end_of
from . import commands as c


async def last_day(db: Any, env: Environment) -> date:
    """The last day that a department may set today."""
    return env.today + timedelta(days=(await POLICY.in_force(db, env.today)).rectify_max_days)


async def usual_due(tx: Transaction, env: Environment, kind: OrderKind) -> datetime:
    """When it is to be mended where the department sets no day."""
    if kind is OrderKind.ON_SPOT:
        return end_of(env.today)
    days = (await POLICY.in_force(tx, env.today)).rectification_working_days
    return (await for_setting(tx, env)).end_of_working_days(env.clock(), days)


async def report(tx: Transaction, env: Environment, gone: Sequence[Digest]) -> c.ReportLookups:
    days = (await POLICY.in_force(tx, env.today)).recheck_working_days
    calendar = await for_setting(tx, env)
    return c.ReportLookups(recheck_by=calendar.end_of_working_days(env.clock(), days), missing=tuple(gone))


async def recheck(
    tx: Transaction,
    env: Environment,
    department: DepartmentCode,
    officers: Sequence[InspectorId],
    *,
    kept: bool,
    gone: Sequence[Digest],
) -> c.RecheckLookups:
    numbers = await POLICY.in_force(tx, env.today)
    certified = [
        officer for officer in officers
        if await register.certified(tx, inspector=officer, department=department, on=env.today)
    ]  # fmt: skip
    return c.RecheckLookups(
        certified=tuple(certified),
        officers=numbers.two_officers,
        most_failures=numbers.max_failures,
        usual_due=await usual_due(tx, env, OrderKind.DATED),
        last=await last_day(tx, env),
        kept=kept,
        missing=tuple(gone),
    )
