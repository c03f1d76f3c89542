"""Numbers of this service. A jurisdiction's own are policy packs with effective dates; the sources' values are the defaults.

The pack in force on a day is read by `policy.decide.POLICY`.
"""

from datetime import timedelta

from libs.events.catalog.planning.policy import PolicyPack

SOURCES = PolicyPack()
"""What holds where nothing was adopted; each number's source is said at `PolicyPack`."""

CODE_VERSION = "checkonce-planning/1"
"""Named in the manifest of a draw."""

BEACON_MARGIN = timedelta(minutes=1)
"""A beacon's round lies so long after the reveal deadline: nobody's clock is that wrong."""

BEACON_WAIT = timedelta(days=1)
"""The next beacon named counts when nobody has this one so long after its round."""

CHAIN_LENGTH = 24
"""Draws on a chain of one-time codes, unless asked otherwise."""

KEY_SUPERVISION = "key-supervision"
"""The registry's tag of an entity on the key-supervision list (B-19)."""
