"""Decisions about publications and ratings, read like the regulation; masking and figures."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import example
from hypothesis import given as over
from hypothesis import strategies as st

from libs.events.catalog.codes import uscc_fault
from libs.events.catalog.disclosure.publication import (
    PublicationCorrected,
    PublicationDue,
    PublicationMade,
    PublicationOverdue,
    PublicationWithdrawn,
    Subject,
)
from libs.events.catalog.disclosure.rating import RatingGiven
from libs.events.testing import given
from services.disclosure.commands import (
    CorrectPublication,
    GiveRating,
    OpenPublication,
    PassPublicationDue,
    Publish,
    TakeBackRevoked,
    WithdrawPublication,
    publication_ref,
)
from services.disclosure.decide import PUBLICATION, RATING
from services.disclosure.decide.refusals import (
    AlreadyPublished,
    AlreadyRated,
    NoSuchPublication,
    NothingToCorrect,
    NotPublished,
    PublicationOver,
)
from services.disclosure.policy.figures import Mode, decrease, percent
from services.disclosure.policy.masking import WITHHELD, Masked, mask_entity_name, mask_text

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
DEADLINE = datetime(2026, 3, 9, 15, 59, 59, tzinfo=UTC)
MARKET, ENTITY = "421088-market", "uscc:91421088EX5068145X"
OLD, NEW = "a" * 64, "b" * 64
PUB = "result-R-1"

OPEN = OpenPublication(
    publication=PUB,
    subject=Subject.RESULT,
    reference="R-1",
    entity=ENTITY,
    department=MARKET,
    occurred_on=date(2026, 3, 2),
    due=DEADLINE,
)
DUE = PublicationDue(**OPEN.model_dump())
OVERDUE = PublicationOverdue(publication=PUB, department=MARKET, due=DEADLINE)
PUBLISH = Publish(publication=PUB, content=OLD, masked=("evidence",))
CORRECT = CorrectPublication(publication=PUB, content=NEW, reason="名称有误")
WITHDRAW = WithdrawPublication(publication=PUB, reason="公示对象有误")
REVOKE = TakeBackRevoked(publication=PUB, reason="结果已撤销")
PASSED = PassPublicationDue(publication=PUB)
WITHDRAWN = PublicationWithdrawn(publication=PUB, reason="公示对象有误")


def made(at: datetime, *, late: bool) -> PublicationMade:
    return PublicationMade(
        publication=PUB,
        subject=Subject.RESULT,
        reference="R-1",
        entity=ENTITY,
        department=MARKET,
        content=OLD,
        masked=("evidence",),
        late=late,
        published_at=at,
    )


MADE = made(NOON, late=False)
CORRECTED = PublicationCorrected(publication=PUB, content=NEW, reason="名称有误")


def test_a_result_starts_the_clock_and_only_once():
    given(PUBLICATION).when(OPEN, at=NOON).then(DUE)
    given(PUBLICATION, DUE).when(OPEN, at=NOON).nothing()
    given(PUBLICATION, DUE, MADE).when(OPEN, at=NOON).nothing()


@pytest.mark.parametrize(
    ("at", "late"), [(NOON, False), (DEADLINE, False), (DEADLINE + timedelta(seconds=1), True)], ids=["early", "last", "late"]
)
def test_a_publication_is_late_only_after_its_last_second(at, late):
    given(PUBLICATION, DUE).when(PUBLISH, at=at).then(made(at, late=late))


def test_what_was_overdue_can_still_be_published_and_is_late():
    after = DEADLINE + timedelta(days=3)
    given(PUBLICATION, DUE, OVERDUE).when(PUBLISH, at=after).then(made(after, late=True))


def test_a_deadline_that_passes_is_a_fact_once_and_only_while_nothing_is_published():
    after = DEADLINE + timedelta(seconds=1)
    given(PUBLICATION, DUE).when(PASSED, at=after).then(OVERDUE)
    given(PUBLICATION, DUE).when(PASSED, at=DEADLINE).nothing()
    given(PUBLICATION, DUE, OVERDUE).when(PASSED, at=after).nothing()
    given(PUBLICATION, DUE, MADE).when(PASSED, at=after).nothing()
    given(PUBLICATION, DUE, WITHDRAWN).when(PASSED, at=after).nothing()
    given(PUBLICATION).when(PASSED, at=after).nothing()


def test_a_publication_is_corrected_openly_and_only_when_something_changes():
    given(PUBLICATION, DUE, MADE).when(CORRECT, at=NOON).then(CORRECTED)
    given(PUBLICATION, DUE, MADE, CORRECTED).when(CORRECT, at=NOON).refused(NothingToCorrect)


def test_nobody_ends_the_clock_without_publishing():
    given(PUBLICATION, DUE).when(CORRECT, at=NOON).refused(NotPublished)
    given(PUBLICATION, DUE, OVERDUE).when(WITHDRAW, at=NOON).refused(NotPublished)


def test_what_is_published_is_withdrawn_and_stays_so():
    given(PUBLICATION, DUE, MADE).when(WITHDRAW, at=NOON).then(WITHDRAWN)
    for again in (PUBLISH, CORRECT, WITHDRAW):
        given(PUBLICATION, DUE, MADE, WITHDRAWN).when(again, at=NOON).refused(PublicationOver)


def test_nothing_is_published_twice_or_out_of_the_blue():
    given(PUBLICATION, DUE, MADE).when(PUBLISH, at=NOON).refused(AlreadyPublished)
    for command in (PUBLISH, CORRECT, WITHDRAW):
        given(PUBLICATION).when(command, at=NOON).refused(NoSuchPublication)


def test_a_revoked_result_is_taken_back_whether_published_or_due():
    taken = PublicationWithdrawn(publication=PUB, reason="结果已撤销")
    given(PUBLICATION, DUE, MADE).when(REVOKE, at=NOON).then(taken)
    given(PUBLICATION, DUE).when(REVOKE, at=NOON).then(taken)
    given(PUBLICATION, DUE, MADE, WITHDRAWN).when(REVOKE, at=NOON).nothing()
    given(PUBLICATION).when(REVOKE, at=NOON).nothing()


def test_a_ticket_rates_once():
    rating = GiveRating(rating="R-1", visit="blind-1", ticket=OLD, stars=4, departments=(MARKET,))
    fact = RatingGiven(**rating.model_dump())
    given(RATING).when(rating, at=NOON).then(fact)
    given(RATING, fact).when(rating, at=NOON).refused(AlreadyRated)


@over(st.lists(st.sampled_from([OPEN, PUBLISH, CORRECT, WITHDRAW, REVOKE, PASSED]), max_size=12), st.data())
def test_whatever_is_asked_in_whatever_order_a_publication_is_due_made_and_withdrawn_at_most_once(commands, data):
    past, now = [], NOON
    for command in commands:
        now += data.draw(st.timedeltas(timedelta(0), timedelta(days=6)))
        past += given(PUBLICATION, *past).when(command, at=now).facts
    kinds = [type(fact) for fact in past]
    assert all(kinds.count(kind) <= 1 for kind in (PublicationDue, PublicationMade, PublicationOverdue, PublicationWithdrawn))
    assert kinds[:1] in ([], [PublicationDue])
    assert PublicationWithdrawn not in kinds[:-1]
    if PublicationOverdue in kinds and PublicationMade in kinds:
        assert kinds.index(PublicationOverdue) < kinds.index(PublicationMade)
        assert past[kinds.index(PublicationMade)].late
    if PublicationCorrected in kinds:
        assert kinds.index(PublicationMade) < kinds.index(PublicationCorrected)


@over(st.text("abcXYZ019._:-", min_size=1, max_size=100), st.sampled_from(Subject), st.none() | st.integers(1, 99))
@example("a" * 99, Subject.RESULT, 12)
def test_a_publications_name_always_fits_and_never_fits_two(reference, subject, edition):
    name = publication_ref(subject, f"P{reference}"[:100], edition)
    assert len(name) <= 100
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}", name)
    assert name != publication_ref(subject, f"Q{reference}"[:100], edition)


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


def test_the_sources_own_figures_come_out():
    """J-28, J-29, J-31. One of the changes was cut and the other rounded; no single mode gives both."""
    assert percent(412, 516) == Decimal("79.84")
    assert percent(156, 516, places=1) == percent(156, 516, places=1, mode=Mode.ROUND) == Decimal("30.2")
    assert decrease(135, 173, places=1) == Decimal("21.9")
    assert decrease(135, 173, places=1, mode=Mode.ROUND) == Decimal("22.0")
    assert decrease(516, 615, places=1, mode=Mode.ROUND) == Decimal("16.1")
    assert decrease(516, 615, places=1) == Decimal("16.0")


@over(st.integers(0, 10**9), st.integers(1, 10**9), st.integers(0, 4))
def test_a_share_is_cut_never_raised_and_rounding_is_the_nearest(part, whole, places):
    exact, unit = Decimal(part) * 100 / Decimal(whole), Decimal(1).scaleb(-places)
    slack = Decimal(1).scaleb(-9)
    assert -slack <= exact - percent(part, whole, places=places) <= unit
    assert abs(exact - percent(part, whole, places=places, mode=Mode.ROUND)) <= unit / 2 + slack


def test_a_share_of_nothing_is_no_number_and_more_than_before_is_a_negative_decrease():
    assert percent(0, 0) is None
    assert decrease(1, 0) is None
    assert decrease(110, 100) == Decimal("-10.00")
    with pytest.raises(ValueError, match="-1"):
        percent(1, -1)
