"""Approvals on a real database."""

from datetime import UTC, datetime

from services.registry.testing import SHOP, catering, get, post, send, shown

# From approval to supervision


async def test_an_approval_of_an_unknown_entity_is_refused_when_asked_and_counted_and_marked_in_a_file(registry):
    approval = {
        "approval": "A-7", "entity": "stall:421088100-9999", "title": "食品经营许可", "mode": "integrated",
        "approver": "421088-market", "supervisor": "421088-market", "by_commitment": False, "granted_on": "2025-10-01",
    }  # fmt: skip
    refused = await post(registry, "approvals", approval, 422)
    assert refused["type"] == "urn:checkonce:problem:approval-entity-unknown"
    await catering(registry, 1)
    text = "approval,scheme,value,title,mode,approver,supervisor,delegate,by_commitment,granted_on,valid_until\n" + "".join(
        f"A-{n},stall,421088100-{n},食品经营许可,integrated,421088-market,421088-market,,no,2025-10-01,\n"
        for n in ("0001", "9999")
    )
    report = await send(registry, "approvals", text)
    assert (report["accepted"], report["unknown"]) == (2, 1)
    assert await shown(registry, "approvals", "listed") == [True, False]
    assert (await get(registry, "approvals/A-9999"))["listed"] is False
    await post(registry, "approvals", {**approval, "entity": "stall:421088100-0001"})


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
