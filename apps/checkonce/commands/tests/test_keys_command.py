"""`checkonce keys`: a key is made, named, rotated with an overlap and ended, and no private one is in the public file."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from apps.checkonce.cli import app
from libs.events.bus.keyring import read_key_file
from libs.events.signatures import load_key


@pytest.fixture
def keys(tmp_path):
    file = tmp_path / "service-keys.json"

    def run(*given, code=0):
        done = CliRunner().invoke(app, ["keys", *given, "--file", str(file)])
        assert done.exit_code == code, done.output
        return done.output

    run.file, run.folder = file, tmp_path
    return run


def test_a_key_is_rotated_with_an_overlap(keys):
    first, second = keys.folder / "registry.jwk", keys.folder / "registry-2.jwk"
    keys("new", "registry", "--private", str(first), "--from", "2026-01-01T00:00:00")
    keys("new", "registry", "--private", str(second), "--from", "2026-06-01T00:00:00")
    old, new = load_key(first).thumbprint(), load_key(second).thumbprint()
    keys("end", old, "--until", "2026-07-01T00:00:00")
    found = read_key_file(keys.file).by_kid
    june = datetime(2026, 6, 15, tzinfo=UTC)
    assert [found[kid].counts_at(june) for kid in (old, new)] == [True, True]
    july = datetime(2026, 7, 1, tzinfo=UTC)
    assert [found[kid].counts_at(july) for kid in (old, new)] == [False, True]
    assert old in keys("list")
    assert load_key(first).as_dict(private=True)["d"] not in keys.file.read_text()
    assert first.stat().st_mode & 0o777 == 0o600


def test_a_new_key_begins_an_hour_earlier(keys):
    """Facts that wait to be sent are older than it, and so may be the clock of who reads them."""
    keys("new", "registry", "--private", str(keys.folder / "registry.jwk"))
    (made,) = read_key_file(keys.file).keys
    now = datetime.now(UTC)
    assert made.counts_at(now - timedelta(minutes=59))
    assert not made.counts_at(now - timedelta(minutes=61))


def test_how_far_unsigned_facts_are_taken(keys):
    keys("new", "registry", "--private", str(keys.folder / "registry.jwk"))
    keys("unsigned", "registry", "120")
    assert read_key_file(keys.file).unsigned_through == {"registry": 120}
    assert "120" in keys("list")


def test_what_was_done_is_told_to_programs(keys):
    keys("new", "registry", "--private", str(keys.folder / "registry.jwk"), "--from", "2026-01-01T00:00:00")
    key = load_key(keys.folder / "registry.jwk").thumbprint()
    ended = json.loads(keys("end", key, "--until", "2026-07-01T00:00:00", "--json"))
    assert ended == {"key": key, "until": "2026-07-01T00:00:00.000Z"}
    assert json.loads(keys("unsigned", "registry", "120", "--json")) == {"service": "registry", "unsigned_through": 120}


def test_what_cannot_be_is_refused_and_nothing_is_changed(keys):
    private = keys.folder / "a.jwk"
    keys("list", code=1)
    for misspelt in ("Registry!", "registri"):
        assert f"没有服务 {misspelt},可用:registry" in keys("new", misspelt, "--private", str(private), code=2)
        assert f"no service {misspelt}" in keys("unsigned", misspelt, "120", code=2)
    assert not private.exists()
    assert not keys.file.exists()
    keys("new", "registry", "--private", str(private))
    before = keys.file.read_bytes()
    keys("new", "registry", "--private", str(private), code=1)
    keys("end", "nobodys", code=1)
    keys("end", load_key(private).thumbprint(), "--until", "2020-01-01T00:00:00", code=1)
    assert keys.file.read_bytes() == before
