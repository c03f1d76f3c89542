"""The file with the public keys of a place's services: what it may say, and that a change of it is taken."""

import errno
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from joserfc.jwk import OKPKey

from libs.events.bus.keyring import KeyFile, KeyFileError, Keyring, Keys, read_key_file, with_end, with_key, write_key_file

FROM = "2026-01-01T00:00:00Z"


def key_of(service, since=FROM, until=None, jwk=None):
    jwk = jwk or OKPKey.generate_key("Ed25519").as_dict(private=False)
    return {"service": service, "jwk": jwk, "from": since, "until": until}


def write(path, *keys, **more):
    path.write_text(json.dumps({"keys": keys, **more}))
    return path


NOON, DAY = datetime(2026, 3, 2, 4, 0, tzinfo=UTC), timedelta(days=1)


class Ticks:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def path(tmp_path):
    return tmp_path / "keys.json"


def test_the_file_names_keys_by_service_and_how_far_unsigned_facts_are_taken(path):
    first, second = key_of("registry"), key_of("registry", until="2026-06-01T08:00:00+08:00")
    ring = Keyring(write(path, first, second, key_of("planning"), unsigned_through={"registry": 7}))
    assert [each.jwk["x"] for each in ring.keys("registry")] == [first["jwk"]["x"], second["jwk"]["x"]]
    assert ring.keys("credit") == []
    assert ring.file.unsigned_through == {"registry": 7}
    kid = OKPKey.import_key(first["jwk"]).thumbprint()
    assert ring.file.by_kid[kid].service == "registry"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"jwk": OKPKey.generate_key("Ed25519").as_dict(private=True)}, "private key"),
        ({"jwk": OKPKey.generate_key("X25519").as_dict(private=False)}, "not an Ed25519"),
        ({"until": "2025-12-31T00:00:00Z"}, "not after"),
        ({"from": "2026-01-01T00:00:00"}, "keys.0.from"),
        ({"service": "Registry"}, "keys.0.service"),
        ({"use": "sig"}, "keys.0.use"),
    ],
)
def test_what_is_wrong_with_a_key_is_named_and_no_private_key_is_shown(path, change, said):
    given = {**key_of("registry"), **change}
    with pytest.raises(KeyFileError) as refused:
        read_key_file(write(path, given))
    assert said in str(refused.value)
    assert given["jwk"].get("d", "none at all") not in str(refused.value)


def test_one_key_is_not_for_two_services(path):
    one = key_of("registry")
    with pytest.raises(KeyFileError, match="registry and for planning"):
        read_key_file(write(path, one, key_of("planning", jwk=one["jwk"])))


def test_a_file_that_is_not_there_or_not_json_is_said(path):
    with pytest.raises(KeyFileError, match=str(path)):
        Keyring(path)
    path.write_text("{")
    with pytest.raises(KeyFileError):
        Keyring(path)


def test_a_new_file_is_taken_and_a_broken_one_leaves_the_old_in_force(path):
    clock, old, new = Ticks(), key_of("registry"), key_of("planning")
    ring = Keyring(write(path, old), clock)
    write(path, new)
    assert ring.keys("planning") == [], "not looked at again at once"
    clock.now += 1
    assert len(ring.keys("planning")) == 1
    path.write_text("{")
    clock.now += 1
    assert len(ring.keys("planning")) == 1
    assert str(path) in ring.fault
    path.unlink()
    clock.now += 1
    assert len(ring.keys("planning")) == 1
    swapped = write(path.with_name("swapped.json"), old, new)
    swapped.replace(path)
    clock.now += 1
    assert (len(ring.keys("registry")), ring.fault) == (1, None)


def test_one_attempt_to_read_a_new_file_that_fails_is_not_the_last(path, monkeypatch):
    clock, old, new = Ticks(), key_of("registry"), key_of("planning")
    ring = Keyring(write(path, old), clock)
    write(path, old, new)

    def without_descriptors(_):
        raise OSError(errno.EMFILE, "Too many open files")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_bytes", without_descriptors)
        clock.now += 1
        assert ring.keys("planning") == []
        assert "Too many open files" in ring.fault
    clock.now += 1
    assert (len(ring.keys("planning")), ring.fault) == (1, None)


@pytest.mark.parametrize(
    ("since", "until"),
    [(-9 * DAY, -DAY), (9 * DAY, None), (-9 * DAY, timedelta(0))],
    ids=["ended", "not begun", "ends now"],
)
def test_a_process_does_not_sign_with_a_key_that_does_not_count_now(path, since, until):
    own = OKPKey.generate_key("Ed25519")
    file = with_key(KeyFile(keys=()), "bell", own, NOON + since)
    write_key_file(path, file if until is None else with_end(file, own.thumbprint(), NOON + until))
    keys = Keys("bell", own, Keyring(path), False, lambda: NOON)
    with pytest.raises(RuntimeError, match=own.thumbprint()):
        keys.must_sign()
    assert "not now" in keys.fault()


def test_readiness_says_that_the_own_key_has_ended_or_is_gone_and_what_it_may_still_seal(path):
    clock, moment, own = Ticks(), [NOON], OKPKey.generate_key("Ed25519")
    file = with_key(KeyFile(keys=()), "bell", own, NOON - DAY)
    write_key_file(path, with_end(file, own.thumbprint(), NOON + DAY))
    keys = Keys("bell", own, Keyring(path, clock), False, lambda: moment[0])
    assert (keys.must_sign(), keys.fault()) == (own, None)
    assert keys.refuses(NOON) is None
    assert own.thumbprint() in keys.refuses(NOON - 2 * DAY)
    moment[0] = NOON + DAY
    assert "not now" in keys.fault()
    assert "not now" in keys.refuses(NOON)
    write(path, key_of("bell"))
    clock.now += 1
    assert "does not name" in keys.fault()
