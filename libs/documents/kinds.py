"""What each kind of paper is called, what its numbers look like, and who it is for.

The seven of a check are those of 行政检查文书基本格式文本(试行), 司法部办公厅 2025, which follows 国办发〔2024〕54号: approval,
notice, on-site record, survey, inquiry, sampling, result. Scheme, list of evidence and order to rectify are added, as checks
here end with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from libs.events.catalog.inspection.docket import PaperKind

__all__ = ["ABOUT", "About", "numbered"]


@dataclass(frozen=True, slots=True)
class About:
    """`word` begins its numbers (文书代字). `addressed`: it is for the entity, which reads it; others are the department's own.

    `sealed`: it leaves the department under its seal. `confidential`: for the department that issued it, and those who
    watch over it.
    """

    title: str
    title_en: str
    word: str
    addressed: bool = False
    sealed: bool = False
    confidential: bool = False


ABOUT: Final[dict[PaperKind, About]] = {
    PaperKind.APPROVAL: About("行政检查审批表", "Approval of a check", "检审"),
    PaperKind.SCHEME: About("行政检查方案", "Scheme of a check", "检案"),
    PaperKind.NOTICE: About("行政检查通知书", "Notice of a check", "检通", addressed=True, sealed=True),
    PaperKind.RECORD: About("现场检查笔录", "On-site record", "检录", addressed=True),
    PaperKind.SURVEY: About("勘验笔录", "Record of a survey", "勘录", addressed=True),
    PaperKind.INQUIRY: About("询问笔录", "Record of an inquiry", "询录", addressed=True),
    PaperKind.SAMPLING: About("抽样取证凭证", "Receipt for samples", "抽证", addressed=True, sealed=True),
    PaperKind.EVIDENCE_LIST: About("证据清单", "List of evidence", "证单", addressed=True),
    PaperKind.RECTIFICATION: About("责令改正通知书", "Order to rectify", "责改", addressed=True, sealed=True),
    PaperKind.RESULT: About("行政检查结果告知书", "Notice of the result", "检告", addressed=True, sealed=True),
    PaperKind.PENALTY_TELLING: About("行政处罚事先告知书", "Notice before a penalty", "罚告", addressed=True, sealed=True),
    PaperKind.PENALTY_DECISION: About("行政处罚决定书", "Penalty decision", "罚决", addressed=True, sealed=True),
    PaperKind.NO_PENALTY_DECISION: About("不予行政处罚决定书", "Decision not to punish", "不罚", addressed=True, sealed=True),
    PaperKind.TRANSFER: About("涉嫌犯罪案件移送书", "Transfer of a suspected crime", "移送", sealed=True, confidential=True),
}


def numbered(kind: PaperKind, year: int, number: int) -> str:
    """A number as it is written, for example 检通〔2026〕7号. With the department's name above it there is no second one."""
    return f"{ABOUT[kind].word}〔{year}〕{number}号"
