"""Organs that matters go to, as an effective-dated list.

Rules: L-25, L-52.
"""

from libs.events.catalog.registry import organs as f

from ..lists.decide import DatedList
from ..lists.divisions import known_province
from . import commands as c


def _organ(command: c.ListOrgan) -> None:
    for division in command.divisions:
        known_province("divisions", division)


ORGAN = DatedList("organ", c.ListOrgan, f.OrganListed, c.WithdrawOrgan, f.OrganWithdrawn, named=_organ).decider()
