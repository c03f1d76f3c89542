"""What a frame must be, so that a draw can rest on it."""

from collections.abc import Iterable

from libs.events.catalog.codes import EntityId, ItemCode, Ref

from .. import refusals as r


def fits(entities: int, most: int) -> None:
    """Raises FrameTooLarge."""
    if entities > most:
        raise r.FrameTooLarge(
            f"{entities} entities; a frame holds at most {most}",
            f"检查对象 {entities} 个;一次抽取的名录最多 {most} 个",
            field="frame",
            value=entities,
            do_en="Draw district by district, each with a plan of its own.",
            do_zh="请按县(市、区)分别编制计划、分别抽取。",
        )


def unusable(entity: EntityId) -> r.FrameUnusable:
    return r.FrameUnusable(
        f"{entity} holds a character that separates the parts of a hashed label",
        f"{entity} 含有不可用于抽取的字符",
        field="entity",
        value=entity,
        do_en="Give the entity an id without a vertical bar in the registry.",
        do_zh="请在名录中更正该检查对象编号(不得含竖线)。",
    )


def not_lapsed(demand: Ref, asked: Iterable[ItemCode], *, left: bool) -> None:
    """Raises DemandsLapsed when nothing is `left` of what a demand asked for."""
    if not left:
        items = sorted(asked)
        raise r.DemandsLapsed(
            f"{demand}: {', '.join(items)}",
            f"{demand}:{'、'.join(items)}",
            field="demands",
            value=demand,
            do_en="Amend the plan: leave the demand out, with a reason.",
            do_zh="请说明理由调整计划,剔除该需求。",
        )
