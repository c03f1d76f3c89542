"""The smallest files of each kind, as programs write them."""

import io
import struct
import wave
import zlib


def png(text: str = "", padding: int = 0) -> bytes:
    """A picture of one grey dot that says a text; `padding` bytes of what nobody looks at make it as large as is wanted."""
    rows = zlib.compress(b"\0\x80")
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)), (b"tEXt", b"Comment\0" + text.encode())]
    chunks += [(b"prVt", bytes(padding))] if padding else []
    chunks += [(b"IDAT", rows), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, chunks))


def _chunk(chunk: tuple[bytes, bytes]) -> bytes:
    name, data = chunk
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def wav() -> bytes:
    """A tenth of a second of silence."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(1600))
    return file.getvalue()


def boxes(brand: bytes) -> bytes:
    """What a file of boxes begins with (ISO 14496-12): its brand, and a box that is free."""
    return struct.pack(">I", 20) + b"ftyp" + brand + b"\0\0\2\0" + brand + struct.pack(">I", 60) + b"free" + bytes(52)


JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffdb004300") + b"\x10" * 64 + bytes.fromhex("ffd9")
PDF = (
    b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\n"
)
MP3 = b"ID3\4\0\0\0\0\0\0" + (b"\xff\xfb\x90\x64" + bytes(413)) * 2
MP3_BARE = (b"\xff\xfb\x90\x64" + bytes(413)) * 2
WEBP = b"RIFF" + struct.pack("<I", 26) + b"WEBPVP8L" + struct.pack("<I", 13) + b"\x2f" + bytes(13)
AMR = b"#!AMR\n" + b"\x3c" + bytes(31)
