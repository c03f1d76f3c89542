"""Whatever is asked of industries, departments, townships, scenarios, items and inspectors."""

from datetime import date
from itertools import pairwise
from typing import ClassVar

from hypothesis import strategies as st

from libs.events.catalog.codes import Level, ListClass
from libs.events.catalog.registry.bodies import (
    DepartmentListed,
    DepartmentWithdrawn,
    InspectorCertified,
    InspectorReinstated,
    InspectorSuspended,
)
from libs.events.catalog.registry.calendar import YearArranged
from libs.events.catalog.registry.entities import Position
from libs.events.catalog.registry.items import (
    ItemAdjusted,
    ItemContent,
    ItemListed,
    ItemWithdrawn,
    Method,
    SourceList,
    SourceRef,
)
from libs.events.catalog.registry.organs import OrganKind, OrganListed, OrganWithdrawn
from libs.events.catalog.registry.places import TownshipListed, TownshipWithdrawn
from libs.events.catalog.registry.scenarios import IndustryListed, IndustryWithdrawn, ScenarioListed, ScenarioWithdrawn
from libs.events.refusal import Invalid
from libs.events.testing.decider_machine import DeciderMachine
from libs.events.testing.services import whole_year
from services.registry.bodies import commands as bodies_commands
from services.registry.bodies import refusals as bodies_refusals
from services.registry.bodies.decide import DEPARTMENT, INSPECTOR
from services.registry.calendar import commands as calendar_commands
from services.registry.calendar import refusals as calendar_refusals
from services.registry.calendar.decide import CALENDAR
from services.registry.items import commands as items_commands
from services.registry.items import refusals as items_refusals
from services.registry.items.decide import ITEM
from services.registry.lists import refusals as lists_refusals
from services.registry.organs import commands as organs_commands
from services.registry.organs.decide import ORGAN
from services.registry.places import commands as places_commands
from services.registry.places.decide import TOWNSHIP
from services.registry.scenarios import commands as scenarios_commands
from services.registry.scenarios.decide import INDUSTRY, SCENARIO
from services.registry.testing import DEPARTMENTS, INDUSTRIES

MARKET, FIRE = "421088-market", "421088-fire"
JAN, MAR, JUN, DEC = (date(2026, month, 1) for month in (1, 3, 6, 12))
days = st.sampled_from([JAN, MAR, JUN, DEC])
names = st.sampled_from(["餐饮", "学校食堂"])
reasons = st.sampled_from(["法律修订", "许可注销"])
bodies = st.sampled_from([MARKET, FIRE])
several = st.lists(bodies, min_size=1, max_size=2, unique=True).map(tuple)


BOTH = {code: {"department": MARKET, "industries": ("catering",)} for code in ("MKT-0003", "FIR-0002")}


class InForce:
    """An effective-dated list: days never go back, nothing is withdrawn twice, and an edition says something new or comes
    after a withdrawal.
    """

    begins: ClassVar[type]
    ends: ClassVar[type]

    def law(self):
        for before, after in pairwise([None, *self.facts]):
            assert after.effective_from is not None
            assert before is None or before.effective_from <= after.effective_from
            assert not isinstance(after, self.ends) or isinstance(before, self.begins)
            if isinstance(before, self.begins) and isinstance(after, self.begins):
                assert before.model_dump(exclude={"effective_from"}) != after.model_dump(exclude={"effective_from"})


unsaid_or_day = st.none() | days
over = {"effective_from": days, "reason": reasons, "known": st.just(()) | st.just(("items MKT-0003",))}
listed_refusals = (
    lists_refusals.BeforeLastEdition,
    lists_refusals.IsWithdrawn,
    lists_refusals.NotListed,
    lists_refusals.StillRestedOn,
)


class Industries(InForce, DeciderMachine):
    decider = INDUSTRY
    begins, ends = IndustryListed, IndustryWithdrawn
    asks: ClassVar = {
        scenarios_commands.ListIndustry: st.builds(
            scenarios_commands.ListIndustry, industry=st.just("catering"), title=names, effective_from=unsaid_or_day
        ),
        scenarios_commands.WithdrawIndustry: st.builds(
            scenarios_commands.WithdrawIndustry, industry=st.just("catering"), **over
        ),
    }
    produces = (IndustryListed, IndustryWithdrawn)
    refuses = listed_refusals


class Departments(InForce, DeciderMachine):
    decider = DEPARTMENT
    begins, ends = DepartmentListed, DepartmentWithdrawn
    asks: ClassVar = {
        bodies_commands.ListDepartment: st.builds(
            bodies_commands.ListDepartment, department=st.just(MARKET), title=names, level=st.sampled_from(Level),
            divisions=st.sampled_from([("421088",), ("421088", "4210")]), effective_from=unsaid_or_day,
        ),
        bodies_commands.WithdrawDepartment: st.builds(bodies_commands.WithdrawDepartment, department=st.just(MARKET), **over),
    }  # fmt: skip
    produces = (DepartmentListed, DepartmentWithdrawn)
    refuses = listed_refusals


class Organs(InForce, DeciderMachine):
    decider = ORGAN
    begins, ends = OrganListed, OrganWithdrawn
    asks: ClassVar = {
        organs_commands.ListOrgan: st.builds(
            organs_commands.ListOrgan, organ=st.just("421088-police"), title=names, kind=st.sampled_from(OrganKind),
            divisions=st.just(("421088",)), effective_from=unsaid_or_day,
        ),
        organs_commands.WithdrawOrgan: st.builds(organs_commands.WithdrawOrgan, organ=st.just("421088-police"), **over),
    }  # fmt: skip
    produces = (OrganListed, OrganWithdrawn)
    refuses = listed_refusals


class Townships(InForce, DeciderMachine):
    decider = TOWNSHIP
    begins, ends = TownshipListed, TownshipWithdrawn
    at = st.none() | st.just(Position(latitude_microdegrees=29_820_500, longitude_microdegrees=112_897_000))
    asks: ClassVar = {
        places_commands.ListTownship: st.builds(
            places_commands.ListTownship,
            township=st.just("421088100"),
            title=names,
            department=bodies,
            at=at,
            effective_from=unsaid_or_day,
            known=st.just(DEPARTMENTS),
        ),
        places_commands.WithdrawTownship: st.builds(places_commands.WithdrawTownship, township=st.just("421088100"), **over),
    }
    produces = (TownshipListed, TownshipWithdrawn)
    refuses = listed_refusals


class Scenarios(InForce, DeciderMachine):
    """L-06, X-06: as every list; and nobody takes part without a mandate."""

    decider = SCENARIO
    begins, ends = ScenarioListed, ScenarioWithdrawn
    asks: ClassVar = {
        scenarios_commands.ListScenario: st.builds(
            scenarios_commands.ListScenario,
            scenario=st.just("S-1"),
            title=names,
            industry=st.just("catering"),
            lead=bodies,
            departments=several,
            items=st.sampled_from([("MKT-0003",), ("MKT-0003", "FIR-0002")]),
            effective_from=unsaid_or_day,
            suggestion=st.none(),
            known=st.builds(
                scenarios_commands.ScenarioLookups,
                st.just(INDUSTRIES),
                st.just(DEPARTMENTS),
                st.just(BOTH),
                st.just({}) | st.just({FIRE: JAN}),
            ),
        ),
        scenarios_commands.WithdrawScenario: st.builds(scenarios_commands.WithdrawScenario, scenario=st.just("S-1"), **over),
    }
    produces = (ScenarioListed, ScenarioWithdrawn)
    refuses = (*listed_refusals, bodies_refusals.NoMandate, Invalid)


class Items(DeciderMachine):
    """B-01, B-02, L-43 to L-46: one edition of an item is in force on any day, and none between withdrawal and the next
    listing; editions count up and take effect in order; a key item always has its cycle.
    """

    decider = ITEM
    content = st.builds(
        ItemContent, kind=st.just("food-hygiene"), subject=names, content=st.just("加工操作"),
        list_class=st.sampled_from(ListClass),
        department=st.just(MARKET), industries=st.just(("catering",)), methods=st.just((Method.ONSITE,)),
        frequency_months=st.none() | st.just(12), legal_basis=st.just("食品安全法"), liability=st.just("责令改正"),
        notice=st.just("before"), minor_exemption=st.none(), qualification=st.just("food"), grounds=st.just(()),
        sources=st.just(()) | st.just((SourceRef(source=SourceList.POWER, code="P-1"),)),
    )  # fmt: skip
    put: ClassVar = {
        "item": st.just("MKT-0003"),
        "content": content,
        "effective_from": days,
        "known": st.sampled_from([{}, {}, {}, {MARKET: JAN}]).map(
            lambda lack: items_commands.ItemLookups(DEPARTMENTS, INDUSTRIES, lack)
        ),
    }
    asks: ClassVar = {
        items_commands.ListItem: st.builds(items_commands.ListItem, **put),
        items_commands.AdjustItem: st.builds(items_commands.AdjustItem, **put),
        items_commands.EnterItem: st.builds(items_commands.EnterItem, **put),
        items_commands.LinkSource: st.builds(
            items_commands.LinkSource,
            item=st.just("MKT-0003"),
            effective_from=days,
            source=st.sampled_from(SourceList).map(lambda source: SourceRef(source=source, code="P-1")),
            known=st.just(frozenset(f"{source.value}:P-1" for source in SourceList)),
        ),
        items_commands.WithdrawItem: st.builds(
            items_commands.WithdrawItem, item=st.just("MKT-0003"), effective_from=days, reason=reasons
        ),
    }
    produces = (ItemListed, ItemAdjusted, ItemWithdrawn)
    refuses = (
        items_refusals.NoSuchItem,
        items_refusals.AlreadyListed,
        items_refusals.ItemIsWithdrawn,
        lists_refusals.BeforeLastEdition,
        items_refusals.KeyItemWithoutCycle,
        items_refusals.AlreadyLinked,
        bodies_refusals.NoMandate,
    )

    def law(self):
        edition, in_force = 0, False
        for before, after in pairwise([None, *self.facts]):
            assert before is None or before.effective_from <= after.effective_from
            assert in_force == (not isinstance(after, ItemListed))
            in_force = not isinstance(after, ItemWithdrawn)
            if in_force:
                edition += 1
                assert after.edition == edition
                assert after.content.list_class is ListClass.GENERAL or after.content.frequency_months
                assert len(set(after.content.sources)) == len(after.content.sources)
        assert max(len(self.in_force_on(day)) for day in (JAN, MAR, JUN, DEC)) <= 1

    def in_force_on(self, day):
        """Editions whose time holds the day: from its own day on until the day of what follows."""
        spans = zip(self.facts, [*(f.effective_from for f in self.facts[1:]), date.max], strict=True)
        return [f for f, until in spans if not isinstance(f, ItemWithdrawn) and f.effective_from <= day < until]


class Calendar(DeciderMachine):
    """A year's arrangement changes only to another one; each day is there once, and only weekends are worked."""

    decider, key = CALENDAR, "year"
    asks: ClassVar = {
        calendar_commands.ArrangeYear: st.builds(
            calendar_commands.ArrangeYear, year=st.just(2026), notice=st.just("节假日安排"),
            holidays=st.lists(st.dates(date(2025, 12, 30), date(2026, 1, 5)), min_size=1, max_size=3).map(tuple)
            | st.lists(st.dates(date(2026, 1, 2), date(2026, 1, 5)), max_size=2).map(lambda d: tuple(whole_year(2026, *d))),
            workdays=st.lists(st.dates(date(2026, 1, 2), date(2026, 1, 11)), max_size=2).map(tuple),
        )
    }  # fmt: skip
    produces = (YearArranged,)
    refuses = (
        calendar_refusals.DayOfAnotherYear,
        calendar_refusals.DayTwice,
        calendar_refusals.WorkedAnyway,
        calendar_refusals.HalfAYear,
    )

    def law(self):
        for before, after in pairwise(self.facts):
            assert before != after
        for fact in self.facts:
            days = [*fact.holidays, *fact.workdays]
            assert len(set(days)) == len(days)
            assert all(day.year == 2026 for day in days)
            assert all(day.isoweekday() > 5 for day in fact.workdays)
            assert {*whole_year(2026)} <= {*fact.holidays}


class Inspectors(DeciderMachine):
    """A suspended inspector is certified again only from that day on: no certificate reaches back over a suspension."""

    decider = INSPECTOR
    asks: ClassVar = {
        bodies_commands.CertifyInspector: st.builds(
            bodies_commands.CertifyInspector,
            inspector=st.just("I-421088-0001"),
            department=bodies,
            certificate=st.sampled_from(["C-1", "C-2"]),
            qualifications=st.just(("food",)),
            valid_from=days,
            valid_until=days,
            known=st.builds(
                bodies_commands.CertificateLookups,
                st.sampled_from([{}, {}, {}, {MARKET: JAN}]),
                st.sampled_from([None, None, None, "I-421088-0002"]),
            ),
        ),
        bodies_commands.ReinstateInspector: st.builds(
            bodies_commands.ReinstateInspector, inspector=st.just("I-421088-0001"), reason=reasons, effective_from=days
        ),
        bodies_commands.SuspendInspector: st.builds(
            bodies_commands.SuspendInspector, inspector=st.just("I-421088-0001"), reason=reasons, effective_from=days
        ),
    }
    produces = (InspectorCertified, InspectorSuspended, InspectorReinstated)
    refuses = (
        bodies_refusals.NoSuchInspector,
        bodies_refusals.InspectorIsSuspended,
        bodies_refusals.NotSuspended,
        lists_refusals.EndsBeforeItBegins,
        lists_refusals.BeforeLastEdition,
        bodies_refusals.CertificateOfAnother,
        bodies_refusals.NoMandate,
    )

    def law(self):
        suspended, last = date.min, None
        for fact in self.facts:
            match fact:
                case InspectorCertified():
                    assert fact.valid_from <= fact.valid_until
                    assert fact.valid_from >= suspended, "an old certificate ended a suspension"
                    assert fact != last
                case InspectorSuspended(effective_from=day):
                    assert isinstance(last, (InspectorCertified, InspectorReinstated))
                    assert day >= suspended
                    suspended = day
                case InspectorReinstated(effective_from=day):
                    assert isinstance(last, InspectorSuspended)
                    assert day >= suspended
            last = fact


MACHINES = [Industries, Departments, Organs, Townships, Scenarios, Items, Calendar, Inspectors]
