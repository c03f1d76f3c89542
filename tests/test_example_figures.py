"""The example places really drawn, with the story's demands: how many visits, beside the bound and beside departments alone.

The bound is on the *expected* number of visits, so the mean over seeds is held against it; one draw of a hundred visits lies
some hundredths above or below.
"""

from datetime import date
from statistics import mean

import pytest

from apps.checkonce.story.act2_plan import RATIOS as JIANLI_RATIOS
from apps.checkonce.story.act5_neighbours import HUARONG_RATIOS
from apps.checkonce.story.cast import Files
from services.planning.draw.demand import Demand, Stratum, Window
from services.planning.draw.frame import CreditClass, Frame, Leaf, Risk
from services.planning.draw.inspector import Roster
from services.planning.draw.testing import Case
from services.planning.exclusions.judge import industries_of, joint_industry

SEEDS = 12
CUTOFFS = ((900, "A"), (750, "B"), (600, "C"))
"""Of the classes, on 1000 and the points of the file."""


def leaves(files):
    points = {f"{row['scheme']}:{row['value']}": int(row["points"]) for row in files.rows("credit")}
    for row in files.rows("entities"):
        entity = f"{row['scheme']}:{row['value']}"
        score = 1000 + points.get(entity, 0)
        found = next((letter for cutoff, letter in CUTOFFS if score >= cutoff), "D") if entity in points else "U"
        industry = joint_industry(row["industries"].split(";"))
        yield Leaf(entity=entity, industry=industry, credit_class=CreditClass(found), risk=Risk.GENERAL)


def demands(files, ratios, window, joint):
    """One of each department and kind of check, as in the story; a stratum for each industry and class."""
    for (department, kind), rows in sorted(files.items_by_kind.items()):
        members = {industry: {industry} for row in rows for industry in row["industries"].split(";")}
        for name in joint:
            first = next((industry for industry in industries_of(name) if industry in members), None)
            if first is not None:
                members[first].add(name)
        strata = [
            Stratum(
                stratum=f"{industry}.{letter}", industries=tuple(names), classes=(CreditClass(letter),), ratio_bp=ratio,
                risks=(Risk.GENERAL,),
            )
            for industry, names in members.items()
            for letter, ratio in ratios.items()
        ]  # fmt: skip
        yield Demand(
            demand=f"{department}-{kind}", department=department, kind=kind, items=tuple(row["code"] for row in rows),
            window=window, strata=tuple(sorted(strata, key=lambda stratum: stratum.stratum)),
        )  # fmt: skip


PLACES = {
    "421088": (JIANLI_RATIOS, Window(first=date(2026, 3, 2), last=date(2026, 5, 29)), 27),
    "430623": (HUARONG_RATIOS, Window(first=date(2026, 7, 20), last=date(2026, 9, 18)), 13),
}


@pytest.mark.parametrize("place", PLACES)
def test_visits_come_near_the_bound_and_far_below_what_departments_alone_would_make(place):
    ratios, window, departments = PLACES[place]
    files = Files(place)
    frame = Frame.of(leaves(files))
    joint = sorted({leaf.industry for leaf in frame.leaves})
    # Officers decide nothing about which entities are visited.
    made = Case(frame=frame, demands=tuple(demands(files, ratios, window, joint)), roster=Roster(()))
    assert len({demand.department for demand in made.demands}) == departments
    figures = [made.with_seed(seed).result().figures for seed in range(SEEDS)]
    visits = mean(f.visits for f in figures)
    to_bound = visits / mean(f.visits_lower_bound_bp / 10_000 for f in figures)
    to_separate = visits / mean(f.visits_if_separate for f in figures)
    assert 1 <= to_bound <= 1.05, (place, visits, to_bound)
    assert to_separate <= 0.60, (place, visits, to_separate)
    assert visits < mean(f.department_checks for f in figures)
