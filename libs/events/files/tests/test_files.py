"""A file is kept once by its content, and read by those who brought it in and those whom the service names."""

import hashlib

from libs.events.testing.shelf import pages
from libs.events.testing.shelf.shelf import SHOWN, reader, shelf_in

PAGE = pages.png("第一页")
DIGEST = hashlib.sha256(PAGE).hexdigest()


async def keep(shelf, content=PAGE, who=None, **more):
    headers = {**(who or reader(shelf)), **more.pop("headers", {})}
    return await shelf.client.post("/v1/files", content=content, headers=headers, params=more)


async def read(shelf, sha256=DIGEST, who=None, **headers):
    return await shelf.client.get(f"/v1/files/{sha256}", headers={**(who or reader(shelf)), **headers})


def refused(answer, slug, status):
    assert answer.status_code == status, answer.text
    problem = answer.json()
    assert problem["type"] == f"urn:checkonce:problem:{slug}", problem
    assert problem["do"], problem
    assert problem["do_en"], problem
    return problem


def contents(tmp_path):
    return sorted(path.name for path in (tmp_path / "files/content").rglob("*") if path.is_file())


def incoming(tmp_path):
    return list((tmp_path / "files/incoming").iterdir())


async def test_a_file_is_known_by_its_content_and_read_as_it_was_sent(shelf, tmp_path):
    answer = await keep(shelf, taken_at="2026-03-02T09:00:00+08:00", position="29.8113,112.9042", device="cam-7")
    assert answer.status_code == 201
    assert answer.json() == {"sha256": DIGEST, "bytes": len(PAGE), "media_type": "image/png"}
    assert answer.headers["location"] == f"/v1/files/{DIGEST}"
    assert contents(tmp_path) == [DIGEST]
    assert incoming(tmp_path) == []
    got = await read(shelf)
    assert got.content == PAGE
    assert got.headers["content-type"] == "image/png"
    assert got.headers["etag"] == f'"{DIGEST}"'
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["content-disposition"] == f'attachment; filename="{DIGEST[:16]}.png"'
    about = (await shelf.client.get(f"/v1/files/{DIGEST}/about", headers=reader(shelf))).json()
    assert about["uploads"][0] == {
        "uploaded_by": "ann", "acts_for": ["a"], "taken_at": "2026-03-02T01:00:00Z", "position": "29.8113,112.9042",
        "device": "cam-7", "uploaded_at": "2026-03-02T02:00:00Z",
    }  # fmt: skip


async def test_the_same_file_again_is_kept_once_and_each_who_brings_it_is_named(shelf, tmp_path):
    assert [(await keep(shelf)).status_code for _ in range(2)] == [201, 200]
    # Whether somebody else has it is not told.
    other = reader(shelf, "bob", ["b"])
    assert (await keep(shelf, who=other)).status_code == 201
    assert contents(tmp_path) == [DIGEST]
    assert incoming(tmp_path) == []
    about = (await shelf.client.get(f"/v1/files/{DIGEST}/about", headers=other)).json()
    assert [each["uploaded_by"] for each in about["uploads"]] == ["ann", "bob"]


async def test_it_is_read_by_colleagues_and_by_whom_the_service_names(shelf):
    await keep(shelf)
    assert (await read(shelf, who=reader(shelf, "bea", ["a", "c"]))).status_code == 200
    stranger = reader(shelf, "bob", ["b"])
    for path in (f"/v1/files/{DIGEST}", f"/v1/files/{DIGEST}/about"):
        refused(await shelf.client.get(path, headers=stranger), "no-such-file", 404)
    assert (await shelf.client.head(f"/v1/files/{DIGEST}", headers=stranger)).status_code == 404
    SHOWN.add(DIGEST)
    assert (await read(shelf, who=stranger)).content == PAGE
    refused(await read(shelf, "0" * 64), "no-such-file", 404)


async def test_each_read_is_on_record(shelf):
    await keep(shelf)
    await read(shelf)
    await shelf.client.head(f"/v1/files/{DIGEST}", headers=reader(shelf))
    await read(shelf, "1" * 64)
    rows = await shelf.rows("select subject, route, path from readings order by id")
    assert [(row["subject"], row["route"]) for row in rows] == [
        ("ann", "GET /v1/files/{sha256}"), ("ann", "HEAD /v1/files/{sha256}"),
    ]  # fmt: skip
    assert {row["path"] for row in rows} == {f"/v1/files/{DIGEST}"}


RANGES = {
    "bytes=0-9": (206, 0, 10),
    "bytes=10-": (206, 10, None),
    "bytes=-8": (206, -8, None),
    "bytes=5-99999": (206, 5, None),
    "bytes=0-0": (206, 0, 1),
    "bytes=-99999": (206, 0, None),
    "bytes=3-2": (200, 0, None),
    "bytes=0-1,4-5": (200, 0, None),
    "lines=0-1": (200, 0, None),
    "bytes=a-b": (200, 0, None),
    "bytes=-": (200, 0, None),
}


async def test_a_range_of_it(shelf):
    await keep(shelf)
    for asked, (status, start, end) in RANGES.items():
        got = await read(shelf, Range=asked)
        assert (got.status_code, got.content) == (status, PAGE[start:end]), asked
        assert got.headers["content-length"] == str(len(got.content))
        if status == 206:
            first = len(PAGE) + start if start < 0 else start
            assert got.headers["content-range"] == f"bytes {first}-{first + len(got.content) - 1}/{len(PAGE)}"


async def test_what_lies_beyond_it_what_has_not_changed_and_a_range_of_another(shelf):
    await keep(shelf)
    for beyond in (f"bytes={len(PAGE)}-", "bytes=-0"):
        refused(await read(shelf, Range=beyond), "range-unmet", 416)
    tag = (await read(shelf)).headers["etag"]
    for asked in (tag, f'"x", W/{tag}', "*"):
        again = await read(shelf, **{"If-None-Match": asked})
        assert (again.status_code, again.content) == (304, b"")
    assert (await read(shelf, Range="bytes=0-1", **{"If-Range": tag})).status_code == 206
    assert (await read(shelf, Range="bytes=0-1", **{"If-Range": '"another"'})).status_code == 200
    head = await shelf.client.head(f"/v1/files/{DIGEST}", headers=reader(shelf))
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(PAGE)))


async def test_what_is_not_taken_leaves_nothing(shelf, tmp_path):
    problem = refused(await keep(shelf, b"MZ" + bytes(100)), "file-type-not-taken", 415)
    assert "image/jpeg" in problem["detail"]
    refused(await keep(shelf, headers={"content-type": "application/pdf"}), "file-type-otherwise", 415)
    refused(await keep(shelf, b""), "file-empty", 422)
    digest = {"Repr-Digest": "sha-256=:" + "A" * 43 + "=:"}
    refused(await keep(shelf, headers=digest), "digest-otherwise", 422)
    assert contents(tmp_path) == []
    assert incoming(tmp_path) == []
    assert await shelf.rows("select * from files") == []
    told = {"Repr-Digest": (await _kept_digest(shelf))}
    assert (await keep(shelf, headers=told)).status_code == 200


async def _kept_digest(shelf):
    await keep(shelf)
    return (await read(shelf)).headers["repr-digest"]


async def test_a_place_that_is_none_is_refused(shelf):
    for position in ("29.8", "91,0", "0,181", "x,y", "29.81130001,112", "北京"):
        assert (await keep(shelf, position=position)).status_code == 422, position


async def test_it_is_no_larger_than_the_service_takes(tmp_path, database, issuer):
    async with shelf_in(tmp_path, database, issuer, files_most_mib=1) as shelf:
        large = pages.png(padding=2**20)
        refused(await keep(shelf, large), "file-too-large", 413)
        # Nobody knows how much comes in chunks until it has come.
        taken = 0

        async def chunks():
            nonlocal taken
            for start in range(0, 64 * 2**20, 2**18):
                taken += 1
                yield large[start : start + 2**18] or bytes(2**18)

        refused(await keep(shelf, chunks()), "file-too-large", 413)
        assert taken < 10
        assert incoming(tmp_path) == []


async def test_one_caller_sends_so_much_in_a_day(tmp_path, database, issuer):
    async with shelf_in(tmp_path, database, issuer, files_day_mib=1) as shelf:
        assert (await keep(shelf, pages.png(padding=600_000))).status_code == 201
        answer = await keep(shelf, pages.png("other", 600_000))
        refused(answer, "too-much-in-a-day", 429)
        assert answer.headers["retry-after"] == "86400"
        assert (await keep(shelf, pages.png("other", 600_000), who=reader(shelf, "bob"))).status_code == 201


async def test_without_a_folder_no_file_is_taken(tmp_path, database, issuer):
    async with shelf_in(tmp_path, database, issuer, files_folder=None) as shelf:
        refused(await keep(shelf), "no-file-store", 503)
        refused(await read(shelf), "no-file-store", 503)
        assert (await shelf.running.ready()).files is None


async def test_types_are_what_the_settings_say(tmp_path, database, issuer):
    async with shelf_in(tmp_path, database, issuer, files_types="application/pdf") as shelf:
        refused(await keep(shelf), "file-type-not-taken", 415)
        assert (await keep(shelf, pages.PDF)).status_code == 201
