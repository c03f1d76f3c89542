"""The six services, each on a database of its own, as their own tests furnish them."""

import pytest

from libs.events.testing.services import service_under_test
from services.credit.app import service as credit_service
from services.credit.testing import NOON, STALL, issued, listed
from services.disclosure.conftest import disclosure
from services.inspection.conftest import keeping as inspection
from services.planning.conftest import office
from services.registry.conftest import place_keys, two
from services.whistle.conftest import keeping as whistle

__all__ = ["credit", "disclosure", "inspection", "office", "place_keys", "two", "whistle"]


@pytest.fixture
async def credit(database, issuer):
    async with service_under_test(credit_service, database, issuer, now=NOON) as sut:
        await sut.deliver("registry", listed(STALL))
        await sut.deliver("inspection", issued("RS-1", STALL, None))
        yield sut
