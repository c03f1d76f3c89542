"""What the registry refuses, one class per rule."""

from __future__ import annotations

from libs.events.refusal import Invalid, NotFound, NotNow, Refusal


class NoSuchItem(NotFound):
    """Nothing outside the list exists (B-01, B-08)."""

    slug = "no-such-item"
    title_zh = "检查事项不在清单中"
    title_en = "The item is not on the list"
    rule = "B-01 清单之外无监管"


class AlreadyListed(Refusal):
    slug = "already-listed"
    title_zh = "该事项已在清单中"
    title_en = "The item is already on the list"


class ItemIsWithdrawn(NotNow):
    slug = "item-is-withdrawn"
    title_zh = "该事项已移出清单"
    title_en = "The item has been withdrawn"


class BeforeLastEdition(Refusal):
    """Every change is effective-dated, and what was in force on a past day stays what it was."""

    slug = "before-last-edition"
    title_zh = "生效日期早于上一版"
    title_en = "Takes effect before the edition it follows"


class KeyItemWithoutCycle(Invalid):
    """Key items are covered fully in a cycle, which has to be fixed (L-45)."""

    slug = "key-item-without-cycle"
    title_zh = "重点事项未确定全覆盖周期"
    title_en = "A key item needs a cycle of full coverage"
    rule = "L-45 合理确定完成执法全覆盖的周期"


class NoSuchEntity(NotFound):
    slug = "no-such-entity"
    title_zh = "检查对象不在名录中"
    title_en = "The entity is not on the list"


class EntityIsStruckOff(NotNow):
    slug = "entity-is-struck-off"
    title_zh = "该对象已移出名录"
    title_en = "The entity has been struck off"


class NoSuchInspector(NotFound):
    slug = "no-such-inspector"
    title_zh = "执法检查人员不在名录中"
    title_en = "The inspector is not on the list"


class InspectorIsSuspended(NotNow):
    """Only a new certification ends a suspension; an old one in a file does not."""

    slug = "inspector-is-suspended"
    title_zh = "该人员已暂停执法资格"
    title_en = "The inspector is suspended"


class EndsBeforeItBegins(Invalid):
    slug = "ends-before-it-begins"
    title_zh = "截止日期早于起始日期"
    title_en = "Ends before it begins"


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
