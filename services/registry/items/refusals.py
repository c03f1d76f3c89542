"""What is refused about items."""

from libs.events.refusal import Invalid, NotFound, NotNow, Refusal


class NoSuchItem(NotFound):
    """Nothing outside the list exists (B-01, B-08)."""

    slug = "no-such-item"
    title_zh = "检查事项不在清单中"
    title_en = "The item is not on the list"
    do_zh = "请先列入清单。"
    do_en = "List it first."
    rule = "B-01 清单之外无监管"


class AlreadyListed(Refusal):
    slug = "already-listed"
    title_zh = "该事项已在清单中"
    title_en = "The item is already on the list"
    do_zh = "请改用事项调整。"
    do_en = "Adjust it instead."


class ItemIsWithdrawn(NotNow):
    slug = "item-is-withdrawn"
    title_zh = "该事项已移出清单"
    title_en = "The item has been withdrawn"
    detail_zh = "自 {day} 起移出清单"
    detail_en = "withdrawn from {day} on"
    do_zh = "依法可重新列入清单。"
    do_en = "List it again where the law allows."


class KeyItemWithoutCycle(Invalid):
    """Key items are covered fully in a cycle, which has to be fixed (L-45)."""

    slug = "key-item-without-cycle"
    title_zh = "重点事项未确定全覆盖周期"
    title_en = "A key item needs a cycle of full coverage"
    do_zh = "请填写全覆盖周期(月)。"
    do_en = "Say in how many months all are covered."
    rule = "L-45 合理确定完成执法全覆盖的周期"


class AlreadyLinked(Refusal):
    """A source row belongs to the item once."""

    slug = "already-linked"
    title_zh = "该来源条目已关联"
    title_en = "The source row is linked to the item already"
    do_zh = "无需重复关联。"
    do_en = "Nothing is left to do."


class ItemDoesNotFit(Invalid):
    """A handbook, a menu and a benchmark speak of listed items only (B-01, J-06)."""

    slug = "item-does-not-fit"
    title_zh = "事项在该日不在清单中,或不适用于该行业"
    title_en = "The item is not in force on that day, or not for that industry"
    detail_zh = "{value} 在 {day} 不在清单中,或不适用于该行业"
    detail_en = "{value} is not in force on {day}"
    do_zh = "请使用该日在清单中的事项,可通过 GET /v1/items?day= 查看。"
    do_en = "Name items in force on that day; GET /v1/items?day= lists them."
    rule = "B-01 清单之外无监管; J-06 行业合规手册"
