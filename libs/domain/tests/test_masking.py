"""What the public may not read."""

import re

import pytest
from hypothesis import example
from hypothesis import given as over
from hypothesis import strategies as st

from libs.domain.masking import WITHHELD, Masked, is_masked, mask_entity_name, mask_text
from libs.events.catalog.credit_codes import uscc_fault


@pytest.mark.parametrize(
    ("words", "shown", "rule"),
    [
        ("联系 18012341999 处理", "联系 180****1999 处理", "mobile"),
        ("联系18012341999", "联系180****1999", "mobile"),
        ("证号 51343620000320711X。", "证号 5***************1X。", "identity-number"),
        ("电话0716-3322110", "电话0716******10", "landline"),
        ("账号 6222021234567890123", "账号 6222***********0123", "card"),
        ("邮箱 duan@example.cn", "邮箱 d****@example.cn", "email"),
        ("车牌苏D40000", "车牌苏D4***0", "plate"),
        ("法定代表人:段正淳", "法定代表人:段**", "person-name"),
        ("经营者张三未办理健康证", "经营者张*未办理健康证", "person-name"),
        ("负责人欧阳明现场承认", "负责人欧阳*现场承认", "person-name"),
        ("家庭住址:监利市容城镇民主街十二号", "家庭住址:监利市容********", "home-address"),
        ("涉及商业秘密:配方", WITHHELD, "secret"),
    ],
)
def test_personal_data_and_secrets_are_masked(words, shown, rule):
    masked = mask_text(words)
    assert (masked.text, masked.hidden) == (shown, {rule})


@pytest.mark.parametrize(
    "words",
    [
        "统一社会信用代码 91421088EX5068145X",
        "注册号 110108000000016",
        "经营者陈述已整改",
        "负责人高度重视",
        "从业人员应当持健康证上岗",
        "冷藏温度 12 ℃,超过 0-8 ℃",
        "GB 32100-2015 第 5 条",
        "消防通道堵塞 3 处",
    ],
)
def test_public_matters_are_left_as_they_are(words):
    assert mask_text(words) == Masked(words)


def test_an_all_digit_credit_code_is_not_taken_for_an_identity_number():
    assert mask_text("代码 123502001549897397").text == "代码 123502001549897397"
    assert mask_text("代码 123502001549897398").text != "代码 123502001549897398"


def test_a_business_name_stays_and_a_bare_persons_name_does_not():
    for name in ("容城月福早点铺(示例)", "张记", "黄鹤楼", "周黑鸭", "张三烧烤", "沙县小吃", "好再来"):
        assert mask_entity_name(name) == Masked(name)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张小三", "张**"), ("文国强", "文**"), ("覃建华", "覃**"), ("张 三", "张*"), ("王\u3000伟", "王*"),
        ("王\u200b伟", "王*"), ("张三(个体)", "张*"), ("店主 张三", "张*"), ("张三师傅", "张*"), ("長孫無忌", "長***"),
        ("阿依古丽·艾买提", "阿*******"), ("張三", "張*"), ("欧阳鹤轩", "欧***"), ("张三、李四", "张****"),
    ],
)  # fmt: skip
def test_a_persons_name_is_known_however_offices_write_it(name, shown):
    assert mask_entity_name(name) == Masked(shown, frozenset({"person-name"}))
    assert is_masked(shown)


_WIDE = str.maketrans(":,;()", "\uff1a\uff0c\uff1b\uff08\uff09")


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("经营者:张小三未公示,住址:监利市容城镇民主街十二号,已告知", "经营者:张**未公示,住址:监利市容********,已告知"),
        ("当事人(张小三)在场", "当事人(张**)在场"),
        ("负责人张小三、李小四在场", "负责人张**、李**在场"),
        ("从业人员文国强、兰小明无健康证", "从业人员文**、兰**无健康证"),
        ("店主:王 伟", "店主:王**"),
        ("业主张小三死亡", "业主张**死亡"),
        ("经营者:负责人高度重视;当事人农村户籍", "经营者:负责人高度重视;当事人农村户籍"),
    ],
)
def test_words_are_masked_alike_in_full_and_half_width(words, shown):
    assert mask_text(words).text == shown
    assert mask_text(words.translate(_WIDE)).text == shown.translate(_WIDE)


_MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
_IDS = st.from_regex(r"[1-9][0-9]{16}[0-9X]", fullmatch=True)
_PLAIN = st.text("现场检查发现消防通道堵塞,。 abc", max_size=20)


@over(_PLAIN, _MOBILES | _IDS, _PLAIN, st.booleans())
@example("", "13800000000", "", True)
def test_no_telephone_or_identity_number_is_ever_shown(before, number, after, wide):
    written = number.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789X"}) if wide else number
    masked = mask_text(f"{before}:{written}。{after}")
    if masked.text == f"{before}:{number}。{after}":
        assert uscc_fault(number) is None
    else:
        assert number not in masked.text
        assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", masked.text)
        assert masked.hidden


@over(
    st.lists(
        st.sampled_from(["联系18012341999", "法定代表人:段正淳", "住址:容城镇民主街", "合格", ",", "苏D40000"]), max_size=6
    )
)
def test_masking_twice_hides_nothing_more(words):
    once = mask_text("".join(words))
    assert mask_text(once.text).text == once.text
