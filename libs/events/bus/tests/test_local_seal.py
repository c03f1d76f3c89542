"""The seal of facts between services of one place: what was not said by its service, or not said so, is seen."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from aiokafka import ConsumerRecord
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import OKPKey

from libs.events.bus import headers, local_seal
from libs.events.bus.keyring import KeyFile, Keyring, with_end, with_key, with_unsigned, write_key_file
from libs.events.bus.local_seal import HEADER, Checker, ForgedError, Sealer, Unproven, hash_of
from libs.events.bus.reading.messages import Received, read
from libs.events.envelope import Meta, Recorded, to_kafka
from libs.events.testing.bell import Rung

TOPIC, PARTITION = "421088.bell.events", 2
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
BELL, DOOR, STRANGER = (OKPKey.generate_key("Ed25519") for _ in range(3))


def fact(n, source="/421088/bell"):
    item = Recorded(Rung(door=f"d{n}", by="2026-03-02T03:00:00Z"), source, f"bell-{n}", 1, n, UUID(int=n), NOON, Meta("a", "c"))
    return to_kafka(item)


def record(message, topic=TOPIC, partition=PARTITION):
    key, value, headers = message
    return ConsumerRecord(topic, partition, 0, 0, 0, key, value, None, 0, 0, tuple(headers))


def signed(*messages, key=BELL, at=NOON, partition=PARTITION):
    seals = Sealer(key, lambda: at).seals([hash_of(TOPIC, partition, message) for message in messages])
    return [(k, v, [*headers, (HEADER, seal)]) for (k, v, headers), seal in zip(messages, seals, strict=True)]


class Ring:
    """A keyring whose file the test changes."""

    def __init__(self, file):
        self.file = file


def keys(**more):
    file = KeyFile(keys=())
    for service, key in (("bell", BELL), ("door", DOOR)):
        file = with_key(file, service, key, NOON - timedelta(days=1))
    for service, through in more.items():
        file = with_unsigned(file, service, through)
    return file


@pytest.fixture
def ring():
    return Ring(keys())


@pytest.fixture
def checker(ring):
    return Checker(ring)


def taken(checker, *messages):
    return [type(read(record(message), None, checker)) for message in messages]


@pytest.mark.parametrize("size", [1, 2, 7, 8, 9, 17, 100, 511, 512])
def test_whatever_size_a_tree_has_each_of_its_messages_is_genuine_alone_and_in_any_order(size, ring):
    messages = signed(*(fact(n) for n in range(1, size + 1)))
    whole = Checker(ring)
    assert set(taken(whole, *reversed(messages))) == {Received}
    for message in messages[:: max(1, size // 7)]:
        assert taken(Checker(ring), message) == [Received]


def test_one_signature_is_checked_for_a_tree_and_each_hash_is_made_once(checker, monkeypatch):
    checked = []
    holds = local_seal.holds_bare
    monkeypatch.setattr(local_seal, "holds_bare", lambda *given: checked.append(1) or holds(*given))
    assert set(taken(checker, *signed(*(fact(n) for n in range(1, 513))))) == {Received}
    assert len(checked) == 1


MESSAGES = signed(*(fact(n) for n in range(1, 6)))


def _changed(message, part, at, bit):
    """The message with one bit of its key, its value, a header's name or a header's content changed."""
    key, value, headers = message
    pieces = [key, value, *(piece for name, content in headers[:-1] for piece in (name.encode(), content))]
    part %= len(pieces)
    piece = bytearray(pieces[part])
    piece[at % len(piece)] ^= 1 << bit
    pieces[part] = bytes(piece)
    names = [name.decode("latin-1") for name in pieces[2::2]]
    return pieces[0], pieces[1], [*zip(names, pieces[3::2], strict=True), headers[-1]]


@given(
    which=st.integers(0, 4), part=st.integers(0, 60), at=st.integers(0, 400), bit=st.integers(0, 7),
    warm=st.booleans(), moved=st.booleans(),
)  # fmt: skip
def test_any_single_bit_that_is_changed_is_seen(which, part, at, *, bit, warm, moved):
    """In key, value, and name or content of each header, whether or not the tree is known already; in another partition too."""
    checker = Checker(Ring(keys()))
    if warm:
        assert set(taken(checker, *MESSAGES)) == {Received}
    changed = record(_changed(MESSAGES[which], part, at, bit), partition=PARTITION + moved)
    assert not isinstance(read(changed, None, checker), Received)
    assert taken(checker, MESSAGES[which]) == [Received], "the genuine one still counts"


@given(at=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_any_single_bit_of_the_seal_that_is_changed_is_seen(at, bit):
    key, value, headers = MESSAGES[4]
    seal = bytearray(headers[-1][1])
    seal[at % len(seal)] ^= 1 << bit
    assert taken(Checker(Ring(keys())), (key, value, [*headers[:-1], (HEADER, bytes(seal))])) != [Received]


def refused(checker, message, said, **where):
    found = read(record(message, **where), None, checker)
    assert isinstance(found, ForgedError), found
    assert said in str(found)


def test_a_seal_that_was_moved_cut_off_or_lengthened_does_not_hold(checker):
    one, two = signed(fact(1), fact(2))
    (key, value, headers), seal = one, one[2][-1][1]
    refused(checker, (*fact(3)[:2], [*fact(3)[2], two[2][-1]]), "altered or moved")
    for wrong in (seal[:-32], seal[:-1], seal + bytes(32), seal[:100], b""):
        refused(checker, (key, value, [*headers[:-1], (HEADER, wrong)]), "")
    refused(checker, (key, value, headers[:-1]), "not signed")
    refused(checker, (key, value, [headers[-1], *headers[:-1]]), "not signed")
    refused(checker, one, "altered or moved", partition=PARTITION + 1)
    assert taken(checker, one, two) == [Received, Received]


def test_a_node_of_the_tree_is_no_leaf_of_it(ring):
    """The bytes under an inner hash, sent as a message, would have its hash if leaves and nodes were hashed alike."""
    own = hash_of(TOPIC, PARTITION, fact(1))
    assert own != local_seal.sha256(b"\x01" + bytes(2 * len(own))).digest()[: len(own)]
    messages = signed(fact(1), fact(2))
    checker = Checker(ring)
    taken(checker, *messages)
    (tree,) = checker._trees.values()
    assert len(tree.nodes) == 3


def test_the_key_of_another_service_speaks_for_nobody_else(checker):
    (forged,) = signed(fact(1), key=DOOR)
    doubted = read(record(forged), None, checker)
    assert isinstance(doubted, Unproven)
    assert "which the file of keys names for door" in doubted.why
    mixed = signed(fact(1), fact(2, "/421088/door"), key=DOOR)
    assert taken(checker, mixed[0]) == [Unproven]
    key, value, headers = forged
    refused(checker, (key, value.replace(b"d1", b"d2"), headers), "altered or moved")
    seal = headers[-1][1]
    broken = seal[:60] + bytes([seal[60] ^ 1]) + seal[61:]
    refused(checker, (key, value, [*headers[:-1], (HEADER, broken)]), "altered or moved")


def test_what_is_signed_by_a_key_under_the_wrong_service_counts_once_the_file_is_mended(ring, checker):
    """A slip of whoever keeps the file. Nothing that the key has signed was forged, so nothing is set aside."""
    ring.file = with_key(ring.file, "door", STRANGER, NOON)
    messages = signed(fact(1), fact(2), key=STRANGER)
    assert taken(checker, *messages, *messages) == [Unproven] * 4
    others = tuple(each for each in ring.file.keys if each.kid != STRANGER.thumbprint())
    ring.file = with_key(KeyFile(keys=others), "bell", STRANGER, NOON)
    assert taken(checker, *messages) == [Received] * 2


def test_a_service_cannot_put_anothers_fact_into_a_tree_of_its_own(checker):
    """Once its tree is known, the key is not looked at again."""
    mine, other, there = fact(1), fact(2, "/421088/door"), "421088.door.events"
    hashes = [hash_of(TOPIC, PARTITION, mine), hash_of(there, PARTITION, other)]
    seals = Sealer(BELL, lambda: NOON).seals(hashes)
    assert taken(checker, (*mine[:2], [*mine[2], (HEADER, seals[0])])) == [Received]
    refused(checker, (*other[:2], [*other[2], (HEADER, seals[1])]), "signed for /421088/bell", topic=there)


def test_a_key_with_a_nul_is_refused_though_it_was_signed(checker):
    """With one, a key and a value could be parted at another place and have the same hash."""
    key, value, headers = fact(1)
    refused(checker, *signed((key + b"\0", value, headers)), "holds a NUL")


def test_a_key_that_nobody_knows_yet_is_waited_for_and_counts_once_the_file_names_it(ring, checker):
    (message,) = signed(fact(1), key=STRANGER)
    assert taken(checker, message) == [Unproven]
    ring.file = with_key(ring.file, "bell", STRANGER, NOON)
    assert taken(checker, message) == [Received]


def test_a_key_counts_from_its_first_moment_until_its_last(ring, checker):
    (kid,) = [each.kid for each in ring.file.keys if each.service == "bell"]
    ring.file = with_end(ring.file, kid, NOON)
    moments = [NOON - timedelta(days=1, milliseconds=1), NOON - timedelta(days=1), NOON - timedelta(milliseconds=1), NOON]
    found = [taken(checker, *signed(fact(1), at=at))[0] for at in moments]
    assert found == [Unproven, Received, Received, Unproven]


def test_a_key_that_is_taken_out_of_the_file_counts_no_longer_for_what_was_checked_before(ring, checker):
    messages = signed(fact(1), fact(2))
    other = signed(fact(3))
    assert taken(checker, messages[0]) == [Received]
    ring.file = KeyFile(keys=tuple(each for each in ring.file.keys if each.service != "bell"))
    assert taken(checker, *other) == [Unproven]
    assert taken(checker, messages[1]) == [Unproven]


def test_facts_of_before_the_upgrade_are_taken_up_to_their_limit_and_no_further():
    checker = Checker(Ring(keys(bell=7)))
    assert taken(checker, fact(7), fact(8)) == [Received, ForgedError]
    assert taken(Checker(Ring(keys(bell=0))), fact(1)) == [ForgedError], "the limit is taken out"
    stranger = Checker(Ring(KeyFile(keys=())))
    assert taken(stranger, fact(1)) == [Unproven], "a service that the file does not know may be new"


def test_a_file_that_is_exchanged_is_in_force_at_the_next_tree(tmp_path):
    path, now = tmp_path / "keys.json", [0.0]
    write_key_file(path, keys())
    checker = Checker(Keyring(path, lambda: now[0]))
    (message,) = signed(fact(1), key=STRANGER)
    assert taken(checker, message) == [Unproven]
    write_key_file(path, with_key(keys(), "bell", STRANGER, NOON))
    now[0] = 1.0
    assert taken(checker, message) == [Received]


def test_a_tree_of_more_messages_than_are_sent_together_is_refused(checker, monkeypatch):
    monkeypatch.setattr(local_seal, "MOST", 8)
    assert set(taken(checker, *signed(*(fact(n) for n in range(1, 9))))) == {Received}
    assert set(taken(checker, *signed(*(fact(n) for n in range(1, 10))))) == {ForgedError}


def test_names_of_headers_that_we_do_not_send_are_read_and_not_remembered(checker):
    """Each of them may be of megabytes, and whoever can write to a topic can invent as many as he likes."""
    taken(checker, *signed(fact(1)))

    def kept():
        layouts, beginnings = headers._remembered.cache_info(), local_seal._beginning.cache_info()
        return len(headers._last), layouts.currsize, beginnings.currsize

    before = kept()
    for more in ([("ce_x" + "y" * 61, b"1")], [(f"ce_z{n}", b"1") for n in range(30)]):
        key, value, named = fact(2)
        message = (key, value, [*named, *more])
        assert taken(checker, *signed(message)) == [Received]
        assert taken(None, message) == [Received]
        (forged,) = signed(message)
        forged[2][-2] = (more[-1][0], b"2")
        assert taken(checker, forged) == [ForgedError]
    assert kept() == before
