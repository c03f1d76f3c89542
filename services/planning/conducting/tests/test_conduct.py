"""The life of draws on a real database: one chain of codes, named beacons, deadlines, voids."""

import asyncio
import hashlib
import json
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.responses import JSONResponse

from apps.checkonce.verify import verify
from libs.events.catalog.inspection.visit import OfficerCheckedIn
from libs.events.testing.servers import serve
from services.planning.conducting.beacons import Beacons, recorded_rounds
from services.planning.conducting.testing import EMITTED, FROZEN_AT, ROUND, SIGNATURE
from services.planning.testing import DEPARTMENTS, FIRE, MARKET, POLICE


def sha(text):
    return hashlib.sha256(bytes.fromhex(text)).hexdigest()


async def void(office, draw="D-1", reason="抽取规则配置有误"):
    return await office.post(f"/draws/{draw}/void", {"reason": reason}, role="planner")


async def chain_of(office, chain=f"C-2026-{MARKET}"):
    return office.ok(await office.get(f"/chains/{chain}")).json()


async def visits_of(office, draw="D-1"):
    return office.ok(await office.get(f"/visits?draw={draw}&limit=200", role="planner")).json()["items"]


# The chain.


async def test_a_stranger_follows_the_organisers_codes_from_draw_to_draw(office):
    await office.plan()
    await office.open()
    opened = (await office.get("/draws/D-1")).json()
    chain = await chain_of(office)
    assert opened["chain"] == chain["chain"]
    assert chain["head"] == opened["code_head"]
    assert [link["code"] for link in chain["draws"]] == [None]
    office.ok(await void(office))
    await office.drawn("D-2")
    chain = await chain_of(office)
    assert [link["state"] for link in chain["draws"]] == ["voided", "completed"]
    above = chain["head"]
    for link in chain["draws"]:
        assert link["code_head"] == above
        assert sha(link["code"]) == above
        above = link["code"]
    pack = (await office.get("/draws/D-2/certificate")).json()
    assert pack["reveal"]["code"] == above
    assert verify(pack).ok


async def test_one_draw_at_a_time_is_under_way_on_a_chain(office):
    await office.plan()
    await office.open("D-1", members=())
    second = {"draw": "D-2", "plan": "P-2026"}
    answer = await office.post("/draws", second, role="planner")
    assert office.problem(answer) == (409, "chain-busy")
    assert "D-1" in answer.text
    assert office.problem(await office.post("/draws", {**second, "chain": "C-9"}, role="planner")) == (404, "no-such-chain")
    fire = {"chain": "C-fire", "year": 2026, "lead": FIRE, "length": 2}
    office.ok(await office.post("/chains", fire, role="planner", department=FIRE), 201)
    assert office.problem(await office.post("/draws", {**second, "chain": "C-fire"}, role="planner")) == (
        422,
        "chain-of-another-year",
    )
    own = {"chain": "C-2", "year": 2026, "lead": MARKET, "length": 1}
    office.ok(await office.post("/chains", own, role="planner"), 201)
    assert office.problem(await office.post("/chains", own, role="planner")) == (409, "chain-already-published")
    office.ok(await office.post("/draws", {**second, "chain": "C-2"}, role="planner"), 201)
    office.ok(await void(office, "D-2"))
    third = {"draw": "D-3", "plan": "P-2026", "chain": "C-2"}
    assert office.problem(await office.post("/draws", third, role="planner")) == (409, "chain-exhausted")
    shown = (await office.get(f"/chains?lead={MARKET}")).json()["items"]
    assert [chain["chain"] for chain in shown] == ["C-2", f"C-2026-{MARKET}"]


async def test_of_many_draws_opened_at_once_one_takes_the_link(office):
    await office.plan()
    bodies = [{"draw": f"D-{n}", "plan": "P-2026"} for n in range(6)]
    answers = await asyncio.gather(*(office.post("/draws", body, role="planner") for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409, 409]
    assert len(await office.sut.facts("planning.code-chain-published")) == 1


# The time to commit.


async def test_who_does_not_commit_in_time_is_named_and_the_draw_goes_on(office):
    await office.plan()
    await office.open(members=(MARKET, FIRE))
    assert office.problem(await office.freeze()) == (409, "commitments-awaited")
    assert await office.sut.pass_time(office.sut.clock.now + timedelta(days=1, seconds=1)) == 1
    assert [fact.member for fact in await office.sut.facts("planning.commitment-missed")] == [POLICE]
    assert office.problem(await office.commit("D-1", POLICE)) == (409, "commitments-closed")
    office.ok(await office.freeze())
    assert (await office.get("/draws/D-1")).json()["silent"] == [POLICE]


# The beacon.


async def frozen_with_beacon(office, beacons=("drand-quicknet", "none")):
    """Frozen on the day of the recorded round, all nonces revealed."""
    office.sut.clock.now = FROZEN_AT
    await office.plan()
    body = {"draw": "D-1", "plan": "P-2026", "beacons": list(beacons), "reveal_minutes": 60}
    office.ok(await office.post("/draws", body, role="planner"), 201)
    for member in DEPARTMENTS:
        office.ok(await office.commit("D-1", member), 201)
    office.ok(await office.freeze())
    for member in (MARKET, FIRE):
        office.ok(await office.sign("D-1", member), 201)
    for member in DEPARTMENTS:
        office.ok(await office.reveal("D-1", member), 201)


async def said(office, number=ROUND, signature=SIGNATURE, role="conference-member"):
    return await office.post("/draws/D-1/beacon", {"round": number, "signature": signature}, role=role)


async def test_a_draw_waits_for_the_round_that_its_manifest_names(office):
    await frozen_with_beacon(office)
    manifest = (await office.get("/draws/D-1/manifest")).json()
    assert manifest["beacons"] == [{"name": "drand-quicknet", "round": ROUND}, {"name": "none", "round": None}]
    early = await office.complete()
    assert office.problem(early) == (409, "beacon-awaited")
    assert "2023-09-15 19:00:03" in early.text
    assert office.problem(await said(office)) == (409, "beacon-not-due")
    await office.sut.pass_time(EMITTED)
    assert office.problem(await said(office, number=ROUND + 1)) == (422, "beacon-not-named")
    wrong = await said(office, signature="ab" * 48)
    assert office.problem(wrong) == (422, "beacon-signature-wrong")
    assert str(ROUND) in wrong.text
    assert office.problem(await said(office, role="inspector")) == (403, "forbidden")
    assert await office.sut.facts("planning.beacon-recorded") == []
    office.ok(await said(office), 201)
    office.ok(await said(office, role="planner"), 201)
    assert len(await office.sut.facts("planning.beacon-recorded")) == 1
    office.ok(await office.complete())
    pack = (await office.get("/draws/D-1/certificate")).json()
    assert pack["reveal"]["beacon"] == {"name": "drand-quicknet", "round": ROUND, "signature": SIGNATURE}
    verdict = verify(pack)
    assert verdict.ok
    assert not verdict.notes


async def test_when_nobody_brings_the_round_the_next_beacon_counts_and_says_so(office):
    await frozen_with_beacon(office)
    await office.sut.pass_time(EMITTED + timedelta(days=1, seconds=1))
    assert [fact.round for fact in await office.sut.facts("planning.beacon-missed")] == [ROUND]
    assert office.problem(await said(office)) == (409, "beacon-passed")
    office.ok(await office.complete())
    verdict = verify((await office.get("/draws/D-1/certificate")).json())
    assert verdict.ok
    assert any("fallback" in note for note in verdict.notes)


@asynccontextmanager
async def relay(answer):
    """A drand relay on this machine; `answer(round)` gives status and body."""
    app = FastAPI()
    asked = []

    @app.get("/public/{number}")
    async def public(number: int):
        asked.append(number)
        status, body = answer(number)
        return JSONResponse(body, status)

    async with serve(app) as url:
        yield url, asked


async def test_a_round_is_fetched_from_relays_after_its_time_and_a_lying_relay_changes_nothing(office):
    await frozen_with_beacon(office)
    liar = relay(lambda number: (200, {"round": number, "signature": "ab" * 48}))
    missing = relay(lambda _: (404, {"error": "not yet"}))
    other = relay(lambda number: (200, {"round": number + 1, "signature": SIGNATURE}))
    right = relay(lambda number: (200, {"round": number, "signature": SIGNATURE, "randomness": "00"}))
    async with liar as (a, asked), missing as (b, _), other as (c, _), right as (d, last):
        beacons = Beacons(relays=(a, b, c))
        assert await beacons.bring(office.sut.running) == 0
        assert asked == []
        office.sut.clock.now = EMITTED
        assert await beacons.bring(office.sut.running) == 0
        assert asked == [ROUND]
        assert await office.sut.facts("planning.beacon-recorded") == []
        gone = "http://127.0.0.1:1"
        assert await Beacons(relays=(gone, a, d)).bring(office.sut.running) == 1
        assert await Beacons(relays=(d,)).bring(office.sut.running) == 0
        assert last == [ROUND]
    office.ok(await office.complete())


async def test_recorded_rounds_are_read_from_a_file_and_a_bad_line_is_named(office, tmp_path):
    await frozen_with_beacon(office)
    file = tmp_path / "rounds.ndjson"
    beacons = Beacons(file=file)
    office.sut.clock.now = EMITTED
    assert await beacons.bring(office.sut.running) == 0
    file.write_text("\n" + json.dumps({"round": ROUND, "signature": SIGNATURE, "randomness": "00"}) + "\n")
    assert await beacons.bring(office.sut.running) == 1
    file.write_text('{"round": 1}\n')
    with pytest.raises(ValueError, match=r"rounds\.ndjson:1"):
        recorded_rounds(file)


async def test_beacons_are_named_in_order_and_none_stands_last(office):
    await office.plan()
    for beacons in (["none", "drand-quicknet"], ["none", "none"], ["other"]):
        body = {"draw": "D-1", "plan": "P-2026", "beacons": beacons}
        assert (await office.post("/draws", body, role="planner")).status_code == 422
    assert await office.sut.facts("planning.draw-opened") == []


# The void.


async def test_a_draw_that_is_voided_before_its_completion_burns_its_code_and_frees_its_demands(office):
    await office.plan()
    await office.frozen()
    for member in DEPARTMENTS:
        office.ok(await office.reveal("D-1", member), 201)
    head = (await office.get("/draws/D-1")).json()["code_head"]
    answer = office.ok(await void(office, reason="应店主:张小三要求")).json()
    assert sha(answer["code"]) == head
    assert answer["cancelled"] == []
    shown = (await office.get("/draws/D-1")).json()
    assert (shown["state"], shown["void"]["reason"], shown["void"]["revealed"]) == ("voided", "应店主:张**要求", True)
    assert await office.sut.rows("select * from public.draw_secrets") == []
    assert await office.sut.rows("select * from deadlines") == []
    assert office.problem(await office.complete()) == (409, "draw-void")
    assert office.problem(await office.freeze()) == (409, "draw-void")
    assert office.problem(await void(office)) == (409, "draw-void")
    await office.drawn("D-2")
    assert (await office.get("/draws/D-2")).json()["demands"] == ["Q-1", "Q-2", "Q-3"]
    assert [d["draw"] for d in (await office.get("/draws?state=voided")).json()["items"]] == ["D-1"]
    (record,) = (await office.get("/organisers?year=2026")).json()
    assert (record["lead"], record["draws"], record["completed"], record["voided"]) == (MARKET, 2, 1, 1)
    assert record["voided_after_reveal"] == 1


async def test_a_completed_draw_that_is_voided_stays_readable_and_counts_for_nothing(office):
    await office.plan()
    await office.drawn()
    before = (await office.get("/draws/D-1/certificate")).content
    visit, *others = await visits_of(office)
    officer = visit["parts"][0]["inspectors"][0]
    came = OfficerCheckedIn(
        visit=visit["visit"], inspector=officer, department=visit["lead"], proof="entity-code", at=office.sut.clock.now
    )  # fmt: skip
    await office.sut.deliver("inspection", (f"visit-{visit['visit']}", came))
    answer = office.ok(await void(office)).json()
    assert answer["cancelled"] == [other["visit"] for other in others]
    assert answer["code"] == json.loads(before)["reveal"]["code"]
    states = {found["visit"]: found["state"] for found in await visits_of(office)}
    assert states.pop(visit["visit"]) == "planned"
    assert set(states.values()) == {"cancelled"}
    assert (await office.get("/draws/D-1/certificate")).content == before
    shown = (await office.get("/draws/D-1")).json()
    assert (shown["state"], shown["void"]["completed"]) == ("voided", True)
    figures = (await office.get("/figures?year=2026")).json()
    assert (figures["draws"], figures["visits"]) == (0, 0)
    await office.drawn("D-2")


async def test_only_the_planner_voids_and_only_with_a_reason(office):
    await office.plan()
    await office.open(members=())
    body = {"reason": "不满意"}
    member = await office.post("/draws/D-1/void", body, role="conference-member", department=FIRE)
    assert office.problem(member) == (403, "forbidden")
    assert (await office.post("/draws/D-1/void", {"reason": " "}, role="planner")).status_code == 422
    assert office.problem(await void(office, "D-9")) == (404, "no-such-draw")


async def test_a_voided_draw_does_not_lose_its_place_when_views_are_rebuilt(office):
    await frozen_with_beacon(office)
    office.sut.clock.now = EMITTED
    office.ok(await said(office), 201)
    office.ok(await office.complete())
    office.ok(await void(office))
    await office.open("D-2", members=(MARKET, FIRE))
    tables = [row["tablename"] for row in await office.sut.rows("select tablename from pg_tables where schemaname = 'views'")]
    before = {t: sorted(map(str, await office.sut.rows(f"select * from {t}"))) for t in tables}
    assert all(before[t] for t in ("code_chains", "chain_draws", "draw_beacons", "draw_voids"))
    await office.sut.running.rebuild()
    assert {t: sorted(map(str, await office.sut.rows(f"select * from {t}"))) for t in tables} == before


async def test_no_read_model_hides_a_table_of_the_core(office):
    """The views come first in the search path: a table `chains` of theirs once hid the heads of the neighbours' seals."""
    rows = await office.sut.rows("select schemaname, tablename from pg_tables where schemaname in ('views', 'public')")
    tables = {schema: {row["tablename"] for row in rows if row["schemaname"] == schema} for schema in ("views", "public")}
    assert tables["views"] & tables["public"] == set()
