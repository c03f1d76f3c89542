"""Who may know the team of an unannounced visit, and until when it is secret."""

from datetime import date

import pytest

from libs.domain.secret_teams import may_see, secret_on, sees_all

DAY, NEXT = date(2026, 3, 2), date(2026, 3, 3)


@pytest.mark.parametrize(
    ("roles", "departments", "told"),
    [({"planner"}, set(), True), ({"auditor"}, set(), True), ({"inspector"}, {"fire"}, True), ({"inspector"}, {"tax"}, False)],
)
def test_organisers_supervisors_and_the_visits_own_departments_are_told(roles, departments, told):
    assert may_see(frozenset(roles), frozenset(departments), ["fire", "market"]) is told


def test_only_organisers_and_supervisors_see_all():
    assert [sees_all(frozenset({role})) for role in ("planner", "auditor", "commander")] == [True, True, False]


def test_the_team_is_secret_until_its_day_or_the_end_of_its_window():
    assert secret_on(DAY, day=NEXT, window_to=NEXT)
    assert not secret_on(DAY, day=DAY, window_to=NEXT)
    assert secret_on(DAY, day=None, window_to=DAY)
    assert not secret_on(NEXT, day=None, window_to=DAY)
