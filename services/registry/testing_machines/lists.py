"""Whatever is asked of industries, departments, townships, scenarios, items, entities and inspectors."""

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
from libs.events.catalog.registry.entities import EntityChanged, EntityContent, EntityListed, EntityStruckOff, Position
from libs.events.catalog.registry.items import (
    ItemAdjusted,
    ItemContent,
    ItemListed,
    ItemWithdrawn,
    Method,
    SourceList,
    SourceRef,
)
from libs.events.catalog.registry.places import TownshipListed, TownshipWithdrawn
from libs.events.catalog.registry.scenarios import IndustryListed, IndustryWithdrawn, ScenarioListed, ScenarioWithdrawn
from libs.events.refusal import Invalid
from libs.events.testing.decider_machine import DeciderMachine
from services.registry.bodies.commands import (
    CertifyInspector,
    ListDepartment,
    ReinstateInspector,
    SuspendInspector,
    WithdrawDepartment,
)
from services.registry.bodies.decide import DEPARTMENT, INSPECTOR
from services.registry.bodies.refusals import InspectorIsSuspended, NoMandate, NoSuchInspector, NotSuspended
from services.registry.entities.commands import EnterEntity, StrikeOffEntity
from services.registry.entities.decide import ENTITY
from services.registry.entities.refusals import EntityIsStruckOff, NoSuchEntity
from services.registry.items.commands import AdjustItem, EnterItem, ItemLookups, LinkSource, ListItem, WithdrawItem
from services.registry.items.decide import ITEM
from services.registry.items.refusals import AlreadyLinked, AlreadyListed, ItemIsWithdrawn, KeyItemWithoutCycle, NoSuchItem
from services.registry.lists.refusals import BeforeLastEdition, EndsBeforeItBegins, IsWithdrawn, NotListed, StillRestedOn
from services.registry.places.commands import ListTownship, WithdrawTownship
from services.registry.places.decide import TOWNSHIP
from services.registry.scenarios.commands import ListIndustry, ListScenario, ScenarioLookups, WithdrawIndustry, WithdrawScenario
from services.registry.scenarios.decide import INDUSTRY, SCENARIO
from services.registry.testing import DEPARTMENTS, INDUSTRIES, OF_ENTITY

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
listed_refusals = (BeforeLastEdition, IsWithdrawn, NotListed, StillRestedOn)


class Industries(InForce, DeciderMachine):
    decider = INDUSTRY
    begins, ends = IndustryListed, IndustryWithdrawn
    asks: ClassVar = {
        ListIndustry: st.builds(ListIndustry, industry=st.just("catering"), title=names, effective_from=unsaid_or_day),
        WithdrawIndustry: st.builds(WithdrawIndustry, industry=st.just("catering"), **over),
    }
    produces = (IndustryListed, IndustryWithdrawn)
    refuses = listed_refusals


class Departments(InForce, DeciderMachine):
    decider = DEPARTMENT
    begins, ends = DepartmentListed, DepartmentWithdrawn
    asks: ClassVar = {
        ListDepartment: st.builds(
            ListDepartment, department=st.just(MARKET), title=names, level=st.sampled_from(Level),
            divisions=st.sampled_from([("421088",), ("421088", "4210")]), effective_from=unsaid_or_day,
        ),
        WithdrawDepartment: st.builds(WithdrawDepartment, department=st.just(MARKET), **over),
    }  # fmt: skip
    produces = (DepartmentListed, DepartmentWithdrawn)
    refuses = listed_refusals


class Townships(InForce, DeciderMachine):
    decider = TOWNSHIP
    begins, ends = TownshipListed, TownshipWithdrawn
    at = st.none() | st.just(Position(latitude_microdegrees=29_820_500, longitude_microdegrees=112_897_000))
    asks: ClassVar = {
        ListTownship: st.builds(
            ListTownship,
            township=st.just("421088100"),
            title=names,
            department=bodies,
            at=at,
            effective_from=unsaid_or_day,
            known=st.just(DEPARTMENTS),
        ),
        WithdrawTownship: st.builds(WithdrawTownship, township=st.just("421088100"), **over),
    }
    produces = (TownshipListed, TownshipWithdrawn)
    refuses = listed_refusals


class Scenarios(InForce, DeciderMachine):
    """L-06, X-06: as every list; and nobody takes part without a mandate."""

    decider = SCENARIO
    begins, ends = ScenarioListed, ScenarioWithdrawn
    asks: ClassVar = {
        ListScenario: st.builds(
            ListScenario, scenario=st.just("S-1"), title=names, industry=st.just("catering"), lead=bodies,
            departments=several,
            items=st.sampled_from([("MKT-0003",), ("MKT-0003", "FIR-0002")]), effective_from=unsaid_or_day,
            suggestion=st.none(), known=st.builds(
                ScenarioLookups, st.just(INDUSTRIES), st.just(DEPARTMENTS), st.just(BOTH), st.just({}) | st.just({FIRE: JAN})
            ),
        ),
        WithdrawScenario: st.builds(WithdrawScenario, scenario=st.just("S-1"), **over),
    }  # fmt: skip
    produces = (ScenarioListed, ScenarioWithdrawn)
    refuses = (*listed_refusals, NoMandate, Invalid)


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
        "item": st.just("MKT-0003"), "content": content, "effective_from": days,
        "known": st.sampled_from([{}, {}, {}, {MARKET: JAN}]).map(lambda lack: ItemLookups(DEPARTMENTS, INDUSTRIES, lack)),
    }  # fmt: skip
    asks: ClassVar = {
        ListItem: st.builds(ListItem, **put),
        AdjustItem: st.builds(AdjustItem, **put),
        EnterItem: st.builds(EnterItem, **put),
        LinkSource: st.builds(
            LinkSource,
            item=st.just("MKT-0003"),
            effective_from=days,
            source=st.sampled_from(SourceList).map(lambda source: SourceRef(source=source, code="P-1")),
            known=st.just(frozenset(f"{source.value}:P-1" for source in SourceList)),
        ),
        WithdrawItem: st.builds(WithdrawItem, item=st.just("MKT-0003"), effective_from=days, reason=reasons),
    }
    produces = (ItemListed, ItemAdjusted, ItemWithdrawn)
    refuses = (
        NoSuchItem, AlreadyListed, ItemIsWithdrawn, BeforeLastEdition, KeyItemWithoutCycle, AlreadyLinked,
        NoMandate,
    )  # fmt: skip

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


class Entities(DeciderMachine):
    """An entity is listed once and changes only to something else; a struck-off entity never comes back under the same code."""

    decider = ENTITY
    asks: ClassVar = {
        EnterEntity: st.builds(
            EnterEntity, entity=st.just("stall:421088100-0001"),
            content=st.builds(
                EntityContent, name=names, industries=st.just(("catering",)), township=st.just("421088100"),
                category=st.just("stall"), founded=st.none() | days,
            ),
            known=st.just(OF_ENTITY),
        ),
        StrikeOffEntity: st.builds(
            StrikeOffEntity, entity=st.just("stall:421088100-0001"), reason=reasons, effective_from=days
        ),
    }  # fmt: skip
    produces = (EntityListed, EntityChanged, EntityStruckOff)
    refuses = (NoSuchEntity, EntityIsStruckOff)

    def law(self):
        first, *rest = self.facts
        assert isinstance(first, EntityListed)
        for before, after in pairwise(self.facts):
            assert not isinstance(before, EntityStruckOff)
            assert not isinstance(after, EntityChanged) or before.content != after.content
        assert not any(isinstance(f, EntityListed) for f in rest)


class Inspectors(DeciderMachine):
    """A suspended inspector is certified again only from that day on: no certificate reaches back over a suspension."""

    decider = INSPECTOR
    asks: ClassVar = {
        CertifyInspector: st.builds(
            CertifyInspector, inspector=st.just("I-421088-0001"), department=bodies, certificate=st.sampled_from(["C-1",
            "C-2"]),
            qualifications=st.just(("food",)), valid_from=days, valid_until=days,
            known=st.sampled_from([{}, {}, {}, {MARKET: JAN}]),
        ),
        ReinstateInspector: st.builds(
            ReinstateInspector, inspector=st.just("I-421088-0001"), reason=reasons, effective_from=days
        ),
        SuspendInspector: st.builds(
            SuspendInspector, inspector=st.just("I-421088-0001"), reason=reasons, effective_from=days
        ),
    }  # fmt: skip
    produces = (InspectorCertified, InspectorSuspended, InspectorReinstated)
    refuses = (
        NoSuchInspector, InspectorIsSuspended, NotSuspended, EndsBeforeItBegins, BeforeLastEdition, NoMandate,
    )  # fmt: skip

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


MACHINES = [Industries, Departments, Townships, Scenarios, Items, Entities, Inspectors]
