"""Who may do what in credit: the running service and its access table say the same."""

from libs.domain.testing import differences


async def test_the_service_lets_in_whom_its_table_names(credit):
    assert await differences(credit, {}) == []
