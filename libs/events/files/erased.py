"""What was erased, as a read model."""

from __future__ import annotations

from ..views.table import TIME, Table
from ..views.views import Views
from .facts import Erased

__all__ = ["erased_views"]


def erased_views(fact: type[Erased]) -> Views:
    """Keeps `erased_files` (sha256 primary key, reason, erased_at), which the service's migrations make."""
    views = Views()
    views.on(fact)(Table("erased_files", "sha256").insert("reason", erased_at=TIME))
    return views
