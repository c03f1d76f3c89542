"""Imported once by the fork server."""

from .layout import services

services()
