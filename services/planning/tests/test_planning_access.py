"""Who may do what in planning: the running service and its access table say the same."""

from datetime import date

from joserfc.jwk import OKPKey

from libs.domain.testing import Asked, differences
from libs.events.bus.ledger import Signer
from libs.events.catalog.planning.conducting import InspectorSubstituted
from libs.events.catalog.planning.schedule import ScheduleFigures, ScheduleIssued
from libs.events.catalog.planning.visit import VisitScheduled
from libs.events.catalog.registry.conference import ConferenceJoined
from libs.events.envelope import Meta
from libs.events.store.store import NewFacts
from services.planning.campaign.testing import ORDER
from services.planning.conducting.testing import OPENED
from services.planning.crossplan.testing import HUARONG, JIANLI, PROPOSED, agreement, proposal
from services.planning.filing.testing import HOTEL, file
from services.planning.testing import DEMANDS, FIRE, MARKET, POLICE, RATIOS, Office, entity
from services.planning.visit.testing import PLANNED

TAX = "421088-tax"
NUMBER = f"{HUARONG}-2026-01"
REASON = {"reason": "情况有变"}
KEY = Office.key(MARKET).as_dict(private=False)
DEMAND = {
    "demand": "Q-9", "year": 2026, "list_class": "general", "ratios": RATIOS, "rounding": "ceil", "method": "onsite",
    **DEMANDS["Q-1"],
}  # fmt: skip
CAMPAIGN = ORDER.model_dump(mode="json", exclude={"known"})
RECUSAL = {"recusal": "RC-1", "inspector": "I-MARKET-0", "entity": entity(1), "department": MARKET, "ground": "kinship"}
ABSENCE = {
    "absence": "AB-1", "inspector": "I-MARKET-0", "department": MARKET, "first_day": "2026-03-02", "last_day": "2026-03-03",
}  # fmt: skip
FILING = {
    "filing": "F-2", "department": FIRE, "entity": entity(HOTEL), "kind": "fire-safety", "items": ["FIR-0001"],
    "basis": "消防法第五十三条", "planned_on": "2026-03-09",
}  # fmt: skip


ENTRY = {
    "emergency": "E-2", "department": FIRE, "entity": entity(HOTEL), "items": ["FIR-0001"], "ground": "O3", "danger": "漏气",
    "inspectors": ["I-FIRE-0", "I-FIRE-1"], "head": "h-1", "entered_at": "2025-11-20T01:50:00Z",
}  # fmt: skip
VISIT = PLANNED.model_copy(update={"visit": "V-9", "draw": "D-9"})
SLOT = VisitScheduled(visit="V-9", schedule="S-9", day=date(2026, 3, 10), start_minute=510, minutes=55)
COST = ScheduleFigures(visits=1, unplaced=0, team_days=2, travel_metres=0)
ISSUED = ScheduleIssued(
    schedule="S-9", draw="D-9", year=2026, first_day=SLOT.day, last_day=SLOT.day, solver=COST, greedy=COST, proven_optimal=True
)
REPLACED = InspectorSubstituted(
    visit="V-9", draw="D-9", lead=MARKET, department=MARKET, seat="food", gone="I-1-1", ground="absent", reason="病假",
    substitute="I-1-3",
)  # fmt: skip
OPENED_BY_MARKET = OPENED.model_copy(update={"draw": "D-9", "plan": "P-9", "demands": ("Q-9",)})
GONE = {"demand": "Q-9", "stratum": "food.C", "gone": entity(1), "ground": "struck-off", **REASON}
AWAY = {"inspector": "I-1-1", "ground": "absent", **REASON}
SEATS = [
    ("conference", ConferenceJoined(department=department, lead=department == MARKET, effective_from=date(2025, 1, 1)))
    for department in (MARKET, FIRE, POLICE)
]
HAPPENED = [
    NewFacts("visit-V-9", 0, [VISIT, SLOT]), NewFacts("schedule-S-9", 0, [ISSUED]),
    NewFacts("draw-D-9", 0, [OPENED_BY_MARKET, REPLACED]),
]  # fmt: skip


def of_market(path, body):
    return Asked(path, body, MARKET, FIRE)


def unseen(path, body):
    return Asked(path, body, MARKET, FIRE, unseen=True)


def of_fire(path, body):
    return Asked(path, body, FIRE, POLICE)


def read(path, own=MARKET, other=TAX):
    return Asked(path, None, own, other, divisions=("421088", "421087"))


ASKED = {
    "GET /demands": read("/demands"),
    "GET /demands/export.{format}": read("/demands/export.csv"),
    "GET /visits": read("/visits"),
    "GET /visits/export.{format}": read("/visits/export.csv"),
    "GET /visits/{visit}": read("/visits/V-9"),
    "GET /filings": read("/filings", FIRE, POLICE),
    "GET /filings/export.{format}": read("/filings/export.csv", FIRE, POLICE),
    "GET /filings/{filing}": read("/filings/F-1", FIRE, POLICE),
    "GET /recusals": read("/recusals"),
    "GET /absences": read("/absences"),
    "GET /coverage/entities": read("/coverage/entities", FIRE),
    "GET /coverage/entities/export.{format}": read("/coverage/entities/export.csv", FIRE),
    "GET /schedules/{schedule}/days": read("/schedules/S-9/days"),
    "GET /schedules/{schedule}/export.{format}": read("/schedules/S-9/export.csv"),
    "GET /substitutions": read("/substitutions"),
    "GET /substitutions/export.{format}": read("/substitutions/export.csv"),
    # Market leads the joint conference.
    "POST /crossplans/{crossplan}/acceptance": of_market(f"/crossplans/{NUMBER}/acceptance", None),
    "POST /crossplans/{crossplan}/rejection": of_market(f"/crossplans/{NUMBER}/rejection", REASON),
    "POST /crossplans/{crossplan}/termination": of_market(f"/crossplans/{NUMBER}/termination", REASON),
    "POST /demands": of_market("/demands", DEMAND),
    "POST /demands/{demand}/withdrawal": unseen("/demands/Q-1/withdrawal", REASON),
    "POST /plans/{plan}/votes": of_market("/plans/P-2026/votes", {"edition": 1, "member": MARKET, "approve": True}),
    "POST /recusals": of_market("/recusals", RECUSAL),
    "POST /recusals/{recusal}/lifting": unseen("/recusals/RC-1/lifting", REASON),
    "POST /absences": of_market("/absences", ABSENCE),
    "POST /absences/{absence}/ending": unseen("/absences/AB-1/ending", REASON),
    "POST /draws/{draw}/commitments": of_market(
        "/draws/D-1/commitments", {"member": MARKET, "commitment": "ab" * 32, "public_key": KEY}
    ),
    "POST /draws/{draw}/signatures": of_market("/draws/D-1/signatures", {"member": MARKET, "signature": "a..b"}),
    "POST /draws/{draw}/nonces": of_market("/draws/D-1/nonces", {"member": MARKET, "nonce": "ab" * 32}),
    "POST /policy": of_market("/policy", {"effective_from": "2025-12-01", "pack": {"reserves": 4}, **REASON}),
    "POST /policy/editions/{edition}/withdrawal": of_market("/policy/editions/1/withdrawal", REASON),
    "POST /plans": of_market("/plans", {"plan": "P-2027", "year": 2027}),
    "POST /plans/{plan}/coordination": of_market(
        "/plans/P-2026/coordination", {"window_from": "2026-03-01", "window_to": "2026-11-30"}
    ),
    "POST /chains": of_market("/chains", {"chain": "C-9", "year": 2026, "lead": MARKET}),
    "POST /draws": of_market("/draws", {"draw": "D-2", "plan": "P-2026"}),
    "POST /draws/{draw}/freeze": of_market("/draws/D-9/freeze", None),
    "POST /draws/{draw}/completion": of_market("/draws/D-9/completion", None),
    "POST /draws/{draw}/substitutions/entity": of_market("/draws/D-9/substitutions/entity", GONE),
    "POST /visits/{visit}/substitutions/inspector": of_market("/visits/V-9/substitutions/inspector", AWAY),
    "POST /draws/{draw}/void": of_market("/draws/D-9/void", REASON),
    "POST /crossplans": of_market("/crossplans", proposal(JIANLI, HUARONG)),
    "POST /campaigns": of_market("/campaigns", CAMPAIGN),
    "POST /campaigns/{campaign}/end": of_market("/campaigns/C-1/end", {"effective_from": "2026-03-03", **REASON}),
    "POST /visits/{visit}/cancellation": of_market("/visits/V-9/cancellation", REASON),
    "POST /visits/{visit}/schedule": of_market("/visits/V-9/schedule", {"day": "2026-03-11", "start_minute": 600, **REASON}),
    "POST /draws/{draw}/schedules": of_market("/draws/D-9/schedules", {"seconds": 1}),
    "POST /schedules/{schedule}/cancellation": of_market("/schedules/S-9/cancellation", None),
    "POST /emergencies": of_fire("/emergencies", ENTRY),
    "POST /emergencies/{emergency}/ruling": of_market("/emergencies/E-1/ruling", {"justified": True, **REASON}),
    "GET /emergencies": read("/emergencies", FIRE, POLICE),
    "GET /emergencies/export.{format}": read("/emergencies/export.csv", FIRE, POLICE),
    "GET /emergencies/{emergency}": read("/emergencies/E-1", FIRE, POLICE),
    "POST /filings": of_fire("/filings", FILING),
    "POST /filings/{filing}/consent": of_market("/filings/F-1/consent", None),
    "POST /filings/{filing}/deferral": of_market("/filings/F-1/deferral", {"until_year": 2027, **REASON}),
    "POST /filings/{filing}/refusal": of_market("/filings/F-1/refusal", REASON),
    "POST /filings/{filing}/withdrawal": Asked("/filings/F-1/withdrawal", REASON, FIRE, POLICE, unseen=True),
}


async def test_the_service_lets_in_whom_its_table_names(office):
    key = OKPKey.generate_key("Ed25519")
    await office.sut.deliver("registry", agreement({JIANLI: key, HUARONG: key}))
    proposed = PROPOSED.model_copy(update={"crossplan": NUMBER, "proposer": HUARONG, "partner": JIANLI})
    await office.sut.deliver("planning", (f"crossplan-{NUMBER}", proposed), place=HUARONG, signer=Signer(key))
    await office.sut.deliver("registry", *SEATS)
    office.ok(await office.submit("Q-1"), 201)
    body = {"plan": "P-2026", "year": 2026, "lead": MARKET, "members": [MARKET, FIRE, POLICE]}
    office.ok(await office.post("/plans", body, role="planner"), 201)
    office.ok(await file(office), 201)
    reported = await office.post("/emergencies", {**ENTRY, "emergency": "E-1"}, role="head", department=FIRE)
    office.ok(reported, 201)
    office.ok(await office.post("/recusals", RECUSAL, role="department-officer", department=MARKET), 201)
    office.ok(await office.post("/absences", ABSENCE, role="department-officer", department=MARKET), 201)
    await office.sut.running.store.append(HAPPENED, Meta("test", "test"), at=office.sut.clock())
    assert await differences(office.sut, ASKED) == []
