"""docs/local.md, byte for byte: a reader written from the page alone, the vectors, and what the relay makes of them."""

import hashlib
import json
from base64 import b64decode, b64encode
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from joserfc.jwk import OKPKey

from libs.events.bus.local_seal import HEADER, Sealer, hash_of

ROOT = Path(__file__).parents[2]
VECTORS = json.loads((ROOT / "tests/vectors/local/tree.json").read_text(encoding="utf-8"))
PRIVATE = {**VECTORS["jwk"], "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}
"""RFC 8037, appendix A.1."""


def u32(number):
    return number.to_bytes(4, "big")


def digest(content):
    return hashlib.sha256(content).digest()[:16]


def holds(message, seal, jwk):
    """Section 3 to 5 of the page; the tree by the recursion of RFC 9162, section 2.1.3.2, from the path's end."""
    topic, headers = message["topic"].encode(), message["headers"]
    content = b"\x02" + u32(len(topic)) + topic + u32(message["partition"]) + u32(len(headers))
    for name, _ in headers:
        content += u32(len(name.encode())) + name.encode()
    for _, text in headers:
        content += text.encode() + b"\0"
    content += message["key"].encode() + b"\0" + message["value"].encode()
    head, signature = seal[:45], seal[45:109]
    size, number = int.from_bytes(seal[41:45], "big"), int.from_bytes(seal[109:113], "big")
    if number >= size:
        return False
    entry, rest = number // 8, [seal[at : at + 16] for at in range(113, len(seal), 16)]
    beside, path = rest[: min(8, size - entry * 8)], rest[min(8, size - entry * 8) :]
    if beside[number % 8 : number % 8 + 1] != [digest(content)]:
        return False

    def root(number, size, path):
        if size == 1:
            if path:
                raise ValueError("the path is too long")
            return digest(b"\0" + b"".join(beside))
        half = 1 << (size - 1).bit_length() - 1
        if number < half:
            return digest(b"\x01" + root(number, half, path[:-1]) + path[-1])
        return digest(b"\x01" + path[-1] + root(number - half, size - half, path[:-1]))

    x = b64decode(jwk["x"].replace("-", "+").replace("_", "/") + "=")
    try:
        signed = b"checkonce-local-seal-2\n" + head + root(entry, (size + 7) // 8, path)
        Ed25519PublicKey.from_public_bytes(x).verify(signature, signed)
    except (InvalidSignature, ValueError, IndexError):
        return False
    canonical = json.dumps({name: jwk[name] for name in ("crv", "kty", "x")}, separators=(",", ":")).encode()
    return head[0] == 2 and head[1:33] == hashlib.sha256(canonical).digest()


def seals_of(messages, at):
    key = OKPKey.import_key(PRIVATE)
    leaves = [
        hash_of(
            m["topic"],
            m["partition"],
            (m["key"].encode(), m["value"].encode(), [(n, t.encode()) for n, t in m["headers"]]),
        )
        for m in messages
    ]
    return Sealer(key, lambda: at).seals(leaves)


def test_the_relay_makes_the_vectors():
    made = seals_of(VECTORS["messages"], datetime.fromisoformat(VECTORS["signed_at"]).astimezone(UTC))
    assert [b64encode(seal).decode() for seal in made] == [message["seal"] for message in VECTORS["messages"]]
    assert f"`{HEADER}`" in (ROOT / "docs/local.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("message", VECTORS["messages"], ids=lambda message: message["key"])
def test_a_reader_written_from_the_page_finds_each_seal_to_hold_and_none_of_another_message(message):
    seal = b64decode(message["seal"])
    assert holds(message, seal, VECTORS["jwk"])
    assert [holds(other, seal, VECTORS["jwk"]) for other in VECTORS["messages"]].count(True) == 1
    for at in (0, 20, 40, 44, 60, 112, len(seal) - 1):
        assert not holds(message, seal[:at] + bytes([seal[at] ^ 1]) + seal[at + 1 :], VECTORS["jwk"])
    assert not holds({**message, "partition": message["partition"] + 1}, seal, VECTORS["jwk"])


@pytest.mark.parametrize("size", [1, 2, 8, 9, 17, 63, 100, 512])
def test_both_agree_on_trees_of_any_size(size):
    first = VECTORS["messages"][0]
    messages = [{**first, "key": f"k{n}"} for n in range(size)]
    for message, seal in zip(messages, seals_of(messages, datetime(2026, 3, 2, tzinfo=UTC)), strict=True):
        assert holds(message, seal, VECTORS["jwk"])
