"""The service's own verifier: computes a published pack again and says at which step it stops being true."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from services.planning.draw.certificate import Pack, certificate_digest, read_pack
from services.planning.draw.conduct import Result, check_lists, compute
from services.planning.draw.demand import demands_in_order
from services.planning.draw.frame import Frame
from services.planning.draw.inspector import Roster
from services.planning.draw.manifest import check_signatures
from services.planning.draw.refusal import Refused
from services.planning.draw.reveal import key_of
from services.planning.draw.seats import Manned


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the verification: its name, whether it held, and the refusal when it did not."""

    name: str
    ok: bool
    refusal: Refused | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """All steps up to the first that failed. `reason` is that step's stable code, None for a good pack."""

    steps: tuple[Step, ...]

    @property
    def ok(self) -> bool:
        """Every step held."""
        return all(step.ok for step in self.steps)

    @property
    def reason(self) -> str | None:
        """The code of the refusal, None when every step held."""
        return next((step.refusal.code for step in self.steps if step.refusal), None)


def verify(document: Mapping[str, Any]) -> Verdict:
    """Verify a pack as published (parsed JSON): format, signatures, reveal, lists, quotas, order, teams, figures."""
    try:
        pack = read_pack(document)
    except Refused as refusal:
        return Verdict((Step("format", ok=False, refusal=refusal),))
    return verify_pack(pack)


def verify_pack(pack: Pack) -> Verdict:
    """Verify a pack that has been read."""
    steps = [Step("format", ok=True)]
    for name, check in _checks(pack):
        try:
            check()
        except Refused as refusal:
            steps.append(Step(name, ok=False, refusal=refusal))
            break
        steps.append(Step(name, ok=True))
    return Verdict(tuple(steps))


def _checks(pack: Pack) -> Iterator[tuple[str, Callable[[], object]]]:
    """The steps in order; each is made only when those before it have held."""
    yield "manifest", pack.manifest.check_times
    yield "signatures", lambda: check_signatures(pack.manifest, pack.signatures)
    yield "reveal", lambda: key_of(pack.manifest, pack.reveal)
    frame, roster = Frame(pack.frame), Roster(pack.inspectors)
    yield "lists", lambda: check_lists(pack.manifest, frame, pack.demands, roster)
    yield "frame order", lambda: Frame.in_order(pack.frame)
    yield "inspectors order", lambda: Roster.in_order(pack.inspectors)
    yield "demands order", lambda: demands_in_order(pack.demands)
    # Nothing is left that this could refuse: every condition of a draw has been a step above.
    again = compute(pack.manifest, frame, pack.demands, roster, pack.reveal)
    yield from _comparisons(pack.result, again)
    yield "certificate", lambda: _same_certificate(pack)


def _comparisons(found: Result, again: Result) -> Iterator[tuple[str, Callable[[], object]]]:
    steps: dict[str, Callable[[], object]] = {
        "key": lambda: _same(found, again, "result.key", "draw", "manifest", "prk", "missing", "beacon"),
        "quotas": lambda: _same_strata(found, again, "quota", "demand", "stratum", *_COUNTS),
        "order": lambda: _same_strata(found, again, "order", "cutoff", "chosen", "reserves"),
        "visits": lambda: _same_visits(found, again, "visit", lambda manned: manned.visit),
        "teams": lambda: _same_visits(found, again, "team", lambda manned: (manned.team, manned.shortages)),
        "figures": lambda: _same(found, again, "result.figures", "figures"),
    }
    # Where the bytes are the same, every step holds; where not, the steps say which does not.
    same = found.content == again.content
    for name, check in steps.items():
        yield name, (lambda: None) if same else check


_COUNTS = ("base", "eligible", "target", "quota", "shortfall")


def _differs(code: str, field: str, found: object, expected: object) -> Refused:
    return Refused(
        code,
        field=field,
        value=found,
        zh=f"与重新计算的结果({str(expected)[:120]})不一致,请公布方更正或说明",
        en=f"computing it again gives {str(expected)[:120]}; the publisher must correct or explain it",
    )


def _same(found: Result, again: Result, code: str, *fields: str) -> None:
    for field in fields:
        mine, theirs = getattr(found, field), getattr(again, field)
        if mine != theirs:
            raise _differs(code, f"result.{field}", mine, theirs)


def _same_strata(found: Result, again: Result, code: str, *fields: str) -> None:
    if len(found.strata) != len(again.strata):
        raise _differs(code, "result.strata", len(found.strata), len(again.strata))
    for mine, theirs in zip(found.strata, again.strata, strict=True):
        for field in fields:
            a, b = getattr(mine, field), getattr(theirs, field)
            if a != b:
                raise _differs(code, f"result.strata.{theirs.demand}.{theirs.stratum}.{field}", a, b)


def _same_visits(found: Result, again: Result, code: str, part: Callable[[Manned], object]) -> None:
    if len(found.visits) != len(again.visits):
        raise _differs(code, "result.visits", len(found.visits), len(again.visits))
    for mine, theirs in zip(found.visits, again.visits, strict=True):
        if part(mine) != part(theirs):
            raise _differs(code, f"result.visits.{theirs.visit.visit}", part(mine), part(theirs))


def _same_certificate(pack: Pack) -> None:
    suite = pack.manifest.hashing
    result = pack.result.digest(suite)
    digest = certificate_digest(suite, pack.manifest, pack.signatures, pack.reveal, result)
    if digest != pack.certificate:
        raise _differs("certificate", "certificate", pack.certificate, digest)
