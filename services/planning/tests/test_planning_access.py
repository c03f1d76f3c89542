"""Who may do what in planning: the running service and its access table say the same."""

from joserfc.jwk import OKPKey

from libs.domain.testing import Asked, differences
from libs.events.bus.ledger import Signer
from services.planning.crossplan.testing import HUARONG, JIANLI, PROPOSED, agreement
from services.planning.filing.testing import HOTEL, file
from services.planning.testing import DEMANDS, FIRE, MARKET, POLICE, RATIOS, Office, entity

NUMBER = f"{HUARONG}-2026-01"
REASON = {"reason": "情况有变"}
KEY = Office.key(MARKET).as_dict(private=False)
DEMAND = {
    "demand": "Q-9", "year": 2026, "list_class": "general", "ratios": RATIOS, "rounding": "ceil", "method": "onsite",
    **DEMANDS["Q-1"],
}  # fmt: skip
RECUSAL = {"recusal": "RC-1", "inspector": "I-market-0", "entity": entity(1), "department": MARKET, "ground": "kinship"}
ABSENCE = {
    "absence": "AB-1", "inspector": "I-market-0", "department": MARKET, "first_day": "2026-03-02", "last_day": "2026-03-03",
}  # fmt: skip
FILING = {
    "filing": "F-2", "department": FIRE, "entity": entity(HOTEL), "kind": "fire-safety", "items": ["FIR-0001"],
    "basis": "消防法第五十三条", "planned_on": "2026-03-09",
}  # fmt: skip


def of_market(path, body):
    return Asked(path, body, MARKET, FIRE)


def of_fire(path, body):
    return Asked(path, body, FIRE, POLICE)


ASKED = {
    # Market leads the joint conference.
    "POST /crossplans/{crossplan}/acceptance": of_market(f"/crossplans/{NUMBER}/acceptance", None),
    "POST /crossplans/{crossplan}/rejection": of_market(f"/crossplans/{NUMBER}/rejection", REASON),
    "POST /crossplans/{crossplan}/termination": of_market(f"/crossplans/{NUMBER}/termination", REASON),
    "POST /demands": of_market("/demands", DEMAND),
    "POST /demands/{demand}/withdrawal": of_market("/demands/Q-1/withdrawal", REASON),
    "POST /plans/{plan}/votes": of_market("/plans/P-2026/votes", {"member": MARKET, "approve": True}),
    "POST /recusals": of_market("/recusals", RECUSAL),
    "POST /recusals/{recusal}/lifting": of_market("/recusals/RC-1/lifting", REASON),
    "POST /absences": of_market("/absences", ABSENCE),
    "POST /absences/{absence}/ending": of_market("/absences/AB-1/ending", REASON),
    "POST /draws/{draw}/commitments": of_market(
        "/draws/D-1/commitments", {"member": MARKET, "commitment": "ab" * 32, "public_key": KEY}
    ),
    "POST /draws/{draw}/signatures": of_market("/draws/D-1/signatures", {"member": MARKET, "signature": "a..b"}),
    "POST /draws/{draw}/nonces": of_market("/draws/D-1/nonces", {"member": MARKET, "nonce": "ab" * 32}),
    "POST /filings": of_fire("/filings", FILING),
    "POST /filings/{filing}/consent": of_market("/filings/F-1/consent", None),
    "POST /filings/{filing}/deferral": of_market("/filings/F-1/deferral", {"until_year": 2027, **REASON}),
    "POST /filings/{filing}/refusal": of_market("/filings/F-1/refusal", REASON),
    "POST /filings/{filing}/withdrawal": of_fire("/filings/F-1/withdrawal", REASON),
}


async def test_the_service_lets_in_whom_its_table_names(office):
    key = OKPKey.generate_key("Ed25519")
    await office.sut.deliver("registry", agreement({JIANLI: key, HUARONG: key}))
    proposed = PROPOSED.model_copy(update={"crossplan": NUMBER, "proposer": HUARONG, "partner": JIANLI})
    await office.sut.deliver("planning", (f"crossplan-{NUMBER}", proposed), place=HUARONG, signer=Signer(key))
    office.ok(await office.submit("Q-1"), 201)
    body = {"plan": "P-2026", "year": 2026, "lead": MARKET, "members": [MARKET, FIRE, POLICE]}
    office.ok(await office.post("/plans", body, role="planner"), 201)
    office.ok(await file(office), 201)
    assert await differences(office.sut, ASKED) == []
