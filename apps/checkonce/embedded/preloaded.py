"""Imported once by the fork server."""

import gc

from .layout import services

services()

# Imported objects are never collected: in a child, a collection would touch every page and so copy it.
gc.collect()
gc.freeze()
