"""What credit does when another service's fact arrives. It has no deadlines of its own: nobody owes it an act by a day."""

from collections.abc import Iterable

from libs.events.calendar import local_day
from libs.events.catalog.inspection.rectification import RectificationFailed, RectificationOverdue, RectificationPassed
from libs.events.catalog.inspection.result import RecordedResultRevoked, ResultIssued, ResultRecorded, ResultRevoked
from libs.events.catalog.registry.entities import EntitySucceeded, EntitySuccessionRevoked
from libs.events.decider import Command
from libs.events.envelope import Recorded
from libs.events.reactions import Environment, Reactions, read_once
from libs.events.store.store import Transaction

from ..model.rules import Rules
from ..model.views import rules_in_force
from ..policy.decide import POLICY
from . import commands as c
from .carrying import Evidence, along, bring, for_evidence, for_naming
from .decide import evidence_of
from .indicators import of_part, of_recorded

reactions = Reactions()

RESULT, RECTIFICATION = "result", "rectification"
_BAND_ZH = {
    "score-good": "良好 good",
    "score-adequate": "尚可 adequate",
    "score-needs-improvement": "需改进 needs improvement",
    "score-poor": "较差 poor",
}


async def _rules(tx: Transaction, env: Environment) -> Rules | None:
    return await read_once(tx, rules_in_force, env.today)


async def _carried(tx: Transaction, command: Evidence) -> Iterable[Evidence]:
    """The command, and the same for the codes under which the business has gone on."""
    return along(command, await read_once(tx, for_evidence))


@reactions.on(ResultIssued, steady=True)
async def result_issued(tx: Transaction, issued: Recorded[ResultIssued], env: Environment) -> Iterable[Command]:
    """Each department's part of a visit gives one line, by its worst finding (H-29)."""
    f = issued.fact
    entries = []
    for part in f.parts:
        indicator = of_part(part.worst, part.problems)
        if indicator == "inspection-clear":
            reason = f"{part.department} 检查未发现问题 no problem found"
        else:
            worst = indicator.removeprefix("finding-")
            reason = f"{part.department} 检查发现问题 {part.problems} 个 problems found, worst {worst}"
        entries.append(c.Entry(indicator=indicator, reason=reason))
    if not entries:
        return []
    rules, evidence = await _rules(tx, env), evidence_of(RESULT, f.result)
    command = c.RecordEvidence(entity=f.entity, on=f.checked_on, known=rules, evidence=evidence, entries=tuple(entries))
    return await _carried(tx, command)


@reactions.on(ResultRecorded, steady=True)
async def result_recorded(tx: Transaction, recorded: Recorded[ResultRecorded], env: Environment) -> Iterable[Command]:
    """A check taken over from a file counts by its score, or without one by its number of problems."""
    f = recorded.fact
    numbers = await read_once(tx, POLICY.in_force, local_day(recorded.time))
    indicator = of_recorded(numbers, f.score, len(f.problems))
    score = "" if f.score is None else f",{f.score} 分 score {f.score}"
    reason = f"历史检查 recorded check {f.kind}{score},问题 {len(f.problems)} 个 problems,{_BAND_ZH[indicator]}"
    entry = c.Entry(indicator=indicator, reason=reason)
    rules, evidence = await _rules(tx, env), evidence_of(RESULT, f.result)
    command = c.RecordEvidence(entity=f.entity, on=f.checked_on, known=rules, evidence=evidence, entries=(entry,))
    return await _carried(tx, command)


@reactions.on(ResultRevoked, RecordedResultRevoked, steady=True)
async def result_revoked(
    tx: Transaction, revoked: Recorded[ResultRevoked | RecordedResultRevoked], env: Environment
) -> Iterable[Command]:
    """A revoked result takes its lines back, each by a line of its own: nothing is deleted."""
    f = revoked.fact
    rules, evidence = await _rules(tx, env), evidence_of(RESULT, f.result)
    reason = "检查结果已撤销 the result was revoked"
    command = c.TakeBack(entity=f.entity, on=local_day(revoked.time), known=rules, evidence=evidence, reason=reason)
    return await _carried(tx, command)


@reactions.on(RectificationPassed, RectificationFailed, RectificationOverdue, steady=True)
async def rectification_ended(
    tx: Transaction, ended: Recorded[RectificationPassed | RectificationFailed | RectificationOverdue], env: Environment
) -> Iterable[Command]:
    """Mended, not mended, or not in time: each outcome of a rectification counts once."""
    f = ended.fact
    outcome, words = {
        RectificationPassed: ("passed", "整改复查合格 rectification passed"),
        RectificationFailed: ("failed", "整改复查不合格 rectification failed"),
        RectificationOverdue: ("overdue", "整改逾期 rectification overdue"),
    }[type(f)]
    entry = c.Entry(indicator=f"rectification-{outcome}", reason=f"{f.department} {words}")
    rules, evidence = await _rules(tx, env), evidence_of(f"{RECTIFICATION}-{outcome}", f.rectification)
    command = c.RecordEvidence(entity=f.entity, on=local_day(ended.time), known=rules, evidence=evidence, entries=(entry,))
    return await _carried(tx, command)


@reactions.on(EntitySucceeded, EntitySuccessionRevoked)
async def succession_said(
    tx: Transaction, said: Recorded[EntitySucceeded | EntitySuccessionRevoked], env: Environment
) -> Iterable[Command]:
    """The code after an entity gets what is on record of it, and gives back what is no longer its own."""
    successions = await for_naming(tx)
    return await bring(tx, said.fact.entity, successions, await rules_in_force(tx, env.today), local_day(said.time))
