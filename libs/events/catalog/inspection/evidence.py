"""Files that facts of inspection name as evidence."""

from __future__ import annotations

from ...files import facts
from ..codes import Digest, PlainText


class EvidenceErased(facts.Erased, name="inspection.evidence-erased"):
    """The content of a file is to go, and its digest stays: facts that name it keep their meaning."""

    sha256: Digest
    reason: PlainText
