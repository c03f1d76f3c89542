"""Whistles on a real database: API, views and deadlines."""

from datetime import date, timedelta

from libs.events.catalog.planning.emergency import EmergencyEntered
from libs.events.catalog.planning.joint import JointVisitDeclined, JointVisitPlanned, LeftOut
from libs.events.catalog.registry.items import ItemContent, ItemListed
from libs.events.catalog.whistle.call import JointVisitAsked
from libs.events.envelope import Meta
from libs.events.store.store import NewFacts
from libs.events.testing.services import service_under_test
from services.whistle.app import service
from services.whistle.testing import FIRE, LISTED, MARKET, NEW, NOON, blow_and_call, officer, township


async def test_a_whistle_goes_from_the_township_to_a_rated_end(whistle):
    await blow_and_call(whistle)
    for department in (MARKET, FIRE):
        body = {"department": department, "officers": ["I-421088-0001"]}
        came = await whistle.client.post("/v1/whistles/W-1/report-ins", json=body, headers=officer(whistle, department))
        assert came.json()["facts"] == ["whistle.department-reported-in"]
        done = await whistle.client.post(
            "/v1/whistles/W-1/parts", json={"department": department, "outcome": "已整改"}, headers=officer(whistle, department)
        )
        assert done.status_code == (200 if department == FIRE else 409)
    await whistle.client.post(
        "/v1/whistles/W-1/parts", json={"department": MARKET, "outcome": "已整改"}, headers=officer(whistle, MARKET)
    )
    verdict = {"solved": True, "ratings": {MARKET: 5, FIRE: 4}}
    closed = await whistle.client.post("/v1/whistles/W-1/confirmation", json=verdict, headers=township(whistle))
    assert closed.json()["facts"] == ["whistle.confirmed", "whistle.closed"]
    seen = (await whistle.client.get("/v1/whistles/W-1", headers=township(whistle))).json()
    assert seen["state"] == "closed"
    assert [(c["department"], c["stars"]) for c in seen["calls"]] == [(FIRE, 4), (MARKET, 5)]


async def test_a_department_that_does_not_come_is_escalated_step_by_step_and_only_once(whistle):
    await blow_and_call(whistle)
    await whistle.client.post(
        "/v1/whistles/W-1/report-ins", json={"department": FIRE, "officers": ["I-1-1"]}, headers=officer(whistle, FIRE)
    )
    assert await whistle.pass_time(NOON + timedelta(hours=1)) == 0
    assert await whistle.pass_time(NOON + timedelta(hours=3)) == 1
    assert await whistle.pass_time(NOON + timedelta(hours=4)) == 0
    assert await whistle.pass_time(NOON + timedelta(hours=30)) == 1
    assert await whistle.pass_time(NOON + timedelta(days=30)) == 0
    escalated = await whistle.facts("whistle.escalated")
    assert [(f.department, f.step) for f in escalated] == [(MARKET, 1), (MARKET, 2)]
    late = await whistle.client.post(
        "/v1/whistles/W-1/report-ins", json={"department": MARKET, "officers": ["I-1-1"]}, headers=officer(whistle, MARKET)
    )
    assert late.status_code == 200
    assert (await whistle.facts("whistle.department-reported-in"))[-1].late


async def test_a_call_of_before_the_ladder_is_read_and_climbs_the_first_steps_whatever_the_numbers_are_now(whistle):
    """Stored facts of version 1, as they were published: a call and its first escalation without a ladder."""
    await blow_and_call(whistle)
    await whistle.pass_time(NOON + timedelta(hours=3))
    older = ["whistle.departments-called", "whistle.escalated"]
    await whistle.running.pool.execute(
        "update events set schema_version = 1, data = data - 'ladder' where type = any($1)", older
    )
    await whistle.running.pool.execute("update events set data = data || '{\"ladder\": null}' where type = $1", older[1])
    await whistle.running.rebuild()
    numbers = {"effective_from": "2026-03-02", "pack": {"escalation": ["另设专班"], "step_hours": 1}, "reason": "本地规定"}
    asked = await whistle.client.post("/v1/policy", json=numbers, headers=whistle.bearer("c-1", roles=["commander"]))
    assert (await whistle.seconded(asked, whistle.bearer("c-2", roles=["commander"]))).status_code == 200
    assert await whistle.pass_time(NOON + timedelta(hours=27)) == 2
    escalated = await whistle.facts("whistle.escalated")
    assert [(f.department, f.to) for f in escalated] == [
        (FIRE, "片区指挥中心 area command centre"), (MARKET, "片区指挥中心 area command centre"),
        (FIRE, "县级指挥中心 county command centre"), (MARKET, "县级指挥中心 county command centre"),
    ]  # fmt: skip
    assert {f.ladder.hours for f in [*escalated, *await whistle.facts("whistle.departments-called")]} == {24}
    assert [len(f.ladder.steps) for f in escalated] == [1, 1, 0, 0]


async def test_a_command_does_not_tell_that_somebody_elses_whistle_exists(whistle):
    asked = await whistle.client.post("/v1/whistles", json=NEW, headers=township(whistle))
    assert asked.status_code == 201, asked.text
    await whistle.client.post("/v1/whistles/W-1/calls", json={"departments": [FIRE]}, headers=township(whistle))
    before = await whistle.facts()
    neighbour = whistle.bearer("t-2", roles=["township-officer"], divisions=["421088101"])
    market = officer(whistle, MARKET)
    for what, body, who in (
        ("calls", {"departments": [MARKET]}, neighbour),
        ("confirmation", {"solved": True, "ratings": {FIRE: 4}}, neighbour),
        ("report-ins", {"department": MARKET, "officers": ["I-421088-0001"]}, market),
        ("handling", {"lead": MARKET, "plan": "联合检查"}, market),
        ("parts", {"department": MARKET, "outcome": "已整改"}, market),
    ):
        told = [await whistle.client.post(f"/v1/whistles/{number}/{what}", json=body, headers=who) for number in ("W-1", "W-0")]
        assert [answer.status_code for answer in told] == [404, 404], (what, told[0].text)
        assert [answer.json()["type"] for answer in told] == ["urn:checkonce:problem:no-such-whistle"] * 2
    assert await whistle.facts() == before


async def test_other_peoples_townships_and_departments_are_refused_and_nothing_is_written(whistle):
    stranger = whistle.bearer("t-2", roles=["township-officer"], divisions=["421088101"])
    assert (await whistle.client.post("/v1/whistles", json=NEW, headers=stranger)).status_code == 403
    assert (await whistle.client.post("/v1/whistles", json=NEW)).status_code == 401
    forged = {"Authorization": township(whistle)["Authorization"][:-4] + "AAAA"}
    assert (await whistle.client.post("/v1/whistles", json=NEW, headers=forged)).status_code == 401
    wrong = await whistle.client.post(
        "/v1/whistles",
        json={**NEW, "township": "421088999"},
        headers=whistle.bearer("t-3", roles=["township-officer"], divisions=["421088"]),
    )
    assert (wrong.status_code, wrong.json()["field"]) == (422, "township")
    as_json = {**township(whistle), "content-type": "application/json"}
    broken = await whistle.client.post("/v1/whistles", content=b"{", headers=as_json)
    assert (broken.status_code, broken.headers["content-type"]) == (400, "application/problem+json")
    assert await whistle.facts() == []


async def test_a_repeated_key_returns_the_first_answer_and_another_body_is_refused(whistle):
    headers = {**township(whistle), "Idempotency-Key": "k-1"}
    first = await whistle.client.post("/v1/whistles", json=NEW, headers=headers)
    again = await whistle.client.post("/v1/whistles", json=NEW, headers=headers)
    other = await whistle.client.post("/v1/whistles", json={**NEW, "matter": "别的"}, headers=headers)
    assert (first.json(), again.headers["idempotency-replayed"]) == (again.json(), "true")
    assert (other.status_code, other.json()["type"]) == (422, "urn:checkonce:problem:idempotency-key-reused")
    stale = await whistle.client.post(
        "/v1/whistles/W-1/calls", json={"departments": [MARKET]}, headers={**township(whistle), "If-Match": '"7"'}
    )
    assert stale.status_code == 412
    assert len(await whistle.facts()) == 1


async def test_a_whistle_names_an_entity_as_the_register_does_and_nobody_by_number(whistle):
    typed = {
        **NEW,
        "whistle": "W-7",
        "entity": "uscc:91421088macg0002x5",
        "matter": "该户与914210232000000219为同一地址,请核查",
    }
    taken = await whistle.client.post("/v1/whistles", json=typed, headers=township(whistle))
    assert taken.status_code == 201, taken.text
    assert (await whistle.facts("whistle.blown"))[-1].entity == "uscc:91421088MACG0002X5"
    unlisted = {**typed, "whistle": "W-8", "entity": "stall:421088100－9999"}
    refused = await whistle.client.post("/v1/whistles", json=unlisted, headers=township(whistle))
    assert (refused.status_code, refused.json()["field"], refused.json()["value"]) == (422, "entity", "stall:421088100-9999")
    described = {**unlisted, "entity": None, "place": "集贸市场东侧无牌烧烤摊"}
    taken = await whistle.client.post("/v1/whistles", json=described, headers=township(whistle))
    assert taken.status_code == 201, taken.text
    for field, value in (
        ("entity", "uscc:123"),
        ("entity", "uscc:421023199001010190"),
        ("matter", "联系人138-0013-8000"),
        ("matter", "421023 19900101 0193 在场"),
        ("place", "东街 +8613800138000"),
    ):
        refused = await whistle.client.post("/v1/whistles", json={**typed, field: value}, headers=township(whistle))
        problem = refused.json()
        assert (refused.status_code, problem["field"]) == (422, f"body.{field}"), refused.text
        assert value == "uscc:123" or value not in refused.text
        assert problem["detail"]
    assert len(await whistle.facts("whistle.blown")) == 2


async def test_a_whistle_sent_again_in_the_same_words_is_one_unless_another_is_meant(whistle):
    unnumbered = {name: said for name, said in NEW.items() if name != "whistle"}

    async def blown(told=unnumbered, **headers):
        answer = await whistle.client.post("/v1/whistles", json=told, headers={**township(whistle), **headers})
        assert answer.status_code == 201, answer.text
        return answer.json()["stream"]

    whistle.clock.now += timedelta(minutes=5)
    first = await blown()
    # Over the border of two windows.
    whistle.clock.now += timedelta(minutes=9)
    assert {await blown(), await blown()} == {first}
    assert len(await whistle.facts("whistle.blown")) == 1
    colleague = whistle.bearer("t-9", roles=["township-officer"], divisions=["421088100"])
    others = [
        await blown({**unnumbered, "matter": "另一处液化气瓶违规存放"}),
        await blown(**{"Idempotency-Key": "k-9"}),
        await blown({**unnumbered, "whistle": "W-9"}),
        await blown(**colleague),
    ]
    whistle.clock.now += timedelta(minutes=20)
    others.append(await blown())
    assert len({first, *others}) == 6
    assert len(await whistle.facts("whistle.blown")) == 6


async def test_whistles_are_limited_by_subject_and_by_address(database, issuer):
    settings = {"rates": {"whistles": "3/3600"}, "trusted_proxies": "127.0.0.1/32"}

    async def blown(sut, subject, address, times=1):
        headers = {**sut.bearer(subject, roles=["township-officer"]), "X-Forwarded-For": address}
        return [(await sut.client.post("/v1/whistles", json=NEW, headers=headers)).status_code for _ in range(times)]

    async with service_under_test(service, database, issuer, **settings) as sut:
        assert await blown(sut, "t-1", "203.0.113.1", 4) == [403, 403, 403, 429]
        assert await blown(sut, "t-1", "203.0.113.2") == [429], "a token does not get more from elsewhere"
        assert await blown(sut, "t-2", "203.0.113.1") == [429], "nor an address by more tokens"
        assert await blown(sut, "t-3", "203.0.113.3") == [403]


async def test_a_whistle_with_more_evidence_than_anybody_looks_at_is_refused(whistle):
    """800 pieces would make no message of the topic; a hundred with all that may be said of each leave as any other."""
    piece = {"sha256": "0" * 64, "media_type": "image/jpeg", "where": "门" * 2000}
    for count, status in ((800, 413), (101, 422), (100, 201)):
        told = {**NEW, "evidence": [piece] * count}
        answer = await whistle.client.post("/v1/whistles", json=told, headers=township(whistle))
        assert answer.status_code == status, answer.text
        if status == 422:
            assert answer.json()["errors"][0]["field"] == "body.evidence"
            assert "最多 100 项" in answer.text
    (blown,) = await whistle.facts("whistle.blown")
    assert len(blown.evidence) == 100


async def test_departments_that_have_come_ask_for_a_joint_visit_and_the_township_sees_what_came_of_it(whistle):
    item = ItemContent(
        kind="fire-safety", subject="气瓶", content="存放", list_class="general", department=FIRE, industries=("catering",),
        methods=("onsite",), legal_basis="《消防法》", liability="责令改正", qualification="fire",
    )  # fmt: skip
    listed = ItemListed(item="FIR-0001", edition=1, content=item, effective_from=date(2025, 1, 1))
    await whistle.deliver("registry", ("item-FIR-0001", listed))
    await blow_and_call(whistle, entity=LISTED)
    ask = {"lead": FIRE, "items": ["FIR-0001"], "on": "2026-03-02", "emergency": True}

    async def asked(**changes):
        body = {**ask, **changes}
        return await whistle.client.post("/v1/whistles/W-1/visits", json=body, headers=officer(whistle, body["lead"]))

    assert (await asked()).json()["type"].endswith("not-called"), "nobody has come yet"
    body = {"department": FIRE, "officers": ["I-421088-0001"]}
    await whistle.client.post("/v1/whistles/W-1/report-ins", json=body, headers=officer(whistle, FIRE))
    assert (await asked(items=["FIR-0009"])).json()["type"].endswith("items-unlisted")
    made = await asked()
    assert made.status_code == 201, made.text
    (fact,) = await whistle.facts("whistle.joint-visit-asked")
    assert (fact.ask, fact.entity, fact.departments) == (made.json()["ask"], LISTED, (FIRE,))
    assert (await asked()).json()["type"].endswith("visit-asked-already")
    planned = JointVisitPlanned(ask=fact.ask, whistle="W-1", entity=LISTED, visit="J-9-J", departments=(FIRE,))
    await whistle.deliver("planning", (f"joint-{fact.ask}", planned))
    seen = (await whistle.client.get("/v1/whistles/W-1", headers=township(whistle))).json()
    assert [(v["state"], v["visit"], v["left_out"]) for v in seen["visits"]] == [("planned", "J-9-J", [])]


async def test_a_joint_visit_that_nobody_can_make_says_why(whistle):
    asked = JointVisitAsked(
        whistle="W-1", ask="J-1", entity=LISTED, lead=FIRE, departments=(FIRE,), items=("FIR-0001",), on=date(2026, 3, 2),
        emergency=False,
    )  # fmt: skip
    await blow_and_call(whistle, entity=LISTED)
    store = whistle.running.store
    await store.append([NewFacts("whistle-W-1", 2, [asked])], Meta("test", "test"), at=whistle.clock())
    declined = JointVisitDeclined(
        ask="J-1", whistle="W-1", entity=LISTED, left_out=(LeftOut(department=FIRE, why="too-few-officers"),)
    )
    await whistle.deliver("planning", ("joint-J-1", declined))
    seen = (await whistle.client.get("/v1/whistles/W-1", headers=township(whistle))).json()
    assert [(v["state"], v["left_out"]) for v in seen["visits"]] == [
        ("declined", [{"department": FIRE, "why": "too-few-officers"}])
    ]


async def test_an_entry_at_once_because_of_the_whistle_stands_with_it(whistle):
    await blow_and_call(whistle, entity=LISTED)
    entry = EmergencyEntered(
        emergency="E-1", department=FIRE, entity=LISTED, entity_name="示例", industries=("catering",), township="421088100",
        kinds=("fire-safety",), items=("FIR-0001",), inspectors=("I-1", "I-2"), ground="O7", cause="W-1", head="h-1",
        entered_at=NOON, visit="E-1-E", to_rule=MARKET, rule_by=NOON + timedelta(days=7),
    )  # fmt: skip
    danger = entry.model_copy(update={"emergency": "E-2", "cause": None, "danger": "漏气", "visit": "E-2-E"})
    await whistle.deliver("planning", ("emergency-E-1", entry), ("emergency-E-2", danger))
    seen = (await whistle.client.get("/v1/whistles/W-1", headers=township(whistle))).json()
    assert [(v["ask"], v["state"], v["visit"], v["departments"]) for v in seen["visits"]] == [
        ("E-1", "entered", "E-1-E", [FIRE])
    ]
