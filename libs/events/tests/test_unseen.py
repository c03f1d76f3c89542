"""What nobody sees in a text is not written down when it is asked, and stays readable where it was."""

import pytest
from pydantic import TypeAdapter, ValidationError

from libs.events.catalog.codes import Name, PlainText
from libs.events.shapes.asked import asking
from libs.events.shapes.faults import fault_of


@pytest.mark.parametrize("shape", [Name, PlainText])
@pytest.mark.parametrize("sign", "\x00\x08\x0b\x1b\x7f\x9b\u202a\u202e\u2066\u2069", ids=ascii)
def test_what_a_terminal_obeys_or_what_turns_a_text_is_not_asked(shape, sign):
    said = f"停业{sign}整顿"
    assert TypeAdapter(shape).validate_python(said) == said
    with asking(), pytest.raises(ValidationError) as refused:
        TypeAdapter(shape).validate_python(said)
    (error,) = refused.value.errors()
    fault = fault_of(error)
    code = f"U+{ord(sign):04X}"
    assert code in fault.rule
    assert code in fault.rule_zh


@pytest.mark.parametrize(
    "said", ["第一行\n第二行\r\n\t第三行", "a\u200bb", "\u200e2026-03-01", "e\u0301", "👩\u200d🔬", "\u00a0甲\u3000乙"]
)
def test_what_people_type_and_paste_is_taken(said):
    for shape in (Name, PlainText):
        with asking():
            assert TypeAdapter(shape).validate_python(f"甲{said}乙") == f"甲{said}乙"
