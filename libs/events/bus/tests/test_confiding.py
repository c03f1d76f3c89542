"""Confided facts on a topic: whole for who holds the secret, nothing but bytes for all others."""

from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import UUID

import pytest

from libs.events.bus.confiding import Confidant, Opening, confidant_of, must_hold
from libs.events.bus.inbox import Inbox
from libs.events.bus.reading.messages import Received, Shut, StrangerError, Withheld, read
from libs.events.bus.relay import outgoing
from libs.events.envelope import MalformedEventError, Meta, Recorded
from libs.events.fact import Raw, Unknown
from libs.events.reactions import Reactions
from libs.events.testing.bell import Confessed, Rung
from libs.events.views.views import Views

SECRET, OTHER = Confidant(b"s" * 32), Confidant(b"t" * 32)
TOPIC = "421088.bell.events"
TRACE = "00-" + "ab" * 16 + "-" + "cd" * 8 + "-01"
STRANGER = Opening(None, frozenset(), frozenset({"bell"}))


def opened_by(confidant, *services):
    return Opening(confidant, frozenset(services or {"bell"}), frozenset({"bell"}))


def recorded(raw=None, position=7):
    return Recorded(
        raw or Confessed(sin="烧烤摊 I-421088-0001").raw(), "/421088/bell", "bell-1", 3, position, UUID(int=position),
        datetime(2026, 3, 2, 0, 7, 30, tzinfo=UTC), Meta("ringer-1", "asked-1", "caused-1", TRACE),
    )  # fmt: skip


def message(sent, topic=TOPIC):
    key, value, headers = sent
    return SimpleNamespace(key=key, value=value, headers=tuple(headers), topic=topic)


def test_who_holds_the_secret_reads_the_fact_as_it_was_published():
    found = read(message(outgoing(recorded(), SECRET)), opened_by(SECRET))
    assert isinstance(found, Received)
    assert found.recorded == recorded()._replace(fact=Confessed(sin="烧烤摊 I-421088-0001"))
    assert found.recorded.raw == recorded().fact


def test_all_others_find_neither_what_it_says_nor_what_it_is_and_pass_over_it():
    sent = message(outgoing(recorded(), SECRET))
    shown = b" ".join([sent.key, sent.value, *(content for _, content in sent.headers)])
    item = recorded()
    kept = ("烧烤摊", "I-421088-0001", "confessed", "sin", str(item.id), *filter(None, item.meta), "00:07:30")
    for word in kept:
        assert word.encode() not in shown, word
    assert isinstance(read(sent, STRANGER), Withheld)


def test_a_fact_that_is_sent_again_has_the_same_bytes_and_no_two_have_one_nonce():
    assert outgoing(recorded(), SECRET) == outgoing(recorded(), SECRET)
    again = outgoing(recorded(position=8), SECRET)
    shown = slice(len('{"key":"…","sealed":"'), 60)
    assert outgoing(recorded(), SECRET)[1][shown] != again[1][shown]


@pytest.mark.parametrize(("name", "size"), [("摊", 1), ("烧烤摊" * 200, 1), ("烧烤摊" * 500, 2), ("烧烤摊" * 2000, 8)])
def test_its_size_says_nothing_up_to_4_kib_and_one_of_few_things_beyond(name, size):
    sent = outgoing(recorded(Confessed(sin=name).raw()), SECRET)
    around = len(outgoing(recorded(Confessed(sin="").raw()), SECRET)[1]) - 4096 * 4 // 3
    assert len(sent[1]) - size * 4096 * 4 // 3 == pytest.approx(around, abs=3)
    assert read(message(sent), opened_by(SECRET)).recorded.fact == Confessed(sin=name)


@pytest.mark.parametrize("change", ["secret", "stream", "data", "format"])
def test_what_does_not_open_holds_its_partition_instead_of_being_passed_over(change):
    key, value, headers = outgoing(recorded(), SECRET)
    holder = OTHER if change == "secret" else SECRET
    if change == "stream":
        headers = [(name, b"bell-2" if content == b"bell-1" else content) for name, content in headers]
    if change == "data":
        value = value[:-20] + (b"A" if value[-20:-19] != b"A" else b"B") + value[-19:]
    if change == "format":
        value = b'{"sealed": "AAAA"}'
    found = read(message((key, value, headers)), opened_by(holder))
    assert isinstance(found, Shut)
    assert "/421088/bell bell-" in found.why
    assert ("CHECKONCE_CONFIDING_SECRET" in found.why) == (change == "secret")


def test_what_is_sealed_by_who_confides_nothing_is_set_aside_and_what_is_confided_to_others_is_passed_over():
    sent = message(outgoing(recorded(), SECRET))
    found = read(sent, Opening(SECRET, frozenset({"door"}), frozenset({"door"})))
    assert isinstance(found, MalformedEventError)
    assert "confides nothing" in str(found)
    assert isinstance(read(sent, opened_by(SECRET, "door")), Withheld)


def test_a_neighbours_is_a_fact_of_an_unknown_type_and_nobody_tries_to_open_it():
    found = read(message(outgoing(recorded(), OTHER)))
    assert found.recorded.fact.fact_type == "bell.confided"


def test_a_sealed_fact_counts_at_its_own_position_alone():
    """Only who holds the secret could seal one for another position."""
    inside = outgoing(recorded(position=8), SECRET)

    class Careless(Confidant):
        def open(self, _):
            return super().open(read(message(inside)).recorded)

    found = read(message(outgoing(recorded(), SECRET)), opened_by(Careless(b"s" * 32)))
    assert "another position" in str(found)


def test_a_secret_is_changed_in_two_steps_and_nothing_is_lost(tmp_path):
    """First all who hold it take the new one behind the old one, then before it; the old one is kept as long as the topic."""
    files = {name: tmp_path / name for name in ("old", "both", "new")}
    for name, lines in (
        ("old", b"s" * 32),
        ("both", b"s" * 32 + b"\n" + b"t" * 32),
        ("new", b"t" * 32 + b"\n" + b"s" * 32 + b"\n"),
    ):
        files[name].write_bytes(lines)
    old, both, new = (confidant_of(files[name]) for name in ("old", "both", "new"))
    assert outgoing(recorded(), both) == outgoing(recorded(), old)
    for sealing, opening in ((old, both), (both, both), (both, new), (new, both), (new, new), (old, new)):
        assert isinstance(read(message(outgoing(recorded(), sealing)), opened_by(opening)), Received)
    assert isinstance(read(message(outgoing(recorded(), new)), opened_by(old)), Shut)


def test_a_sealed_fact_speaks_on_the_topic_of_its_service_alone():
    assert isinstance(read(message(outgoing(recorded(), SECRET), topic="421088.door.events"), opened_by(SECRET)), StrangerError)


def test_what_does_not_fit_or_is_refused_is_told_without_a_word_of_it():
    found = read(message(SECRET.seal(recorded(Raw("bell.confessed", 1, b'{"sins": 7}')))), opened_by(SECRET))
    assert found.error == "bell.confessed v1: ValidationError extra_forbidden, missing", (
        "what kind of fault, and nothing it says"
    )
    views, reactions = Views(), Reactions()
    inbox = Inbox(pool=None, views=views, reactions=reactions, runner=None, environment=None)
    word = LookupError("烧烤摊")
    assert inbox.said("bell.confessed", word) == "LookupError"
    assert inbox.said("bell.tomorrow", word) == "LookupError", "a type that nobody knows may be confided"
    assert inbox.said("bell.rung", word) == "LookupError('烧烤摊')"
    # A reaction reads what else the service knows.
    reactions.on(Rung)(lambda *_: [])
    assert inbox.said("bell.rung", word) == "LookupError"


def test_a_newer_sealed_fact_is_kept_as_one_of_an_unknown_type():
    newer = read(message(SECRET.seal(recorded(Raw("bell.confessed", 2, b'{"sins": 7}')))), opened_by(SECRET))
    assert newer.recorded.fact == Unknown("bell.confessed", 2, {"sins": 7})


def test_what_opens_and_is_no_event_says_nothing_of_what_was_sealed():
    class Odd(Confidant):
        def open(self, _):
            return b'{"sin": "421088"}', [("content-type", b"application/json"), ("ce_id", "烧烤摊".encode())]

    found = read(message(outgoing(recorded(), SECRET)), opened_by(Odd(b"s" * 32)))
    assert str(found) == "/421088/bell 7 is sealed and no event"


def test_nothing_is_sent_without_the_secret_and_a_short_one_is_refused():
    with pytest.raises(RuntimeError, match="CHECKONCE_CONFIDING_SECRET"):
        outgoing(recorded(), None)
    with pytest.raises(ValueError, match="32 bytes"):
        Confidant(b"short")
    with pytest.raises(ValueError, match="32 bytes"):
        Confidant()


@pytest.mark.parametrize(("service", "by"), [("door", "bell"), ("bell", "itself")])
def test_who_keeps_confided_facts_of_others_or_its_own_does_not_begin_without_the_secret(service, by):
    with pytest.raises(RuntimeError, match=f"{service} keeps facts that are confided, by {by}: "):
        must_hold(service, [Rung, Confessed], None)
    must_hold(service, [Rung, Confessed], SECRET)
    must_hold(service, [Rung], None)
