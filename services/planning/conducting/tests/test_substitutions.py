"""Replacing the drawn that are gone, by the draw's own order, on a real database: in public, counted, computed again."""

import csv
import io
import json
from datetime import UTC, date, datetime

import pytest

from apps.checkonce.commands.draw import app as command
from apps.checkonce.verify import check_substitutions, verify
from libs.events.catalog.inspection.visit import OfficerCheckedIn, VisitCompleted
from libs.events.catalog.planning.visit import VisitConfided, VisitPart
from libs.events.catalog.registry.bodies import InspectorCertified, InspectorSuspended
from libs.events.catalog.registry.entities import EntityStruckOff
from libs.events.envelope import Meta
from libs.events.store.store import NewFacts
from services.planning.conducting.beacons import Beacons, tick
from services.planning.testing import FIRE, ITEMS, MARKET, POLICE

UNTIL, OVER = date(2026, 4, 17), datetime(2026, 4, 17, 16, 1, tzinfo=UTC)
PHOTO = [{"sha256": "e" * 64, "media_type": "image/jpeg", "taken_at": None, "where": None}]


async def pack_of(office):
    return office.ok(await office.get("/draws/D-1/certificate", role="planner")).json()


async def record_of(office):
    return office.ok(await office.get("/draws/D-1/substitutions", role="planner")).json()


async def visits_of(office):
    return office.ok(await office.get("/visits?draw=D-1&limit=200", role="planner")).json()["items"]


async def gone(office, stratum, entity, ground="not-found", evidence=PHOTO, **changes):
    body = {
        "demand": stratum["demand"], "stratum": stratum["stratum"], "gone": entity, "ground": ground, "reason": "现场已无经营",
        "evidence": evidence, **changes,
    }  # fmt: skip
    return await office.post("/draws/D-1/substitutions/entity", body, role="planner")


async def away(office, visit, inspector, *, ground="challenged", evidence=PHOTO, role="planner"):
    body = {"inspector": inspector, "ground": ground, "reason": "申请回避成立", "evidence": evidence}
    return await office.post(f"/visits/{visit['visit']}/substitutions/inspector", body, role=role)


def with_reserves(pack):
    """A stratum with somebody chosen and two reserves at least."""
    return next(s for s in pack["result"]["strata"] if s["chosen"] and len(s["reserves"]) > 1)


def holds(pack, record):
    checks = check_substitutions(pack, record)
    assert all(check.ok for check in checks), checks[-1]
    return len(checks)


@pytest.fixture
async def drawn(office):
    await office.plan()
    await office.drawn()
    return office


async def test_the_next_reserve_who_may_still_be_drawn_is_visited_instead(drawn):
    pack = await pack_of(drawn)
    stratum = with_reserves(pack)
    entity, before = stratum["chosen"][0], await visits_of(drawn)
    answer = drawn.ok(await gone(drawn, stratum, entity), 201).json()
    visited = {visit["entity"] for visit in before}
    left = [reserve for reserve in stratum["reserves"] if reserve not in visited]
    assert answer["substitute"] == left[0]
    # An entity that is visited for another demand anyway is not visited twice: passed over by X7, naming the planned visit.
    skipped = stratum["reserves"][: stratum["reserves"].index(left[0])]
    assert [passed["who"] for passed in answer["passed"]] == skipped
    visit = next(v for v in await visits_of(drawn) if v["visit"] == answer["visit"])
    assert (visit["visit"], visit["entity"]) == (f"D-1-V{len(before) + 1:05d}", left[0])
    assert all(len(part["inspectors"]) == 2 for part in visit["parts"])
    record = await record_of(drawn)
    assert holds(pack, record) == 1
    assert drawn.problem(await gone(drawn, stratum, entity)) == (409, "already-substituted")
    assert drawn.problem(await gone(drawn, stratum, "stall:none")) == (422, "not-drawn")
    assert verify(await pack_of(drawn)).ok
    assert await pack_of(drawn) == pack


async def test_when_every_reserve_is_used_the_shortfall_is_published(drawn):
    pack = await pack_of(drawn)
    stratum = next(s for s in pack["result"]["strata"] if s["quota"] and not s["reserves"])
    answer = drawn.ok(await gone(drawn, stratum, stratum["chosen"][0]), 201).json()
    assert (answer["substitute"], answer["visit"]) == (None, None)
    assert holds(pack, await record_of(drawn)) == 1
    (counted,) = (await drawn.get("/organisers")).json()
    assert (counted["entities"], counted["without_substitute"]) == (1, 1)


async def test_a_visit_is_cancelled_when_nothing_of_it_is_left(drawn):
    pack = await pack_of(drawn)
    chosen_by = {}
    for stratum in pack["result"]["strata"]:
        for entity in stratum["chosen"]:
            chosen_by.setdefault(entity, []).append(stratum)
    entity, strata = next((e, s) for e, s in chosen_by.items() if len(s) == 2)
    visit = next(v["visit"] for v in await visits_of(drawn) if v["entity"] == entity)
    for stratum, state in zip(strata, ("planned", "cancelled"), strict=True):
        drawn.ok(await gone(drawn, stratum, entity), 201)
        assert drawn.ok(await drawn.get(f"/visits/{visit}", role="planner")).json()["state"] == state
    assert holds(pack, await record_of(drawn)) == 2


async def test_struck_off_must_be_on_record_and_then_needs_no_other_evidence(drawn):
    pack = await pack_of(drawn)
    stratum = with_reserves(pack)
    entity = stratum["chosen"][0]
    assert drawn.problem(await gone(drawn, stratum, entity, "struck-off", [])) == (422, "ground-unproved")
    assert drawn.problem(await gone(drawn, stratum, entity, "recognised", [])) == (422, "ground-unproved")
    assert drawn.problem(await gone(drawn, stratum, entity, "not-found", [])) == (422, "ground-unproved")
    assert (await gone(drawn, stratum, entity, "inconvenient")).status_code == 422
    struck = EntityStruckOff(entity=entity, reason="注销", effective_from=date(2025, 11, 20))
    (fact,) = await drawn.sut.deliver("registry", (f"entity-{entity}", struck))
    drawn.ok(await gone(drawn, stratum, entity, "struck-off", [], reason="店主:张小三死亡"), 201)
    (made,) = (await record_of(drawn))["substitutions"]
    assert (made["proof"], made["reason"]) == (str(fact.id), "店主:张小三死亡")
    assert holds(pack, await record_of(drawn)) == 1
    public = drawn.ok(await drawn.get("/draws/D-1/substitutions")).json()
    assert public["substitutions"] == [{**made, "reason": "店主:张**死亡"}]
    assert holds(pack, public) == 1


async def test_a_reserve_that_is_struck_off_meanwhile_is_passed_over_by_name(drawn):
    pack = await pack_of(drawn)
    stratum = with_reserves(pack)
    struck = EntityStruckOff(entity=stratum["reserves"][0], reason="注销", effective_from=date(2025, 11, 20))
    (fact,) = await drawn.sut.deliver("registry", (f"entity-{stratum['reserves'][0]}", struck))
    answer = drawn.ok(await gone(drawn, stratum, stratum["chosen"][0]), 201).json()
    assert answer["passed"][0]["who"] == stratum["reserves"][0]
    assert (answer["passed"][0]["why"], answer["passed"][0]["fact"]) in {
        ("X5", str(fact.id)),
        ("X7", answer["passed"][0]["fact"]),
    }
    assert holds(pack, await record_of(drawn)) == 1


async def test_nobody_is_replaced_after_the_visit_or_after_the_window(drawn):
    stratum = with_reserves(await pack_of(drawn))
    entity = stratum["chosen"][0]
    visit = next(v["visit"] for v in await visits_of(drawn) if v["entity"] == entity)
    done = VisitCompleted(visit=visit, completed_on=date(2026, 3, 5), record="0" * 64)
    await drawn.sut.deliver("inspection", (f"visit-{visit}", done))
    assert drawn.problem(await gone(drawn, stratum, entity)) == (409, "visit-begun")
    drawn.sut.clock.now = datetime(2026, 12, 1, tzinfo=UTC)
    assert drawn.problem(await gone(drawn, stratum, entity)) == (409, "window-over")


async def test_the_next_officer_of_the_order_takes_the_seat(drawn):
    pack = await pack_of(drawn)
    visit = next(v for v in await visits_of(drawn) if MARKET in v["departments"])
    part = next(p for p in visit["parts"] if p["department"] == MARKET)
    first, second = part["inspectors"]
    answer = drawn.ok(await away(drawn, visit, first), 201).json()
    changed = drawn.ok(await drawn.get(f"/visits/{visit['visit']}", role="planner")).json()
    now = next(p for p in changed["parts"] if p["department"] == MARKET)["inspectors"]
    assert now == [answer["substitute"], second]
    assert answer["substitute"] not in (first, second)
    assert drawn.problem(await away(drawn, visit, first)) == (409, "already-substituted")
    assert drawn.problem(await away(drawn, visit, "I-MARKET-99")) == (422, "not-on-team")
    assert drawn.problem(await away(drawn, visit, second, evidence=[])) == (422, "ground-unproved")
    assert drawn.problem(await away(drawn, visit, second, role="inspector")) == (403, "forbidden")
    drawn.ok(await away(drawn, visit, answer["substitute"]), 201)
    assert holds(pack, await record_of(drawn)) == 2


async def test_recused_absent_and_uncertified_officers_are_passed_over_until_a_shortage_is_published(drawn):
    pack = await pack_of(drawn)
    visit = next(v for v in await visits_of(drawn) if FIRE in v["departments"])
    team = next(p for p in visit["parts"] if p["department"] == FIRE)["inspectors"]
    others = [f"I-FIRE-{n}" for n in range(6) if f"I-FIRE-{n}" not in team]
    recused, absent, suspended, expired = others
    officer = {"role": "department-officer", "department": FIRE}
    body = {"recusal": "R-1", "inspector": recused, "entity": visit["entity"], "department": FIRE, "ground": "kinship"}
    drawn.ok(await drawn.post("/recusals", body, **officer), 201)
    days = {"first_day": "2026-01-01", "last_day": "2026-12-31"}
    drawn.ok(await drawn.post("/absences", {"absence": "A-1", "inspector": absent, "department": FIRE, **days}, **officer), 201)
    forged = InspectorCertified(
        inspector=expired, department=FIRE, certificate="C-old", qualifications=("fire",), valid_from=date(2020, 1, 1),
        valid_until=date(2026, 3, 31),
    )  # fmt: skip
    await drawn.sut.deliver(
        "registry",
        (f"inspector-{suspended}", InspectorSuspended(inspector=suspended, reason="调离", effective_from=date(2026, 1, 1))),
        (f"inspector-{expired}", forged),
    )
    answer = drawn.ok(await away(drawn, visit, team[0]), 201).json()
    assert answer["substitute"] is None
    assert {passed["who"]: passed["why"] for passed in answer["passed"]} == {
        recused: "recused", absent: "absent", suspended: "uncertified", expired: "uncertified",
    }  # fmt: skip
    assert holds(pack, await record_of(drawn)) == 1
    left = drawn.ok(await drawn.get(f"/visits/{visit['visit']}", role="planner")).json()
    assert next(p for p in left["parts"] if p["department"] == FIRE)["inspectors"] == [team[1]]


async def test_an_officer_who_has_come_is_not_replaced(drawn):
    visit = (await visits_of(drawn))[0]
    officer = visit["parts"][0]["inspectors"][0]
    came = OfficerCheckedIn(
        visit=visit["visit"], inspector=officer, department=visit["lead"], proof="entity-code", at=drawn.sut.clock.now
    )  # fmt: skip
    await drawn.sut.deliver("inspection", (f"visit-{visit['visit']}", came))
    assert drawn.problem(await away(drawn, visit, officer)) == (409, "visit-begun")


async def test_substitutions_are_counted_listed_and_downloaded(drawn, tmp_path, monkeypatch):
    from typer.testing import CliRunner  # noqa: PLC0415 - only here

    pack = await pack_of(drawn)
    stratum = with_reserves(pack)
    drawn.ok(await gone(drawn, stratum, stratum["chosen"][0]), 201)
    visit = next(v for v in await visits_of(drawn) if v["state"] == "planned")
    drawn.ok(await away(drawn, visit, visit["parts"][0]["inspectors"][0]), 201)
    page = (await drawn.get("/substitutions?limit=1", role="planner")).json()
    rest = (await drawn.get(f"/substitutions?limit=1&cursor={page['next']}", role="planner")).json()
    assert [s["kind"] for s in page["items"] + rest["items"]] == ["entity", "inspector"]
    assert rest["next"] is None
    only = (await drawn.get("/substitutions?kind=inspector", role="planner")).json()["items"]
    assert [s["gone"] for s in only] == [visit["parts"][0]["inspectors"][0]]
    table = (await drawn.get(f"/substitutions/export.csv?lead={MARKET}&lang=codes", role="auditor")).text.removeprefix("\ufeff")
    assert [row["ground"] for row in csv.DictReader(io.StringIO(table))] == ["not-found", "challenged"]
    (counted,) = (await drawn.get("/organisers?year=2026")).json()
    assert (counted["entities"], counted["inspectors"], counted["without_substitute"]) == (1, 1, 0)
    assert (await drawn.get("/substitutions")).status_code == 401
    files = {"pack": pack, "record": await record_of(drawn)}
    for name, document in files.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(document))
    monkeypatch.setenv("COLUMNS", "200")
    asked = ["verify", str(tmp_path / "pack.json"), "--substitutions", str(tmp_path / "record.json")]
    assert CliRunner().invoke(command, asked).exit_code == 0
    files["record"]["substitutions"][0]["substitute"] = stratum["reserves"][-1]
    (tmp_path / "record.json").write_text(json.dumps(files["record"]))
    refused = CliRunner().invoke(command, asked)
    assert refused.exit_code != 0


async def test_the_substitutes_team_is_secret_where_notice_is_forbidden(secret):
    pack = await pack_of(secret)
    stratum = next(s for s in pack["result"]["strata"] if s["demand"] == "Q-1" and s["chosen"] and s["reserves"])
    answer = secret.ok(await gone(secret, stratum, stratum["chosen"][0]), 201).json()
    assert answer["substitute"] is not None
    seals = secret.ok(await secret.get("/draws/D-1/sealed")).json()["seals"]
    assert answer["visit"] in {seal["visit"] for seal in seals}
    assert secret.problem(await secret.get("/draws/D-1/substitutions")) == (409, "teams-sealed")
    (shown,) = (await secret.get("/substitutions", role="conference-member")).json()["items"]
    assert shown["sealed"]
    assert shown["team"] == []
    visit = next(v for v in await visits_of(secret) if v["visit"] == answer["visit"])
    secret.ok(await away(secret, visit, visit["parts"][0]["inspectors"][0]), 201)
    shown = (await secret.get("/substitutions?kind=inspector", role="conference-member")).json()["items"]
    assert [(s["gone"], s["substitute"], s["passed"]) for s in shown] == [(None, None, [])]
    assert holds(pack, await record_of(secret)) == 2


async def unannounced(office, entity, number="F-1"):
    """A filing has led to a visit without notice."""
    kinds = tuple(sorted({kind for _, kind, *_ in ITEMS.values()}))
    visit = VisitConfided(
        visit=f"{number}-V", draw=number, entity=entity, entity_name="示例店", industries=("catering",), township="421088100",
        lead=MARKET, method="onsite", notice_forbidden=True, window_from=date(2026, 4, 8), window_to=UNTIL,
        parts=(VisitPart(department=MARKET, kinds=kinds, items=("MKT-0014",), inspectors=("I-MARKET-1",)),),
    )  # fmt: skip
    store = office.sut.running.store
    await store.append([NewFacts(f"visit-{visit.visit}", 0, [visit])], Meta("test", "test"), at=office.sut.clock.now)


async def of_nobody_else(office):
    """A stratum, and its reserves that are visited for no other demand of the draw."""
    stratum = with_reserves(await pack_of(office))
    visited = {visit["entity"] for visit in await visits_of(office)}
    return stratum, [reserve for reserve in stratum["reserves"] if reserve not in visited]


async def test_nobody_is_passed_over_for_a_visit_that_is_not_told(drawn):
    stratum, free = await of_nobody_else(drawn)
    await unannounced(drawn, free[0])
    facts, visits = await drawn.sut.facts(), await visits_of(drawn)
    waits = await gone(drawn, stratum, stratum["chosen"][0])
    assert drawn.problem(waits) == (409, "substitute-not-told")
    assert UNTIL.isoformat() in waits.text
    assert free[0] not in waits.text
    assert (await drawn.sut.facts(), await visits_of(drawn)) == (facts, visits)
    drawn.sut.clock.now = OVER
    await tick(drawn.sut.running, Beacons())
    answer = drawn.ok(await gone(drawn, stratum, stratum["chosen"][0]), 201).json()
    # Its window is over, and nobody has said yet that nobody went: an open task, of which everybody knows.
    assert answer["passed"][-1]["who"] == free[0]
    assert answer["substitute"] == next(iter(free[1:]), None)
    assert holds(await pack_of(drawn), await record_of(drawn)) == 1


async def test_who_is_passed_over_for_a_reason_that_is_known_is_named_with_that_reason(drawn):
    stratum, free = await of_nobody_else(drawn)
    struck = EntityStruckOff(entity=free[0], reason="注销", effective_from=date(2025, 11, 20))
    await drawn.sut.deliver("registry", (f"entity-{free[0]}", struck))
    # It is of the demand's kind and reaches the cap: to who knows of it, X1 comes before X5.
    await unannounced(drawn, free[0])
    answer = drawn.ok(await gone(drawn, stratum, stratum["chosen"][0]), 201).json()
    passed = next(each for each in answer["passed"] if each["who"] == free[0])
    assert passed["why"] == "X5"


async def test_known_recusals_and_absences_and_bad_certificates_keep_officers_out_of_the_draw(office):
    officer = {"role": "department-officer", "department": POLICE}
    hotels = [office.entity(n) for n in range(60) if n % 3 == 0]
    for n, entity in enumerate(hotels):
        body = {"recusal": f"R-{n}", "inspector": "I-POLICE-0", "entity": entity, "department": POLICE, "ground": "interest"}
        office.ok(await office.post("/recusals", body, **officer), 201)
    other = {**body, "recusal": "R-99", "inspector": "I-FIRE-0"}
    assert office.problem(await office.post("/recusals", other, **officer)) == (422, "officer-unknown")
    unheard = {**body, "recusal": "R-98", "entity": "stall:421088100-9999"}
    assert office.problem(await office.post("/recusals", unheard, **officer)) == (422, "recusal-entity-unknown")
    assert office.problem(await office.post("/recusals", {**other, "department": FIRE}, **officer)) == (403, "forbidden")
    absence = {"inspector": "I-POLICE-1", "department": POLICE, "first_day": "2026-03-01", "last_day": "2026-11-30"}
    office.ok(await office.post("/absences", {"absence": "A-1", **absence}, **officer), 201)
    lifted = {**body, "recusal": "R-100", "inspector": "I-POLICE-5"}
    office.ok(await office.post("/recusals", lifted, **officer), 201)
    office.ok(await office.post("/recusals/R-100/lifting", {"reason": "登记有误"}, **officer))
    assert office.problem(await office.post("/recusals/R-9999/lifting", {"reason": "x"}, **officer)) == (404, "no-such-recusal")
    # To another department they are as those that do not exist.
    stranger = {"role": "department-officer", "department": FIRE}
    for path, slug in (("/recusals/R-1/lifting", "no-such-recusal"), ("/absences/A-1/ending", "no-such-absence")):
        assert office.problem(await office.post(path, {"reason": "x"}, **stranger)) == (404, slug)
    short = InspectorCertified(
        inspector="I-POLICE-2", department=POLICE, certificate="C-2", qualifications=("public-order",),
        valid_from=date(2024, 1, 1), valid_until=date(2026, 6, 30),
    )  # fmt: skip
    forged = short.model_copy(
        update={"inspector": "I-POLICE-9", "valid_from": date(2026, 4, 1), "valid_until": date(2028, 1, 1)}
    )
    await office.sut.deliver("registry", ("inspector-I-POLICE-2", short), ("inspector-I-POLICE-9", forged))
    await office.plan()
    await office.drawn()
    pack = await pack_of(office)
    roster = {officer["inspector"]: officer for officer in pack["inspectors"]}
    assert len(roster["I-POLICE-0"]["recused"]) == len(hotels)
    assert roster["I-POLICE-5"]["recused"] == []
    assert roster["I-POLICE-1"]["absent"] == [{"first": "2026-03-01", "last": "2026-11-30"}]
    seated = [(m["visit"]["entity"], s["inspector"]) for m in pack["result"]["visits"] for s in m["team"]]
    police = {name for _, name in seated if name.startswith("I-POLICE")}
    assert police
    assert police.isdisjoint({"I-POLICE-1", "I-POLICE-2", "I-POLICE-9"})
    assert not [entity for entity, name in seated if name == "I-POLICE-0" and entity in hotels]
    assert (await office.get(f"/recusals?department={POLICE}", role="planner")).json()["items"]
    assert [a["absence"] for a in (await office.get("/absences", role="planner")).json()["items"]] == ["A-1"]
    office.ok(await office.post("/absences/A-1/ending", {"reason": "提前返岗"}, **officer))
