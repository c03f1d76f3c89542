"""Decisions on profiles: given / when / then, and what holds for every history."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from libs.events.catalog.codes import CreditClass
from libs.events.catalog.credit.profile import ClassChanged, PointsRecorded, ProfileOpened, ScoreLine
from libs.events.catalog.inspection.visit import Severity
from libs.events.testing.decisions import given
from services.credit.model import refusals as model_refusals
from services.credit.model.rules import Rules
from services.credit.model.sources import DEFAULT_MODEL, FAMILIES
from services.credit.policy.decide import POLICY
from services.credit.profile import commands as c
from services.credit.profile import refusals as r
from services.credit.profile.decide import BY_HAND, PROFILE, evidence_of
from services.credit.profile.indicators import of_part, of_recorded

A, B, C, D = CreditClass.A, CreditClass.B, CreditClass.C, CreditClass.D
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
DAY = date(2026, 3, 2)
SHOP = "stall:421088100-0001"
RULES = Rules(model="general", edition=1, base=1000, cutoffs=DEFAULT_MODEL.cutoffs, indicators=DEFAULT_MODEL.indicators)


def edition_2(**changes):
    return RULES.model_copy(update={"edition": 2, **changes})


def opening(points, rules=RULES):
    return c.OpenProfile(entity=SHOP, on=DAY, known=rules, points=points, reason="年度报告")


def evidence(ref, *indicators, rules=RULES):
    entries = tuple(c.Entry(indicator=i, reason=f"because of {i}") for i in indicators)
    return c.RecordEvidence(entity=SHOP, on=DAY, known=rules, evidence=ref, entries=entries)


def back(ref, rules=RULES):
    return c.TakeBack(entity=SHOP, on=DAY, known=rules, evidence=ref, reason="revoked")


def hand(credit_class, rules=RULES):
    return c.OverrideClass(entity=SHOP, on=DAY, known=rules, credit_class=credit_class, reason="专项核查")


def apply(rules):
    return c.ApplyModel(entity=SHOP, on=DAY, known=rules)


def history(*commands):
    """The facts that commands lead to, one after the other."""
    facts = []
    for command in commands:
        facts += PROFILE.decide(command, PROFILE.fold(facts), NOON)
    return facts


def lines_of(facts):
    found = []
    for fact in facts:
        found += fact.lines if isinstance(fact, ProfileOpened) else [fact.line] if isinstance(fact, PointsRecorded) else []
    return found


def told(facts):
    """Each fact in a word or two."""
    out = []
    for f in facts:
        match f:
            case ProfileOpened():
                out.append(f"opened {f.score} {f.credit_class}")
            case PointsRecorded():
                out.append(f"{f.line.indicator} {f.line.points:+d} = {f.score}")
            case ClassChanged():
                out.append(f"{f.previous} to {f.credit_class}")
    return out


@pytest.mark.parametrize(
    ("points", "score", "credit_class"),
    [
        (0, 1000, A),
        (-100, 900, A),
        (-101, 899, B),
        (-250, 750, B),
        (-251, 749, C),
        (-400, 600, C),
        (-401, 599, D),
        (-1200, 0, D),
    ],
)
def test_an_opening_balance_gives_score_and_class_by_the_cut_offs(points, score, credit_class):
    base = ScoreLine(indicator="base", points=1000, reason="模型基础分 base of the model", evidence="model:general:1", on=DAY)
    balance = ScoreLine(indicator="opening", points=points, reason="年度报告", evidence="opening", on=DAY)
    given(PROFILE).when(opening(points), at=NOON).then(
        ProfileOpened(entity=SHOP, lines=(base, balance), score=score, credit_class=credit_class, model="general", edition=1)
    )


def test_the_same_opening_again_is_nothing_and_other_points_are_refused():
    opened = history(opening(-50))
    given(PROFILE, *opened).when(opening(-50), at=NOON).nothing()
    refusal = given(PROFILE, *opened).when(opening(-40), at=NOON).refused(r.OpeningDiffers)
    assert (refusal.field, refusal.value) == ("points", -40)


@pytest.mark.parametrize(
    ("past", "command", "outcome"),
    [
        ([], evidence("result:1", "inspection-clear"), ["opened 1000 A", "inspection-clear +10 = 1010"]),
        (
            [opening(-95)],
            evidence("result:1", "inspection-clear", "finding-minor"),
            ["inspection-clear +10 = 915", "finding-minor -20 = 895", "A to B"],
        ),
        ([opening(-300)], evidence("result:1", "finding-serious"), ["finding-serious -200 = 500", "C to D"]),
        ([opening(-110)], evidence("x", "rectification-passed"), ["rectification-passed +20 = 910", "B to A"]),
        ([opening(195)], evidence("x", "score-good"), ["score-good +10 = 1200"]),
        ([opening(-990)], evidence("x", "score-poor"), ["score-poor -200 = 0"]),
        ([opening(0), evidence("x", "score-good")], evidence("x", "score-poor"), []),
        ([opening(0), evidence("x", "finding-serious")], back("x"), ["finding-serious +200 = 1000", "B to A"]),
        ([opening(0), evidence("x", "finding-serious"), back("x")], back("x"), []),
        ([opening(0), evidence("x", "finding-serious"), back("x")], evidence("x", "finding-serious"), []),
        ([opening(0)], back("x"), []),
        ([], back("x"), []),
        ([], apply(RULES), []),
        ([opening(0), evidence("x", "finding-minor")], apply(RULES), []),
    ],
)
def test_evidence_moves_the_score_once_and_the_class_when_a_cut_off_is_passed(past, command, outcome):
    assert told(PROFILE.decide(command, PROFILE.fold(history(*past)), NOON)) == outcome


def test_a_class_set_by_hand_says_so_and_stands_until_the_score_moves_past_it():
    (changed,) = PROFILE.decide(hand(D), PROFILE.fold(history(opening(0))), NOON)
    assert (changed.previous, changed.credit_class, changed.because) == (A, D, BY_HAND + "专项核查")
    given(PROFILE, *history(opening(0), hand(D))).when(hand(D), at=NOON).nothing()
    by_hand = [opening(0), hand(D)]
    worse = evidence("1", "finding-serious")
    assert told(history(*by_hand, worse)[2:]) == ["finding-serious -200 = 800"]
    assert told(history(*by_hand, worse, back("1"))[3:]) == ["finding-serious +200 = 1000", "D to A"]
    favoured = [opening(-300), hand(A)]
    assert told(history(*favoured, worse)[2:]) == ["finding-serious -200 = 500", "A to D"]
    assert told(history(opening(-260), hand(A), evidence("1", "rectification-passed"))[2:]) == [
        "rectification-passed +20 = 760"
    ]


def test_nobody_is_set_by_hand_to_unclassified_or_without_a_profile():
    given(PROFILE).when(hand(B), at=NOON).refused(r.NoSuchProfile)
    given(PROFILE, *history(opening(0))).when(hand(CreditClass.U), at=NOON).refused(r.NotAClass)


def test_a_new_edition_reprices_what_is_recorded_in_lines_of_its_own():
    past = [opening(0), evidence("1", "finding-minor"), evidence("2", "finding-minor"), evidence("3", "finding-serious")]
    stricter = edition_2(indicators={**RULES.indicators, "finding-minor": -50}, base=990)
    facts = history(*past, apply(stricter))[len(history(*past)) :]
    assert told(facts) == ["base -10 = 750", "finding-minor -60 = 690", "B to C"]
    assert {line.evidence for line in lines_of(facts)} == {"model:general:2"}
    assert facts[-1].edition == 2
    given(PROFILE, *history(*past, apply(stricter))).when(apply(stricter), at=NOON).nothing()
    revoked = history(*past, apply(stricter), back("1", stricter))[-1:]
    assert told(revoked) == ["finding-minor +50 = 740"]


def test_a_new_edition_leaves_a_class_set_by_hand():
    lenient = edition_2(cutoffs={A: 100, B: 50, C: 10})
    assert told(history(opening(-500), hand(B), apply(lenient))[2:]) == []
    assert told(history(opening(-500), apply(lenient))[1:]) == ["D to A"]


def test_nothing_is_decided_without_a_model_in_force():
    refusal = given(PROFILE).when(opening(0, None), at=NOON).refused(model_refusals.NoModelInForce)
    assert (refusal.slug, refusal.status, refusal.field, refusal.value) == ("no-model-in-force", 409, "on", DAY.isoformat())


def test_a_long_reference_is_carried_by_its_digest():
    long = evidence_of("result", "R" * 100)
    assert long == evidence_of("result", "R" * 100) != evidence_of("result", "R" * 99)
    assert len(long) <= 100
    assert evidence_of("result", "R-1") == "result:R-1"


@pytest.mark.parametrize(
    ("score", "problems", "indicator"),
    [
        (100, 9, "score-good"),
        (91, 0, "score-good"),
        (90, 0, "score-adequate"),
        (86, 0, "score-adequate"),
        (85, 0, "score-needs-improvement"),
        (71, 0, "score-needs-improvement"),
        (70, 0, "score-poor"),
        (0, 0, "score-poor"),
        (None, 2, "score-good"),
        (None, 3, "score-adequate"),
        (None, 5, "score-needs-improvement"),
        (None, 8, "score-poor"),
    ],
)
def test_recorded_checks_fall_into_the_published_bands(score, problems, indicator):
    assert of_recorded(POLICY.sources, score, problems) == indicator


def test_a_part_of_a_visit_counts_by_its_worst_finding():
    assert [of_part(worst, 1) for worst in Severity] == ["finding-minor", "finding-ordinary", "finding-serious"]
    assert of_part(None, 0) == "inspection-clear"
    assert of_part(None, 1) == "finding-minor"


# For every history

INDICATORS = sorted(i for family in FAMILIES for i in family.indicators)
RANK = {A: 0, B: 1, C: 2, D: 3}
refs = st.integers(1, 6).map(lambda n: f"result:{n}")
editions = st.sampled_from(
    [
        RULES,
        edition_2(base=900, indicators={**RULES.indicators, "finding-minor": -45, "inspection-clear": 30}),
        edition_2(edition=3, cutoffs={A: 1100, B: 800, C: 300}),
    ]
)
events = st.one_of(
    st.builds(
        lambda ref, found, rules: evidence(ref, *found, rules=rules),
        refs,
        st.lists(st.sampled_from(INDICATORS), min_size=1, max_size=3),
        editions,
    ),
    st.builds(back, refs, editions),
    st.builds(hand, st.sampled_from([A, B, C, D]), editions),
    st.builds(apply, editions),
)
histories = st.builds(lambda points, more: [opening(points), *more], st.integers(-1200, 200), st.lists(events, max_size=8))


@for_all(histories)
@settings(max_examples=150)
def test_the_score_is_always_the_bounded_sum_of_all_lines(commands):
    facts, points = history(*commands), 0
    for fact in facts:
        points += sum(line.points for line in lines_of([fact]))
        assert fact.score == max(0, min(1200, points))


@for_all(histories, st.sampled_from(FAMILIES), st.data(), editions)
@settings(max_examples=150)
def test_a_worse_event_never_improves_the_class(commands, family, data, rules):
    past = history(*commands, apply(rules))
    bad = data.draw(st.sampled_from(family.bad))
    state = PROFILE.fold(past)

    def class_after(*indicators):
        return PROFILE.fold([*past, *PROFILE.decide(evidence("new", *indicators, rules=rules), state, NOON)]).credit_class

    assert RANK[class_after(bad)] >= RANK[state.credit_class]
    ordered = [class_after(indicator) for indicator in family.indicators]
    assert ordered == sorted(ordered, key=RANK.__getitem__)


@for_all(
    st.integers(-1200, 200),
    st.lists(st.sampled_from(INDICATORS), min_size=1, max_size=8).flatmap(
        lambda found: st.permutations(list(enumerate(found))).map(lambda other: (list(enumerate(found)), other))
    ),
)
@settings(max_examples=100)
def test_the_order_of_unrelated_evidence_changes_neither_score_nor_class(points, orders):
    ends = [PROFILE.fold(history(opening(points), *(evidence(f"result:{n}", i) for n, i in order))) for order in orders]
    assert ends[0].score == ends[1].score
    assert ends[0].credit_class == ends[1].credit_class


@for_all(st.lists(events, max_size=6), st.lists(st.sampled_from(INDICATORS), min_size=1, max_size=3), editions)
@settings(max_examples=100)
def test_what_is_taken_back_leaves_the_score_as_if_it_had_never_been(commands, found, rules):
    past = history(opening(-100), *commands, apply(rules))
    there = [*past, *PROFILE.decide(evidence("result:new", *found, rules=rules), PROFILE.fold(past), NOON)]
    gone = [*there, *PROFILE.decide(back("result:new", rules), PROFILE.fold(there), NOON)]
    assert PROFILE.fold(gone).points == PROFILE.fold(past).points
    given(PROFILE, *gone).when(apply(rules), at=NOON).nothing()
