"""Roles are said once: tables name no other, and of a token no other counts."""

import importlib
import re

import pytest

from apps.checkonce.names import SERVICES
from libs.domain.roles import ROLES
from libs.domain.settings import ServiceSettings
from libs.events.http.engine_access import ENGINE_ACCESS

CHINESE = re.compile(r"[\u4e00-\u9fff]")
OF_TODAY = (
    "planner conference-member department-officer inspector township-officer commander credit-officer registrar auditor"
    " integrator operator enterprise"
)
TO_COME = "head legal-reviewer guidance-officer government-officer hotline-officer receiver"


def test_each_role_is_said_in_both_languages():
    assert set(ROLES) == {*OF_TODAY.split(), *TO_COME.split()}
    for name, said in ROLES.items():
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
        assert CHINESE.search(said.zh), name
        assert CHINESE.search(said.does_zh), name
        assert not CHINESE.search(said.en + said.does_en), name
        assert said.en, name
        assert said.does_en, name


@pytest.mark.parametrize("name", SERVICES)
def test_the_tables_name_only_these(name):
    service = importlib.import_module(f"services.{name}.app").service
    assert issubclass(service.settings_class, ServiceSettings), "which makes the start refuse others"
    named = [role for entry in (*service.access.values(), *ENGINE_ACCESS.values()) for role in entry.roles | entry.more]
    assert set(named) <= set(ROLES)
