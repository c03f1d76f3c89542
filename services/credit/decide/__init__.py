"""Pure decisions: models and profiles."""

from .model import MODEL, check
from .profile import PROFILE, evidence_of

__all__ = ["MODEL", "PROFILE", "check", "evidence_of"]
