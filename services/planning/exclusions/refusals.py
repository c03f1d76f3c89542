"""Refusals about entities."""

from libs.events.refusal import NotFound


class NotListed(NotFound):
    slug = "entity-not-listed"
    title_zh = "名录中没有该检查对象"
    title_en = "The frame does not list this entity"
    detail_zh = "名录中没有 {entity}"
    detail_en = "{entity} is not on the register"
    do_zh = "请核对编号,或在名录中查询检查对象。"
    do_en = "Check the code; the registry lists all entities."
