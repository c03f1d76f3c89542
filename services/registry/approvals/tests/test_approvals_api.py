"""Approvals on a real database."""

from datetime import UTC, datetime

from services.registry.testing import SHOP, get, post, send, shown

# From approval to supervision


async def test_what_is_handed_over_and_not_taken_over_shows_as_a_gap(registry):
    text = (
        "approval,scheme,value,title,mode,approver,supervisor,delegate,by_commitment,granted_on,valid_until\n"
        f"A-1,uscc,{SHOP.split(':')[1]},食品经营许可,separated,421088-market,421088-fire,,yes,2025-10-01,\n"
        f"A-2,uscc,{SHOP.split(':')[1]},食品经营许可,integrated,421088-market,421088-market,,no,2025-10-01,2030-09-30\n"
        f"A-3,uscc,{SHOP.split(':')[1]},食品经营许可,integrated,421088-market,421088-fire,,no,2025-10-01,\n"
    )
    report = await send(registry, "approvals", text)
    assert (report["accepted"], report["facts"], report["refusals"][0]["field"]) == (2, 3, "supervisor")
    assert await shown(registry, "approvals?gap=true", "approval") == ["A-1"]
    assert (await get(registry, "counts"))["approvals_not_taken_over"] == 1
    taking = {"entity": SHOP, "supervisor": "421088-fire"}
    stranger = registry.bearer("o-1", roles=["department-officer"], departments=["421088-tax"])
    refused = await registry.client.post("/v1/approvals/A-1/takeover", json=taking, headers=stranger)
    assert refused.status_code == 403
    registry.clock.now = datetime(2025, 11, 20, 2, tzinfo=UTC)
    officer = registry.bearer("o-2", roles=["department-officer"], departments=["421088-fire"])
    assert (await registry.client.post("/v1/approvals/A-1/takeover", json=taking, headers=officer)).status_code == 200
    assert [await shown(registry, f"approvals?gap=true&day={day}", "approval") for day in ("2025-11-19", "2025-11-20")] == [
        ["A-1"],
        [],
    ]
    end = {
        "entity": SHOP,
        "approver": "421088-market",
        "effective_from": "2025-12-01",
        "reason": "虚假承诺",
        "commitment_broken": True,
    }
    await post(registry, "approvals/A-1/end", end, 200)
    out = await registry.client.get("/v1/approvals/export.csv")
    assert (await send(registry, "approvals", out.content))["unchanged"] == 2
