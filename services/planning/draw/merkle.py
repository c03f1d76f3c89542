"""The Merkle tree of RFC 6962 section 2.1: root, inclusion proof, and its check."""

from collections.abc import Iterable, Sequence

from services.planning.draw.canonical import Suite


def leaf_hash(suite: Suite, entry: bytes) -> bytes:
    """`H(0x00 + entry)`."""
    return suite.hash(b"\x00" + entry)


def _node(suite: Suite, left: bytes, right: bytes) -> bytes:
    return suite.hash(b"\x01" + left + right)


def _level_up(suite: Suite, level: Sequence[bytes]) -> list[bytes]:
    # Pairing level by level and lifting an odd last node gives the same tree as RFC 6962's split at the largest power
    # of two, without recursion over a million leaves.
    pairs, new = iter(level), suite.new
    above = [new(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=False)]
    if len(level) % 2:
        above.append(level[-1])
    return above


def root(suite: Suite, hashes: Iterable[bytes]) -> bytes:
    """Merkle tree head of leaf hashes in order; of none, the hash of the empty string."""
    level = list(hashes)
    if not level:
        return suite.hash(b"")
    while len(level) > 1:
        level = _level_up(suite, level)
    return level[0]


def inclusion_proof(suite: Suite, hashes: Sequence[bytes], index: int) -> list[bytes]:
    """Audit path of leaf `index` (0-based), lowest sibling first. Raises IndexError outside the tree."""
    if not 0 <= index < len(hashes):
        raise IndexError(index)
    path: list[bytes] = []
    level = list(hashes)
    while len(level) > 1:
        sibling = index ^ 1
        if sibling < len(level):
            path.append(level[sibling])
        level = _level_up(suite, level)
        index //= 2
    return path


def root_from_proof(suite: Suite, leaf: bytes, index: int, count: int, path: Sequence[bytes]) -> bytes | None:
    """The head that an audit path leads to (RFC 9162 section 2.1.3.2), or None when its length does not fit."""
    if not 0 <= index < count:
        return None
    last = count - 1
    node = leaf
    for sibling in path:
        if last == 0:
            return None
        if index % 2 or index == last:
            node = _node(suite, sibling, node)
            while index % 2 == 0 and index != 0:
                index //= 2
                last //= 2
        else:
            node = _node(suite, node, sibling)
        index //= 2
        last //= 2
    return node if last == 0 else None
