"""What is refused about beacons and deadlines of a draw, and about a draw that was voided."""

from __future__ import annotations

from libs.events.refusal import Invalid, NotNow


class CommitmentsAwaited(NotNow):
    """Freezing early would leave out who still has time."""

    slug = "commitments-awaited"
    title_zh = "承诺期限未到,尚有成员未提交承诺"
    title_en = "Members still have time to commit"


class BeaconNotNamed(Invalid):
    """Any other round could have been looked at and chosen."""

    slug = "beacon-not-named"
    title_zh = "清单未指定该信标轮次"
    title_en = "The manifest names no such beacon round"


class BeaconNotDue(NotNow):
    slug = "beacon-not-due"
    title_zh = "该轮信标尚未产生"
    title_en = "That beacon round has not been emitted yet"


class BeaconWrong(Invalid):
    slug = "beacon-signature-wrong"
    title_zh = "信标签名不成立"
    title_en = "The beacon's signature does not hold"


class BeaconPassed(NotNow):
    """Whoever may still bring the first beacon after the second counts chooses between two outcomes."""

    slug = "beacon-passed"
    title_zh = "该轮信标已逾期,改用下一信标"
    title_en = "The time to obtain that round has passed; the next beacon counts"


class BeaconAwaited(NotNow):
    slug = "beacon-awaited"
    title_zh = "尚待公共信标"
    title_en = "The beacon is still awaited"


class DrawIsVoid(NotNow):
    slug = "draw-void"
    title_zh = "抽取已作废"
    title_en = "The draw was voided"
