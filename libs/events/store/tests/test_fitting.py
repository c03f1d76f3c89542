"""What no topic would take is refused before it is written, alone."""

from datetime import UTC, datetime
from uuid import UUID

import orjson
import pytest

from libs.events.bus.confiding import Confidant
from libs.events.decider import Command, Decider, Deciders
from libs.events.envelope import LONGEST_META, Meta, Recorded, to_kafka
from libs.events.fact import Fact, Raw
from libs.events.store.fitting import MESSAGE_MOST, TooLargeForMessage, must_fit
from libs.events.store.runner import Ask, Origin, Runner
from libs.events.testing.bell import Answered, Confessed, Rung, Whispered
from libs.events.testing.services import MovableClock

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
META = Meta("查" * LONGEST_META, str(UUID(int=1)))


class Noted(Fact, name="probe.written-down"):
    page: str
    words: list[str]


class Note(Command):
    page: str
    words: list[str]


NOTES = Decider(
    "note", (Note,), lambda c: f"note-{c.page}", None, lambda c, _, __: [Noted(page=c.page, words=c.words)], lambda n, _: n
)


async def test_what_does_not_fit_is_refused_alone(postgres_store):
    runner = Runner(postgres_store, Deciders(NOTES), MovableClock(NOON))
    pages = {"one": ["short"], "two": ["long" * 1000] * 1200, "three": ["short"]}
    asks = [Ask((Note(page=page, words=words),), Origin("writer").meta()) for page, words in pages.items()]
    async with postgres_store.transaction() as tx:
        before, refusal, after = await runner.execute_group(asks, tx=tx)
    assert isinstance(refusal, TooLargeForMessage)
    assert (refusal.status, refusal.field) == (422, "words")
    assert refusal.value > MESSAGE_MOST
    assert str(refusal.value) in refusal.detail_zh
    assert "words" in refusal.do_en
    assert [answer[0].version for answer in (before, after)] == [1, 1]
    assert await postgres_store.read("note-two") == []


async def test_what_the_store_gives_back_is_what_counts(postgres_store):
    """It writes a space behind each comma: one character a word makes four bytes of JSON and five of a message."""
    noted = Noted(page="one", words=["x"] * 900_000)
    must_fit(Noted(page="one", words=["x"] * 700_000))
    assert len(orjson.dumps(noted.words)) < MESSAGE_MOST
    assert await postgres_store.pool.fetchval("select octet_length($1::jsonb::text)", noted.model_dump_json()) > MESSAGE_MOST
    with pytest.raises(TooLargeForMessage):
        must_fit(noted)


@pytest.mark.parametrize(
    "of", [lambda text: Confessed(sin=text), lambda text: Rung(door=text, by=NOON), lambda text: Answered(door=text)]
)
def test_the_largest_that_is_taken_fits_sealed_and_with_the_longest_headers(of):
    taken, refused = 0, MESSAGE_MOST
    while refused - taken > 1:
        middle = (taken + refused) // 2
        try:
            must_fit(of("x" * middle))
            taken = middle
        except TooLargeForMessage:
            refused = middle
    fact = of("x" * taken)
    raw = Raw(fact.fact_type, fact.fact_version, fact.model_dump_json().encode())
    item = Recorded(raw, "/here/bell", "bell-front", 1, 2**40, UUID(int=1), NOON, META)
    key, value, headers = Confidant(b"s" * 32).seal(item) if isinstance(fact, Confessed) else to_kafka(item)
    size = len(key) + len(value) + sum(len(name) + len(content) for name, content in headers)
    assert taken > MESSAGE_MOST // 3
    assert size < MESSAGE_MOST - 16_384


def test_a_private_fact_becomes_no_message():
    must_fit(Whispered(door="x" * MESSAGE_MOST))


@pytest.mark.parametrize(
    "said", [{"actor": "a" * (LONGEST_META + 1)}, {"actor": "a\0"}, {"actor": "a", "correlation": "c" * 501}]
)
def test_who_acts_is_named_as_every_reader_takes_it(said):
    with pytest.raises(ValueError, match="500 characters each"):
        Origin(**said)
