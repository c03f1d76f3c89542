"""Lists of the services as files: what a column is called in all of them, and the words for its codes.

A list names its columns, and says a heading of its own where a column means something else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from libs.events.http.tables.listing import Listing

from .column_titles import TITLES
from .words import WORDS

__all__ = ["HEADINGS", "listing"]

HEADINGS: Final[Mapping[str, str]] = {
    **{column: titles[0] for column, titles in TITLES.items()},
    "absent": "缺席部门",
    "announced": "是否告知",
    "answer": "对象意见",
    "answer_remark": "意见说明",
    "assigned_at": "派发时间",
    "by_hand": "人工认定",
    "changed_at": "变动时间",
    "cause": "来源编号",
    "cluster": "归并组",
    "co_departments": "配合部门",
    "completed_on": "完成日期",
    "conflicts": "冲突",
    "corrections": "更正次数",
    "credit_class": "信用等级",
    "crossplan": "跨区域计划",
    "danger": "危险情况",
    "day": "检查日期",
    "days_ahead": "提前天数",
    "demand": "检查需求",
    "department_title": "部门名称",
    "digest": "内容摘要",
    "document": "文件",
    "draw": "抽取编号",
    "due": "期限",
    "due_day": "应查日期",
    "edition": "版次",
    "emergency": "紧急检查编号",
    "end": "结束时间",
    "entered_at": "进入时间",
    "entity_name": "对象名称",
    "evidence": "证据",
    "expected": "预计抽查户数",
    "failures": "复查未过次数",
    "filed_on": "报备日期",
    "filing": "报备编号",
    "findings": "问题编号",
    "goes_on_as": "现代码",
    "gone": "被替换者",
    "ground": "情形",
    "inspectors": "执法人员",
    "last_day": "上次检查日期",
    "late": "是否逾期",
    "lead_title": "牵头部门名称",
    "linked_by": "归并依据",
    "list": "清单",
    "listed": "在册",
    "maximum": "最多户数",
    "method": "检查方式",
    "minimum": "最少户数",
    "missing_in": "缺于清单",
    "model": "评价模型",
    "notice_forbidden": "不得事先告知",
    "occurred_on": "发生日期",
    "opened_at": "建档时间",
    "operating": "正常经营",
    "ordered_at": "责令时间",
    "origin": "任务来源",
    "overdue": "是否超期",
    "passed": "跳过的候补",
    "passed_at": "通过时间",
    "planned_on": "计划检查日",
    "proof": "佐证",
    "publication": "公示编号",
    "published_at": "公示时间",
    "rectification": "整改编号",
    "reference": "关联编号",
    "reported_at": "报告时间",
    "reported_late": "逾期报告",
    "result": "结果编号",
    "rule_by": "认定期限",
    "rounding": "取整方式",
    "scenario": "场景",
    "seat": "席位",
    "short": "缺员部门",
    "start": "开始时间",
    "state": "状态",
    "stratum": "分层",
    "substitute": "替换者",
    "to_rule": "认定部门",
    "until_year": "编入年度",
    "version": "版本",
    "visit": "检查编号",
    "visit_on": "检查日期",
    "warning": "提示",
    "window_from": "检查期起",
    "window_to": "检查期止",
    "year": "年度",
    "made_at": "替换时间",
}


def listing(
    name: str,
    title: str,
    columns: Iterable[str],
    *,
    headings: Mapping[str, str] | None = None,
    words: Mapping[str, str] | None = None,
    cell: Mapping[str, Callable[[Any], object]] | None = None,
) -> Listing[Any]:
    """A list of a service. `headings`: of columns that mean something else here; `words`: by column, which of the tables of
    words its codes are in, where that is not the table of the column's name. Raises KeyError for a column without a heading.
    """
    called = {**HEADINGS, **(headings or {})}
    chosen = {column: called[column] for column in columns}
    tables = {column: column for column in chosen if column in WORDS} | dict(words or {})
    return Listing(name, title, chosen, cell or {}, {column: WORDS[table] for column, table in tables.items()})
