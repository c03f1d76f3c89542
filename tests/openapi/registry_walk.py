"""A person's way through the registry; what of a way is common to services with imports (see walks.py)."""

from datetime import timedelta

from libs.events.catalog.whistle.clue import ClueReceived
from libs.events.testing.place_keys import PlaceKeys
from libs.events.testing.services import ServiceUnderTest, whole_year
from libs.events.testing.waiting import eventually
from services.inspection.testing.requests import (
    FIRE,
    MARKET,
    PROOF,
)
from services.registry.testing import LISTS, example, head, proposal

from .desk import Desk
from .known import REASON
from .probe import Probe
from .walks import reported

EARLY_CODE = "91350100M0001TGQXM"
GRADE = {"grade": "一般", "circumstances": "再犯", "fine_min_fen": 500_000, "fine_max_fen": 1_000_000}
EXEMPTION = {"exemption": "E-1", "behaviour": "未公示许可证", "conditions": "首次并及时改正", "first_offence_only": True}

LISTED_SHOP = {"name": "示例摊", "industries": ["catering"], "township": "421088100", "category": "stall"}


async def registry(probe: Probe, neighbour: ServiceUnderTest) -> None:
    desk, here = Desk(probe), probe.sut
    for kind in (*LISTS, "inspectors"):
        await desk.send(kind, example(kind))
    await registry_lists(desk)
    await registry_findings(desk, here)
    bad = await desk.send("entities", head("entities-with-bad-rows", 30))
    assert bad["refused"]
    await reported(desk, bad, head("entities-with-bad-rows", 30))
    (item,) = (await desk.get("items/MKT-0003"))["editions"]
    new = {"item": "MKT-9001", "content": item["content"], "effective_from": "2026-01-01"}
    await desk.post("items", new, 201)
    await desk.post("items/MKT-9001/adjustment", {"content": item["content"], "effective_from": "2026-06-01"})
    await desk.post("items/MKT-9001/withdrawal", {**REASON, "effective_from": "2026-12-01"})
    await desk.get("entities/stall:421088100-9001")
    await desk.get("entities/doubles")
    await desk.post("entities/stall:421088100-9001/strike-off", {**REASON, "effective_from": "2026-12-01"})
    await desk.post("entities/stall:421088100-9001/reinstatement", REASON)
    await desk.post("entities", {"entity": "stall:421088100-9002", "content": {**LISTED_SHOP, "name": "张小三"}}, 201)
    await desk.post("entities/stall:421088100-9001/successor", {**REASON, "successor": "stall:421088100-9002"})
    await desk.post("entities/stall:421088100-9001/successor/withdrawal", REASON)
    south = {"name": "城南店", "address": "容城镇建设路1号", "township": "421088101"}
    await desk.post("entities/stall:421088100-9001/premises", {"premises": "2", "content": south}, 201)
    await desk.get("premises")
    await desk.get("entities/stall:421088100-9001")
    await desk.post("entities/stall:421088100-9001/premises/2/closing", {**REASON, "effective_from": "2026-12-01"})
    await desk.post("entities/stall:421088100-9001/premises/2/reopening", REASON)
    erased = await here.client.delete("/v1/entities/stall:421088100-9002/owner", headers=probe.headers)
    assert erased.status_code == 200
    year = {
        "year": 2027,
        "holidays": [str(day) for day in whole_year(2027)],
        "workdays": ["2027-01-03"],
        "notice": "国办发明电〔2026〕0号",
    }
    await desk.post("calendar", year, 201)
    await desk.post("inspectors/I-421088-0001/suspension", {**REASON, "effective_from": "2026-12-01"})
    erased = await here.client.delete("/v1/people/I-421088-0002", headers=probe.headers)
    assert erased.status_code == 200
    await desk.post("agreements", await proposal(neighbour), 201)
    ours = await desk.get("agreements/HX-2026")
    theirs = neighbour.bearer("r-2", roles=["registrar"])
    asked = await neighbour.client.post("/v1/agreements/acceptance", json=ours, headers=theirs)
    await neighbour.seconded(asked, neighbour.bearer("r-3", roles=["registrar"]))
    await desk.post("agreements/conclusion", (await neighbour.client.get("/v1/agreements/HX-2026")).json())
    back = {**await proposal(here), "agreement": "JL-2026", "name": "华容县"}
    back["partner"] = {"place": "421088", "name": "监利市", "keys": (await here.client.get("/v1/keys")).json()["keys"]}
    assert (await neighbour.client.post("/v1/agreements", json=back, headers=theirs)).status_code == 201
    await desk.post("agreements/acceptance", (await neighbour.client.get("/v1/agreements/JL-2026")).json())
    await desk.post("agreements/JL-2026/revocation", REASON)
    await registry_keys(desk, here)


async def registry_keys(desk: Desk, here: ServiceUnderTest) -> None:
    """Another key of planning is announced, and the one before withdrawn."""
    old = next(key for key in (await desk.get("keys"))["keys"] if key["service"] == "planning")
    keys, now = PlaceKeys(here.running.settings.service_keys.parent), here.clock()
    new = keys.add("planning", now, ends=now + timedelta(days=30)).thumbprint()

    async def on_file() -> bool:
        return new in [key["jwk"]["kid"] for key in (await here.client.get("/v1/keys")).json()["keys"]]

    await eventually(on_file)
    await desk.post("keys/planning/announcement", {"kid": new})
    await desk.post("keys/planning/withdrawal", {"kid": old["jwk"]["kid"], "withdrawn_from": now.isoformat(), **REASON})


async def registry_lists(desk: Desk) -> None:
    """A row of every effective-dated list, its history, and its end."""
    await desk.post("industries", {"industry": "moon", "title": "登月"}, 201)
    department = {"department": "421088-moon", "title": "登月办", "level": "county", "divisions": ["421088"]}
    await desk.post("departments", department, 201)
    await desk.post("mandates", {"department": "421088-moon", "form": "statutory", "basis": "《登月法》"}, 201)
    organ = {"organ": "421088-moonpolice", "title": "月亮公安局", "kind": "police", "divisions": ["421088"]}
    await desk.post("organs", organ, 201)
    township = {"township": "421088199", "title": "月亮镇", "department": MARKET}
    await desk.post("townships", township, 201)
    await desk.get("townships/421088199/departments")
    for department, lead in ((MARKET, True), (FIRE, False)):
        await desk.post("conference", {"department": department, "lead": lead, "effective_from": "2026-01-01"}, 201)
    members = [{"body": "421088199", "duty": "执法监管工作负责人"}]
    centre = {"named_by": MARKET, "members": members, "powers": ["coordinate"]}
    await desk.post("areas", {"area": "AREA-1", "title": "东片区", "townships": ["421088199"], "centre": centre}, 201)
    source = {"source": "power", "code": "P-1", "content": {"title": "餐饮检查", "department": MARKET}}
    await desk.post("sources", source, 201)
    link = {"source": {"source": "power", "code": "P-1"}, "effective_from": "2025-11-03"}
    await desk.post("items/MKT-0001/sources", link)
    await desk.post("sources/withdrawal", {"source": "power", "code": "P-1", **REASON, "effective_from": "2026-12-01"})
    section = {"item": "MKT-0003", "points": ["查留样"]}
    await desk.post("manuals", {"manual": "M-1", "industry": "catering", "title": "手册", "sections": [section]}, 201)
    about = {"item": "MKT-0003", "legal_basis": "《食品安全法》"}
    await desk.post("exemptions", {**EXEMPTION, **about}, 201)
    await desk.post("benchmarks", {"benchmark": "B-1", "violation": "未留样", "grades": [GRADE], **about}, 201)
    scenario = {"scenario": "S-moon", "title": "餐饮", "industry": "catering", "lead": MARKET, "departments": [MARKET]}
    await desk.post("scenarios", {**scenario, "items": ["MKT-0003"]}, 201)
    await desk.post("codes", {"code": EARLY_CODE, **REASON, "evidence": [PROOF]}, 201)
    await desk.post(f"codes/{EARLY_CODE}/withdrawal", REASON)
    await desk.post("entities", {"entity": "stall:421088100-9001", "content": LISTED_SHOP}, 201)
    approval = {"approval": "L-1", "entity": "stall:421088100-9001", "title": "许可", "mode": "separated", "approver": MARKET}
    licence = {**approval, "supervisor": FIRE, "by_commitment": True, "granted_on": "2025-10-01"}
    await desk.post("approvals", licence, 201)
    await desk.get("approvals/L-1")
    await desk.post("approvals/L-1/takeover", {"entity": approval["entity"], "supervisor": FIRE})
    end = {**REASON, "effective_from": "2026-12-01"}
    await desk.post("approvals/L-1/end", {"entity": approval["entity"], "approver": MARKET, **end, "commitment_broken": True})
    for path in ("industries/moon", "mandates/421088-moon", "departments/421088-moon", "conference/421088-fire", "areas/AREA-1",
                 "townships/421088199", "manuals/M-1", "exemptions/E-1", "benchmarks/B-1", "scenarios/S-moon",
                 "organs/421088-moonpolice"):  # fmt: skip
        await desk.get(path)
        await desk.post(f"{path}/withdrawal", end)


async def registry_findings(desk: Desk, here: ServiceUnderTest) -> None:
    """Complaints that suggest a scenario, accepted once and dismissed once; a tag set and removed; histories."""
    rows = [f"stall,421088100-{n},示例摊,{'catering' if n < 8005 else 'hotel'},421088100,stall," for n in range(8001, 8099)]
    sent = "\n".join(["scheme,value,name,industries,township,category,founded", *rows])
    assert (await desk.send("entities", sent.encode()))["refused"] == 0
    clues = [
        (f"clue-{n}", ClueReceived(
            clue=f"C-{n}", origin="V-1", entity="stall:421088100-8001", finder=FIRE, competent=MARKET, matter="油烟",
            evidence=(), acknowledge_by=here.clock(),
        ))
        for n in range(12)
    ]  # fmt: skip
    await here.deliver("whistle", *clues)
    (found,) = (await desk.get("scenarios/suggestions"))["items"]
    path = f"scenarios/suggestions/{found['suggestion']}"
    body = {"scenario": "S-surge", "title": "餐饮油烟", "lead": MARKET, "items": ["MKT-0003"]}
    await desk.post(f"{path}/acceptance", body, 201)
    await desk.post(f"{path}/dismissal", {**REASON, "until": "2026-12-01"})
    await desk.post("entities/stall:421088100-8001/tags", {"tag": "key-unit", **REASON})
    await desk.get("entities/stall:421088100-8001/tags")
    await desk.post("entities/stall:421088100-8001/tags/key-unit/removal", REASON)
    await desk.get("entities/stall:421088100-8001/history")
    await desk.get("inspectors/I-421088-0003/history")
    await desk.post("inspectors/I-421088-0003/suspension", {**REASON, "effective_from": "2025-11-05"})
    await desk.post("inspectors/I-421088-0003/reinstatement", {**REASON, "effective_from": "2025-11-06"})
