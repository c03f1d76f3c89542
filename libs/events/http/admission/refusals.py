"""What admission refuses."""

from __future__ import annotations

from ...refusal import Refusal

__all__ = ["BodyTooLarge", "BodyTooSlow", "HeadersTooLarge", "TooBusy", "TooMany", "TooManyFailures"]


class BodyTooLarge(Refusal):
    """RFC 9110, 15.5.14. `most`: what the route takes, as people say it."""

    slug = "body-too-large"
    status = 413
    title_zh = "请求内容过大"
    title_en = "The request is too large"
    detail_zh = "请求正文超过本接口的上限 {most}"
    detail_en = "the body is larger than the {most} that this route takes"
    do_zh = "请精简或拆分为多次提交;大批数据请使用 /v1/imports 导入。没有写入任何内容。"
    do_en = "Send less, or several requests; large amounts of data go to /v1/imports. Nothing was written."


class BodyTooSlow(Refusal):
    """RFC 9110, 15.5.9."""

    slug = "body-too-slow"
    status = 408
    title_zh = "请求接收超时"
    title_en = "The request came too slowly"
    detail_zh = "{seconds} 秒内未收到足够的请求正文(至少每秒 {least} 字节)"
    detail_en = "less of the body than {least} bytes a second came within {seconds} s"
    do_zh = "请检查网络后用同一 Idempotency-Key 重新提交。"
    do_en = "Check the network, then send it again with the same Idempotency-Key."


class HeadersTooLarge(Refusal):
    """RFC 6585, 5."""

    slug = "headers-too-large"
    status = 431
    title_zh = "请求头过大"
    title_en = "The header fields are too large"
    detail_zh = "请求头超过 {most}"
    detail_en = "the header fields are larger than {most}"
    do_zh = "请减少请求头后重新提交。"
    do_en = "Send fewer or shorter header fields."


class TooBusy(Refusal):
    slug = "too-busy"
    status = 503
    title_zh = "连接过多"
    title_en = "Too many connections"
    detail_zh = "本进程的连接已达上限 {most}"
    detail_en = "this process has its most connections, {most}"
    do_zh = "没有写入任何内容,请稍后重试。"
    do_en = "Nothing was written; try again."


class TooMany(Refusal):
    """RFC 6585, 4. Raised with `limit`, `window` (seconds) and `seconds`, after which the next request is let through."""

    slug = "too-many-requests"
    status = 429
    title_zh = "请求过于频繁"
    title_en = "Too many requests"
    detail_zh = "每个请求方每 {window} 秒限 {limit} 次"
    detail_en = "{limit} requests in {window} s are answered per caller"
    do_zh = "请 {seconds} 秒后重试。"
    do_en = "Try again in {seconds} s."
    seconds: int = 1


class TooManyFailures(TooMany):
    slug = "too-many-failures"
    title_zh = "令牌校验失败过多"
    title_en = "Too many tokens refused"
    detail_zh = "每个网络地址每 {window} 秒限 {limit} 次无效令牌"
    detail_en = "{limit} requests without a valid token in {window} s are answered per network address"
    do_zh = "请先取得有效令牌;{seconds} 秒后可再次尝试。"
    do_en = "Get a valid token first; try again in {seconds} s."
