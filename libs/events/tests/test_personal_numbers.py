"""Personal numbers never enter a fact, and nothing else is taken for one."""

import json
from datetime import date

import pytest
from hypothesis import given as over
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from libs.events.catalog import personal_numbers
from libs.events.catalog.codes import (
    DepartmentCode,
    EntityId,
    IndustryCode,
    InspectorId,
    ItemCode,
    Kind,
    Name,
    PlainText,
    Ref,
)
from libs.events.catalog.credit_codes import CATEGORIES, organisation_check_character, uscc_check_character, uscc_fault
from libs.events.catalog.identity_numbers import identity_check_character, is_identity_number
from libs.events.catalog.personal_numbers import found, plain
from libs.events.shapes.asked import asking
from libs.events.shapes.faults import fault_of


class Said(BaseModel):
    text: PlainText | None = None
    name: Name | None = None
    inspector: InspectorId | None = None
    entity: EntityId | None = None
    ref: Ref | None = None
    department: DepartmentCode | None = None
    industry: IndustryCode | None = None
    item: ItemCode | None = None
    kind: Kind | None = None


def kinds(text: str) -> list[str]:
    return [each.kind for each in found(text)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("联系人138-0013-8000", "mobile"),
        ("联系人138 0013 8000", "mobile"),
        ("+8613800138000", "mobile"),
        ("0086 138 0013 8000", "mobile"),
        ("(138)0013-8000", "mobile"),
        ("１３８００１３８０００", "mobile"),
        ("138\u200b0013\u200b8000", "mobile"),
        ("①③⑧00138000", "mobile"),
        ("微信wx13800138000", "mobile"),
        ("1 3 8 0 0 1 3 8 0 0 0", "mobile"),
        ("试验13800000000便民店", "mobile"),
        ("身份证 421023 19900101 0193", "identity-number"),
        ("证号421023１９９００１０１0193", "identity-number"),
        ("老身份证420103900101019", "identity-number"),
        ("试验110101199001010010便民店", "identity-number"),
        ("证51343620000320711x", "identity-number"),
        ("电话0716-3322110", "landline"),
        ("(0716)3322110", "landline"),
        ("+86 716 332 2110", "landline"),
        ("电话:07163322110", "landline"),
        ("138 - 0013 - 8000", "mobile"),
        ("138 － 0013 － 8000", "mobile"),
        ("138\n0013\n8000", "mobile"),
        ("1380013\r\n8000", "mobile"),
        ("138、0013、8000", "mobile"),
        ("138，0013，8000", "mobile"),
        ("138*0013*8000", "mobile"),
        ("15927812345、3322110", "mobile"),
        ("421023，19900101，0193", "identity-number"),
        ("42102319900101\n0193", "identity-number"),
        ("无证书，手机13800138000", "mobile"),
        ("已核发许可，电话13800138000", "mobile"),
        ("未办理许可；电话：13800138000", "mobile"),
        ("未办理许可；13800138000", "mobile"),
        ("备案人电话13800138000", "mobile"),
        ("备案人13800138000", "mobile"),
        ("证书持有人13800138000", "mobile"),
        ("持健康证书的员工13800138000", "mobile"),
        ("手机编号13800138000", "mobile"),
        ("联系电话登记号13800138000", "mobile"),
        ("身份证编号421023201801010191", "identity-number"),
        ("居民身份证编号：421023201801010191", "identity-number"),
        ("身份证证号421023201801010191", "identity-number"),
        ("身份证，证号421023201801010191", "identity-number"),
        ("身份证(证号：421023201801010191", "identity-number"),
        ("身份证登记号：421023201801010191", "identity-number"),
        ("出生证编号421023201801010191", "identity-number"),
        ("监利市市场监管局07163322110", "landline"),
        ("投诉热线07163322110", "landline"),
        ("值班电话(24小时)07163322110", "landline"),
        ("传真01062345678", "landline"),
        ("卡号 6222021234567890128", "card"),
        ("卡号 6222 0212 3456 7890 128", "card"),
    ],
)
def test_personal_numbers_are_found_as_people_write_them(text, kind):
    assert kinds(text) == [kind]
    with asking(), pytest.raises(ValidationError, match="personal number"):
        Said(text=text)


@pytest.mark.parametrize(
    "text",
    [
        "与914210232000000219混放",
        "立案号202601011234567890",
        "案号 421088202601010005",
        "案号 421088202601010006",
        "检定证书编号17912345678",
        "注册号 110108000000016",
        "监利市监处罚〔2026〕123号",
        "L-421088-001234",
        "2026-11-29 13:00 至 2026-11-30 15:00",
        "sha256 " + "a" * 10 + "13800138000" + "b" * 43,
        "GB 32100-2015 与 GB 11714-1997",
        "规格 1200 x 600 x 300",
        "规格 1200*600*300、1500，2000",
        "检定证书编号：17912345678",
        "检定证书编号为17912345678",
        "检定证书号 17912345678",
        "备案号:17912345678",
        "案号 421088251103001",
        "编号07163322110",
        "〔2026〕07163322110号",
        "2026-07163322110",
        "中心温度 11.2、12.3、12.1、10.5、11.1",
        "应缴 4500、4600、4700、4806 元",
        "第1、2、3、4、5、6、7、8、9、10、11、12项",
    ],
)
def test_codes_days_and_docket_numbers_are_none(text):
    assert kinds(text) == []
    with asking():
        assert Said(text=text).text == text


_PLACES = st.sampled_from(["421023", "110101", "362322", "911101", "510104"])
_DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
_BETWEEN = st.sampled_from(["", " ", "-", "\u3000", "\uff0d"])


@st.composite
def identity_numbers(draw):
    first = draw(_PLACES) + draw(_DAYS).strftime("%Y%m%d") + f"{draw(st.integers(0, 999)):03d}"
    return first + identity_check_character(first)


@over(identity_numbers(), _BETWEEN, _BETWEEN, st.booleans())
def test_no_identity_number_passes_however_it_is_parted(number, first, second, wide):
    said = number[:6] + first + number[6:14] + second + number[14:]
    if wide:
        said = said.translate({code: code + 0xFEE0 for code in map(ord, "0123456789X")})
    assert [(each.kind, each.digits) for each in found(f"当事人{said}在场")] == [("identity-number", number)]
    assert uscc_fault(number) is not None


@st.composite
def credit_codes(draw, organisation="0123456789"):
    body = draw(st.sampled_from([a + b for a in CATEGORIES for b in CATEGORIES[a]]))
    own = draw(st.text(organisation, min_size=8, max_size=8))
    first = body + draw(_PLACES.filter(lambda place: place != "911101")) + own + organisation_check_character(own)
    return first + uscc_check_character(first)


@over(credit_codes() | credit_codes("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_a_right_credit_code_is_no_personal_number_unless_it_is_an_identity_number_too(code):
    fault = uscc_fault(code)
    if is_identity_number(code):
        assert fault is not None
        assert fault.lawful
    else:
        assert fault is None
        assert found(f"该户与{code}为同一地址") == []


@over(credit_codes(), st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXYZIO"))
def test_a_code_with_one_wrong_character_is_refused(code, place, character):
    if code[place] != character:
        # Position 17 stands for the eight before it: both would have to be wrong in the same way.
        assert uscc_fault(code[:place] + character + code[place + 1 :]) is not None


@pytest.mark.parametrize("code", ["Y153455941127513XE", "N136363990511167XH"])
def test_a_right_credit_code_with_an_old_identity_number_within_it_is_none(code):
    assert uscc_fault(code) is None
    assert kinds(f"该户与{code}为同一地址") == []
    assert kinds(f"该户与{code[:-1]}A为同一地址") == ["identity-number"]


def test_of_a_long_list_of_figures_only_so_many_are_put_together_as_a_number_has(monkeypatch):
    looked_at = []
    monkeypatch.setattr(personal_numbers, "_kind", lambda *of: looked_at.append(len(of[3])))
    assert found("12 " * 660) == []
    assert (len(looked_at) < 660 * 11, max(looked_at)) == (True, 20)


@over(st.text(max_size=60))
def test_the_plain_form_is_as_long_as_the_text_and_has_the_same_numbers(text):
    assert len(plain(text)) == len(text)
    assert [(f.kind, f.start, f.end) for f in found(plain(text))] == [(f.kind, f.start, f.end) for f in found(text)]


def test_names_and_inspectors_ids_hold_none_either():
    for field, value in (("name", "便民店13800000000"), ("inspector", "421023199001010193"), ("inspector", "13800138000")):
        with asking(), pytest.raises(ValidationError, match="personal number"):
            Said(**{field: value})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("entity", "lives:421023199001010193"),
        ("entity", "lives:13800138000"),
        ("entity", "lives:A-138-0013-8000"),
        ("entity", "stall:13800138000"),
        ("entity", "stall:421023-19900101-0193"),
        ("entity", "sfz:421023201801010191"),
        ("entity", "phone:13800138000"),
        ("ref", "421023199001010193"),
        ("ref", "A-420103900101019"),
        ("ref", "13800138000"),
        ("ref", "A-138-0013-8000"),
    ],
)
def test_ids_hold_none_and_do_not_stay_in_the_refusal(field, value):
    with asking(), pytest.raises(ValidationError, match="personal number") as refused:
        Said(**{field: value})
    (fault,) = map(fault_of, refused.value.errors(include_url=False))
    assert (fault.field, fault.value) == (field, None)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("entity", "stall:421088100-0001"),
        ("entity", "stall:421088100-1010001"),
        ("entity", "stall:511702100-4111111"),
        ("entity", "lives:10001"),
        ("ref", "421088-20260101-0005"),
        ("ref", "184-20180215"),
        ("ref", "lives-86997-20171114-1"),
        ("ref", "R-1842-0180215"),
        ("ref", "421088-20260101-0006"),
        ("ref", "421088251103001"),
        ("ref", "visit-0193b420103900101019a38001380cd1"),
        ("ref", "meeting-13800138000abcde"),
        ("ref", "b5e8a1c8-0a13-4b00-8f0a-013800138000"),
        ("ref", "JY14210880001234"),
    ],
)
def test_ids_of_the_register_of_cases_and_of_ours_are_taken(field, value):
    with asking():
        assert getattr(Said(**{field: value}), field) == value


def test_what_was_said_before_stays_readable():
    kept = {"text": "联系人138-0013-8000", "entity": "uscc:123", "ref": "13800138000"}
    assert Said(entity="lives:13800138000").entity == "lives:13800138000"
    assert Said.model_validate_json(json.dumps(kept)).model_dump(exclude_none=True) == kept
    assert Said(**kept).model_dump(exclude_none=True) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("uscc:91421088macg0002x5", "uscc:91421088MACG0002X5"),
        ("USCC：９１４２１０８８ＭＡＣＧ０００２Ｘ５", "uscc:91421088MACG0002X5"),
        (" uscc:9142 1088-MACG 0002X5 ", "uscc:91421088MACG0002X5"),
        ("stall:４２１０８８１００－０００１", "stall:421088100-0001"),
        ("STALL:421088100 - 0004", "stall:421088100-0004"),
        ("Ｓｔａｌｌ:421088100－0003", "stall:421088100-0003"),
        ("lives:A_7", "lives:A_7"),
        ("LIVES: A_7", "lives:A_7"),
    ],
)
def test_an_entitys_id_is_read_as_the_register_keeps_it(typed, kept):
    assert Said(entity=typed).entity == kept


@pytest.mark.parametrize("typed", ["uscc:123", "uscc:421023199001010190", "uscc:91421088MACE000307", "uscc:00421088MACE0001XB"])
def test_what_is_no_credit_code_is_not_asked_about(typed):
    with asking(), pytest.raises(ValidationError, match="credit code"):
        Said(entity=typed)


@pytest.mark.parametrize(
    "said",
    [
        {"department": "421088-13800138000"},
        {"department": "13800138000-market"},
        {"industry": "13800138000"},
        {"industry": "11010519491231002X"},
        {"item": "SCJG-13800138000"},
        {"item": "A-110105194912310021"},
        {"kind": "wang-13800138000"},
    ],
)
def test_no_personal_number_passes_as_a_code(said):
    with asking(), pytest.raises(ValidationError, match="personal number"):
        Said(**said)


@pytest.mark.parametrize(
    "said",
    [
        {"department": "421088-market"},
        {"department": "421088100-fire-2"},
        {"department": "421088100001-village"},
        {"industry": "6210"},
        {"industry": "H-6210"},
        {"item": "SCJG-12"},
        {"item": "330131001000-421088"},
        {"kind": "food-hygiene-2026"},
    ],
)
def test_codes_that_are_none_pass(said):
    with asking():
        assert Said(**said)
