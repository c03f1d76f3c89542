"""Scopes of a caller's claims."""

__all__ = ["DEPARTMENTS", "DIVISIONS", "INSPECTOR"]

DEPARTMENTS, DIVISIONS, INSPECTOR = "departments", "divisions", "inspector"
"""Scopes of `Caller.claims`: codes of departments, prefixes of division codes (GB/T 2260), the caller's own number."""
