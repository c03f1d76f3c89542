"""Many bring in files at once: memory does not grow with what they bring."""

import asyncio

import psutil

from libs.events.testing.shelf import pages
from libs.events.testing.shelf.shelf import reader

MANY, SIZE, PIECE = 500, 262_144, 65_536
MOST = 64 * 2**20
"""Bytes, of the 125 MiB that come: one part of each file, and what asyncio and the test itself have of each request."""


async def test_five_hundred_at_once_are_kept_in_bounded_memory(shelf):
    head, headers, process = pages.png(padding=SIZE)[:100], reader(shelf), psutil.Process()
    before = most = process.memory_info().rss

    async def page(number):
        """No two are the same, and none is ever whole in memory."""
        nonlocal most
        yield head + number.to_bytes(4, "big")
        for _ in range(SIZE // PIECE):
            yield number.to_bytes(4, "big") * (PIECE // 4)
            most = max(most, process.memory_info().rss)

    async def send(number):
        return (await shelf.client.post("/v1/files", content=page(number), headers=headers)).status_code

    assert await asyncio.gather(*map(send, range(MANY))) == [201] * MANY
    assert (await shelf.rows("select count(*) as n from files"))[0]["n"] == MANY
    assert most - before < MOST, f"{(most - before) / 2**20:.0f} MiB"
