"""Codes are read in one way, however people type them."""

import json
import unicodedata

import pytest
from hypothesis import given as over
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from libs.domain.testing import KINDS, spellings
from libs.events.catalog import spelling
from libs.events.catalog.codes import EntityId, IndustryCode, InspectorId, Ref
from libs.events.shapes.asked import asking


@pytest.mark.parametrize("name", KINDS)
def test_every_spelling_of_a_code_is_read_as_the_code_that_is_kept(name):
    read = TypeAdapter(KINDS[name].shape).validate_python
    for kept, typed in spellings(KINDS[name]):
        assert read(typed) == kept, typed
        with asking():
            assert read(typed) == kept, typed


@pytest.mark.parametrize("name", KINDS)
def test_what_was_written_as_json_stays_as_it_was_written(name):
    kind = KINDS[name]
    read = TypeAdapter(kind.shape).validate_json
    for kept in kind.kept:
        assert read(json.dumps(kept)) == kept
    for shape, said in ((InspectorId, "i-421088-9001"), (IndustryCode, "Catering"), (EntityId, "uscc:91421088macg0002x5")):
        assert TypeAdapter(shape).validate_json(json.dumps(said)) == said


@pytest.mark.parametrize("sign", [*"-‐‑‒–—―−ー﹘﹣－", *" \t\n\r\u00a0\u3000\u00ad\u200b\ufeff"])
def test_a_hyphen_is_a_hyphen_and_a_blank_a_blank_in_every_code(sign):
    """An enterprise under a code of two readings would be two."""
    kept = "91421088MACG0002X5"
    typed = f"{kept[:2]}{sign}{kept[2:8]}{sign}{kept[8:].lower()}"
    assert spelling.credit_code(typed) == kept
    assert spelling.entity(f"uscc:{typed}") == f"uscc:{kept}"
    hyphened = unicodedata.normalize("NFKC", sign) in "-‐‑‒–—―−ー"
    assert spelling.plainly(f"a{sign}b") == ("a-b" if hyphened else "ab")


@over(st.text(max_size=40))
def test_what_is_read_is_read_as_itself_again(text):
    for read in (spelling.plainly, spelling.small, spelling.capitals, spelling.industry, spelling.entity):
        kept = read(text)
        # No code has another script's letters.
        assert not kept.isascii() or read(kept) == kept


@pytest.mark.parametrize("typed", ["R-1", "r-1"])
def test_the_case_of_a_reference_counts(typed):
    assert TypeAdapter(Ref).validate_python(f" {typed} ") == typed


@pytest.mark.parametrize("typed", ["I", "I_42", "执法员甲", "I-421088-0001\x00"])
def test_what_is_no_code_is_refused_in_any_width(typed):
    with pytest.raises(ValidationError):
        TypeAdapter(InspectorId).validate_python(typed)
