"""How large a share a demand may and must ask for: ceilings, key supervision, full coverage in the cycle.

Rules: N-13, N-14, L-44, L-45, B-18.
"""

from itertools import pairwise

from libs.events.catalog.codes import CreditClass, ListClass

from .. import commands as c
from .. import refusals as r

_ALL = 10_000


def check_share(command: c.SubmitDemand) -> None:
    """`ratios` holds every class. Raises the refusals named below."""
    if command.list_class is ListClass.GENERAL:
        _within_ceilings(command)
    else:
        _only_key_items(command)
        _covering(command)
    if command.key_ratios is not None:
        _raised(command, command.key_ratios)


def _within_ceilings(command: c.SubmitDemand) -> None:
    """N-12, H-07: general items are checked by sample; the policy says how large a sample of each class may be."""
    for credit_class in sorted(CreditClass):
        ratio, ceiling = command.ratios[credit_class], command.known.ceilings.get(credit_class, _ALL)
        if ratio > ceiling:
            raise r.CeilingExceeded(field=f"ratios.{credit_class}", value=ratio, credit_class=credit_class, ceiling=ceiling)


def _only_key_items(command: c.SubmitDemand) -> None:
    """A general item among them would have no ceiling, and would be lifted over the caps (O6)."""
    named = [item for item in command.known.listed if item.item in command.items and item.list_class is ListClass.GENERAL]
    if named:
        raise r.GeneralItemAsKey(items=named[0].item)


def _covering(command: c.SubmitDemand) -> None:
    """Whoever falls due this year is visited for certain only where everybody of the class is: a sample guarantees nobody."""
    for credit_class, due in sorted(command.known.due.items()):
        ratio = command.ratios[credit_class]
        if due and ratio < _ALL:
            raise r.CycleBroken(
                field=f"ratios.{credit_class}", value=ratio, credit_class=credit_class, due=due, year=command.year
            )


def _raised(command: c.SubmitDemand, key_ratios: dict[CreditClass, int]) -> None:
    missing = sorted(set(CreditClass) - set(key_ratios))
    if missing:
        raise r.ClassMissing(
            f"no ratio for {', '.join(missing)} under key supervision",
            f"重点监管对象缺少 {'、'.join(missing)} 级的比例",
            do_en="Give a ratio for A, B, C, D and U, or leave key_ratios out.",
            do_zh="请为 A、B、C、D、U 各级填写比例,或不填重点监管对象的比例。",
            key_ratios=missing,
        )
    for credit_class in sorted(CreditClass):
        if key_ratios[credit_class] < command.ratios[credit_class]:
            raise r.KeyRatioLowered(
                field=f"key_ratios.{credit_class}",
                value=key_ratios[credit_class],
                credit_class=credit_class,
                lower=command.ratios[credit_class],
            )
    rising("key_ratios", key_ratios)


def rising(field: str, ratios: dict[CreditClass, int]) -> None:
    """Raises RatiosNotMonotone unless the worse class has at least the ratio of the better one."""
    for better, worse in pairwise((CreditClass.A, CreditClass.B, CreditClass.C, CreditClass.D)):
        if ratios[better] > ratios[worse]:
            raise r.RatiosNotMonotone(
                field=f"{field}.{worse}", value=ratios[worse], better=better, high=ratios[better], worse=worse
            )
