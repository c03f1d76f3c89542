"""Shares and changes in per cent."""

from decimal import Decimal

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from libs.events.catalog.disclosure.policy import Rounding
from services.disclosure.figures.shares import decrease, percent


def test_the_sources_own_figures_come_out():
    """J-28, J-29, J-31. One of the changes was cut and the other rounded; no single mode gives both."""
    assert percent(412, 516) == Decimal("79.84")
    assert percent(156, 516, places=1) == percent(156, 516, places=1, mode=Rounding.ROUND) == Decimal("30.2")
    assert decrease(135, 173, places=1) == Decimal("21.9")
    assert decrease(135, 173, places=1, mode=Rounding.ROUND) == Decimal("22.0")
    assert decrease(516, 615, places=1, mode=Rounding.ROUND) == Decimal("16.1")
    assert decrease(516, 615, places=1) == Decimal("16.0")


@over(st.integers(0, 10**9), st.integers(1, 10**9), st.integers(0, 4))
def test_a_share_is_cut_never_raised_and_rounding_is_the_nearest(part, whole, places):
    exact, unit = Decimal(part) * 100 / Decimal(whole), Decimal(1).scaleb(-places)
    slack = Decimal(1).scaleb(-9)
    assert -slack <= exact - percent(part, whole, places=places) <= unit
    assert abs(exact - percent(part, whole, places=places, mode=Rounding.ROUND)) <= unit / 2 + slack


def test_a_share_of_nothing_is_no_number_and_more_than_before_is_a_negative_decrease():
    assert percent(0, 0) is None
    assert decrease(1, 0) is None
    assert decrease(110, 100) == Decimal("-10.00")
    with pytest.raises(ValueError, match="-1"):
        percent(1, -1)
