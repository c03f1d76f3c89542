"""Decisions on areas (L-36 to L-38)."""

from libs.events.catalog.codes import Level
from libs.events.catalog.registry.places import AreaFormed, CentreMember, CommandCentre
from libs.events.refusal import Invalid
from libs.events.testing.decisions import given
from services.registry.lists import refusals as lists_refusals
from services.registry.places import commands as c
from services.registry.places import refusals as r
from services.registry.places.decide import AREA, TOWNSHIP
from services.registry.testing import DEPARTMENTS, JAN, MARKET, NOON, TOWNSHIPS

# Areas (L-36 to L-38)


def area(*, level=Level.COUNTY, taken=None, **changes):
    known = c.AreaLookups(TOWNSHIPS, DEPARTMENTS, level, taken or {})
    fields = {
        "area": "AREA-1", "title": "东片区", "townships": ("421088100", "421088101"), "effective_from": JAN,
        "centre": CommandCentre(
            named_by="421088-urban-management", powers=("coordinate", "veto"),
            members=(
                CentreMember(body="421088100", duty="执法监管工作负责人"),
                CentreMember(body="421088101-enforcement", duty="执法队长"),
            ),
        ),
    }  # fmt: skip
    return c.FormArea(**{**fields, **changes}, known=known)


def test_an_area_holds_each_township_once_with_its_head_named_by_the_county():
    formed = given(AREA).when(area(), at=NOON).facts
    assert isinstance(formed[0], AreaFormed)
    given(AREA).when(area(taken={"421088101": "AREA-2"}), at=NOON).refused(r.TownshipTaken)
    given(AREA).when(area(townships=("421088100", "421088102")), at=NOON).refused(r.HeadMissing)
    given(AREA).when(area(level=Level.TOWNSHIP), at=NOON).refused(r.NamedTooLow)
    given(AREA).when(area(level=Level.CITY), at=NOON).then(*formed)
    given(AREA).when(area(townships=("421088100", "421088100")), at=NOON).refused(lists_refusals.NamedTwice)


def test_an_area_names_listed_townships_departments_and_members():
    def field(**changes):
        return given(AREA).when(area(**changes), at=NOON).refused(Invalid).field

    centre = area().centre
    stranger = CentreMember(body="421088-moon", duty="执法队长")
    assert field(townships=("421088100", "421088999")) == "townships"
    assert field(centre=centre.model_copy(update={"named_by": "421088-moon"})) == "centre.named_by"
    assert field(centre=centre.model_copy(update={"members": (*centre.members, stranger)})) == "centre.members"
    # Announced for a later day: nobody can tell its level on this one.
    assert field(level=None) == "centre.named_by"


def test_a_township_is_of_a_province_and_answered_for_by_a_listed_department():
    def field(**changes):
        said = {"township": "421088100", "title": "容城街道", "department": MARKET, "known": DEPARTMENTS, **changes}
        return given(TOWNSHIP).when(c.ListTownship(**said), at=NOON).refused(Invalid).field

    assert field(township="991088100") == "township"
    assert field(department="421088-moon") == "department"
