"""Whoever operates a service sees how much waits for a second person, and when the first of it expires."""

from datetime import UTC, datetime
from math import inf
from zoneinfo import ZoneInfo

import pytest

from libs.events.countersigning.rules import Among
from libs.events.countersigning.waiting import _OPEN, waits
from libs.events.telemetry import metrics
from libs.events.testing.countersigned.town import WARDEN, ask, settle, waiting


def measured():
    sample = metrics.registry.get_sample_value
    return tuple(sample(f"checkonce_{name}") for name in ("countersignatures_waiting", "countersignature_due_seconds"))


async def scraped(town):
    assert (await town.client.get("/metrics")).status_code == 200
    return measured()


async def test_what_waits_is_counted_until_it_is_settled(town):
    async def progress():
        answer = await town.client.get("/v1/ops/progress", headers=town.bearer(roles=["operator"]))
        return {name: answer.json()[name] for name in ("countersignatures", "countersignature_due")}

    assert await progress() == {"countersignatures": 0, "countersignature_due": None}
    assert await scraped(town) == (0, inf)
    asked = [await ask(town, gate) for gate in ("g1", "g2")]
    first, second = await waiting(town)
    assert await progress() == {"countersignatures": 2, "countersignature_due": first["due"]}
    days = 10 * 24 * 3600
    count, left = await scraped(town)
    assert count == 2
    assert metrics.registry.get_sample_value("checkonce_countersignature_wait_seconds") == days
    assert days - 3600 < left <= days
    await settle(town, asked[0])
    assert await progress() == {"countersignatures": 1, "countersignature_due": second["due"]}
    await settle(town, asked[1], "refusal", body={"reason": "not now"})
    assert await progress() == {"countersignatures": 0, "countersignature_due": None}
    assert await scraped(town) == (0, inf)


async def test_what_waits_is_counted_without_a_look_at_all_that_was_ever_asked(town):
    await ask(town)
    async with town.running.pool.acquire() as tx, tx.transaction():
        await tx.execute("set local enable_seqscan = off")
        plan = "\n".join(row[0] for row in await tx.fetch(f"explain {_OPEN}"))
    assert "Seq Scan" not in plan
    assert plan.count("countersignatures_waiting") >= 2


async def test_the_asker_is_told_that_it_waits_until_when_and_for_whom(town):
    asked = await ask(town, **{"Idempotency-Key": "k"})
    told = asked.json()["waits"]
    (shown,) = await waiting(town)
    assert {name: told[name] for name in ("countersignature", "due", "roles", "among")} == {
        "countersignature": shown["countersignature"], "due": shown["due"], "roles": ["warden"], "among": "anybody",
    }  # fmt: skip
    due = f"{datetime.fromisoformat(shown['due']).astimezone(ZoneInfo('Asia/Shanghai')):%Y-%m-%d %H:%M}"
    assert due in told["next"]
    assert due in told["next_en"]
    again = [await ask(town, **{"Idempotency-Key": "k"}), await ask(town)]
    assert [(answer.status_code, answer.json()["waits"]) for answer in again] == [(202, told)] * 2
    done = await settle(town, asked)
    assert "waits" not in done.json()


@pytest.mark.parametrize(
    ("among", "zh", "en"), [(Among.COLLEAGUES, "同单位", "that the asker acts for"), (Among.LEAD, "牵头单位", "leading body")]
)
def test_whom_it_waits_for_is_said_in_words(among, zh, en):
    due = datetime(2026, 3, 12, 2, tzinfo=UTC)
    told = waits("CS-1", due, WARDEN.model_copy(update={"among": among}), {"warden": "守门人"})
    assert zh in told.next
    assert "守门人" in told.next
    assert "warden" not in told.next
    assert en in told.next_en
    assert "warden" in told.next_en
