"""A completed draw with secret teams."""

import pytest


@pytest.fixture
async def secret(office):
    """A completed draw: visits with food hygiene are unannounced."""
    await office.unannounced()
    await office.plan(window_from="2026-03-01", window_to="2026-04-30")
    await office.drawn()
    return office
