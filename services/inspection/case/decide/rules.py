"""Arithmetic of penalties: what is harsher, what is major, what fits a benchmark (行政处罚法)."""

from collections.abc import Iterable, Sequence
from typing import Final

from libs.events.catalog.codes import EntityId, Ref
from libs.events.catalog.inspection.case import Penalty, PenaltyKind, Subject
from libs.events.catalog.registry.discretion import PenaltyGrade

from .. import penalty_refusals as r

_MONEY = frozenset({PenaltyKind.FINE, PenaltyKind.GAINS})
_FOR_A_TIME = frozenset({PenaltyKind.LICENCE_HELD, PenaltyKind.RESTRICTED, PenaltyKind.STOPPED, PenaltyKind.BARRED})
_HEARD: Final = frozenset(
    {PenaltyKind.DOWNGRADED, PenaltyKind.LICENCE_REVOKED, PenaltyKind.STOPPED, PenaltyKind.CLOSED, PenaltyKind.BARRED}
)
"""Art. 63 (3) and (4): the party may ask for a hearing, whatever the amount."""
_MAJOR: Final = _HEARD | {PenaltyKind.LICENCE_HELD, PenaltyKind.RESTRICTED}
BANS: Final = frozenset(
    {PenaltyKind.LICENCE_REVOKED, PenaltyKind.RESTRICTED, PenaltyKind.STOPPED, PenaltyKind.CLOSED, PenaltyKind.BARRED}
)
"""B-20: what keeps a business from going on."""
SUMMARY_FEN: Final = {Subject.ENTERPRISE: 300_000, Subject.HOUSEHOLD: 20_000, Subject.PERSON: 20_000}
"""Art. 51: on the spot up to 3,000 yuan for an organisation, 200 for a person. No place may change it."""
URGED_WORKING_DAYS: Final = 10
"""行政强制法 art. 54 and 69: the court is asked ten working days after the party was urged. No place may change it."""


def subject_of(entity: EntityId | None, person: Ref | None) -> Subject:
    """Whom a case is against. A credit code that begins with 92 is a household's (GB 32100: 9 market regulation, 2
    household), and what has no credit code is a stall.
    """
    if person is not None or entity is None:
        return Subject.PERSON
    return Subject.HOUSEHOLD if not entity.startswith("uscc:") or entity.startswith("uscc:92") else Subject.ENTERPRISE


def fined(penalties: Iterable[Penalty]) -> int:
    """The fine, in fen."""
    return sum(each.fen or 0 for each in penalties if each.kind is PenaltyKind.FINE)


def heard(penalties: Sequence[Penalty], major_fen: int) -> bool:
    """Whether the party may ask for a hearing (art. 63)."""
    return any(each.kind in _HEARD or (each.fen or 0) >= major_fen for each in penalties)


def major(penalties: Sequence[Penalty], major_fen: int, *, weighty: bool, deviates: bool) -> bool:
    """What is reviewed and discussed before it is decided (art. 57 and 58, L-22, B-32)."""
    return weighty or deviates or any(each.kind in _MAJOR or (each.fen or 0) >= major_fen for each in penalties)


def at_most(these: Sequence[Penalty], those: Sequence[Penalty]) -> bool:
    """Whether `these` are no harsher than `those`: of each kind no more money and no longer."""
    told = {each.kind: each for each in those}
    return all(
        each.kind in told and (each.fen or 0) <= (told[each.kind].fen or 0) and _days(each) <= _days(told[each.kind])
        for each in these
    )


def _days(penalty: Penalty) -> float:
    """Without an end it is for good."""
    if penalty.kind not in _FOR_A_TIME:
        return 0
    return float("inf") if penalty.days is None else penalty.days


def check_penalties(penalties: Sequence[Penalty]) -> None:
    """Raises PenaltyUnclear."""
    kinds = [each.kind for each in penalties]
    if not kinds:
        raise r.PenaltyUnclear(penalties=kinds, chinese="未列处罚内容", english="no penalty is listed")
    if len(set(kinds)) != len(kinds):
        raise r.PenaltyUnclear(penalties=kinds, chinese="同一种处罚列了两次", english="a kind is there twice")
    for each in penalties:
        if (each.kind in _MONEY) != (each.fen is not None):
            raise r.PenaltyUnclear(
                penalties=[each.kind],
                chinese="罚款和没收违法所得应写金额,其他处罚不写金额",
                english="fines and gains have an amount, and nothing else has",
            )
        if each.days is not None and each.kind not in _FOR_A_TIME:
            raise r.PenaltyUnclear(penalties=[each.kind], chinese="该种处罚没有期限", english="it lasts for no time")


def check_grade(penalties: Sequence[Penalty], grade: PenaltyGrade) -> None:
    """Raises GradeOutOfBenchmark for a fine that the grade does not know, and for none where it asks for one."""
    fine, least, most = fined(penalties), grade.fine_min_fen or 0, grade.fine_max_fen
    without_fines = grade.fine_min_fen is None and most is None
    if fine < least or (most is not None and fine > most) or (without_fines and fine):
        shown = 0 if without_fines else most
        raise r.GradeOutOfBenchmark(grade=grade.grade, fen=fine, least=least, most="∞" if shown is None else shown)


def surcharge(fine: int, owed: int, *, days: int, added: int, basis_points: int) -> int:
    """Fen to add for so many days, beside those `added`: at most the fine itself (art. 72). `owed`: what of the fine is
    unpaid.
    """
    return max(0, min(min(fine, owed) * basis_points * days // 10_000, fine) - added)
