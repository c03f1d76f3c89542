"""An entity's name as people type it, by the rules of its scheme: the same wherever a file names entities."""

import re
from collections.abc import Container

from libs.events.catalog.codes import STALL_NUMBER
from libs.events.catalog.credit_codes import uscc_fault
from libs.events.catalog.identity_numbers import may_be_a_persons
from libs.events.catalog.spelling import as_registered
from libs.events.refusal import Invalid, NoneOf

SCHEMES = ("uscc", "stall", "lives")
"""Unified social credit code (GB 32100); a township's number for a stall; a business of the open LIVES format."""

_SHAPES = {
    "stall": (
        STALL_NUMBER,
        "a stall number is nine digits of the township, a hyphen and 4 to 8 digits, such as 421088100-0001",
        "摊点编号应为九位乡镇代码、连字符和 4 至 8 位数字,如 421088100-0001",
    ),
    "lives": (
        re.compile(r"[A-Za-z0-9._-]{1,64}"),
        "a LIVES number is 1-64 letters, digits, '.', '_' or '-'",
        "LIVES 编号应为 1 至 64 位字母、数字、点、下划线或连字符",
    ),
}

_DO_EN = "Copy the code from the licence again; a lawful early code is let in by the allow-list."
_DO_ZH = "请对照营业执照重新填写;合法的早期代码可列入例外名单。"
_NO_PERSONS_EN = (
    "Do not enter a person's identity number: copy the credit code from the licence. Only where the licence itself shows this"
    " code is it let in by the allow-list, on evidence."
)
_NO_PERSONS_ZH = "请勿填写身份证号:应填写营业执照上的统一社会信用代码。仅当执照所载代码确为此号时,可凭证明材料列入例外名单。"


def entity_id(scheme: str, value: str, allowed: Container[str] = frozenset()) -> str:
    """Scheme and number as people type them (case, full width, blanks) as the register keeps them: `uscc:91...`.

    `allowed`: the lawful early codes of the allow-list, which are let in although they do not compute. Raises Invalid naming
    `scheme` or `value`. The check character is of GB 32100-2015.
    """
    # As most rows of most files have it: a code that is right is written as it is kept.
    if scheme == "uscc" and uscc_fault(value) is None:
        return f"uscc:{value}"
    known, number = as_registered(scheme, value)
    if known not in SCHEMES:
        raise NoneOf(
            codes=SCHEMES,
            field="scheme",
            value=scheme,
            do_en="Use uscc for a credit code.",
            do_zh="统一社会信用代码请填 uscc。",
        )
    if known == "uscc":
        fault = uscc_fault(number)
        if fault is not None and number not in allowed:
            persons = may_be_a_persons(number)
            raise Invalid(
                f"the credit code {fault.english} (GB 32100-2015)",
                f"统一社会信用代码{fault.chinese}(GB 32100-2015)",
                field="value",
                # A person's number must not stay in the report of the refusal.
                value=None if persons else value,
                do_en=_NO_PERSONS_EN if persons else _DO_EN,
                do_zh=_NO_PERSONS_ZH if persons else _DO_ZH,
                rule="GB 32100-2015",
            )
        return f"uscc:{number}"
    shape, rule, rule_zh = _SHAPES[known]
    if not shape.fullmatch(number):
        raise Invalid(
            rule,
            rule_zh,
            field="value",
            value=value,
            do_en="Correct the number.",
            do_zh="请更正编号。",
        )
    return f"{known}:{number}"


class LawfulFaults(Container[str]):
    """The codes that an allow-list might let in: for those who hold no such list, and take what the register may list yet."""

    def __contains__(self, code: object) -> bool:
        fault = uscc_fault(str(code))
        return fault is not None and fault.lawful
