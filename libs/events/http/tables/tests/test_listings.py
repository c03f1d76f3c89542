"""What a list is as a file: headings and words in the reader's language, local times, and cells that nobody computes."""

import csv
import io
import re
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.events.http.tables.csv_file import csv_line
from libs.events.http.tables.listing import Language, Listing, cell_of
from libs.events.shapes.formula_guard import guarded, unguarded


class Colour(StrEnum):
    RED = "red"


class Door(NamedTuple):
    door: str
    colour: Colour
    open_at: datetime | None
    hung: date | None
    locked: bool
    keys: list[str]
    times: int


DOORS = Listing(
    "doors",
    "门",
    {
        "door": "门号",
        "colour": "颜色",
        "open_at": "开门时间",
        "hung": "安装日期",
        "locked": "上锁",
        "keys": "钥匙",
        "rings": "次数",
    },
    {"rings": lambda door: door.times},
    {"colour": {"red": ("红色", "bright red")}, "keys": {"a": ("大钥匙", "big key")}},
    {"rings": "Rung"},
)
DOOR = Door("=1+1", Colour.RED, datetime(2026, 9, 15, 15, 59, 59, tzinfo=UTC), date(2026, 3, 1), False, ["a", "b"], 3)


@pytest.mark.parametrize(
    ("language", "headings", "cells"),
    [
        (
            Language.ZH,
            ["门号", "颜色", "开门时间", "安装日期", "上锁", "钥匙", "次数"],
            ["'=1+1", "红色", "2026-09-15 23:59:59", "2026-03-01", "否", "大钥匙;b", 3],
        ),
        (
            Language.EN,
            ["Door", "Colour", "Open at", "Hung", "Locked", "Keys", "Rung"],
            ["'=1+1", "bright red", "2026-09-15 23:59:59", "2026-03-01", "no", "big key;b", 3],
        ),
        (
            Language.CODES,
            ["door", "colour", "open_at", "hung", "locked", "keys", "rings"],
            ["'=1+1", "red", "2026-09-15T15:59:59Z", "2026-03-01", "no", "a;b", 3],
        ),
    ],
)
def test_a_row_is_said_in_the_readers_language(language, headings, cells):
    assert DOORS.headings(language) == headings
    assert DOORS.row(language)(DOOR) == cells
    nothing = DOORS.row(language)(DOOR._replace(open_at=None, hung=None, keys=[], locked=True))
    assert nothing[2:6] == ["", "", "是" if language is Language.ZH else "yes", ""]


def test_a_number_that_a_spreadsheet_would_shorten_is_text():
    assert [cell_of(value) for value in (999_999_999_999_999, 914210232000000219, -3, 0.5)] == [
        999_999_999_999_999, "914210232000000219", -3, 0.5,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"columns": {"door": "门", "colour": "门"}},
        {"columns": {"door": "门"}, "cell": {"colour": len}},
        {"columns": {"door": "门"}, "words": {"colour": {}}},
        {"columns": {"a_b": "甲", "a b": "乙"}},
    ],
)
def test_a_listing_that_cannot_be_read_by_its_headings_is_none(wrong):
    with pytest.raises(ValueError, match="doors"):
        Listing("doors", "门", **wrong)


COMPUTED = "=+-@\uff1d\uff0b\uff0d\uff20"
UNSEEN = " \u3000\xa0\u200b\u2060\ufeff\0\x1f\t\r\n"
LIKE_FORMULAS = st.text("'" + COMPUTED + UNSEEN + "1A(", max_size=8)


@given(st.text() | LIKE_FORMULAS)
def test_reading_takes_off_what_writing_put_on_and_nothing_written_begins_like_a_formula(text):
    written = guarded(text)
    assert unguarded(written) == text
    assert not written.startswith(("\t", "\r", "\n"))
    # Some spreadsheets leave out blanks before they look at a cell.
    assert not written.strip().strip(UNSEEN).startswith(tuple(COMPUTED))


@given(st.lists(st.text() | LIKE_FORMULAS | st.integers() | st.none(), min_size=1))
def test_every_cell_of_a_line_is_guarded_and_reads_back(cells):
    (row,) = csv.reader(io.StringIO(csv_line(cells), newline=""))
    assert row == ["" if c is None else guarded(c) if isinstance(c, str) else str(c) for c in cells]


def test_csv_is_written_in_one_place():
    root = Path(__file__).parents[5]
    own = [path for room in ("libs", "services") for path in (root / room).rglob("*.py") if "tests" not in path.parts]
    by_hand = re.compile(r"csv\.(writer|DictWriter)\(")
    assert [path.name for path in own if by_hand.search(path.read_text(encoding="utf-8"))] == ["csv_file.py"]
