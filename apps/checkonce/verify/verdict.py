"""What a verification says: every step by name, and for a refused pack one stable reason."""

from typing import NamedTuple

__all__ = ["HOLDS", "NOT_PROVED", "REFUSED", "Check", "Doubt", "Verdict"]

WORDS = {
    "format.invalid": ("文件格式不符", "not in the published format"),
    "format.suite": ("不支持的哈希套件", "unknown hash suite"),
    "manifest.times": ("公布与截止时间先后不符", "publication is not before the reveal deadline"),
    "beacon.too-early": ("信标轮次早于揭示截止", "a beacon round lies before the reveal deadline"),
    "signature.invalid": ("签名不成立", "a signature does not hold"),
    "signature.no-lead": ("缺少牵头方签名", "the lead has not signed"),
    "signature.no-participant": ("缺少参与方签名", "no participant has signed"),
    "code.chain": ("一次性码不在承诺的哈希链上", "the code is not below the committed head"),
    "nonce.members": ("揭示名单与成员名单不符", "the reveals do not list the members"),
    "nonce.commitment": ("随机数与承诺不符", "a nonce does not match its commitment"),
    "beacon.not-named": ("清单未指定该信标", "the manifest names no such beacon"),
    "beacon.signature": ("信标签名不成立", "the beacon's signature does not hold"),
    "root.frame": ("检查对象名录不是冻结的名录", "the frame is not the frozen one"),
    "root.demands": ("抽查需求不是冻结的需求", "the demands are not the frozen ones"),
    "root.inspectors": ("执法人员名录不是冻结的名录", "the inspectors are not the frozen ones"),
    "frame.order": ("检查对象未按序排列或有重复", "the frame is not in order"),
    "inspectors.order": ("执法人员未按序排列或有重复", "the inspectors are not in order"),
    "demands.order": ("抽查需求未按序排列或有重复", "the demands are not in order"),
    "register.count": ("名录条数与登记总数不符", "the frame is not the whole register"),
    "result.key": ("抽取密钥或其来源与重算不符", "the key or what it comes from differs"),
    "quota": ("名额与重算不符", "a stratum's counts differ"),
    "order": ("抽中名单或顺序与重算不符", "chosen, reserves or cut-off differ"),
    "visit": ("上门合并与重算不符", "the visits differ"),
    "team": ("检查组与重算不符", "the teams differ"),
    "result.figures": ("统计数与重算不符", "the figures differ"),
    "certificate": ("证书摘要与重算不符", "the certificate's digest differs"),
}
"""Reason codes of docs/draw.md section 8 with their Chinese and English words."""


LATER = {
    "substitution.draw": ("替补记录不属于该抽取", "the record is of another draw"),
    "substitution.evidence": ("替补未列明证据", "a substitution names no evidence"),
    "substitution.unknown": ("被替补者不在该名额或席位上", "who is gone did not hold that place"),
    "substitution.order": ("替补次序与重算不符", "another than the next in order took the place"),
    "substitution.visit": ("替补上门与重算不符", "the substitute's visit differs"),
    "substitution.team": ("替补检查组与重算不符", "the substitute's team differs"),
    "seal": ("检查组密封值与公开内容不符", "a seal does not open to the team shown"),
}
"""Reason codes of what follows the draw: sections 6 and 9a."""


class Doubt(Exception):  # noqa: N818 - named for what it says
    """A step does not hold: a code of `WORDS` or `LATER`, and where."""

    def __init__(self, code: str, where: str) -> None:
        self.code = code
        zh, en = (WORDS | LATER)[code]
        super().__init__(f"{zh} / {en}: {where}")


class Check(NamedTuple):
    """One step: its name, whether it held, the reason code when not, and a sentence for people."""

    name: str
    ok: bool
    code: str | None
    detail: str


HOLDS, REFUSED, NOT_PROVED = 0, 1, 3
"""Exit codes of a verification; 2 is a command that was given wrongly."""


class Verdict(NamedTuple):
    """All steps up to the first that failed, and what a reader should know although every step holds.

    `whole` is false for one entity's proof: it proves that the entity was listed and which number it has, and nothing about who
    was drawn, since anybody can write cut-offs into it.
    """

    ok: bool
    checks: tuple[Check, ...]
    notes: tuple[str, ...]
    whole: bool = True

    def and_then(self, more: list[Check]) -> "Verdict":
        """The verdict with further checks."""
        return self._replace(ok=self.ok and all(check.ok for check in more), checks=(*self.checks, *more))

    @property
    def exit_code(self) -> int:
        """HOLDS only where everything that the file says is proved."""
        if not self.ok:
            return REFUSED
        return HOLDS if self.whole else NOT_PROVED

    @property
    def words(self) -> tuple[str, str]:
        """The verdict in Chinese and English: what is proved, and no more."""
        if not self.ok:
            return f"核验不通过:{self.reason}", f"refused: {self.reason}"
        if self.whole:
            return "核验通过", "the draw holds"
        return (
            "在名录中,号码属实;是否被抽中未经证明,请核验完整结果文件",
            "listed, and the number is right; whether it was drawn is not proved: verify the whole pack",
        )

    @property
    def reason(self) -> str | None:
        """The stable code of the failed step, None when all hold."""
        return next((check.code for check in self.checks if not check.ok), None)
