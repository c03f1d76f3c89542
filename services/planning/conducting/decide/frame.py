"""What a frame must be, so that a draw can rest on it."""

from collections.abc import Iterable

from libs.events.catalog.codes import EntityId, ItemCode, Ref

from .. import refusals as r


def fits(entities: int, most: int) -> None:
    """Raises FrameTooLarge."""
    if entities > most:
        raise r.FrameTooLarge(frame=entities, most=most)


def unusable(entity: EntityId) -> r.FrameUnusable:
    return r.FrameUnusable(entity=entity)


def not_lapsed(demand: Ref, asked: Iterable[ItemCode], *, left: bool) -> None:
    """Raises DemandsLapsed when nothing is `left` of what a demand asked for."""
    if not left:
        items = sorted(asked)
        raise r.DemandsLapsed(demands=demand, items=items)
