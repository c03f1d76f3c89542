"""Whatever is asked of filings, in whatever order, with their deadline running."""

from datetime import timedelta
from typing import ClassVar

from hypothesis import strategies as st

from libs.events.calendar import local_day
from libs.events.catalog.codes import Ground
from libs.events.catalog.planning import filing as f
from libs.events.catalog.registry.items import Notice
from libs.events.fact import Visibility
from libs.events.testing.decider_machine import PAST, UNSEEN, DeciderMachine
from services.planning.app import service
from services.planning.demand import refusals as demand_refusals
from services.planning.filing import commands as c
from services.planning.filing import refusals as r
from services.planning.filing.decide.filing import FILING
from services.planning.filing.testing import (
    CAPS,
    EARLIEST,
    FILED_ON,
    FIRE,
    GENERAL,
    KEY,
    MARKET,
    OFFICERS,
    OPEN,
    PACK,
    consent,
    speaker,
    submit,
)
from services.planning.filing.unplanned import follow_up, policy_for

EVERY = KEY.model_copy(update={"grounds": tuple(Ground)})
BARE = KEY.model_copy(update={"grounds": ()})
POLICY = policy_for(PACK, None)
claims = st.sampled_from([
    {}, {"ground": Ground.SAFETY, "document": "文件"}, {"ground": Ground.SAFETY},
    {"ground": Ground.COMPLAINT_TRANSFER_OR_WHISTLE, "document": "W-1"},
    {"ground": Ground.KEY_LIST_FULL_COVERAGE, "document": "文件"},
])  # fmt: skip
days = st.sampled_from([FILED_ON - timedelta(days=1), EARLIEST - timedelta(days=1), EARLIEST, EARLIEST + timedelta(days=9)])
CONFIDED = OPEN.model_copy(update={"confided": True})
SECRET = KEY.model_copy(update={"notice": Notice.FORBIDDEN})
visits = st.sampled_from([None, None, OPEN, CONFIDED])
OPENLY = {
    f.FilingConsentedInConfidence: f.FilingConsented,
    f.FilingExemptedInConfidence: f.FilingExempted,
    f.FilingDeferredInConfidence: f.FilingDeferred,
    f.FilingRefusedInConfidence: f.FilingRefused,
    f.FilingWithdrawnInConfidence: f.FilingWithdrawn,
}
caps = st.sampled_from([(), (), (), (CAPS["X1"],)])
teams = st.sampled_from([OFFICERS, OFFICERS, OFFICERS, OFFICERS[:1]])
bodies = st.sampled_from([MARKET, FIRE])
reasons = st.just("并入后续计划")
F = st.just("F-1")
people = st.sampled_from([None, "ann", "bob"])
CONSENT = consent()
TOLD = c.TellJoined(filing="F-1", visit=CONFIDED.visit)
LOST = c.LoseVisit(filing="F-1", visit=OPEN.visit, reason="任务取消")


class Filings(DeciderMachine):
    """L-12..L-15: filed once, in advance. A visit comes of it at most once, and only when it was in time and joined a visit,
    claimed a ground that needs no consent, or was consented to before its day by another department and another person. Late
    or undecided, it waits for a later plan and never leads to a visit (L-14).
    """

    decider, deadlines = FILING, service.deadlines
    asks: ClassVar = {
        c.SubmitFiling: st.one_of(
            st.builds(
                lambda claim, day, visit, cap, team, by: submit(
                    **claim, filed_by=by, listed=(EVERY,), planned_on=day, visit=visit, caps=cap, officers=team
                ),
                claims, days, visits, caps, teams, people,
            ),
            st.builds(lambda items, claim: submit(listed=items, **claim), st.sampled_from([(GENERAL,), (BARE,)]), claims),
            st.sampled_from([
                submit(items=("FIR-0009",)), submit(department=MARKET), submit(kind="food-hygiene"),
                submit(industries=("mining",)), submit(operating=False), submit(inspectors=("I-FIRE-0",)),
                submit(premises="2"), submit(premises="2", premises_name="城南店"),
                submit(ground=Ground.COMPLAINT_TRANSFER_OR_WHISTLE, document="W-none", matter=False),
            ]),
        ),
        c.ConsentFiling: st.builds(
            lambda by, who, visit, cap, team: consent(by, ruled_by=who, visit=visit, caps=cap, officers=team),
            bodies, people, visits, caps, teams,
        ),
        c.DeferFiling: st.builds(
            c.DeferFiling, filing=F, until_year=st.sampled_from([2025, 2026, 2027, None]), reason=reasons,
            ruled_by=people, known=st.builds(speaker, bodies),
        ),
        c.RefuseFiling: st.builds(c.RefuseFiling, filing=F, reason=reasons, ruled_by=people, known=st.builds(speaker, bodies)),
        c.WithdrawFiling: st.builds(
            c.WithdrawFiling, filing=F, reason=reasons, known=st.sampled_from([None, None, CONFIDED.visit])
        ),
        c.TellJoined: st.builds(c.TellJoined, filing=F, visit=st.just(CONFIDED.visit)),
        c.PassConsent: st.builds(c.PassConsent, filing=F),
        c.LoseVisit: st.builds(c.LoseVisit, filing=F, visit=st.sampled_from([OPEN.visit, "D-2-V00001"]), reason=reasons),
    }  # fmt: skip
    produces = (
        f.FilingSubmitted, f.FilingConsented, f.FilingExempted, f.FilingJoined, f.FilingDeferred,
        f.FilingRefused, f.FilingWithdrawn, f.FilingConfided, f.FilingJoinedInConfidence, *OPENLY,
    )  # fmt: skip
    refuses = (
        r.AlreadyFiled,
        r.CapReached,
        r.ConsentToOneself,
        r.ConsentTooLate,
        r.DeferredBackwards,
        r.DocumentMissing,
        r.DrawnOnly,
        r.FiledAfterwards,
        r.FilerRules,
        r.FilingSettled,
        r.GroundUnfit,
        r.NoSuchPremises,
        demand_refusals.IndustryNotListed,
        demand_refusals.ItemNotInForce,
        demand_refusals.KindDiffers,
        r.MayNotBeDoneAlone,
        r.NoConference,
        r.NoSuchFiling,
        r.NotOperating,
        r.OfficerUnfit,
        demand_refusals.OtherDepartmentsItem,
        r.TooFewOfficers,
    )
    stories = (
        (
            submit(items=("FIR-0009",)),
            submit(premises="2"),
            submit(industries=("mining",)),
            submit(operating=False),
            submit(caps=(CAPS["X1"],)),
            submit(planned_on=FILED_ON - timedelta(days=1)),
            submit(officers=OFFICERS[:1]),
            submit(inspectors=("I-FIRE-0",)),
            submit(listed=(GENERAL,)),
            submit(kind="food-hygiene"),
            submit(department=MARKET),
            submit(),
            c.DeferFiling(filing="F-1", until_year=2025, reason="并入后续计划", known=speaker()),
            c.DeferFiling(filing="F-1", until_year=2027, reason="并入后续计划", known=speaker()),
        ),
        (submit(), consent(by=None), CONSENT, submit()),
        (submit(filed_by="ann"), consent(ruled_by="ann"), consent(ruled_by="bob")),
        (submit(), UNSEEN, CONSENT, PAST, CONSENT),
        (submit(visit=OPEN), LOST),
        (submit(visit=CONFIDED), LOST),
        (
            submit(),
            consent(visit=CONFIDED),
            c.WithdrawFiling(filing="F-1", reason="已无必要", known=CONFIDED.visit),
            PAST,
            TOLD,
            LOST,
        ),
        (submit(), consent(visit=CONFIDED), consent(joined=CONFIDED.visit), TOLD, PAST),
        (submit(listed=(SECRET,)), PAST),
        (submit(listed=(SECRET,)), CONSENT),
        (submit(listed=(SECRET,)), c.RefuseFiling(filing="F-1", reason="无必要", known=speaker())),
        (submit(listed=(SECRET,)), c.WithdrawFiling(filing="F-1", reason="已无必要")),
        (submit(listed=(SECRET,), ground=Ground.SAFETY, document="文件"),),
        (submit(listed=(SECRET,)), consent(visit=CONFIDED)),
        (submit(ground=Ground.SAFETY, document="文件"), c.WithdrawFiling(filing="F-1", reason="已无必要")),
        (submit(planned_on=EARLIEST - timedelta(days=1)), c.WithdrawFiling(filing="F-1", reason="已无必要")),
        (submit(), c.RefuseFiling(filing="F-1", reason="无必要", known=speaker()), CONSENT),
    )

    goes = False
    """Consented to, with a confided visit, of which the stream says nothing."""
    told = False
    """That visit was told, which is done once."""

    def ask(self, command):
        if isinstance(command, c.TellJoined) and (self.told or not self.goes):
            return ()
        answer = super().ask(command)
        self.told = self.told or isinstance(command, c.TellJoined)
        self.goes = self.goes or (isinstance(command, c.ConsentFiling) and answer == ())
        if isinstance(command, c.RuleOnFiling) and isinstance(answer, tuple) and answer:
            assert command.ruled_by is None or command.ruled_by != self.facts[0].filed_by, "who filed it rules on it"
        return answer

    def law(self):
        filed, *after = self.facts
        assert isinstance(filed, f.FilingSubmitted)
        kinds = [OPENLY.get(type(fact), type(fact)) for fact in after]
        if isinstance(filed, f.FilingConfided):
            told = [fact for fact in after if fact.visibility is not Visibility.PRIVATE]
            assert all(isinstance(fact, f.FilingJoined) for fact in told), "what became of a confided filing is told"
        assert not {f.FilingSubmitted, f.FilingConfided} & set(kinds)
        assert type(filed) is f.FilingConfided or not filed.notice_forbidden
        ways = [fact for fact in after if isinstance(fact, f.FilingConsented | f.FilingExempted | f.FilingJoined)]
        led_to = follow_up(filed, self.facts, POLICY)
        assert len(led_to) == len(ways) <= 1, "more than one visit of one filing"
        assert kinds.count(f.FilingDeferred) <= 1 + self.goes
        if ways:
            self.lawful(filed, ways[0])
        if ways and f.FilingDeferred in kinds:
            assert isinstance(ways[0], f.FilingJoined), "a visit of its own, and deferred"
            assert self.goes or after.index(ways[0]) < kinds.index(f.FilingDeferred), "deferred, and then done after all"
        final = {f.FilingConsented, f.FilingExempted, f.FilingRefused, f.FilingWithdrawn}
        assert not final & set(kinds[:-1]), "something follows the end"

    def lawful(self, filed, way):
        at = self.times[self.facts.index(way)]
        assert filed.planned_on >= filed.earliest, "late, and done all the same"
        assert len(set(filed.inspectors)) >= 2
        match way:
            case f.FilingConsented(lead=lead):
                assert lead != filed.department
                assert local_day(at) < filed.planned_on
            case f.FilingExempted(ground=ground, document=document):
                assert ground in PACK.consent_free
                assert document

    def punctual(self):
        kinds = [type(fact) for fact in self.facts]
        if kinds in ([f.FilingSubmitted], [f.FilingConfided]):
            assert local_day(self.now) <= self.facts[0].planned_on, "its day has come and nobody was told"
