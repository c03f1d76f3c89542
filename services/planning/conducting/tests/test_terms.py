"""Rows put into the draw's own terms: months, joint industries, strata."""

from datetime import date, timedelta
from itertools import pairwise

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from services.planning.conducting.frozen import _demand, _inspectors
from services.planning.conducting.outcome import months
from services.planning.draw.demand import Window
from services.planning.exclusions.judge import Grounds, Judge, joint_industry
from services.planning.policy.numbers import SOURCES

_DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
_CODES = st.from_regex(r"\A[a-z][a-z0-9-]{0,29}\Z")


def test_a_window_is_cut_at_the_ends_of_months_and_no_piece_is_too_short_to_work_in():
    cut = [(w.first.isoformat(), w.last.isoformat()) for w in months(Window(first=date(2026, 1, 28), last=date(2026, 4, 9)))]
    assert cut == [("2026-01-28", "2026-02-28"), ("2026-03-01", "2026-04-09")]
    whole = Window(first=date(2026, 2, 27), last=date(2026, 3, 1))
    assert months(whole) == [whole]


@given(_DAYS, _DAYS)
def test_the_months_of_a_window_always_hold_every_day_of_it_once(one, other):
    window = Window(first=min(one, other), last=max(one, other))
    pieces = months(window)
    assert (pieces[0].first, pieces[-1].last) == (window.first, window.last)
    assert all(a.last + timedelta(days=1) == b.first for a, b in pairwise(pieces))
    assert len(pieces) == 1 or all((piece.last - piece.first).days >= 9 for piece in pieces)


@given(st.lists(_CODES, min_size=1, max_size=12))
def test_a_joint_industry_always_begins_with_the_main_one_and_fits_an_id(industries):
    joint = joint_industry(industries)
    parts = joint.split("+")
    assert parts == industries[: len(parts)]
    assert len(joint) <= 120


def _demand_of(row, joint):
    change = {"item": "I-1", "industries": ["a"], "effective_from": date(2026, 1, 1), "fact": "f"}
    grounds = Grounds(SOURCES, (), (), (), (change,), date(2026, 12, 31))
    return _demand(row, _Snapshot(), Judge(grounds, [row], _Snapshot.items), joint, watched=False)


class _Snapshot:
    """What `_demand` and `_inspectors` read of one."""

    window = Window(first=date(2026, 1, 1), last=date(2026, 12, 31))
    items = (
        {
            "item": "I-1",
            "department": "421088-market",
            "kind": "food",
            "qualification": "q",
            "industries": ["a"],
            "grounds": [],
            "fact": "f",
        },
    )
    teams = recusals = absences = ()
    windows: dict[str, Window] = {}  # noqa: RUF012 - never written to
    loads: dict[str, int] = {}  # noqa: RUF012 - never written to
    inspectors = ()


def _row(industries, **changes):
    ratios = orjson.dumps({"A": 0, "B": 1000, "C": 2000, "D": 10_000, "U": 1000}).decode()
    fields = {
        "demand": "Q-1", "department": "421088-market", "kind": "food", "items": ["I-1", "I-2"], "rounding": "fair",
        "list_class": "general", "key_ratios": None, "minimum": 2, "maximum": 9,
    }  # fmt: skip
    return {**fields, "industries": industries, "ratios": ratios, **changes}


@settings(max_examples=50)
@given(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=4, unique=True), st.data())
def test_an_entity_in_several_industries_is_always_in_exactly_one_stratum_of_a_demand_that_names_one(industries, data):
    joint = data.draw(st.lists(st.permutations("abcdef").map(lambda p: "+".join(p[:3])), max_size=9, unique=True))
    demand = _demand_of(_row(industries), joint)
    for name in joint:
        of_class_b = [s.stratum for s in demand.strata if name in s.industries and s.classes == ("B",)]
        wanted = [industry for industry in name.split("+") if industry in industries][:1]
        assert of_class_b == [f"{industry}.B" for industry in wanted]


def test_a_demand_keeps_its_limits_in_each_stratum_and_a_ratio_of_zero_has_no_minimum():
    demand = _demand_of(_row(["a", "b"]), ["a"])
    assert demand.items == ("I-1",)
    assert len(demand.strata) == 10
    assert {(s.classes[0].value, s.min, s.max) for s in demand.strata} == {
        ("A", 0, 9), ("B", 2, 9), ("C", 2, 9), ("D", 2, 9), ("U", 2, 9),
    }  # fmt: skip


def test_an_officer_without_a_kind_to_check_or_a_day_to_check_on_is_not_on_the_roster():
    def officer(name, **changes):
        days = {"valid_from": date(2026, 1, 1), "valid_until": date(2026, 12, 31), "suspended_from": None}
        return {
            "inspector": name,
            "department": "421088-market",
            "certificate": "c",
            "qualifications": ["q"],
            **days,
            **changes,
        }

    snapshot = _Snapshot()
    snapshot.inspectors = (
        officer("I-1"),
        officer("I-2", qualifications=["r"]),
        officer("I-3", department="421088-fire"),
        officer("I-4", suspended_from=date(2026, 1, 1)),
        officer("I-5", suspended_from=date(2026, 6, 1)),
    )
    found = {inspector.inspector: inspector.certificate.valid.last for inspector in _inspectors(snapshot)}
    assert found == {"I-1": date(2026, 12, 31), "I-5": date(2026, 5, 31)}
