"""Substitutions follow the draw's own order, both verifiers compute them again, and a tampered record is refused by its code.

Run as a program to write the vectors again: `python -m services.planning.draw.tests.test_substitutions`.
"""

import copy
import json
from pathlib import Path

import pytest

from apps.checkonce.verify import check_substitutions
from services.planning.draw.refusal import Refused
from services.planning.draw.substitute import (
    EntityGone,
    InspectorGone,
    Passed,
    Record,
    Replay,
    check_record,
    read_record,
)
from services.planning.draw.testing import small_case
from services.planning.draw.verify import verify

VECTORS = Path(__file__).resolve().parents[4] / "tests" / "vectors" / "draw" / "substitutions.json"
EVIDENCE = ("ab" * 32,)


def entity_gone(replay, place, gone, *, passing=0, away=()):
    """The entity's place is taken by the next reserve after `passing` others, with a team but for `away`."""
    demand, stratum = place
    order = replay.reserves(demand, stratum)
    taker = order[passing] if passing < len(order) else None
    visit = None if taker is None else replay.visit_of(taker, demand)
    team, short = ([], []) if visit is None else replay.man(visit, away)
    made = EntityGone(
        demand=demand, stratum=stratum, gone=gone, ground="struck-off", reason="注销", evidence=(), proof="fact-1",
        passed=tuple(Passed(who=who, why="X7", fact="fact-2") for who in order[:passing]), substitute=taker, visit=visit,
        away=tuple(Passed(who=who, why="uncertified", fact=None) for who in sorted(away)), team=tuple(team), short=tuple(short),
    )  # fmt: skip
    replay.apply(made)
    return made


def officer_gone(replay, visit, seat, *, passing=0):
    gone = next(each.inspector for each in replay.team(visit) if each.seat == seat)
    order = replay.next_officers(visit, seat)
    made = InspectorGone(
        visit=visit, seat=seat, gone=gone, ground="challenged", reason="申请回避成立", evidence=EVIDENCE, proof=None,
        passed=tuple(Passed(who=who, why="recused", fact="fact-3") for who in order[:passing]),
        substitute=order[passing] if passing < len(order) else None,
    )  # fmt: skip
    replay.apply(made)
    return made


@pytest.fixture(scope="module")
def pack():
    return small_case().pack()


def a_record(pack):
    """Every kind of substitution once: plain, with somebody passed over, with nobody left; entity and officer."""
    replay = Replay(pack)
    first, second, *_ = pack.result.strata[0].chosen
    d1 = ("d1", "s1")
    visit = replay.visit_for(pack.result.strata[0].chosen[2], "d1")
    made = [
        entity_gone(replay, d1, first),
        entity_gone(replay, d1, second, passing=1, away={"m1"}),
        officer_gone(replay, visit, "market/1"),
        officer_gone(replay, visit, "market/1", passing=1),
    ]
    taker = made[0].substitute
    made.append(entity_gone(replay, d1, taker, passing=1))
    while replay.next_officers(visit, "market/2"):
        made.append(officer_gone(replay, visit, "market/2"))
    made.append(officer_gone(replay, visit, "market/2"))
    return Record(draw=pack.result.draw, certificate=pack.certificate, substitutions=tuple(made))


def tampered(pack):
    document = a_record(pack).plain()
    made = document["substitutions"]
    other = made[0]["team"][1]["inspector"]

    def put(*path, value):
        return {"path": list(path), "value": value}

    at = "substitutions"
    cases = [
        ("a record of another draw", "substitution.draw", [put("certificate", value="00" * 32)]),
        ("a member nobody knows", "format.invalid", [put("note", value="x")]),
        ("no evidence and no fact", "substitution.evidence", [put(at, 0, "proof", value=None)]),
        ("who was never drawn", "substitution.unknown", [put(at, 0, "gone", value=made[0]["substitute"])]),
        ("the same place twice", "substitution.unknown", [put(at, 1, "gone", value=made[0]["gone"])]),
        ("another reserve", "substitution.order", [put(at, 0, "substitute", value=made[1]["substitute"])]),
        ("who was passed over is not named", "substitution.order", [put(at, 1, "passed", value=[])]),
        ("nobody left although a reserve was", "substitution.order", [put(at, 0, "substitute", value=None)]),
        ("another day", "substitution.visit", [put(at, 0, "visit", "window", "last", value="2023-12-30")]),
        ("a friend on the team", "substitution.team", [put(at, 0, "team", 0, "inspector", value=other)]),
        ("an officer left out silently", "substitution.team", [put(at, 1, "away", value=[])]),
        ("an officer who was not there", "substitution.unknown", [put(at, 2, "gone", value="m9")]),
        ("another officer", "substitution.order", [put(at, 2, "substitute", value=made[3]["substitute"])]),
        ("an officer passed over silently", "substitution.order", [put(at, 3, "passed", value=[])]),
    ]
    return [{"name": name, "reason": reason, "changes": changes} for name, reason, changes in cases]


def vectors(pack):
    return {"record": a_record(pack).plain(), "tampered": tampered(pack)}


def written(document):
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def bent(document, changes):
    found = copy.deepcopy(document)
    for change in changes:
        *way, last = change["path"]
        at = found
        for step in way:
            at = at[step]
        at[last] = change["value"]
    return found


def judged(pack, document):
    """What the service's verifier and the independent one say; they must agree."""
    try:
        check_record(pack, read_record(document))
        mine = None
    except Refused as refused:
        mine = refused.code if refused.zh and refused.en else "unexplained"
    theirs = next((check.code for check in check_substitutions(pack.plain(), document) if not check.ok), None)
    assert mine == theirs
    return mine


def test_the_next_in_order_takes_the_place_and_both_verifiers_agree(pack):
    record = a_record(pack)
    assert verify(pack.plain()).ok
    assert judged(pack, record.plain()) is None
    first, second, *_ = record.substitutions
    assert first.substitute == pack.result.strata[0].reserves[0]
    assert [each.who for each in second.passed] == [pack.result.strata[0].reserves[1]]
    assert second.substitute == pack.result.strata[0].reserves[2]
    assert record.substitutions[-1].substitute is None
    assert {made.substitute for made in record.substitutions[:2]}.isdisjoint(pack.result.strata[0].chosen)


@pytest.mark.parametrize("case", json.loads(VECTORS.read_text())["tampered"], ids=lambda case: case["name"])
def test_a_tampered_record_is_refused_for_its_own_reason(pack, case):
    assert judged(pack, bent(a_record(pack).plain(), case["changes"])) == case["reason"]


def test_the_published_vectors_are_what_this_code_writes(pack):
    assert VECTORS.read_text() == written(vectors(pack))


def test_recusal_is_never_relaxed_and_the_cap_and_the_certificate_hold_for_substitutes_too(pack):
    replay = Replay(pack)
    roster = {officer.inspector: officer for officer in pack.inspectors}
    for manned in pack.result.visits:
        for seat in manned.team:
            for name in replay.next_officers(manned.visit.visit, seat.seat):
                officer = roster[name]
                assert officer.department == seat.department
                assert officer.certified_during(manned.visit.window)
                assert officer.free_during(manned.visit.window)
                assert manned.visit.entity not in {recusal.entity for recusal in officer.recused}
                assert name not in {each.inspector for each in manned.team}


def test_the_result_of_a_draw_is_not_touched_by_substitutions(pack):
    before = pack.plain()
    a_record(pack)
    assert pack.plain() == before


def test_every_reason_is_in_the_documentation(pack):
    page = (VECTORS.parents[3] / "docs" / "draw.md").read_text()
    for case in tampered(pack):
        assert f"`{case['reason']}`" in page


if __name__ == "__main__":
    VECTORS.write_text(written(vectors(small_case().pack())))
