"""A file is erased: its fact at once, its bytes by the worker; whoever asks for it is told when and why."""

import asyncio
import hashlib

from libs.events.files.sweeping import Sweeping
from libs.events.testing.shelf import pages
from libs.events.testing.shelf.shelf import reader

PAGE = pages.png("第一页")
DIGEST = hashlib.sha256(PAGE).hexdigest()
WHY = {"reason": "当事人申请删除"}


async def erase(shelf, sha256=DIGEST, who=None):
    return await shelf.client.post(f"/v1/files/{sha256}/erasure", json=WHY, headers=who or reader(shelf))


def content(tmp_path):
    return tmp_path / "files/content" / DIGEST[:2] / DIGEST


def slug(answer):
    return answer.json()["type"].rpartition(":")[2]


async def test_from_the_fact_on_nobody_reads_it_and_then_the_bytes_go(shelf, tmp_path):
    headers = reader(shelf)
    await shelf.client.post("/v1/files", content=PAGE, headers=headers)
    answer = await erase(shelf)
    assert answer.status_code == 200, answer.text
    assert answer.json()["facts"] == ["shelf.page-erased"]
    assert content(tmp_path).exists()
    sweeping = Sweeping(shelf.running.files, 72)
    for _ in range(2):
        gone = await shelf.client.get(f"/v1/files/{DIGEST}", headers=headers)
        assert (gone.status_code, slug(gone)) == (410, "file-erased")
        assert WHY["reason"] in gone.json()["detail"]
        assert "2026-03-02 10:00" in gone.json()["detail"]
        await sweeping.turn()
        assert not content(tmp_path).exists()
    (row,) = await shelf.rows("select sha256, gone_at from files")
    assert row == {"sha256": DIGEST, "gone_at": shelf.clock.now}


async def test_what_was_erased_does_not_come_back(shelf, tmp_path):
    headers = reader(shelf)
    await shelf.client.post("/v1/files", content=PAGE, headers=headers)
    await erase(shelf)
    await Sweeping(shelf.running.files, 72).turn()
    again = await shelf.client.post("/v1/files", content=PAGE, headers=headers)
    assert (again.status_code, slug(again)) == (410, "file-erased")
    assert not content(tmp_path).exists()
    assert list((tmp_path / "files/incoming").iterdir()) == []
    assert slug(await erase(shelf)) == "erased-already"


async def test_whoever_may_not_read_it_cannot_have_it_erased(shelf):
    await shelf.client.post("/v1/files", content=PAGE, headers=reader(shelf))
    for answer in (await erase(shelf, who=reader(shelf, "bob", ["b"])), await erase(shelf, "0" * 64)):
        assert (answer.status_code, slug(answer)) == (404, "no-such-file")
    assert await shelf.facts() == []


async def test_a_rebuild_knows_what_was_erased(shelf):
    await shelf.client.post("/v1/files", content=PAGE, headers=reader(shelf))
    await erase(shelf)
    before = await shelf.rows("select * from erased_files")
    await shelf.running.rebuild()
    assert await shelf.rows("select * from erased_files") == before != []


async def test_an_erasure_that_broke_off_goes_on(shelf, tmp_path, monkeypatch):
    await shelf.client.post("/v1/files", content=PAGE, headers=reader(shelf))
    await erase(shelf)
    store = shelf.running.files

    class CrashError(Exception):
        pass

    async def removed_and_no_further(sha256, remove=store.storage.remove):
        await remove(sha256)
        raise CrashError

    with monkeypatch.context() as patched:
        patched.setattr(store.storage, "remove", removed_and_no_further)
        (failed,) = await asyncio.gather(Sweeping(store, 72).turn(), return_exceptions=True)
    assert isinstance(failed, CrashError)
    assert not content(tmp_path).exists()
    assert (await shelf.rows("select gone_at from files")) == [{"gone_at": None}]
    await Sweeping(store, 72).turn()
    assert (await shelf.rows("select gone_at from files")) == [{"gone_at": shelf.clock.now}]
