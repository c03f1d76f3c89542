"""Who may know of an unannounced visit before its day."""

import pytest

from libs.domain.claims import DEPARTMENTS
from libs.domain.secret_teams import in_the_secret, sees_all
from libs.events.http.auth import Caller


@pytest.mark.parametrize(
    ("role", "departments", "told"),
    [("planner", (), True), ("auditor", ("tax",), True), ("inspector", ("market", "fire"), False), ("operator", (), False)],
)
def test_organisers_and_supervisors_are_told_of_all_others_of_their_own_departments_visits(role, departments, told):
    who = Caller("reader", frozenset({role}), {DEPARTMENTS: frozenset(departments)})
    assert in_the_secret(who) == {"told": told, "visiting": sorted(departments)}


def test_only_organisers_and_supervisors_see_all():
    assert [sees_all(frozenset({role})) for role in ("planner", "auditor", "commander")] == [True, True, False]
