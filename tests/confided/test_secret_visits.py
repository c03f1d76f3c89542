"""What nobody may learn: officers, day and entity of a visit of which no notice may be given, before its day (L-19).

All services hear each other's facts as they stand on the topics. Every GET route, the feeds and the bytes of the topics are
then searched, for every role that has no task in the visit; on its day they say what they have to say.
"""

import json
import re
from collections import defaultdict
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from libs.domain.roles import ROLES
from libs.events.catalog.codes import ListClass
from libs.events.catalog.inspection.visit import OfficerCheckedIn
from libs.events.catalog.registry.entities import EntityStruckOff
from libs.events.testing.services import service_under_test
from services.credit.app import service as credit
from services.disclosure.app import service as disclosure
from services.inspection.app import service as inspection
from services.planning.app import service as planning
from services.planning.conducting.beacons import Beacons, tick
from services.planning.filing.testing import file
from services.planning.testing import FIRE, MARKET, NOVEMBER, Office, listed, officers, register, settled
from services.registry.app import service as registry
from services.whistle.app import service as whistle

_PARAMETER = re.compile(r"\{(\w+)(?::path)?\}")
SERVICES = (registry, planning, inspection, credit, disclosure, whistle)
DAY = "2026-03-18"
EVE, MORNING = datetime(2026, 3, 17, 15, 59, tzinfo=UTC), datetime(2026, 3, 17, 16, 1, tzinfo=UTC)
TAX, TOWNSHIP = "421088-tax", "421088100"
PHOTO = [{"sha256": "e" * 64, "media_type": "image/jpeg", "taken_at": None, "where": None}]


@dataclass(frozen=True)
class Secret:
    """`names` of a matter, none of which may stand beside anything `kept`."""

    names: frozenset
    kept: frozenset

    def in_text(self, text):
        return {(name, kept) for name in self.names for kept in self.kept if name in text and kept in text}


class Town:
    """The six services of a place and the topics between them."""

    def __init__(self, services):
        self.services = services
        self.heard = defaultdict(int)

    async def topics(self):
        return {name: await sut.sent() for name, sut in self.services.items()}

    async def talk(self):
        """Until nobody has anything new to tell."""
        before = None
        while before != (now := await self.topics()):
            for name, sut in self.services.items():
                for other in sut.running.service.subscribes:
                    if other != name:
                        await sut.hear(other, now[other])
            before = now

    async def get(self, name, path, headers):
        return await self.services[name].client.get(path, headers=headers)


@pytest.fixture
async def town(database_factory, issuer, tmp_path):
    for name in ("confiding", "rating"):
        (tmp_path / name).write_text("示例" * 16)
    async with AsyncExitStack() as stack:
        services = {}
        for service in SERVICES:
            given = {"rating_secret": tmp_path / "rating"} if service.name == "disclosure" else {}
            if service.name in {"planning", "inspection"}:
                given["confiding_secret"] = tmp_path / "confiding"
            running = service_under_test(service, await database_factory(), issuer, now=NOVEMBER, **given)
            services[service.name] = await stack.enter_async_context(running)
        await settled(services["planning"])
        for name in ("inspection", "disclosure", "credit", "whistle"):
            await services[name].deliver("registry", *register(), *officers())
        yield Town(services)


def strangers(sut, entity):
    """Everybody who has no task in the visit: by name, the headers."""
    own = {"departments": [TAX], "divisions": [TOWNSHIP]}
    told = {"planner", "auditor"}
    callers = {role: sut.bearer(f"{role}-1", roles=[role], **own) for role in ROLES if role not in told}
    return {"the public": {}, **callers, "enterprise": sut.bearer(entity, roles=["enterprise"])}


def records(answer):
    """The parts of an answer that are of one matter each: rows, members of lists, and what is left."""
    kind = answer.headers.get("content-type", "")
    if "json" not in kind:
        return answer.text.splitlines()
    found = []

    def walk(value):
        if isinstance(value, dict):
            return {key: walk(each) for key, each in value.items()}
        if isinstance(value, list) and any(isinstance(each, dict) for each in value):
            found.extend(json.dumps(each, ensure_ascii=False) for each in value if not _listed(each))
            for each in value:
                walk(each)
            return []
        return value

    found.append(json.dumps(walk(answer.json()), ensure_ascii=False))
    return found


def _listed(value):
    """Whether there are rows within, which are looked at by themselves."""
    return isinstance(value, dict) and "items" in value and any(isinstance(each, dict) for each in value["items"])


async def leaks(town, secrets, known):
    """Where anything of the secrets is told to anybody without a task."""
    found, asked = set(), 0
    for name, sut in town.services.items():
        paths = sut.running.service.api(sut.running).openapi()["paths"]
        gets = [path for path, methods in paths.items() if "get" in methods and path.startswith("/v1/") and "/ops" not in path]
        for path in gets:
            for url in {_PARAMETER.sub(lambda m, of=of: of[m[1]], path) for of in known}:
                for role, headers in strangers(sut, known[0]["entity"]).items():
                    answer = await town.get(name, url, headers)
                    # Without a key of the place nothing is signed.
                    assert answer.status_code < 500 or "mandate-unavailable" in answer.text, (name, url, role)
                    asked += answer.status_code == 200
                    for text in records(answer):
                        found |= {(name, path, role, *pair) for s in secrets for pair in s.in_text(f"{url} {text}")}
    for name, messages in (await town.topics()).items():
        for key, value, headers in messages:
            text = b" ".join([key, value, *(content for _, content in headers)]).decode()
            found |= {(name, "topic", "", *pair) for s in secrets for pair in s.in_text(text)}
    assert asked > 300
    return found


ASKED = {
    "announcement": {"on": DAY, "basis": "年度计划"},
    "notice-withheld": {"on": DAY, "reason": "依法不得事先通知"},
    "check-ins": {"inspector": "I-tax-1", "department": TAX, "proof": "late", "at": EVE.isoformat(), "reason": "信号中断"},
    "parts": {"department": TAX, "checks": [{"item": "MKT-0003", "outcome": "conforms"}], "disposition": "archived"},
    "amendments": {
        "department": TAX,
        "checks": [{"item": "MKT-0003", "outcome": "conforms"}],
        "disposition": "archived",
        "reason": "笔误",
    },
    "arrivals": {"inspector": "I-tax-1", "department": TAX, "code": "x"},
    "frustration": {
        "department": TAX,
        "ground": "closed",
        "officers": ["I-tax-1", "I-tax-2"],
        "evidence": [],
        "reason": "已关停",
    },
    "entry-refusal": {"why": "other"},
    "notice-receipt": {},
    "self-corrections": {"items": ["MKT-0003"], "what": "已补齐台账"},
    "materials": {"materials": ["service-card"]},
    "handling": {"department": TAX, "findings": ["F-1"], "handling": "case"},
    "clues": {"finder": TAX, "competent": MARKET, "matter": "涉嫌偷税"},
    "answer": {"answer": "confirmed"},
    "inspector": {"inspector": "I-market-1", "ground": "challenged", "reason": "申请回避成立", "evidence": PHOTO},
    "schedule": {"day": DAY, "start_minute": 540, "reason": "按计划"},
}
"""What a command says, by the end of its path; of all others a reason or nothing."""


async def told_by_commands(town, known):
    """Commands on confided visits and filings that are answered otherwise than on ones that do not exist."""
    found, asked = set(), 0
    for name, sut in town.services.items():
        paths = sut.running.service.api(sut.running).openapi()["paths"]
        for path, methods in paths.items():
            for of, field in ((of, field) for of in known for field in ("visit", "filing") if f"{{{field}}}" in path):
                if "post" not in methods:
                    continue
                end = path.rpartition("/")[2]
                body = ASKED.get(end, {} if end in {"completion", "consent"} else {"reason": "情况有变"})
                for role, headers in strangers(sut, known[0]["entity"]).items():
                    said = []
                    for number in (of[field], f"{of[field]}9"):
                        url = path.replace(f"{{{field}}}", number)
                        answer = await sut.client.post(url, json=body, headers=headers)
                        said.append((answer.status_code, answer.text.replace(number, "")))
                    asked += said[0][0] == 404
                    found |= {(name, path, role, said[0])} if said[0] != said[1] else set()
    assert asked > 20
    return found


async def the_secret_visit(office):
    """A drawn visit with a day, a substitute on its team and another department's check joined to it."""
    visits = office.ok(await office.get("/visits?draw=D-1&limit=200", role="planner")).json()["items"]
    visit = next(
        v for v in visits
        if v["notice_forbidden"] and v["departments"] == [MARKET, FIRE] and v["window_from"] <= DAY <= v["window_to"]
    )  # fmt: skip
    number, team = visit["visit"], visit["parts"][0]["inspectors"]
    body = {"inspector": team[0], "ground": "challenged", "reason": "申请回避成立", "evidence": PHOTO}
    office.ok(await office.post(f"/visits/{number}/substitutions/inspector", body, role="planner"), 201)
    registered = listed("MKT-0014")
    content = registered.content.model_copy(update={"kind": "pricing", "list_class": ListClass.KEY})
    pricing = registered.model_copy(update={"item": "MKT-0020", "content": content})
    await office.sut.deliver("registry", ("item-MKT-0020", pricing))
    check = {"kind": "pricing", "items": ["MKT-0020"], "department": MARKET}
    office.ok(await file(office, "F-1", entity=visit["entity"], planned_on=DAY, **check), 201)
    assert office.ok(await office.get("/filings/F-1", role="planner")).json()["visit"] == number
    slot = {"day": DAY, "start_minute": 540, "reason": "按计划"}
    office.ok(await office.post(f"/visits/{number}/schedule", slot, role="planner"))
    return office.ok(await office.get(f"/visits/{number}", role="planner")).json(), team


async def test_nobody_without_a_task_learns_officers_day_or_entity_of_an_unannounced_visit_before_its_day(town):
    office = Office(town.services["planning"])
    await office.unannounced()
    await office.plan(window_from="2026-03-01", window_to="2026-04-30")
    await office.drawn()
    visit, drawn = await the_secret_visit(office)
    number, entity = visit["visit"], visit["entity"]
    assert visit["departments"] == [MARKET, FIRE]
    taken = await visited(office)
    free = next(hotel for hotel in map(office.entity, range(0, 60, 3)) if hotel not in taken)
    await office.unannounced("FIR-0001")
    office.ok(await file(office, "F-2", entity=free, planned_on="2026-03-24"), 201)
    office.ok(await office.post("/filings/F-2/consent", role="planner"))
    for sut in town.services.values():
        sut.clock.now = EVE
    await tick(town.services["planning"].running, Beacons())
    await town.talk()
    market = town.services["inspection"].bearer("m-1", roles=["inspector", "department-officer"], departments=[MARKET])
    withheld = await town.services["inspection"].client.post(
        f"/v1/visits/{number}/notice-withheld", json={"on": DAY, "reason": "依法不得事先通知"}, headers=market
    )
    assert withheld.status_code < 300, withheld.text
    await town.talk()

    team = {inspector for part in visit["parts"] for inspector in part["inspectors"]} | set(drawn)
    whole = Secret(frozenset({number}), frozenset({entity, DAY, *team}))
    at_home = Secret(frozenset({entity}), frozenset({number, *team}))
    filed = Secret(frozenset({"F-2"}), frozenset({free, "2026-03-24", "I-FIRE"}))
    place = {
        "draw": "D-1", "plan": "P-2026", "schedule": "by-hand", "inspector": drawn[0], "department": MARKET, "demand": "Q-1",
        "chain": f"C-2026-{MARKET}",
    }  # fmt: skip
    # What other matters there are is none of the visit's: any number will do.
    known = [
        defaultdict(lambda: "X-1", place, visit=number, entity=entity, filing="F-1"),
        defaultdict(lambda: "X-1", place, visit="F-2-V", entity=free, filing="F-2"),
    ]
    found = await leaks(town, (whole, at_home, filed), known)
    assert not found, "\n".join(map(str, sorted(found)))
    answered = await told_by_commands(town, known)
    assert not answered, "\n".join(map(str, sorted(answered)))
    night = await outside(town, known[0])
    # Who has a task sees what it needs.
    for name in ("planning", "inspection"):
        sut = town.services[name]
        for role, departments in (("planner", []), ("auditor", []), ("inspector", [MARKET]), ("department-officer", [FIRE])):
            answer = await town.get(name, f"/v1/visits/{number}", sut.bearer("r", roles=[role], departments=departments))
            assert whole.in_text(answer.text) >= {(number, entity), (number, DAY)}, (name, role, answer.text)

    for sut in town.services.values():
        sut.clock.now = MORNING
    await tick(town.services["planning"].running, Beacons())
    await town.talk()
    for name, kept in (("planning", whole.kept - set(drawn[:1])), ("inspection", {entity, *(team - set(drawn[:1]))})):
        (feed,) = [await town.get(name, "/v1/events?limit=1000", town.services[name].bearer("i", roles=["integrator"]))]
        told = [json.dumps(event) for event in feed.json() if number in event["subject"]]
        assert kept <= {each for text in told for each in kept if each in text}, name
        operator = town.services[name].bearer("o", roles=["operator"])
        assert entity in (await town.get(name, f"/v1/visits/{number}", operator)).text
    assert [
        row["entity"] for row in await town.services["registry"].rows("select * from views.meetings where ref = $1", number)
    ]
    assert_told_nothing(night, await outside(town, known[0]))
    came = OfficerCheckedIn(
        visit=number, inspector=visit["parts"][0]["inspectors"][0], department=MARKET, proof="entity-code", at=MORNING
    )  # fmt: skip
    await office.sut.deliver("inspection", (f"visit-{number}", came))
    seals = (await town.get("planning", "/v1/draws/D-1/sealed", {})).json()["seals"]
    assert [(seal["day"], bool(seal["team"])) for seal in seals if seal["visit"] == number] == [(DAY, True)]
    for table in ("visits", "inspections"):
        rows = await town.services["disclosure"].rows(f"select entity from views.{table} where visit = $1", number)
        assert rows == [{"entity": entity}], table


async def test_one_that_is_cancelled_is_cancelled_in_confidence(town):
    """Which visit went with whose strike-off stood in both feeds: in the reason, and as the occasion."""
    office, inspecting = Office(town.services["planning"]), town.services["inspection"]
    await office.unannounced()
    await office.plan(window_from="2026-03-01", window_to="2026-04-30")
    await office.drawn()
    await town.talk()
    visits = office.ok(await office.get("/visits?draw=D-1&limit=200", role="planner")).json()["items"]
    visit = next(v for v in visits if v["notice_forbidden"])
    gone = EntityStruckOff(entity=visit["entity"], reason="注销", effective_from=date(2026, 4, 1))
    (struck,) = await office.sut.deliver("registry", (f"entity-{visit['entity']}", gone))
    await town.talk()
    number = visit["visit"]
    assert await inspecting.rows("select state from views.visits where visit = $1", number) == [{"state": "cancelled"}]
    (row,) = await office.sut.rows("select cancelled, closed from views.visits where visit = $1", number)
    assert row["cancelled"]
    assert row["closed"]
    for sut in (office.sut, inspecting):
        answer = await sut.client.get("/v1/events?limit=1000", headers=sut.bearer("i", roles=["integrator"]))
        told = [event for event in answer.json() if number in json.dumps(event)]
        assert {event["type"] for event in told} <= {"checkonce.planning.team-sealed.v1"}
        assert not [event for event in told if struck.meta.correlation in json.dumps(event)]
    for name, messages in (await town.topics()).items():
        for key, value, headers in messages:
            if number.encode() in key:
                shown = b" ".join([value, *(content for _, content in headers)])
                assert struck.meta.correlation.encode() not in shown, name
                assert str(struck.id).encode() not in shown, name


async def outside(town, known):
    """What the public and the enterprise read on every GET route, without what changes with each answer and each midnight."""
    said = {}
    for name, sut in town.services.items():
        paths = sut.running.service.api(sut.running).openapi()["paths"]
        for path in (path for path, methods in paths.items() if "get" in methods and path.startswith("/v1/")):
            url = _PARAMETER.sub(lambda m: known[m[1]], path)
            for role, headers in (("public", {}), ("itself", sut.bearer(known["entity"], roles=["enterprise"]))):
                answer = await town.get(name, url, headers)
                text = re.sub(r"2026-03-1[78]|\"(instance|traceparent)\":\"[^\"]*\"", "", answer.text)
                said[name, path, role] = (answer.status_code, answer.headers.get("etag"), text)
    return said


def assert_told_nothing(night, morning):
    """The public and the enterprise hear nothing in the night: somebody who reads at one o'clock has hours to prepare."""
    told = {key: (night[key][0], morning[key][0]) for key in night if night[key] != morning[key]}
    assert not told, "\n".join(map(str, sorted(told.items())))
    assert sum(status == 200 for status, *_ in morning.values()) > 100


async def visited(office):
    return {v["entity"] for v in office.ok(await office.get("/visits?limit=200", role="planner")).json()["items"]}
