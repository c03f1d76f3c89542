"""Callers act for their departments and in their divisions only, by the claims that the settings name."""

import pytest

from libs.domain.callers import departments_of, require_department, require_division, require_inspector
from libs.domain.claims import DEPARTMENTS, DIVISIONS, INSPECTOR
from libs.domain.settings import ServiceSettings
from libs.events.http.auth import ANYONE, Caller
from libs.events.refusal import Forbidden

NEEDED = {
    "place": "421088",
    "database_url": "postgresql://h/db",
    "kafka_bootstrap": "broker:9092",
    "oidc_issuer": "https://id.example",
}


def test_a_caller_acts_for_its_departments_and_in_its_divisions_only():
    who = Caller("v", claims={DEPARTMENTS: frozenset({"421088-market"}), DIVISIONS: frozenset({"421088", "4310"})})
    require_department(who, "421088-market")
    require_division(who, "421088101")
    require_division(who, "431001")
    nobody = Caller("v", claims={DIVISIONS: frozenset({""})})
    with pytest.raises(Forbidden):
        require_division(nobody, "421088101")
    with pytest.raises(Forbidden, match="421088-fire") as refused:
        require_department(who, "421088-fire")
    assert (refused.value.field, refused.value.value, refused.value.detail_zh) == (
        "department", "421088-fire", "您不代表 421088-fire 办理",
    )  # fmt: skip
    assert "B-33" in refused.value.broken_rule
    for outside in ("430623", "42108"):
        with pytest.raises(Forbidden, match=outside) as refused:
            require_division(who, outside)
        assert (refused.value.field, refused.value.value, refused.value.detail_zh) == (
            "division", outside, f"您的辖区不含 {outside}",
        )  # fmt: skip


@pytest.mark.parametrize("who", [ANYONE, Caller("v"), Caller("v", frozenset({"planner"}), {"units": frozenset({"421088"})})])
def test_a_token_without_the_claims_reaches_nothing(who):
    assert departments_of(who) == set()
    with pytest.raises(Forbidden):
        require_department(who, "421088-market")
    with pytest.raises(Forbidden):
        require_division(who, "421088")


def test_departments_and_divisions_come_from_the_claims_that_the_settings_name():
    token = {"units": ["421088-fire"], "divisions": "421088 4310", "departments": ["421088-tax"]}
    settings = ServiceSettings(**NEEDED, oidc_departments_claim="units")
    assert settings.claims_of(token) == {DEPARTMENTS: {"421088-fire"}, DIVISIONS: {"421088"}}
    himself = settings.claims_of({"inspector": "i-421088-0001"})
    assert himself[INSPECTOR] == {"I-421088-0001"}
    require_inspector(Caller("v", claims=himself), "I-421088-0001")
    with pytest.raises(Forbidden):
        require_inspector(Caller("v", claims=himself), "I-421088-0002")


def test_an_instance_serves_the_departments_that_its_variable_names(monkeypatch):
    assert ServiceSettings(**NEEDED).serves == frozenset()
    monkeypatch.setenv("CHECKONCE_DEPARTMENTS", "421088-market, 421088-fire,")
    monkeypatch.setenv("CHECKONCE_OIDC_DIVISIONS_CLAIM", "areas")
    settings = ServiceSettings(**NEEDED)
    assert settings.serves == {"421088-market", "421088-fire"}
    assert settings.claims_of({"areas": ["421088"]})[DIVISIONS] == {"421088"}
