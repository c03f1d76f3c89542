"""What is refused about a clue, one class per rule."""

from libs.events.refusal import NotFound, NotNow, Refusal


class NoSuchClue(NotFound):
    slug = "no-such-clue"
    title_zh = "线索不存在"
    title_en = "No such clue"
    do_zh = "请核对线索编号。"


class NotCompetent(Refusal):
    """The clue lies with another department."""

    slug = "not-competent"
    status = 403
    title_zh = "线索由其他部门办理"
    title_en = "The clue lies with another department"
    detail_zh = "该线索由 {owing} 办理"
    detail_en = "the clue lies with {owing}"
    do_zh = "请由该部门办理。"
    do_en = "Leave it to that department."


class ClueOver(NotNow):
    slug = "clue-over"
    title_zh = "线索已办结"
    title_en = "The clue is closed"
    do_zh = "无需再办。"
    do_en = "Nothing to do."


class NotAcknowledged(NotNow):
    slug = "not-acknowledged"
    title_zh = "线索尚未签收"
    title_en = "The clue has not been acknowledged"
    do_zh = "请先签收。"
    do_en = "Acknowledge it first."


class ReturnedToItself(Refusal):
    """A department that names itself would only start its own clock again."""

    slug = "returned-to-itself"
    status = 422
    title_zh = "退回线索应注明其他部门"
    title_en = "A clue is returned by naming another department"
    rule = "J-34 避免监管漏洞和真空地带"
    do_zh = "请注明有管辖权的部门,或自行办理。"
    do_en = "Name the body that is competent, or handle the clue."
