"""`checkonce import`: files of departments, and open inspection data in the LIVES format."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from apps.checkonce.lives import read_lives
from apps.checkonce.lives_import import entity_rows, result_rows
from libs.clients.content import File
from libs.clients.operations import ImportPreview, ImportReport
from libs.events.http.tables.csv_file import csv_line

from ..terminal.installation import Installation, running
from ..terminal.screen import NEEDS_SOMEBODY, console, run, show_table, working
from .imported import show_preview, show_report
from .sending import Sending, media_type

__all__ = ["app"]

app = typer.Typer(help="导入 · Import files.", no_args_is_help=True)

_ROLES = {"registry": "registrar", "credit": "credit-officer", "inspection": "registrar"}
_WRITTEN = "text/csv; charset=utf-8"
AsOf = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"],
        help="文件数据的截止日期:较旧的文件不覆盖较新的内容 · Day of the file's data: an older file turns nothing newer back",
    ),
]
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
            dir_okay=False,
            help="报告文件:退回的行与计数 · Write the report here: refused rows, counts; CSV, .xlsx or .ndjson",
        ),
    ] = None,
    every_row: Annotated[
        bool, typer.Option("--every-row", help="报告列出每一行 · The report lists every row, not only refused ones")
    ] = False,
    as_of: AsOf = None,
    import_id: Annotated[
        str,
        typer.Option(
            help="导入编号,自定;不填则由文件内容、截止日期和操作人得出"
            " · Own name of the import; without it one that follows from the file, its day and who sends it"
        ),
    ] = "",
) -> None:
    """导入一个文件 · Import one file; refused rows are listed with their reasons.

    After a break the same command goes on where it stopped. Exit code 0: all rows are in; 1: rows or the file were refused;
    3: the file waits for a second person, nothing is in yet.
    """

    async def work(here: Installation) -> ImportReport:
        async with here.imports(f"{place}.{service}", _ROLES.get(service, "registrar")) as client:
            media, day = media_type(path, encoding), as_of and as_of.date()
            sending = Sending(client, kind, path, media, tuple(sheet or ()), day, import_id)
            with working() as progress:
                progress(f"{path.name} → {kind}", None)
                result = await sending.send(progress)
            show_report(result)
            if report is not None:
                await sending.fetch_report(result.import_id, report, every_row=every_row)
                console.print(f"报告 · report: {report}")
            return result

    _end(run(work(running())))


def _end(*reports: ImportReport) -> None:
    if any(report.refused for report in reports):
        raise typer.Exit(1)
    if any(report.state == "waiting" for report in reports):
        raise typer.Exit(NEEDS_SOMEBODY)


Kind = Annotated[str, typer.Argument(help="名录 · List, as for file")]
Keeper = Annotated[str, typer.Option(help="保存该名录的服务 · Service that keeps the list")]


@app.command("preview")
def preview(
    kind: Kind,
    path: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="文件 · File: CSV, NDJSON or XLSX")],
    place: Place,
    service: Keeper = "registry",
    sheet: Annotated[list[str] | None, typer.Option(help="工作表 · Sheet of a workbook; several, or * for all")] = None,
    encoding: Annotated[str, typer.Option(help="两种编码都读得通的行按此编码 · utf-8 or gb18030")] = "",
    column: Annotated[
        list[str] | None,
        typer.Option(
            help="本部门的列名=列(或其通用列名),将被记住 · An office's title and its column, or a known title of that;"
            " remembered: 单位全称=name, 登记号=统一社会信用代码"
        ),
    ] = None,
    as_of: AsOf = None,
) -> None:
    """预览导入,不写入 · Show what a file would change; nothing is written.

    Exit code 0: all rows would come in; 1: rows or the file would be refused.
    """
    day = as_of and as_of.date()
    mapped = dict(_mapped(each) for each in column or ())

    async def work(here: Installation) -> ImportPreview:
        async with here.imports(f"{place}.{service}", _ROLES.get(service, "registrar")) as client:
            if mapped:
                known = (await client.import_titles(kind)).titles
                await client.set_import_titles(kind, titles={**known, **mapped})
            return await client.preview_file(kind, File(path), media_type(path, encoding), sheet=sheet, as_of=day)

    found = run(work(running()))
    show_preview(found)
    if found.refused:
        raise typer.Exit(1)


@app.command("template")
def template(
    kind: Kind,
    into: Annotated[Path, typer.Argument(dir_okay=False, help="写入的文件,如 模板.xlsx · File to write, such as form.xlsx")],
    place: Place,
    service: Keeper = "registry",
) -> None:
    """下载填报模板 · Fetch a workbook to fill in, with the values of the lists."""

    async def work(here: Installation) -> None:
        role = _ROLES.get(service, "registrar")
        async with here.imports(f"{place}.{service}", role) as client, client.import_template(kind) as pieces:
            with into.open("wb") as file:
                async for piece in pieces:
                    file.write(piece)

    run(work(running()))
    console.print(f"模板 · template: {into}")


def _mapped(said: str) -> tuple[str, str]:
    title, equals, column = said.rpartition("=")
    if not equals:
        raise typer.BadParameter(
            f"“{said}”应写成 列名=列,如 单位全称=name · {said!r} is to be title=column, such as 单位全称=name",
            param_hint="--column",
        )
    return title, column


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
    show_report(businesses)
    show_report(results)
    _end(businesses, results)


def _csv(rows: list[dict[str, str]]) -> bytes:
    columns = list(rows[0]) if rows else []
    return "".join(map(csv_line, [columns, *([row[column] for column in columns] for row in rows)])).encode()


async def _send(here: Installation, place: str, service: str, kind: str, content: bytes) -> ImportReport:
    async with here.imports(f"{place}.{service}", _ROLES.get(service, "registrar")) as client:
        return await client.import_file(kind, content, _WRITTEN)
