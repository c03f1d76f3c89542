"""`checkonce import`: files of departments, and open inspection data in the LIVES format."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from apps.checkonce.lives import read_lives
from apps.checkonce.lives_import import entity_rows, result_rows
from libs.clients.operations import ImportReport, RefusedRow
from libs.events.http.tables import csv_line

from ..terminal.installation import Installation, running
from ..terminal.screen import console, run, show_table, told_as_json, working
from .sending import Sending, media_type

__all__ = ["app"]

app = typer.Typer(help="导入 · Import files.", no_args_is_help=True)

_ROLES = {"registry": "registrar", "credit": "credit-officer", "inspection": "registrar"}
_WRITTEN = "text/csv; charset=utf-8"
Place = Annotated[str, typer.Option(help="六位行政区划代码 · Six-digit code of the jurisdiction")]


@app.command("file")
def file(
    kind: Annotated[
        str, typer.Argument(help="名录:entities, inspectors, items, ... · List (credit: opening; inspection: results)")
    ],
    path: Annotated[
        Path,
        typer.Argument(
            exists=True, dir_okay=False, help="文件:CSV、NDJSON (.ndjson, .jsonl) 或 XLSX · File: CSV, NDJSON or XLSX"
        ),
    ],
    place: Place,
    service: Annotated[str, typer.Option(help="保存该名录的服务 · Service that keeps the list")] = "registry",
    sheet: Annotated[
        list[str] | None,
        typer.Option(
            help="工作表,可多个,* 为全部;不填为第一个 · Sheet of a workbook; several, or * for all (without it: the first)"
        ),
    ] = None,
    encoding: Annotated[
        str, typer.Option(help="两种编码都读得通的行按此编码 · utf-8 or gb18030, for rows that can be read both ways")
    ] = "",
    report: Annotated[
        Path | None,
        typer.Option(
            dir_okay=False, help="报告文件:退回的行与计数 · Write the report here: refused rows and counts, CSV or .ndjson"
        ),
    ] = None,
    every_row: Annotated[
        bool, typer.Option("--every-row", help="报告列出每一行 · The report lists every row, not only refused ones")
    ] = False,
) -> None:
    """导入一个文件 · Import one file; refused rows are listed with their reasons.

    After a break the same command goes on where it stopped. Exit code 0: all rows are in; 1: rows or the file were refused.
    """

    async def work(here: Installation) -> ImportReport:
        async with here.imports(f"{place}.{service}", _ROLES.get(service, "registrar")) as client:
            sending = Sending(client, kind, path, media_type(path, encoding), tuple(sheet or ()))
            with working() as progress:
                progress(f"{path.name} → {kind}", None)
                result = await sending.send(progress)
            _show(result)
            if report is not None:
                await sending.fetch_report(result.import_id, report, every_row=every_row)
                console.print(f"报告 · report: {report}")
            return result

    if run(work(running())).refused:
        raise typer.Exit(1)


@app.command("lives")
def lives(
    folder: Annotated[
        Path,
        typer.Argument(
            exists=True,
            file_okay=False,
            help="目录,含 businesses.csv、inspections.csv、violations.csv · Folder with these files",
        ),
    ],
    place: Place,
    township: Annotated[str, typer.Option(help="单位所属镇街 · Township the businesses belong to")],
    industry: Annotated[str, typer.Option(help="单位的行业领域 · Industry of the businesses")] = "catering",
    kind: Annotated[str, typer.Option(help="检查类别 · Kind of check the inspections were")] = "food-hygiene",
    encoding: Annotated[str, typer.Option(help="文件编码 · Encoding of the files")] = "utf-8",
) -> None:
    """导入 LIVES 格式的检查数据 · Import open inspection data (LIVES): businesses, inspections and violations."""
    here = running()
    with working() as progress:
        progress("读取 · reading", None)
        data = read_lives(folder, encoding=encoding)
        progress("主体 · businesses", None)
        entities = _csv(entity_rows(data, industry=industry, township=township))
        businesses = run(_send(here, place, "registry", "entities", entities))
        progress("检查结果 · inspections", None)
        results = run(_send(here, place, "inspection", "results", _csv(result_rows(data, kind=kind))))
    refused = [[r.file, str(r.line), r.field, str(r.value)[:40], r.rule_zh, r.rule_en] for r in data.refused]
    columns = ["文件 file", "行 line", "字段 field", "内容 value", "原因", "reason"]
    show_table(f"退回 {len(refused)} 行(前 20) · {len(refused)} rows refused (first 20)", columns, refused[:20])
    _show(businesses)
    _show(results)


def _csv(rows: list[dict[str, str]]) -> bytes:
    columns = list(rows[0]) if rows else []
    return "".join(map(csv_line, [columns, *([row[column] for column in columns] for row in rows)])).encode()


async def _send(here: Installation, place: str, service: str, kind: str, content: bytes) -> ImportReport:
    async with here.imports(f"{place}.{service}", _ROLES.get(service, "registrar")) as client:
        return await client.import_file(kind, content, _WRITTEN)


def _show(report: ImportReport) -> None:
    if told_as_json(report.model_dump(mode="json")):
        return
    numbers = [[str(n) for n in (report.rows, report.accepted, report.unchanged, report.refused, report.facts)]]
    show_table(
        f"导入 {report.kind} · import", ["行 rows", "接受 accepted", "未变 unchanged", "退回 refused", "事实 facts"], numbers
    )
    if report.unknown:
        console.print(
            f"[bold]{report.unknown:,} 行所涉对象不在名录中,已接收并标记 · taken and marked, not on the register:"
            f"[/] GET /v1/imports/{report.import_id}/report.csv?rows=all"
        )
    if report.encodings:
        console.print("编码 · read as: " + ", ".join(f"{name} {rows:,}" for name, rows in report.encodings.items()))
    if report.resumed_from:
        console.print(f"从第 {report.resumed_from:,} 行之后继续 · went on after {report.resumed_from:,} rows")
    if report.sheets_left:
        left = "、".join(report.sheets_left)
        console.print(f"[bold]未导入的工作表 · sheets not imported:[/] {left} (--sheet)")
    if report.columns_left:
        console.print(f"未读取的列 · columns passed over: {'、'.join(report.columns_left)}")
    if report.refusals:
        rows = [[_place(r), r.field, r.value[:40], r.rule_zh, r.rule, r.do_zh] for r in report.refusals]
        columns = ["行 line", "字段 field", "内容 value", "原因", "reason", "办法 what to do"]
        show_table("退回的行 · refused rows", columns, rows)
        console.print(f"全部 · all: GET /v1/imports/{report.import_id}/report.csv")


def _place(row: RefusedRow) -> str:
    return f"{row.sheet} {row.line}".strip()
