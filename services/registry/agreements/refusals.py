"""What is refused about agreements."""

from libs.events.refusal import Invalid, NotFound, NotNow, Refusal


class NoSuchAgreement(NotFound):
    slug = "no-such-agreement"
    title_zh = "互认协议不存在"
    title_en = "No such agreement"
    do_zh = "可通过 GET /v1/agreements 查看。"
    do_en = "GET /v1/agreements lists them."


class AgreementExists(Refusal):
    slug = "agreement-exists"
    title_zh = "该编号的互认协议已存在"
    title_en = "An agreement with this number exists"
    do_zh = "请使用新的协议编号。"
    do_en = "Use another number."


class OtherTerms(Refusal):
    """Both sides sign the same text."""

    slug = "other-terms"
    title_zh = "协议内容与提出时不一致"
    title_en = "The terms differ from what was proposed"
    do_zh = "请按提出时的内容签署。"
    do_en = "Conclude exactly what was proposed."


class AgreementIsOver(NotNow):
    slug = "agreement-is-over"
    title_zh = "互认协议已终止"
    title_en = "The agreement is over"
    do_zh = "请重新提出协议。"
    do_en = "Propose a new one."


class NotAParty(Invalid):
    slug = "not-a-party"
    distrust = True
    title_zh = "协议双方有误"
    title_en = "The parties do not fit"
    detail_zh = "协议双方为同一地区"
    detail_en = "both parties are the same place"
    do_zh = "请填写对方地区。"
    do_en = "Name the neighbour."


class NotAPublicKey(Invalid):
    slug = "not-a-public-key"
    title_zh = "不是有效的公钥"
    title_en = "Not a public key"
    do_zh = "请使用对方 GET /v1/key 返回的公钥。"
    do_en = "Use the partner's GET /v1/key."
    rule = "RFC 8037 OKP, Ed25519"


class NotOurKey(Invalid):
    slug = "not-our-key"
    distrust = True
    title_zh = "协议所列我方公钥不符"
    title_en = "The key given for us is not ours"
    do_zh = "请用 GET /v1/key 返回的公钥重新提出。"
    do_en = "Propose again with the key of GET /v1/key."


class BadSignature(Invalid):
    slug = "bad-signature"
    distrust = True
    title_zh = "对方签名无效"
    title_en = "The other side's signature does not verify"
    detail_zh = "{place} 的签名缺失或无效"
    detail_en = "not signed by {place}"
    do_zh = "请向对方索取其签署的原文。"
    do_en = "Ask the other side for the document as it signed it."
    rule = "RFC 7515 签名,覆盖 RFC 8785 规范文本"


class NoSigningKey(NotNow):
    slug = "no-signing-key"
    title_zh = "本地未配置签名密钥"
    title_en = "This place has no signing key"
    do_zh = "请运行维护人员配置 CHECKONCE_SIGNING_KEY。"
    do_en = "Ask operations to set CHECKONCE_SIGNING_KEY."
