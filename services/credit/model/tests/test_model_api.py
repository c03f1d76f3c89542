"""Models on a real database."""

from libs.events.testing.services import service_under_test
from services.credit.app import service
from services.credit.testing import NOON, get


async def test_there_is_a_model_from_the_first_start_and_a_restart_adopts_no_second(credit, database, issuer):
    (model,) = (await get(credit, "/v1/models"))["items"]
    assert (model["model"], model["edition"], model["in_force"]) == ("general", 1, True)
    async with service_under_test(service, database, issuer, now=NOON) as again:
        assert len(await again.facts("credit.model-adopted")) == 1
