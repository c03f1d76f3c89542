"""Opening balances from a file: `scheme,value,points,reason`, one row per entity."""

import re
from typing import Any

from libs.domain.entities.identity import LawfulFaults, entity_id
from libs.domain.entities.listed import unlisted
from libs.domain.office.column_titles import IMPLIED_SCHEME, SCHEMES, TITLES
from libs.events.catalog.credit.policy import Duty
from libs.events.catalog.spelling import as_registered, plainly
from libs.events.imports.kinds import ImportKind, Row
from libs.events.reactions import Environment
from libs.events.refusal import Invalid

from ..model.views import rules_in_force
from ..scale import MOST
from . import commands as c

_POINTS = re.compile(r"[+-]?[0-9]{1,4}")


def _key(row: Row) -> str:
    return ":".join(as_registered(row["scheme"], row["value"]))


async def _prepare(pool: Any, env: Environment) -> Any:
    day = env.today
    rules = await rules_in_force(pool, day)
    lawful = LawfulFaults()

    def parse(row: Row) -> c.OpenProfile:
        # Balances may come before the register lists the entity: a code that it could not list would hold them for nobody.
        entity = entity_id(row["scheme"], row["value"], lawful)
        points = plainly(row["points"])
        if not _POINTS.fullmatch(points) or abs(int(points)) > MOST:
            raise Invalid(
                f"not a whole number between -{MOST} and {MOST}", f"应为 -{MOST} 至 {MOST} 之间的整数", field="points",
                value=row["points"], do_en="Give the sum of points; negative lowers trust.",
                do_zh="请填写分值合计,负数表示扣分。",
            )  # fmt: skip
        if not row["reason"]:
            raise Invalid(
                "no reason: points that nobody can explain are not recorded", "缺少依据:没有依据的分值不予记录", field="reason",
                value="", do_en="Name the reason of the balance.", do_zh="请填写分值依据。",
            )  # fmt: skip
        return c.OpenProfile(entity=entity, on=day, known=rules, points=int(points), reason=row["reason"])

    return parse


_OPENING = ImportKind(
    titles=TITLES,
    implied=IMPLIED_SCHEME,
    words={"scheme": SCHEMES},
    columns=("scheme", "value", "points", "reason"), key=_key, prepare=_prepare, roles=("credit-officer",),
    numbers={"points": None},
    unknown=unlisted,
    duty=Duty.OPENING,
    example=("stall", "421088100-0001", "120", "期初结转"),
)  # fmt: skip
KINDS = {"opening": _OPENING}
