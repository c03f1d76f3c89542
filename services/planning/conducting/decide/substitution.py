"""An entity that was drawn is gone: a reason with evidence, one substitute, never once its visit has begun.

Format: docs/draw.md, 9a.
"""

from collections.abc import Set as AbstractSet
from datetime import datetime

from libs.events.calendar import local_day
from libs.events.catalog.codes import DepartmentCode, EntityId, Ref
from libs.events.catalog.planning.conducting import EntityConfided, EntitySubstituted, GoneGround
from services.planning.visit import refusals as visit_refusals

from .. import commands as c
from .. import refusals as r

Place = tuple[Ref, str, EntityId]
"""Demand, stratum, entity."""

substituted = EntitySubstituted.of(
    c.SubstituteEntity, "lead", "proof", "passed", "substitute", "visit", "away", "team", "short"
)

GONE_ZH = {GoneGround.STRUCK_OFF: "移出名录", GoneGround.NOT_FOUND: "查无下落", GoneGround.RECOGNISED: "结果已获互认"}
_NEEDS_A_FACT = {GoneGround.STRUCK_OFF, GoneGround.RECOGNISED}


def place_of(fact: EntitySubstituted | c.SubstituteEntity) -> Place:
    return fact.demand, fact.stratum, fact.gone


def may_be_asked(command: c.SubstituteEntity, now: datetime) -> None:
    """Raises NotCompleted, NotDrawn or SubstitutionTooLate: there is a pack with such a stratum, and its time is not over."""
    known = command.known
    if not known.completed:
        raise r.NotCompleted(draw=command.draw)
    if not known.stratum:
        raise r.NotDrawn(
            f"the draw has no stratum {command.demand} / {command.stratum}",
            f"本次抽取没有 {command.demand} / {command.stratum} 层",
            do_en="Read the strata in the draw's certificate.",
            do_zh="请查看抽取证明中的分层。",
            stratum=command.stratum,
        )
    if known.until is not None and local_day(now) > known.until:
        raise r.SubstitutionTooLate(demand=command.demand, until=known.until)


def another_entity(command: c.SubstituteEntity, lead: DepartmentCode, gone: AbstractSet[Place]) -> EntitySubstituted:
    """Raises NotDrawn, AlreadySubstituted, PlaceTaken, GroundUnproved or SubstituteNotTold."""
    if place_of(command) in gone:
        raise visit_refusals.AlreadySubstituted(gone=command.gone)
    known = command.known
    if not known.chosen:
        raise r.NotDrawn(gone=command.gone, demand=command.demand, stratum=command.stratum)
    if known.done:
        raise visit_refusals.PlaceTaken(gone=command.gone)
    if command.ground in _NEEDS_A_FACT and known.proof is None:
        raise visit_refusals.GroundUnproved(
            f"nothing on record shows that {command.gone} is {command.ground}",
            f"记录中没有 {command.gone} {GONE_ZH[command.ground]}的事实",
            do_en="First strike the entity off or recognise the result, or give the true ground.",
            do_zh="请先在名录中移除或完成互认,或填写真实理由。",
            ground=command.ground,
        )
    if command.ground is GoneGround.NOT_FOUND and not command.evidence:
        raise visit_refusals.GroundUnproved(
            do_en="A record or photograph of the place, by its hash.", do_zh="请提供现场记录或照片的摘要。", evidence=[]
        )
    if known.waits_until is not None:
        raise r.SubstituteNotTold(demand=command.demand, stratum=command.stratum, until=known.waits_until)
    made = substituted(
        command,
        lead=lead,
        proof=known.proof,
        passed=known.passed,
        substitute=known.substitute,
        visit=known.visit,
        away=known.away,
        team=known.team,
        short=known.short,
    )
    return EntityConfided.like(made) if known.sealed else made
