"""The command as a stranger uses it."""

import asyncio
import json
import socket
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import typer
from typer.testing import CliRunner

from apps.checkonce.cli import app
from apps.checkonce.terminal import screen
from libs.clients.errors import AwayError, Problem, ProblemError
from libs.events.service import Service
from libs.events.store.migrate import migrate
from libs.events.store.store import connect_pool
from services.disclosure.settings import DisclosureSettings
from services.whistle.app import service as whistle

VECTORS = Path(__file__).parents[3] / "tests" / "vectors" / "draw"
run = CliRunner()


def test_a_published_draw_holds():
    result = run.invoke(app, ["draw", "verify", str(VECTORS / "pack.json")])
    assert result.exit_code == 0, result.output
    assert "the draw holds" in result.output


def test_what_a_program_reads_of_a_draw_is_one_document():
    for pack, holds in (("pack.json", True), ("proof.json", False)):
        result = run.invoke(app, ["draw", "verify", str(VECTORS / pack), "--json"])
        document = json.loads(result.stdout)
        assert (document["holds"], document["ok"]) == (holds, True)
        assert {check["ok"] for check in document["checks"]} == {True}


def test_what_a_program_reads_of_keys_is_one_document(tmp_path):
    file = tmp_path / "service-keys.json"
    made = run.invoke(
        app, ["keys", "new", "whistle", "--private", str(tmp_path / "whistle.jwk"), "--file", str(file), "--json"]
    )
    listed = json.loads(run.invoke(app, ["keys", "list", "--file", str(file), "--json"]).stdout)
    assert [(each["service"], each["key"]) for each in listed["keys"]] == [("whistle", json.loads(made.stdout)["key"])]
    assert listed["unsigned_through"] == {}


def test_one_entitys_proof_is_no_draw_that_holds():
    result = run.invoke(app, ["draw", "verify", str(VECTORS / "proof.json")])
    assert result.exit_code == 3, result.output
    assert "是否被抽中未经证明" in result.output
    assert "the draw holds" not in result.output


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


SEALED = {
    "type": "urn:checkonce:problem:team-still-sealed", "status": 409,
    "title": "检查组尚未公开", "detail": "密封至 2026-03-05 [D-1]", "do": "请届时查询。",
    "title_en": "The team is sealed", "detail_en": "sealed until 2026-03-05 [D-1]", "do_en": "Come back then.",
}  # fmt: skip


class Refusing(BaseHTTPRequestHandler):
    """A service that publishes nothing yet; at `/broken` something in front of it answers."""

    def do_GET(self):
        broken = self.path == "/broken"
        content = b"<html>" if broken else json.dumps(SEALED).encode()
        self.send_response(502 if broken else 409)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


@pytest.fixture
def refusing():
    with ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("command", ["verify", "seals"])
def test_what_a_service_refuses_to_publish_is_said_in_its_own_words(command, refusing):
    result = run.invoke(app, ["draw", command, f"{refusing}/v1/draws/D-1/certificate"])
    assert result.exit_code == 1
    said = " ".join(result.output.split())
    assert "检查组尚未公开 密封至 2026-03-05 [D-1] 请届时查询。" in said
    assert "The team is sealed sealed until 2026-03-05 [D-1] Come back then." in said


def test_an_answer_that_is_none_of_the_services_is_named(refusing):
    result = run.invoke(app, ["draw", "verify", f"{refusing}/broken"])
    assert result.exit_code == 1
    assert "status 502" in result.output
    assert "没有应答" in result.output


@pytest.mark.parametrize(
    "arguments",
    [
        ["status"],
        ["parked", "list"],
        ["held", "list"],
        ["deadlines", "list"],
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


@pytest.fixture
def dead(tmp_path, monkeypatch):
    """A data folder whose services are written down and do not answer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    monkeypatch.setenv("CHECKONCE_DATA", str(tmp_path))
    (tmp_path / "keys").mkdir()
    (tmp_path / "services.json").write_text(json.dumps({"issuer": url, "421088.registry": url}))


@pytest.mark.parametrize(
    "arguments",
    [
        ["parked", "retry", "421088.registry", "/421088/planning", "plan-P"],
        ["deadlines", "retry", "421088.registry"],
        ["replay", "421088.registry"],
        ["replay", "421088.registry", "--to-topic"],
        ["events", "tail", "421088.registry", "--no-follow"],
        ["import", "file", "items", __file__, "--place", "421088"],
    ],
)
def test_a_service_that_is_away_is_named_in_both_languages(arguments, dead):
    result = run.invoke(app, arguments)
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert "421088.registry 没有应答" in result.output
    assert "421088.registry does not answer" in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize("arguments", [["status"], ["held", "list"], ["parked", "list"], ["deadlines", "list"]])
def test_a_look_at_all_services_names_the_one_that_is_away_and_goes_on(arguments, dead):
    result = run.invoke(app, arguments)
    assert result.exit_code == 3, result.output
    assert "421088.registry" in result.output
    assert "不可用(无法连接) · away" in result.output


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            ProblemError("x", "GET /v1/x", 409, Problem(title="未被呼叫", title_en="Not called", do="请先呼叫", do_en="Call")),
            "Not called",
        ),
        (AwayError("x", "[Errno 111]"), "[Errno 111]"),
        (TimeoutError("not settled"), "failed unexpectedly: TimeoutError: not settled"),
    ],
)
def test_of_several_things_done_at_once_the_one_that_failed_is_said(error, said, capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("CHECKONCE_DATA", str(tmp_path))

    async def work() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(fails())

    async def fails() -> None:
        raise error

    with pytest.raises(typer.Exit) as ended:
        screen.run(work())
    assert ended.value.exit_code == 1
    assert said in " ".join(capsys.readouterr().out.split())


def test_a_fault_of_ours_is_said_in_a_line_and_kept_in_a_file(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("CHECKONCE_DATA", str(tmp_path))

    async def work() -> None:
        raise KeyError("ours")

    with pytest.raises(typer.Exit):
        screen.run(work())
    assert "Traceback" not in capsys.readouterr().out
    assert "KeyError: 'ours'" in (tmp_path / "log" / "failure.log").read_text()


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


def test_a_service_is_served_with_the_settings_that_are_its_own(monkeypatch):
    served = []

    async def taken(_service, settings, *, stop=None):
        served.append((type(settings), settings.rating_secret, stop))

    monkeypatch.setattr(Service, "serve", taken)
    for name, value in {
        "PLACE": "421088", "DATABASE_URL": "postgresql://disclosure@127.0.0.1/disclosure", "KAFKA_BOOTSTRAP": "127.0.0.1:9092",
        "OIDC_ISSUER": "https://login.example", "RATING_SECRET": "/run/checkonce/rating-secret",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"CHECKONCE_{name}", value)
    result = run.invoke(app, ["serve", "disclosure"])
    assert result.exit_code == 0, result.output
    assert served == [(DisclosureSettings, Path("/run/checkonce/rating-secret"), None)]


async def test_the_sql_of_a_rebuild_is_printed(database):
    pool = await connect_pool(database, size=1)
    await migrate(pool, whistle.migrations)
    await pool.close()
    command = [sys.executable, "-m", "apps.checkonce.cli", "views", "sql", "whistle", "--database", database]
    done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, timeout=120, check=True)
    assert 'insert into views_next."clues"' in done.stdout
    assert "-- calls, whistles: streams with whistle.department-reported-in go through Python" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "why"),
    [(["views", "sql", "weather"], "no service weather"), (["views", "sql", "whistle"], "CHECKONCE_DATABASE_URL")],
)
def test_without_a_service_or_its_database_there_is_no_sql(arguments, why, monkeypatch, tmp_path):
    monkeypatch.setenv("CHECKONCE_DATA", str(tmp_path))
    monkeypatch.delenv("CHECKONCE_DATABASE_URL", raising=False)
    result = run.invoke(app, arguments)
    assert result.exit_code == 1
    assert why in result.output


async def test_the_owner_migrates_a_service_that_then_runs_as_another_role(postgres, monkeypatch):
    passwords = {"migrated_whistle": "one", "migrated_whistle_owner": "two"}
    await postgres.ensure_roles("migrated_whistle_owner", "migrated_whistle", passwords)
    await postgres.create_database("migrated_whistle", owner="migrated_whistle_owner")
    monkeypatch.setenv(
        "CHECKONCE_DATABASE_URL", postgres.dsn("migrated_whistle", user="migrated_whistle_owner", password="two")
    )
    given = ["migrate", "whistle", "--runs-as", "migrated_whistle"]
    first, second = [await asyncio.to_thread(run.invoke, app, given) for _ in range(2)]
    assert (first.exit_code, "core/0001_store.sql" in first.output, "whistle/" in first.output) == (0, True, True), first.output
    assert (second.exit_code, second.output) == (0, "")
    pool = await connect_pool(postgres.dsn("migrated_whistle", user="migrated_whistle", password="one"), size=1)
    try:
        assert await migrate(pool, whistle.migrations) == []
    finally:
        await pool.close()
    await postgres.drop_database("migrated_whistle")


def test_migrating_says_what_is_missing(monkeypatch):
    monkeypatch.delenv("CHECKONCE_DATABASE_URL", raising=False)
    unset, unknown = run.invoke(app, ["migrate", "whistle"]), run.invoke(app, ["migrate", "whistles"])
    assert (unset.exit_code, "CHECKONCE_DATABASE_URL" in unset.output) == (1, True)
    assert (unknown.exit_code, "no service whistles" in unknown.output) == (1, True)
    monkeypatch.setenv("CHECKONCE_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/whistle")
    away = run.invoke(app, ["migrate", "whistle"])
    assert (away.exit_code, "数据库结构更新失败:无法连接数据库" in away.output, "not migrated" in away.output) == (
        1,
        True,
        True,
    )
