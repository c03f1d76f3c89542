"""The place's numbers, edition by edition: never into the past, and never against the law they carry out."""

from itertools import pairwise

from libs.events.catalog.codes import CreditClass, Ground
from libs.events.catalog.planning.policy import PolicyAdopted, PolicyPack
from libs.events.editions import Editions

from . import refusals as r

_BY_RISK = (CreditClass.A, CreditClass.B, CreditClass.C, CreditClass.D)
_NEVER_LIFTED = frozenset({"X5", "X6"})
_CONSENT_FREE = frozenset({Ground.NOTIFICATION_COMMITMENT, Ground.ENVIRONMENT, Ground.SAFETY, Ground.CAMPAIGN})


def check_pack(pack: PolicyPack) -> None:
    """Raises what is unlawful in itself: lifting X5 or X6, numbers that favour the worse class, consent waived (L-15)."""
    for ground, lifts in sorted(pack.lifts.items()):
        barred = sorted(_NEVER_LIFTED.intersection(lifts))
        if barred:
            raise r.LiftsTheUnliftable(
                f"{ground} would lift {', '.join(barred)}",
                f"{ground} 不得解除 {'、'.join(barred)}",
                field=f"pack.lifts.{ground}",
                value=barred,
                do_en="Leave X5 (not operating) and X6 (not in force) out.",
                do_zh="请删除 X5(停业、注销或吊销)和 X6(事项未生效)。",
            )
    missing = sorted(set(CreditClass) - set(pack.ceilings_bp))
    if missing:
        raise r.CeilingMissing(
            f"no ceiling for {', '.join(missing)}",
            f"缺少 {'、'.join(missing)} 级的上限",
            field="pack.ceilings_bp",
            value=missing,
            do_en="Give a ceiling in basis points for A, B, C, D and U; 10000 is none.",
            do_zh="请为 A、B、C、D、U 各级填写上限(万分比),10000 表示不设上限。",
        )
    _rising(pack)
    unlawful = sorted(set(pack.consent_free) - _CONSENT_FREE)
    if unlawful:
        raise r.ConsentWaivedUnlawfully(
            f"{', '.join(unlawful)} is not among L-15's exceptions",
            f"{'、'.join(unlawful)} 不属于例外情形",
            field="pack.consent_free",
            value=unlawful,
            do_en="Name only O1, O2, O3 and O4.",
            do_zh="仅可填写 O1、O2、O3、O4。",
        )


def _rising(pack: PolicyPack) -> None:
    for better, worse in pairwise(_BY_RISK):
        low, high = pack.ceilings_bp[better], pack.ceilings_bp[worse]
        if low > high:
            raise r.CeilingsNotMonotone(
                f"{better} has {low}, {worse} has {high}",
                f"{better} 级为 {low},{worse} 级为 {high}",
                field=f"pack.ceilings_bp.{worse}",
                value=high,
                do_en="Let the ceilings rise from A to D.",
                do_zh="请使上限从 A 级到 D 级不降低。",
            )
        spared, longer = pack.spared_months.get(better, 0), pack.spared_months.get(worse, 0)
        if longer > spared:
            raise r.SparingNotMonotone(
                f"{better} is spared {spared} months, {worse} {longer}",
                f"{better} 级免抽 {spared} 个月,{worse} 级免抽 {longer} 个月",
                field=f"pack.spared_months.{worse}",
                value=longer,
                do_en="Let the months fall from A to D.",
                do_zh="请使免抽月数从 A 级到 D 级不增加。",
            )


POLICY = Editions(PolicyAdopted, PolicyPack, check_pack)
