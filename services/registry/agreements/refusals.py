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
    do_zh = "请使用对方 GET /v1/keys 返回的公钥。"
    do_en = "Use the keys of the partner's GET /v1/keys."
    rule = "RFC 8037 OKP, Ed25519"


class KeyUsedTwice(Invalid):
    """Whoever holds a key that counts for two services speaks for both."""

    slug = "key-used-twice"
    distrust = True
    title_zh = "同一公钥出现两次"
    title_en = "A key is named twice"
    detail_zh = "{service} 的公钥 {value} 在协议中出现两次"
    detail_en = "the key {value} of {service} is in the agreement twice"
    do_zh = "每个地区的每个服务使用各自的密钥;请先更换密钥,再按 GET /v1/keys 的返回提出。"
    do_en = "Each service of each place has a key of its own: change the key, then propose what GET /v1/keys answers."
    rule = "NIST SP 800-57 Part 1 Rev. 5, 5.2"


class KeyMissing(Invalid):
    """Nothing that a service without a key shares would ever be believed."""

    slug = "key-missing"
    title_zh = "缺少服务的公钥"
    title_en = "A service has no key"
    detail_zh = "{place} 缺少以下服务的公钥:{value}"
    detail_en = "{place} names no key for {value}"
    do_zh = "请列出对方 GET /v1/keys 返回的全部公钥;缺少的服务请对方在 CHECKONCE_SERVICE_KEYS 中补充。"
    do_en = "Name all keys of that place's GET /v1/keys. It adds a service that is missing there to CHECKONCE_SERVICE_KEYS."


class KeyIsOver(Invalid):
    slug = "key-is-over"
    title_zh = "服务没有仍然有效的公钥"
    title_en = "A service has no key that still counts"
    detail_zh = "{place} 以下服务的公钥均已失效:{value}"
    detail_en = "all keys of {place} for {value} are over"
    do_zh = "请重新读取 GET /v1/keys;其中也没有的,请对方先生成新的密钥。"
    do_en = "Read GET /v1/keys again. Where it names none either, that place makes a new key first."


class KeyHasEnded(Invalid):
    """It was withdrawn or replaced, and may be in other hands."""

    slug = "key-has-ended"
    distrust = True
    title_zh = "对方公钥已撤销或更换"
    title_en = "A key of the partner was withdrawn or replaced"
    detail_zh = "对方登记服务已告知 {service} 的该公钥自 {end} 起失效,协议所列止期为 {value}"
    detail_en = "the partner's registry has said that this key of {service} ends at {end}; the agreement has {value}"
    do_zh = "请用对方 GET /v1/keys 现在的返回重新提出;对方应将该公钥的止期定为不晚于该时间,或更换密钥。"
    do_en = "Propose again with what the partner's GET /v1/keys answers now; its key file ends the key by then, or has another."


class NotOurKey(Invalid):
    slug = "not-our-key"
    distrust = True
    title_zh = "协议所列我方公钥不符"
    title_en = "The key given for us is not ours"
    detail_zh = "协议所列 {service} 的公钥 {value} 与本地公布的不一致(公钥、服务或起止时间)"
    detail_en = "the key {value} given for {service} is not one that we publish for it, with its beginning and end"
    do_zh = "请用本地 GET /v1/keys 返回的公钥重新提出。"
    do_en = "Propose again with the keys of our GET /v1/keys."


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
