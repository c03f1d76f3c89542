"""Whatever is asked of dockets and papers, in whatever order."""

from typing import ClassVar

from hypothesis import strategies as st

from libs.domain.evidence import EvidenceMissing
from libs.events.calendar import local_day
from libs.events.catalog.inspection.docket import DocumentIssued, DocumentVoided, NumberTaken, PaperKind
from libs.events.testing.decider_machine import DeciderMachine
from services.inspection.docket import commands as docket_commands
from services.inspection.docket import refusals as docket_refusals
from services.inspection.docket.decide import DOCKET
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
