"""What is refused about keys of services."""

from libs.events.refusal import Invalid, NotNow


class NoServiceKeys(NotNow):
    slug = "no-service-keys"
    title_zh = "本地未配置各服务的公钥"
    title_en = "This place names no public keys of its services"
    do_zh = "请运行维护人员配置 CHECKONCE_SERVICE_KEYS。"
    do_en = "Ask operations to set CHECKONCE_SERVICE_KEYS."


class SharesNothing(Invalid):
    slug = "service-shares-nothing"
    title_zh = "该服务不向邻区共享信息"
    title_en = "The service shares nothing with neighbours"
    detail_zh = "向邻区共享信息的服务为:{sharing}"
    detail_en = "those that share are {sharing}"
    do_zh = "该服务更换密钥无需告知邻区,更新 CHECKONCE_SERVICE_KEYS 即可。"
    do_en = "Neighbours need not hear of its keys: change CHECKONCE_SERVICE_KEYS alone."


class NotInKeyFile(Invalid):
    """Neighbours would trust a key that this place does not."""

    slug = "not-in-key-file"
    title_zh = "公钥未登记"
    title_en = "No such key is on file"
    detail_zh = "CHECKONCE_SERVICE_KEYS 中没有 {service} 的公钥 {kid}"
    detail_en = "CHECKONCE_SERVICE_KEYS names no key {kid} of {service}"
    do_zh = "请先将新公钥写入 CHECKONCE_SERVICE_KEYS;指纹见 GET /v1/keys 的 jwk.kid。"
    do_en = "Put the key into CHECKONCE_SERVICE_KEYS first; GET /v1/keys shows each thumbprint as jwk.kid."


class KeyWithdrawn(NotNow):
    slug = "key-withdrawn"
    title_zh = "公钥已撤销"
    title_en = "The key is withdrawn"
    detail_zh = "公钥 {kid} 自 {withdrawn_from} 起已撤销"
    detail_en = "the key {kid} is withdrawn from {withdrawn_from} on"
    do_zh = "请生成新的密钥。"
    do_en = "Make another key."


class AnnouncedBefore(NotNow):
    """A neighbour may have read it already, so that it cannot be unsaid."""

    slug = "key-announced-before"
    title_zh = "该公钥已公告"
    title_en = "The key is announced already"
    detail_zh = "公钥 {kid} 已按其他起止时间公告"
    detail_en = "the key {kid} is announced with other times"
    do_zh = "需要其他起止时间的,请公告新的密钥;需要提前失效的,请撤销。"
    do_en = "For other times announce another key; to end one earlier, withdraw it."


class KeyIsOver(Invalid):
    slug = "announced-key-is-over"
    title_zh = "公钥已失效"
    title_en = "The key is over"
    detail_zh = "公钥 {kid} 于 {until} 失效"
    detail_en = "the key {kid} counts until {until}"
    do_zh = "请公告仍然有效的公钥。"
    do_en = "Announce a key that still counts."


class EndMissing(Invalid):
    """Otherwise the key of before would count for ever, or nobody would know until when."""

    slug = "previous-key-without-end"
    title_zh = "未写明原公钥的失效时间"
    title_en = "It is not said until when the key of before counts"
    do_zh = "请在 CHECKONCE_SERVICE_KEYS 中为 {service} 的其他公钥写明 until;文件中没有其他公钥的,请填写原公钥的失效时间。"
    do_en = (
        "Give every other key of {service} an `until` in CHECKONCE_SERVICE_KEYS; where there is no other key in it, say"
        " `previous_until`."
    )


class NoOverlap(Invalid):
    """What was sealed with the key of before and is still on its way would never count."""

    slug = "keys-do-not-overlap"
    title_zh = "新旧公钥没有重叠期"
    title_en = "The two keys do not overlap"
    detail_zh = "原公钥于 {previous_until} 失效,不晚于 {since}"
    detail_en = "the key of before counts until {previous_until}, which is not after {since}"
    do_zh = "请推迟原公钥的失效时间,使其晚于现在和新公钥的生效时间。"
    do_en = "Let the key of before count longer: until after now and after the new one's beginning."


class RegistrysOwnKey(NotNow):
    """Whoever has the key could say the same, and announce keys of his own meanwhile."""

    slug = "registrys-own-key"
    title_zh = "名录服务自身的密钥不能以此方式撤销"
    title_en = "The registry's own key is not withdrawn by its own word"
    do_zh = "名录服务的密钥泄露的,请双方撤销互认协议,更换密钥后重新签订。"
    do_en = "If it leaked, revoke the agreements on both sides, change the key, and conclude new ones."
