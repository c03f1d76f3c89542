"""What offices call the columns of their sheets, and the words they write for codes. The first title is the one of templates.

A kind of file takes those of its own columns, and says its own where a column means something else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = [
    "BRANCH_WORDS",
    "CATEGORIES",
    "IMPLIED_SCHEME",
    "LIST_CLASSES",
    "LIVING",
    "METHODS",
    "NO_END",
    "OWN_PLACE_WORDS",
    "SCHEMES",
    "STRUCK_OFF",
    "TITLES",
    "YES_OR_NO",
    "township_of",
]

TITLES: Final[dict[str, tuple[str, ...]]] = {
    "scheme": ("标识类型", "代码类型", "证照类型"),
    "value": ("统一社会信用代码", "社会信用代码", "信用代码", "统一代码", "主体代码", "标识", "摊点编号", "证照号码"),
    "entity": ("检查对象", "主体", "主体标识", "对象标识"),
    "name": ("名称", "主体名称", "企业名称", "单位名称", "检查对象名称", "市场主体名称", "经营主体名称", "字号名称"),
    "title": ("名称", "标题", "事项名称"),
    "code": ("代码", "编码", "编号"),
    "industry": ("行业", "行业领域", "行业代码"),
    "industries": ("行业", "行业领域", "所属行业", "行业类别", "行业代码", "适用行业"),
    "township": ("乡镇", "乡镇街道", "镇街", "所属乡镇", "所属镇街", "所在乡镇", "乡镇代码", "乡镇街道代码"),
    "category": ("主体类型", "类型", "市场主体类型", "企业类型", "经营主体类型"),
    "founded": ("成立日期", "注册日期", "登记日期", "设立日期", "成立时间"),
    # 经营场所 alone is no title of these: on a licence it is the address of the business itself.
    "premises": (
        "经营场所编号",
        "场所编号",
        "分支编号",
        "门店编号",
        "场所类型",
        "场所类别",
        "经营场所类型",
        "是否分支",
        "是否经营场所",
        "一照多址",
    ),
    "premises_name": ("经营场所名称", "场所名称", "分支名称", "分支机构名称", "门店名称", "分店名称"),
    "premises_address": ("经营场所地址", "场所地址", "分支地址", "分支机构地址", "门店地址", "分店地址"),
    "state": ("登记状态", "经营状态", "企业状态", "主体状态", "存续状态", "市场主体状态", "企业登记状态"),
    "department": ("部门", "部门代码", "所属部门", "主管部门", "检查部门", "实施部门"),
    "departments": ("部门", "参与部门", "联合部门"),
    "lead": ("牵头部门", "牵头单位"),
    "delegated_by": ("委托部门", "委托机关"),
    "approver": ("审批部门",),
    "supervisor": ("监管部门",),
    "delegate": ("受委托单位",),
    "level": ("层级", "级别"),
    "divisions": ("行政区划", "区划代码", "行政区划代码"),
    "form": ("职权来源", "执法资格来源"),
    "basis": ("依据", "法律依据", "职权依据"),
    "legal_basis": ("法律依据", "检查依据", "设定依据", "依据"),
    "liability": ("法律责任",),
    "kind": ("检查类别", "类别"),
    "item": ("检查事项", "事项代码", "事项编码"),
    "items": ("检查事项", "事项"),
    "subject": ("检查对象", "对象范围"),
    "content": ("检查内容",),
    "list_class": ("清单类别", "清单类型"),
    "methods": ("检查方式", "方式"),
    "frequency_months": ("检查频次(月)", "频次月数", "检查周期", "检查周期(月)", "检查周期(个月)", "检查频次(个月)"),
    "notice": ("事先告知", "告知要求"),
    "minor_exemption": ("轻微免罚",),
    "qualification": ("资格要求", "执法资格"),
    "qualifications": ("执法资格", "资格", "执法类别"),
    "certificate": ("执法证号", "证件号码", "执法证件号"),
    "id": ("人员编号", "执法人员编号", "编号"),
    "reason": ("原因", "理由"),
    "until": ("截止日期", "有效期至"),
    "tag": ("标签",),
    "effective_from": ("生效日期", "起始日期", "实施日期"),
    "effective_until": ("失效日期", "终止日期"),
    "valid_from": ("有效期起", "发证日期"),
    "valid_until": ("有效期至", "有效期止", "有效期限"),
    "approval": ("审批编号", "许可编号", "许可证号"),
    "mode": ("移交方式", "审管方式"),
    "by_commitment": ("告知承诺", "是否告知承诺"),
    "granted_on": ("批准日期", "许可日期", "发证日期"),
    "exemption": ("编号", "免罚编号"),
    "behaviour": ("违法行为", "行为"),
    "conditions": ("适用条件", "条件"),
    "first_offence_only": ("仅限首次", "首违不罚"),
    "benchmark": ("编号", "裁量编号"),
    "violation": ("违法行为", "违法情形"),
    "grades": ("裁量阶次", "裁量等级"),
    "manual": ("编号", "手册编号"),
    "sections": ("章节", "内容"),
    "latitude": ("纬度", "纬度(度)", "纬度(WGS84)", "纬度(CGCS2000)"),
    "longitude": ("经度", "经度(度)", "经度(WGS84)", "经度(CGCS2000)"),
    "power": ("职权类型", "权力类型"),
    "result": ("结果编号", "检查编号", "记录编号"),
    "checked_on": ("检查日期", "检查时间"),
    "score": ("得分", "评分", "分数", "得分(分)", "评分(分)"),
    "problems": ("发现问题", "问题", "存在问题"),
    "origin": ("来源", "数据来源"),
    "points": ("分值", "信用分", "得分", "分值(分)", "得分(分)"),
}

_TOWNSHIP, _STATISTICAL = 9, 12
SCHEMES: Final[Mapping[str, str]] = {"统一社会信用代码": "uscc", "信用代码": "uscc", "摊点": "stall", "摊点编号": "stall"}
IMPLIED_SCHEME: Final[Mapping[str, Mapping[str, str]]] = {
    **{title: {"scheme": "uscc"} for title in ("统一社会信用代码", "社会信用代码", "信用代码", "统一代码")},
    "摊点编号": {"scheme": "stall"},
}
"""A column that is called so needs no other one that says what its codes are."""
CATEGORIES: Final[Mapping[str, str]] = {
    "企业": "enterprise", "公司": "enterprise", "个体工商户": "household", "个体户": "household", "个体": "household",
    "农民专业合作社": "cooperative", "合作社": "cooperative", "机关事业单位": "institution", "事业单位": "institution",
    "机关": "institution", "社会组织": "social", "社会团体": "social", "民办非企业单位": "social", "摊点": "stall",
    "摊贩": "stall", "小摊点": "stall",
}  # fmt: skip
BRANCH_WORDS: Final = ("分支", "经营场所", "分支机构", "其他经营场所", "分店", "门店", "是")
OWN_PLACE_WORDS: Final = ("住所", "主要经营场所", "本部", "总部", "总店", "本店", "否", "无", "/", "—")
"""What a row says of its place: that it is one beside the business's own, or its own. The first word is that of templates."""
LIVING: Final = (
    "存续", "在业", "开业", "在营", "在册", "营业", "正常", "正常营业", "歇业", "停业",
    "存续(在营、开业、在册)", "存续（在营、开业、在册）", "在营(开业)", "在营（开业）", "在营(开业)企业",
    "在营（开业）企业", "开业/正常经营",
)  # fmt: skip
"""What registers write of a business that goes on; one that is shut for a time goes on too."""
STRUCK_OFF: Final = (
    "注销", "已注销", "注销企业", "吊销", "已吊销", "吊销企业", "吊销,未注销", "吊销，未注销", "吊销未注销",
    "吊销,已注销", "吊销，已注销", "吊销已注销",
    "撤销", "已撤销", "撤销登记", "撤销设立", "迁出", "已迁出", "责令关闭",
)  # fmt: skip
LIST_CLASSES: Final[Mapping[str, str]] = {"一般": "general", "一般清单": "general", "重点": "key", "重点清单": "key"}
METHODS: Final[Mapping[str, str]] = {
    "现场检查": "onsite", "现场": "onsite", "实地检查": "onsite", "书面检查": "document", "书面": "document",
    "资料审查": "document", "非现场检查": "remote", "网络监测": "remote", "远程检查": "remote",
}  # fmt: skip
NO_END: Final[Mapping[str, str]] = dict.fromkeys(("长期", "长期有效", "永久", "永久有效", "至今", "无期限", "无固定期限"), "")
"""What stands for a last day where there is none."""
YES_OR_NO: Final[Mapping[str, str]] = {"是": "yes", "否": "no"}


def township_of(code: str) -> str:
    """The nine digits of a township in the statistical code of twelve, whose last three would name a village."""
    statistical = len(code) == _STATISTICAL and code.isdecimal() and code.endswith("000")
    return code[:_TOWNSHIP] if statistical else code
