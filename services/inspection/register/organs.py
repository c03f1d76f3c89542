"""Organs that a command names: each must be on the list, and of the kind that such matters go to."""

from libs.events.catalog.codes import Value
from libs.events.catalog.registry.organs import OrganCode, OrganKind

from . import refusals as r

_KINDS_ZH = {
    OrganKind.POLICE: "公安机关",
    OrganKind.PROCURATORATE: "检察机关",
    OrganKind.GOVERNMENT: "人民政府",
    OrganKind.GUIDANCE: "综合执法指导机构",
}


class OrganLookups(Value):
    """What each organ that is named is, today; who is not on the list is not in it."""

    kinds: dict[OrganCode, OrganKind]

    def require_kind(self, organ: OrganCode, kind: OrganKind, named: str) -> None:
        """Raises NotThatOrgan naming the field."""
        if self.kinds.get(organ) is not kind:
            raise r.NotThatOrgan(field=named, value=organ, organ=organ, kind_zh=_KINDS_ZH[kind], kind=kind.value)
