"""Whatever is asked of mandates, the conference, areas, sources and what is written about items, in whatever order."""

from datetime import date
from itertools import pairwise
from typing import ClassVar

from hypothesis import strategies as st

from libs.events.catalog.codes import Level
from libs.events.catalog.registry.bodies import MandateEnded, MandateForm, MandateGranted, Power
from libs.events.catalog.registry.conference import ConferenceJoined, ConferenceLeft
from libs.events.catalog.registry.discretion import (
    BenchmarkListed,
    BenchmarkWithdrawn,
    ExemptionListed,
    ExemptionWithdrawn,
    PenaltyGrade,
)
from libs.events.catalog.registry.items import SourceContent, SourceItemEntered, SourceItemWithdrawn, SourceList
from libs.events.catalog.registry.places import AreaDissolved, AreaFormed, CentreMember, CommandCentre
from libs.events.catalog.registry.scenarios import ManualIssued, ManualSection, ManualWithdrawn
from libs.events.testing.decider_machine import DeciderMachine
from services.registry.bodies import commands as bodies_commands
from services.registry.bodies import refusals as bodies_refusals
from services.registry.bodies.decide import MANDATE
from services.registry.conference import commands as conference_commands
from services.registry.conference import refusals as conference_refusals
from services.registry.conference.decide import CONFERENCE
from services.registry.discretion import commands as discretion_commands
from services.registry.discretion import refusals as discretion_refusals
from services.registry.discretion.decide import BENCHMARK, EXEMPTION
from services.registry.items import commands as items_commands
from services.registry.items import refusals as items_refusals
from services.registry.items.decide import SOURCE
from services.registry.lists import refusals as lists_refusals
from services.registry.places import commands as places_commands
from services.registry.places import refusals as places_refusals
from services.registry.places.decide import AREA
from services.registry.scenarios import commands as scenarios_commands
from services.registry.scenarios.decide import MANUAL
from services.registry.testing import CUSTOMS, DEPARTMENTS, INDUSTRIES, TOWNSHIPS

MARKET, FIRE, TOWN = "421088-market", "421088-fire", "421088100-enforcement"
JAN, MAR, JUN, DEC = (date(2026, month, 1) for month in (1, 3, 6, 12))
days = st.sampled_from([JAN, MAR, JUN, DEC])
unsaid_or_day = st.none() | days
reasons = st.sampled_from(["法律修订", "机构改革"])
texts = st.sampled_from(["甲", "乙"])
over = {"effective_from": days, "reason": reasons, "known": st.just(())}
listed_refusals = (lists_refusals.BeforeLastEdition, lists_refusals.IsWithdrawn, lists_refusals.NotListed)
bodies = st.sampled_from([MARKET, FIRE, "421088-tax"])


class InForce:
    """Days never go back, nothing is withdrawn twice, and an edition says something new or counts anew."""

    ends: ClassVar[type]

    def law(self):
        for before, after in pairwise([None, *self.facts]):
            assert before is None or before.effective_from <= after.effective_from
            assert not isinstance(after, self.ends) or (before is not None and not isinstance(before, self.ends))
        self.of_its_own()

    def of_its_own(self):
        """What only this kind of list promises."""


class Mandates(InForce, DeciderMachine):
    """X-06, 行政处罚法 20: what is delegated comes from a body whose power is its own, never from itself."""

    decider, key, ends = MANDATE, "department", MandateEnded
    asks: ClassVar = {
        bodies_commands.GrantMandate: st.builds(
            bodies_commands.GrantMandate,
            department=st.just(MARKET),
            form=st.sampled_from(MandateForm),
            basis=texts,
            delegated_by=st.none() | st.sampled_from([MARKET, FIRE]),
            effective_from=unsaid_or_day,
            effective_until=st.none() | days,
            known=st.builds(bodies_commands.MandateLookups, st.just(DEPARTMENTS), st.none() | st.sampled_from(MandateForm)),
        ),
        bodies_commands.EndMandate: st.builds(
            bodies_commands.EndMandate,
            department=st.just(MARKET),
            **{**over, "known": st.just(()) | st.just(("mandates 421088-fire",))},
        ),
    }
    produces = (MandateGranted, MandateEnded)
    refuses = (*listed_refusals, lists_refusals.StillRestedOn, bodies_refusals.WrongDelegation, lists_refusals.EndsTooEarly)

    def of_its_own(self):
        for fact in self.facts:
            if isinstance(fact, MandateGranted):
                assert (fact.delegated_by is not None) == (fact.form is MandateForm.DELEGATED)
                assert fact.delegated_by != fact.department
                assert fact.effective_until is None or fact.effective_from < fact.effective_until


SEATING = conference_commands.Seating(dict.fromkeys(DEPARTMENTS, date.min))
UNLISTED_SEAT = conference_commands.JoinConference(
    department=CUSTOMS, lead=True, effective_from=JAN, known=conference_commands.Seating({})
)


class Conference(DeciderMachine):
    """N-09: from the first day on exactly one department leads on every day, until the last member has left. A file seats
    nobody where the policy wants a second person.
    """

    # One stream of all departments: what its facts have in common with the command is the day.
    decider, key = CONFERENCE, "effective_from"
    asks: ClassVar = {
        conference_commands.JoinConference: st.builds(
            conference_commands.JoinConference,
            department=bodies,
            lead=st.booleans(),
            effective_from=days,
            known=st.just(SEATING),
        )
        | st.just(UNLISTED_SEAT),
        conference_commands.LeaveConference: st.builds(
            conference_commands.LeaveConference,
            department=bodies,
            effective_from=days,
            reason=reasons,
            known=st.sampled_from([(), (), ("policy",)]),
        ),
    }
    produces = (ConferenceJoined, ConferenceLeft)
    refuses = (
        conference_refusals.LeadStays, conference_refusals.NotAMember,
        conference_refusals.LeadIsAsked, conference_refusals.NotListedThen, lists_refusals.BeforeLastEdition,
    )  # fmt: skip

    def law(self):
        for day in (JAN, MAR, JUN, DEC):
            seats = {}
            for fact in self.facts:
                if fact.effective_from <= day:
                    seats[fact.department] = fact.lead if isinstance(fact, ConferenceJoined) else None
            members = [lead for lead in seats.values() if lead is not None]
            assert not members or members.count(True) == 1, (day, seats)
        assert CUSTOMS not in {fact.department for fact in self.facts}, "seated by a file"


class Areas(InForce, DeciderMachine):
    """L-36 to L-38: every township of an area has its head in the centre, which a county or city department named."""

    decider, ends = AREA, AreaDissolved
    centre = st.builds(
        CommandCentre, named_by=st.just("421088-urban-management"),
        members=st.lists(
            st.builds(CentreMember, body=st.sampled_from(["421088100", "421088101", TOWN, MARKET]), duty=texts), max_size=3
        ).map(tuple) | st.just(tuple(CentreMember(body=b, duty="甲") for b in ("421088100", "421088101", MARKET))),
        powers=st.lists(st.sampled_from(Power), max_size=4).map(tuple),
    )  # fmt: skip
    asks: ClassVar = {
        places_commands.FormArea: st.builds(
            places_commands.FormArea, area=st.just("AREA-1"), title=texts,
            townships=st.sampled_from([("421088100",), ("421088100", "421088101"), ("421088100", "421088100")]),
            centre=centre, effective_from=unsaid_or_day, known=st.builds(
                places_commands.AreaLookups, st.just(TOWNSHIPS | {TOWN}), st.just(DEPARTMENTS), st.sampled_from(Level),
                st.just({}) | st.just({"421088101": "AREA-2"}),
            ),
        ),
        places_commands.DissolveArea: st.builds(places_commands.DissolveArea, area=st.just("AREA-1"), **over),
    }  # fmt: skip
    produces = (AreaFormed, AreaDissolved)
    refuses = (
        *listed_refusals,
        lists_refusals.NamedTwice,
        places_refusals.TownshipTaken,
        places_refusals.HeadMissing,
        places_refusals.NamedTooLow,
    )

    def of_its_own(self):
        for fact in self.facts:
            if isinstance(fact, AreaFormed):
                for township in fact.townships:
                    assert any(member.body.startswith(township) for member in fact.centre.members)
                assert len(set(fact.centre.powers)) == len(fact.centre.powers)


class Sources(InForce, DeciderMachine):
    decider, key, ends = SOURCE, "code", SourceItemWithdrawn
    asks: ClassVar = {
        items_commands.EnterSource: st.builds(
            items_commands.EnterSource,
            source=st.just(SourceList.POWER),
            code=st.just("P-1"),
            effective_from=unsaid_or_day,
            content=st.builds(SourceContent, title=texts, department=texts),
        ),
        items_commands.WithdrawSource: st.builds(
            items_commands.WithdrawSource, source=st.just(SourceList.POWER), code=st.just("P-1"), **over
        ),
    }
    produces = (SourceItemEntered, SourceItemWithdrawn)
    refuses = listed_refusals


class Manuals(InForce, DeciderMachine):
    """J-06, J-11: editions count up, and no section speaks of an item that is not listed for the industry."""

    decider, ends = MANUAL, ManualWithdrawn
    section = st.builds(ManualSection, item=st.sampled_from(["MKT-0003", "FIR-0002"]), points=st.just(("查健康证",)))
    asks: ClassVar = {
        scenarios_commands.IssueManual: st.builds(
            scenarios_commands.IssueManual,
            manual=st.just("M-1"),
            industry=st.just("catering"),
            title=texts,
            effective_from=unsaid_or_day,
            sections=st.lists(section, min_size=1, max_size=2).map(tuple),
            known=st.sampled_from([("MKT-0003",), ("MKT-0003", "FIR-0002"), ()]).map(
                lambda fitting: scenarios_commands.ManualLookups(INDUSTRIES, frozenset(fitting))
            ),
        ),
        scenarios_commands.WithdrawManual: st.builds(scenarios_commands.WithdrawManual, manual=st.just("M-1"), **over),
    }
    produces = (ManualIssued, ManualWithdrawn)
    refuses = (*listed_refusals, lists_refusals.NamedTwice, items_refusals.ItemDoesNotFit)

    def of_its_own(self):
        issued = [fact for fact in self.facts if isinstance(fact, ManualIssued)]
        assert [fact.edition for fact in issued] == list(range(1, len(issued) + 1))


class Exemptions(InForce, DeciderMachine):
    decider, ends = EXEMPTION, ExemptionWithdrawn
    asks: ClassVar = {
        discretion_commands.ListExemption: st.builds(
            discretion_commands.ListExemption,
            exemption=st.just("E-1"),
            item=st.just("MKT-0003"),
            behaviour=texts,
            conditions=texts,
            legal_basis=texts,
            first_offence_only=st.booleans(),
            effective_from=unsaid_or_day,
            known=st.booleans(),
        ),
        discretion_commands.WithdrawExemption: st.builds(
            discretion_commands.WithdrawExemption, exemption=st.just("E-1"), **over
        ),
    }
    produces = (ExemptionListed, ExemptionWithdrawn)
    refuses = (*listed_refusals, items_refusals.ItemDoesNotFit)


class Benchmarks(InForce, DeciderMachine):
    """B-31: from the mildest to the gravest; no range is upside down, and none is below nothing."""

    decider, ends = BENCHMARK, BenchmarkWithdrawn
    fines = st.none() | st.sampled_from([-1, 0, 100_000, 500_000])
    grade = st.builds(
        PenaltyGrade,
        grade=st.sampled_from(["轻微", "一般", "严重"]),
        circumstances=texts,
        fine_min_fen=fines,
        fine_max_fen=fines,
    )
    asks: ClassVar = {
        discretion_commands.ListBenchmark: st.builds(
            discretion_commands.ListBenchmark,
            benchmark=st.just("B-1"),
            item=st.just("MKT-0003"),
            violation=texts,
            legal_basis=texts,
            grades=st.lists(grade, min_size=1, max_size=3).map(tuple),
            effective_from=unsaid_or_day,
            known=st.booleans(),
        ),
        discretion_commands.WithdrawBenchmark: st.builds(
            discretion_commands.WithdrawBenchmark, benchmark=st.just("B-1"), **over
        ),
    }
    produces = (BenchmarkListed, BenchmarkWithdrawn)
    refuses = (*listed_refusals, lists_refusals.NamedTwice, items_refusals.ItemDoesNotFit, discretion_refusals.GradesOutOfOrder)

    def of_its_own(self):
        for fact in self.facts:
            if isinstance(fact, BenchmarkListed):
                ranges = [
                    (g.fine_min_fen or 0, g.fine_max_fen)
                    for g in fact.grades
                    if (g.fine_min_fen, g.fine_max_fen) != (None,) * 2
                ]
                assert all(least >= 0 and (most is None or least <= most) for least, most in ranges)
                assert [least for least, _ in ranges] == sorted(least for least, _ in ranges)


MACHINES = [Mandates, Conference, Areas, Sources, Manuals, Exemptions, Benchmarks]
