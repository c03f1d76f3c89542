"""Facts: names, versions, upcasting at the read boundary, what cannot be read."""

import pytest
from pydantic import ValidationError

from libs.events.fact import Catalog, Fact, Unknown, UnreadableFactError, Visibility, catalog


class Painted(Fact, name="probe.painted", version=3, visibility=Visibility.SHARED):
    colour: str
    coats: int
    by: str = "nobody"


@catalog.upcaster("probe.painted", from_version=1)
def _one_coat(data):
    return {"colour": data.pop("color"), "coats": 1}


@catalog.upcaster("probe.painted", from_version=2)
def _by_the_painter(data):
    return {**data, "by": "painter"}


class Hung(Fact, name="probe.hung", version=2):
    side: str


@pytest.mark.parametrize(
    "name",
    ["painted", "Probe.painted", "probe.Painted", "probe.painted.again", "probe.", ".painted", "probe.paint_ed", "9.painted",
     "probe.painted\n", "probe.-painted", "probe.painted-", "probe painted"],
)  # fmt: skip
def test_a_name_that_is_not_service_dot_past_tense_is_refused(name):
    with pytest.raises(ValueError, match="past-tense"):
        type("Odd", (Fact,), {"__module__": __name__}, name=name)
    assert catalog.newest(name) is None


def test_a_fact_carries_its_name_version_and_visibility():
    assert (Painted.fact_type, Painted.fact_version, Painted.visibility) == ("probe.painted", 3, Visibility.SHARED)
    assert Hung.visibility is Visibility.INTERNAL
    assert Painted in catalog.of("probe")
    assert Painted not in catalog.of("prob")


def test_a_class_without_a_name_is_an_abstract_base_and_not_registered():
    before = list(catalog)

    class Base(Fact):
        door: str

    assert Base.fact_type == ""
    assert list(catalog) == before


def test_a_fact_does_not_change_and_takes_no_foreign_fields():
    painted = Painted(colour="red", coats=2)
    with pytest.raises(ValidationError):
        painted.colour = "blue"
    with pytest.raises(ValidationError):
        Painted(colour="red", coats=2, price=3)


def test_not_a_number_is_no_value_of_a_fact():
    class Weighed(Fact, name="probe.weighed"):
        kilograms: float

    with pytest.raises(ValidationError):
        Weighed(kilograms=float("nan"))


def test_data_of_every_older_version_comes_back_as_the_newest():
    assert catalog.decode("probe.painted", 1, {"color": "red"}) == Painted(colour="red", coats=1, by="painter")
    assert catalog.decode("probe.painted", 2, {"colour": "red", "coats": 4}) == Painted(colour="red", coats=4, by="painter")
    assert catalog.decode("probe.painted", 3, {"colour": "red", "coats": 4}) == Painted(colour="red", coats=4)


def test_upcasting_leaves_the_stored_data_alone():
    stored = {"color": "red"}
    catalog.decode("probe.painted", 1, stored)
    assert stored == {"color": "red"}


def test_an_unknown_type_is_kept_as_it_came():
    assert catalog.decode("probe.sung", 1, {"song": "x"}) == Unknown("probe.sung", 1, {"song": "x"})


def test_a_version_newer_than_any_known_is_kept_as_it_came():
    assert catalog.decode("probe.painted", 4, {"shade": 1}) == Unknown("probe.painted", 4, {"shade": 1})


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"colour": "red"},
        {"colour": "red", "coats": "many"},
        {"colour": "r", "coats": 1, "x": 1},
        {"colour": "red", "coats": "4"},
    ],
)
def test_data_that_does_not_fit_its_version_is_unreadable(data):
    with pytest.raises(UnreadableFactError, match=r"probe.painted v3"):
        catalog.decode("probe.painted", 3, data)


def test_a_version_without_an_upcaster_is_unreadable():
    with pytest.raises(UnreadableFactError, match=r"no upcaster for probe\.hung from version 1"):
        catalog.decode("probe.hung", 1, {"side": "left"})


def test_an_upcaster_that_trips_over_the_data_makes_it_unreadable_and_does_not_escape():
    """It once escaped as KeyError, and the consumer then stood still at that message."""
    with pytest.raises(UnreadableFactError, match="upcaster failed"):
        catalog.decode("probe.painted", 1, {"farbe": "rot"})


def test_two_classes_may_not_hold_the_same_type_and_version():
    with pytest.raises(ValueError, match="already"):

        class PaintedAgain(Fact, name="probe.painted", version=3):
            pass

    assert catalog.newest("probe.painted") is Painted


def test_the_same_class_name_in_another_module_is_another_class():
    with pytest.raises(ValueError, match="already"):
        type("Painted", (Fact,), {"__module__": "elsewhere", "__qualname__": "Painted"}, name="probe.painted", version=3)


def test_the_newest_version_counts_whatever_the_order_of_registration():
    class First(Fact):
        pass

    class Second(Fact):
        pass

    First.fact_type, First.fact_version = "probe.ordered", 1
    Second.fact_type, Second.fact_version = "probe.ordered", 2
    for order in ((First, Second), (Second, First)):
        mine = Catalog()
        for cls in order:
            mine.register(cls)
        assert mine.newest("probe.ordered") is Second
        assert list(mine) == [First, Second]
