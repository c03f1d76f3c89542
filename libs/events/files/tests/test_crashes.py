"""Whatever a process was doing when it ended: no row without its content, and what it left is removed."""

import asyncio
import errno
import hashlib
import os

import pytest

from libs.events.files import refusals as r
from libs.events.files.keeping import Arrival, FileStore, Sent
from libs.events.files.storage import SHARDS, Folder
from libs.events.files.sweeping import _ORPHAN, Sweeping
from libs.events.files.uploads import Uploads
from libs.events.testing.shelf import pages
from libs.events.testing.waiting import eventually

PAGE = pages.png("第一页", 300_000)
DIGEST = hashlib.sha256(PAGE).hexdigest()
ANN = Arrival("ann", ["a"], Sent(), "image/png")


class Crash(BaseException):
    """The process ends: nothing that it would have tidied up is tidied up."""


class Dying:
    """A folder whose process ends before (`late` false) or after its step number `at`."""

    def __init__(self, folder, at, *, late):
        self._folder, self._at, self._late, self._steps, self._dead = folder, at, late, 0, False

    def __getattr__(self, name):
        found = getattr(self._folder, name)
        return self._counted(found) if asyncio.iscoroutinefunction(found) else found

    def _counted(self, method):
        async def step(*given):
            if self._dead:
                raise Crash
            self._dead = self._steps == self._at
            self._steps += 1
            if self._dead and not self._late:
                raise Crash
            result = await method(*given)
            if self._dead:
                raise Crash
            return Dying._of(self, result) if hasattr(result, "sync") else result

        return step

    def _of(self, incoming):
        """The steps of what comes are counted with those of the folder."""
        inner = object.__new__(_DyingPart)
        inner._folder, inner._dying = incoming, self
        return inner


class _DyingPart:
    def __getattr__(self, name):
        found = getattr(self._folder, name)
        return self._dying._counted(found) if asyncio.iscoroutinefunction(found) else found


async def body():
    for start in range(0, len(PAGE), 100_000):
        yield PAGE[start : start + 100_000]


async def crashed(work):
    try:
        await work
    except Crash:
        return True
    return False


def fresh(shelf, tmp_path, storage=None):
    return FileStore(shelf.running.pool, storage or Folder(tmp_path / "files"), shelf.clock, shelf.running.settings)


async def whole(shelf, tmp_path):
    """Every row's content is there, and is what its digest says."""
    for row in await shelf.rows("select sha256, bytes from files where gone_at is null"):
        content = (tmp_path / "files/content" / row["sha256"][:2] / row["sha256"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == row["sha256"]


def lying(tmp_path):
    return sorted(path for path in (tmp_path / "files").rglob("*") if path.is_file())


def grow_old(tmp_path, seconds):
    for path in lying(tmp_path):
        was = path.stat().st_mtime - seconds
        os.utime(path, (was, was))


async def swept(shelf, tmp_path):
    sweeping = Sweeping(fresh(shelf, tmp_path), 72)
    await sweeping.turn()
    for shard in SHARDS:
        await sweeping.sweep(shard)


@pytest.mark.parametrize("late", [False, True])
async def test_a_crash_at_any_step_of_keeping(shelf, tmp_path, late):
    steps = 0
    while await crashed(fresh(shelf, tmp_path, Dying(Folder(tmp_path / "files"), steps, late=late)).keep(ANN, body())):
        await whole(shelf, tmp_path)
        grow_old(tmp_path, _ORPHAN + 1)
        if not await shelf.rows("select * from files"):
            await swept(shelf, tmp_path)
            assert lying(tmp_path) == []
        steps += 1
    assert steps > 6
    await whole(shelf, tmp_path)
    grow_old(tmp_path, _ORPHAN + 1)
    await swept(shelf, tmp_path)
    assert [path.name for path in lying(tmp_path)] == [DIGEST]
    await whole(shelf, tmp_path)


@pytest.mark.parametrize("late", [False, True])
async def test_a_crash_at_any_step_of_an_upload_costs_what_was_not_safe_and_no_more(shelf, tmp_path, late):
    uploads = Uploads(fresh(shelf, tmp_path), 72)
    steps, number = 0, (await uploads.begin(ANN, len(PAGE)))["upload"]
    while True:
        dying = Uploads(fresh(shelf, tmp_path, Dying(Folder(tmp_path / "files"), steps, late=late)), 72)

        async def send(going=dying):
            row = await going.one(number, "ann")
            await going.go_on(row, row["received"], rest(row["received"]))
            await going.finish(await going.one(number, "ann"))

        if not await crashed(send()):
            break
        await whole(shelf, tmp_path)
        steps += 1
    assert steps > 3
    assert (await uploads.one(number, "ann"))["sha256"] == DIGEST
    await whole(shelf, tmp_path)
    grow_old(tmp_path, 74 * 3600)
    await swept(shelf, tmp_path)
    assert [path.name for path in lying(tmp_path)] == [DIGEST]


async def rest(start):
    if start < len(PAGE):
        yield PAGE[start : start + 100_000]
        yield PAGE[start + 100_000 :]


async def test_the_answer_to_the_last_piece_was_lost_and_the_file_with_it(shelf, tmp_path):
    uploads = Uploads(fresh(shelf, tmp_path), 72)
    row = await uploads.begin(ANN, len(PAGE))
    await uploads.go_on(row, 0, rest(0))
    assert await shelf.rows("select * from files") == []
    assert await uploads.finish(await uploads.one(row["upload"], "ann")) == DIGEST
    await whole(shelf, tmp_path)


async def test_nobody_sweeps_what_another_is_about_to_name(shelf, tmp_path):
    """A content without a row lies there since a crash, and is brought in again while it is swept."""
    folder = Folder(tmp_path / "files")
    await fresh(shelf, tmp_path).keep(ANN, body())
    await shelf.running.pool.execute("delete from file_uploads")
    await shelf.running.pool.execute("delete from files")
    grow_old(tmp_path, _ORPHAN + 1)
    reached, go = asyncio.Event(), asyncio.Event()

    class Slow(Folder):
        async def size(self, sha256):
            reached.set()
            await go.wait()
            return await super().size(sha256)

    keeping = asyncio.create_task(fresh(shelf, tmp_path, Slow(tmp_path / "files")).keep(ANN, body()))
    await reached.wait()
    sweeping = asyncio.create_task(Sweeping(fresh(shelf, tmp_path, folder), 72).sweep(DIGEST[:2]))
    waits = "select count(*) as n from pg_locks where locktype = 'advisory' and not granted"

    async def held_up():
        return (await shelf.rows(waits))[0]["n"]

    await eventually(held_up)
    go.set()
    await asyncio.gather(keeping, sweeping)
    await whole(shelf, tmp_path)
    assert [path.name for path in lying(tmp_path)] == [DIGEST]


FAULTS = {
    errno.ENOSPC: (507, r.StoreFull),
    errno.EDQUOT: (507, r.StoreFull),
    errno.EROFS: (503, r.StoreAway),
    errno.EIO: (503, r.StoreAway),
}


async def test_a_full_or_failing_disk_is_said_and_nothing_is_kept(shelf, tmp_path, monkeypatch):
    for fault, (status, refusal) in FAULTS.items():
        for step in ("write", "fsync"):

            def fails(*_, fault=fault):
                raise OSError(fault, os.strerror(fault))

            with monkeypatch.context() as patched:
                patched.setattr(f"libs.events.files.storage.os.{step}", fails)
                with pytest.raises(refusal) as told:
                    await fresh(shelf, tmp_path).keep(ANN, body())
            assert told.value.status == status
            assert await shelf.rows("select * from files") == []
            assert lying(tmp_path) == []


async def test_readiness_says_what_is_wrong_with_the_folder(shelf, tmp_path):
    assert (await shelf.running.ready()).files is None
    (tmp_path / "files").rename(tmp_path / "elsewhere")
    ready = await shelf.running.ready()
    assert "is missing" in ready.files
    assert "不存在" in ready.files
    assert ready.ready
    # What would be written now would lie where the volume is not mounted.
    with pytest.raises(r.StoreAway):
        await fresh(shelf, tmp_path).keep(ANN, body())
    assert not (tmp_path / "files").exists()
    (tmp_path / "files").write_text("no folder")
    assert (await shelf.running.ready()).files is not None
