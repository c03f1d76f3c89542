"""What papers must say, by the sources."""

import pytest

from libs.documents.contents import paper
from libs.documents.forms.parts import Officer, money
from libs.documents.testing import EXAMPLES
from libs.events.catalog.inspection.docket import PaperKind

BY_KIND = {form.kind: form for form in EXAMPLES}


def said(kind, **change):
    of = paper(BY_KIND[kind].model_copy(update=change), year=2026, number=1)
    return of.model_dump_json()


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "0元（大写：人民币零元整）"),
        (1, "0.01元（大写：人民币零元壹分）"),
        (10, "0.10元（大写：人民币零元壹角整）"),
        (101, "1.01元（大写：人民币壹元零壹分）"),
        (123, "1.23元（大写：人民币壹元贰角叁分）"),
        (1_000_000, "10,000元（大写：人民币壹万元整）"),
        (1_050_000, "10,500元（大写：人民币壹万零伍佰元整）"),
        (1_000_500, "10,005元（大写：人民币壹万零伍元整）"),
        (10_010_000, "100,100元（大写：人民币壹拾万零壹佰元整）"),
        (100_000_000, "1,000,000元（大写：人民币壹佰万元整）"),
        (10_000_000_100, "100,000,001元（大写：人民币壹亿零壹元整）"),
        (120_340_500, "1,203,405元（大写：人民币壹佰贰拾万叁仟肆佰零伍元整）"),
        (100_000_010_000_000, "1,000,000,100,000元（大写：人民币壹万亿零壹拾万元整）"),
    ],
)
def test_an_amount_is_written_in_words_that_nobody_alters(fen, words):
    assert money(fen) == words


def test_an_officer_is_named_by_the_certificate_where_there_is_no_name():
    assert Officer(inspector="I-421088-0002").said == "执法证号 I-421088-0002"
    assert Officer(inspector="I-421088-0001", name="张三", certificate="HB-1").said == "张三（执法证号 HB-1）"


def test_a_notice_tells_basis_ceiling_rights_and_the_five_prohibitions():
    notice = said(PaperKind.NOTICE)
    assert "《中华人民共和国食品安全法》第五十三条" in notice
    assert "1 次，年度上限 2 次" in notice
    for right in ("申请回避", "陈述、申辩", "出示行政执法证件", "投诉举报"):
        assert right in notice
    assert notice.count("严禁") == 6  # the five, and their heading
    assert notice.count("不得") - notice.count("不得少于两人") == 9  # the eight, and their heading


def test_a_decision_says_what_article_59_asks_for():
    decision = said(PaperKind.PENALTY_DECISION)
    for part in (
        "违法事实",
        "证据",
        "履行方式和期限",
        "行政复议",
        "行政诉讼",
        "六十日",
        "六个月",
        "（大写：人民币壹万零伍佰元整）",
    ):
        assert part in decision
    assert "每日按罚款数额的3%加处罚款，加处罚款的数额不超过罚款的数额" in decision
    assert '"sealed":true' in decision


def test_a_telling_offers_a_hearing_only_where_there_is_one():
    assert "要求听证的权利" in said(PaperKind.PENALTY_TELLING)
    assert "要求听证的权利" not in said(PaperKind.PENALTY_TELLING, hearing=False)
    assert "不因陈述、申辩、听证给予更重的处罚" in said(PaperKind.PENALTY_TELLING, hearing=False)


def test_an_approval_after_an_emergency_says_so():
    assert "事后补办" not in said(PaperKind.APPROVAL)
    assert "事后补办" in said(PaperKind.APPROVAL, emergency=True)


def test_a_record_without_problems_says_so():
    assert "未发现问题。" in said(PaperKind.RECORD, troubles=())
