"""What a rectification refuses."""

from libs.events.refusal import Invalid, NotFound, NotNow

_TWO = "行政处罚法 第四十二条(执法人员不得少于两人)"


class NoSuchRectification(NotFound):
    slug = "no-such-rectification"
    title_zh = "整改任务不存在"
    title_en = "No such rectification"
    do_zh = "请核对整改编号。"


class RectificationOver(NotNow):
    slug = "rectification-over"
    title_zh = "整改已通过复查"
    title_en = "The rectification has passed its re-check"
    do_zh = "无需再办理。"
    do_en = "Nothing is left to do."


class DueOutOfRange(Invalid):
    slug = "due-out-of-range"
    title_zh = "整改期限超出允许范围"
    title_en = "The time to mend is out of range"
    detail_zh = "{due} 不在 {first} 至 {last} 之间"
    detail_en = "{due} is not within {first} to {last}"
    do_zh = "请选择该范围内的日期;最长期限由本地政策规定。"
    do_en = "Choose a day within; the policy sets the longest time (rectify_max_days)."
    rule = "行政处罚法 第二十八条(责令改正或者限期改正)"


class OnSpotIsToday(Invalid):
    slug = "on-spot-is-today"
    title_zh = "当场改正的期限为当日"
    title_en = "What is mended on the spot is mended that day"
    detail_zh = "{due} 不是当日"
    detail_en = "{due} is not today"
    do_zh = "请不填期限,或改为限期整改。"
    do_en = "Leave the day out, or order a dated rectification."


class AwaitingRecheck(NotNow):
    slug = "awaiting-recheck"
    title_zh = "整改已报告,等待复查"
    title_en = "Reported already; the re-check is awaited"
    do_zh = "请等待部门复查。"
    do_en = "Wait for the re-check."


class ExtensionTooLate(NotNow):
    slug = "extension-too-late"
    title_zh = "整改期限已过,不能延期"
    title_en = "The time to mend is over"
    detail_zh = "期限为 {due}"
    detail_en = "it ended at {due}"
    do_zh = "请尽快完成整改并报告。"
    do_en = "Mend it and report."


class ExtensionOnce(NotNow):
    slug = "extension-once"
    title_zh = "延期只能申请一次"
    title_en = "More time is asked for once"
    detail_zh = "整改 {rectification} 已申请过延期"
    detail_en = "more time was asked for {rectification} before"
    do_zh = "请在期限内完成整改并报告。"
    do_en = "Mend it in time and report."


class NoExtensionAsked(NotNow):
    slug = "no-extension-asked"
    title_zh = "没有待答复的延期申请"
    title_en = "No asking for more time awaits an answer"
    detail_zh = "整改 {rectification} 没有待答复的延期申请"
    detail_en = "nothing was asked for {rectification}, or it is answered"
    do_zh = "请先由企业提出延期申请。"
    do_en = "The entity asks first."


class TooFewOfficers(Invalid):
    slug = "too-few-officers"
    title_zh = "复查人员不足"
    title_en = "Too few officers"
    detail_zh = "复查应有不少于 {least} 名不同的执法人员,只填写了:{officers}"
    detail_en = "a re-check needs {least} different officers at least: {officers}"
    do_zh = "请填写全部到场复查的执法人员。"
    do_en = "Name all officers who re-checked."
    rule = _TWO


class ChecksIncomplete(Invalid):
    """Each finding of the order, once, and no other."""

    slug = "checks-incomplete"
    title_zh = "复查未覆盖全部问题"
    title_en = "The re-check does not cover the findings"
    detail_zh = "未复查的问题:{missing};不属于本次整改的问题:{foreign}"
    detail_en = "not re-checked: {missing}; not of this order: {foreign}"
    do_zh = "请对责令改正的每个问题逐一填写复查结果。"
    do_en = "Say of each finding of the order whether it is mended."


class RecheckUnproved(Invalid):
    slug = "recheck-unproved"
    title_zh = "复查没有证据"
    title_en = "The re-check has no evidence"
    do_zh = "请上传复查现场的照片或其他证据,并填写其校验值。"
    do_en = "Upload a photograph or another file of the re-check, and name it."
    rule = "L-22 全过程记录"


class FailureUnreasoned(Invalid):
    slug = "failure-unreasoned"
    title_zh = "复查不通过应说明理由"
    title_en = "A failed re-check needs a reason"
    do_zh = "请说明仍存在的问题。"
    do_en = "Say what is still wrong."
