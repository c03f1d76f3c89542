"""An entity that was drawn is gone: a reason with evidence, one substitute, never once its visit has begun.

Format: docs/draw.md, 9a.
"""

from collections.abc import Set as AbstractSet
from datetime import datetime

from libs.events.calendar import local_day
from libs.events.catalog.codes import DepartmentCode, EntityId, Ref
from libs.events.catalog.planning.conducting import EntitySubstituted, GoneGround
from services.planning.visit.decide import already_substituted, place_taken, without_evidence
from services.planning.visit.refusals import GroundUnproved

from ..commands import SubstituteEntity
from ..refusals import NotCompleted, NotDrawn, SubstitutionTooLate

Place = tuple[Ref, str, EntityId]
"""Demand, stratum, entity."""

substituted = EntitySubstituted.of(SubstituteEntity, "lead", "proof", "passed", "substitute", "visit", "away", "team", "short")

_NEEDS_A_FACT = {GoneGround.STRUCK_OFF, GoneGround.RECOGNISED}


def place_of(fact: EntitySubstituted | SubstituteEntity) -> Place:
    return fact.demand, fact.stratum, fact.gone


def may_be_asked(command: SubstituteEntity, now: datetime) -> None:
    """Raises NotCompleted, NotDrawn or SubstitutionTooLate: there is a pack with such a stratum, and its time is not over."""
    known = command.known
    if not known.completed:
        raise not_completed(command.draw)
    if not known.stratum:
        raise NotDrawn(
            f"the draw has no stratum {command.demand} / {command.stratum}",
            f"本次抽取没有 {command.demand} / {command.stratum} 层",
            field="stratum",
            value=command.stratum,
            do_en="Read the strata in the draw's certificate.",
            do_zh="请查看抽取证明中的分层。",
        )
    if known.until is not None and local_day(now) > known.until:
        raise SubstitutionTooLate(
            f"{command.demand} ended on {known.until}",
            f"{command.demand} 的检查期限已于 {known.until} 届满",
            field="demand",
            value=command.demand,
            do_en="The shortfall stands; it is on record.",
            do_zh="不再替补,缺额予以记录。",
        )


def not_completed(draw: Ref) -> NotCompleted:
    return NotCompleted(field="draw", value=draw, do_en="Complete the draw first.", do_zh="请先完成抽取。")


def another_entity(command: SubstituteEntity, lead: DepartmentCode, gone: AbstractSet[Place]) -> EntitySubstituted:
    """Raises NotDrawn, AlreadySubstituted, PlaceTaken or GroundUnproved."""
    if place_of(command) in gone:
        raise already_substituted("gone", command.gone)
    known = command.known
    if not known.chosen:
        raise NotDrawn(
            f"{command.gone} was not drawn in {command.demand} / {command.stratum}",
            f"{command.gone} 未在 {command.demand} / {command.stratum} 中被抽中",
            field="gone",
            value=command.gone,
            do_en="Read the draw's certificate, or GET /v1/entities/{entity}/why.",
            do_zh="请查看抽取证明,或 GET /v1/entities/{entity}/why。",
        )
    if known.done:
        raise place_taken("gone", command.gone)
    if command.ground in _NEEDS_A_FACT and known.proof is None:
        raise GroundUnproved(
            f"nothing on record shows that {command.gone} is {command.ground}",
            f"记录中没有 {command.gone} 的相应事实({command.ground})",
            field="ground",
            value=command.ground.value,
            do_en="First strike the entity off or recognise the result, or give the true ground.",
            do_zh="请先在名录中移除或完成互认,或填写真实理由。",
        )
    if command.ground is GoneGround.NOT_FOUND and not command.evidence:
        raise without_evidence("A record or photograph of the place, by its hash.", "请提供现场记录或照片的摘要。")
    return substituted(
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
