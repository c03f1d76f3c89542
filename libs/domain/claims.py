"""Scopes of a caller's claims."""

__all__ = ["DEPARTMENTS", "DIVISIONS"]

DEPARTMENTS, DIVISIONS = "departments", "divisions"
"""Scopes of `Caller.claims`: codes of departments, and prefixes of division codes (GB/T 2260)."""
