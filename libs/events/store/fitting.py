"""What does not fit a message is refused before it is written: a relay could never send it, nor anything behind it."""

from __future__ import annotations

from typing import Final

import orjson

from ..envelope import data_bytes
from ..fact import Fact, Visibility
from ..refusal import Invalid

__all__ = ["MESSAGE_MOST", "TooLargeForMessage", "must_fit"]

MESSAGE_MOST: Final = 4 * 1024 * 1024
"""Bytes of a message, as the producer sends them; topics take a little more."""
_BESIDE: Final = 128 * 1024
"""Bytes for key, headers, link and seal, which all together take less: each header is bounded (envelope.py)."""
_PLAIN = MESSAGE_MOST - _BESIDE
# Sealing pads to the next power of two and writes the result in base64: of 2 MiB come 2.7, of more come 5.3.
_CONFIDED = MESSAGE_MOST // 2 - _BESIDE


class TooLargeForMessage(Invalid):
    slug = "too-large-for-message"
    title_zh = "内容过大"
    title_en = "The content is too large"
    detail_zh = "本次办理的内容为 {size} 字节,最多 {most} 字节,其中 {largest} 占 {share} 字节;没有写入任何内容"
    detail_en = "what is asked takes {size} bytes, the most is {most}; {largest} takes {share} of them; nothing was written"
    do_zh = "请缩短 {largest},或分几次提交。"
    do_en = "Shorten {largest}, or send it in several parts."


def must_fit(fact: Fact) -> None:
    """Raises TooLargeForMessage for a fact whose message no topic would take. A private fact becomes no message."""
    if fact.visibility is Visibility.PRIVATE:
        return
    most = _CONFIDED if fact.visibility is Visibility.CONFIDED else _PLAIN
    data = data_bytes(fact)
    # The store gives JSON back with a space behind each comma and colon.
    if 2 * len(data) <= most or (size := len(data) + data.count(b",") + data.count(b":")) <= most:
        return
    shares = {name: len(orjson.dumps(value)) for name, value in orjson.loads(data).items()}
    largest = max(shares, key=shares.__getitem__)
    raise TooLargeForMessage(field=largest, value=shares[largest], size=size, most=most, largest=largest, share=shares[largest])
