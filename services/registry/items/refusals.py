"""What is refused about items."""

from libs.events.refusal import Invalid, NotFound, NotNow, Refusal


class NoSuchItem(NotFound):
    """Nothing outside the list exists (B-01, B-08)."""

    slug = "no-such-item"
    title_zh = "检查事项不在清单中"
    title_en = "The item is not on the list"
    rule = "B-01 清单之外无监管"


class AlreadyListed(Refusal):
    slug = "already-listed"
    title_zh = "该事项已在清单中"
    title_en = "The item is already on the list"


class ItemIsWithdrawn(NotNow):
    slug = "item-is-withdrawn"
    title_zh = "该事项已移出清单"
    title_en = "The item has been withdrawn"


class KeyItemWithoutCycle(Invalid):
    """Key items are covered fully in a cycle, which has to be fixed (L-45)."""

    slug = "key-item-without-cycle"
    title_zh = "重点事项未确定全覆盖周期"
    title_en = "A key item needs a cycle of full coverage"
    rule = "L-45 合理确定完成执法全覆盖的周期"


class AlreadyLinked(Refusal):
    """A source row belongs to the item once."""

    slug = "already-linked"
    title_zh = "该来源条目已关联"
    title_en = "The source row is linked to the item already"


class ItemDoesNotFit(Invalid):
    """A handbook, a menu and a benchmark speak of listed items only (B-01, J-06)."""

    slug = "item-does-not-fit"
    title_zh = "事项在该日不在清单中,或不适用于该行业"
    title_en = "The item is not in force on that day, or not for that industry"
    rule = "B-01 清单之外无监管; J-06 行业合规手册"
