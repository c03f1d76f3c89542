"""What came of a file, or would come of it, on the screen."""

from __future__ import annotations

from collections.abc import Sequence

from libs.clients.operations import ImportNote, ImportPreview, ImportReport, RefusedRow

from ..terminal.screen import console, show_table, told_as_json

__all__ = ["show_preview", "show_report"]


def show_report(report: ImportReport) -> None:
    """Counts, what was passed over, and the first refused rows."""
    if told_as_json(report.model_dump(mode="json")):
        return
    numbers = [[report.rows, report.accepted, report.unchanged, report.refused, report.facts]]
    _pending(report)
    if report.state == "waiting":
        # Its counts are those of the preview.
        title, accepted = f"预览 {report.kind},尚未导入 · preview, not imported yet", "将接受 would be accepted"
    else:
        title, accepted = f"导入 {report.kind} · import", "接受 accepted"
    show_table(title, ["行 rows", accepted, "未变 unchanged", "退回 refused", "事实 facts"], numbers)
    if report.unknown:
        console.print(
            f"{report.unknown:,} 行所涉对象不在名录中,已接收并标记 · taken and marked, not on the register:"
            f" GET /v1/import-reports/{report.import_id}/report.csv?rows=all"
        )
    if report.encodings:
        console.print("编码 · read as: " + ", ".join(f"{name} {rows:,}" for name, rows in report.encodings.items()))
    if report.resumed_from:
        console.print(f"从第 {report.resumed_from:,} 行之后继续 · went on after {report.resumed_from:,} rows")
    if report.sheets_left:
        left = "、".join(report.sheets_left)
        console.print(f"未导入的工作表 · sheets not imported: {left} (--sheet)")
    if report.columns_left:
        console.print(f"未读取的列 · columns passed over: {'、'.join(report.columns_left)}")
    _hidden(report.hidden)
    _notes(report.notes)
    if report.refusals:
        _refusals(report.refusals)
        console.print(f"全部 · all: GET /v1/import-reports/{report.import_id}/report.csv")


def _pending(report: ImportReport) -> None:
    if report.state == "waiting":
        console.print(
            f"尚未导入,待另一人复核 · not imported yet, waits for a second person: {report.countersignature}"
            f" (SHA-256 {report.sha256})"
        )
        if report.waits is not None:
            console.print(f"{report.waits.next}\n{report.waits.next_en}")
    if report.fault:
        console.print(
            f"已复核,暂不能写入 · approved, not applied yet ({report.tries}×): {report.fault};"
            f" 下次 next {report.again_at:%Y-%m-%d %H:%M:%S %Z}"
        )


def show_preview(found: ImportPreview) -> None:
    """Which column is what, what would change, and the first rows that would be refused."""
    if told_as_json(found.model_dump(mode="json")):
        return
    columns = [[each.title, each.column or "(不读取 passed over)"] for each in found.columns]
    show_table("列 · columns", ["表头 title", "列 column"], columns)
    if found.columns_missing:
        console.print(f"文件中没有的列 · columns that the file leaves out: {'、'.join(found.columns_missing)}")
    if found.sheets_left:
        console.print(f"不导入的工作表 · sheets not read: {'、'.join(found.sheets_left)} (--sheet)")
    _hidden(found.hidden)
    numbers = [[found.rows, found.accepted, found.unchanged, found.refused, found.unknown]]
    names = ["行 rows", "将变更 accepted", "不变 unchanged", "将退回 refused", "未列名录 unknown"]
    show_table(f"预览 {found.kind},未写入 · preview, nothing was written", names, numbers)
    if found.facts:
        show_table("将记录 · would be recorded", ["事实 fact", "数量"], [[name, count] for name, count in found.facts.items()])
    _notes(found.notes)
    if found.refusals:
        _refusals(found.refusals)


def _hidden(rows: int) -> None:
    if rows:
        console.print(f"隐藏的行,与其他行一样读取 · hidden rows, taken as any others: {rows:,}")


def _notes(notes: Sequence[ImportNote]) -> None:
    if notes:
        rows = [[f"{n.sheet} {n.line}".strip(), n.rows, n.field, n.value[:40], n.note_zh, n.note] for n in notes]
        columns = ["首行 first line", "行数 rows", "字段 field", "内容 value", "提示", "note"]
        show_table("已读取、需留意的行 · rows that were taken, to be looked at", columns, rows)


def _refusals(refused: Sequence[RefusedRow]) -> None:
    rows = [[_place(r), _column(r), r.value[:40], r.rule_zh, r.rule, r.do_zh] for r in refused]
    columns = ["行 line", "字段 field", "内容 value", "原因", "reason", "办法 what to do"]
    show_table("退回的行 · refused rows", columns, rows)


def _column(row: RefusedRow) -> str:
    """What the file calls it, and its name in the API."""
    return f"{row.title}({row.field})" if row.title not in {"", row.field} else row.field


def _place(row: RefusedRow) -> str:
    return f"{row.sheet} {row.line}".strip()
