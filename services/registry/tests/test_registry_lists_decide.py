"""Decisions on the effective-dated lists: what counts from when, who may check, who leads, what others rest on."""

from datetime import UTC, date, datetime

from hypothesis import given as over
from hypothesis import strategies as st

from libs.events.catalog.codes import Ground, Level
from libs.events.catalog.registry.bodies import (
    DepartmentListed,
    DepartmentWithdrawn,
    InspectorCertified,
    InspectorReinstated,
    InspectorSuspended,
    MandateEnded,
    MandateForm,
    MandateGranted,
)
from libs.events.catalog.registry.conference import ConferenceJoined, ConferenceLeft
from libs.events.catalog.registry.discretion import PenaltyGrade
from libs.events.catalog.registry.items import ItemAdjusted, ItemListed, SourceList, SourceRef
from libs.events.catalog.registry.places import AreaFormed, CentreMember, CommandCentre
from libs.events.catalog.registry.scenarios import IndustryListed, IndustryWithdrawn, ManualSection
from libs.events.testing import given
from services.registry.bodies.commands import (
    CertifyInspector,
    EndMandate,
    GrantMandate,
    MandateLookups,
    ReinstateInspector,
    SuspendInspector,
    WithdrawDepartment,
)
from services.registry.bodies.decide import DEPARTMENT, INSPECTOR, MANDATE
from services.registry.bodies.lookups import Mandates
from services.registry.bodies.refusals import NoMandate, NoSuchInspector, NotSuspended, WrongDelegation
from services.registry.conference.commands import JoinConference, LeaveConference
from services.registry.conference.decide import CONFERENCE
from services.registry.conference.refusals import LeadStays, NotAMember
from services.registry.discretion.commands import ListBenchmark
from services.registry.discretion.decide import BENCHMARK
from services.registry.discretion.refusals import GradesOutOfOrder
from services.registry.items.commands import AdjustItem, EnterItem, ItemLookups, LinkSource, ListItem
from services.registry.items.decide import ITEM
from services.registry.items.refusals import AlreadyLinked, ItemDoesNotFit, NoSuchItem
from services.registry.lists.decide import in_force
from services.registry.lists.refusals import BeforeLastEdition, EndsTooEarly, IsWithdrawn, NamedTwice, NotListed, StillRestedOn
from services.registry.places.commands import AreaLookups, FormArea
from services.registry.places.decide import AREA
from services.registry.places.refusals import HeadMissing, NamedTooLow, TownshipTaken
from services.registry.scenarios.commands import (
    IssueManual,
    ListIndustry,
    ListScenario,
    ManualLookups,
    ScenarioLookups,
    WithdrawIndustry,
)
from services.registry.scenarios.decide import INDUSTRY, MANUAL, SCENARIO
from services.registry.testing import (
    DEC,
    DEPARTMENTS,
    FIRE,
    INDUSTRIES,
    ITEMS,
    JAN,
    JUN,
    MAR,
    MARKET,
    NOON,
    OF_ITEM,
    TAX,
    TODAY,
    TOWNSHIPS,
    content,
    listed,
)


def industry(title="餐饮服务", since=JAN):
    return IndustryListed(industry="catering", title=title, effective_from=since)


def list_industry(title="餐饮服务", since=None):
    return ListIndustry(industry="catering", title=title, effective_from=since)


GONE = IndustryWithdrawn(industry="catering", effective_from=JUN, reason="合并")


# From when on


def test_a_change_is_announced_for_a_later_day_and_the_row_of_today_stays():
    later = industry("餐饮", JUN)
    given(INDUSTRY, industry()).when(list_industry("餐饮", JUN), at=NOON).then(later)
    given(INDUSTRY, industry(), later).when(list_industry(), at=NOON).nothing()
    given(INDUSTRY, industry(), later).when(list_industry("餐饮"), at=NOON).nothing()
    given(INDUSTRY, industry(), later).when(list_industry("小餐饮"), at=NOON).refused(BeforeLastEdition)


def test_a_file_does_not_bring_back_what_was_withdrawn_but_a_day_of_its_own_does():
    july = datetime(2026, 7, 1, 4, tzinfo=UTC)
    given(INDUSTRY, industry(), GONE).when(list_industry(), at=NOON).nothing()
    given(INDUSTRY, industry(), GONE).when(list_industry(), at=july).refused(IsWithdrawn)
    given(INDUSTRY, industry(), GONE).when(list_industry(since=DEC), at=july).then(industry(since=DEC))


def test_what_others_rest_on_is_not_withdrawn_and_they_are_named():
    withdraw = WithdrawIndustry(industry="catering", effective_from=JUN, reason="合并", known=("items MKT-0003",))
    refused = given(INDUSTRY, industry()).when(withdraw, at=NOON).refused(StillRestedOn)
    assert "items MKT-0003" in refused.detail_en
    assert "items MKT-0003" in refused.detail_zh
    free = withdraw.model_copy(update={"known": ()})
    given(INDUSTRY, industry()).when(free, at=NOON).then(GONE)
    given(INDUSTRY).when(free, at=NOON).refused(NotListed)
    given(INDUSTRY, industry(), GONE).when(free, at=NOON).refused(IsWithdrawn)
    given(INDUSTRY, industry(since=DEC)).when(free, at=NOON).refused(BeforeLastEdition)


def test_a_department_is_withdrawn_like_every_row():
    row = DepartmentListed(department=TAX, title="税务局", level="county", divisions=("421088",), effective_from=JAN)
    withdraw = WithdrawDepartment(department=TAX, effective_from=JUN, reason="机构改革")
    given(DEPARTMENT, row).when(withdraw, at=NOON).then(
        DepartmentWithdrawn(department=TAX, effective_from=JUN, reason="机构改革")
    )
    resting = withdraw.model_copy(update={"known": ("inspectors I-1",)})
    given(DEPARTMENT, row).when(resting, at=NOON).refused(StillRestedOn)


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["list", "withdraw"]), st.sampled_from(["甲", "乙"]), st.none() | st.dates(JAN, date(2026, 3, 9))
    ),
    max_size=10,
)


@over(CHANGES, st.dates(JAN, date(2026, 3, 12)))
def test_what_was_in_force_on_a_past_day_never_changes_afterwards(changes, day):
    """The list as it stood before the last change's day is what it was: no later change reaches back behind it."""
    facts = ()
    for kind, title, since in changes:
        if kind == "list":
            asked = list_industry(title, since)
        else:
            asked = WithdrawIndustry(industry="catering", effective_from=since or TODAY, reason="调整")
        new = given(INDUSTRY, *facts).when(asked, at=NOON).facts
        for fact in new:
            if day < fact.effective_from:
                assert in_force((*facts, fact), day, IndustryWithdrawn) == in_force(facts, day, IndustryWithdrawn)
            else:
                held = in_force((*facts, fact), day, IndustryWithdrawn)
                assert held == (None if isinstance(fact, IndustryWithdrawn) else fact)
        facts += new


# Who may check (X-06, B-08)


def grant(form="statutory", delegator=None, **more):
    known = MandateLookups(DEPARTMENTS, delegator and MandateForm(delegator))
    return GrantMandate(department=TAX, form=form, basis="税收征收管理法", effective_from=JAN, known=known, **more)


MANDATE_OF_TAX = MandateGranted(department=TAX, form="statutory", basis="税收征收管理法", effective_from=JAN)


def test_a_mandate_is_by_statute_by_authorisation_or_delegated_by_a_body_with_a_power_of_its_own():
    given(MANDATE).when(grant(), at=NOON).then(MANDATE_OF_TAX)
    given(MANDATE).when(grant(delegated_by=MARKET), at=NOON).refused(WrongDelegation)
    given(MANDATE).when(grant("delegated"), at=NOON).refused(WrongDelegation)
    given(MANDATE).when(grant("delegated", delegated_by=TAX, delegator="statutory"), at=NOON).refused(WrongDelegation)
    given(MANDATE).when(grant("delegated", delegated_by=MARKET), at=NOON).refused(WrongDelegation)
    given(MANDATE).when(grant("delegated", delegated_by=MARKET, delegator="delegated"), at=NOON).refused(WrongDelegation)
    held = given(MANDATE).when(grant("delegated", delegated_by=MARKET, delegator="authorised"), at=NOON)
    assert held.facts[0].delegated_by == MARKET
    given(MANDATE).when(grant(effective_until=JAN), at=NOON).refused(EndsTooEarly)


def test_a_mandate_ends_from_a_day_on():
    end = EndMandate(department=TAX, effective_from=JUN, reason="职能划转")
    given(MANDATE, MANDATE_OF_TAX).when(end, at=NOON).then(MandateEnded(department=TAX, effective_from=JUN, reason="职能划转"))
    given(MANDATE).when(end, at=NOON).refused(NotListed)


def test_a_mandate_counts_from_its_first_day_until_the_day_before_its_end():
    mandates = Mandates({TAX: [(MAR, JUN, MandateForm.STATUTORY)]})
    assert [mandates.form_on(TAX, day) for day in (date(2026, 2, 28), MAR, date(2026, 5, 31), JUN)] == [
        None, MandateForm.STATUTORY, MandateForm.STATUTORY, None,
    ]  # fmt: skip
    assert mandates.without([TAX, MARKET], MAR, JUN) == {TAX: JUN, MARKET: MAR}


def test_a_body_without_a_mandate_lists_no_item_certifies_nobody_and_takes_no_part():
    without = {MARKET: MAR}
    row = {
        "item": "MKT-0003",
        "content": content(),
        "effective_from": MAR,
        "known": ItemLookups(DEPARTMENTS, INDUSTRIES, without),
    }
    for command, facts in ((ListItem, ()), (EnterItem, ()), (AdjustItem, (listed(subject="旧"),))):
        refused = given(ITEM, *facts).when(command(**row), at=NOON).refused(NoMandate)
        assert (refused.value, refused.broken_rule) == (MARKET, "X-06, B-08 法无授权不可为")
    certify = CertifyInspector(
        inspector="I-1", department=MARKET, certificate="C-1", qualifications=("food",), valid_from=JAN, valid_until=DEC,
        known=without,
    )  # fmt: skip
    given(INSPECTOR).when(certify, at=NOON).refused(NoMandate)
    scenario = ListScenario(
        scenario="S-1", title="餐饮", industry="catering", lead=FIRE, departments=(FIRE, MARKET), items=("MKT-0003",),
        known=ScenarioLookups(INDUSTRIES, DEPARTMENTS, ITEMS, without),
    )  # fmt: skip
    given(SCENARIO).when(scenario, at=NOON).refused(NoMandate)


# The joint conference (N-09)


def joined(department, lead, since):
    return ConferenceJoined(department=department, lead=lead, effective_from=since)


def join(department, lead, since):
    return JoinConference(department=department, lead=lead, effective_from=since, known=DEPARTMENTS)


def leave(department, since):
    return LeaveConference(department=department, effective_from=since, reason="机构改革")


def test_the_conference_has_one_lead_and_hands_the_lead_over_on_one_day():
    given(CONFERENCE).when(join(MARKET, False, JAN), at=NOON).refused(LeadStays)
    given(CONFERENCE).when(join(MARKET, True, JAN), at=NOON).then(joined(MARKET, True, JAN))
    two = (joined(MARKET, True, JAN), joined(FIRE, False, JAN))
    given(CONFERENCE, *two).when(join(FIRE, True, JUN), at=NOON).then(joined(MARKET, False, JUN), joined(FIRE, True, JUN))
    given(CONFERENCE, *two).when(join(MARKET, False, JUN), at=NOON).refused(LeadStays)
    given(CONFERENCE, *two).when(leave(MARKET, JUN), at=NOON).refused(LeadStays)
    given(CONFERENCE, *two).when(join(FIRE, False, JUN), at=NOON).nothing()


def test_members_leave_come_back_and_the_last_one_may_be_the_lead():
    two = (joined(MARKET, True, JAN), joined(FIRE, False, JAN))
    left = ConferenceLeft(department=FIRE, effective_from=MAR, reason="机构改革")
    given(CONFERENCE, *two).when(leave(FIRE, MAR), at=NOON).then(left)
    given(CONFERENCE, *two, left).when(leave(FIRE, JUN), at=NOON).refused(NotAMember)
    given(CONFERENCE, *two, left).when(join(FIRE, False, JUN), at=NOON).then(joined(FIRE, False, JUN))
    given(CONFERENCE, *two, left).when(join(FIRE, False, JAN), at=NOON).nothing()
    given(CONFERENCE, *two, left).when(join(FIRE, True, JAN), at=NOON).refused(BeforeLastEdition)
    given(CONFERENCE, *two, left).when(leave(MARKET, JUN), at=NOON).then(
        ConferenceLeft(department=MARKET, effective_from=JUN, reason="机构改革")
    )


# Areas (L-36 to L-38)


def area(*, level=Level.COUNTY, taken=None, **changes):
    known = AreaLookups(TOWNSHIPS, DEPARTMENTS, level, taken or {})
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
    return FormArea(**{**fields, **changes}, known=known)


def test_an_area_holds_each_township_once_with_its_head_named_by_the_county():
    formed = given(AREA).when(area(), at=NOON).facts
    assert isinstance(formed[0], AreaFormed)
    given(AREA).when(area(taken={"421088101": "AREA-2"}), at=NOON).refused(TownshipTaken)
    given(AREA).when(area(townships=("421088100", "421088102")), at=NOON).refused(HeadMissing)
    given(AREA).when(area(level=Level.TOWNSHIP), at=NOON).refused(NamedTooLow)
    given(AREA).when(area(level=Level.CITY), at=NOON).then(*formed)
    given(AREA).when(area(townships=("421088100", "421088100")), at=NOON).refused(NamedTwice)


# Items and what is written about them


def test_an_item_is_linked_to_a_source_row_and_the_file_does_not_undo_it():
    source = SourceRef(source=SourceList.POWER, code="P-12")
    link = LinkSource(item="MKT-0003", source=source, effective_from=MAR, known=frozenset({"power:P-12"}))
    linked = ItemAdjusted(item="MKT-0003", edition=2, content=content(sources=(source,)), effective_from=MAR)
    given(ITEM, listed()).when(link, at=NOON).then(linked)
    given(ITEM, listed(), linked).when(link, at=NOON).refused(AlreadyLinked)
    given(ITEM).when(link, at=NOON).refused(NoSuchItem)
    enter = EnterItem(item="MKT-0003", content=content(), effective_from=MAR, known=OF_ITEM)
    given(ITEM, listed(), linked).when(enter, at=NOON).nothing()
    with_ground = ItemListed(
        item="MKT-0003", edition=1, content=content(grounds=(Ground.SAFETY,), sources=(source,)), effective_from=JAN
    )
    changed = given(ITEM, with_ground).when(enter.model_copy(update={"content": content(subject="学校食堂")}), at=NOON)
    assert (changed.facts[0].content.grounds, changed.facts[0].content.sources) == ((Ground.SAFETY,), (source,))


def test_a_handbook_speaks_only_of_listed_items_of_its_industry():
    sections = (ManualSection(item="MKT-0003", points=("查健康证", "查留样")),)
    issue = IssueManual(
        manual="M-1",
        industry="catering",
        title="餐饮合规手册",
        sections=sections,
        effective_from=JAN,
        known=ManualLookups(INDUSTRIES, frozenset({"MKT-0003"})),
    )
    issued = given(MANUAL).when(issue, at=NOON).facts[0]
    assert issued.edition == 1
    again = given(MANUAL, issued).when(issue.model_copy(update={"title": "新版", "effective_from": MAR}), at=NOON).facts[0]
    assert again.edition == 2
    given(MANUAL).when(issue.model_copy(update={"known": ManualLookups(INDUSTRIES, frozenset({"FIR-0002"}))}), at=NOON).refused(
        ItemDoesNotFit
    )
    given(MANUAL).when(issue.model_copy(update={"sections": sections * 2}), at=NOON).refused(NamedTwice)


def benchmark(*grades, listed=True):
    return ListBenchmark(
        benchmark="B-1", item="MKT-0003", violation="未留样", legal_basis="食品安全法", effective_from=JAN, known=listed,
        grades=tuple(PenaltyGrade(grade=n, circumstances="甲", fine_min_fen=a, fine_max_fen=b) for n, a, b in grades),
    )  # fmt: skip


def test_a_benchmark_goes_from_the_mildest_to_the_gravest_grade():
    sound = (("轻微", None, None), ("一般", 500_000, 1_000_000), ("严重", 1_000_000, None))
    assert given(BENCHMARK).when(benchmark(*sound), at=NOON).facts
    for wrong in (
        [("一般", 1_000_000, 500_000)],
        [("轻微", 500_000, 1_000_000), ("严重", 100_000, 200_000)],
        [("轻微", 0, 1_000_000), ("严重", 0, 500_000)],
        [("轻微", 0, None), ("严重", 0, 500_000)],
        [("一般", -1, 500_000)],
    ):
        given(BENCHMARK).when(benchmark(*wrong), at=NOON).refused(GradesOutOfOrder)
    given(BENCHMARK).when(benchmark(*sound, listed=False), at=NOON).refused(ItemDoesNotFit)
    given(BENCHMARK).when(benchmark(("一般", 1, 2), ("一般", 3, 4)), at=NOON).refused(NamedTwice)


# Inspectors


def test_a_suspension_also_ends_by_reinstatement_and_a_new_one_does_not_reach_behind_it():
    held = (
        InspectorCertified(
            inspector="I-1", department=MARKET, certificate="C-1", qualifications=("food",), valid_from=JAN, valid_until=DEC
        ),
        InspectorSuspended(inspector="I-1", reason="调查", effective_from=MAR),
    )
    again = ReinstateInspector(inspector="I-1", reason="查清", effective_from=JUN)
    reinstated = InspectorReinstated(inspector="I-1", reason="查清", effective_from=JUN)
    given(INSPECTOR, *held).when(again, at=NOON).then(reinstated)
    given(INSPECTOR, *held).when(again.model_copy(update={"effective_from": JAN}), at=NOON).refused(BeforeLastEdition)
    given(INSPECTOR, held[0]).when(again, at=NOON).refused(NotSuspended)
    given(INSPECTOR).when(again, at=NOON).refused(NoSuchInspector)
    suspend = SuspendInspector(inspector="I-1", reason="又查", effective_from=MAR)
    given(INSPECTOR, *held, reinstated).when(suspend, at=NOON).refused(BeforeLastEdition)
