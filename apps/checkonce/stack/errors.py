"""Refusals of the embedded stack, in Chinese and English."""

from typing import Final

__all__ = ["StackError"]

SEPARATOR: Final = " · "


class StackError(Exception):
    """The embedded stack cannot do what was asked.

    `chinese` and `english` each name the thing, its value, the rule and what to do; `log` holds the last lines
    of the process that failed, when there is one.
    """

    def __init__(self, chinese: str, english: str, *, log: str = "") -> None:
        self.chinese = chinese
        self.english = english
        self.log = log
        tail = f"\n{log}" if log else ""
        super().__init__(f"{chinese}{SEPARATOR}{english}{tail}")
