"""The numbers of credit, edition by edition."""

from libs.events.catalog.credit.policy import CreditPolicy, PolicyAdopted
from libs.events.editions import Editions

from . import refusals as r


def check_pack(pack: CreditPolicy) -> None:
    """A better band never asks for less. Raises BandsDisordered."""
    scores = (pack.score_good, pack.score_adequate, pack.score_needs_improvement)
    problems = (pack.problems_good, pack.problems_adequate, pack.problems_needs_improvement)
    for field, bounds, wanted in (
        ("score_good", scores, sorted(scores, reverse=True)),
        ("problems_good", problems, sorted(problems)),
    ):
        if list(bounds) != wanted:
            raise r.BandsDisordered(field=f"pack.{field}", value=bounds)


POLICY = Editions(PolicyAdopted, CreditPolicy, check=check_pack)
