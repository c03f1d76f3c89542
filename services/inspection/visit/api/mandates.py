"""The officers' mandate as a signed token, and the check that anybody may make."""

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, Field, TypeAdapter, ValidationError

from libs.domain.callers import entity_of
from libs.domain.reach import Reading
from libs.events.catalog.codes import EntityId, Ref
from libs.events.http.auth import Permitted
from libs.events.http.bodies import Body
from libs.events.http.depends import Env, Pool, SigningKey

from .. import refusals as r
from ..decide import mandate as decide
from ..decide.window import end_of
from ..lookups import MandateKeys, visible_visit
from ..mandate import ENTITY_CODE, EntityCode, NotAMandateError, read, sign
from ..views import queries

router = APIRouter(tags=["mandates"])


_SHOWN = {"visit", "entity", "entity_name", "lead", "basis", "valid_until", "premises", "premises_name"}


class MandateView(BaseModel):
    """`token` is what the QR code holds. `premises`: the place of business that is visited, null for the entity's own."""

    token: str
    visit: str
    entity: str
    entity_name: str
    lead: str
    officers: list[str]
    items: list[str]
    parts: list[decide.MandatePart]
    basis: str
    valid_until: AwareDatetime
    premises: str | None
    premises_name: str | None


class EntityCodeView(BaseModel):
    """`token` is what the QR code holds that officers scan when they come; it is another one each day."""

    token: str
    entity: str
    valid_until: AwareDatetime


class Token(Body):
    token: str = Field(min_length=1, max_length=20_000)


class Verification(BaseModel):
    """`mandate` is what the token says, shown whenever its signature holds; `reason` says why it does not count."""

    valid: bool
    reason: str | None = None
    reason_en: str | None = None
    mandate: decide.Mandate | None = None


@router.get("/visits/{visit}/mandate", summary="The signed mandate of a visit's officers")
async def mandate(visit: Ref, pool: Pool, env: Env, who: Permitted, reach: Reading, key: SigningKey) -> MandateView:
    row = await visible_visit(pool, visit, who, reach)
    parts = [
        decide.MandatePart(department=p["department"], officers=p["inspectors"], items=p["items"])
        async for p in queries.parts(pool, visit=visit)
    ]
    noticed = decide.NoticedVisit(**{name: row[name] for name in decide.NoticedVisit.model_fields})
    made = decide.mandate(noticed, parts, f"/{env.place}/inspection")
    return MandateView(
        token=sign(made, decide.given(key)),
        officers=list(made.officers),
        items=list(made.items),
        parts=list(made.parts),
        **made.model_dump(include=_SHOWN),
    )


@router.get("/entity-code", summary="The code of today that an entity shows to officers who come")
async def entity_code(env: Env, who: Permitted, key: SigningKey) -> EntityCodeView:
    """Raises NotAnEntity for a token whose subject is no entity's number."""
    try:
        entity = TypeAdapter(EntityId).validate_python(entity_of(who))
    except ValidationError as error:
        raise r.NotAnEntity(entity=who.subject) from error
    shown = EntityCode(issuer=f"/{env.place}/inspection", entity=entity, valid_until=end_of(env.today))
    token = ENTITY_CODE.sign(shown, decide.given(key))
    return EntityCodeView(token=token, entity=shown.entity, valid_until=shown.valid_until)


@router.post("/mandates/verification", summary="Is this code a valid mandate? (public)")
async def verify(body: Token, pool: Pool, env: Env, keys: MandateKeys) -> Verification:
    try:
        shown = read(body.token, decide.given(keys or None))
    except NotAMandateError:
        return Verification(valid=False, reason="不是本地签发的检查凭证", reason_en="Not a mandate issued by this place")
    row = await queries.visit(pool, visit=shown.visit)
    if row is None or shown.issuer != f"/{env.place}/inspection":
        return Verification(valid=False, reason="没有这项检查任务", reason_en="There is no such visit", mandate=shown)
    if row["state"] in decide.OVER:
        return Verification(valid=False, reason="检查已办结或取消", reason_en="The visit is over", mandate=shown)
    if shown.expired(env.clock()):
        return Verification(valid=False, reason="凭证已过期", reason_en="The mandate has expired", mandate=shown)
    return Verification(valid=True, mandate=shown)
