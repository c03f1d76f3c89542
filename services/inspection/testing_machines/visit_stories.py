"""What is told of a visit in the stories of its machine."""

from datetime import date, timedelta

from libs.events.catalog.inspection.handling import Settled
from libs.events.catalog.inspection.visit import Disposition, Proof
from libs.events.testing.decider_machine import BEGIN
from services.inspection.testing.decisions import (
    F1,
    F2,
    FIRE,
    M1,
    M2,
    MARKET,
    TAX,
    answer,
    check_in,
    finding,
    frustrate,
    handle,
    pass_on,
    report,
)
from services.inspection.visit import commands as c

T1, T2 = "I-421088-0201", "I-421088-0202"
ENDING = (
    *(report(d) for d in (MARKET, FIRE)),
    answer(),
    c.CompleteVisit(visit="V-1", result="R-1"),
)
ARRIVING = (
    c.AnnounceVisit(visit="V-1", on=BEGIN.date(), basis="年度计划"),
    *(check_in(inspector=who, department=d) for who, d in ((M1, MARKET), (F1, FIRE), (M2, MARKET), (F2, FIRE))),
)
TAXMEN = tuple(check_in(inspector=who, department=TAX) for who in (T1, T2))
GROWN = (
    report(MARKET), report(FIRE, items=("FIR-0002", "FIR-0007")), report(TAX, items=("TAX-0001",)),
)  # fmt: skip
MENDED = report(MARKET, finding(), disposition=Disposition.RECTIFY)
OUTSIDE = c.AnnounceVisit(visit="V-1", on=date(2026, 4, 5), basis="年度计划")
LATE = {"proof": Proof.LATE, "code_holds": False}
AWKWARD = (
    check_in(), check_in(at=BEGIN), check_in(code_holds=False), check_in(certified=False), check_in(at=BEGIN, **LATE),
    check_in(at=BEGIN - timedelta(days=20), reason="断网", **LATE), check_in(at=BEGIN, reason="断网", **LATE),
)  # fmt: skip
SETTLED = c.SettleFindings(visit="V-1", findings=("F-1",), how=Settled.RECTIFIED)
GRAVE = report(MARKET, finding(severity="serious"), disposition=Disposition.PENALTY)
DOUBTED = report(MARKET, finding(), disposition=Disposition.PENALTY)
TRIFLE = report(MARKET, finding(), disposition=Disposition.GUIDED)
ANYHOW = (handle("exempted"), handle("passed-on", target="C-9"), handle("corrected-on-spot"), handle("guided"))
_NOTED = {"entity": False, "by": "refused", "officers": (M1, M2), "witness": "P-1"}
UNSAID = (
    answer(entity=False), answer("refused-to-sign", by="refused"), answer("refused-to-sign", **{**_NOTED, "officers": (M1,)}),
    answer("refused-to-sign", **{**_NOTED, "witness": None}), answer("refused-to-sign", **_NOTED),
)  # fmt: skip
MOOT = (frustrate(evidence=()), frustrate(officers=(M1, M1)), c.RefuseEntry(visit="V-1", why="no-code"))
WRONG = (
    report(MARKET, known={"editions": {"MKT-0003": None, "MKT-0004": 1}}),
    report(MARKET, finding(), disposition=Disposition.GUIDED, checks=report(MARKET).checks),
    report(MARKET, checks=({"item": "MKT-0003", "outcome": "not-examined"}, {"item": "MKT-0004", "outcome": "conforms"})),
    report(MARKET, known={"handbooks": {"MKT-0003": {"manual": "MAN-1", "edition": 1, "points": 2}}}),
    report(MARKET, finding(evidence=()), disposition=Disposition.GUIDED, known={"proof_needed": True}),
)
UNFIT = (
    report(MARKET, finding(severity="serious"), disposition=Disposition.GUIDED),
    report(MARKET, finding(), disposition=Disposition.ARCHIVED),
    report(MARKET, finding(severity="serious"), disposition=Disposition.EXEMPTED, exemptible=("MKT-0003",), basis="清单"),
    report(MARKET, finding(), finding(), disposition=Disposition.GUIDED),
    pass_on(),
    pass_on(competent=FIRE),
    pass_on(clue="C-2", finder=FIRE, competent=FIRE),
    pass_on(clue="C-2", listed=False),
)
