"""What names evidence that is not there is refused, as given / when / then; what is erased is erased once."""

from libs.domain.evidence import EvidenceMissing
from libs.events.catalog.inspection.evidence import EvidenceErased
from libs.events.catalog.inspection.rectification import RectificationOrdered
from libs.events.decider import answered
from libs.events.files import refusals as no
from libs.events.testing.decisions import given
from services.inspection.evidence.decide import ERASING
from services.inspection.rectification import commands as rectification
from services.inspection.rectification.decide import RECTIFICATION
from services.inspection.testing.decisions import DUE, MARKET, NOW, ON_THE_SPOT, finding, pass_on, report
from services.inspection.visit.decide.visit import VISIT

GONE = "cd" * 32


def lacking(command):
    return command.model_copy(update={"known": command.known.model_copy(update={"missing": (GONE,)})})


def test_a_part_a_clue_and_a_report_name_only_what_is_there():
    found = report(MARKET, finding(), disposition="ordered-to-rectify")
    for command in (found, pass_on()):
        given(VISIT, *ON_THE_SPOT).when(lacking(command), at=NOW).refused(EvidenceMissing)
    order = RectificationOrdered(
        rectification="RC-1", visit="V-1", entity="stall:421088100-0001", department=MARKET, findings=("F-1",), due=DUE
    )
    mended = rectification.ReportRectification(
        rectification="RC-1", known=rectification.ReportLookups(recheck_by=DUE, missing=(GONE,))
    )
    given(RECTIFICATION, order).when(mended, at=NOW).refused(EvidenceMissing)


def test_evidence_is_erased_once_and_only_where_it_is():
    (command,) = answered(ERASING.commands)
    erase = command(sha256=GONE, reason="拍到无关人员", known=True, asked_by="h-1", approved_by="h-2")
    erased = EvidenceErased(sha256=GONE, reason="拍到无关人员", asked_by="h-1", approved_by="h-2")
    given(ERASING).when(erase, at=NOW).then(erased)
    given(ERASING, erased).when(erase, at=NOW).refused(no.ErasedAlready)
    given(ERASING).when(erase.model_copy(update={"known": False}), at=NOW).refused(no.NoSuchFile)
