"""An unplanned check, as commands and facts: what the tests of filings tell their stories with."""

from datetime import UTC, date, datetime

from libs.events.catalog.codes import Ground, ListClass
from libs.events.catalog.planning.filing import FilingSubmitted
from libs.events.catalog.planning.policy import PolicyPack
from libs.events.catalog.registry.items import Method, Notice
from services.planning.commands import Cap, FiledItem, Looked, OfficerOnFile, OpenVisit, SubmitFiling
from services.planning.unplanned import policy_for

MARKET, FIRE, POLICE = "421088-market", "421088-fire", "421088-police"
MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
FILED_ON, EARLIEST, PLANNED_ON = date(2026, 3, 2), date(2026, 3, 7), date(2026, 3, 9)
PACK = PolicyPack()
KEY = FiledItem(
    item="FIR-0001", department=FIRE, kind="fire-safety", list_class=ListClass.KEY, industries=("hotel",),
    notice=Notice.BEFORE, qualification="fire", grounds=(Ground.SAFETY,),
)  # fmt: skip
GENERAL = KEY.model_copy(update={"item": "FIR-0002", "list_class": ListClass.GENERAL, "grounds": ()})
OFFICERS = tuple(
    OfficerOnFile(
        inspector=f"I-fire-{n}", department=FIRE, qualifications=("fire",), valid_from=date(2024, 1, 1),
        valid_until=date(2028, 12, 31),
    )
    for n in range(2)
)  # fmt: skip
OPEN = OpenVisit(visit="D-1-V00001", window_from=date(2026, 3, 1), window_to=date(2026, 3, 31))
CAPS = {code: Cap(exclusion=code, fact="0198-fact", check=f"R-{code}", on=date(2026, 2, 3)) for code in ("X1", "X3", "X4")}


def looked(**changes):
    return Looked(**{"items": (KEY,), "officers": OFFICERS, **changes})


def submit(*, pack=PACK, **changes):
    """A key item filed a week ahead, with two officers and no ground; `changes` of the command or of what was looked up."""
    seen = looked(**{name: changes.pop(name) for name in tuple(changes) if name in Looked.model_fields and name != "items"})
    listed = changes.pop("listed", (KEY,))
    fields = {
        "filing": "F-1", "department": FIRE, "entity": "stall:421088100-0001", "entity_name": "示例店",
        "industries": ("hotel",), "township": "421088100", "kind": "fire-safety", "method": Method.ONSITE,
        "items": tuple(item.item for item in listed),
        "basis": "消防法第五十三条", "planned_on": PLANNED_ON, "filed_on": FILED_ON, "earliest": EARLIEST,
        "inspectors": tuple(officer.inspector for officer in OFFICERS),
        "looked": seen.model_copy(update={"items": listed}), "policy": policy_for(pack, changes.get("ground")), **changes,
    }  # fmt: skip
    return SubmitFiling(**fields)


def filed(**changes):
    command = submit(**changes)
    secret = any(item.notice is Notice.FORBIDDEN for item in command.looked.items)
    return FilingSubmitted(
        **command.model_dump(exclude={"looked", "policy"}), year=command.planned_on.year, notice_forbidden=secret
    )
