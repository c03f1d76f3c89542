"""Refusals of the task list and of editions."""

from libs.events.refusal import NotFound


class NoSuchEdition(NotFound):
    slug = "no-such-edition"
    title_zh = "计划没有该版次"
    title_en = "The plan has no such edition"
