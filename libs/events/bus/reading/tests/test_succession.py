"""A message names the one before it: what is missing is seen, waited for and healed, and another history is not followed."""

from types import SimpleNamespace

import pytest

from libs.events.bus.confiding import Opening
from libs.events.bus.local_seal import HEADER, ForgedError, Unproven
from libs.events.bus.quarantine import UnprovenError, held, pass_over
from libs.events.bus.reading.messages import Received, SealedAmissError, read
from libs.events.bus.reading.sessions import StartOverError
from libs.events.bus.reading.succession import ConflictingFactError
from libs.events.envelope import MalformedEventError, to_kafka
from libs.events.testing.bell import Confessed, door_service
from libs.events.testing.partition import SECRET, TOPIC, Chained, rung
from libs.events.testing.services import service_under_test


@pytest.fixture
async def partition(database, issuer):
    async with service_under_test(door_service, database, issuer) as door:
        yield Chained(door)


async def test_a_hole_is_seen_left_open_visibly_and_healed_by_sending_again(partition):
    p, operator = partition, partition.door.bearer("op-1", roles=["operator"])
    assert await p.apply((1, 0), (2, 1)) == 2
    await p.starts_over((4, 2), (9, 7), (10, 9))
    assert await p.known() == [1, 2, 4], "what is before it counts"
    said = "position 9 names 7 as the position before it, and the last that came is 4"
    assert said in await p.gap()
    assert "checkonce replay 421088.bell --to-topic" in (await p.door.client.get("/health/ready")).json()["held"][f"{TOPIC}/0"]
    # From the beginning it is missing too.
    assert await p.apply((1, 0), (2, 1), (4, 2), (9, 7)) == 0
    assert await p.apply((10, 9)) == 0
    assert said in await p.gap()
    path = f"/v1/ops/held/{TOPIC}/0/{(await held(p.pool))[0].offset}/pass"
    refused = await p.door.client.post(path, json={"reason": "not missed"}, headers=operator)
    assert (refused.status_code, "checkonce replay 421088.bell --to-topic" in refused.json()["do_en"]) == (409, True), (
        refused.text
    )
    assert await p.apply((1, 0), (2, 1), (4, 2)) == 0
    assert await p.apply((5, 4)) == 1
    assert said in await p.gap(), "the one that is named has not come"
    await p.starts_over((7, 5))
    assert await held(p.pool) == []
    assert await p.apply((9, 7), (10, 9), (11, 10)) == 3
    assert await p.known() == [1, 2, 4, 5, 7, 9, 10, 11]


async def test_a_reader_that_is_new_misses_what_was_there_before_the_first_message(partition):
    await partition.starts_over((9, 7))
    assert "the last that came is 0" in await partition.gap()


async def test_messages_that_name_none_count_and_what_comes_behind_them_names_them(partition):
    """A relay of before has sent them."""
    p = partition
    assert await p.apply((1, None), (2, None), (5, None)) == 3
    assert await p.apply((6, None), (7, 6)) == 2
    assert await p.apply((9, 7)) == 1
    await p.starts_over((12, 11))


async def test_what_is_for_others_and_what_comes_again_has_its_place(partition):
    p = partition
    p.consumer._opening = Opening(None, frozenset(), frozenset({"bell"}))
    confessed = Confessed(sin="烧烤摊 I-421088-0001")
    assert await p.apply((1, 0), (2, 1, confessed), (3, 2)) == 2
    assert await p.apply((4, 3, confessed)) == 0
    assert await p.apply((3, 2), (4, 3, confessed), (5, 4)) == 1
    await p.starts_over((7, 6, confessed))
    assert await p.known() == [1, 3, 5]


async def test_what_its_service_has_sealed_amiss_is_set_aside_and_has_its_place(partition):
    """Nothing is missing behind it."""
    p = partition
    p.consumer._opening = Opening(None, frozenset(), frozenset())
    assert await p.apply((1, 0), (2, 1, Confessed(sin="x")), (3, 2)) == 2
    assert await p.door.rows("select kind from rejected_messages") != []
    assert await held(p.pool) == []


async def test_what_its_service_has_said_and_no_reader_takes_is_set_aside_and_has_its_place(partition):
    """Sent again it would be the same bytes, so that nobody could ever bring what is missing."""
    p = partition
    made = {2: unreadable(2), 3: (b"k", b"no JSON", to_kafka(rung(3))[2])}
    assert await p.consumer.apply(TOPIC, 0, [p.message(1, 0), p.record(made[2], 1), p.record(made[3], 2), p.message(4, 3)]) == 2
    assert [row["kind"] for row in await p.door.rows("select kind from rejected_messages")] == ["unreadable"] * 2
    assert await held(p.pool) == []


def unreadable(position):
    key, value, headers = to_kafka(rung(position))
    return key, value, [(name, b"s" * 501 if name == "ce_actor" else content) for name, content in headers]


@pytest.mark.parametrize(
    ("doubt", "found"),
    [
        (lambda: None, SealedAmissError),
        (lambda: Unproven("/421088/bell", "a key that nobody knows"), Unproven),
        (lambda: raise_(ForgedError("altered")), MalformedEventError),
    ],
)
def test_what_reading_refuses_has_a_place_only_where_its_service_has_said_it(doubt, found):
    key, value, headers = unreadable(7)
    checker = SimpleNamespace(doubt=lambda *_: doubt(), may_be_unsigned=lambda _, position: position <= 1)
    named = [*headers, ("ce_predecessor", b"3")]
    sent = SimpleNamespace(key=key, value=value, topic=TOPIC)
    sent.headers = [*named, (HEADER, b"seal")]
    said = read(sent, None, checker)
    assert type(said) is found
    if found is SealedAmissError:
        assert said.place == ("/421088/bell", 7, 3, True)
    sent.headers = named
    assert type(read(sent, None, checker)) is MalformedEventError, "what nobody has signed"
    for odd in [("ce_source", b"/x"), ("ce_source", b"/421088/door"), ("ce_predecessor", b"7"), ("ce_sequence", b"-")]:
        sent.headers = [odd if odd[0] == name else (name, content) for name, content in named]
        assert type(read(sent)) is MalformedEventError, odd


def raise_(error):
    raise error


async def test_what_nobody_could_open_has_its_place_once_it_is_passed_over(partition):
    p = partition
    p.consumer._opening = Opening(SECRET, frozenset({"bell"}), frozenset({"bell"}))
    other = SECRET.seal(rung(3)._replace(fact=Confessed(sin="x").raw()))
    moved = (other[0], other[1], [(n, b"2" if n == "ce_sequence" else c) for n, c in other[2]])
    again = p.record(moved, 1)
    with pytest.raises(Exception, match="does not open"):
        await p.consumer.apply(TOPIC, 0, [p.message(1, 0), again])
    (message,) = await held(p.pool)
    await pass_over(p.pool, TOPIC, 0, message.offset, actor="op", reason="moved")
    assert await p.consumer.apply(TOPIC, 0, [again]) == 0
    assert await p.apply((4, 2)) == 1, "what was passed over has its place"
    assert await held(p.pool) == []


async def test_a_forgery_that_was_passed_over_leads_nowhere(partition):
    """Nobody knows who signed it: a genuine message that names its position says only that something is missing."""
    p = partition
    await p.apply((1, 0))
    p.consumer.checker = SimpleNamespace(
        doubt=lambda _, __, ___, source, n: Unproven(source, "a key that nobody knows") if n == 7 else None
    )
    with pytest.raises(UnprovenError):
        await p.apply((7, 1))
    (message,) = await held(p.pool)
    await pass_over(p.pool, TOPIC, 0, message.offset, actor="op", reason="forged")
    assert await p.consumer.apply(TOPIC, 0, p.log) == 0
    p.consumer.checker = None
    await p.starts_over((8, 7))


async def test_another_history_is_held(partition):
    """A source whose database was restored to position 3 sends on, at positions that its readers do not know."""
    p = partition
    await p.apply((1, 0), (3, 1), (9, 3))
    for position in (7, 12):
        offset = await p.refuses((position, 3), says=f"position {position} names 3 as the position before it, and 9 has come")
        await pass_over(p.pool, TOPIC, 0, offset, actor="op", reason="restored")
    assert await p.known() == [1, 3, 9]
    # It sends all again: what it has is its history from now on.
    await p.apply((1, 0), (3, 1))
    assert await p.apply((7, 3), (12, 7)) == 2


async def test_a_copy_of_the_first_message_sets_back_no_history_that_was_sent_again(partition):
    p = partition
    await p.apply((1, 0), (3, 1), (20, 3))
    assert await p.apply((1, 0), (3, 1), (7, 3)) == 1
    assert await p.apply((1, 0)) == 0
    assert await p.apply((8, 7), (21, 8), (22, 21)) == 3
    await p.refuses((23, 20), says="22 has come since")


async def test_where_a_copy_comes_between_what_a_restored_service_sends_again_the_conflict_says_what_to_do(partition):
    p = partition
    await p.apply((1, 0), (3, 1), (5, 3), (20, 5))
    # The second is somebody's copy of the first.
    assert await p.apply((1, 0), (3, 1), (1, 0), (5, 3)) == 0
    offset = await p.refuses((21, 5), says="20 has come since; its service has begun to send all again and has come to 1")
    (message,) = await held(p.pool)
    assert message.error.endswith("let it send all again (checkonce replay 421088.bell --to-topic)")
    await pass_over(p.pool, TOPIC, 0, offset, actor="op", reason="restored")
    assert await p.apply((1, 0), (3, 1), (5, 3), (21, 5), (22, 21)) == 2
    assert (await p.known(), await held(p.pool)) == ([1, 3, 5, 20, 21, 22], [])


async def test_a_hole_in_the_history_that_was_sent_again_is_a_gap(partition):
    """As a conflict it could be passed over, and what it holds would be lost."""
    p = partition
    log = [p.message(*each) for each in [(1, 0), (3, 1), (20, 3), (1, 0), (3, 1), (7, 3), (11, 9)]]
    await p.read_on(log)
    assert "position 11 names 9 as the position before it, and the last that came is 7" in await p.gap()
    log += [p.message(*each) for each in [(1, 0), (3, 1), (7, 3), (9, 7), (11, 9), (21, 11)]]
    await p.read_on(log, 7)
    assert (await p.known(), await held(p.pool)) == ([1, 3, 7, 9, 11, 20, 21], [])


async def test_what_nobody_has_signed_moves_nothing(partition):
    """It counts up to `unsigned_through`: at the position of a private fact it once set the genuine ones behind it at odds."""
    p = partition
    p.consumer.checker = SimpleNamespace(doubt=lambda *_: None, may_be_unsigned=lambda _, position: position <= 4)

    def signed(position, before):
        message = p.message(position, before)
        message.headers.append((HEADER, b"seal"))
        return message

    log = [signed(5, None), signed(6, 5), p.message(4, None), p.message(9, None), signed(7, 6), signed(8, 7)]
    await p.read_on(log[:2])
    await p.read_on(log, 2)
    assert await p.known() == [4, 5, 6, 7, 8, 9]
    # The first that is signed names one that is not.
    await p.clear()
    await p.read_on([p.message(3, None), p.message(4, 3), signed(7, 4), signed(8, 7)])
    assert (await p.known(), await held(p.pool)) == ([3, 4, 7, 8], [])
    with pytest.raises(StartOverError):
        await p.consumer.apply(TOPIC, 0, [signed(12, 11)])


async def test_keys_that_fall_into_other_partitions_are_no_other_history(partition):
    """Partitions were added, and all was sent again: the last one of before stands in another partition now."""
    p = partition
    await p.apply((1, 0), (48, 1), (50, 48))
    assert await p.apply((1, 0), (48, 1), (60, 48)) == 1


async def test_the_last_messages_of_a_relay_that_was_given_up_come_between_those_of_its_successor(partition):
    p = partition
    await p.apply((1, 0), (2, 1), (3, 2))
    assert await p.apply((1, 0), (4, 3), (2, 1), (3, 2), (4, 3), (5, 4)) == 2
    assert await held(p.pool) == []


@pytest.mark.parametrize("before", ["7", "8", "-1", "x", "1_0"])
def test_a_predecessor_is_a_position_before_its_own(before):
    key, value, headers = to_kafka(rung(7), extra={"predecessor": before})
    sent = SimpleNamespace(key=key, value=value, headers=headers, topic=TOPIC)
    assert isinstance(read(sent), MalformedEventError)


def test_only_who_signs_says_what_was_before():
    key, value, headers = to_kafka(rung(7), extra={"predecessor": "3"})
    sent = SimpleNamespace(key=key, value=value, headers=headers, topic=TOPIC)
    unsigned = SimpleNamespace(doubt=lambda *_: None)
    found = [read(sent), read(sent, checker=unsigned), read(SimpleNamespace(**{**vars(sent), "headers": headers[:-1]}))]
    assert all(isinstance(each, Received) for each in found)
    assert [each.before for each in found] == [3, None, None]


async def test_a_conflict_is_one_whatever_it_names(partition):
    await partition.apply((1, 0))
    altered = partition.record(to_kafka(rung(1, door="altered")), 0)
    with pytest.raises(ConflictingFactError):
        await partition.consumer.apply(TOPIC, 0, [altered])
