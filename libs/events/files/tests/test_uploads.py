"""Uploads by tus 1.0.0: they break off and go on, and what has come is the file, byte for byte."""

import asyncio
import base64
import hashlib
from datetime import timedelta

from libs.events.files.sweeping import Sweeping
from libs.events.resending import httpx
from libs.events.testing.shelf import pages
from libs.events.testing.shelf.shelf import reader, shelf_in

PAGE = pages.png("第一页", 9_000_000)
DIGEST = hashlib.sha256(PAGE).hexdigest()
TUS = {"Tus-Resumable": "1.0.0"}


def slug(answer):
    return answer.json()["type"].rpartition(":")[2]


async def begin(shelf, size=None, **headers):
    sent = {**reader(shelf), **TUS, "Upload-Length": str(len(PAGE) if size is None else size), **headers}
    return await shelf.client.post("/v1/uploads?device=cam-7", headers=sent)


async def go_on(shelf, path, content, offset, **headers):
    sent = {**reader(shelf), **TUS, "Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream", **headers}
    return await shelf.client.patch(path, content=content, headers=sent)


async def head(shelf, path, who=None):
    return await shelf.client.head(path, headers={**(who or reader(shelf)), **TUS})


def left(tmp_path):
    return len(list((tmp_path / "files/incoming").iterdir()))


async def test_an_upload_comes_in_pieces_and_is_a_file(shelf, tmp_path):
    said = base64.b64encode(b"image/png").decode()
    begun = await begin(shelf, **{"Upload-Metadata": f"filename 5Zu+LnBuZw==,filetype {said},is_confidential"})
    assert begun.status_code == 201
    path = begun.headers["location"]
    assert begun.headers["upload-offset"] == "0"
    third = len(PAGE) // 3
    for start in (0, third, 2 * third):
        end = start + third if start < 2 * third else len(PAGE)
        assert (await head(shelf, path)).headers["upload-offset"] == str(start)
        answer = await go_on(shelf, path, PAGE[start:end], start)
        assert answer.status_code == 204, answer.text
        assert answer.headers["upload-offset"] == str(end)
        assert answer.headers["tus-resumable"] == "1.0.0"
    assert answer.headers["content-location"] == f"/v1/files/{DIGEST}"
    asked = await head(shelf, path)
    assert (asked.headers["upload-offset"], asked.headers["upload-length"]) == (str(len(PAGE)), str(len(PAGE)))
    assert asked.headers["cache-control"] == "no-store"
    got = await shelf.client.get(f"/v1/files/{DIGEST}", headers=reader(shelf))
    assert hashlib.sha256(got.content).hexdigest() == DIGEST
    about = (await shelf.client.get(f"/v1/files/{DIGEST}/about", headers=reader(shelf))).json()
    assert about["uploads"][0]["device"] == "cam-7"
    assert left(tmp_path) == 0
    assert await shelf.rows("select * from upload_pieces") == []


async def test_what_has_come_before_a_line_broke_need_not_be_sent_again(shelf, tmp_path):
    path = (await begin(shelf)).headers["location"]

    async def app(scope, _, send):
        """The connection ends in the middle of the body."""
        sent = iter([{"type": "http.request", "body": PAGE[:1_000_000], "more_body": True}, {"type": "http.disconnect"}])

        async def broken():
            return next(sent)

        await shelf.client._transport.app(scope, broken, send)

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app, raise_app_exceptions=False), base_url="http://x") as client:
        headers = {**reader(shelf), **TUS, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
        await client.patch(path, content=b"-", headers=headers)
    assert (await head(shelf, path)).headers["upload-offset"] == "1000000"
    answer = await go_on(shelf, path, PAGE[1_000_000:], 1_000_000)
    assert answer.headers["content-location"] == f"/v1/files/{DIGEST}"
    assert left(tmp_path) == 0


async def test_of_two_that_go_on_from_one_byte_one_is_refused_and_the_file_is_whole(shelf, tmp_path):
    path = (await begin(shelf)).headers["location"]
    waiting, may_end = asyncio.Event(), asyncio.Event()

    async def slow():
        """The old connection, which the service believes to be alive."""
        yield b"\x89PNG\r\n\x1a\n" + b"?" * 100
        waiting.set()
        await may_end.wait()

    old = asyncio.create_task(go_on(shelf, path, slow(), 0))
    await waiting.wait()
    assert (await go_on(shelf, path, PAGE[:4_000_000], 0)).status_code == 204
    may_end.set()
    refused = await old
    assert (refused.status_code, slug(refused)) == (409, "offset-moved")
    assert (await go_on(shelf, path, PAGE[4_000_000:], 4_000_000)).headers["content-location"] == f"/v1/files/{DIGEST}"
    assert left(tmp_path) == 0


async def test_the_wrong_offset_size_kind_version_or_person_is_refused(shelf, tmp_path):
    path = (await begin(shelf)).headers["location"]
    answer = await go_on(shelf, path, PAGE[10:], 10)
    assert (answer.status_code, slug(answer)) == (409, "offset-moved")
    answer = await go_on(shelf, path, PAGE + b"more", 0)
    assert (answer.status_code, slug(answer)) == (413, "file-too-large")
    answer = await go_on(shelf, path, PAGE, 0, **{"Content-Type": "image/png"})
    assert (answer.status_code, slug(answer)) == (415, "file-type-not-taken")
    answer = await go_on(shelf, path, PAGE, 0, **{"Tus-Resumable": "0.2.2"})
    assert (answer.status_code, slug(answer)) == (412, "tus-otherwise")
    # A colleague reads the file; the upload is the sender's own.
    assert (await head(shelf, path, reader(shelf, "bea"))).status_code == 404
    answer = await begin(shelf, 0)
    assert (answer.status_code, slug(answer)) == (422, "file-empty")
    answer = await begin(shelf, 2**40)
    assert (answer.status_code, slug(answer)) == (413, "file-too-large")
    answer = await begin(shelf, **{"Upload-Metadata": "filetype !"})
    assert (answer.status_code, slug(answer)) == (422, "invalid")
    assert (await begin(shelf, "x")).status_code == 422
    # What is no page is over as soon as its first bytes have come.
    answer = await go_on(shelf, path, b"MZ" + bytes(100), 0)
    assert (answer.status_code, slug(answer)) == (415, "file-type-not-taken")
    assert (await head(shelf, path)).status_code == 404
    assert left(tmp_path) == 0


async def test_what_turns_out_to_be_none_when_all_has_come_is_dropped(shelf, tmp_path):
    junk = b"not a picture at all"
    path = (await begin(shelf, len(junk))).headers["location"]
    # So few bytes at a time that the first of them say nothing.
    for at in range(0, len(junk), 10):
        answer = await go_on(shelf, path, junk[at : at + 10], at)
    assert (answer.status_code, slug(answer)) == (415, "file-type-not-taken")
    assert (await head(shelf, path)).status_code == 404
    assert left(tmp_path) == 0


async def test_one_that_is_given_up_or_whose_time_is_over_leaves_nothing(shelf, tmp_path):
    paths = [(await begin(shelf)).headers["location"] for _ in range(2)]
    for path in paths:
        await go_on(shelf, path, PAGE[:1000], 0)
    assert left(tmp_path) == 2
    gone = await shelf.client.delete(paths[0], headers={**reader(shelf), **TUS})
    assert gone.status_code == 204
    assert (await head(shelf, paths[0])).status_code == 404
    assert left(tmp_path) == 1
    shelf.clock.now += timedelta(hours=73)
    assert (await head(shelf, paths[1])).status_code == 404
    await Sweeping(shelf.running.files, 72).turn()
    assert left(tmp_path) == 0
    assert await shelf.rows("select * from uploads") == []


async def test_what_was_begun_counts_for_the_day(tmp_path, database, issuer):
    async with shelf_in(tmp_path, database, issuer, files_day_mib=12) as shelf:
        path = (await begin(shelf)).headers["location"]
        answer = await begin(shelf)
        assert (answer.status_code, slug(answer)) == (429, "too-much-in-a-day")
        await shelf.client.delete(path, headers={**reader(shelf), **TUS})
        assert (await begin(shelf)).status_code == 201
