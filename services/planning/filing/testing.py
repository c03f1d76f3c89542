"""An unplanned check, as commands and facts: what the tests of filings tell their stories with."""

from datetime import UTC, date, datetime
from typing import Any

from libs.events.catalog.codes import Ground, ListClass
from libs.events.catalog.planning.filing import FilingSubmitted
from libs.events.catalog.planning.policy import PolicyPack
from libs.events.catalog.registry.items import Method, Notice
from libs.events.catalog.whistle.call import Urgency, WhistleBlown

from . import commands as c
from .unplanned import policy_for

MARKET, FIRE, POLICE = "421088-market", "421088-fire", "421088-police"
MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
FILED_ON, EARLIEST, PLANNED_ON = date(2026, 3, 2), date(2026, 3, 7), date(2026, 3, 9)
PACK = PolicyPack()
KEY = c.FiledItem(
    item="FIR-0001", department=FIRE, kind="fire-safety", list_class=ListClass.KEY, industries=("hotel",),
    notice=Notice.BEFORE, qualification="fire", grounds=(Ground.SAFETY,),
)  # fmt: skip
GENERAL = KEY.model_copy(update={"item": "FIR-0002", "list_class": ListClass.GENERAL, "grounds": ()})
OFFICERS = tuple(
    c.OfficerOnFile(
        inspector=f"I-FIRE-{n}", department=FIRE, qualifications=("fire",), valid_from=date(2024, 1, 1),
        valid_until=date(2028, 12, 31),
    )
    for n in range(2)
)  # fmt: skip
OPEN = c.OpenVisit(visit="D-1-V00001", window_from=date(2026, 3, 1), window_to=date(2026, 3, 31))
CAPS = {code: c.Cap(exclusion=code, fact="0198-fact", check=f"R-{code}", on=date(2026, 2, 3)) for code in ("X1", "X3", "X4")}


def submit(*, pack: Any = PACK, **changes: Any) -> Any:
    """A key item filed a week ahead, with two officers and no ground; `changes` of the command or of what was looked up."""
    listed = changes.pop("listed", (KEY,))
    seen = {name: changes.pop(name) for name in c.Submission.model_fields if name in changes and name != "items"}
    known = {
        "items": listed, "officers": OFFICERS, "policy": policy_for(pack, changes.get("ground")), "entity_name": "示例店",
        "matter": True, "industries": ("hotel",), "township": "421088100", "filed_on": FILED_ON, "earliest": EARLIEST, **seen,
    }  # fmt: skip
    fields = {
        "filing": "F-1", "department": FIRE, "entity": "stall:421088100-0001", "kind": "fire-safety", "method": Method.ONSITE,
        "items": tuple(item.item for item in listed), "basis": "消防法第五十三条", "planned_on": PLANNED_ON,
        "inspectors": tuple(officer.inspector for officer in OFFICERS), **changes,
    }  # fmt: skip
    return c.SubmitFiling(**fields, known=c.Submission(**known))


def filed(**changes: Any) -> Any:
    command = submit(**changes)
    known = command.known
    entity = {
        name: getattr(known, name)
        for name in ("entity_name", "industries", "township", "filed_on", "earliest", "premises_name")
    }
    secret = any(item.notice is Notice.FORBIDDEN for item in known.items)
    asked = command.model_dump(exclude={"known"})
    return FilingSubmitted(**asked, **entity, year=command.planned_on.year, notice_forbidden=secret)


def speaker(by: Any = MARKET, *acts_for: str) -> Any:
    return c.Speaker(by=by, year=2026, acts_for=frozenset(acts_for))


def consent(by: Any = MARKET, *, ruled_by: Any = None, **changes: Any) -> Any:
    seen = {"items": (KEY,), "officers": OFFICERS, "policy": policy_for(PACK, None), "by": by, "year": 2026}
    return c.ConsentFiling(filing="F-1", ruled_by=ruled_by, known=c.Ruling(**{**seen, **changes}))


HOTEL = 3
"""An entity of the small place that is a hotel only; FIR-0001 is a key item of hotels."""


async def blown(office: Any, whistle: Any = "W-1", number: Any = HOTEL) -> None:
    """A township has blown the whistle about an entity."""
    said = WhistleBlown(
        whistle=whistle, township="421088100", matter_kind="gas", matter="燃气泄漏", place="一楼", urgency=Urgency.EMERGENCY,
        entity=office.entity(number),
    )  # fmt: skip
    await office.sut.deliver("whistle", (f"whistle-{whistle}", said))


async def file(
    office: Any, filing: Any = "F-1", *, role: Any = "department-officer", acts_for: Any = None, who: Any = None, **changes: Any
) -> Any:
    body = {
        "filing": filing, "department": FIRE, "entity": office.entity(HOTEL), "kind": "fire-safety", "items": ["FIR-0001"],
        "basis": "消防法第五十三条", "planned_on": "2026-03-09", **changes,
    }  # fmt: skip
    return await office.post("/filings", body, role=role, department=acts_for or body["department"], who=who)
