"""What the public may not read."""

import re

import pytest
from hypothesis import example
from hypothesis import given as over
from hypothesis import strategies as st

from libs.domain.masking import WITHHELD, Masked, mask_entity_name, mask_text
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
    assert mask_entity_name("容城月福早点铺(示例)", "household").text == "容城月福早点铺(示例)"
    assert mask_entity_name("张小三", "household").text == "张**"
    assert mask_entity_name("张小三", "enterprise").text == "张小三"


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
