"""What the routes of cases have in common: whose case it is, the numbers of the day, and days as they are counted."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from libs.domain.calendar import for_setting
from libs.domain.evidence import EvidenceLookups
from libs.domain.evidence.files import missing
from libs.events.calendar import WorkingCalendar, local_day
from libs.events.catalog.codes import EvidenceRef, InspectorId, Ref
from libs.events.catalog.inspection.case import Voice
from libs.events.catalog.inspection.policy import InspectionPolicy
from libs.events.decider import Command
from libs.events.http.commands import Accepted, Gate
from libs.events.reactions import Environment
from libs.events.store.in_turn import in_turn
from libs.events.store.store import Transaction

from ...policy.decide import POLICY
from ..lookups import acting, own_case, partys_case


@dataclass(frozen=True, slots=True)
class Desk:
    """One request."""

    gate: Gate
    pool: Any
    env: Environment

    @property
    def subject(self) -> str:
        """Who asks."""
        return self.gate.caller.subject

    @property
    def voice(self) -> Voice:
        """Whether the party itself asks, or officers for it."""
        return Voice.PARTY if "enterprise" in self.gate.caller.roles else Voice.OFFICERS

    async def own(self, case: Ref) -> dict[str, Any]:
        return await own_case(self.pool, case, self.gate)

    async def partys(self, case: Ref) -> dict[str, Any]:
        return await partys_case(self.pool, case, self.gate)

    async def numbers(self, db: Any = None) -> InspectionPolicy:
        pack: InspectionPolicy = await POLICY.in_force(self.pool if db is None else db, self.env.today)
        return pack

    async def acting(
        self,
        row: Any,
        numbers: InspectionPolicy,
        officers: Iterable[InspectorId],
        *evidence: EvidenceRef | None,
        at: datetime | None = None,
    ) -> dict[str, Any]:
        """The fields of `c.Acting` for officers of the case's department on the day on which they act."""
        on, department = local_day(at or self.env.clock()), row["department"]
        return await acting(self.gate, self.pool, numbers, officers=officers, department=department, on=on, evidence=evidence)

    async def files(self, *evidence: EvidenceRef | None) -> EvidenceLookups:
        return EvidenceLookups(missing=await missing(self.gate, [piece for piece in evidence if piece is not None]))

    async def counted(self, make: Callable[[WorkingCalendar], Command]) -> Accepted:
        """Runs a command that sets a time in working days: nobody moves such times meanwhile."""

        async def work(tx: Transaction) -> Accepted:
            calendar = await for_setting(tx, self.env)
            return Accepted.of(await self.gate.run(tx, make(calendar), expect=self.gate.expect))

        return await self.gate.execute(work, answer=Accepted)

    async def alone(self, matter: str, tx: Transaction) -> None:
        """Two cases of one matter are filed or decided one after the other: otherwise neither would see the other."""
        await in_turn(tx, f"case-matter {matter}")
