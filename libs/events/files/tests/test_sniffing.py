"""What a file is, its first bytes say; of what is sent as another kind nothing is kept."""

import pytest

from libs.events.files import refusals as r
from libs.events.files.kinds import HEAD, KINDS, kind_of
from libs.events.files.sniffing import media_type
from libs.events.testing.shelf import pages

REAL = {
    "image/jpeg": pages.JPEG,
    "image/png": pages.png("x"),
    "image/heic": pages.boxes(b"heic"),
    "image/webp": pages.WEBP,
    "application/pdf": pages.PDF,
    "video/mp4": pages.boxes(b"isom"),
    "video/quicktime": pages.boxes(b"qt  "),
    "video/3gpp": pages.boxes(b"3gp5"),
    "audio/mp4": pages.boxes(b"M4A "),
    "audio/mpeg": pages.MP3,
    "audio/wav": pages.wav(),
    "audio/amr": pages.AMR,
}
OTHERS = {
    "text": b"hello, this is a text and no picture at all, however long it goes on and on",
    "html": b"<!doctype html><script>alert(1)</script>",
    "program": b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff",
    "elf": b"\x7fELF\2\1\1\0",
    "archive": b"PK\3\4\x14\0\6\0\x08\0",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "text in UTF-16": "\ufeff证据".encode("utf-16-le"),
    "AAC in ADTS": bytes.fromhex("fff15080") + bytes(60),
    "layer III without a bit rate": bytes.fromhex("fffb0064") + bytes(60),
    "RIFF of another form": b"RIFF\x24\0\0\0AVI LIST",
    "boxes of another brand": pages.boxes(b"jp2 "),
    "one byte": b"\xff",
}


def test_each_kind_is_known_by_itself_alone():
    assert set(REAL) == set(KINDS)
    for name, content in REAL.items():
        assert [other for other, kind in KINDS.items() if kind.fits(content[:HEAD])] == [name]
    assert kind_of(pages.MP3_BARE[:HEAD]) == "audio/mpeg"


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_of_no_kind_is_not_taken(name):
    with pytest.raises(r.TypeNotTaken) as refused:
        media_type(OTHERS[name][:HEAD], "image/jpeg", frozenset(KINDS))
    assert "image/jpeg" in refused.value.detail_zh


@pytest.mark.parametrize("declared", ["", "application/octet-stream", "image/jpeg", "image/jpg", "IMAGE/JPEG; q=1"])
def test_what_is_said_may_be_nothing_or_another_name_of_the_same(declared):
    assert media_type(pages.JPEG[:HEAD], declared, frozenset(KINDS)) == "image/jpeg"


def test_what_is_said_wrongly_is_refused_with_what_was_found():
    with pytest.raises(r.TypeOtherwise, match="it was sent as application/pdf and is image/jpeg"):
        media_type(pages.JPEG[:HEAD], "application/pdf", frozenset(KINDS))
    with pytest.raises(r.TypeNotTaken):
        media_type(pages.JPEG[:HEAD], "image/jpeg", {"application/pdf"})
