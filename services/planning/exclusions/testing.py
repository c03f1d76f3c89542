"""Results and items that tests of exclusions deliver, and the reasons a frame names."""

from datetime import date
from typing import Any

from joserfc.jwk import OKPKey

from libs.domain.testing import party
from libs.events.catalog.inspection.result import ResultIssued, ResultRecorded
from libs.events.catalog.inspection.visit import PartResult
from libs.events.catalog.registry.agreements import AgreementAccepted
from libs.events.catalog.registry.items import ItemAdjusted, ItemContent
from services.planning.testing import listed

MARKET, FIRE = "421088-market", "421088-fire"
HUARONG = "430623"


def result(
    number: Any,
    entity: Any,
    *,
    kinds: Any = ("food-hygiene",),
    industries: Any = ("catering",),
    checked_on: Any = date(2026, 5, 6),
) -> Any:
    part = PartResult(department=MARKET, kinds=kinds, items=("MKT-0003",), problems=0, worst=None, disposition="archived")
    return ResultIssued(
        result=f"R-{number}",
        visit=f"V-{number}",
        entity=entity,
        entity_name="示例店",
        industries=industries,
        kinds=kinds,
        lead=MARKET,
        parts=(part,),
        problems=0,
        checked_on=checked_on,
        record="0" * 64,
    )


def agreement(key: Any, **changes: Any) -> Any:
    fields = {
        "agreement": "A-1",
        "parties": (
            party("421088", OKPKey.generate_key("Ed25519")),
            party(HUARONG, key),
        ),
        "kinds": ("food-hygiene", "fire-safety"),
        "industries": ("catering",),
        "valid_from": date(2026, 1, 1),
        "valid_until": date(2026, 12, 31),
        "signatures": {},
    }
    return AgreementAccepted(**{**fields, **changes})


async def reasons(office: Any, draw: Any = "D-1") -> Any:
    """The frame's exclusions by entity, as (code, kinds, fact)."""
    if (await office.get(f"/draws/{draw}")).status_code == 404:
        await office.open(draw)
        office.ok(await office.freeze(draw))
    return {
        entity: [(e["reason"], e["kinds"], e["fact"]) for e in leaf["excluded"]]
        for entity, leaf in (await office.frame(draw)).items()
        if leaf["excluded"]
    }


def recorded(number: Any, entity: Any, *, department: Any, kind: Any = "school-bus", checked_on: Any = date(2026, 2, 3)) -> Any:
    return ResultRecorded(
        result=f"S-{number}", entity=entity, kind=kind, checked_on=checked_on, score=None, problems=(), origin="file",
        department=department,
    )  # fmt: skip


def adjusted(code: Any, grounds: Any, **changes: Any) -> Any:
    content = ItemContent.model_validate({**dict(listed(code).content), "grounds": grounds, **changes})
    return f"item-{code}", ItemAdjusted(item=code, edition=2, content=content, effective_from=date(2025, 2, 1))
