"""Files of organs."""

from typing import Any

from libs.domain.office.column_titles import TITLES
from libs.events.catalog import spelling
from libs.events.catalog.registry import organs as f
from libs.events.imports import ImportKind, Parse, Row
from libs.events.imports.cells import Cells
from libs.events.reactions import Environment

from ..lists.lookups import Overwritten
from . import commands as c
from .decide import ORGAN


async def _organs(_: Any, __: Environment) -> Parse:
    def parse(row: Row) -> c.ListOrgan:
        return Cells(row).into(c.ListOrgan, columns={"organ": "code", "title": "name"})

    return parse


_WORDS = {
    "人民政府": "government",
    "政府": "government",
    "综合执法指导机构": "guidance",
    "公安机关": "police",
    "公安": "police",
    "检察机关": "procuratorate",
    "检察院": "procuratorate",
    "人民法院": "court",
    "法院": "court",
    "热线": "hotline",
    "平台": "platform",
    "上级机关": "superior",
}
ORGANS = ImportKind(
    titles=TITLES | {"name": ("机关名称", "单位名称", "名称"), "code": ("机关代码", "代码"), "kind": ("机关类别", "类别")},
    words={"kind": _WORDS},
    several=frozenset({"divisions"}),
    columns=("code", "name", "kind", "divisions"),
    key=lambda row: row["code"],
    codes={"code": spelling.small},
    prepare=_organs,
    dated=Overwritten(ORGAN, f.OrganListed, f.OrganWithdrawn).dated,
    numbers={"divisions": None},
    example=("421088-police", "监利市公安局", "police", "421088"),
)
