"""The command as a stranger uses it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from apps.checkonce.cli import app

VECTORS = Path(__file__).parents[3] / "tests" / "vectors" / "draw"
run = CliRunner()


def test_a_published_draw_holds():
    result = run.invoke(app, ["draw", "verify", str(VECTORS / "pack.json")])
    assert result.exit_code == 0, result.output
    assert "the draw holds" in result.output


def test_an_altered_draw_is_refused_with_its_reason(tmp_path):
    pack = json.loads((VECTORS / "pack.json").read_bytes())
    pack["frame"][0]["class"] = "D" if pack["frame"][0]["class"] != "D" else "A"
    altered = tmp_path / "altered.json"
    altered.write_text(json.dumps(pack))
    result = run.invoke(app, ["draw", "verify", str(altered)])
    assert result.exit_code == 1
    assert "refused:" in result.output


def test_a_file_that_names_a_member_twice_is_not_read(tmp_path):
    twice = tmp_path / "twice.json"
    twice.write_text('{"manifest": {}, "manifest": {}}')
    result = run.invoke(app, ["draw", "verify", str(twice)])
    assert result.exit_code == 1
    assert "occurs twice" in result.output


@pytest.mark.parametrize(
    "arguments",
    [
        ["status"],
        ["parked", "list"],
        ["held", "list"],
        ["replay", "421088.whistle"],
        ["replay", "421088.shared", "--to-topic"],
        ["events", "tail", "x"],
    ],
)
def test_without_running_services_a_command_says_what_to_do(arguments, tmp_path, monkeypatch):
    monkeypatch.setenv("CHECKONCE_DATA", str(tmp_path))
    result = run.invoke(app, arguments)
    assert result.exit_code == 1
    assert "checkonce up" in result.output


def test_the_demo_does_not_throw_away_what_people_entered(tmp_path, monkeypatch):
    monkeypatch.setenv("CHECKONCE_DATA", str(tmp_path))
    (tmp_path / "stack.json").write_text("{}")
    result = run.invoke(app, ["demo"])
    assert result.exit_code == 1
    assert "--fresh" in result.output
    assert (tmp_path / "stack.json").exists()


def test_serve_names_the_settings_that_are_missing(monkeypatch):
    monkeypatch.delenv("CHECKONCE_PLACE", raising=False)
    result = run.invoke(app, ["serve", "whistle"])
    assert result.exit_code == 1
    assert "CHECKONCE_PLACE" in result.output
    assert run.invoke(app, ["serve", "post-office"]).exit_code == 1
