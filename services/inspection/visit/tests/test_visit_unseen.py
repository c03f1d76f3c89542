"""A command finds what its caller reads: on all other visits it answers as on one that does not exist."""

import re

from libs.events.catalog.planning.visit import VisitConfided
from services.inspection.testing.requests import ENTITY, M1, MARKET, NOW, TAX, checks, get, officer, planned

LATE = {"inspector": M1, "proof": "late", "at": NOW.isoformat(), "reason": "信号中断"}
BODIES = {
    "announcement": {"on": "2026-03-12", "basis": "2026年度抽查计划"},
    "notice-withheld": {"on": "2026-03-12", "reason": "依法不得事先通知"},
    "check-ins": {**LATE, "department": TAX},
    "parts": {"department": TAX, "checks": checks(["MKT-0003"]), "disposition": "archived"},
    "clues": {"finder": TAX, "competent": MARKET, "matter": "涉嫌无证经营"},
    "answer": {"answer": "confirmed"},
    "completion": {},
    "frustration": {"department": TAX, "ground": "closed", "officers": [M1], "evidence": [], "reason": "已关停"},
    "entry-refusal": {"why": "other"},
    "amendments": {"department": TAX, "checks": checks(["MKT-0003"]), "disposition": "archived", "reason": "笔误"},
    "arrivals": {"inspector": M1, "department": MARKET, "code": "x"},
    "papers": {"kind": "record", "department": TAX},
    "dossier": {"retention": "10-years"},
    "handling": {"department": MARKET, "findings": ["F-1"], "handling": "case"},
}


def strangers(sut):
    return {
        "another entity": sut.bearer("stall:421088100-9999", roles=["enterprise"]),
        "the entity": sut.bearer(ENTITY, roles=["enterprise"]),
        "another department": officer(sut, TAX),
        "everybody": sut.bearer("x-1", roles=["enterprise", "inspector", "department-officer"], departments=[TAX]),
    }


async def answers(sut, visit):
    said = {}
    for command, body in BODIES.items():
        for name, who in strangers(sut).items():
            answer = await sut.client.post(f"/v1/visits/{visit}/{command}", json=body, headers=who)
            said[command, name] = answer.status_code, {k: v for k, v in answer.json().items() if k not in {"value", "instance"}}
    return said


async def test_each_command_on_a_visit_is_among_those_that_are_asked_here(sut):
    paths = sut.running.service.api(sut.running).openapi()["paths"]
    of_visits = {path.rpartition("/")[2] for path, said in paths.items() if "post" in said and re.search(r"/{visit}/", path)}
    assert of_visits == BODIES.keys()


async def test_a_confided_visit_is_to_strangers_as_one_that_does_not_exist(sut):
    stream, visit = planned("V-1", secret=True)
    await sut.deliver("planning", (stream, VisitConfided.like(visit)))
    assert (await get(sut, "visits/V-1"))["lead"] == MARKET
    before = len(await sut.facts())
    assert await answers(sut, "V-1") == await answers(sut, "V-9")
    assert {status for status, _ in (await answers(sut, "V-1")).values()} == {403, 404}
    assert len(await sut.facts()) == before


async def test_so_is_an_open_one_to_those_who_do_not_read_it(sut):
    await sut.deliver("planning", planned("V-1"))
    assert await answers(sut, "V-1") == await answers(sut, "V-9")


async def test_figures_count_what_the_lists_show(sut):
    stream, visit = planned("V-1", secret=True)
    await sut.deliver("planning", (stream, VisitConfided.like(visit)), planned("V-2"))
    callers = {
        "commander": (1, sut.bearer("c-1", roles=["commander"], divisions=["421088"])),
        "operator": (1, sut.bearer("p-1", roles=["operator"])),
        "department": (2, officer(sut, MARKET)),
        "planner": (2, sut.bearer("p-2", roles=["planner"])),
    }
    for name, (expected, who) in callers.items():
        figures, listed = await get(sut, "figures", who), (await get(sut, "visits", who))["items"]
        assert (figures["visits"], figures["joint"], len(listed)) == (expected, expected, expected), name
