"""What is refused about a publication, one class per rule."""

from __future__ import annotations

from libs.events.refusal import NotFound, NotNow, Refusal


class NoSuchPublication(NotFound):
    slug = "no-such-publication"
    title_zh = "公示不存在"
    title_en = "No such publication"


class AlreadyPublished(Refusal):
    slug = "already-published"
    title_zh = "已经公示"
    title_en = "Already published"


class NotPublished(NotNow):
    """Neither corrected nor withdrawn before it was published: nobody ends the clock without publishing."""

    slug = "not-published"
    title_zh = "尚未公示"
    title_en = "Not published yet"
    rule = "L-27, L-52 依法及时公示检查结果"


class PublicationOver(NotNow):
    slug = "publication-over"
    title_zh = "公示已撤回"
    title_en = "The publication was withdrawn"


class NothingToCorrect(NotNow):
    slug = "nothing-to-correct"
    title_zh = "内容没有变化"
    title_en = "The content would be the same"


class NotOnRecord(NotNow):
    """The duty is known, but not all that must be read: the facts that say it have not arrived or are parked."""

    slug = "not-on-record"
    title_zh = "公示内容尚未到齐"
    title_en = "What is to be published has not fully arrived"
