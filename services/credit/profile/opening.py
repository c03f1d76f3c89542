"""Opening balances from a file: `scheme,value,points,reason`, one row per entity."""

import re
from typing import Any

from libs.domain.entities.listed import unlisted
from libs.domain.office.column_titles import IMPLIED_SCHEME, SCHEMES, TITLES
from libs.events.catalog.credit.policy import Duty
from libs.events.catalog.spelling import as_registered
from libs.events.imports.kinds import ImportKind, Row
from libs.events.reactions import Environment
from libs.events.refusal import Invalid

from ..model.views import rules_in_force
from ..scale import MOST
from . import commands as c

_SCHEME = re.compile(r"[a-z][a-z0-9-]{1,19}")
_VALUE = re.compile(r"[!-~]{1,64}")
_POINTS = re.compile(r"[+-]?\d{1,4}", re.ASCII)


def _entity(row: Row) -> str:
    return ":".join(as_registered(row["scheme"], row["value"]))


async def _prepare(pool: Any, env: Environment) -> Any:
    day = env.today
    rules = await rules_in_force(pool, day)

    def parse(row: Row) -> c.OpenProfile:
        scheme, _, value = _entity(row).partition(":")
        if not _SCHEME.fullmatch(scheme):
            raise Invalid(
                "not a scheme of identification: lower-case letters, digits and hyphens, for example uscc",
                "标识类型有误:应为小写字母、数字和连字符,例如 uscc", field="scheme", value=scheme,
                do_en="Use the scheme under which the registry lists the entity.", do_zh="请使用名录中该主体的标识类型。",
            )  # fmt: skip
        if not _VALUE.fullmatch(value):
            raise Invalid(
                "not an identifier: 1 to 64 characters without blanks", "标识有误:应为 1 至 64 个不含空格的字符", field="value",
                value=row["value"], do_en="Use the value under which the registry lists the entity.",
                do_zh="请使用名录中该主体的标识。",
            )  # fmt: skip
        if not _POINTS.fullmatch(row["points"]) or abs(int(row["points"])) > MOST:
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
        return c.OpenProfile(entity=f"{scheme}:{value}", on=day, known=rules, points=int(row["points"]), reason=row["reason"])

    return parse


_OPENING = ImportKind(
    titles=TITLES,
    implied=IMPLIED_SCHEME,
    words={"scheme": SCHEMES},
    columns=("scheme", "value", "points", "reason"), key=_entity, prepare=_prepare, roles=("credit-officer",),
    numbers={"points": None},
    unknown=unlisted,
    duty=Duty.OPENING,
    example=("stall", "421088100-0001", "120", "期初结转"),
)  # fmt: skip
KINDS = {"opening": _OPENING}
