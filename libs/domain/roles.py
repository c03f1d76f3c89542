"""The roles there are, with their meaning in both languages. Access tables name no other, and of a token no other counts."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

__all__ = ["ROLES", "ROLES_ZH", "Meaning"]


class Meaning(NamedTuple):
    """What somebody with the role is called, and does."""

    zh: str
    en: str
    does_zh: str
    does_en: str


ROLES: Final[Mapping[str, Meaning]] = MappingProxyType(
    {
        "registrar": Meaning("名录管理员", "registrar", "维护清单、名录和编码", "keeps the lists, the register and its codes"),
        "planner": Meaning("计划员", "planner", "编制计划, 组织抽取和排期", "makes plans, conducts draws, sets days"),
        "conference-member": Meaning(
            "联席会议成员",
            "member of the joint conference",
            "代表部门表决、承诺和签署",
            "votes, commits and signs for a department",
        ),
        "department-officer": Meaning(
            "部门经办人", "department's officer", "办理本部门事项", "handles the matters of the own department"
        ),
        "head": Meaning(
            "部门负责人",
            "head of a department",
            "批准本部门的检查和决定",
            "approves visits and decisions of the own department",
        ),
        "legal-reviewer": Meaning(
            "法制审核人员", "legal reviewer", "对重大决定作法制审核", "reviews weighty decisions for their lawfulness"
        ),
        "inspector": Meaning("执法人员", "inspector", "到场检查并记录", "checks on the spot and records"),
        "township-officer": Meaning(
            "乡镇街道人员", "township's officer", "吹哨并确认办理", "blows the whistle and confirms the handling"
        ),
        "commander": Meaning(
            "指挥中心人员", "command centre's officer", "调度吹哨, 设定时限", "directs whistles and sets their time limits"
        ),
        "government-officer": Meaning(
            "属地政府人员",
            "officer of the local government",
            "督办属地重大事项",
            "sees weighty matters of the place to their end",
        ),
        "guidance-officer": Meaning(
            "综合执法指导监督人员",
            "guidance officer",
            "指导和监督各部门执法",
            "guides and supervises the departments' enforcement",
        ),
        "credit-officer": Meaning(
            "信用管理员", "credit officer", "维护信用模型和分类", "keeps the models and classes of credit"
        ),
        "hotline-officer": Meaning("热线受理员", "hotline officer", "登记和转办诉求", "takes complaints and passes them on"),
        "receiver": Meaning(
            "接收机关人员",
            "officer of a receiving organ",
            "公安、检察等机关接收移送",
            "takes transfers: police, procuratorate and others",
        ),
        "enterprise": Meaning(
            "企业", "enterprise", "就自己的检查作答, 主体标识即其编号", "answers on its own visits; the subject is its id"
        ),
        "auditor": Meaning("审计监督人员", "auditor", "查看全域, 不办理", "reads everything of the place and changes nothing"),
        "integrator": Meaning("系统对接方", "integrator", "读取事件流", "reads the feed of events"),
        "operator": Meaning("运维人员", "operator", "运行和恢复服务", "runs and recovers the services"),
    }
)
"""By the name that a token says."""

ROLES_ZH: Final[Mapping[str, str]] = MappingProxyType({name: meaning.zh for name, meaning in ROLES.items()})
"""What they are called in Chinese texts."""
