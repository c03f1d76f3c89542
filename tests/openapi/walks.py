"""A person's way through each service, for what no made-up request can do: signed documents, tokens, files, the right order.

Every answer on the way is held against the document. What was made on the way is what made-up requests then find.
"""

from datetime import timedelta
from typing import Any

from joserfc.jwk import OKPKey

from libs.events.bus.inbox import Inbox
from libs.events.bus.kafka import events_topic
from libs.events.bus.ledger import Signer
from libs.events.catalog.inspection.visit import ClueFound
from libs.events.catalog.planning.crossplan import CrossPlanProposed
from libs.events.catalog.registry.scenarios import IndustryListed
from libs.events.testing.shelf.pages import png
from libs.events.testing.waiting import eventually
from services.credit.testing import MODEL, OPENING, SHOP, STALL, listed
from services.disclosure.testing import DEMAND, PARTS, PLAN, crowd, draw_facts, visit_facts
from services.disclosure.testing import ENTITY as TOLD_ENTITY
from services.disclosure.testing import listed as told_department
from services.disclosure.testing import planned as told_visit
from services.inspection.testing.requests import (
    CLEAN_FIRE,
    ENTITY,
    F1,
    F2,
    FINDING,
    FIRE,
    M1,
    M2,
    MARKET,
    PROOF,
    TAX,
    checks,
    market_part,
    planned,
)
from services.planning.conducting.testing import EMITTED, FROZEN_AT, ROUND, SIGNATURE
from services.planning.crossplan.testing import HUARONG, JIANLI, NUMBER, TERMS, agreement
from services.planning.crossplan.testing import proposal as joint_proposal
from services.planning.testing import DEPARTMENTS, Office
from services.planning.testing import listed as item
from services.whistle.testing import LISTED

from . import cases, inspection_walk
from .crimes_walk import crimes, hazards
from .desk import Desk
from .known import CAMPAIGN, REASON
from .probe import Probe


async def operate(probe: Probe) -> None:
    """What is the same in every service: a stream parked and retried, parked again and skipped; a topic refilled; a policy."""
    sut, desk = probe.sut, Desk(probe)
    (item,) = await sut.deliver("registry", ("industry-parked", IndustryListed(industry="parked", title="被搁置")))
    named = {"source": item.source, "stream": item.stream}
    for path, body in (("retry", named), ("skip", {**named, "reason": "testing the way out"})):
        async with sut.running.pool.acquire() as connection:
            await Inbox.park(connection, item, "failed")
        assert await desk.get("ops/parked")
        await desk.post(f"ops/parked/{path}", body)
    await desk.get("ops/deadlines/failing")
    await desk.post("ops/deadlines/retry", {})
    await desk.post(f"ops/topics/{events_topic(sut.running.settings.place, sut.running.service.name)}/refill")
    numbers = (await desk.get("policy"))["pack"]
    edition = {"effective_from": "2026-12-01", "pack": numbers, **REASON}
    if sut.running.service.countersigning is not None:
        for what, body, who in (("refusal", REASON, desk.second), ("withdrawal", None, desk.headers)):
            asked = await sut.client.post("/v1/policy", json=edition, headers=desk.headers)
            settled = await sut.client.post(f"{asked.headers['location']}/{what}", json=body, headers=who)
            assert settled.status_code == 200, settled.text
            await desk.get(asked.headers["location"].removeprefix("/v1/"))
        await desk.get("countersignatures?state=withdrawn")
    await desk.post("policy", edition, 201)
    (*_, newest) = (await desk.get("policy/editions?limit=500"))["items"]
    await desk.post(f"policy/editions/{newest['edition']}/withdrawal", REASON)


async def reported(desk: Desk, sent: Any, sheet: bytes) -> None:
    """What became of an import, in every form; `sheet` would be one more."""
    identity = sent["import_id"]
    await desk.get("import-reports")
    titles, client = f"/v1/imports/{sent['kind']}/titles", desk.client
    assert (await client.put(titles, json={"titles": {}}, headers=desk.headers)).status_code == 200
    csv = {**desk.headers, "content-type": "text/csv"}
    seen = await client.post(f"/v1/imports/{sent['kind']}/preview", content=sheet, headers=csv)
    assert seen.status_code == 200, seen.text
    for what in ("", "/refused.csv", "/report.csv", "/report.xlsx", "/report.ndjson?rows=all"):
        await desk.get(f"import-reports/{identity}{what}")


async def evidence(desk: Desk) -> dict[str, str]:
    """Files are kept, whole and in pieces, read and erased; the one that stays, as facts name it."""
    client, headers = desk.client, desk.headers
    kept = await client.post("/v1/files", content=png("现场照片"), headers=headers)
    assert kept.status_code == 201, kept.text
    path = kept.headers["location"]
    whole = await client.get(path, headers=headers)
    asked = {"Range": "bytes=0-3"}, {"Range": "bytes=9999-"}, {"If-None-Match": whole.headers["etag"]}
    assert [(await client.get(path, headers=headers | more)).status_code for more in asked] == [206, 416, 304]
    assert (await client.head(path, headers=headers)).status_code == 200
    await desk.get(f"{path.removeprefix('/v1/')}/about")
    for refused, said in ((415, {"content": b"MZ" + bytes(99)}), (422, {"content": b""})):
        assert (await client.post("/v1/files", headers=headers, **said)).status_code == refused
    tus, other = headers | {"Tus-Resumable": "1.0.0"}, png("误传")
    begun = [await client.post("/v1/uploads", headers=tus | {"Upload-Length": str(len(other))}) for _ in range(2)]
    going, given_up = (each.headers["location"] for each in begun)
    piece = tus | {"Content-Type": "application/offset+octet-stream"}
    for start, end in ((0, 20), (20, len(other))):
        assert (await client.head(going, headers=tus)).headers["upload-offset"] == str(start)
        sent = await client.patch(going, content=other[start:end], headers=piece | {"Upload-Offset": str(start)})
        assert sent.status_code == 204, sent.text
    assert (await client.delete(given_up, headers=tus)).status_code == 204
    mistaken = sent.headers["content-location"]
    await desk.post(f"{mistaken.removeprefix('/v1/')}/erasure", REASON)
    for gone in (await client.get(mistaken, headers=headers), await client.head(mistaken, headers=headers)):
        assert gone.status_code == 410
    return {name: kept.json()[name] for name in ("sha256", "media_type")}


async def planning(probe: Probe) -> None:
    desk, office = Desk(probe), Office(probe.sut)
    await office.plan()
    await office.drawn()
    for demand in ("Q-9", "Q-10"):
        office.ok(await office.submit(demand), 201)
    await desk.post("demands/Q-9/withdrawal", REASON)
    manifest = await probe.sut.client.get("/v1/draws/D-1/manifest")
    for document in ("lists", "certificate"):
        await desk.get(f"draws/D-1/{document}")
    await desk.get("draws/D-1/manifest", 304, **{"If-None-Match": manifest.headers["etag"]})
    await _days(desk)
    visit = (await desk.get("visits"))["items"][0]
    await desk.get(f"draws/D-1/proofs/{visit['entity']}")
    await desk.get(f"entities/{visit['entity']}/why")
    await desk.get(f"visits/{visit['visit']}")
    await afterwards(desk, await desk.get("draws/D-1/certificate"))
    await desk.post(f"visits/{visit['visit']}/cancellation", REASON)
    await desk.get("plans/P-2026/tasks")
    await desk.get("plans/P-2026/tasks/export.csv")
    await desk.get("plans/P-2026/coverage")
    await desk.get("plans/P-2026/coverage/export.csv")
    await office.coordinate(reason="调整")
    await desk.get("plans/P-2026/editions")
    await desk.get("plans/P-2026/editions/difference")
    await unplanned(desk, office)
    await joint(desk, probe)
    await voided(desk, office)
    await desk.post("campaigns", {**CAMPAIGN, "campaign": "C-1"}, 201)
    await desk.get("campaigns/C-1")
    await desk.post("campaigns/C-1/end", {"effective_from": "2026-06-01", **REASON})
    await desk.get("coverage/entities/export.csv")


async def unplanned(desk: Desk, office: Office) -> None:
    await office.conference()
    for n, what in enumerate(("consent", "deferral", "refusal", "withdrawal")):
        filed = {
            "filing": f"F-{n}", "department": FIRE, "entity": office.entity(3 * n), "kind": "fire-safety",
            "items": ["FIR-0001"], "basis": "消防法第五十三条", "planned_on": "2025-12-01",
        }  # fmt: skip
        if what == "withdrawal":
            await desk.post("filings", filed, 201)
        else:
            # Who files does not rule.
            office.ok(await office.post("/filings", filed, role="department-officer", department=FIRE), 201)
        # Nor does anybody else who acts for the department that files.
        who = desk.headers if what == "withdrawal" else office.sut.bearer("m-1", roles=["planner"], departments=[MARKET])
        await desk.post(f"filings/F-{n}/{what}", None if what == "consent" else REASON, **who)
    await desk.get("filings")
    await desk.get("filings/F-0")
    await desk.get("filings/export.csv")
    entry = {
        "emergency": "E-1", "department": FIRE, "entity": office.entity(12), "items": ["FIR-0001"], "ground": "O3",
        "danger": "燃气泄漏", "inspectors": ["I-FIRE-0", "I-FIRE-1"], "head": "h-1",
        "entered_at": (office.sut.clock.now - timedelta(minutes=5)).isoformat(),
    }  # fmt: skip
    await desk.post("emergencies", entry, 201)
    await desk.get("emergencies")
    await desk.get("emergencies/E-1")
    await desk.get("emergencies/export.csv")
    market = office.sut.bearer("m-1", roles=["planner"], departments=[MARKET])
    await desk.post("emergencies/E-1/ruling", {"justified": True, **REASON}, **market)


async def joint(desk: Desk, probe: Probe) -> None:
    huarong = OKPKey.generate_key("Ed25519")
    keys = {JIANLI: OKPKey.generate_key("Ed25519"), HUARONG: huarong}
    await probe.sut.deliver("registry", agreement(keys))
    await desk.post("crossplans", joint_proposal(JIANLI, HUARONG), 201)
    await desk.post(f"crossplans/{NUMBER}/termination", REASON)
    for n, what in enumerate(("acceptance", "rejection")):
        number = f"{HUARONG}-2026-0{n}"
        theirs = {**TERMS, "crossplan": number, "proposer": HUARONG, "partner": JIANLI}
        told = (f"crossplan-{number}", CrossPlanProposed(**theirs))
        await probe.sut.deliver("planning", told, place=HUARONG, signer=Signer(huarong))
        await desk.post(f"crossplans/{number}/{what}", None if what == "acceptance" else REASON)
    await desk.get("crossplans")
    await desk.get(f"crossplans/{NUMBER}")


async def _days(desk: Desk) -> None:
    """Days and routes of the draw: computed, read, one visit moved; a second computation is cancelled."""

    async def over(schedule: str) -> bool:
        return bool((await desk.get(f"schedules/{schedule}"))["state"] != "running")

    await desk.post("draws/D-1/schedules", {"schedule": "S-1", "seconds": 1}, 202)
    await eventually(lambda: over("S-1"), what="schedule")
    stop = (await desk.get("schedules/S-1/days?limit=1"))["items"][0]
    await desk.get("schedules/S-1/export.csv")
    moved = {"day": stop["day"], "start_minute": int(stop["start"][:2]) * 60 + int(stop["start"][3:]), **REASON}
    await desk.post(f"visits/{stop['visit']}/schedule", moved)
    await desk.post("draws/D-1/schedules", {"schedule": "S-2", "seconds": 60, "keep_days": False}, 202)
    await desk.post("schedules/S-2/cancellation")
    await eventually(lambda: over("S-2"), what="cancellation")


async def afterwards(desk: Desk, pack: dict[str, Any]) -> None:
    """An entity and an officer that are gone are replaced; recusals and absences come and go."""
    stratum = next(s for s in pack["result"]["strata"] if s["chosen"] and s["reserves"])
    gone = {name: stratum[name] for name in ("demand", "stratum")} | {"gone": stratum["chosen"][0], "ground": "not-found"}
    await desk.post("draws/D-1/substitutions/entity", {**gone, **REASON, "evidence": [PROOF]}, 201)
    last = (await desk.get("visits?limit=200"))["items"][-1]
    away = {"inspector": last["parts"][0]["inspectors"][0], "ground": "recused", **REASON, "evidence": [PROOF]}
    await desk.post(f"visits/{last['visit']}/substitutions/inspector", away, 201)
    for path in ("draws/D-1/substitutions", "draws/D-1/sealed", "substitutions", "substitutions/export.csv", "organisers"):
        await desk.get(path)
    recusal = {"recusal": "R-1", "inspector": "I-MARKET-1", "entity": last["entity"], "department": MARKET, "ground": "kinship"}
    await desk.post("recusals", recusal, 201)
    await desk.post("recusals/R-1/lifting", REASON)
    days = {"first_day": "2026-05-01", "last_day": "2026-05-09"}
    await desk.post("absences", {"absence": "A-1", "inspector": "I-MARKET-1", "department": MARKET, **days}, 201)
    await desk.post("absences/A-1/ending", REASON)
    for path in ("recusals", "absences"):
        await desk.get(path)


async def voided(desk: Desk, office: Office) -> None:
    """A second draw names a beacon round that was recorded, is frozen on that day, and is voided at last."""
    now = office.sut.clock.now
    await desk.post("chains", {"chain": "C-2", "year": 2026, "lead": MARKET}, 201)
    await office.coordinate(demands=["Q-1", "Q-2", "Q-3", "Q-10"], reason="新增")
    for member in DEPARTMENTS[:2]:
        office.ok(await office.vote("P-2026", member))
    office.sut.clock.now = FROZEN_AT
    body = {"draw": "D-2", "plan": "P-2026", "chain": "C-2", "beacons": ["drand-quicknet", "none"], "reveal_minutes": 60}
    await desk.post("draws", body, 201)
    for member in DEPARTMENTS:
        office.ok(await office.commit("D-2", member), 201)
    await desk.post("draws/D-2/freeze")
    office.sut.clock.now = EMITTED
    await desk.post("draws/D-2/beacon", {"round": ROUND, "signature": SIGNATURE}, 201)
    office.sut.clock.now = now
    await desk.post("draws/D-2/void", REASON)
    await desk.get("chains/C-2")
    await desk.get("chains")


async def inspection(probe: Probe) -> None:
    desk, sut = Desk(probe), probe.sut
    # Many: each is announced once, and whoever walks the links uses them up.
    for visit in (f"V-{n}" for n in range(1, 41)):
        await sut.deliver("planning", planned(visit, secret=visit == "V-2"))
    await desk.post("visits/V-2/notice-withheld", {"on": "2026-03-10", "reason": "依法不得事先通知"})
    await desk.post("visits/V-1/announcement", {"on": "2026-03-10", "basis": "2026年度抽查计划"})
    await desk.post("visits/V-5/announcement", {"on": "2026-03-10", "basis": "2026年度抽查计划"})
    await desk.post("visits/V-5/entry-refusal", {"why": "no-code"})
    shown = {"department": MARKET, "ground": "refused", "officers": [M1, M2], "reason": "大门紧闭"}
    piece = await evidence(desk)
    await desk.post("visits/V-5/frustration", {**shown, "evidence": [piece]})
    token = (await desk.get("visits/V-1/mandate"))["token"]
    assert (await desk.post("mandates/verification", {"token": token}))["valid"]
    code = (await desk.get("entity-code"))["token"]
    for department, inspector in ((MARKET, M1), (FIRE, F1), (MARKET, M2)):
        body = {"inspector": inspector, "department": department, "proof": "entity-code", "code": code}
        await desk.post("visits/V-1/check-ins", body)
    await desk.post("visits/V-1/arrivals", {"inspector": F2, "department": FIRE, "code": token})
    await desk.post("visits/V-1/clues", {"finder": MARKET, "competent": TAX, "matter": "涉嫌未开具发票"}, 201)
    found = [{**FINDING, "finding": f"F-{n}", "evidence": [piece]} for n in range(1, 6)]
    found[4]["severity"] = "ordinary"
    await desk.post("visits/V-1/parts", market_part(*found, disposition="ordered-to-rectify"))
    blocked = {**FINDING, "finding": "F-9", "item": "FIR-0002", "evidence": [piece]}
    breach = {"checks": checks(["FIR-0002"], [blocked]), "findings": [blocked]}
    mending = {**CLEAN_FIRE, **breach, "disposition": "ordered-to-rectify"}
    await desk.post("visits/V-1/parts", mending)
    said = {"visit": "V-1", "department": MARKET, "kind": "talk", "text": "约谈负责人"}
    await desk.get(f"guidance/{(await desk.post('guidance', said, 201))['guidance']}")
    await desk.post("visits/V-1/amendments", {**mending, "reason": "笔误更正"})
    await desk.post("visits/V-1/answer", {"answer": "confirmed"})
    done = await desk.post("visits/V-1/completion", {})
    assert (await desk.get("visits/V-1/record"))["intact"]
    await desk.post("visits/V-1/handling", {"department": MARKET, "findings": ["F-5"], "handling": "case"})
    await inspection_walk.mended(desk, done, piece)
    await desk.get(f"results/{done['result']}")
    await inspection_walk.objections(desk, done["result"])
    await inspection_walk.followups(desk)
    await inspection_walk.reviews(desk)
    await desk.post(f"results/{done['result']}/revocation", REASON)
    paper = (await desk.post("visits/V-1/papers", {"kind": "record", "department": MARKET}, 201))["document"]
    for what in ("", "/paper.pdf"):
        await desk.get(f"papers/{paper}{what}")
    await desk.post(f"papers/{paper}/void", REASON)
    await inspection_walk.filed(desk, code)
    header = "result,entity,kind,checked_on,score,problems,origin,department"
    sheet = f"{header}\nR-9,{ENTITY},food-hygiene,2025-11-02,88,,old,4210-market\nR-10,x\n".encode()
    await reported(desk, await desk.send("results", sheet), sheet)
    await desk.post("recorded-results/R-9/revocation", REASON)
    await cases.walked(desk, sut, piece)

    await crimes(desk, piece)
    await hazards(desk, piece)


async def credit(probe: Probe) -> None:
    desk = Desk(probe)
    sheet = f"{OPENING}stall,x,many,?\n".encode()
    await reported(desk, await desk.send("opening", sheet), sheet)
    await desk.post("models/trial", MODEL)
    await desk.post("models", MODEL, 201)
    await desk.post("models/application")
    await desk.post(f"profiles/{SHOP}/override", {"credit_class": "B", "reason": "复核"})
    await probe.sut.deliver("registry", listed(SHOP))
    await desk.get(f"profiles/{SHOP}")
    await desk.get(f"profiles/{STALL}/class")


async def disclosure(probe: Probe) -> None:
    desk, sut = Desk(probe), probe.sut
    await sut.deliver("planning", ("demand-DM-1", DEMAND), ("plan-P-2026", PLAN), *draw_facts())
    await sut.deliver("planning", told_visit("V-1", TOLD_ENTITY, PARTS))
    # Many: each is published once, and whoever walks the links uses them up.
    for visit in (f"V-{n}" for n in range(1, 41)):
        await sut.deliver("inspection", *visit_facts(visit))
    await desk.post("publications/result-R-V-1", {}, 201)
    await desk.get("publications/result-R-V-1")
    await sut.deliver("registry", (f"department-{MARKET}", told_department(MARKET, "市场监督管理局(新)")))
    await desk.post("publications/result-R-V-1/correction", REASON)
    await desk.post("publications/result-R-V-1/withdrawal", REASON)
    for held in await crowd(sut):
        ticket = held[MARKET]
        await desk.post("ratings", {**ticket._asdict(), "stars": 5}, 201)
    await desk.get(f"entities/{TOLD_ENTITY}/file")


async def whistle(probe: Probe) -> None:
    desk = Desk(probe)
    shown = await evidence(desk)
    new = {"whistle": "W-1", "township": "421088100", "matter_kind": "fire-safety", "matter": "液化气瓶", "place": "集贸市场"}
    await desk.post("whistles", {**new, "evidence": [shown]}, 201)
    await desk.post("whistles/W-1/calls", {"departments": [MARKET]})
    await desk.post("whistles/W-1/report-ins", {"department": MARKET, "officers": [M1]})
    await desk.post("whistles/W-1/handling", {"lead": MARKET, "plan": "联合清理"})
    await desk.post("whistles/W-1/parts", {"department": MARKET, "outcome": "已整改"})
    await desk.post("whistles/W-1/confirmation", {"solved": True, "ratings": {MARKET: 5}})
    await probe.sut.deliver("registry", ("item-MKT-0003", item("MKT-0003")))
    await desk.post("whistles", {**new, "whistle": "W-2", "entity": LISTED}, 201)
    await desk.post("whistles/W-2/calls", {"departments": [MARKET]})
    await desk.post("whistles/W-2/report-ins", {"department": MARKET, "officers": [M1]})
    asked = {"lead": MARKET, "items": ["MKT-0003"], "on": probe.sut.clock.now.date().isoformat()}
    await desk.post("whistles/W-2/visits", asked, 201)
    for clue in ("C-1", "C-2", "C-3"):
        found = ClueFound(
            clue=clue, visit="V-1", entity="stall:421088-1", finder=MARKET, competent=FIRE, matter="消防通道堵塞", evidence=()
        )
        await probe.sut.deliver("inspection", (f"visit-{clue}", found))
    await desk.post("clues/C-1/acknowledgement", {"department": FIRE})
    await desk.post("clues/C-1/outcome", {"department": FIRE, "outcome": "已清理"})
    await desk.post("clues/C-2/return", {"department": FIRE, "competent": MARKET, "reason": "非本部门职责"})
