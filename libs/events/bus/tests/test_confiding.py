"""Confided facts on a topic: whole for who holds the secret, nothing but bytes for all others."""

from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import UUID

import pytest

from libs.events.bus.confiding import Confidant, WrongSecretError, must_hold
from libs.events.bus.prefetch import Received, StrangerError, Withheld, read
from libs.events.bus.relay import outgoing
from libs.events.envelope import Meta, Recorded
from libs.events.fact import Fact, Raw, Unknown, Visibility

SECRET, OTHER = Confidant(b"s" * 32), Confidant(b"t" * 32)
TOPIC = "421088.bell.events"


class Confessed(Fact, name="bell.confessed", visibility=Visibility.CONFIDED):
    sin: str


def recorded(raw=None, position=7):
    return Recorded(
        raw or Confessed(sin="烧烤摊 I-421088-0001").raw(), "/421088/bell", "bell-1", 3, position, UUID(int=position),
        datetime(2026, 3, 2, tzinfo=UTC), Meta("ringer-1", "c-1"),
    )  # fmt: skip


def message(sent, topic=TOPIC):
    key, value, headers = sent
    return SimpleNamespace(key=key, value=value, headers=tuple(headers), topic=topic)


def test_who_holds_the_secret_reads_the_fact_as_it_was_published():
    found = read(message(outgoing(recorded(), SECRET)), SECRET)
    assert isinstance(found, Received)
    assert found.recorded == recorded()._replace(fact=Confessed(sin="烧烤摊 I-421088-0001"))
    assert found.recorded.raw == recorded().fact


def test_all_others_find_neither_what_it_says_nor_what_it_is_and_pass_over_it():
    sent = message(outgoing(recorded(), SECRET))
    shown = b" ".join([sent.key, sent.value, *(content for _, content in sent.headers)])
    for word in ("烧烤摊", "I-421088-0001", "confessed", "sin"):
        assert word.encode() not in shown
    assert read(sent) == Withheld()


def test_a_fact_that_is_sent_again_has_the_same_bytes_and_no_two_have_one_nonce():
    assert outgoing(recorded(), SECRET) == outgoing(recorded(), SECRET)
    again = outgoing(recorded(position=8), SECRET)
    assert outgoing(recorded(), SECRET)[1][:30] != again[1][:30]


@pytest.mark.parametrize("change", ["secret", "stream", "data"])
def test_what_does_not_open_stops_the_reader_instead_of_being_passed_over(change):
    key, value, headers = outgoing(recorded(), SECRET)
    holder = OTHER if change == "secret" else SECRET
    if change == "stream":
        headers = [(name, b"bell-2" if content == b"bell-1" else content) for name, content in headers]
    if change == "data":
        value = value[:-20] + (b"A" if value[-20:-19] != b"A" else b"B") + value[-19:]
    with pytest.raises(WrongSecretError, match="CHECKONCE_CONFIDING_SECRET"):
        read(message((key, value, headers)), holder)


def test_a_sealed_fact_speaks_on_the_topic_of_its_service_alone():
    assert isinstance(read(message(outgoing(recorded(), SECRET), topic="421088.door.events"), SECRET), StrangerError)


def test_what_opens_and_does_not_fit_its_shape_is_kept_with_the_reason_and_a_newer_one_as_unknown():
    found = read(message(SECRET.seal(recorded(Raw("bell.confessed", 1, b'{"sins": 7}')))), SECRET)
    assert "sin" in found.error
    newer = read(message(SECRET.seal(recorded(Raw("bell.confessed", 2, b'{"sins": 7}')))), SECRET)
    assert newer.recorded.fact == Unknown("bell.confessed", 2, {"sins": 7})


def test_nothing_is_sent_without_the_secret_and_a_short_one_is_refused():
    with pytest.raises(RuntimeError, match="CHECKONCE_CONFIDING_SECRET"):
        outgoing(recorded(), None)
    with pytest.raises(ValueError, match="32 bytes"):
        Confidant(b"short")


def test_a_service_to_which_facts_are_confided_does_not_begin_without_the_secret():
    with pytest.raises(RuntimeError, match="is confided to door"):
        must_hold("door", [Confessed], None)
    must_hold("door", [Confessed], SECRET)
    must_hold("bell", [Confessed], None)
