"""Which column of a file is what: a header below a title, of two lines, in Chinese, with columns of an office's own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from ...catalog import personal_numbers
from ...refusal import Invalid
from ...shapes.formula_guard import unguarded
from ..faults import NotARow
from ..kinds import ImportKind, Row
from .debris import settled

__all__ = ["MOST_LINES_ABOVE", "MOST_TITLES", "SHOWN", "Heading", "Headings", "told"]

MOST_LINES_ABOVE = 20
"""Among so many lines of a sheet the header is looked for."""
SHOWN = 100
_LEFT_OUT = re.compile(r"[\s*_/:.\-]+")
_REMARK = re.compile(
    r"[(\[【]\s*(?:必填项?|必须填写|选填项?|非必填项?|可选|可空|可不填|可为空|盖章|签章|下拉|下拉选择|请选择|请下拉选择|文本|文本格式|[0-9十八]+位"
    r"|单选|required|optional|(?:示例|样例|例如|如|格式|多选|多项|e\.g\.|多个)[^()\[\]【】]*"
    r"|y{2,4}[ymdhis年月日时分秒/.: -]*|年[-/.]?月[-/.]?日)\s*[)\]】]"
)
"""What stands in brackets behind a title and changes nothing of what it means, in half width and small letters. All else is
part of the title: a unit, another meaning."""
_BRACKETS = re.compile(r"[(\[【].*?[)\]】]")
MOST_TITLES = 50
"""Of columns that are passed over."""
_LONGEST_TITLE = 40
_HIDDEN = "(隐藏列 hidden)"


def _plain(title: str, aside: re.Pattern[str] | None = None) -> str:
    """A title without what offices write around it: width, case, blanks, asterisks; and without what is `aside`."""
    plain = unicodedata.normalize("NFKC", title).lower()
    return _LEFT_OUT.sub("", plain if aside is None else aside.sub("", plain))


@dataclass(frozen=True, slots=True)
class Heading:
    """The columns of one sheet, by position; None for those that are passed over, whose titles are `aside`.

    `added`: what each row holds besides: columns that are left out, and what a title says for all rows.
    """

    names: tuple[str | None, ...]
    titles: tuple[str, ...]
    aside: tuple[str, ...]
    added: Row
    kind: ImportKind

    @property
    def named(self) -> list[tuple[str, str]]:
        """Titles, as they can stay, and the columns that they name."""
        of = enumerate(zip(self.titles, self.names, strict=True), 1)
        return [(told(title, at), column) for at, (title, column) in of if column is not None]

    def row(self, cells: Sequence[str], text: str) -> Row | None:
        """Cells by their columns, without blanks around them or a guard against formulas; None where all of them are empty.

        Empty cells behind the last column are no cells. What the file leaves out is empty: a row means the same with an empty
        column and without it. Raises NotARow when there are more cells than columns, or fewer, and where one shows an
        error.
        """
        names = self.names
        if len(cells) > len(names) and not any(map(str.strip, cells[len(names) :])):
            cells = cells[: len(names)]
        if len(cells) != len(names):
            if not any(map(str.strip, cells)):
                return None
            rule = f"has {len(cells)} columns, the header has {len(names)}"
            raise NotARow("row", text[:SHOWN], rule, f"有 {len(cells)} 列,表头有 {len(names)} 列")
        row = settled(
            self.kind, {name: unguarded(cell.strip()) for name, cell in zip(names, cells, strict=True) if name is not None}
        )
        if not any(row.values()):
            return None
        return {**row, **self.added} if self.added else row


class Headings:
    """The titles under which the columns of a kind may stand. `mapped`: an office's own ones, by title, each with the column or
    with the known title that it stands for; one that names another column anyway is passed over.
    """

    def __init__(self, kind: ImportKind, mapped: Row | None = None) -> None:
        self._kind = kind
        self._columns: dict[str, tuple[int, str]] = {}
        for column in kind.columns:
            for rank, title in enumerate((column, *kind.titles.get(column, ())), 1):
                self._columns.setdefault(_plain(title), (rank, column))
        self._implied = {_plain(title): said for title, said in kind.implied.items()}
        own: dict[str, tuple[int, str]] = {}
        for title, meant in (mapped or {}).items():
            named = self.column(meant)
            if named is not None and self.column(title) in {None, named}:
                own[_plain(title)] = (0, named)
                if implied := self.implied(meant):
                    self._implied.setdefault(_plain(title), implied)
        self._columns.update(own)

    def column(self, title: str) -> str | None:
        """The column of a title, which may have a remark in brackets behind it. None: not one of the kind's."""
        return self._found(title)[1]

    def implied(self, title: str) -> Row:
        """What the title says of other columns, in all rows."""
        return self._implied.get(_plain(title)) or self._implied.get(_plain(title, _REMARK)) or {}

    def _found(self, title: str) -> tuple[int, str | None]:
        """How near the title is to the column's own name, and the column."""
        return self._columns.get(_plain(title)) or self._columns.get(_plain(title, _REMARK)) or (0, None)

    def known(self, cells: Sequence[str]) -> int:
        """How many columns a line names."""
        return len({self.column(cell) for cell in cells} - {None})

    def of(
        self, cells: Sequence[str], above: Sequence[str] | None = None, unseen: Container[int] = frozenset()
    ) -> Heading | None:
        """The heading that a line is, alone or with the one above. None where a needed column is missing or stands twice.

        `unseen`: the places of hidden columns.
        """
        titles = list(cells) if above is None else list(_joined(self, above, cells))
        while titles and not titles[-1].strip():
            titles.pop()
        names = self._nearest(titles, unseen)
        added = self._added(titles, names)
        missing, twice = self._faults(names, added)
        if missing or twice:
            return None
        aside = [
            told(title, at) + (_HIDDEN if at - 1 in unseen else "")
            for at, (title, name) in enumerate(zip(titles, names, strict=True), 1)
            if name is None
        ]
        return Heading(tuple(names), tuple(titles), tuple(aside[:MOST_TITLES]), added, self._kind)

    def _added(self, titles: Sequence[str], names: Sequence[str | None]) -> Row:
        """What each row holds besides."""
        added = dict.fromkeys(self._kind.optional.difference(filter(None, names)), "")
        for title, name in zip(titles, names, strict=True):
            # A column that is passed over says nothing of others.
            implied = self.implied(title) if name is not None else {}
            added.update((column, value) for column, value in implied.items() if column not in names)
        return added

    def _nearest(self, titles: Sequence[str], unseen: Container[int]) -> list[str | None]:
        """The columns by position. Of several titles of one column (`行业`, `行业类别`) the nearest counts, of those that are
        seen where there are any: what is hidden was not meant by whoever filled in the other.
        """
        found = [((at in unseen, rank), column) for at, (rank, column) in enumerate(map(self._found, titles))]
        ranks: dict[str | None, tuple[bool, int]] = {}
        for rank, column in found:
            ranks[column] = min(rank, ranks.get(column, rank))
        return [column if rank == ranks[column] else None for rank, column in found]

    def wrong(self, lines: Sequence[Sequence[str]], unseen: Container[int] = frozenset()) -> Invalid:
        """That none of the lines is a header, by the one that comes nearest."""
        cells = max(lines, key=self.known, default=())
        names = self._nearest(cells, unseen)
        missing, twice = self._faults(names, self._added(cells, names))
        faults = [("missing columns", "缺少列", missing), ("double columns", "重复列", twice)]
        rule = "; ".join(f"{en}: {', '.join(found)}" for en, _, found in faults if found)
        rule_zh = ";".join(f"{zh}:{'、'.join(map(self._title, found))}" for _, zh, found in faults if found)
        return self.refused(
            rule, rule_zh, " | ".join(cells)[:300], self._meant(cells, missing) or self._implying(cells, missing)
        )

    def refused(self, rule: str, rule_zh: str, shown: str, meant: tuple[str, str] = ("", "")) -> Invalid:
        """`meant`: what else to do, in both languages."""
        wanted, wanted_zh = ",".join(self._kind.columns), "、".join(map(self._title, self._kind.columns))
        return Invalid(
            rule, rule_zh, field="header", value=shown,
            do_en=f"The header must name: {wanted}{meant[0]}", do_zh=f"表头应包含:{wanted_zh}(列名中英文均可){meant[1]}",
        )  # fmt: skip

    def _implying(self, titles: Sequence[str], missing: Sequence[str]) -> tuple[str, str]:
        """What to do about a missing column that the title of another would say for all rows (`统一社会信用代码`)."""
        said = {title: of for title, of in self._kind.implied.items() if not of.keys().isdisjoint(missing)}
        columns = {self.column(title) for title in said}
        found = [told(title, at) for at, title in enumerate(titles, 1) if self.column(title) in columns]
        if not found:
            return "", ""
        titles_en = ", ".join(f"{title} ({', '.join(of.values())})" for title, of in said.items())
        titles_zh = "、".join(f"{title}({'、'.join(of.values())})" for title, of in said.items())
        unsaid = [column for column in missing if any(column in of for of in said.values())]
        which = "、".join(map(self._title, unsaid))
        do = (
            f". Nothing says what {found[0]} holds ({', '.join(unsaid)}): add that column, or call {found[0]} one of"
            f" {titles_en}; or have it remembered as one of these"
        )
        do_zh = (
            f"。表格未写明“{found[0]}”列的{which}:请增加该列,或将“{found[0]}”改名为以下之一:{titles_zh},"
            f"或指定其对应关系,如 {found[0]}={next(iter(said))}"
        )
        return do, do_zh

    def _meant(self, titles: Sequence[str], missing: Sequence[str]) -> tuple[str, str] | None:
        """What to do about titles that would name a missing column but for what stands in their brackets."""
        named = [(told(title, at), _BRACKETS.sub("", unicodedata.normalize("NFKC", title)).strip(" *:"))
                 for at, title in enumerate(titles, 1) if self.column(title) is None]  # fmt: skip
        near = [(title, bare) for title, bare in named if self.column(bare) in missing]
        if not near:
            return None
        pairs, pairs_zh = "; ".join(f"{a} -> {b}" for a, b in near), ";".join(f"“{a}”改为“{b}”" for a, b in near)
        return (
            f". What stands in brackets may be another unit or another thing: where it is not, rename {pairs}",
            f"。括号内可能是其他单位或其他含义,所以未读取;确属同一内容的,请将{pairs_zh}",
        )

    def _faults(self, names: Sequence[str | None], added: Row) -> tuple[list[str], list[str]]:
        missing = sorted(set(self._kind.columns).difference(names, added))
        return missing, sorted({name for name in names if name is not None and names.count(name) > 1})

    def _title(self, column: str) -> str:
        titles = self._kind.titles.get(column, ())
        return f"{titles[0]}({column})" if titles else column


def _joined(headings: Headings, above: Sequence[str], below: Sequence[str]) -> Iterator[str]:
    """The titles of two lines: the lower one's where it says something, with the upper one's where only both name a column."""
    upper = ""
    for at in range(max(len(above), len(below))):
        over, under = (line[at].strip() if at < len(line) else "" for line in (above, below))
        # The title of several columns stands over the first of them.
        upper = over or upper
        both = f"{upper}{under}"
        yield over if not under else both if headings.column(under) is None and headings.column(both) else under


def told(title: str, at: int) -> str:
    """The title of a column that is passed over, for the report; the number of one that has none."""
    # The report cannot be erased, and where a header should be anything may stand.
    shown = title.strip()[:_LONGEST_TITLE]
    return f"第 {at} 列 column {at}" if not shown or personal_numbers.found(shown) else shown
