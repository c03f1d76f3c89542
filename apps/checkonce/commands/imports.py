"""`checkonce import`: files of departments, and open inspection data in the LIVES format."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer

from apps.checkonce.lives import read_lives
from apps.checkonce.lives_import import entity_rows, result_rows

from .here import Here, answer, running
from .screen import console, show_table, working

__all__ = ["app"]

app = typer.Typer(help="导入 · Import files.", no_args_is_help=True)

_ROLES = {"registry": "registrar", "credit": "credit-officer", "inspection": "registrar"}
Place = Annotated[str, typer.Option(help="Six-digit code of the jurisdiction")]


@app.command("file")
def file(
    kind: Annotated[str, typer.Argument(help="entities, inspectors, items, ... (credit: opening; inspection: results)")],
    path: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    place: Place,
    service: Annotated[str, typer.Option()] = "registry",
) -> None:
    """导入一个文件 · Import one CSV or NDJSON file; refused rows are listed with their reasons."""
    here = running()
    media = "application/x-ndjson" if path.suffix in {".ndjson", ".jsonl"} else "text/csv"
    with working() as progress, path.open("rb") as content:
        size = max(path.stat().st_size, 1)

        def pieces() -> Any:
            sent = 0
            while piece := content.read(1 << 18):
                sent += len(piece)
                progress(f"{path.name} → {service}", sent / size)
                yield piece

        report = _send(here, place, service, kind, pieces(), media)
    _show(report)


@app.command("lives")
def lives(
    folder: Annotated[
        Path, typer.Argument(exists=True, file_okay=False, help="businesses.csv, inspections.csv, violations.csv")
    ],
    place: Place,
    township: Annotated[str, typer.Option(help="Township the businesses belong to")],
    industry: Annotated[str, typer.Option(help="Industry of the businesses")] = "catering",
    kind: Annotated[str, typer.Option(help="Kind of check the inspections were")] = "food-hygiene",
    encoding: Annotated[str, typer.Option(help="Encoding of the files")] = "utf-8",
) -> None:
    """导入 LIVES 格式的检查数据 · Import open inspection data (LIVES): businesses, inspections and violations."""
    here = running()
    with working() as progress:
        progress("读取 · reading", None)
        data = read_lives(folder, encoding=encoding)
        progress("主体 · businesses", None)
        entities = _csv(entity_rows(data, industry=industry, township=township))
        businesses = _send(here, place, "registry", "entities", entities, "text/csv")
        progress("检查结果 · inspections", None)
        results = _send(here, place, "inspection", "results", _csv(result_rows(data, kind=kind)), "text/csv")
    refused = [[r.file, str(r.line), r.field, str(r.value)[:40], r.rule_zh, r.rule_en] for r in data.refused]
    columns = ["文件 file", "行 line", "字段 field", "内容 value", "原因", "reason"]
    show_table(f"退回 {len(refused)} 行(前 20) · {len(refused)} rows refused (first 20)", columns, refused[:20])
    _show(businesses)
    _show(results)


def _csv(rows: list[dict[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]) if rows else [])
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _send(here: Here, place: str, service: str, kind: str, content: Any, media: str) -> dict[str, Any]:
    with here.client(f"{place}.{service}", _ROLES.get(service, "registrar"), place=place) as client:
        response: httpx.Response = client.post(f"/v1/imports/{kind}", content=content, headers={"content-type": media})
        report: dict[str, Any] = answer(response)
        return report


def _show(report: dict[str, Any]) -> None:
    numbers = [[str(report[k]) for k in ("rows", "accepted", "unchanged", "refused", "facts")]]
    show_table(
        f"导入 {report['kind']} · import", ["行 rows", "接受 accepted", "未变 unchanged", "退回 refused", "事实 facts"], numbers
    )
    if report["refusals"]:
        rows = [[str(r["line"]), r["field"], r["value"][:40], r["rule_zh"], r["rule"]] for r in report["refusals"]]
        show_table("退回的行 · refused rows", ["行 line", "字段 field", "内容 value", "原因", "reason"], rows)
        console.print(f"全部 · all: GET /v1/imports/{report['import_id']}/refused.csv")
