"""Who an entity is: a scheme and a value. Who has no credit code still exists."""

from __future__ import annotations

import re

from libs.events.catalog.codes import normalise_uscc, uscc_fault
from libs.events.refusal import Invalid

__all__ = ["SCHEMES", "entity_id"]

SCHEMES = ("uscc", "stall", "lives")
"""Unified social credit code (GB 32100); a township's number for a stall; a business of the open LIVES format."""

_SHAPES = {
    "stall": (re.compile(r"\d{9}-\d{4,8}"), "nine digits of the township, a hyphen, a number", "九位乡镇代码、连字符和编号"),
    "lives": (
        re.compile(r"[A-Za-z0-9._-]{1,64}"),
        "1-64 letters, digits, '.', '_' or '-'",
        "1 至 64 位字母、数字、点、下划线或连字符",
    ),
}


def entity_id(scheme: str, value: str) -> str:
    """`uscc` and a code as people type it (lower case, full width, blanks) as `uscc:91...`.

    Raises Invalid naming `scheme` or `value`. The check character is of GB 32100-2015.
    """
    if scheme not in SCHEMES:
        raise Invalid(
            f"the scheme is none of {', '.join(SCHEMES)}",
            f"标识类型应为 {'、'.join(SCHEMES)} 之一",
            field="scheme",
            value=scheme,
            do_en="Use uscc for a credit code.",
            do_zh="统一社会信用代码请填 uscc。",
        )
    if scheme == "uscc":
        code = normalise_uscc(value)
        fault = uscc_fault(code)
        if fault is not None:
            raise Invalid(
                f"the credit code {fault[0]} (GB 32100-2015)",
                f"统一社会信用代码{fault[1]}(GB 32100-2015)",
                field="value",
                value=value,
                do_en="Copy the code from the licence again.",
                do_zh="请对照营业执照重新填写。",
                rule="GB 32100-2015",
            )
        return f"uscc:{code}"
    shape, rule, rule_zh = _SHAPES[scheme]
    if not shape.fullmatch(value):
        raise Invalid(
            f"a {scheme} number is {rule}",
            f"{scheme} 编号应为{rule_zh}",
            field="value",
            value=value,
            do_en="Correct the number.",
            do_zh="请更正编号。",
        )
    return f"{scheme}:{value}"
