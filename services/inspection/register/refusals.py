"""What is refused about what the registry lists."""

from libs.events.refusal import Invalid


class NotThatOrgan(Invalid):
    """A matter goes to an organ that is on the list on that day, and of the kind that takes such matters."""

    slug = "not-that-organ"
    title_zh = "接收机关类别不符"
    title_en = "The organ is not of the kind it must be"
    detail_zh = "{organ} 今日不是机关名录中的{kind_zh}"
    detail_en = "{organ} is not listed as {kind} today"
    do_zh = "请使用机关名录中的代码,或先将该机关列入名录。"
    do_en = "Use a code of the list of organs, or list the organ first."
    rule = "B-08 法无授权不可为"
