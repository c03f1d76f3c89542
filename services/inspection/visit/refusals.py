"""What a visit refuses, one class per rule."""

from libs.events.refusal import Invalid, NotFound, NotNow, Refusal


class NoSuchVisit(NotFound):
    slug = "no-such-visit"
    title_zh = "检查任务不存在"
    title_en = "No such visit"
    do_zh = "请核对任务编号。"


class NotAnEntity(NotFound):
    slug = "not-an-entity"
    title_zh = "不是企业身份"
    title_en = "Not an entity"
    detail_zh = "{entity} 不是企业代码"
    detail_en = "{entity} is no entity's number"
    do_zh = "请以企业身份登录,令牌主体应为企业代码。"
    do_en = "Sign in as the entity: the token's subject is its number."


class VisitOver(NotNow):
    slug = "visit-over"
    title_zh = "检查已办结"
    title_en = "The visit is over"
    do_zh = "检查记录已固定;新情况请另行立项或吹哨。"
    do_en = "The record is sealed; a new matter needs a new visit or a whistle."
    rule = "L-22 全过程记录"


class NoticeForbidden(Refusal):
    """An item of this visit forbids notice (L-19)."""

    slug = "notice-forbidden"
    title_zh = "该检查依法不得事先通知"
    title_en = "This visit must not be announced"
    do_zh = "请改为登记不予通知的理由。"
    do_en = "Record why notice is withheld instead."
    rule = "L-19"


class NoticeDue(Refusal):
    """Notice is given unless an item forbids it (L-19)."""

    slug = "notice-due"
    title_zh = "该检查应事先通知"
    title_en = "This visit is to be announced"
    do_zh = "请事先通知企业。"
    do_en = "Announce the visit."
    rule = "L-19"


class OutsideWindow(Refusal):
    """Only the planned window was approved (L-15)."""

    slug = "outside-window"
    status = 422
    title_zh = "检查日期不在批准的时段内"
    title_en = "The day is outside the approved window"
    detail_zh = "{on} 不在 {window_from} 至 {window_to} 之间"
    detail_en = "{on} is not within {window_from} to {window_to}"
    do_zh = "请选择时段内的日期。"
    do_en = "Choose a day of the window."
    rule = "L-15"


class NotBeforehand(Refusal):
    """Notice comes before the visit (L-19)."""

    slug = "not-beforehand"
    status = 422
    title_zh = "通知应在检查之前"
    title_en = "Notice is given beforehand"
    detail_zh = "{on} 已过"
    detail_en = "{on} is over"
    do_zh = "请填写今天或以后的日期。"
    do_en = "Name today or a later day."
    rule = "L-19"


class AlreadyUnderWay(NotNow):
    slug = "already-under-way"
    title_zh = "检查已开始"
    title_en = "The visit is already under way"
    do_zh = "请继续检查。"
    do_en = "Go on with the visit."


class NotAnnounced(NotNow):
    slug = "not-announced"
    title_zh = "尚未通知,也未登记不予通知的理由"
    title_en = "Neither announced nor lawfully unannounced"
    do_zh = "请先通知企业,或登记不予通知的理由。"
    do_en = "Announce it, or record why notice is withheld."
    rule = "L-19"


class TooEarly(Refusal):
    """Officers do not come before the day that was announced (L-19)."""

    slug = "too-early"
    title_zh = "早于通知的检查日期"
    title_en = "Before the announced day"
    detail_zh = "检查日期为 {on}"
    detail_en = "the visit is on {on}"
    do_zh = "请在该日到场,或重新通知。"
    do_en = "Come on that day, or give new notice."
    rule = "L-19"


class NotOnTeam(Refusal):
    """Only officers drawn for this visit enter (H-12)."""

    slug = "not-on-team"
    status = 403
    title_zh = "不是本次检查抽中的执法人员"
    title_en = "Not an officer of this visit's team"
    detail_zh = "{inspector} 不是本次检查 {department} 抽中的人员"
    detail_en = "{inspector} was not drawn for {department} on this visit"
    do_zh = "请由抽中的执法人员到场。"
    do_en = "Only the drawn officers enter."
    rule = "H-12 随机抽取检查人员"


class NotCertified(Refusal):
    """Only certified officers of the department act."""

    slug = "not-certified"
    status = 422
    title_zh = "执法人员资格无效"
    title_en = "Not a certified officer of the department on that day"
    detail_zh = "{inspector} 当日不持有 {department} 的有效执法证件"
    detail_en = "{inspector} holds no certificate of {department} in force on that day"
    do_zh = "请指定该部门持有效执法证件的人员,或更新人员名录。"
    do_en = "Name a certified officer of the department, or bring the register up to date."


class WrongCode(Refusal):
    """An officer scans the code that the entity shows today; an entity scans the visit's own mandate (X-01, B-23)."""

    slug = "wrong-code"
    status = 422
    title_zh = "扫码内容不是该企业当日的企业码,或不是本次检查的有效凭证"
    title_en = "The scanned code is not the entity's code of today, nor this visit's valid mandate"
    do_zh = "请扫描企业当日出示的企业码,或由企业扫描检查凭证;确无法扫码的,事后补录。"
    do_en = "Scan the code that the entity shows today, or let it scan the mandate; when that is impossible, make a late entry."
    rule = "X-01, B-23"


class MandateUnavailable(Refusal):
    """No key, no mandate: an unsigned one would prove nothing."""

    slug = "mandate-unavailable"
    status = 503
    title_zh = "未配置签名密钥,无法出具检查凭证"
    title_en = "No signing key: mandates cannot be issued or checked"
    do_zh = "请运行维护人员为本服务配置签名密钥(CHECKONCE_SIGNING_KEY)。"
    do_en = "Operations: give this service the place's signing key (CHECKONCE_SIGNING_KEY)."


class ScanIsNow(Invalid):
    """A scan is timed by the system; another time is a late entry (X-01)."""

    slug = "scan-is-now"
    title_zh = "扫码时间由系统记录"
    title_en = "A scan is timed by the system"
    do_zh = "扫码签到请勿填写时间;事后登记请使用补录并说明理由。"
    do_en = "Leave `at` out, or make a late entry with a reason."
    rule = "X-01"


class LateEntryUnreasoned(Invalid):
    """X-01: a late entry gives its reason."""

    slug = "late-entry-unreasoned"
    title_zh = "补录应说明理由"
    title_en = "A late entry needs a reason"
    do_zh = "请说明未扫码的原因(紧急情况、网络故障等)。"
    do_en = "Say why there was no scan (emergency, failed network)."
    rule = "X-01"


class LateEntryOutOfTime(Refusal):
    """X-01: within the days of the policy (10), and never ahead of time."""

    slug = "late-entry-out-of-time"
    status = 422
    title_zh = "补录超出期限"
    title_en = "The time for a late entry is over"
    detail_zh = "{at} 不在 {first} 至现在之间"
    detail_en = "{at} is not between {first} and now"
    do_zh = "没有有效签到不能提交检查结果,请现场签到。"
    do_en = "Without a valid check-in the part cannot be recorded; check in on the spot."
    rule = "X-01"


class NotOnVisit(Refusal):
    """Only departments of the joint visit act on it (L-15)."""

    slug = "not-on-visit"
    status = 403
    title_zh = "该部门不参加本次检查"
    title_en = "This department is not part of the visit"
    detail_zh = "{value} 未参加 {visit}"
    detail_en = "{value} has no part in {visit}"
    do_zh = "本次检查的部门:{departments}"
    do_en = "Departments of this visit: {departments}"
    rule = "L-15"


class NotCheckedIn(NotNow):
    slug = "not-checked-in"
    title_zh = "该部门尚无人员签到"
    title_en = "Nobody of this department has checked in"
    do_zh = "请先由该部门执法人员签到。"
    do_en = "An officer of the department checks in first."
    rule = "X-01"


class TooFewOfficers(NotNow):
    """Two officers of the department check, never one alone (行政处罚法 第四十二条)."""

    slug = "too-few-officers"
    title_zh = "到场执法人员不足"
    title_en = "Too few officers of the department are there"
    detail_zh = "{value} 已签到:{there};应不少于 {needed} 人"
    detail_en = "{value} has checked in: {there}; {needed} are needed"
    do_zh = "请由其他执法人员本人扫码签到,或事后补录并说明理由。"
    do_en = "Another officer of the team checks in himself, by scan, or late with a reason."
    rule = "行政处罚法 第四十二条"


class AlreadyRecorded(Refusal):
    slug = "already-recorded"
    title_zh = "该部门已提交检查结果"
    title_en = "This department's part is already on record"
    do_zh = "检查结果只提交一次;企业表示意见前可更正(POST .../amendments),之后请走异议程序。"
    do_en = "A part is recorded once; amend it before the entity answers (POST .../amendments), later through an objection."


class ClueAtHome(Refusal):
    """What a department may decide itself is no clue (J-14)."""

    slug = "clue-at-home"
    status = 422
    title_zh = "线索应移送其他部门"
    title_en = "A clue goes to another department"
    do_zh = "请作为本部门问题登记,或注明主管部门。"
    do_en = "Record it as a finding, or name the competent department."
    rule = "J-14"


class ClueTaken(Refusal):
    slug = "clue-taken"
    title_zh = "线索编号已使用"
    title_en = "The clue's number is taken"
    do_zh = "请使用新的编号。"
    do_en = "Use a new number."


class UnknownDepartment(Invalid):
    slug = "unknown-department"
    title_zh = "部门不在名录中"
    title_en = "The department is not on the list"
    do_zh = "请使用名录中的部门代码。"
    do_en = "Name a listed department."
    rule = "B-08 法无授权不可为"


class PartsMissing(NotNow):
    slug = "parts-missing"
    title_zh = "尚有部门未提交检查结果"
    title_en = "Not every department's part is on record"
    detail_zh = "未提交:{departments}"
    detail_en = "missing: {departments}"
    do_zh = "请待上述部门提交检查结果。"
    do_en = "Wait for these departments' parts."


class AlreadyAnswered(Refusal):
    slug = "already-answered"
    title_zh = "企业意见已登记"
    title_en = "The entity has already answered"
    do_zh = "后续意见请通过结果异议提出。"
    do_en = "A later view goes through an objection to the result."


class NotAnswered(NotNow):
    slug = "not-answered"
    title_zh = "企业尚未对检查记录确认或提出意见"
    title_en = "The entity has not answered the record yet"
    do_zh = "请登记企业确认、异议或拒签情况。"
    do_en = "Record the entity's answer, also a refusal to sign."


class NoSuchResult(NotFound):
    slug = "no-such-result"
    title_zh = "检查结果不存在"
    title_en = "No such result"
    do_zh = "请核对结果编号。"
