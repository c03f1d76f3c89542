"""What is said of visits that could not be made, by the officers who came and by the entity that lets nobody in."""

from fastapi import APIRouter
from pydantic import Field

from libs.domain.callers import require_department, require_inspector
from libs.domain.claims import INSPECTOR
from libs.events.catalog.codes import DepartmentCode, EvidenceRef, InspectorId, PlainText, Ref
from libs.events.catalog.inspection.visit import EntryRefusal, FrustrationGround
from libs.events.http.bodies import Body
from libs.events.http.commands import Accepted, Asking
from libs.events.http.depends import Env, Pool

from .. import commands as c
from .. import lookups
from ..lookups import MandateKeys, own_visit

router = APIRouter(tags=["visits"])


class Frustration(Body):
    """`ground`: why nothing could be checked. `officers`: two who came, the caller among them. `evidence`: what shows it."""

    department: DepartmentCode
    ground: FrustrationGround
    officers: list[InspectorId] = Field(min_length=1, max_length=20)
    evidence: list[EvidenceRef] = Field(max_length=50)
    reason: PlainText


class RefusingEntry(Body):
    """`why`: the entity's ground; `words`: what it says."""

    why: EntryRefusal
    words: PlainText | None = None
    code: str | None = Field(None, max_length=20_000, description="What the officers showed, where they showed a mandate.")


@router.post(
    "/visits/{visit}/frustration",
    operation_id="frustrate_visit",
    summary="Officers came and could check nothing: the visit ends, with what shows it",
)
async def frustrate(visit: Ref, body: Frustration, gate: Asking, pool: Pool, env: Env) -> Accepted:
    require_department(gate.caller, body.department)
    await own_visit(pool, visit, gate)
    own = gate.caller.reaches(INSPECTOR)
    require_inspector(gate.caller, next((each for each in body.officers if each in own), body.officers[0]))
    known = await lookups.frustration(gate, pool, body.evidence, env.today)
    return await gate.execute(c.FrustrateVisit(visit=visit, known=known, **body.model_dump()))


@router.post("/visits/{visit}/entry-refusal", operation_id="refuse_entry", summary="The entity lets nobody in, and says why")
async def refuse(visit: Ref, body: RefusingEntry, gate: Asking, pool: Pool, env: Env, keys: MandateKeys) -> Accepted:
    shown = lookups.is_mandate_of(body.code or "", visit, keys, env)
    await lookups.shown_visit(pool, visit, gate, shown=shown)
    return await gate.execute(c.RefuseEntry(visit=visit, **body.model_dump(exclude={"code"})))
