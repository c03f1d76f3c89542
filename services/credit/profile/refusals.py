"""What is refused about a profile, one class per rule."""

from libs.events.refusal import NotFound, Refusal


class NoSuchProfile(NotFound):
    slug = "no-such-profile"
    title_zh = "该主体尚无信用档案"
    title_en = "This entity has no credit profile"
    do_zh = "请先导入建档,或待首次检查结果产生后再认定。"
    do_en = "Open a profile by import, or wait for the first result."


class NotClassified(NoSuchProfile):
    """The same for those who read."""

    do_zh = "尚无档案的主体为 U(未分类)。"
    do_en = "An entity without a profile is U (unclassified)."


class OpeningDiffers(Refusal):
    """An open profile's points change only by a record that says why."""

    slug = "opening-differs"
    title_zh = "信用档案已按其他分值建立"
    title_en = "The profile was opened with other points"
    detail_zh = "建档分值为 {opening}"
    detail_en = "opened with {opening} points"
    do_zh = "如需更正,请通过有依据的记录调整,不能重复建档。"
    do_en = "Correct points by a record with its reason, not by a second opening."


class NotAClass(Refusal):
    """Nobody is put back among the unclassified: U only says that there is no profile yet."""

    slug = "not-a-class"
    status = 422
    title_zh = "人工认定只能为 A、B、C、D 类"
    title_en = "A class set by hand is A, B, C or D"
    rule = "国市监信发〔2022〕6号 (A-D)"
    do_zh = "请填写 A、B、C 或 D。"
    do_en = "Name A, B, C or D."
