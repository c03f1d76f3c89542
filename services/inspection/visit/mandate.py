"""The mandate as a token, which the entity can check before it opens the door; and the code that the entity shows (X-01)."""

from pydantic import AwareDatetime

from libs.events.catalog.codes import EntityId, Value

from .decide.mandate import Mandate
from .signed import NotSignedHereError, Signed

__all__ = ["ENTITY_CODE", "EntityCode", "NotAMandateError", "read", "sign"]

NotAMandateError = NotSignedHereError


class EntityCode(Value):
    """What an entity shows to the officers who come: it is the entity, today. `issuer` = `/{place}/inspection`."""

    issuer: str
    entity: EntityId
    valid_until: AwareDatetime


_MANDATE = Signed(Mandate, "mandate+jws")
ENTITY_CODE = Signed(EntityCode, "entity-code+jws")

read, sign = _MANDATE.read, _MANDATE.sign
