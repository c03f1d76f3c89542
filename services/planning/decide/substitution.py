"""Somebody who was drawn is gone: a reason with evidence, one substitute, never once the visit has begun (docs/draw.md, 9a)."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from libs.events.catalog.codes import DepartmentCode, Digest, EntityId, InspectorId, Ref
from libs.events.catalog.planning.conducting import EntitySubstituted, GoneGround, InspectorSubstituted, TeamUnsealed
from services.planning.commands import SubstituteEntity, SubstituteInspector, UnsealTeam
from services.planning.draw import suite_named
from services.planning.draw.seats import seal_of

from .refusals import AlreadySubstituted, GroundUnproved, NotDrawn, NotSeated, PlaceTaken

__all__ = ["Place", "another_entity", "another_inspector", "place_of", "unseal"]

Place = tuple[Ref, str, EntityId]
"""Demand, stratum, entity."""

_NEEDS_A_FACT = {GoneGround.STRUCK_OFF, GoneGround.RECOGNISED}


def place_of(fact: EntitySubstituted | SubstituteEntity) -> Place:
    return fact.demand, fact.stratum, fact.gone


def another_entity(command: SubstituteEntity, lead: DepartmentCode, gone: AbstractSet[Place]) -> EntitySubstituted:
    """Raises NotDrawn, AlreadySubstituted, PlaceTaken or GroundUnproved."""
    if place_of(command) in gone:
        raise _again("gone", command.gone)
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
        raise _begun("gone", command.gone)
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
        raise _no_evidence("A record or photograph of the place, by its hash.", "请提供现场记录或照片的摘要。")
    return EntitySubstituted(**command.model_dump(exclude={"chosen", "done"}), lead=lead)


def another_inspector(command: SubstituteInspector, gone: AbstractSet[InspectorId]) -> InspectorSubstituted:
    """Raises NotSeated, AlreadySubstituted, PlaceTaken or GroundUnproved."""
    if command.gone in gone:
        raise _again("inspector", command.gone)
    if command.seat is None:
        raise NotSeated(
            f"{command.gone} sits on no seat of {command.visit}",
            f"{command.gone} 不在 {command.visit} 的检查组内",
            field="inspector",
            value=command.gone,
            do_en="Name an officer of the team.",
            do_zh="请填写检查组成员。",
        )
    if command.arrived:
        raise _begun("inspector", command.gone)
    if not command.evidence and command.proof is None:
        raise _no_evidence("The application or its decision, by its hash.", "请提供申请或决定文件的摘要。")
    return InspectorSubstituted(**command.model_dump(exclude={"arrived"}))


def unseal(command: UnsealTeam, draw: Ref, sealed: Digest) -> TeamUnsealed:
    """Team and salt of the seal that was published."""
    team = [seated.model_dump(mode="json") for seated in command.team]
    if seal_of(suite_named("sha256"), team, bytes.fromhex(command.salt)) != sealed:
        raise AssertionError("another team or salt than was sealed")
    return TeamUnsealed(visit=command.visit, draw=draw, team=command.team, salt=command.salt)


def _again(field: str, value: str) -> AlreadySubstituted:
    return AlreadySubstituted(
        field=field, value=value, do_en="GET /v1/substitutions lists them.", do_zh="可通过 GET /v1/substitutions 查询。"
    )


def _begun(field: str, value: str) -> PlaceTaken:
    return PlaceTaken(
        field=field,
        value=value,
        do_en="What was found goes on record; take a result back by revoking it.",
        do_zh="检查情况应如实记录;如有错误,请撤销结果。",
    )


def _no_evidence(en: str, zh: str) -> GroundUnproved:
    return GroundUnproved("no evidence is named", "未提供证据", field="evidence", value=[], do_en=en, do_zh=zh)
