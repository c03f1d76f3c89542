"""How large a share a demand may and must ask for: ceilings, key supervision, full coverage in the cycle.

Rules: N-13, N-14, L-44, L-45, B-18.
"""

from itertools import pairwise

from libs.events.catalog.codes import CreditClass, ListClass

from .. import refusals as r
from ..commands import SubmitDemand

_ALL = 10_000


def check_share(command: SubmitDemand) -> None:
    """`ratios` holds every class. Raises the refusals named below."""
    if command.list_class is ListClass.GENERAL:
        _within_ceilings(command)
    else:
        _only_key_items(command)
        _covering(command)
    if command.key_ratios is not None:
        _raised(command, command.key_ratios)


def _within_ceilings(command: SubmitDemand) -> None:
    """N-12, H-07: general items are checked by sample; the policy says how large a sample of each class may be."""
    for credit_class in sorted(CreditClass):
        ratio, ceiling = command.ratios[credit_class], command.known.ceilings.get(credit_class, _ALL)
        if ratio > ceiling:
            raise r.CeilingExceeded(
                f"class {credit_class}: {ratio} is above the ceiling of {ceiling} basis points",
                f"{credit_class} 级:{ratio} 超过上限 {ceiling}(万分比)",
                field=f"ratios.{credit_class}",
                value=ratio,
                do_en=f"Ask for at most {ceiling}; only a demand of key items has no ceiling.",
                do_zh=f"请填写不超过 {ceiling} 的比例;仅重点事项的需求不设上限。",
            )


def _only_key_items(command: SubmitDemand) -> None:
    """Else a general item would go without its ceiling, and be lifted over the caps (O6)."""
    named = [item for item in command.known.listed if item.item in command.items and item.list_class is ListClass.GENERAL]
    if named:
        raise r.GeneralItemAsKey(
            f"{named[0].item} is on the general list",
            f"{named[0].item} 属于一般清单",
            field="items",
            value=named[0].item,
            do_en="Make a general demand of its own for it.",
            do_zh="请就该事项另行提出一般清单的需求。",
        )


def _covering(command: SubmitDemand) -> None:
    """Whoever falls due this year is visited for certain only where everybody of the class is: a sample guarantees nobody."""
    for credit_class, due in sorted(command.known.due.items()):
        ratio = command.ratios[credit_class]
        if due and ratio < _ALL:
            raise r.CycleBroken(
                f"class {credit_class}: {due} entities fall due in {command.year}, and {ratio} basis points leave some out",
                f"{credit_class} 级有 {due} 户在 {command.year} 年度内到期,比例 {ratio} 无法全部覆盖",
                field=f"ratios.{credit_class}",
                value=ratio,
                do_en="Ask for 10000; GET /v1/coverage/entities says who falls due.",
                do_zh="请填写 10000;到期名单见 GET /v1/coverage/entities。",
            )


def _raised(command: SubmitDemand, key_ratios: dict[CreditClass, int]) -> None:
    missing = sorted(set(CreditClass) - set(key_ratios))
    if missing:
        raise r.ClassMissing(
            f"no ratio for {', '.join(missing)} under key supervision",
            f"重点监管对象缺少 {'、'.join(missing)} 级的比例",
            field="key_ratios",
            value=missing,
            do_en="Give a ratio for A, B, C, D and U, or leave key_ratios out.",
            do_zh="请为 A、B、C、D、U 各级填写比例,或不填 key_ratios。",
        )
    for credit_class in sorted(CreditClass):
        if key_ratios[credit_class] < command.ratios[credit_class]:
            raise r.KeyRatioLowered(
                f"class {credit_class}: {key_ratios[credit_class]} is below {command.ratios[credit_class]}",
                f"{credit_class} 级:{key_ratios[credit_class]} 低于 {command.ratios[credit_class]}",
                field=f"key_ratios.{credit_class}",
                value=key_ratios[credit_class],
                do_en="Let key supervision raise the ratio.",
                do_zh="请使重点监管对象的比例不低于一般对象。",
            )
    for better, worse in pairwise((CreditClass.A, CreditClass.B, CreditClass.C, CreditClass.D)):
        if key_ratios[better] > key_ratios[worse]:
            raise r.RatiosNotMonotone(
                f"{better} has {key_ratios[better]}, {worse} has {key_ratios[worse]}",
                f"{better} 级为 {key_ratios[better]},{worse} 级为 {key_ratios[worse]}",
                field=f"key_ratios.{worse}",
                value=key_ratios[worse],
                do_en="Let the ratios rise from A to D.",
                do_zh="请使比例从 A 级到 D 级不降低。",
            )
