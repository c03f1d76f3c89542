"""Which address a request counts for."""

from ipaddress import ip_network

import pytest

from libs.events.http.admission.addresses import Addresses

OURS = [ip_network("10.42.0.0/16"), ip_network("fd00::/8")]


def of(peer, *claims, trusted=OURS):
    headers = [(b"x-forwarded-for", claim.encode("latin-1")) for claim in claims]
    return Addresses(trusted).of({"client": (peer, 4711) if peer else None, "headers": headers})


@pytest.mark.parametrize(
    ("peer", "claims", "address"),
    [
        ("203.0.113.7", [], "203.0.113.7"),
        ("203.0.113.7", ["198.51.100.1"], "203.0.113.7"),
        ("10.42.0.1", [], "10.42.0.1"),
        ("10.42.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("10.42.0.1", ["192.0.2.1, 198.51.100.1"], "198.51.100.1"),
        ("10.42.0.1", ["192.0.2.1, 198.51.100.1, 10.42.7.7"], "198.51.100.1"),
        ("10.42.0.1", ["192.0.2.1", "198.51.100.1"], "198.51.100.1"),
        ("10.42.0.1", ["198.51.100.1:55000"], "198.51.100.1"),
        ("10.42.0.1", ["[2001:db8:1:2:3::4]:55000"], "2001:db8:1:2::/64"),
        ("10.42.0.1", ["192.0.2.1, rubbish"], "10.42.0.1"),
        ("10.42.0.1", ["192.0.2.1, \xff\xfe"], "10.42.0.1"),
        ("10.42.0.1", [""], "10.42.0.1"),
        ("fd00::5", ["2001:db8:1:2::9"], "2001:db8:1:2::/64"),
        ("2001:db8:1:2:aaaa::1", [], "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::1", [], "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", [], "2001:db8:1:3::/64"),
        ("::ffff:203.0.113.7", [], "203.0.113.7"),
        ("::ffff:10.42.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("fe80::1%eth0", [], "fe80::/64"),
        ("", ["198.51.100.1"], "unknown"),
    ],
)
def test_the_last_address_that_a_proxy_of_ours_saw_counts(peer, claims, address):
    assert of(peer, *claims) == address


def test_without_proxies_of_ours_nobody_is_believed():
    assert of("127.0.0.1", "198.51.100.1", trusted=()) == "127.0.0.1"
