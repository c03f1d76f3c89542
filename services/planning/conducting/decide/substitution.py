"""An entity that was drawn is gone: a reason with evidence, one substitute, never once its visit has begun.

Format: docs/draw.md, 9a.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from libs.events.catalog.codes import DepartmentCode, EntityId, Ref
from libs.events.catalog.planning.conducting import EntitySubstituted, GoneGround
from services.planning.visit.decide import already_substituted, place_taken, without_evidence
from services.planning.visit.refusals import GroundUnproved

from ..commands import SubstituteEntity
from ..refusals import NotDrawn

Place = tuple[Ref, str, EntityId]
"""Demand, stratum, entity."""

_NEEDS_A_FACT = {GoneGround.STRUCK_OFF, GoneGround.RECOGNISED}


def place_of(fact: EntitySubstituted | SubstituteEntity) -> Place:
    return fact.demand, fact.stratum, fact.gone


def another_entity(command: SubstituteEntity, lead: DepartmentCode, gone: AbstractSet[Place]) -> EntitySubstituted:
    """Raises NotDrawn, AlreadySubstituted, PlaceTaken or GroundUnproved."""
    if place_of(command) in gone:
        raise already_substituted("gone", command.gone)
    if not command.chosen:
        raise NotDrawn(
            f"{command.gone} was not drawn in {command.demand} / {command.stratum}",
            f"{command.gone} 未在 {command.demand} / {command.stratum} 中被抽中",
            field="gone",
            value=command.gone,
            do_en="Read the draw's certificate, or GET /v1/entities/{entity}/why.",
            do_zh="请查看抽取证明,或 GET /v1/entities/{entity}/why。",
        )
    if command.done:
        raise place_taken("gone", command.gone)
    if command.ground in _NEEDS_A_FACT and command.proof is None:
        raise GroundUnproved(
            f"nothing on record shows that {command.gone} is {command.ground}",
            f"记录中没有 {command.gone} 的相应事实({command.ground})",
            field="ground",
            value=command.ground.value,
            do_en="Have it struck off, or the result recognised, first; or give the true ground.",
            do_zh="请先在名录中移除或完成互认,或填写真实理由。",
        )
    if command.ground is GoneGround.NOT_FOUND and not command.evidence:
        raise without_evidence("A record or photograph of the place, by its hash.", "请提供现场记录或照片的摘要。")
    return EntitySubstituted(**command.model_dump(exclude={"chosen", "done"}), lead=lead)
