"""What is recorded of a file. A service publishes a subclass under its own name, and says in it what a reason may hold."""

from __future__ import annotations

from ..fact import Fact

__all__ = ["Erased"]


class Erased(Fact):
    """The content of a file is to go, its digest stays; who asked, and who approved where a second person was needed."""

    sha256: str
    reason: str
    asked_by: str | None = None
    approved_by: str | None = None
