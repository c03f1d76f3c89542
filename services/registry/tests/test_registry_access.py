"""Who may do what in the registry: the running service and its access table say the same."""

from libs.domain.testing import Asked, differences
from services.registry.testing import FIRE, MARKET, SHOP, catering

APPROVAL = {
    "approval": "A-1", "entity": SHOP, "title": "食品经营许可", "mode": "separated", "approver": MARKET, "supervisor": FIRE,
    "by_commitment": True, "granted_on": "2025-10-01",
}  # fmt: skip
ENDING = {
    "entity": SHOP, "approver": MARKET, "effective_from": "2025-12-01", "reason": "虚假承诺", "commitment_broken": True,
}  # fmt: skip
TAGGED = "stall:421088100-0001"
TAG = {"tag": "key-unit", "reason": "重点监管", "department": MARKET}
ASKED = {
    "GET /entities/{entity}/tags": Asked(f"/entities/{TAGGED}/tags", None, MARKET, FIRE, TAGGED),
    "POST /entities/{entity}/tags": Asked(f"/entities/{TAGGED}/tags", TAG, MARKET, FIRE),
    "POST /entities/{entity}/tags/{tag}/removal": Asked(
        f"/entities/{TAGGED}/tags/key-unit/removal", {"reason": "解除"}, MARKET, FIRE
    ),
    "POST /approvals": Asked("/approvals", APPROVAL, MARKET, FIRE),
    "POST /approvals/{approval}/takeover": Asked("/approvals/A-1/takeover", {"entity": SHOP, "supervisor": FIRE}, FIRE, MARKET),
    "POST /approvals/{approval}/end": Asked("/approvals/A-1/end", ENDING, MARKET, FIRE),
}


async def test_the_service_lets_in_whom_its_table_names(registry):
    await catering(registry, 1)
    assert await differences(registry, ASKED) == []
