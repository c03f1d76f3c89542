"""The officers' mandate as a signed token, and the check that anybody may make."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Request
from pydantic import AwareDatetime, BaseModel, Field

from libs.events.catalog.codes import Ref
from libs.events.http.depends import Env, Pool
from libs.events.refusal import Forbidden
from services.inspection.decide.refusals import NotAnnounced, VisitOver
from services.inspection.mandate import Mandate, MandatePart, NotAMandateError, read, sign
from services.inspection.policy import POLICY
from services.inspection.views import queries

from .common import OFFICERS, Body, Reader, SigningKey, signing_key, visit_row

__all__ = ["code_holds", "router"]

router = APIRouter(tags=["mandates"])

_OVER = {"completed", "closed", "cancelled"}


class MandateView(BaseModel):
    """`token` is what the QR code holds."""

    token: str
    visit: str
    entity: str
    entity_name: str
    lead: str
    officers: list[str]
    items: list[str]
    parts: list[MandatePart]
    basis: str
    valid_until: AwareDatetime


class Token(Body):
    token: str = Field(min_length=1, max_length=20_000)


class Verification(BaseModel):
    """`mandate` is what the token says, shown whenever its signature holds; `reason` says why it does not count."""

    valid: bool
    reason: str | None = None
    reason_en: str | None = None
    mandate: Mandate | None = None


@router.get("/visits/{visit}/mandate", summary="The signed mandate of a visit's officers")
async def mandate(visit: Ref, pool: Pool, env: Env, who: Reader, key: SigningKey) -> MandateView:
    row = await visit_row(pool, visit)
    if who.roles.isdisjoint(OFFICERS) or who.departments.isdisjoint(row["departments"]):
        raise Forbidden(
            "only officers of the visit's departments carry its mandate",
            "仅参加本次检查部门的人员可以出示凭证",
            field="departments",
            value=sorted(who.departments),
            do_en="Ask an officer of the visit.",
            do_zh="请由参加检查的执法人员办理。",
        )
    if row["state"] in _OVER:
        raise VisitOver(field="visit", value=visit, do_en="A new visit has a new mandate.", do_zh="新的检查使用新的凭证。")
    if row["visit_on"] is None:
        raise NotAnnounced(
            field="visit",
            value=visit,
            do_en="Announce it, or record why notice is withheld.",
            do_zh="请先通知企业,或登记不予通知的理由。",
        )
    parts = [
        MandatePart(department=p["department"], officers=p["inspectors"], items=p["items"])
        async for p in queries.parts(pool, visit=visit)
    ]
    made = Mandate(
        issuer=f"/{env.place}/inspection",
        visit=visit,
        entity=row["entity"],
        entity_name=row["entity_name"],
        lead=row["lead"],
        parts=tuple(parts),
        basis=row["basis"],
        # An overdue visit is still to be made, on the day that was told.
        valid_until=max(row["due"], POLICY.visit_due(row["visit_on"])),
    )
    return MandateView(
        token=sign(made, key),
        officers=list(made.officers),
        items=list(made.items),
        parts=list(made.parts),
        **made.model_dump(include={"visit", "entity", "entity_name", "lead", "basis", "valid_until"}),
    )


@router.post("/mandates/verification", summary="Is this code a valid mandate? (public)")
async def verify(body: Token, pool: Pool, env: Env, key: SigningKey) -> Verification:
    try:
        shown = read(body.token, key)
    except NotAMandateError:
        return Verification(valid=False, reason="不是本地签发的检查凭证", reason_en="Not a mandate issued by this place")
    row = await queries.visit(pool, visit=shown.visit)
    if row is None or shown.issuer != f"/{env.place}/inspection":
        return Verification(valid=False, reason="没有这项检查任务", reason_en="There is no such visit", mandate=shown)
    if row["state"] in _OVER:
        return Verification(valid=False, reason="检查已办结或取消", reason_en="The visit is over", mandate=shown)
    if shown.expired(env.clock()):
        return Verification(valid=False, reason="凭证已过期", reason_en="The mandate has expired", mandate=shown)
    return Verification(valid=True, mandate=shown)


def code_holds(request: Request, code: str | None, visit: str, now: datetime) -> bool:
    """Whether a scanned code is the visit's own mandate, still valid. Raises MandateUnavailable without a key."""
    try:
        shown = read(code or "", signing_key(request))
    except NotAMandateError:
        return False
    return shown.visit == visit and not shown.expired(now)
