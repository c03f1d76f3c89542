"""What is refused about agreements."""

from typing import Self

from libs.events.refusal import Invalid, NotFound, NotNow, Refusal


class NoSuchAgreement(NotFound):
    slug = "no-such-agreement"
    title_zh = "互认协议不存在"
    title_en = "No such agreement"


class AgreementExists(Refusal):
    slug = "agreement-exists"
    title_zh = "该编号的互认协议已存在"
    title_en = "An agreement with this number exists"


class OtherTerms(Refusal):
    """Both sides sign the same text."""

    slug = "other-terms"
    title_zh = "协议内容与提出时不一致"
    title_en = "The terms differ from what was proposed"


class AgreementIsOver(NotNow):
    slug = "agreement-is-over"
    title_zh = "互认协议已终止"
    title_en = "The agreement is over"


class NotAParty(Invalid):
    slug = "not-a-party"
    title_zh = "协议双方有误"
    title_en = "The parties do not fit"


class NotAPublicKey(Invalid):
    slug = "not-a-public-key"
    title_zh = "不是有效的公钥"
    title_en = "Not a public key"
    rule = "RFC 8037 OKP, Ed25519"


class NotOurKey(Invalid):
    slug = "not-our-key"
    title_zh = "协议所列我方公钥不符"
    title_en = "The key given for us is not ours"


class BadSignature(Invalid):
    slug = "bad-signature"
    title_zh = "对方签名无效"
    title_en = "The other side's signature does not verify"
    rule = "RFC 7515 over the RFC 8785 text"


class NoSigningKey(NotNow):
    slug = "no-signing-key"
    title_zh = "本地未配置签名密钥"
    title_en = "This place has no signing key"

    @classmethod
    def here(cls) -> Self:
        return cls(do_en="Ask operations to set CHECKONCE_SIGNING_KEY.", do_zh="请运行维护人员配置 CHECKONCE_SIGNING_KEY。")
