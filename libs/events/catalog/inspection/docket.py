"""Papers (文书) and the numbers that they carry: one docket per department, year and kind of paper."""

from __future__ import annotations

from enum import StrEnum

from ...fact import Fact, Visibility
from ..codes import DepartmentCode, Digest, EntityId, PlainText, Ref


class PaperKind(StrEnum):
    """Which paper: those of a check, then those of what follows from it."""

    APPROVAL = "approval"
    """行政检查审批表"""
    SCHEME = "scheme"
    """行政检查方案"""
    NOTICE = "notice"
    """行政检查通知书"""
    RECORD = "record"
    """现场检查笔录"""
    SURVEY = "survey"
    """勘验笔录"""
    INQUIRY = "inquiry"
    """询问笔录"""
    SAMPLING = "sampling"
    """抽样取证凭证"""
    EVIDENCE_LIST = "evidence-list"
    """证据清单"""
    RECTIFICATION = "rectification"
    """责令改正通知书"""
    RESULT = "result"
    """行政检查结果告知书"""
    PENALTY_TELLING = "penalty-telling"
    """行政处罚事先告知书"""
    PENALTY_DECISION = "penalty-decision"
    """行政处罚决定书"""
    NO_PENALTY_DECISION = "no-penalty-decision"
    """不予行政处罚决定书"""
    TRANSFER = "transfer"
    """涉嫌犯罪案件移送书"""


class NumberTaken(Fact, name="inspection.number-taken", visibility=Visibility.PRIVATE):
    """The next number of a docket is this document's. Numbers of a docket follow each other from 1 without a gap.

    Private as the paper may be: of a visit of which nobody may know yet, or of a suspected crime. `document`: the paper;
    `digest`: its content's. `number`: within the docket of `department`, `year` and `kind`.
    """

    department: DepartmentCode
    year: int
    kind: PaperKind
    number: int
    document: Ref
    digest: Digest


class DocumentIssued(Fact, name="inspection.document-issued", visibility=Visibility.PRIVATE):
    """`document`: a paper with its `number` in its docket. `digest`: SHA-256 of kind and content, which alone has names.

    `stream` is what the paper is about, a visit or a case, as `visit-V-1`; `visit` the visit that it comes from, None where
    there is none. `addressee`: whom it is for, None for the department's own papers.
    """

    document: Ref
    department: DepartmentCode
    year: int
    kind: PaperKind
    number: int
    digest: Digest
    stream: Ref
    visit: Ref | None = None
    addressee: EntityId | None = None


class DocumentVoided(Fact, name="inspection.document-voided", visibility=Visibility.PRIVATE):
    """The paper `document` does not count (作废). Its number stays taken."""

    document: Ref
    reason: PlainText
