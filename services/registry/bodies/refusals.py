"""What is refused about mandates and inspectors."""

from libs.events.refusal import Invalid, NotFound, NotNow, Refusal


class NoMandate(Refusal):
    """Nobody checks without a legal ground (X-06, B-08)."""

    slug = "no-mandate"
    title_zh = "该部门在该日没有执法检查职权依据"
    title_en = "The department has no mandate on that day"
    detail_zh = "{value} 在 {day} 没有执法检查职权依据"
    detail_en = "{value} has no mandate on {day}"
    do_zh = "请先登记该部门的职权依据,或改由有权部门承担。"
    do_en = "Grant its mandate with the legal basis first, or name the body that has one."
    rule = "X-06, B-08 法无授权不可为"


class WrongDelegation(Invalid):
    """A delegation names a body with a power of its own, which may not itself have been delegated (行政处罚法 20、21)."""

    slug = "wrong-delegation"
    title_zh = "委托关系有误"
    title_en = "The delegation does not hold"
    do_zh = "请填写依法享有职权的委托部门。"
    do_en = "Name the body whose own power is delegated."
    rule = "X-06, 行政处罚法第二十条、第二十一条"


class NoSuchInspector(NotFound):
    slug = "no-such-inspector"
    title_zh = "执法检查人员不在名录中"
    title_en = "The inspector is not on the list"


class CertificateOfAnother(Refusal):
    """A certificate names one person (行政处罚法 42): one number for two officers is a mistake in one of the two."""

    slug = "certificate-of-another"
    title_zh = "该执法证件号已登记在他人名下"
    title_en = "The certificate is another officer's"
    detail_zh = "{value} 已登记在 {holder} 名下"
    detail_en = "{value} is held by {holder}"
    do_zh = "请对照证件核对证件号和人员编号;人员编号有变的,沿用原编号。"
    do_en = "Compare both numbers with the certificate; an officer keeps the number under which he is listed."
    rule = "行政处罚法第四十二条"


class InspectorIsSuspended(NotNow):
    """Only a new certification ends a suspension; an old one in a file does not."""

    slug = "inspector-is-suspended"
    title_zh = "该人员已暂停执法资格"
    title_en = "The inspector is suspended"
    detail_zh = "自 {day} 起暂停执法资格"
    detail_en = "suspended from {day} on"
    do_zh = "办理恢复,或在暂停之后重新取得资格。"
    do_en = "Reinstatement, or a certification that begins after the suspension, ends it."


class NotSuspended(NotNow):
    slug = "not-suspended"
    title_zh = "该人员并未暂停执法资格"
    title_en = "The inspector is not suspended"
    do_zh = "无需办理恢复。"
    do_en = "Nothing is left to end."
