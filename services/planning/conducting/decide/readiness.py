"""Who must have spoken before a draw is frozen, and before it is completed."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from libs.events.catalog.codes import DepartmentCode, Digest, Ref

from .. import refusals as r


def not_void(draw: Ref, *, void: bool) -> None:
    """Raises DrawIsVoid."""
    if void:
        raise r.DrawIsVoid(draw=draw)


def frozen(draw: Ref, *, manifest: Digest | None) -> None:
    """Raises NotFrozen."""
    if manifest is None:
        raise r.NotFrozen(draw=draw)


def not_over(draw: Ref, *, completed: bool) -> None:
    """Raises DrawOver."""
    if completed:
        raise r.DrawOver(draw=draw)


def drawn_once(taken: Sequence[Ref]) -> None:
    """Raises DemandsAlreadyDrawn when another draw has frozen some of the demands meanwhile."""
    if taken:
        raise r.DemandsAlreadyDrawn(demands=taken)


def enough_commitments(lead: DepartmentCode, committed: Iterable[DepartmentCode]) -> None:
    """Raises TooFewCommitments unless the lead and one more member have committed."""
    there = set(committed)
    if lead not in there or len(there) < 2:
        raise r.TooFewCommitments(commitments=sorted(there))


def all_have_spoken(
    members: Iterable[DepartmentCode], committed: Iterable[DepartmentCode], until: datetime, now: datetime
) -> None:
    """Raises CommitmentsAwaited while a member that has not committed still may."""
    awaited = sorted(set(members) - set(committed))
    if awaited and now <= until:
        raise r.CommitmentsAwaited(commitments=awaited, until=until)


def ready_to_complete(
    lead: DepartmentCode,
    committed: Iterable[DepartmentCode],
    signed: Iterable[DepartmentCode],
    settled: Iterable[DepartmentCode],
) -> None:
    """Raises SignaturesMissing or NoncesAwaited unless lead and one more have signed and every nonce is revealed or missed."""
    there = set(signed)
    if lead not in there or len(there) < 2:
        raise r.SignaturesMissing(signatures=sorted(there))
    awaited = sorted(set(committed) - set(settled))
    if awaited:
        raise r.NoncesAwaited(nonces=awaited)
