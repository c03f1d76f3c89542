"""An independent verifier of `checkonce-draw-1`, written from docs/draw.md; it shares no code with the services."""

from apps.checkonce.verify.pack import verify
from apps.checkonce.verify.reading import read
from apps.checkonce.verify.seals import check_seals
from apps.checkonce.verify.substitutions import check_substitutions
from apps.checkonce.verify.verdict import Check, Verdict

__all__ = ["Check", "Verdict", "check_seals", "check_substitutions", "read", "verify"]
