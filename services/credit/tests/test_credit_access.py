"""Who may do what in credit: the running service and its access table say the same."""

from libs.domain.testing import Asked, differences
from services.credit.testing import STALL, listed, open_profiles, set_by_hand

OWN, OTHER = "421088100", "421088101"


def read(path):
    return Asked(path, None, OWN, OTHER, STALL)


ASKED = {
    "GET /profiles": read("/profiles"),
    "GET /profiles/export.{format}": read("/profiles/export.csv"),
    "GET /profiles/{entity:path}": read(f"/profiles/{STALL}"),
    "GET /changes": read("/changes"),
    "GET /classes": read("/classes"),
    "GET /figures": read("/figures"),
}


async def test_the_service_lets_in_whom_its_table_names(credit):
    await credit.deliver("registry", listed(STALL))
    await open_profiles(credit)
    await set_by_hand(credit, STALL, "D")
    assert await differences(credit, ASKED) == []
