"""The papers of what follows from a check, block by block."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from ..forms import case as f
from ..forms.parts import Form, day, money
from ..paper import Block, Fields, Heading, Points, Signatures, Text
from .check import pieces
from .said import remedies

__all__ = ["blocks"]

_RECEIVED = Signatures(lines=("当事人签收（签名或盖章）", "签收日期"))


def blocks(form: Form) -> tuple[Block, ...]:
    """What stands in a paper of a case. Raises KeyError for another form."""
    return _BLOCKS[type(form)](form)


def _to(form: f.PenaltyTelling | f.PenaltyDecision | f.NoPenaltyDecision) -> Fields:
    party = form.party
    place = (("地址", party.place),) if party.place else ()
    return Fields(rows=(("当事人", party.name), ("代码", party.code), *place, ("案由", form.matter)))


def _penalties(penalties: Iterable[f.Penalty]) -> Points:
    return Points(
        points=tuple(
            each.what
            + (f" {money(each.fen)}" if each.fen is not None else "")
            + (f"，期限 {each.days} 日" if each.days is not None else "")
            + "。"
            for each in penalties
        )
    )


def _telling(form: f.PenaltyTelling) -> tuple[Block, ...]:
    hearing = "。你单位也有要求听证的权利，应当在同一期限内提出" if form.hearing else ""
    return (
        _to(form),
        Heading(text="违法事实"),
        Text(text=form.facts),
        Heading(text="拟处罚的依据和内容"),
        Text(text=f"依据{form.basis}，本机关拟对你单位作出如下行政处罚："),
        _penalties(form.penalties),
        Heading(text="你单位的权利"),
        Text(
            text=f"你单位有权陈述、申辩，可以在收到本告知书之日起{form.defend_days}个工作日内向本机关提出{hearing}。"
            "逾期未提出的，视为放弃。本机关不因陈述、申辩、听证给予更重的处罚。"
        ),
        _RECEIVED,
    )


def _decision(form: f.PenaltyDecision) -> tuple[Block, ...]:
    defence = (Heading(text="陈述、申辩和听证"), Text(text=form.defence)) if form.defence else ()
    grade = f"（裁量等级：{form.grade}）" if form.grade else ""
    paid = any(each.fen is not None for each in form.penalties)
    payment = (
        f"自收到本决定书之日起{form.perform_days}日内，将罚款缴至{form.pay_to or '本机关指定的银行或者电子支付系统'}；"
        f"到期不缴纳的，每日按罚款数额的{form.surcharge_bp / 100:g}%加处罚款，加处罚款的数额不超过罚款的数额。"
    )
    return (
        _to(form),
        Heading(text="违法事实"),
        Text(text=form.facts),
        Heading(text="证据"),
        pieces(form.pieces),
        *defence,
        Heading(text="依据和决定"),
        Text(text=f"依据{form.basis}{grade}，本机关决定对你单位给予如下行政处罚："),
        _penalties(form.penalties),
        Heading(text="履行方式和期限"),
        Text(text=payment if paid else f"自收到本决定书之日起{form.perform_days}日内履行。"),
        Heading(text="救济途径"),
        Text(text=remedies(form.reviewer, form.court)),
        _RECEIVED,
    )


def _none(form: f.NoPenaltyDecision) -> tuple[Block, ...]:
    return (
        _to(form),
        Heading(text="事实"),
        Text(text=form.facts),
        Heading(text="证据"),
        pieces(form.pieces),
        Heading(text="依据和决定"),
        Text(text=f"{form.ground}依据{form.basis}，本机关决定对你单位不予行政处罚。"),
        Heading(text="教育和要求"),
        Points(points=form.education),
        Heading(text="救济途径"),
        Text(text=remedies(form.reviewer, form.court)),
        _RECEIVED,
    )


def _transfer(form: f.TransferLetter) -> tuple[Block, ...]:
    decided = f"经本机关负责人{f'于{day(form.decided_on)}' if form.decided_on else ''}批准，"
    copied = (Text(text=f"抄送：{form.copied_to}", indent=False),) if form.copied_to else ()
    return (
        Text(text=f"{form.to}：", indent=False),
        Text(
            text=f"本机关在查处{form.party.name}（{form.party.code}）{form.matter}一案中，发现其行为涉嫌犯罪。"
            f"{decided}依据《行政执法机关移送涉嫌犯罪案件的规定》，现将该案移送你机关。"
        ),
        Heading(text="案件情况"),
        Text(text=form.facts),
        Heading(text="涉嫌的罪名和条款"),
        Text(text=form.articles),
        Heading(text="随案移送的材料"),
        Points(points=form.attached),
        Text(
            text="请在收到后出具回执，自接受之日起三日内依法作出立案或者不予立案的决定，并书面告知本机关。",
        ),
        Signatures(lines=("接收人（签名）", "接收时间")),
        *copied,
    )


_BLOCKS: Final[dict[type[Form], Callable[[Any], tuple[Block, ...]]]] = {
    f.PenaltyTelling: _telling,
    f.PenaltyDecision: _decision,
    f.NoPenaltyDecision: _none,
    f.TransferLetter: _transfer,
}
