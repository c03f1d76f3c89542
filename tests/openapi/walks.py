"""A person's way through each service, for what no made-up request can do: signed documents, tokens, files, the right order.

Every answer on the way is held against the document. What was made on the way is what made-up requests then find.
"""

from typing import Any

from libs.events.catalog.inspection import ClueFound
from libs.events.catalog.registry import IndustryListed
from libs.events.inbox import Inbox
from libs.events.kafka import events_topic
from libs.events.testing import ServiceUnderTest
from services.credit.tests.test_credit_service import MODEL, OPENING, SHOP, STALL, listed
from services.disclosure.tests.told import DEMAND, PARTS, PLAN, draw_facts, visit_facts
from services.disclosure.tests.told import ENTITY as TOLD_ENTITY
from services.disclosure.tests.told import listed as told_department
from services.disclosure.tests.told import planned as told_visit
from services.inspection.tests.desk import (
    CLEAN_FIRE,
    ENTITY,
    F1,
    FINDING,
    FIRE,
    M1,
    MARKET,
    PROOF,
    TAX,
    market_part,
    planned,
)
from services.planning.tests.conftest import Office
from services.registry.tests.desk import LISTS, example, head
from services.registry.tests.test_registry_agreement_service import proposal

from .known import CAMPAIGN, REASON
from .probe import Probe


class Desk:
    """The caller of the probe at work."""

    def __init__(self, probe: Probe) -> None:
        self.client, self.headers = probe.sut.client, probe.headers

    async def post(self, path: str, body: Any = None, status: int = 200, **headers: str) -> Any:
        answer = await self.client.post(f"/v1/{path}", json=body, headers={**self.headers, **headers})
        assert answer.status_code == status, answer.text
        return answer.json()

    async def send(self, kind: str, content: bytes) -> Any:
        headers = {**self.headers, "content-type": "text/csv"}
        answer = await self.client.post(f"/v1/imports/{kind}", content=content, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def get(self, path: str, status: int = 200, **headers: str) -> Any:
        answer = await self.client.get(f"/v1/{path}", headers={**self.headers, **headers})
        assert answer.status_code == status, answer.text
        return answer.json() if status == 200 and "json" in answer.headers["content-type"] else answer.text


async def operate(probe: Probe) -> None:
    """A stream is parked, retried, parked again and skipped; the topic is refilled: the same way in every service."""
    sut, desk = probe.sut, Desk(probe)
    (item,) = await sut.deliver("registry", ("industry-parked", IndustryListed(industry="parked", title="被搁置")))
    named = {"source": item.source, "stream": item.stream}
    for path, body in (("retry", named), ("skip", {**named, "reason": "testing the way out"})):
        async with sut.running.pool.acquire() as connection:
            await Inbox.park(connection, item, "failed")
        assert await desk.get("ops/parked")
        await desk.post(f"ops/parked/{path}", body)
    await desk.post(f"ops/topics/{events_topic(sut.running.settings.place, sut.running.service.name)}/refill")


async def registry(probe: Probe, neighbour: ServiceUnderTest) -> None:
    desk, here = Desk(probe), probe.sut
    for kind in (*LISTS, "inspectors"):
        await desk.send(kind, example(kind))
    bad = await desk.send("entities", head("entities-with-bad-rows", 30))
    assert bad["refused"]
    await desk.get(f"imports/{bad['import_id']}")
    await desk.get(f"imports/{bad['import_id']}/refused.csv")
    (item,) = (await desk.get("items/MKT-0003"))["editions"]
    new = {"item": "MKT-9001", "content": item["content"], "effective_from": "2026-01-01"}
    await desk.post("items", new, 201)
    await desk.post("items/MKT-9001/adjustment", {"content": item["content"], "effective_from": "2026-06-01"})
    await desk.post("items/MKT-9001/withdrawal", {**REASON, "effective_from": "2026-12-01"})
    shop = {"name": "示例摊", "industries": ["catering"], "township": "421088100", "category": "stall"}
    await desk.post("entities", {"entity": "stall:421088100-9001", "content": shop}, 201)
    await desk.get("entities/stall:421088100-9001")
    await desk.post("entities/stall:421088100-9001/strike-off", {**REASON, "effective_from": "2026-12-01"})
    await desk.post("inspectors/I-421088-0001/suspension", {**REASON, "effective_from": "2026-12-01"})
    erased = await here.client.delete("/v1/people/I-421088-0002", headers=probe.headers)
    assert erased.status_code == 200
    await desk.post("agreements", await proposal(here, neighbour), 201)
    ours = await desk.get("agreements/HX-2026")
    theirs = neighbour.bearer("r-2", roles=["registrar"])
    signed = await neighbour.client.post("/v1/agreements/acceptance", json=ours, headers=theirs)
    await desk.post("agreements/conclusion", signed.json())
    back = {**await proposal(neighbour, here), "agreement": "JL-2026", "name": "华容县"}
    back["partner"] = {"place": "421088", "name": "监利市", "jwk": (await here.client.get("/v1/key")).json()}
    assert (await neighbour.client.post("/v1/agreements", json=back, headers=theirs)).status_code == 201
    await desk.post("agreements/acceptance", (await neighbour.client.get("/v1/agreements/JL-2026")).json())
    await desk.post("agreements/JL-2026/revocation", REASON)


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
    visit = (await desk.get("visits"))["items"][0]
    await desk.get(f"draws/D-1/proofs/{visit['entity']}")
    await desk.get(f"entities/{visit['entity']}/why")
    await desk.get(f"visits/{visit['visit']}")
    await desk.post(f"visits/{visit['visit']}/cancellation", REASON)
    await desk.post("policy", {"effective_from": "2026-12-01", "pack": {"draws_per_year": 3}, **REASON}, 201)
    await desk.post("campaigns", {**CAMPAIGN, "campaign": "C-1"}, 201)
    await desk.get("campaigns/C-1")
    await desk.post("campaigns/C-1/end", {"effective_from": "2026-06-01", **REASON})
    await desk.get("coverage/entities/export.csv")


async def inspection(probe: Probe) -> None:
    desk, sut = Desk(probe), probe.sut
    # Many: each is announced once, and whoever walks the links uses them up.
    for visit in (f"V-{n}" for n in range(1, 41)):
        await sut.deliver("planning", planned(visit, secret=visit == "V-2"))
    await desk.post("visits/V-2/notice-withheld", {"on": "2026-03-10", "reason": "依法不得事先通知"})
    await desk.post("visits/V-1/announcement", {"on": "2026-03-10", "basis": "2026年度抽查计划"})
    token = (await desk.get("visits/V-1/mandate"))["token"]
    assert (await desk.post("mandates/verification", {"token": token}))["valid"]
    for department, inspector in ((MARKET, M1), (FIRE, F1)):
        body = {"inspector": inspector, "department": department, "how": "scan", "code": token}
        await desk.post("visits/V-1/check-ins", body)
    await desk.post("visits/V-1/clues", {"finder": MARKET, "competent": TAX, "matter": "涉嫌未开具发票"}, 201)
    await desk.post("visits/V-1/parts", market_part(FINDING, disposition="ordered-to-rectify"))
    await desk.post("visits/V-1/parts", CLEAN_FIRE)
    await desk.post("visits/V-1/answer", {"answer": "confirmed"})
    done = await desk.post("visits/V-1/completion", {})
    assert (await desk.get("visits/V-1/record"))["intact"]
    rectification = done["rectifications"][MARKET]
    await desk.post(f"rectifications/{rectification}/report", {"evidence": [PROOF]})
    await desk.get(f"rectifications/{rectification}")
    await desk.post(f"rectifications/{rectification}/recheck", {"inspector": M1, "passed": True})
    await desk.get(f"results/{done['result']}")
    await desk.post(f"results/{done['result']}/revocation", REASON)
    header = "result,entity,kind,checked_on,score,problems,origin,department"
    sent = await desk.send("results", f"{header}\nR-9,{ENTITY},food-hygiene,2025-11-02,88,,old,4210-market\nR-10,x\n".encode())
    await desk.get(f"imports/{sent['import_id']}")
    await desk.get(f"imports/{sent['import_id']}/refused.csv")


async def credit(probe: Probe) -> None:
    desk = Desk(probe)
    sent = await desk.send("opening", f"{OPENING}stall,x,many,?\n".encode())
    await desk.get(f"imports/{sent['import_id']}")
    await desk.get(f"imports/{sent['import_id']}/refused.csv")
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
    ticket = await desk.get("visits/V-1/rating-ticket")
    await desk.post("ratings", {**ticket, "stars": 5}, 201)
    await desk.get(f"entities/{TOLD_ENTITY}/file")


async def whistle(probe: Probe) -> None:
    desk = Desk(probe)
    new = {"whistle": "W-1", "township": "421088100", "matter_kind": "fire-safety", "matter": "液化气瓶", "place": "集贸市场"}
    await desk.post("whistles", new, 201)
    await desk.post("whistles/W-1/calls", {"departments": [MARKET]})
    await desk.post("whistles/W-1/report-ins", {"department": MARKET, "officers": [M1]})
    await desk.post("whistles/W-1/handling", {"lead": MARKET, "plan": "联合清理"})
    await desk.post("whistles/W-1/parts", {"department": MARKET, "outcome": "已整改"})
    await desk.post("whistles/W-1/confirmation", {"solved": True, "ratings": {MARKET: 5}})
    for clue in ("C-1", "C-2", "C-3"):
        found = ClueFound(
            clue=clue, visit="V-1", entity="stall:421088-1", finder=MARKET, competent=FIRE, matter="消防通道堵塞", evidence=()
        )
        await probe.sut.deliver("inspection", (f"visit-{clue}", found))
    await desk.post("clues/C-1/acknowledgement", {"department": FIRE})
    await desk.post("clues/C-1/outcome", {"department": FIRE, "outcome": "已清理"})
    await desk.post("clues/C-2/return", {"department": FIRE, "competent": MARKET, "reason": "非本部门职责"})
