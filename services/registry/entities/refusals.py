"""What is refused about entities, tags and credit codes."""

from libs.events.refusal import Invalid, NotFound, NotNow, Refusal


class NoSuchEntity(NotFound):
    slug = "no-such-entity"
    title_zh = "检查对象不在名录中"
    title_en = "The entity is not on the list"
    do_zh = "请核对代码。"
    do_en = "Check the code."


class TooShort(Invalid):
    """Raised to callers who are told no more than the public."""

    slug = "search-too-short"
    title_zh = "查询内容过短"
    title_en = "Too little to search for"
    detail_zh = "「{q}」只有一个字"
    detail_en = "{q} is one character"
    do_zh = "请输入名称中连续的两个字以上,或输入完整的统一社会信用代码。"
    do_en = "Type two neighbouring characters of the name or more, or the whole credit code."


class TooWide(Invalid):
    slug = "search-too-wide"
    title_zh = "查询范围过大"
    title_en = "The search is too wide"
    detail_zh = "按「{value}」及所选条件查找,{seconds} 秒内未能完成"
    detail_en = "{value}, with what it is narrowed by, was not found in {seconds} s"
    do_zh = "请输入更完整的名称或完整的统一社会信用代码,或去掉其余条件(日期、标签等);系统繁忙时也可稍后重试。"
    do_en = (
        "Type more of the name or the whole code, or leave out day, tag or other filters; or try again when less is going on."
    )


class SearchesBusy(Refusal):
    """Raised to callers who are told no more than the public."""

    slug = "searches-busy"
    status = 503
    title_zh = "查询人数过多"
    title_en = "Too many searches"
    detail_zh = "公众查询同时只办理 {most} 个,暂未轮到"
    detail_en = "{most} searches of the public are served at once, and the turn did not come"
    do_zh = "请几秒后重试。"
    do_en = "Try again in a few seconds."


class NameIsMasked(Invalid):
    """What the register shows to the public is no name to list somebody under."""

    slug = "name-is-masked"
    title_zh = "名称已脱敏"
    title_en = "The name is masked"
    detail_zh = "「{name}」是公开名录中脱敏后的名称"
    detail_en = "{name} is what the public list shows instead of the name"
    do_zh = "请填写登记的名称,或先用有权限的账号导出名录。"
    do_en = "Write the name as it is registered, or download the list as an official who sees it."
    rule = "B-34"


class CategoryAgainstCode(Invalid):
    """The names of households and stalls are masked as a person's, and no others."""

    slug = "category-against-code"
    title_zh = "主体类型与统一社会信用代码不符"
    title_en = "The category contradicts the credit code"
    detail_zh = "代码以 {begins} 开头,主体类型应为 {fitting}"
    detail_en = "a code that begins with {begins} is of {fitting}"
    do_zh = "请对照营业执照核对代码和主体类型(91 企业、92 个体工商户、93 农民专业合作社)。"
    do_en = "Check code and category against the licence (91 enterprise, 92 household, 93 cooperative)."
    rule = "GB 32100-2015"


class NoOwner(NotFound):
    slug = "no-owner"
    title_zh = "未单独保存该对象的业主姓名"
    title_en = "No owner's name is kept for the entity"
    do_zh = "只有以业主姓名为字号的个体户和摊点才单独保存姓名;请核对代码。"
    do_en = "Only of a household or stall that is called as its owner is a name kept; check the code."


class EntityIsStruckOff(NotNow):
    slug = "entity-is-struck-off"
    title_zh = "该对象已移出名录"
    title_en = "The entity has been struck off"
    detail_zh = "自 {day} 起移出名录"
    detail_en = "struck off from {day} on"
    do_zh = "请从文件中删除该行;新设主体应有自己的代码。误移出或注销登记被撤销的,请先撤销移出。"
    do_en = (
        "Take the row out of the file; a new business has a code of its own. Where the strike-off was a mistake, or the"
        " deregistration was revoked, reinstate the entity first."
    )


class EntityIsOnTheList(NotNow):
    slug = "entity-is-on-the-list"
    title_zh = "该对象未被移出名录"
    title_en = "The entity has not been struck off"
    do_zh = "请核对代码。"
    do_en = "Check the code."


class SuccessorComesBefore(Invalid):
    """A line of codes has an end: who asks for the newest code must find one."""

    slug = "successor-comes-before"
    title_zh = "承继主体不能是该对象自身或其前身"
    title_en = "An entity does not follow itself"
    detail_zh = "{successor} 与 {entity} 为同一代码,或已由 {entity} 承继"
    detail_en = "{successor} is {entity} itself, or is followed by {entity} already"
    do_zh = "请核对新旧代码;登记方向有误的,请先撤销原承继关系。"
    do_en = "Check which code is the new one; take the succession back first that was entered the wrong way round."


class HasSuccessor(NotNow):
    slug = "has-successor"
    title_zh = "该对象已有承继主体"
    title_en = "The entity has a successor"
    detail_zh = "已由 {held} 承继"
    detail_en = "{held} follows it"
    do_zh = "请核对代码;原登记有误的,请先撤销。"
    do_en = "Check the code; take the succession on record back first where it was a mistake."


class NoSuccessor(NotFound):
    slug = "no-successor"
    title_zh = "该对象没有承继主体"
    title_en = "The entity has no successor"
    do_zh = "请核对代码。"
    do_en = "Check the code."


class NoSuchPremises(NotFound):
    slug = "no-such-premises"
    title_zh = "该主体没有此经营场所"
    title_en = "The entity has no such premises"
    do_zh = "请核对场所编号;主体的经营场所随主体一并列出。"
    do_en = "Check the number: the premises of an entity are listed with it."


class PremisesIsClosed(NotNow):
    slug = "premises-is-closed"
    title_zh = "该经营场所已停用"
    title_en = "The premises have been closed"
    detail_zh = "自 {day} 起停用"
    detail_en = "closed from {day} on"
    do_zh = "请从文件中删除该行。重新启用或误停用的,请先恢复该场所。"
    do_en = "Take the row out of the file. Where there is business again, or it was a mistake, reopen the premises first."


class PremisesIsOpen(NotNow):
    slug = "premises-is-open"
    title_zh = "该经营场所未停用"
    title_en = "The premises have not been closed"
    do_zh = "请核对场所编号。"
    do_en = "Check the number."


class TooManyPremises(Invalid):
    slug = "too-many-premises"
    title_zh = "经营场所过多"
    title_en = "Too many premises of one entity"
    detail_zh = "一个主体最多 {most} 处经营场所"
    detail_en = "an entity has at most {most}"
    do_zh = "有自己统一社会信用代码的分支机构请作为主体单独列入。"
    do_en = "List branches that have credit codes of their own as entities."


class IndustryNotOfEntity(Invalid):
    """All places are under one licence, and draws go by what is listed for the entity."""

    slug = "industry-not-of-entity"
    title_zh = "经营场所的行业超出主体的行业"
    title_en = "The premises do more than the entity"
    detail_zh = "主体名录中没有 {value};已列:{listed}"
    detail_en = "{value} is not listed for the entity, which does {listed}"
    do_zh = "请先为主体补充该行业,或更正场所的行业;与主体相同的可留空。"
    do_en = "List the industry for the entity first, or correct that of the place; leave it empty where it is the same."


class PremisesNamedAsPerson(Invalid):
    """The name of a place is kept in facts, which can never be erased, and shown to everybody."""

    slug = "premises-named-as-person"
    title_zh = "经营场所名称不能是人名"
    title_en = "The name of the premises is a person's"
    do_zh = "请填写场所的名称,如“城南店”。"
    do_en = "Write what the place is called, such as South Branch."
    rule = "B-34"


class HomeIsNoFact(Invalid):
    slug = "home-is-no-fact"
    title_zh = "住址不得写入名录"
    title_en = "Where a person lives is kept in no fact"
    do_zh = "地址留空;场所名称和乡镇街道已足够。"
    do_en = "Leave the address empty: name and township of the place are enough."
    rule = "B-34"


class NoTag(NotFound):
    slug = "no-tag"
    title_zh = "该对象没有此标签"
    title_en = "The entity does not carry the tag"
    do_zh = "请核对标签。"
    do_en = "Check the tag."


class TagOfNoOwn(Invalid):
    slug = "tag-of-no-own-department"
    title_zh = "请指明以哪个部门名义设置标签"
    title_en = "Say for which of your departments the tag is set"
    detail_zh = "您可代表的部门为 {departments}"
    detail_en = "you act for {departments}"
    do_zh = "请在 department 中填写其中一个部门。"
    do_en = "Give one of them as `department`."


class TagOfAnother(Refusal):
    """A tag moves an entity to another stratum: only its own department, or the office for all, changes it."""

    slug = "tag-of-another"
    status = 403
    title_zh = "该标签由其他部门设置"
    title_en = "The tag was set by somebody else"
    detail_zh = "该标签由 {owner} 设置"
    detail_en = "the tag is that of {owner}"
    do_zh = "请由设置标签的部门或登记机关处理。"
    do_en = "Ask that department, or the registrar, to change it."


class TagOver(Invalid):
    slug = "tag-over"
    title_zh = "标签截止日期已过"
    title_en = "The tag would be over before it begins"
    detail_zh = "已于 {until} 到期"
    detail_en = "ended on {until}"
    do_zh = "截止日期不得早于今日。"
    do_en = "Name today or a later day."


class CodeIsRight(Invalid):
    """The allow-list is for lawful early codes alone: a code that computes needs no exception."""

    slug = "code-is-right"
    title_zh = "该代码校验无误,无需例外"
    title_en = "The code computes: it needs no exception"
    do_zh = "请直接列入名录。"
    do_en = "List the entity as it is."
    rule = "GB 32100-2015"


class CodeIsNoEarlyCode(Invalid):
    """The organisation part of a lawful early code computes (GB 11714); what fails that too is a typing error."""

    slug = "code-is-no-early-code"
    title_zh = "不是合法的早期统一社会信用代码"
    title_en = "Not a lawful early credit code"
    do_zh = "请对照营业执照重新填写(大写、无空格)。"
    do_en = "Copy the code from the licence again, in capitals without blanks."
    rule = "GB 32100-2015, GB 11714-1997"


class EvidenceMissing(Invalid):
    slug = "evidence-missing"
    title_zh = "缺少证明材料"
    title_en = "The evidence is missing"
    do_zh = "请附上营业执照等证明材料。"
    do_en = "Attach the licence by its hash."
    rule = "GB 32100-2015 例外须经审核"


class CodeNotAllowed(NotFound):
    slug = "code-not-allowed"
    title_zh = "该代码不在例外名单中"
    title_en = "The code is not on the allow-list"
    do_zh = "请核对代码。"
    do_en = "Check the code."
