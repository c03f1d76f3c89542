"""What is refused about substitutions."""

from __future__ import annotations

from libs.events.refusal import Invalid, NotNow, Refusal


class NotDrawn(Invalid):
    slug = "not-drawn"
    title_zh = "该对象不在该层的抽中名单内"
    title_en = "The entity was not drawn in that stratum"


class AlreadySubstituted(Refusal):
    slug = "already-substituted"
    title_zh = "已经替补"
    title_en = "Somebody has taken that place already"


class GroundUnproved(Invalid):
    """A substitution needs its reason and evidence: without, the draw could be corrected at will."""

    slug = "ground-unproved"
    title_zh = "替补理由缺少依据"
    title_en = "The ground is not proved"
    rule = "docs/draw.md 9a"


class PlaceTaken(NotNow):
    """Who has been visited is not exchanged any more."""

    slug = "visit-begun"
    title_zh = "检查已经开始"
    title_en = "The visit has begun"


class NotSeated(Invalid):
    slug = "not-on-team"
    title_zh = "该人员不在检查组内"
    title_en = "The officer is not on this team"


class SubstitutionTooLate(NotNow):
    slug = "window-over"
    title_zh = "检查期限已过"
    title_en = "The window of the demand is over"


class TeamStillSealed(NotNow):
    """What would show the teams of unannounced visits is published when they are over (L-19)."""

    slug = "teams-sealed"
    title_zh = "不予事先通知的检查尚未结束,暂不公开"
    title_en = "Withheld until the unannounced visits are over"
    rule = "L-19"
