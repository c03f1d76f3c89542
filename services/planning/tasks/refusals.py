"""Refusals of the task list and of editions."""

from libs.events.refusal import NotFound


class NoSuchEdition(NotFound):
    slug = "no-such-edition"
    title_zh = "计划没有该版次"
    title_en = "The plan has no such edition"
    detail_zh = "{plan} 没有第 {edition} 版"
    detail_en = "{plan} has no edition {edition}"
    do_zh = "已有版次:{there}。"
    do_en = "Editions: {there}."
