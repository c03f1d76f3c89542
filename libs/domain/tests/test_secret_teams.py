"""Who may know of an unannounced visit before its day."""

import pytest

from libs.domain.claims import DEPARTMENTS
from libs.domain.secret_teams import in_the_secret, sees_all
from libs.events.http.auth import Caller


@pytest.mark.parametrize(
    ("role", "told", "visiting"),
    [
        ("planner", True, []), ("auditor", True, []), ("inspector", False, ["fire", "market"]),
        ("department-officer", False, ["fire", "market"]), ("head", False, ["fire", "market"]),
        ("legal-reviewer", False, ["fire", "market"]), ("conference-member", False, []), ("enterprise", False, []),
        ("operator", False, []),
    ],
)  # fmt: skip
def test_organisers_and_supervisors_are_told_of_all_and_officers_of_their_own_departments_visits(role, told, visiting):
    who = Caller("reader", frozenset({role}), {DEPARTMENTS: frozenset({"market", "fire"})})
    assert in_the_secret(who) == {"told": told, "visiting": visiting}


def test_only_organisers_and_supervisors_see_all():
    assert [sees_all(frozenset({role})) for role in ("planner", "auditor", "commander")] == [True, True, False]
