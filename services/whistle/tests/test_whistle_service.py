"""The service on a real database: API, views, deadlines, and facts of other services."""

from datetime import UTC, datetime, timedelta

import pytest

from libs.events.catalog.inspection.visit import ClueFound
from libs.events.catalog.registry.bodies import DepartmentListed
from libs.events.catalog.registry.places import TownshipListed
from libs.events.testing import ServiceUnderTest, service_under_test
from services.whistle.app import service

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
MARKET, FIRE, POLICE = "421088-market", "421088-fire", "421088-police"


@pytest.fixture
async def whistle(database, issuer):
    async with service_under_test(service, database, issuer, now=NOON) as sut:
        await sut.deliver(
            "registry",
            ("township-421088100", TownshipListed(township="421088100", title="朱河镇", department="421088-urban-management")),
            *(
                (f"department-{d}", DepartmentListed(department=d, title=d, level="county", divisions=("421088",)))
                for d in (MARKET, FIRE, POLICE)
            ),
        )
        yield sut


def township(sut: ServiceUnderTest):
    return sut.bearer("t-1", roles=["township-officer"], divisions=["421088100"])


def officer(sut: ServiceUnderTest, department):
    return sut.bearer("o-1", roles=["department-officer"], departments=[department])


NEW = {
    "whistle": "W-1",
    "township": "421088100",
    "matter_kind": "fire-safety",
    "matter": "液化气瓶违规存放",
    "place": "集贸市场东侧",
    "urgency": "emergency",
}


async def blow_and_call(sut: ServiceUnderTest) -> None:
    blown = await sut.client.post("/v1/whistles", json=NEW, headers=township(sut))
    assert blown.status_code == 201, blown.text
    called = await sut.client.post("/v1/whistles/W-1/calls", json={"departments": [MARKET, FIRE]}, headers=township(sut))
    assert called.status_code == 200, called.text


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


async def test_a_clue_found_on_a_visit_reaches_the_competent_department_once(whistle):
    found = ClueFound(
        clue="C-1", visit="V-1", entity="stall:421088-1", finder=MARKET, competent=FIRE, matter="消防通道堵塞", evidence=()
    )
    await whistle.deliver("inspection", ("visit-V-1", found), ("visit-V-1", found))
    assert [f.clue for f in await whistle.facts("whistle.clue-received")] == ["C-1"]
    refused = await whistle.client.post(
        "/v1/clues/C-1/acknowledgement", json={"department": MARKET}, headers=officer(whistle, MARKET)
    )
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:checkonce:problem:not-competent")
    taken = await whistle.client.post(
        "/v1/clues/C-1/acknowledgement", json={"department": FIRE}, headers=officer(whistle, FIRE)
    )
    assert taken.headers["etag"] == '"2"'
    assert await whistle.pass_time(NOON + timedelta(days=40)) == 1
    assert [(f.stage, f.department) for f in await whistle.facts("whistle.clue-overdue")] == [("handle", FIRE)]


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


async def test_views_rebuilt_beside_the_living_ones_are_the_same(whistle):
    await blow_and_call(whistle)
    await whistle.pass_time(NOON + timedelta(hours=3))
    tables = ["whistles", "calls", "departments", "townships", "deadlines"]
    before = {t: await whistle.rows(f"select * from {t} order by 1, 2") for t in tables}
    assert await whistle.running.rebuild() == 10
    assert {t: await whistle.rows(f"select * from {t} order by 1, 2") for t in tables} == before
    assert before["deadlines"]
