"""`checkonce token`: for one place, with roles that there are."""

import json

import pytest
from joserfc.jws import extract_compact
from typer.testing import CliRunner

from apps.checkonce.cli import app
from apps.checkonce.embedded.embedded import ENDPOINTS
from libs.domain.roles import ROLES

run = CliRunner()


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A data folder whose services are said to run."""
    monkeypatch.setenv("CHECKONCE_DATA", str(tmp_path))
    urls = dict.fromkeys(("421088.registry", "430623.registry"), "http://127.0.0.1:1")
    (tmp_path / ENDPOINTS).write_text(json.dumps({"issuer": "http://127.0.0.1:2", **urls}))
    (tmp_path / "keys").mkdir()


def claims(*more):
    result = run.invoke(app, ["token", "planner-1", "--role", "planner", *more])
    assert result.exit_code == 0, result.output
    return json.loads(extract_compact(result.output.strip().encode()).payload)


def test_a_token_is_for_the_first_place_or_the_named_one(here):
    made = claims("--department", "421088-market", "--division", "421088")
    assert made["aud"] == "checkonce:421088"
    assert (made["roles"], made["departments"], made["divisions"]) == (["planner"], ["421088-market"], ["421088"])
    assert claims("--place", "430623")["aud"] == "checkonce:430623"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["--role", "root"], ["没有角色 root", "no role root", "guidance-officer"]), (["--place", "421081"], ["没有地区 421081"])],
)
def test_what_there_is_not_is_refused_with_what_there_is(here, arguments, said):
    result = run.invoke(app, ["token", "x", "--role", "planner", *arguments])
    assert result.exit_code == 1
    assert all(each in " ".join(result.output.split()) for each in said), result.output


def test_help_names_each_role_with_what_it_is_for_in_both_languages():
    said = " ".join(run.invoke(app, ["token", "--help"], env={"COLUMNS": "200"}).output.split())
    for name, meaning in ROLES.items():
        assert f"{name} {meaning.zh}" in said
        assert meaning.does_en in said
