"""Numbers of this service. A jurisdiction's own are policy packs with effective dates; the sources' values are the defaults.

The pack in force on a day is read by `views.policy.pack_in_force`.
"""

from __future__ import annotations

from libs.events.catalog.planning import PolicyPack

__all__ = ["CODE_VERSION", "KEY_SUPERVISION", "SOURCES"]

SOURCES = PolicyPack()
"""What holds where nothing was adopted; each number's source is said at `PolicyPack`."""

CODE_VERSION = "checkonce-planning/1"
"""Named in the manifest of a draw."""

KEY_SUPERVISION = "key-supervision"
"""The registry's tag of an entity on the key-supervision list (B-19)."""
