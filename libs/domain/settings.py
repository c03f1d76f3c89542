"""Settings that the six services have besides the engine's, from `CHECKONCE_*` variables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import Field

from libs.events.catalog import spelling
from libs.events.settings import Settings, words_of

from .claims import DEPARTMENTS, DIVISIONS, INSPECTOR
from .divisions import department_counts, within_place
from .roles import ROLES_ZH

__all__ = ["ServiceSettings"]


class ServiceSettings(Settings):
    """Each field is the variable `CHECKONCE_` + its name in capitals."""

    known_roles: ClassVar[Mapping[str, str] | None] = ROLES_ZH

    departments: str = Field("", description="Comma-separated: this instance serves only these departments.")
    oidc_departments_claim: str = Field("departments", description="Claims with the caller's departments.")
    oidc_divisions_claim: str = Field("divisions", description="Claims with the caller's divisions or their prefixes.")
    oidc_inspector_claim: str = Field("inspector", description="Claim with the number of the officer who the caller is.")

    @property
    def serves(self) -> frozenset[str]:
        """The departments whose matters this instance serves; empty: all."""
        return frozenset(part.strip() for part in self.departments.split(",") if part.strip())

    def claims_of(self, token: Mapping[str, Any]) -> Mapping[str, frozenset[str]]:
        """The departments and divisions that count at this place (see divisions.py), and the officer who the caller is."""
        departments = words_of(token, self.oidc_departments_claim)
        officers = frozenset(spelling.capitals(each) for each in words_of(token, self.oidc_inspector_claim))
        divisions = (within_place(said, self.place) for said in words_of(token, self.oidc_divisions_claim))
        return {
            DEPARTMENTS: frozenset(each for each in departments if department_counts(each, self.place)),
            DIVISIONS: frozenset(each for each in divisions if each is not None),
            **({INSPECTOR: officers} if officers else {}),
        }
