"""Codes of the APIs as people read them: Chinese, and English beside it. An unknown code speaks for itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

__all__ = ["WORDS", "Word", "word"]


class Word(NamedTuple):
    zh: str
    en: str


WORDS: Mapping[str, Mapping[str, Word]] = {
    "subject": {
        "result": Word("检查结果", "inspection result"),
        "draw": Word("双随机抽取", "random draw"),
        "plan": Word("检查计划", "inspection plan"),
    },
    "state": {
        "due": Word("待公示", "due"),
        "published": Word("已公示", "published"),
        "withdrawn": Word("已撤回", "withdrawn"),
        "opened": Word("已启动", "opened"),
        "frozen": Word("名录已封存", "frozen"),
        "completed": Word("已完成", "completed"),
    },
    "step": {
        "made": Word("公示", "published"),
        "corrected": Word("更正", "corrected"),
        "withdrawn": Word("撤回", "withdrawn"),
    },
    "entry": {
        "registered": Word("登记入库", "registered"),
        "registration-changed": Word("登记变更", "registration changed"),
        "struck-off": Word("退出名录", "struck off"),
        "reinstated": Word("恢复列入名录", "reinstated"),
        "visit": Word("接受联合检查", "joint visit"),
        "publication-made": Word("结果公示", "result published"),
        "publication-corrected": Word("公示更正", "publication corrected"),
        "publication-withdrawn": Word("公示撤回", "publication withdrawn"),
        "rectification-ordered": Word("责令整改", "rectification ordered"),
        "rectification-reported": Word("已报告整改", "rectification reported"),
        "rectification-passed": Word("整改通过复查", "rectification passed"),
        "rectification-failed": Word("整改未通过复查", "rectification failed"),
        "rectification-overdue": Word("整改逾期", "rectification overdue"),
        "credit-class": Word("信用等级", "credit class"),
        "whistle": Word("吹哨事项办结", "whistle closed"),
    },
    "method": {
        "onsite": Word("现场检查", "on site"),
        "document": Word("书面检查", "documents"),
        "remote": Word("非现场检查", "remote"),
    },
    "disposition": {
        "archived": Word("未发现问题,归档", "no problem, archived"),
        "guided": Word("指导提醒", "guided"),
        "ordered-to-rectify": Word("责令整改", "ordered to rectify"),
        "exempted-as-minor": Word("轻微免罚", "exempted as minor"),
        "penalty-procedure": Word("进入处罚程序", "penalty procedure"),
        "transferred": Word("移送", "transferred"),
    },
    "severity": {
        "clear": Word("未发现问题", "clear"),
        "minor": Word("轻微", "minor"),
        "ordinary": Word("一般", "ordinary"),
        "serious": Word("严重", "serious"),
    },
    "rectification": {
        "ordered": Word("整改中", "ordered"),
        "reported": Word("待复查", "reported"),
        "passed": Word("已通过", "passed"),
        "failed": Word("未通过", "failed"),
        "overdue": Word("已逾期", "overdue"),
    },
    "excluded": {
        "X1": Word("本年度已接受同类检查", "same kind of check already this year"),
        "X2": Word("本年度已被抽中两次", "drawn twice this year already"),
        "X3": Word("上级部门本年度已检查", "checked by a superior this year"),
        "X4": Word("互认的检查结果有效", "a recognised result counts here"),
        "X5": Word("停业、注销或吊销", "not operating"),
        "X6": Word("检查事项未生效或已失效", "the item is not in force"),
        "X7": Word("已在未办结的任务中", "already in an open task"),
        "X8": Word("信用等级政策免于抽查", "spared by the policy for its class"),
    },
    "list_class": {
        "general": Word("一般清单", "general list"),
        "key": Word("重点清单", "key list"),
    },
    "category": {
        "enterprise": Word("企业", "enterprise"),
        "household": Word("个体工商户", "household business"),
        "cooperative": Word("农民专业合作社", "cooperative"),
        "institution": Word("机关事业单位", "institution"),
        "stall": Word("摊点", "stall"),
        "other": Word("其他", "other"),
    },
}


def word(kind: str, code: object) -> Word:
    """The words for a code; the code itself where there are none."""
    return WORDS.get(kind, {}).get(str(code), Word(str(code), ""))
