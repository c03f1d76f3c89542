"""The titles that an office gives the columns of its sheets, remembered until the office forgets them."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from ...catalog import personal_numbers
from ...http.bodies import Body
from ...refusal import Invalid
from ..kinds import ImportKind, Row
from .headings import Headings

__all__ = ["MappingOfTitles", "RememberedTitles", "known_titles", "remember", "remembered"]

Title = Annotated[str, Field(min_length=1, max_length=40)]


class MappingOfTitles(Body):
    """`titles`: the column that each title of the office's sheets stands for, or a known title of one, which may say more than
    the column (`统一社会信用代码`: which codes they are). Titles that are known anyway need not be said.
    """

    titles: Annotated[dict[Title, Annotated[str, Field(max_length=100)]], Field(max_length=100)]


class RememberedTitles(BaseModel):
    """`titles`: the column, or the known title of one, that each title of the office's sheets stands for. `changed_by`,
    `changed_at`: who said so last, and when; null where nobody did, or before that was kept.
    """

    titles: dict[str, str]
    changed_by: str | None = None
    changed_at: datetime | None = None


async def known_titles(pool: Any, kind: str, office: str) -> dict[str, str]:
    """Column by title, of the office."""
    rows = await pool.fetch(
        "select title, column_name from import_titles where kind = $1 and office = $2 order by title", kind, office
    )
    return {row["title"]: row["column_name"] for row in rows}


async def remembered(pool: Any, kind: str, office: str) -> RememberedTitles:
    changed = await pool.fetchrow(
        "select changed_by, changed_at from import_title_changes where kind = $1 and office = $2"
        " order by position desc limit 1",
        kind,
        office,
    )
    return RememberedTitles(titles=await known_titles(pool, kind, office), **(changed or {}))


async def remember(pool: Any, kind: str, chosen: ImportKind, office: str, titles: Row, *, by: str) -> None:
    """In place of what was remembered, `by` this subject; what each change said is kept.

    Raises Invalid for a column that the kind lacks, a title that is a person's, and one that would name two columns.
    """
    known = headings = Headings(chosen)
    mapped = dict[str, str]()
    for title, column in titles.items():
        meant = known.column(column)
        if meant is None:
            raise Invalid(
                f"no column {column}", f"没有 {column} 列", field="titles", value=column,
                do_en=f"One of: {', '.join(chosen.columns)}", do_zh=f"可用:{'、'.join(chosen.columns)}",
            )  # fmt: skip
        if personal_numbers.found(title):
            raise Invalid(
                "a title holds a personal number", "列名含有个人信息", field="titles",
                do_en="Send the titles of the columns, not a row of the sheet.", do_zh="请填写列名,而不是数据行。",
            )  # fmt: skip
        named = headings.column(title)
        if named not in {None, meant}:
            raise Invalid(
                f"{title} is the title of the column {named}", f"“{title}”已是 {named} 列的列名",
                field="titles", value=title,
                do_en="Give the column another title in the sheet.", do_zh="请在表格中将该列改用其他列名。",
            )  # fmt: skip
        headings = Headings(chosen, {**mapped, title: column})
        mapped[title] = column
    async with pool.acquire() as tx, tx.transaction():
        await tx.execute("delete from import_titles where kind = $1 and office = $2", kind, office)
        await tx.executemany(
            "insert into import_titles values ($1, $2, $3, $4)",
            [(kind, office, title, column) for title, column in titles.items()],
        )
        await tx.execute(
            "insert into import_title_changes (kind, office, titles, changed_by) values ($1, $2, $3::jsonb, $4)",
            kind,
            office,
            json.dumps(dict(titles), ensure_ascii=False),
            by,
        )
