"""What is refused about chains of one-time codes."""

from __future__ import annotations

from libs.events.refusal import Invalid, NotFound, NotNow, Refusal


class NoSuchChain(NotFound):
    slug = "no-such-chain"
    title_zh = "一次性码链不存在"
    title_en = "No such chain of one-time codes"


class ChainTaken(Refusal):
    """A head is published once: another under the same number would let the organiser choose between two."""

    slug = "chain-already-published"
    title_zh = "该编号的一次性码链已公布"
    title_en = "A chain of that number was published"


class ChainForeign(Invalid):
    slug = "chain-of-another-year"
    title_zh = "一次性码链不属于本年度或本牵头部门"
    title_en = "The chain belongs to another year or another lead"


class ChainBusy(NotNow):
    """The next draw's head is this draw's code: while it is secret, there is none."""

    slug = "chain-busy"
    title_zh = "该一次性码链上尚有未结束的抽取"
    title_en = "A draw is under way on this chain"


class ChainSealed(NotNow):
    """The code of a draw with secret teams would show them."""

    slug = "chain-sealed"
    title_zh = "该一次性码链上有检查组尚未公开的抽取"
    title_en = "The chain's last draw has teams that are still secret"


class ChainExhausted(NotNow):
    slug = "chain-exhausted"
    title_zh = "一次性码链已用完"
    title_en = "The chain has no code left"
