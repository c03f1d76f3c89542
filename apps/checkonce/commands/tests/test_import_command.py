"""`checkonce import file` against a running service: progress, exit code, report, and going on after a break."""

import asyncio
import csv
import dataclasses
import io
import json
from datetime import date

import pytest
import typer
import xlsxwriter
from fastapi import APIRouter
from typer.testing import CliRunner

from apps.checkonce.cli import app
from apps.checkonce.commands.sending import Sending, media_type
from apps.checkonce.terminal.data_folder import signed_by
from apps.checkonce.terminal.installation import Installation
from libs.clients.errors import AwayError
from libs.events.imports import ImportKind, imports_router
from libs.events.testing.bell import prepare_labels, service
from libs.events.testing.http_room import serving
from libs.events.testing.servers import patient_client
from libs.events.testing.services import service_under_test
from libs.events.testing.waiting import eventually


@pytest.fixture
async def town(database, issuer, tmp_path, monkeypatch):
    """(service, its address): labels of doors, imported by a registrar."""
    router = APIRouter()
    kind = ImportKind(("door", "label"), lambda row: row["door"], prepare_labels)
    router.include_router(imports_router({"labels": kind}))
    async with (
        service_under_test(dataclasses.replace(service, routers=[router]), database, issuer) as bell,
        serving(bell.client._transport.app) as url,
    ):
        here = Installation({"421088.registry": url}, signed_by(issuer))
        monkeypatch.setattr("apps.checkonce.commands.imports.running", lambda: here)
        yield bell, url, here


async def checkonce(*arguments):
    return await asyncio.to_thread(CliRunner().invoke, app, ["import", "file", *map(str, arguments), "--place", "421088"])


async def test_a_clean_file_ends_with_0_and_the_same_again_changes_nothing(town, tmp_path):
    path = tmp_path / "labels.csv"
    path.write_bytes(b"door,label\n" + "".join(f"d{n},客厅\n" for n in range(1500)).encode("gb18030"))
    for accepted, unchanged in ((1500, 0), (0, 1500)):
        result = await checkonce("labels", path)
        assert result.exit_code == 0, result.output
        assert f"│ {accepted}" in result.output
        assert f"│ {unchanged}" in result.output
        assert "gb18030 1,500" in result.output
    bell, *_ = town
    assert len(await bell.facts()) == 1500


async def test_a_file_with_a_wrong_row_ends_with_1_and_the_report_is_written(town, tmp_path):
    path, report = tmp_path / "labels.ndjson", tmp_path / "report.csv"
    path.write_text('{"door": "a", "label": "x"}\n{"door": "b", "label": "forbidden"}\n')
    result = await checkonce("labels", path, "--report", report)
    assert result.exit_code == 1
    assert "The bell is ringing" in result.output
    assert "换一个名牌" in result.output
    rows = list(csv.DictReader(io.StringIO(report.read_text(encoding="utf-8-sig"))))
    assert [(row["line"], row["outcome"]) for row in rows[:1]] == [("2", "refused")]
    every = tmp_path / "report.ndjson"
    await checkonce("labels", path, "--report", every, "--every-row")
    lines = [json.loads(line) for line in every.read_text().splitlines()]
    assert [line.get("outcome") for line in lines] == [None, "unchanged", "refused"]


async def test_a_file_that_is_refused_as_a_whole_ends_with_1_and_says_what_to_do(town, tmp_path):
    path = tmp_path / "labels.csv"
    path.write_text("door,colour\na,x\n")
    result = await checkonce("labels", path)
    assert result.exit_code == 1
    assert "The header must name: door,label" in result.output


async def test_a_preview_shows_the_columns_and_writes_nothing_and_titles_are_remembered(town, tmp_path):
    async def said(command, *arguments):
        words = ["import", command, "labels", *map(str, arguments), "--place", "421088"]
        return await asyncio.to_thread(CliRunner().invoke, app, words)

    bell, *_ = town
    path, template = tmp_path / "labels.csv", tmp_path / "labels.xlsx"
    path.write_text("门号,label,备注\na,x,\nb,forbidden,\n")
    assert (await said("preview", path)).exit_code == 1
    result = await said("preview", path, "--column", "门号=door")
    assert result.exit_code == 1, "a row would be refused"
    for text in ("门号", "passed over", "bell.labelled", "The bell is ringing"):
        assert text in result.output
    assert await bell.facts() == []
    path.write_text("门号,label\na,x\n")
    assert (await said("preview", path)).exit_code == 0
    assert (await said("file", path)).exit_code == 0
    assert len(await bell.facts()) == 1
    assert (await said("template", template)).exit_code == 0
    assert template.read_bytes().startswith(b"PK")
    assert (await said("preview", path, "--column", "门号")).exit_code == 2


async def test_what_broke_off_goes_on_where_it_stopped_with_the_same_command(town, tmp_path):
    bell, url, here = town
    path = tmp_path / "labels.csv"
    content = b"door,label\n" + "".join(f"d{n},x\n" for n in range(2500)).encode()
    path.write_bytes(content)
    async with here.imports("421088.registry", "registrar") as client:
        identity = await Sending(client, "labels", path, media_type(path))._identity()
    never = asyncio.Event()

    async def half():
        yield content[: len(content) // 2]
        await never.wait()

    headers = {**bell.bearer("operator-cli", roles=["registrar"]), "Import-Id": identity}

    async def at(wanted):
        answer = await bell.client.get(f"/v1/import-reports/{identity}", headers=headers)
        return answer.status_code == 200 and wanted.items() <= answer.json().items()

    async with patient_client(url) as client:
        sending = asyncio.create_task(client.post("/v1/imports/labels", content=half(), headers=headers))
        await eventually(lambda: at({"rows": 1000}), what="a thousand rows")
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
    await eventually(lambda: at({"state": "broken-off"}), what="broken off")
    result = await checkonce("labels", path)
    assert result.exit_code == 0, result.output
    assert "went on after 1,000 rows" in result.output
    assert len(await bell.facts()) == 2500


async def test_the_same_command_while_the_file_is_still_being_taken_waits_and_tells_what_became_of_it(town, tmp_path):
    bell, url, here = town
    path = tmp_path / "labels.csv"
    content = b"door,label\n" + "".join(f"d{n},x\n" for n in range(1500)).encode()
    path.write_bytes(content)
    async with here.imports("421088.registry", "registrar") as client:
        identity = await Sending(client, "labels", path, media_type(path))._identity()
    go_on, said = asyncio.Event(), []

    async def halting():
        yield content[:-1]
        await go_on.wait()
        yield content[-1:]

    headers = {**bell.bearer("operator-cli", roles=["registrar"]), "Import-Id": identity}

    def told(text, _):
        said.append(text)
        go_on.set()

    async with patient_client(url) as other, here.imports("421088.registry", "registrar") as client:
        first = asyncio.create_task(other.post("/v1/imports/labels", content=halting(), headers=headers))
        await eventually(lambda: bell.rows("select 1 from imports where rows = 1000"), what="a thousand rows")
        report = await Sending(client, "labels", path, media_type(path)).send(told)
        assert (await first).status_code == 200
    assert (report.import_id, report.state, report.accepted) == (identity, "finished", 1500)
    assert f"waits for the earlier attempt {identity}" in said[0]


async def test_the_same_file_of_a_colleague_or_of_another_day_is_another_import(town, issuer, tmp_path):
    _, _, here = town
    path = tmp_path / "labels.csv"
    path.write_text("door,label\na,x\n")
    colleague = Installation(here.urls, lambda place, role, _: issuer.token("ann", place=place, roles=[role]))
    identities = set()
    for who, day in ((here, None), (colleague, None), (here, date(2026, 3, 1))):
        async with who.imports("421088.registry", "registrar") as client:
            identities.add(await Sending(client, "labels", path, "text/csv", as_of=day)._identity())
    assert len(identities) == 3
    named = [await checkonce("labels", path, "--import-id", "I-mine") for _ in range(2)]
    assert [each.exit_code for each in named] == [0, 1]
    assert "导入 I-mine 已存在" in named[1].output


@pytest.mark.parametrize("kind", ["labelz", "labels"])
async def test_what_is_refused_for_its_kind_or_role_is_refused_in_the_services_words_before_a_large_file_is_sent(
    town, issuer, monkeypatch, tmp_path, kind
):
    monkeypatch.setattr("libs.events.http.admission.server._LEFT_MOST", 0)
    _, _, here = town
    stranger = Installation(here.urls, lambda place, _role, _: issuer.token("ann", place=place, roles=["auditor"]))
    if kind == "labels":
        monkeypatch.setattr("apps.checkonce.commands.imports.running", lambda: stranger)
    path = tmp_path / "labels.csv"
    with path.open("wb") as file:
        file.truncate(2**22)
    refused = await checkonce(kind, path)
    assert refused.exit_code == 1
    assert ("没有 labelz 这种导入" if kind == "labelz" else "需要角色") in refused.output
    assert "连接中断" not in refused.output


@pytest.mark.parametrize(("begun", "said"), [(False, "nothing is in"), (True, None)])
async def test_of_a_lost_answer_the_service_says_what_became_of_the_file(town, monkeypatch, capsys, tmp_path, begun, said):
    _, _, here = town
    path = tmp_path / "labels.csv"
    path.write_text("door,label\na,x\n")
    async with here.imports("421088.registry", "registrar") as client:
        take = client.import_file

        async def lost(*arguments, **options):
            if begun:
                await take(*arguments, **options)
            raise AwayError("421088.registry", "ReadError('')")

        monkeypatch.setattr(client, "import_file", lost)
        sending = Sending(client, "labels", path, "text/csv").send(lambda *_: None)
        if begun:
            assert (await sending).state == "finished"
        else:
            with pytest.raises(typer.Exit):
                await sending
            assert said in capsys.readouterr().out


async def test_of_a_workbook_the_sheet_can_be_named_and_what_was_left_is_said(town, tmp_path):
    path = tmp_path / "labels.xlsx"
    book = xlsxwriter.Workbook(path)
    for name in ("one", "two"):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ["door", "label"])
        sheet.write_row(1, 0, [name, "x"])
    book.close()
    first = await checkonce("labels", path)
    assert (first.exit_code, "sheets not imported: two" in first.output) == (0, True), first.output
    second = await checkonce("labels", path, "--sheet", "two")
    assert (second.exit_code, "sheets not imported: one" in second.output) == (0, True), second.output
    assert {fact.door for fact in await town[0].facts()} == {"one", "two"}


def test_the_help_names_every_option():
    text = CliRunner().invoke(app, ["import", "file", "--help"]).output
    assert all(option in text for option in ("--place", "--service", "--sheet", "--encoding", "--report", "--every-row"))
