"""The service on a real database, with the register it needs."""

import pytest

from libs.events.signatures import new_key
from libs.events.testing import service_under_test
from services.inspection.app import service
from services.inspection.tests.desk import NOW, REGISTER


@pytest.fixture
async def sut(database, issuer, tmp_path):
    new_key(tmp_path / "key.json")
    async with service_under_test(service, database, issuer, now=NOW, signing_key=tmp_path / "key.json") as started:
        await started.deliver("registry", *REGISTER)
        yield started
