"""What is looked up before a finding is exempted."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from libs.events.catalog.codes import DepartmentCode, Digest, EntityId, ItemCode, Ref

from ..policy.decide import POLICY
from .decide import Earlier, Entry, ExemptionLookups
from .views import queries


async def exemption_lookups(
    db: Any,
    exemption: Ref,
    *,
    visit: Ref,
    finding: Ref,
    item: ItemCode,
    department: DepartmentCode,
    entity: EntityId,
    on: date,
    missing: Sequence[Digest] = (),
) -> ExemptionLookups:
    """For a finding of a department's part of a visit, made on the day `on` at the entity.

    `missing`: of the files that prove the conditions, those that the caller cannot name (`libs.domain.evidence.files.missing`).
    """
    entry = await queries.entry(db, exemption=exemption, on=on)
    years = (await POLICY.in_force(db, on)).first_offence_years
    before = queries.earlier(db, entity=entity, item=item, visit=visit, department=department, on=on, years=years)
    return ExemptionLookups(
        entry=Entry(**entry) if entry else None,
        on=on,
        years=years,
        earlier=tuple([Earlier(**row) async for row in before]),
        mended=await queries.mended(db, finding=finding, visit=visit),
        missing=tuple(missing),
    )
