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
    "paper": {
        "approval": Word("行政检查审批表", "approval of a check"),
        "scheme": Word("行政检查方案", "scheme of a check"),
        "notice": Word("行政检查通知书", "notice of a check"),
        "record": Word("现场检查笔录", "on-site record"),
        "survey": Word("勘验笔录", "record of a survey"),
        "inquiry": Word("询问笔录", "record of an inquiry"),
        "sampling": Word("抽样取证凭证", "receipt for samples"),
        "evidence-list": Word("证据清单", "list of evidence"),
        "rectification": Word("责令改正通知书", "order to rectify"),
        "result": Word("行政检查结果告知书", "notice of the result"),
        "penalty-telling": Word("行政处罚事先告知书", "notice before a penalty"),
        "penalty-decision": Word("行政处罚决定书", "penalty decision"),
        "no-penalty-decision": Word("不予行政处罚决定书", "decision not to punish"),
        "transfer": Word("涉嫌犯罪案件移送书", "transfer of a suspected crime"),
    },
    "rectification": {
        "ordered": Word("整改中", "ordered"),
        "reported": Word("待复查", "reported"),
        "passed": Word("已通过", "passed"),
        "failed": Word("未通过", "failed"),
        "overdue": Word("已逾期", "overdue"),
    },
    "transfer": {
        "suspected": Word("待核实", "suspected"),
        "verified": Word("待负责人审批", "before the head"),
        "approved": Word("待移送", "approved"),
        "declined": Word("负责人不批准", "declined by the head"),
        "sent": Word("待签收", "sent"),
        "received": Word("待决定是否立案", "received"),
        "opened": Word("已立案", "case opened"),
        "not-opened": Word("未予立案", "not opened"),
        "disputed": Word("复议或监督中", "disputed"),
        "returned": Word("已退回", "given back"),
        "closed": Word("已办结", "closed"),
    },
    "transfer_stage": {
        "verify": Word("核实", "looking into it"),
        "approve": Word("负责人审批", "the head's decision"),
        "send": Word("移送", "sending"),
        "receive": Word("签收", "receipt"),
        "decide": Word("决定是否立案", "the decision on a case"),
        "dispute": Word("提请复议", "objecting"),
        "reconsider": Word("复议", "reconsideration"),
    },
    "transfer_outcome": {
        "convicted": Word("判决有罪", "convicted"),
        "acquitted": Word("判决无罪", "acquitted"),
        "not-prosecuted": Word("不起诉", "not prosecuted"),
        "dropped": Word("撤销案件", "dropped"),
        "not-opened": Word("未予立案", "not opened"),
        "returned": Word("退回处理", "given back"),
    },
    "dispute_way": {
        "reconsideration": Word("提请公安机关复议", "reconsideration"),
        "procuratorate": Word("建议检察机关立案监督", "the procuratorate"),
    },
    "objection": {
        "lodged": Word("待受理", "lodged"),
        "accepted": Word("已受理", "accepted"),
        "inadmissible": Word("不予受理", "not taken on"),
        "decided": Word("已决定,待告知", "decided"),
        "told": Word("已告知", "told"),
        "withdrawn": Word("已撤回", "withdrawn"),
    },
    "objected": {
        "result": Word("检查结果", "the result"),
        "record": Word("检查记录", "the record"),
        "case": Word("案件", "the case"),
        "rating-use": Word("信用等级的使用", "the use of the class"),
    },
    "objection_outcome": {
        "upheld": Word("成立", "upheld"),
        "partly": Word("部分成立", "upheld in part"),
        "dismissed": Word("不成立", "dismissed"),
    },
    "told": {
        "in-person": Word("当面告知", "in person"),
        "post": Word("邮寄", "by post"),
        "online": Word("在线告知", "online"),
        "left": Word("留置送达", "left at the place"),
    },
    "followup": {
        "due": Word("待回访", "due"),
        "made": Word("已回访,需求待答复", "made, needs open"),
        "done": Word("已办结", "done"),
        "declined": Word("企业不需要", "declined"),
    },
    "followed": {
        "rectification": Word("整改", "a rectification"),
        "case": Word("案件", "a case"),
        "visit": Word("应需求", "asked for"),
    },
    "followup_way": {
        "on-site": Word("上门", "on site"),
        "call": Word("电话", "by telephone"),
        "online": Word("线上", "online"),
    },
    "guidance": {
        "order-to-correct": Word("责令改正", "order to correct"),
        "guidance": Word("行政指导", "guidance"),
        "advice": Word("行政建议", "advice"),
        "talk": Word("约谈", "talk"),
        "reminder": Word("提醒", "reminder"),
        "warning": Word("预警", "warning"),
        "persuasion": Word("劝导", "persuasion"),
    },
    "order_kind": {
        "on-spot": Word("当场改正", "on the spot"),
        "dated": Word("限期改正", "by a day"),
        "stop-use": Word("停止使用", "out of use until mended"),
    },
    "extension": {
        "asked": Word("已申请", "asked for"),
        "granted": Word("已同意", "granted"),
        "refused": Word("不同意", "refused"),
    },
    "escalation": {
        "failures": Word("多次复查未通过", "re-checks failed"),
        "overdue": Word("逾期未改正", "overdue"),
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
    "rounding": {
        "half-up": Word("四舍五入", "half up"),
        "floor": Word("舍去尾数", "floor"),
        "ceil": Word("进一", "ceil"),
        "fair": Word("公平取整", "fair"),
    },
    "notice": {
        "announced": Word("事先告知", "announced"),
        "unannounced": Word("不事先告知", "unannounced"),
    },
    "demand": {
        "open": Word("有效", "open"),
        "withdrawn": Word("已撤回", "withdrawn"),
    },
    "emergency": {
        "entered": Word("待认定", "entered, not ruled on yet"),
        "justified": Word("认定为紧急", "justified"),
        "unjustified": Word("认定不属紧急", "not justified"),
    },
    "visit_origin": {
        "draw": Word("双随机抽取", "draw"),
        "filing": Word("计划外报备", "filing"),
        "whistle": Word("吹哨联合检查", "whistle"),
        "emergency": Word("紧急检查", "emergency"),
        "crossplan": Word("跨区域计划", "joint plan with a neighbour"),
    },
    "planned": {
        "planned": Word("待检查", "planned"),
        "completed": Word("已完成", "completed"),
        "closed": Word("已终止", "closed"),
        "cancelled": Word("已取消", "cancelled"),
    },
    "visit-closed": {
        "not-stated": Word("未注明", "not stated"),
        "clear": Word("未发现问题", "nothing found"),
        "handled": Word("问题均已处理完毕", "every finding handled"),
        "frustrated": Word("无法实施检查", "could not be checked"),
        "cancelled": Word("已取消", "cancelled"),
    },
    "visit": {
        "assigned": Word("待检查", "assigned"),
        "announced": Word("已安排上门", "announced"),
        "under-way": Word("检查中", "under way"),
        "completed": Word("已完成", "completed"),
        "closed": Word("已终止", "closed"),
        "cancelled": Word("已取消", "cancelled"),
    },
    "answer": {
        "confirmed": Word("确认", "confirmed"),
        "objected": Word("有异议", "objected"),
        "refused-to-sign": Word("拒绝签字", "refused to sign"),
    },
    "coverage": {
        "overdue": Word("已超期", "overdue"),
        "waiting": Word("待首次检查", "waiting"),
        "covered": Word("已覆盖", "covered"),
    },
    "filing": {
        "awaiting": Word("待联席会同意", "awaiting"),
        "joined": Word("并入已有检查", "joined"),
        "consented": Word("已同意", "consented"),
        "exempted": Word("依法免予同意", "exempted"),
        "deferred": Word("编入后续计划", "deferred"),
        "refused": Word("未获同意", "refused"),
        "withdrawn": Word("已撤回", "withdrawn"),
    },
    "exempt": {
        "O1": Word("告知承诺核查", "notification and commitment"),
        "O2": Word("生态环境", "environment"),
        "O3": Word("安全生产", "safety"),
        "O4": Word("专项行动", "campaign"),
        "O5": Word("法律法规另有规定", "other law"),
        "O6": Word("重点清单全覆盖", "key list, full coverage"),
        "O7": Word("投诉举报、转办交办、吹哨", "complaint, transfer or whistle"),
    },
    "replaced": {
        "entity": Word("检查对象", "entity"),
        "inspector": Word("执法人员", "inspector"),
    },
    "gone": {
        "struck-off": Word("已退出名录", "struck off"),
        "not-found": Word("查无下落", "not found"),
        "recognised": Word("结果已互认", "recognised"),
        "recused": Word("主动回避", "recused"),
        "challenged": Word("申请回避成立", "challenged"),
        "absent": Word("因故缺席", "absent"),
        "uncertified": Word("证件失效", "uncertified"),
    },
    "officer": {
        "valid": Word("有效", "valid"),
        "upcoming": Word("未生效", "upcoming"),
        "expired": Word("已过期", "expired"),
        "suspended": Word("暂停执法", "suspended"),
    },
    "merged": {
        "agreed": Word("一致", "agreed"),
        "conflict": Word("有冲突", "conflict"),
        "missing": Word("有缺漏", "missing"),
        "outside": Word("清单之外", "outside"),
    },
    "list": {
        "power": Word("权责清单", "power and duty list"),
        "random": Word("双随机清单", "double-random list"),
        "internet": Word("互联网+监管清单", "Internet+ list"),
        "item": Word("检查事项清单", "list of items"),
    },
    "powers": {
        "coordinate": Word("指挥协调权", "coordinate"),
        "assess": Word("考核评价权", "assess"),
        "nominate": Word("人事建议权", "nominate"),
        "veto": Word("一票否决权", "veto"),
    },
    "linked_by": {
        "sources": Word("来源编码", "sources"),
        "code": Word("编码相同", "code"),
        "title-and-department": Word("名称与部门相同", "title and department"),
    },
}


def word(kind: str, code: object) -> Word:
    """The words for a code; the code itself where there are none."""
    return WORDS.get(kind, {}).get(str(code), Word(str(code), ""))
