"""Compares a store with its hash chain (chain.py), and the chain with its ends as somebody else has kept them.

    anchors = read_anchors(path)
    found = await audit(connection, "/421088/library", anchors)
    assert not found.faults

The rows are read as the database gives them and hashed here. Whoever owns the database can alter a row and write the chain
behind it anew; only an *anchor*, a block's hash that is kept out of his hands, shows that. One file holds those of many stores,
a JSON object a line: `source`, `log`, `block`, `last` (position of its last row), `hash` (hex).
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple, Self

import asyncpg
import orjson

from ..patience import Patience
from .chain import INBOX, LOGS, ROWS, Log, genesis
from .roles import BUILT_IN_ONLY

__all__ = [
    "Anchor", "AnchorError", "Audit", "Fault", "Gone", "Kind", "audit", "ends_after", "keep_anchors", "read_anchors",
    "stands_still",
]  # fmt: skip

_LEAF = 40
_AT_ONCE = 10
"""Blocks that are compared at once: 10,000 rows, some megabytes."""
_MOST = 100
_READ_BLOCKS = """
    select number, last, leaves, hash from public.store_chain where log = $1 and number > $2 order by number limit $3
"""
_ENDS = f"""
    select distinct on ((last - 1) / {ROWS}) number, last, hash from public.store_chain
     where log = $1 and number > $2 order by (last - 1) / {ROWS}, number desc
"""  # noqa: S608 - a number
_END = "select coalesce(max(last), 0) from public.store_chain where log = $1"
_SAME = "select last, hash from public.store_chain where log = $1 and number = $2"


class Kind(StrEnum):
    """What is wrong with rows or blocks."""

    ALTERED = "altered"
    MISSING = "missing"
    ADDED = "added"
    BLOCK = "block"
    REWRITTEN = "rewritten"
    CUT = "cut"


SAID = {
    Kind.ALTERED: ("被改动", "altered"),
    Kind.MISSING: ("被删除", "removed"),
    Kind.ADDED: ("事后插入", "put in later"),
    Kind.BLOCK: ("链的该块或前一块被改动", "this block of the chain, or the one before it, was altered"),
    Kind.REWRITTEN: (
        "链在此处与留存的锚点不符,其中的行不再可信",
        "the chain differs from the anchor: none of these rows is proven",
    ),
    Kind.CUT: ("链在留存的锚点之前就结束,其后的行已丢失", "the chain ends before the anchor: rows up to it are lost"),
}


class Fault(NamedTuple):
    """`first` to `last`: positions of rows in the table `log` (`seq` of the inbox)."""

    log: str
    kind: Kind
    first: int
    last: int
    block: int


class Anchor(NamedTuple):
    """A block's hash, in hex, and the position of its last row."""

    source: str
    log: str
    block: int
    last: int
    hash: str

    @classmethod
    def of(cls, line: str) -> Self:
        known = json.loads(line)
        return cls(*(kind(known[name]) for name, kind in zip(cls._fields, (str, str, int, int, str), strict=True)))


@dataclass
class Gone:
    """A received fact that the owner took out of the inbox (bus/purge.py), as the text of its row has it.

    `chained`: that very text was chained. Otherwise nothing shows what the row was: it was taken out before it was chained, or
    the record was altered. Who took it out, and why, is the owner's word alone.
    """

    seq: int
    source: str
    position: int
    id: str
    type: str
    actor: str
    reason: str
    leaf: bytes
    chained: bool = False

    @classmethod
    def of(cls, row: Any) -> Self:
        source, position, identity, kind = "?", 0, "?", "?"
        # Whoever owns the database may have made anything of it.
        with suppress(ValueError, TypeError):
            # The columns of INBOX, in its order.
            _, source, position, _, _, _, _, _, kind, _, identity, *_ = json.loads(row["text"])
        return cls(row["seq"], source, position, identity, kind, row["actor"], row["reason"], _leaf(row["seq"], row["text"]))


class AnchorError(ValueError):
    """A file holds no anchors, or contradicts the chain that it is to be continued with. `zh` and `en` say which."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


@dataclass
class Audit:
    """Rows compared, all received facts that were ever purged, rows that are not chained yet, anchors compared; how many faults
    there are, and the first hundred. `ahead`: of each table with unchained rows the position of the last one.
    """

    rows: int = 0
    purged: list[Gone] = field(default_factory=list)
    unchained: int = 0
    ahead: dict[str, int] = field(default_factory=dict)
    anchors: int = 0
    count: int = 0
    faults: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        self.count += 1
        if len(self.faults) < _MOST:
            self.faults.append(fault)


async def audit(connection: asyncpg.Connection, source: str, anchors: Sequence[Anchor] = ()) -> Audit:
    """Every row of a store against its chain, and the chain against the anchors of this source, as of one moment."""
    found = Audit()
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        await connection.execute(BUILT_IN_ONLY)
        for table in LOGS:
            await _compare(connection, table, genesis(source, table.name), found)
            mine = sorted(a for a in anchors if (a.source, a.log) == (source, table.name))
            await _anchored(connection, mine, found)
    return found


async def _compare(connection: Any, table: Log, before: bytes, found: Audit) -> None:
    rows = f"""
        select {table.position} as at, {table.text} as text from public.{table.name}
         where {table.position} > $1 and {table.position} <= $2 order by 1
    """  # noqa: S608 - names of our own tables
    gone = await _gone(connection) if table is INBOX else {}
    await _before_the_first(connection, table, found)
    number = after = 0
    while blocks := await connection.fetch(_READ_BLOCKS, table.name, number, _AT_ONCE):
        high = max(block["last"] for block in blocks)
        there = await connection.fetch(rows, after, high)
        leaves = b"".join([_leaf(at, text) for at, text in there])
        found.rows += len(there)
        if leaves != b"".join(block["leaves"] for block in blocks):
            _differ(table.name, blocks, leaves, gone, found)
        for block in blocks:
            number += 1
            whole = block["hash"] == hashlib.sha256(before + block["leaves"]).digest()
            if not whole or block["number"] != number or block["last"] != _position(block["leaves"][-_LEAF:]):
                found.add(Fault(table.name, Kind.BLOCK, after + 1, block["last"], block["number"]))
            number, after, before = block["number"], block["last"], block["hash"]
        after = high
        await asyncio.sleep(0)
    found.purged += gone.values()
    beyond = f"""
        select count(*), max({table.position}) from public.{table.name} where {table.position} > $1
    """  # noqa: S608 - as above
    count, last = await connection.fetchrow(beyond, after)
    if count:
        found.unchained += count
        found.ahead[table.name] = last


async def _before_the_first(connection: Any, table: Log, found: Audit) -> None:
    """Positions begin with 1, and so does the chain; the service would take part in whatever stands before as in any row."""
    at = table.position
    rows = f"select count(*) as n, min({at}) as first, max({at}) as last from public.{table.name} where {at} < 1"  # noqa: S608
    there = await connection.fetchrow(rows)
    if there["n"]:
        found.rows += there["n"]
        found.add(Fault(table.name, Kind.ADDED, there["first"], there["last"], 0))


def _leaf(at: int, text: bytes) -> bytes:
    return at.to_bytes(8, "big") + hashlib.sha256(text).digest()


def _position(leaf: bytes) -> int:
    return int.from_bytes(leaf[:8], "big")


def _by_position(leaves: bytes) -> dict[int, bytes]:
    cut = (leaves[start : start + _LEAF] for start in range(0, len(leaves), _LEAF))
    return {_position(leaf): leaf for leaf in cut}


async def _gone(connection: Any) -> dict[int, Gone]:
    rows = await connection.fetch("select seq, text, actor, reason from public.purged_facts order by seq")
    return {row["seq"]: Gone.of(row) for row in rows}


def _differ(log: str, blocks: Sequence[Any], leaves: bytes, gone: Mapping[int, Gone], found: Audit) -> None:
    """Names the rows that are not as they were chained; neighbours with the same fault together."""
    chained = {at: leaf for block in blocks for at, leaf in _by_position(block["leaves"]).items()}
    there = _by_position(leaves)
    # What was taken out counts as there, with what is kept of it.
    for at in chained.keys() & gone.keys() - there.keys():
        there[at] = gone[at].leaf
        gone[at].chained = there[at] == chained[at]

    def fault(at: int) -> tuple[Kind | None, int]:
        number = next((block["number"] for block in blocks if at <= block["last"]), blocks[-1]["number"])
        if chained.get(at) == there.get(at):
            return None, number
        return Kind.MISSING if at not in there else Kind.ADDED if at not in chained else Kind.ALTERED, number

    for (kind, number), run in groupby(sorted(chained.keys() | there.keys()), fault):
        rows = list(run)
        if kind is not None:
            found.add(Fault(log, kind, rows[0], rows[-1], number))


async def _anchored(connection: Any, anchors: Iterable[Anchor], found: Audit) -> None:
    """The first anchor that the chain does not hold: whatever comes after it follows from it."""
    after = 0
    for anchor in anchors:
        found.anchors += 1
        there = await connection.fetchrow(_SAME, anchor.log, anchor.block)
        if there is None or (there["last"], there["hash"].hex()) != (anchor.last, anchor.hash):
            kind = Kind.CUT if there is None else Kind.REWRITTEN
            found.add(Fault(anchor.log, kind, after + 1, anchor.last, anchor.block))
            return
        after = anchor.last


async def stands_still(connection: Any, found: Audit, *, within: float = 60.0) -> bool:
    """Whether the chain, so many seconds long, gets no nearer to the rows that were not chained yet at the audit.

    Rows bring their own times, which prove nothing: so this waits, and returns as soon as they are chained. It does not compare
    them.
    """
    patience = Patience(within, step=0.2)
    while True:
        async with connection.transaction(readonly=True):
            await connection.execute(BUILT_IN_ONLY)
            ends = [await connection.fetchval(_END, name) for name in found.ahead]
        if all(end >= last for end, last in zip(ends, found.ahead.values(), strict=True)):
            return False
        if not await patience.pause(ends):
            return True


async def ends_after(connection: Any, source: str, known: Sequence[Anchor]) -> list[Anchor]:
    """Anchors beyond those that are kept of a source: one for each thousand positions, and the chain's end.

    Raises AnchorError when the chain does not hold the last one that is kept: what would be added might be forged.
    """
    new = []
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        await connection.execute(BUILT_IN_ONLY)
        for table in LOGS:
            last = max((a for a in known if (a.source, a.log) == (source, table.name)), default=None)
            if last is not None:
                there = await connection.fetchrow(_SAME, table.name, last.block)
                if there is None or there["hash"].hex() != last.hash:
                    where = f"{source} {table.name}"
                    raise AnchorError(
                        f"{where}:第 {last.block} 块与留存的锚点不符",
                        f"{where}: block {last.block} differs from the anchor that is kept",
                    )
            rows = await connection.fetch(_ENDS, table.name, last.block if last else 0)
            new += [Anchor(source, table.name, row["number"], row["last"], row["hash"].hex()) for row in rows]
    return new


def read_anchors(path: Path) -> list[Anchor]:
    """Raises AnchorError for a line that is no anchor, OSError for a file that cannot be read."""
    anchors = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            anchors.append(Anchor.of(line))
        except (ValueError, KeyError, TypeError) as error:
            raise AnchorError(f"{path} 第 {number} 行不是锚点", f"{path}: line {number} is no anchor ({error!r})") from error
    return anchors


def keep_anchors(path: Path, anchors: Iterable[Anchor]) -> None:
    """Adds to a file; nothing in it is changed."""
    with path.open("ab") as file:
        file.writelines(orjson.dumps(anchor._asdict()) + b"\n" for anchor in anchors)
