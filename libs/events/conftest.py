"""A jurisdiction of two small services (bell, door) and a neighbour, on the real broker."""

import pytest

from libs.events.testing import bell as bells
from libs.events.testing.village import new_village, village

__all__ = ["bell_service", "new_village", "village"]


@pytest.fixture(scope="session")
def bell_service():
    return bells.service
