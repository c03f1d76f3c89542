"""Where notice is forbidden nobody learns the team before the day: neither from the visits, nor from anything with the code."""

import asyncio
import json
from collections import defaultdict
from datetime import UTC, date, datetime
from itertools import pairwise

from apps.checkonce.verify import check_seals, verify
from libs.events.catalog.inspection.visit import OfficerCheckedIn, VisitCompleted
from libs.events.catalog.planning.visit import VisitPlanned, VisitScheduled
from libs.events.envelope import Meta, Recorded
from libs.events.running.turns import Turns
from libs.events.testing.waiting import eventually
from services.planning.app import service
from services.planning.conducting.beacons import Beacons, tick, workers
from services.planning.testing import FIRE, MARKET, POLICE


async def read(office, path, role="", department=""):
    headers = office.sut.bearer("reader", roles=[role], departments=[department] if department else []) if role else {}
    return await office.sut.client.get(f"/v1{path}", headers=headers)


async def visits_as(office, role, department=""):
    return office.ok(await read(office, "/visits?limit=200", role, department)).json()["items"]


async def sealed(office):
    return office.ok(await read(office, "/draws/D-1/sealed")).json()


async def pass_time(office, *moment):
    office.sut.clock.now = datetime(2026, *moment, tzinfo=UTC)
    await tick(office.sut.running, Beacons())


async def test_the_team_is_sealed_and_its_certificate_waits(secret):
    unannounced = [v for v in await visits_as(secret, "planner") if v["notice_forbidden"]]
    assert unannounced
    assert all(v["sealed"] for v in unannounced)
    assert all("MKT-0003" in {item for part in v["parts"] for item in part["items"]} for v in unannounced)
    answer = await read(secret, "/draws/D-1/certificate")
    assert secret.problem(answer) == (409, "teams-sealed")
    assert "2026-04-30" in answer.text
    document = await sealed(secret)
    assert [seal["visit"] for seal in document["seals"]] == sorted(v["visit"] for v in unannounced)
    assert all(seal["team"] is None and seal["salt"] is None for seal in document["seals"])
    assert document["sealed_until"] == "2026-04-30"
    assert document["manifest"] == (await read(secret, "/draws/D-1/manifest")).json()
    assert document["certificate"] == (await read(secret, "/draws/D-1/certificate", "planner")).json()["certificate"]


async def test_neither_numbers_nor_the_order_of_facts_follow_the_entities(secret):
    """The frame is public: of visits numbered by entity the open ones, between them, would name the sealed ones."""
    numbered = sorted(await visits_as(secret, "planner"), key=lambda visit: visit["visit"])
    entities = [visit["entity"] for visit in numbered]
    steps = sum(before < after for before, after in pairwise(entities))
    assert len(entities) > 10
    assert steps < 0.8 * len(entities)
    planned = [fact.visit for fact in await secret.sut.facts() if isinstance(fact, VisitPlanned)]
    assert planned == [visit["visit"] for visit in numbered]


async def test_no_route_tells_the_code_the_key_or_an_officer_of_a_sealed_visit(secret):
    """Every GET route, as nobody and as an official of a department that takes no part."""
    pack = (await read(secret, "/draws/D-1/certificate", "auditor")).json()
    hidden = {pack["reveal"]["code"], pack["result"]["prk"]}
    hidden |= {row["salt"].hex() for row in await secret.sut.rows("select salt from public.team_salts")}
    secrets = await secret.sut.rows("select secret from public.chain_secrets")
    hidden |= {row["secret"].hex() for row in secrets}
    entity = next(v["entity"] for v in await visits_as(secret, "planner") if v["sealed"])
    visit = next(v["visit"] for v in await visits_as(secret, "planner") if v["sealed"])
    known = {
        "draw": "D-1", "plan": "P-2026", "demand": "Q-1", "visit": visit, "entity": entity, "chain": f"C-2026-{MARKET}",
    }  # fmt: skip
    # What other matters there are is none of a draw's: any number will do.
    named = defaultdict(lambda: "X-1", known)
    paths = service.api(secret.sut.running).openapi()["paths"]
    gets = [path for path, methods in paths.items() if "get" in methods and path.startswith("/v1/") and "/ops" not in path]
    assert len(gets) > 20
    for path in gets:
        for role, department in (("", ""), ("department-officer", "421088-tax"), ("inspector", "421088-tax")):
            answer = await read(secret, path.removeprefix("/v1").format_map(named), role, department)
            assert answer.status_code < 500, path
            found = [value for value in hidden if value in answer.text]
            assert not found, (path, role)
    for role in ("department-officer", "commander", "inspector"):
        for shown in await visits_as(secret, role, "421088-tax"):
            assert not shown["sealed"] or all(part["inspectors"] == [] for part in shown["parts"])
    export = (await read(secret, f"/visits/export.csv?draw=D-1&department={MARKET}", "inspector", "421088-tax")).text
    for row in export.splitlines()[1:]:
        assert "unannounced" not in row or "I-" not in row


async def test_the_departments_of_a_visit_and_the_planner_know_who_goes(secret):
    for role, department in (("planner", ""), ("auditor", ""), ("department-officer", MARKET), ("inspector", MARKET)):
        shown = [v for v in await visits_as(secret, role, department) if v["sealed"] and MARKET in v["departments"]]
        assert shown
        assert all(part["inspectors"] for visit in shown for part in visit["parts"])


async def test_while_teams_are_secret_their_chain_waits_and_a_second_one_may_be_published(secret):
    secret.ok(await secret.submit("Q-4", kind="registration", items=["MKT-0014"], industries=["catering"]), 201)
    await secret.coordinate(reason="新增登记事项", window_from="2026-06-01", window_to="2026-06-30")
    for member in (MARKET, FIRE):
        secret.ok(await secret.vote("P-2026", member))
    body = {"draw": "D-2", "plan": "P-2026"}
    waiting = await secret.post("/draws", body, role="planner")
    assert secret.problem(waiting) == (409, "chain-sealed")
    assert "D-1" in waiting.text
    assert "2026-04-30" in waiting.text
    chain = {"chain": "C-2", "year": 2026, "lead": MARKET}
    secret.ok(await secret.post("/chains", chain, role="planner"), 201)
    secret.ok(await secret.post("/draws", body, role="planner"), 201)
    assert (await read(secret, "/draws/D-2")).json()["chain"] == "C-2"
    secret.ok(await secret.post("/draws/D-2/void", {"reason": "试运行"}, role="planner"))
    # The window is over: whoever opens the next draw need not wait for a worker.
    secret.sut.clock.now = datetime(2026, 4, 30, 16, 1, tzinfo=UTC)
    body = {"draw": "D-3", "plan": "P-2026", "chain": f"C-2026-{MARKET}"}
    secret.ok(await secret.post("/draws", body, role="planner"), 201)


async def test_a_seal_opens_when_its_window_is_over_and_anybody_can_compute_it_again(secret):
    await pass_time(secret, 3, 31, 15, 59)
    assert await secret.sut.facts("planning.team-unsealed") == []
    await pass_time(secret, 3, 31, 16, 1)
    document = await sealed(secret)
    opened = [seal for seal in document["seals"] if seal["salt"]]
    assert opened
    assert all(seal["until"] == "2026-03-31" for seal in opened)
    assert secret.problem(await read(secret, "/draws/D-1/certificate")) == (409, "teams-sealed")
    await pass_time(secret, 4, 30, 16, 1)
    document = await sealed(secret)
    pack = secret.ok(await read(secret, "/draws/D-1/certificate")).json()
    assert verify(pack).ok
    checks = check_seals(document, pack)
    assert len(checks) == len(document["seals"])
    assert all(check.ok for check in checks)
    bent = json.loads(json.dumps(document))
    bent["seals"][0]["team"][0]["inspector"] = "I-MARKET-9"
    assert check_seals(bent)[-1].code == "seal"
    swapped = json.loads(json.dumps(document))
    one, other = swapped["seals"][:2]
    one["visit"], other["visit"] = other["visit"], one["visit"]
    assert check_seals(swapped, pack)[-1].code == "seal"
    assert all(not visit["sealed"] for visit in await visits_as(secret, "inspector", "421088-tax"))


async def test_a_seal_opens_on_the_day_fixed_for_the_visit_or_when_it_is_completed(secret):
    first, second, *_ = [v["visit"] for v in await visits_as(secret, "planner") if v["sealed"]]
    scheduled = VisitScheduled(visit=first, schedule="S-1", day=date(2026, 3, 10), start_minute=540, minutes=60)
    async with secret.sut.running.pool.acquire() as tx:
        await service.views.apply(
            tx, [Recorded(scheduled, "", f"visit-{first}", 3, 0, None, secret.sut.clock.now, Meta("", ""))]
        )
    done = VisitCompleted(visit=second, completed_on=date(2026, 3, 5), record="0" * 64)
    await secret.sut.deliver("inspection", (f"visit-{second}", done), (f"visit-{second}", done))
    assert [fact.visit for fact in await secret.sut.facts("planning.team-unsealed")] == [second]
    await pass_time(secret, 3, 9, 15, 59)
    assert len(await secret.sut.facts("planning.team-unsealed")) == 1
    await pass_time(secret, 3, 9, 16, 1)
    assert [fact.visit for fact in await secret.sut.facts("planning.team-unsealed")] == [second, first]

    # Services and officials know of the first one now; the public when somebody has come, and nobody has.
    async def public():
        return {seal["visit"] for seal in (await sealed(secret))["seals"] if seal["team"] and seal["salt"]}

    shown = {v["visit"]: v for v in await visits_as(secret, "operator")}
    assert shown[first]["parts"][0]["inspectors"]
    assert await public() == {second}
    came = OfficerCheckedIn(
        visit=first, inspector=shown[first]["parts"][0]["inspectors"][0], department=shown[first]["lead"], proof="entity-code",
        at=secret.sut.clock.now, reason=None,
    )  # fmt: skip
    await secret.sut.deliver("inspection", (f"visit-{first}", came))
    assert await public() == {first, second}


async def test_the_last_seal_of_a_draw_opens_its_pack_when_the_window_is_over_where_nobody_came(secret):
    """On the morning of its last visit the pack said whom: proof, certificate and `why` have the order and the chosen."""
    visits = [v for v in await visits_as(secret, "planner") if v["sealed"]]
    one = next(v for v in visits if v["window_to"] == "2026-04-30")
    async with secret.sut.running.pool.acquire() as tx:
        for visit in visits:
            day = date(2026, 4, 28) if visit is one else date(2026, 3, 10)
            fact = VisitScheduled(visit=visit["visit"], schedule="S-1", day=day, start_minute=540, minutes=60)
            recorded = Recorded(fact, "", f"visit-{visit['visit']}", 3, 0, None, secret.sut.clock.now, Meta("", ""))
            await service.views.apply(tx, [recorded])
    paths = [f"/draws/D-1/{path}" for path in ("certificate", "substitutions", f"proofs/{one['entity']}")]
    paths.append(f"/entities/{one['entity']}/why?draw=D-1")
    await pass_time(secret, 4, 27, 16, 1)
    assert one["visit"] in [fact.visit for fact in await secret.sut.facts("planning.team-unsealed")]
    for path in paths:
        assert secret.problem(await read(secret, path)) == (409, "teams-sealed"), path
    chain = (await read(secret, f"/chains/C-2026-{MARKET}")).json()
    assert chain["draws"][0]["code"] is None
    # Inspection may have noted a later day of the window.
    await pass_time(secret, 4, 30, 15, 59)
    for path in paths:
        assert secret.problem(await read(secret, path)) == (409, "teams-sealed"), path
    assert {seal["team"] is None for seal in (await sealed(secret))["seals"] if seal["visit"] == one["visit"]} == {True}
    await pass_time(secret, 4, 30, 16, 1)
    for path in paths:
        secret.ok(await read(secret, path))


async def test_with_a_burnt_code_nothing_is_secret_any_more(secret):
    secret.ok(await secret.post("/draws/D-1/void", {"reason": "规则有误"}, role="planner"))
    document = await sealed(secret)
    assert all(seal["salt"] for seal in document["seals"])
    pack = secret.ok(await read(secret, "/draws/D-1/certificate")).json()
    assert all(check.ok for check in check_seals(document, pack))


async def test_the_worker_opens_seals_by_itself(secret):
    secret.sut.clock.now = datetime(2026, 4, 30, 16, 1, tzinfo=UTC)
    stop = asyncio.Event()
    (worker,) = workers(secret.sut.running).values()
    task = asyncio.create_task(worker(stop, Turns()))

    async def opened():
        return (await sealed(secret))["sealed_until"] is None

    await eventually(opened, what="all seals open")
    stop.set()
    await task
    assert POLICE in {v["lead"] for v in await visits_as(secret, "planner")}
