"""Answers to keyed requests, kept in the transaction of the facts."""

import json
from datetime import UTC, datetime

import pytest

from libs.events.envelope import Meta
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
