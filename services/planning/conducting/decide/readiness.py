"""Who must have spoken before a draw is frozen, and before it is completed."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from libs.events.catalog.codes import DepartmentCode, Digest, Ref

from .. import refusals as r


def not_void(draw: Ref, *, void: bool) -> None:
    """Raises DrawIsVoid."""
    if void:
        raise r.DrawIsVoid(field="draw", value=draw, do_en="Open a new draw for its demands.", do_zh="请就其需求重新发起抽取。")


def frozen(draw: Ref, *, manifest: Digest | None) -> None:
    """Raises NotFrozen."""
    if manifest is None:
        raise r.NotFrozen(field="draw", value=draw, do_en="Freeze the draw first.", do_zh="请先冻结抽取。")


def not_over(draw: Ref, *, completed: bool) -> None:
    """Raises DrawOver."""
    if completed:
        raise r.DrawOver(field="draw", value=draw, do_en="Read its certificate.", do_zh="请查看抽取证明。")


def drawn_once(taken: Sequence[Ref]) -> None:
    """Raises DemandsAlreadyDrawn when another draw has frozen some of the demands meanwhile."""
    if taken:
        raise r.DemandsAlreadyDrawn(
            f"drawn by another draw: {', '.join(taken)}",
            f"已由其他抽取完成:{'、'.join(taken)}",
            field="demands",
            value=list(taken),
            do_en="Open a new draw for the demands that are left.",
            do_zh="请就剩余需求重新发起抽取。",
        )


def enough_commitments(lead: DepartmentCode, committed: Iterable[DepartmentCode]) -> None:
    """Raises TooFewCommitments unless the lead and one more member have committed."""
    there = set(committed)
    if lead not in there or len(there) < 2:
        raise r.TooFewCommitments(
            f"committed: {', '.join(sorted(there)) or 'nobody'}",
            f"已承诺:{'、'.join(sorted(there)) or '无'}",
            field="commitments",
            value=sorted(there),
            do_en="Wait for the lead's and another member's commitment.",
            do_zh="请待牵头部门和至少一个其他成员提交承诺。",
        )


def all_have_spoken(
    members: Iterable[DepartmentCode], committed: Iterable[DepartmentCode], until: datetime, now: datetime
) -> None:
    """Raises CommitmentsAwaited while a member that has not committed still may."""
    awaited = sorted(set(members) - set(committed))
    if awaited and now <= until:
        raise r.CommitmentsAwaited(
            f"awaited until {until.isoformat()}: {', '.join(awaited)}",
            f"截止 {until.isoformat()},待提交:{'、'.join(awaited)}",
            field="commitments",
            value=awaited,
            do_en="Wait for them, or for the deadline; members who stay silent are then named.",
            do_zh="请等待其提交或截止时间;逾期未提交的将予公布。",
        )


def ready_to_complete(
    lead: DepartmentCode,
    committed: Iterable[DepartmentCode],
    signed: Iterable[DepartmentCode],
    settled: Iterable[DepartmentCode],
) -> None:
    """Raises SignaturesMissing or NoncesAwaited unless lead and one more have signed and every nonce is revealed or missed."""
    there = set(signed)
    if lead not in there or len(there) < 2:
        raise r.SignaturesMissing(
            f"signed: {', '.join(sorted(there)) or 'nobody'}",
            f"已签名:{'、'.join(sorted(there)) or '无'}",
            field="signatures",
            value=sorted(there),
            do_en="Wait for the lead's and another member's signature.",
            do_zh="请待牵头部门和至少一个其他成员签名。",
        )
    awaited = sorted(set(committed) - set(settled))
    if awaited:
        raise r.NoncesAwaited(
            f"awaited: {', '.join(awaited)}",
            f"未揭示:{'、'.join(awaited)}",
            field="nonces",
            value=awaited,
            do_en="Wait for them, or for the reveal deadline.",
            do_zh="请等待揭示或揭示截止。",
        )
