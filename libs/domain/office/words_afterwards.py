"""Words for codes of what follows a visit: rectifications, cases, transfers, hazards, objections, follow-ups, guidance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

__all__ = ["AFTERWARDS", "Word"]


class Word(NamedTuple):
    zh: str
    en: str


AFTERWARDS: Mapping[str, Mapping[str, Word]] = {
    "rectification": {
        "ordered": Word("整改中", "ordered"),
        "reported": Word("待复查", "reported"),
        "passed": Word("已通过", "passed"),
        "failed": Word("未通过", "failed"),
        "overdue": Word("已逾期", "overdue"),
    },
    "hazard": {
        "endangering": Word("已责令,待报告", "ordered away from, not reported"),
        "reported": Word("待政府签收", "reported"),
        "acknowledged": Word("待安排治理", "acknowledged"),
        "under-treatment": Word("治理中", "under treatment"),
        "declined": Word("不予治理", "treatment declined"),
        "accepted": Word("治理已验收", "treatment accepted"),
    },
    "hazard_reach": {
        "major": Word("重大隐患", "major hazard"),
        "regional": Word("区域性问题", "regional"),
        "industry": Word("行业性问题", "of an industry"),
    },
    "hazard_stage": {
        "report": Word("报告", "the report"),
        "acknowledge": Word("签收", "the acknowledgement"),
        "treat": Word("治理", "the treatment"),
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
    "case": {
        "investigating": Word("调查取证", "under investigation"),
        "proposed": Word("已提出处理意见", "proposed"),
        "told": Word("已告知", "told"),
        "decided": Word("已决定", "decided"),
        "served": Word("已送达", "served"),
        "performed": Word("已履行", "performed"),
        "closed": Word("已结案", "closed"),
        "revoked": Word("已撤销", "revoked"),
        "not-filed": Word("不予立案", "not filed"),
    },
    "case_subject": {
        "enterprise": Word("企业", "enterprise"),
        "household": Word("个体工商户或摊点", "household business or stall"),
        "person": Word("自然人", "natural person"),
    },
    "case_origin": {
        "visit": Word("联合检查", "visit"),
        "clue": Word("移交线索", "clue"),
        "complaint": Word("投诉举报", "complaint"),
        "rectification": Word("逾期未改正", "rectification"),
        "transfer-back": Word("司法机关移回", "transferred back"),
    },
    "case_outcome": {
        "penalty": Word("给予处罚", "penalty"),
        "no-penalty-minor": Word("轻微不罚", "no penalty: minor"),
        "no-penalty-first": Word("首违不罚", "no penalty: first offence"),
        "no-penalty-no-fault": Word("无过错不罚", "no penalty: no fault"),
        "not-borne-out": Word("违法事实不成立", "not borne out"),
        "transfer": Word("移送司法机关", "transfer"),
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
}
