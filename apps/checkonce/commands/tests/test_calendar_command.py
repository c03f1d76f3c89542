"""`checkonce calendar` against a running registry."""

import asyncio
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from apps.checkonce.cli import app
from apps.checkonce.terminal.data_folder import signed_by
from apps.checkonce.terminal.installation import Installation
from libs.events.testing.http_room import serving
from libs.events.testing.services import service_under_test, whole_file
from services.registry.app import service

EXAMPLE = Path(__file__).parents[4] / "examples" / "calendar" / "2026.csv"
NOTICE = "国务院办公厅关于2026年部分节假日安排的通知"


@pytest.fixture
async def registry(database_factory, issuer, tmp_path, monkeypatch):
    async with service_under_test(service, await database_factory(), issuer) as sut, serving(sut.client._transport.app) as url:
        here = Installation({"421088.registry": url}, signed_by(issuer))
        monkeypatch.setattr("apps.checkonce.commands.calendar.running", lambda: here)
        monkeypatch.setattr("apps.checkonce.commands.waiting.running", lambda: here)
        yield sut


async def checkonce(*arguments):
    return await asyncio.to_thread(CliRunner().invoke, app, ["calendar", *map(str, arguments), "--place", "421088"])


async def test_a_year_is_published_by_two_persons_and_shown(registry):
    result = await checkonce("load", EXAMPLE, "--notice", NOTICE)
    assert (result.exit_code, "待另一人复核" in result.output) == (3, True), result.output
    assert await registry.facts("registry.year-arranged") == []
    (waiting,) = await registry.rows("select countersignature from countersignatures")
    approve = ["waiting", "approve", "421088.registry", waiting["countersignature"]]
    own = await asyncio.to_thread(CliRunner().invoke, app, approve)
    assert (own.exit_code, "申请人不得自行复核" in own.output) == (1, True), own.output
    approved = await asyncio.to_thread(CliRunner().invoke, app, [*approve, "--as", "second"])
    assert approved.exit_code == 0, approved.output
    (fact,) = await registry.facts("registry.year-arranged")
    assert (fact.year, len(fact.holidays), len(fact.workdays), fact.notice) == (2026, 33, 6, NOTICE)
    shown = await checkonce("show")
    assert (shown.exit_code, "正式" in shown.output, "2026" in shown.output) == (0, True, True), shown.output


@pytest.mark.parametrize(
    ("name", "rows", "said"),
    [
        ("next.csv", whole_file(2027), "文件名应为 YYYY.csv"),
        ("2027.provisional.csv", whole_file(2027), "暂定安排不是正式安排"),
        ("2027.draft.csv", whole_file(2027), "文件名应为 YYYY.csv"),
        ("2027.csv", "date,kind,name\n2027-01-01,holiday,x\n", "年度安排不完整"),
        ("2026.csv", "date,kind,name\n2026-02-30,holiday,x\n", "row 2"),
        ("2026.csv", whole_file(2026, workdays=(date(2026, 1, 5),)), "调休上班日应为周六或周日"),
    ],
)
async def test_a_file_that_is_wrong_publishes_nothing_and_says_why(registry, tmp_path, name, rows, said):
    (tmp_path / name).write_text(rows)
    result = await checkonce("load", tmp_path / name, "--notice", NOTICE)
    assert (result.exit_code != 0, said in result.output.replace("\n", "")) == (True, True), result.output
    assert await registry.facts("registry.year-arranged") == []
