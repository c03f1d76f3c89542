"""A fact names only what is there, under its own kind, and brought in by whom its author acts for."""

from typing import NamedTuple

from libs.events.testing.shelf import pages
from libs.events.testing.shelf.shelf import SHOWN, reader


class Named(NamedTuple):
    sha256: str
    media_type: str


async def test_what_is_missing(shelf):
    mine = (await shelf.client.post("/v1/files", content=pages.png("mine"), headers=reader(shelf))).json()["sha256"]
    other = reader(shelf, "bob", ["b"])
    bobs = (await shelf.client.post("/v1/files", content=pages.png("bob's"), headers=other)).json()["sha256"]
    erased = (await shelf.client.post("/v1/files", content=pages.png("erased"), headers=reader(shelf))).json()["sha256"]
    await shelf.client.post(f"/v1/files/{erased}/erasure", json={"reason": "x"}, headers=reader(shelf))
    SHOWN.add(bobs)
    store = shelf.running.files

    async def missing(*named, who="ann", acts_for=("a",)):
        return await store.missing(named, who, acts_for)

    assert await missing() == ()
    assert await missing(Named(mine, "image/png")) == ()
    assert await missing(Named(mine, "image/jpeg")) == (mine,)
    nobodys = "0" * 64
    named = [Named(each, "image/png") for each in (mine, bobs, erased, nobodys, nobodys)]
    # Whoever may only read it does not hand it on as his own.
    assert await missing(*named) == (bobs, erased, nobodys)
    assert await missing(Named(mine, "image/png"), who="bea") == ()
    assert await missing(Named(mine, "image/png"), who="bea", acts_for=("b",)) == (mine,)
