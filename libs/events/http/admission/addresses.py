"""The network address that a request counts for.

`X-Forwarded-For` is a claim of whoever sent it. Each proxy appends the address that it was asked from, so the list is read from
its end, and only as far as those who appended are proxies that the settings name.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.types import Scope

__all__ = ["Addresses", "Network"]

Network = IPv4Network | IPv6Network
_HEADER = b"x-forwarded-for"
_SITE = 64
"""A household or an office has a whole /64 of IPv6 addresses to choose from (RFC 6177)."""
_NOWHERE = "unknown"


class Addresses:
    """`trusted`: the networks of our own proxies."""

    def __init__(self, trusted: Sequence[Network] = ()) -> None:
        self._trusted = tuple(trusted)
        self._of = lru_cache(4096)(self._told)

    def of(self, scope: Scope) -> str:
        """An IPv4 address, the /64 of an IPv6 address, or `unknown` where the server does not say (a local socket)."""
        client = scope.get("client")
        peer = client[0] if client else ""
        if not self._trusted:
            return self._of(peer, b"")
        # Several fields of a name are one list (RFC 9110, 5.3).
        claims = b",".join(value for name, value in scope["headers"] if name == _HEADER)
        return self._of(peer, claims)

    def is_proxy(self, peer: str) -> bool:
        """Whether an address is one of our proxies'."""
        address = _address(peer)
        return address is not None and self._ours(address)

    def _ours(self, address: IPv4Address | IPv6Address) -> bool:
        return any(address in network for network in self._trusted)

    def _told(self, peer: str, claims: bytes) -> str:
        address = _address(peer)
        if address is None:
            return _NOWHERE
        for claim in reversed(claims.decode("latin-1").split(",")) if claims else ():
            if not self._ours(address):
                break
            before = _address(claim)
            if before is None:
                # What a proxy of ours appended is no address: nothing before it can be believed either.
                break
            address = before
        return _shown(address)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """Of `203.0.113.7`, `203.0.113.7:4711`, `[2001:db8::1]:4711`, `fe80::1%eth0`; IPv4 within IPv6 is IPv4."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def _shown(address: IPv4Address | IPv6Address) -> str:
    return str(address) if isinstance(address, IPv4Address) else str(ip_network((int(address), _SITE), strict=False))
