"""The entity's own answer to the record, or that it gave none, noted by two before a witness.

Rules: L-20, L-22, W11.
"""

from libs.events.catalog.inspection.visit import Answer, AnsweredBy

from .. import answer_refusals as r
from .. import commands as c
from .states import UnderWay


def check(command: c.AnswerRecord, visit: UnderWay) -> None:
    """Raises the refusals of this module and EvidenceMissing."""
    if command.known.entity:
        if command.by is not AnsweredBy.ENTITY or command.officers or command.witness is not None:
            raise r.AnswersItself(by=command.by)
        command.known.require()
        return
    if command.by not in {AnsweredBy.ABSENT, AnsweredBy.REFUSED} or command.answer is not Answer.REFUSED:
        raise r.NotTheirAnswer(answer=command.answer, by=command.by)
    there = {arrival.inspector for arrival in visit.arrivals}
    strangers = sorted(set(command.officers) - there)
    if strangers or len(set(command.officers)) < command.known.two_officers:
        raise r.NotedByTooFew(officers=list(command.officers), strangers=strangers, needed=command.known.two_officers)
    if command.witness is None:
        raise r.WitnessMissing(witness=None)
    command.known.require()
