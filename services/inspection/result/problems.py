"""The problems of a check as offices write them into one cell."""

import re
from itertools import count

from libs.events.imports.cells import fault

_NUMBERED = re.compile(
    r"(?<![0-9０-９.．])(?P<figure>[0-9０-９]{1,2})(?:[.．](?![0-9０-９])|[、)）])|[（(](?P<bracketed>[0-9０-９]{1,2})[)）]|(?P<ringed>[①-⑳])"
    r"|(?P<word>[一二三四五六七八九十])、"
)
_WORDS = " 一二三四五六七八九十"
_STRONG = re.compile(r"[|;；\n\r]")
_AROUND = " \t\u3000。.;；、"
_INSIDE = re.compile(r"[(（\[【《“\"][^()（）\[\]【】《》“”\"]*[)）\]】》”\"]")
_NONE = frozenset({
    "未发现问题", "没有发现问题", "无问题", "没有问题", "未发现", "未发现异常", "未见异常", "无异常", "未发现违法行为",
    "未发现违法违规行为", "无违法行为", "未发现违法违规问题", "正常", "合格", "none",
})  # fmt: skip
_COUNT = re.compile(r"[0-9０-９.,，]+\s*(?:个|项|条|处|次|件)?(?:问题)?")


def problems_of(column: str, cell: str) -> list[str]:
    """The problems of a cell: numbered, one a line, or separated by `;` or `|`; by `、` where nothing else separates them.

    What says that none was found is none. Raises Invalid for what says how many there were and not which, and for a cell that
    says both that there was none and which.
    """
    if cell.strip(_AROUND).lower() in _NONE:
        return []
    numbered = _apart_by_numbers(cell)
    parts = [part for piece in numbered for part in _STRONG.split(piece)]
    if len(parts) == 1 and len(numbered) == 1:
        parts = _apart_by_enumeration(parts[0])
    found = [part for part in (part.strip(_AROUND) for part in parts) if part]
    for part in found:
        if _COUNT.fullmatch(part):
            raise fault(
                column, part, "is a number and names no problem: write what was found, separated by semicolons",
                "只有数字,未写明问题:请逐项填写问题内容,用分号隔开;没有问题的填“无”",
            )  # fmt: skip
        if part.lower() in _NONE:
            raise fault(column, cell, "says that no problem was found, and names one", "既写明未发现问题,又列有问题,前后矛盾")
    return found


def _apart_by_numbers(cell: str) -> list[str]:
    """The pieces behind the numbers 1, 2, 3 ...; the cell as it is where it does not begin with the first."""
    wanted, begun, pieces, style = count(1), 0, list[str](), None
    following = next(wanted)
    for mark in _NUMBERED.finditer(cell):
        if style is None and cell[: mark.start()].strip():
            break
        if (style and mark.lastgroup != style) or _number(mark) != following:
            continue
        pieces.append(cell[begun : mark.start()])
        style, begun, following = mark.lastgroup, mark.end(), next(wanted)
    return [*pieces, cell[begun:]] if style else [cell]


def _number(mark: re.Match[str]) -> int:
    if mark["ringed"]:
        return ord(mark["ringed"]) - ord("①") + 1
    return _WORDS.index(mark["word"]) if mark["word"] else int(mark["figure"] or mark["bracketed"])


def _apart_by_enumeration(text: str) -> list[str]:
    """Apart at `、`, but not between brackets or quotation marks."""
    closed = _INSIDE.sub(lambda inside: inside[0].replace("、", "\x00"), text)
    return [part.replace("\x00", "、") for part in closed.split("、")]
