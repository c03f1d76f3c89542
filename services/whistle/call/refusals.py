"""What is refused about a whistle, one class per rule."""

from libs.events.refusal import Invalid, NotFound, NotNow, Refusal


class NoSuchWhistle(NotFound):
    slug = "no-such-whistle"
    title_zh = "哨单不存在"
    title_en = "No such whistle"
    do_zh = "请核对哨单编号。"


class AlreadyBlown(Refusal):
    slug = "already-blown"
    title_zh = "哨单已存在"
    title_en = "This whistle was already blown"
    do_zh = "新的事项请使用新的编号。"
    do_en = "Use a new number for a new matter."


class TownshipUnlisted(Invalid):
    """Only a township that the registry lists blows a whistle."""

    detail_zh = "乡镇街道不在名录中"
    detail_en = "township is not on the list"
    do_zh = "请使用名录中的乡镇街道代码。"
    do_en = "Use a listed township."


class EntityUnlisted(Invalid):
    """A whistle about an id that nobody has would lead the called departments to nobody."""

    slug = "whistle-entity-unknown"
    title_zh = "名录中没有该检查对象"
    title_en = "The register's list has no such entity"
    detail_zh = "名录中没有 {value}"
    detail_en = "{value} is not on the list"
    do_zh = "请对照名录核对标识;未列入名录的,请不填写标识,并在“事项”和“地点”中写明名称和地址。"
    do_en = "Copy the id from the register. Who is not on it is described: leave the id out, give name and address in words."


class DepartmentsUnlisted(Invalid):
    """Only a department that the registry lists is called."""

    rule = "B-08 法无授权不可为"
    detail_zh = "部门不在名录中"
    detail_en = "departments are not on the list"
    do_zh = "可通过 GET /v1/suggestions 查询部门。"
    do_en = "GET /v1/suggestions names departments."


class NotCalled(Refusal):
    """Only a department that was called reports in (L-41)."""

    slug = "not-called"
    title_zh = "该部门未被召集"
    title_en = "This department was not called"
    do_zh = "如确需参与,请乡镇追加召集。"
    do_en = "The township may call this department too."
    rule = "L-41 乡镇吹哨、部门报到"


class AlreadyReportedIn(Refusal):
    slug = "already-reported-in"
    title_zh = "该部门已报到"
    title_en = "This department has already reported in"
    do_zh = "无需重复报到。"
    do_en = "Nothing to do."


class StillAwaited(NotNow):
    slug = "still-awaited"
    title_zh = "尚有部门未报到"
    title_en = "Departments are still awaited"
    detail_zh = "未报到:{departments}"
    detail_en = "awaited: {departments}"
    do_zh = "请等待报到或提请指挥中心协调。"
    do_en = "Wait for them, or let the command centre act."


class EverybodyHasCome(NotNow):
    """A round is complete when everybody called has come. A department that is needed besides is called in the next round."""

    slug = "everybody-has-come"
    title_zh = "已召集部门均已报到,正在办理"
    title_en = "Everybody called has come and is handling it"
    rule = "L-41 乡镇吹哨、部门报到"
    do_zh = "请待已报到部门办理;未解决的,由乡镇确认后重新召集。"
    do_en = "Let the called departments finish; a matter left unsolved is called again in a new round."


class PartsMissing(NotNow):
    slug = "parts-missing"
    title_zh = "尚有部门未办结"
    title_en = "Not every department has finished its part"
    detail_zh = "未办结:{departments}"
    detail_en = "open: {departments}"
    do_zh = "请待其办结后确认。"
    do_en = "Wait until they have finished."


class RatingMissing(Refusal):
    slug = "rating-missing"
    status = 422
    title_zh = "评价不完整"
    title_en = "Every called department is rated, and nobody else"
    detail_zh = "不一致的部门:{ratings}"
    detail_en = "differs for: {ratings}"
    do_zh = "请对每个被召集部门评价一次。"
    do_en = "Rate each called department once."


class WhistleOver(NotNow):
    slug = "whistle-over"
    title_zh = "哨单已办结"
    title_en = "The whistle is closed"
    do_zh = "如有新情况请重新吹哨。"
    do_en = "Blow a new whistle."


class AnotherLeads(Refusal):
    slug = "another-leads"
    title_zh = "该处置由其他部门牵头"
    title_en = "Another department leads the handling"
    detail_zh = "商定由 {leads} 牵头"
    detail_en = "{leads} leads, as was agreed"
    do_zh = "请由牵头部门提出联合检查。"
    do_en = "The department that leads asks for the joint visit."
    rule = "J-13 牵头部门吹哨、责任单位报到"


class VisitAskedAlready(NotNow):
    slug = "visit-asked-already"
    title_zh = "本轮已提出联合检查"
    title_en = "A joint visit was asked for in this round"
    do_zh = "请查看该吹哨的联合检查安排。"
    do_en = "The whistle shows what came of it."


class NobodyToVisit(Invalid):
    slug = "nobody-to-visit"
    title_zh = "该吹哨未指明检查对象"
    title_en = "The whistle is about no listed entity"
    do_zh = "请在现场处置;需要联合检查的,请就该对象另行吹哨。"
    do_en = "Settle it on the spot, or have the whistle blown anew about the entity."


class VisitInThePast(Invalid):
    slug = "visit-in-the-past"
    title_zh = "检查日期早于今日"
    title_en = "The day of the visit is past"
    detail_zh = "检查日期 {on},今日 {today}"
    detail_en = "on {on}, today is {today}"
    do_zh = "请填写今日或之后的日期。"
    do_en = "Name today or a later day."


class ItemsUnlisted(Invalid):
    slug = "items-unlisted"
    title_zh = "检查事项不在清单内"
    title_en = "The item is not on the list"
    detail_zh = "未列入清单:{items}"
    detail_en = "not listed: {items}"
    do_zh = "请填写清单内的检查事项。"
    do_en = "Name items that the registry lists."
    rule = "B-01 清单之外无监管"
