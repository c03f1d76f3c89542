"""What is refused about a publication, one class per rule."""

from libs.events.refusal import NotFound, NotNow, Refusal


class NoSuchPublication(NotFound):
    slug = "no-such-publication"
    title_zh = "公示不存在"
    title_en = "No such publication"
    do_zh = "请在待公示清单中核对编号。"
    do_en = "See what is due."


class NothingPublished(NoSuchPublication):
    """The same for those who read what is public."""

    do_zh = "可能尚未公示;已公示内容见 GET /v1/publications。"
    do_en = "It may not be public yet; GET /v1/publications lists what is."


class AlreadyPublished(Refusal):
    slug = "already-published"
    title_zh = "已经公示"
    title_en = "Already published"
    do_zh = "如内容有误,请办理更正。"
    do_en = "Correct it if it is wrong."


class NotPublished(NotNow):
    """Neither corrected nor withdrawn before it was published: nobody ends the clock without publishing."""

    slug = "not-published"
    title_zh = "尚未公示"
    title_en = "Not published yet"
    rule = "L-27, L-52 依法及时公示检查结果"
    do_zh = "请先公示。"
    do_en = "Publish it first."


class PublicationOver(NotNow):
    slug = "publication-over"
    title_zh = "公示已撤回"
    title_en = "The publication was withdrawn"
    do_zh = "新的结果将另行公示。"
    do_en = "A new result gets a publication of its own."


class NothingToCorrect(NotNow):
    slug = "nothing-to-correct"
    title_zh = "内容没有变化"
    title_en = "The content would be the same"
    do_zh = "请先由记录单位更正记录,再更正公示。"
    do_en = "Ask the department that keeps the record to correct it; then correct the publication."


class NotOnRecord(NotNow):
    """The duty is known, but not all that must be read: the facts that say it have not arrived or are parked."""

    slug = "not-on-record"
    title_zh = "公示内容尚未到齐"
    title_en = "What is to be published has not fully arrived"
    do_zh = "请稍后再试;如仍如此,请运行维护人员检查被搁置的事件。"
    do_en = "Try again shortly; if it stays so, ask operations for parked streams."
