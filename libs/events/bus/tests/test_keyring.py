"""The file with the public keys of a place's services: what it may say, and that a change of it is taken."""

import json

import pytest
from joserfc.jwk import OKPKey

from libs.events.bus.keyring import KeyFileError, Keyring, read_key_file

FROM = "2026-01-01T00:00:00Z"


def key_of(service, since=FROM, until=None, jwk=None):
    jwk = jwk or OKPKey.generate_key("Ed25519").as_dict(private=False)
    return {"service": service, "jwk": jwk, "from": since, "until": until}


def write(path, *keys, **more):
    path.write_text(json.dumps({"keys": keys, **more}))
    return path


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
