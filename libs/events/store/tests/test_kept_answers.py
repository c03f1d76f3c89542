"""Answers to keyed requests, kept in the transaction of the facts."""

import json
from datetime import UTC, datetime

import pytest

from libs.events.envelope import Meta
from libs.events.store.kept_answers import FORGET, old_answers
from libs.events.store.store import ConflictError, NewFacts
from libs.events.store.write import UNPLACED, KeptAnswer
from libs.events.testing.bell import Rung

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
META = Meta("officer-1", "c-1", "cause", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
SOURCE = "/421088/bell"


def rung(door="front"):
    return Rung(door=door, by=NOON)


async def kept(store):
    rows = await store.pool.fetch(
        "select key, caller, fingerprint, convert_from(body, 'UTF8') as body from idempotency order by key"
    )
    return [tuple(row) for row in rows]


async def test_answers_are_kept_with_the_facts_and_name_their_positions(postgres_store):
    """What only looks like the mark, inside a text, stays as it is."""
    said = json.dumps({"text": f'"position":{UNPLACED}', "position": UNPLACED}, separators=(",", ":"))
    answers = [
        KeptAnswer("k-1", "c", "f", said, 2),
        KeptAnswer("k-2", "c", "f", said, 3),
        KeptAnswer("k-3", "c", "g", '{"position":null}', 3),
    ]
    batch = [NewFacts("bell-1", 0, [rung(), rung()]), NewFacts("bell-2", 0, [rung()])]
    written = await postgres_store.append(batch, META, at=NOON, kept=answers)
    for (key, _, _, body), position in zip(
        await kept(postgres_store), [written[1].position, written[2].position, None], strict=True
    ):
        assert json.loads(body)["position"] == position, key
        assert json.loads(body).get("text", f'"position":{UNPLACED}') == f'"position":{UNPLACED}'


async def test_an_answer_without_facts_is_kept_and_one_whose_key_is_taken_undoes_the_append(postgres_store):
    await postgres_store.append([], META, at=NOON, kept=[KeptAnswer("k", "c", "f", "{}", 0)])
    assert await kept(postgres_store) == [("k", "c", "f", "{}")]
    for batch in ([], [NewFacts("bell-1", 0, [rung()])]):
        with pytest.raises(ConflictError):
            await postgres_store.append(batch, META, at=NOON, kept=[KeptAnswer("k", "c", "other", "{}", 1)])
    assert await postgres_store.read("bell-1") == []
    assert await kept(postgres_store) == [("k", "c", "f", "{}")]


async def test_answers_go_when_their_time_is_over_the_oldest_first_and_so_many_at_a_time(postgres_store):
    pool = postgres_store.pool
    for key in ("k-1", "k-2", "k-3", "young"):
        await postgres_store.append([], META, at=NOON, kept=[KeptAnswer(key, "c", "f", "{}", 0)])
    for key, age in (("k-1", "16 days"), ("k-2", "15 days"), ("k-3", "14 days 1 minute"), ("young", "13 days 23 hours")):
        await pool.execute("update idempotency set created_at = now() - $2::text::interval where key = $1", key, age)
    forget = old_answers(14)
    assert await forget(pool, 2) == 2
    assert [row[0] for row in await kept(postgres_store)] == ["k-3", "young"]
    assert [await forget(pool, 2), await forget(pool, 2)] == [1, 0]
    assert [row[0] for row in await kept(postgres_store)] == ["young"]


async def test_an_answer_that_another_session_has_in_hand_is_left_to_it(postgres_store):
    pool = postgres_store.pool
    for key in ("k-1", "k-2"):
        await postgres_store.append([], META, at=NOON, kept=[KeptAnswer(key, "c", "f", "{}", 0)])
    await pool.execute("update idempotency set created_at = now() - interval '2 days'")
    async with pool.acquire() as other, other.transaction():
        await other.execute("select from idempotency where key = 'k-1' for update")
        assert await old_answers(1)(pool, 10) == 1
    assert [row[0] for row in await kept(postgres_store)] == ["k-1"]


async def test_a_key_whose_answer_is_gone_is_a_new_key_and_one_that_is_kept_is_not(postgres_store):
    pool, answer = postgres_store.pool, KeptAnswer("k", "c", "f", "{}", 0)
    await postgres_store.append([], META, at=NOON, kept=[answer])
    await old_answers(1)(pool, 10)
    with pytest.raises(ConflictError):
        await postgres_store.append([], META, at=NOON, kept=[answer])
    await pool.execute("update idempotency set created_at = now() - interval '2 days'")
    await old_answers(1)(pool, 10)
    await postgres_store.append([], META, at=NOON, kept=[answer])
    assert await kept(postgres_store) == [("k", "c", "f", "{}")]


async def test_the_oldest_answers_are_found_by_their_age(postgres_store):
    pool = postgres_store.pool
    await pool.execute(
        "insert into idempotency (key, caller, fingerprint, body, created_at)"
        " select n::text, 'c', 'f', '{}', now() - n * interval '1 minute' from generate_series(1, 20000) n"
    )
    await pool.execute("analyze idempotency")
    plan = await pool.fetch("explain " + FORGET.replace("$1", "'13 days'").replace("$2", "1000"))
    assert "idempotency_by_age" in "".join(row[0] for row in plan), plan
