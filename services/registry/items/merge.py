"""The three source lists beside the one list (B-02, L-07): what agrees, what contradicts, what is missing, what stands outside.

    report = merge(rows, items, departments)
    assert sum(len(c.rows) for c in report) == len(rows)   # every source row stands in exactly one cluster

Pure. Rows are put together when an item names them as its sources, when they have the same code, or when title and department
read the same. Nothing is merged by that: the report says why rows stand together, and an official links them.

Rules: N-25.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from libs.events.catalog.registry.items import ItemContent, SourceContent, SourceList


class ClusterState(StrEnum):
    """`conflict` before `outside` before `missing`: the first that holds; a cluster's other faults are shown beside it."""

    AGREED = "agreed"
    CONFLICT = "conflict"
    MISSING = "missing"
    OUTSIDE = "outside"


class Link(StrEnum):
    """Why rows stand together."""

    SOURCES = "sources"
    CODE = "code"
    TITLE = "title-and-department"


@dataclass(frozen=True, slots=True, order=True)
class SourceRow:
    source: SourceList
    code: str
    content: SourceContent


@dataclass(frozen=True, slots=True)
class Voice:
    """What one list says of a field in which the lists differ; `where` is a source list, or `item` for the one list."""

    field: str
    where: str
    code: str
    says: str


@dataclass(frozen=True, slots=True)
class Cluster:
    state: ClusterState
    rows: tuple[SourceRow, ...]
    items: tuple[str, ...]
    linked_by: tuple[Link, ...]
    missing_in: tuple[SourceList, ...]
    conflicts: tuple[Voice, ...]

    @property
    def cluster(self) -> str:
        """The first row, or the item where there is no row: stable as long as the lists are."""
        return f"{self.rows[0].source.value}:{self.rows[0].code}" if self.rows else f"item:{self.items[0]}"


def normal(text: str) -> str:
    """Half width, lower case, without blanks, punctuation and the quotation marks that tables differ in."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in plain if unicodedata.category(char)[0] not in "ZPC")


def merge(rows: Iterable[SourceRow], items: Mapping[str, ItemContent], departments: Mapping[str, str]) -> list[Cluster]:
    """Clusters by key. `rows` hold each (source, code) once; `departments` gives the listed departments' titles by code."""
    names = _Names(departments)
    told = sorted(rows, key=lambda row: (row.source.value, row.code))
    groups = _Groups([*(_row_id(row) for row in told), *(("item", code) for code in items)])
    _by_sources(groups, told, items)
    _by_code(groups, told, items)
    _by_title(groups, told, items, names)
    by_id = {_row_id(row): row for row in told}
    found = [
        _cluster([by_id[m] for m in members if m in by_id], [m[1] for m in members if m[0] == "item"], links, items, names)
        for members, links in groups.all()
    ]
    return sorted(found, key=lambda found: found.cluster)


_Id = tuple[str, str]


def _row_id(row: SourceRow) -> _Id:
    return row.source.value, row.code


class _Names:
    """Departments as the lists name them: by our code or by title."""

    def __init__(self, departments: Mapping[str, str]) -> None:
        self._code = {normal(title): code for code, title in departments.items()} | {normal(c): c for c in departments}

    def of(self, said: str) -> str:
        return self._code.get(normal(said), normal(said))


class _Groups:
    """Union-find with the reasons of each union."""

    def __init__(self, members: Sequence[_Id]) -> None:
        self._parent = {member: member for member in members}
        self._links: list[tuple[_Id, Link]] = []

    def _root(self, member: _Id) -> _Id:
        while self._parent[member] != member:
            self._parent[member] = member = self._parent[self._parent[member]]
        return member

    def together(self, members: Sequence[_Id], why: Link) -> None:
        for other in members[1:]:
            self._links.append((members[0], why))
            self._parent[self._root(other)] = self._root(members[0])

    def all(self) -> list[tuple[list[_Id], tuple[Link, ...]]]:
        groups: dict[_Id, list[_Id]] = defaultdict(list)
        for member in self._parent:
            groups[self._root(member)].append(member)
        why: dict[_Id, set[Link]] = defaultdict(set)
        for member, link in self._links:
            why[self._root(member)].add(link)
        return [(sorted(members), tuple(sorted(why[root]))) for root, members in groups.items()]


def _by_sources(groups: _Groups, rows: Sequence[SourceRow], items: Mapping[str, ItemContent]) -> None:
    held = {_row_id(row) for row in rows}
    for code, content in items.items():
        for source in content.sources:
            named = (source.source.value, source.code)
            if named in held:
                groups.together([("item", code), named], Link.SOURCES)


def _by_code(groups: _Groups, rows: Sequence[SourceRow], items: Mapping[str, ItemContent]) -> None:
    same: dict[Hashable, list[_Id]] = defaultdict(list)
    for code in items:
        same[normal(code)].append(("item", code))
    for row in rows:
        same[normal(row.code)].append(_row_id(row))
    for members in same.values():
        groups.together(members, Link.CODE)


def _by_title(groups: _Groups, rows: Sequence[SourceRow], items: Mapping[str, ItemContent], names: _Names) -> None:
    same: dict[Hashable, list[_Id]] = defaultdict(list)
    for row in rows:
        same[normal(row.content.title), names.of(row.content.department)].append(_row_id(row))
    subjects = Counter((normal(content.subject), content.department) for content in items.values())
    for code, content in items.items():
        key = normal(content.subject), content.department
        # A subject that several items of a department share says nothing about which of them is meant.
        if subjects[key] == 1 and key in same:
            same[key].append(("item", code))
    for members in same.values():
        groups.together(members, Link.TITLE)


def _cluster(
    rows: Sequence[SourceRow],
    codes: Sequence[str],
    links: tuple[Link, ...],
    items: Mapping[str, ItemContent],
    names: _Names,
) -> Cluster:
    conflicts = _conflicts(rows, codes, items, names)
    told = {row.source for row in rows}
    missing = tuple(source for source in SourceList if source not in told)
    state = ClusterState.AGREED
    if conflicts:
        state = ClusterState.CONFLICT
    elif not rows or not codes:
        state = ClusterState.OUTSIDE
    elif missing:
        state = ClusterState.MISSING
    return Cluster(state, tuple(rows), tuple(codes), links, missing, conflicts)


def _conflicts(
    rows: Sequence[SourceRow], codes: Sequence[str], items: Mapping[str, ItemContent], names: _Names
) -> tuple[Voice, ...]:
    voices: list[Voice] = []
    for field in ("title", "department", "legal_basis", "industries"):
        said = [(row, _said(row.content, field, names)) for row in rows]
        ours = [(code, _ours(items[code], field)) for code in codes]
        if len({meant for _, (meant, _) in said if meant} | {meant for _, (meant, _) in ours if meant}) > 1:
            voices += [Voice(field, row.source.value, row.code, text) for row, (_, text) in said if text]
            voices += [Voice(field, "item", code, text) for code, (_, text) in ours if text]
    per_list = Counter(row.source for row in rows)
    voices += [Voice("code", r.source.value, r.code, r.content.title) for r in rows if per_list[r.source] > 1]
    if rows and len(codes) > 1:
        voices += [Voice("item", "item", code, items[code].subject) for code in codes]
    return tuple(voices)


def _said(content: SourceContent, field: str, names: _Names) -> tuple[str, str]:
    """What is compared, and the words it was said in; empty where the list is silent."""
    match field:
        case "title":
            return normal(content.title), content.title
        case "department":
            return names.of(content.department), content.department
        case "legal_basis":
            return normal(content.legal_basis or ""), content.legal_basis or ""
    return "|".join(sorted(map(normal, content.industries))), ";".join(content.industries)


def _ours(item: ItemContent, field: str) -> tuple[str, str]:
    """The one list has its own words for subject and legal basis; department and industries must be the sources'."""
    match field:
        case "department":
            return item.department, item.department
        case "industries":
            return "|".join(sorted(map(normal, item.industries))), ";".join(item.industries)
    return "", ""
