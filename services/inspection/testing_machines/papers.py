"""Whatever is asked of dockets, papers and dossiers, in whatever order."""

from datetime import timedelta
from typing import ClassVar

from hypothesis import strategies as st

from libs.domain.evidence import EvidenceMissing
from libs.events.calendar import local_day
from libs.events.catalog.inspection import dossier as f
from libs.events.catalog.inspection.clocks import ClockPassed
from libs.events.catalog.inspection.docket import DocumentIssued, DocumentVoided, NumberTaken, PaperKind
from libs.events.testing.decider_machine import BEGIN, PAST, DeciderMachine
from services.inspection.docket import commands as docket_commands
from services.inspection.docket import refusals as docket_refusals
from services.inspection.docket.decide import DOCKET
from services.inspection.dossier import commands as dossier_commands
from services.inspection.dossier import refusals as dossier_refusals
from services.inspection.dossier.decide import DOSSIER
from services.inspection.dossier.reactions import deadlines as dossier_deadlines
from services.inspection.papers import commands as c
from services.inspection.papers import refusals as r
from services.inspection.papers.decide.paper import PAPER

_OF = {"department": "421088-market", "kind": PaperKind.NOTICE}
_DIGEST = "ab" * 32


class Dockets(DeciderMachine):
    """Numbers of a docket follow each other from 1, and all are of its year."""

    decider, key = DOCKET, "department"
    asks: ClassVar = {
        docket_commands.TakeNumber: st.builds(
            docket_commands.TakeNumber,
            **{name: st.just(value) for name, value in _OF.items()},
            year=st.sampled_from([2026, 2026, 2025]),
            document=st.sampled_from(["P-1", "P-2"]),
            digest=st.just(_DIGEST),
        )
    }
    produces = (NumberTaken,)
    refuses = (docket_refusals.DocketOver,)

    def law(self):
        assert [fact.number for fact in self.facts] == list(range(1, len(self.history) + 1))
        assert all(fact.year == local_day(at).year for fact, at in self.history)


class Papers(DeciderMachine):
    """A paper is issued once; it is void at most once, and never once it is in a dossier."""

    decider, key = PAPER, "document"
    asks: ClassVar = {
        c.IssueDocument: st.builds(
            c.IssueDocument,
            **{name: st.just(value) for name, value in _OF.items()},
            document=st.just("P-1"),
            year=st.just(2026),
            number=st.integers(1, 3),
            digest=st.just(_DIGEST),
            stream=st.just("visit-V-1"),
            visit=st.just("V-1"),
            addressee=st.none(),
            known=st.builds(
                c.IssueLookups,
                missing=st.sampled_from([(), (), (_DIGEST,)]),
                standing=st.sampled_from([None, None, "P-0"]),
            ),
        ),
        c.VoidDocument: st.builds(
            c.VoidDocument,
            document=st.just("P-1"),
            reason=st.just("写错"),
            known=st.builds(c.VoidLookups, filed=st.sampled_from([None, "DS-1"])),
        ),
    }
    produces = (DocumentIssued, DocumentVoided)
    refuses = (r.NoSuchPaper, r.PaperThere, r.PaperVoid, r.PaperFiled, EvidenceMissing)

    def law(self):
        issued, *rest = self.facts
        assert isinstance(issued, DocumentIssued)
        assert len(rest) <= 1


_MATTER = dossier_commands.Matter(
    visit="V-1",
    over=True,
    frustrated=True,
    lead="421088-market",
    departments=("421088-market",),
    findings=(),
    orders=(),
    papers=(),
)
_SHELF = tuple(
    dossier_commands.Shelf(
        paper=f.DossierPaper(document=f"P-{kind}", kind=kind, department="421088-market", digest=_DIGEST, pages=1),
        stream="visit-V-1",
    )
    for kind in (PaperKind.APPROVAL, PaperKind.NOTICE)
)
_WHOSE = {"dossier": "DS-1", "stream": "visit-V-1", "visit": "V-1", "department": "421088-market"}
_DUE = BEGIN + timedelta(days=30)


class Dossiers(DeciderMachine):
    """A dossier is filed once and complete, is never read before, and what is late is said once and before it."""

    decider, deadlines = DOSSIER, dossier_deadlines
    asks: ClassVar = {
        dossier_commands.OweDossier: st.just(dossier_commands.OweDossier(**_WHOSE, due=_DUE)),
        dossier_commands.FileDossier: st.builds(
            dossier_commands.FileDossier,
            **{name: st.just(value) for name, value in _WHOSE.items()},
            retention=st.sampled_from(f.Retention),
            known=st.sampled_from(
                [
                    _MATTER,
                    _MATTER.model_copy(update={"papers": _SHELF}),
                    _MATTER.model_copy(update={"over": False}),
                ]
            ),
        ),
        dossier_commands.ReadDossier: st.just(dossier_commands.ReadDossier(dossier="DS-1", by="a-1", reason="案卷评查")),
        dossier_commands.PassDossierDeadline: st.just(dossier_commands.PassDossierDeadline(dossier="DS-1")),
    }
    produces = (f.DossierDue, f.DossierFiled, f.DossierRead, ClockPassed)
    refuses = (
        dossier_refusals.NoSuchDossier, dossier_refusals.MatterOpen, dossier_refusals.PapersMissing,
        dossier_refusals.DossierThere,
    )  # fmt: skip
    stories = (
        (
            dossier_commands.OweDossier(**_WHOSE, due=_DUE),
            PAST,
            dossier_commands.FileDossier(**_WHOSE, retention="permanent", known=_MATTER.model_copy(update={"papers": _SHELF})),
        ),
    )

    def law(self):
        kinds = [type(fact) for fact in self.facts]
        assert kinds.count(f.DossierFiled) <= 1
        assert kinds.count(ClockPassed) <= 1
        for n, kind in enumerate(kinds):
            assert kind is not f.DossierRead or f.DossierFiled in kinds[:n]
            assert kind is not ClockPassed or f.DossierFiled not in kinds[:n]
        for fact, at in self.history:
            if isinstance(fact, f.DossierFiled) and f.DossierDue in kinds:
                assert at <= _DUE or ClockPassed in kinds

    def punctual(self):
        owed = any(isinstance(fact, f.DossierDue) for fact in self.facts)
        done = any(isinstance(fact, f.DossierFiled | ClockPassed) for fact in self.facts)
        assert not owed or done or self.now <= _DUE
