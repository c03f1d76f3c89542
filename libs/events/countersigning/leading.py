"""Which body leads on a day, and that what belongs to the lead is done by those who act for it.

LED = Editions(PolicyAdopted, LibraryPolicy, lead=leading, scope="branches")      # only who acts for the lead adopts
command.known.acting.require(plan.lead)                                           # decide.py of a matter that is the lead's
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict

from ..refusal import Forbidden

__all__ = ["Acting", "Lead", "NotTheLead", "nobody"]

Lead = Callable[[Any, date], Awaitable[frozenset[str]]]
"""The bodies that lead on a day, by pool or connection; empty where none is recorded."""


async def nobody(_: Any, __: date) -> frozenset[str]:
    """Where no body leads."""
    return frozenset()


class NotTheLead(Forbidden):
    slug = "not-the-lead"
    title_zh = "应由牵头单位办理"
    title_en = "This belongs to the lead"
    detail_zh = "牵头单位为 {lead},您代表的单位为:{acts_for}"
    detail_en = "{lead} leads; the caller acts for {acts_for}"
    do_zh = "请由牵头单位的人员办理。"
    do_en = "Let somebody who acts for the lead do it."
    rule = "NIST SP 800-53 Rev. 5, AC-5"


class Acting(BaseModel):
    """For which bodies a caller acts, and which of them lead on the day."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    acts_for: frozenset[str] = frozenset()
    leads: frozenset[str] = frozenset()

    def require(self, named: str | None = None, *, concerned: str | None = None) -> None:
        """Raises NotTheLead unless the caller acts for a body that leads on the day, or for the one `concerned`.

        `named`: the lead that the matter itself names. It counts while no body is recorded as the lead; with neither nobody
        leads, and the matter is not the lead's.
        """
        leads = self.leads or frozenset(() if named is None else {named})
        if concerned is not None:
            leads |= {concerned}
        if leads and leads.isdisjoint(self.acts_for):
            raise NotTheLead(lead=sorted(leads), acts_for=sorted(self.acts_for))
