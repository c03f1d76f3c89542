"""Names of publications."""

import re

import pytest
from hypothesis import example
from hypothesis import given as over
from hypothesis import strategies as st

from libs.events.catalog.disclosure.publication import (
    Subject,
)
from services.disclosure.record.names import publication_ref
from services.disclosure.testing import PLAN, draw_facts


@over(st.text("abcXYZ019._:-", min_size=1, max_size=100), st.sampled_from(Subject), st.none() | st.integers(1, 99))
@example("a" * 99, Subject.RESULT, 12)
def test_a_publications_name_always_fits_and_never_fits_two(reference, subject, edition):
    name = publication_ref(subject, f"P{reference}"[:100], edition)
    assert len(name) <= 100
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}", name)
    assert name != publication_ref(subject, f"Q{reference}"[:100], edition)


@pytest.mark.parametrize("length", [1, 80, 99, 100])
async def test_the_read_models_name_a_publication_in_the_same_way(disclosure, length):
    reference = "P" * length
    opened = draw_facts(reference)[0]
    approved = PLAN.model_copy(update={"plan": reference, "edition": 12})
    await disclosure.deliver("planning", opened, (f"plan-{reference}", approved))
    (draw,) = await disclosure.rows("select publication from draws")
    (edition,) = await disclosure.rows("select publication from plan_editions")
    assert draw["publication"] == publication_ref(Subject.DRAW, reference)
    assert edition["publication"] == publication_ref(Subject.PLAN, reference, 12)
