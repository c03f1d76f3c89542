"""What a token's divisions and departments reach at a place."""

import pytest

from libs.domain.claims import DEPARTMENTS, DIVISIONS
from libs.domain.divisions import department_counts, within_place
from libs.domain.settings import ServiceSettings

JIANLI, CITY, PROVINCE = "421088", "421000", "420000"


@pytest.mark.parametrize(
    ("division", "place", "common"),
    [
        ("421088", JIANLI, "421088"),
        ("421088101", JIANLI, "421088101"),
        ("421088101002", JIANLI, "421088101002"),
        # A code written out with its zeros is its prefix.
        ("421088000000", JIANLI, "421088"),
        ("421088100", JIANLI, "421088100"),
        # Around the place: the place, and no more of it.
        ("4210", JIANLI, "421088"),
        ("421000", JIANLI, "421088"),
        ("42", JIANLI, "421088"),
        ("420000", JIANLI, "421088"),
        # Beside it.
        ("421087", JIANLI, None),
        ("430623", JIANLI, None),
        ("4211", JIANLI, None),
        ("43", JIANLI, None),
        # No division at all.
        ("", JIANLI, None),
        ("4", JIANLI, None),
        ("42108", JIANLI, None),
        ("4210881", JIANLI, None),
        ("00", JIANLI, None),
        ("000000", JIANLI, None),
        ("４２１０８８", JIANLI, None),
        ("421088\n", JIANLI, None),
        (" 421088", JIANLI, None),
        # A city or a province is a place too.
        ("421088", CITY, "421088"),
        ("421000", CITY, "4210"),
        ("4211", CITY, None),
        ("421088", PROVINCE, "421088"),
        ("420000", PROVINCE, "42"),
        ("430623", PROVINCE, None),
    ],
)
def test_a_division_counts_for_what_it_has_in_common_with_the_place(division, place, common):
    assert within_place(division, place) == common


@pytest.mark.parametrize(
    ("department", "counts"),
    [
        ("421088-market", True),
        ("421088101-enforcement", True),
        ("421000-market", True),
        ("4210-market", True),
        ("42-customs", True),
        ("430623-market", False),
        ("421087-market", False),
        ("-market", False),
        ("market", False),
        ("421088", False),
        ("4210880-market", False),
        ("", False),
    ],
)
def test_a_department_counts_within_its_place_and_below_its_own_division(department, counts):
    assert department_counts(department, JIANLI) is counts


def test_what_lies_outside_the_place_is_not_among_a_callers_claims():
    settings = ServiceSettings(
        place=JIANLI, database_url="postgresql://h/db", kafka_bootstrap="broker:9092", oidc_issuer="https://id.example"
    )
    token = {"departments": ["421088-fire", "430623-fire", ""], "divisions": ["430623", "421088101", "", "42"]}
    assert settings.claims_of(token) == {DEPARTMENTS: {"421088-fire"}, DIVISIONS: {"421088101", "421088"}}
    assert settings.claims_of({"departments": "", "divisions": ""}) == {DEPARTMENTS: set(), DIVISIONS: set()}
