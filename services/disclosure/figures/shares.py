"""Shares and changes in per cent, in whole-number arithmetic: a published figure never depends on binary fractions."""

from decimal import Decimal

from libs.events.catalog.disclosure.policy import Rounding


def percent(part: int, whole: int, *, places: int = 2, mode: Rounding = Rounding.TRUNCATE) -> Decimal | None:
    """`part` of `whole` in per cent with `places` decimals; None of nothing.

    Truncated towards zero, or rounded half away from zero. Raises ValueError for a negative whole.
    Source: J-31 (412 of 516 published is 79.84 %, 156 of 516 with problems is 30.2 %).
    """
    if whole < 0:
        raise ValueError(f"whole is {whole}, must not be negative")
    if whole == 0:
        return None
    shown, rest = divmod(abs(part) * 100 * 10**places, whole)
    if mode is Rounding.ROUND and 2 * rest >= whole:
        shown += 1
    return Decimal(shown if part >= 0 else -shown).scaleb(-places)


def decrease(now: int, before: int, *, places: int = 2, mode: Rounding = Rounding.TRUNCATE) -> Decimal | None:
    """By how many per cent of `before` there are fewer `now`; negative when there are more, None when there were none.

    Source: J-28, J-29. They do not agree with each other: 135 after 173 is their 21.9 only when truncated (21.965...), 516
    after 615 is their 16.1 only when rounded (16.097...).
    """
    return percent(before - now, before, places=places, mode=mode)
