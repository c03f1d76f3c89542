"""Refusals about entities."""

from libs.events.refusal import NotFound


class NotListed(NotFound):
    slug = "entity-not-listed"
    title_zh = "名录中没有该检查对象"
    title_en = "The frame does not list this entity"
