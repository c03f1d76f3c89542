"""Rows of a file become commands; each row that may not be is reported with line, field, value and rule, and the rest goes on.

A service names its kinds of file:

    ITEMS = ImportKind(
        columns=("code", "kind", ...),        # the header must name them; an office's own columns are passed over and told
        titles={"code": ("事项代码", ...)},     # how offices call them
        key=lambda row: row["code"],          # what makes a row the same thing: shows contradictions inside one file
        prepare=load_lookups,                 # async (pool, env) -> parse; parse(row) -> Command or raises a Refusal
        roles=("registrar",),
        also=write_names,                     # optional async (tx, [(row, command)]) -> commands that follow: other tables,
                                              # in the rows' own transaction
    )
    router.include_router(imports_router({"items": ITEMS}))

Files are CSV (separated by `,`, `;` or tabs; UTF-8, GB18030 or UTF-16), NDJSON or XLSX, told apart by Content-Type and first
bytes (`reading/`). The header stands within the first twenty lines, in one line or two. A thousand rows per transaction, so
that memory stays flat and a broken import loses nothing that was reported as done. Sending the same file again changes nothing.
One that is `broken-off` (by its sender) or `interrupted` (its process died) goes on after the rows that are done when its file
is sent again under its Import-Id; another file is refused. A preview reads and decides all rows and writes nothing.
"""

from .api import imports_router
from .faults import RefusedRow
from .kinds import ImportKind, Note, Parse, Related, Row, Sender
from .report import ImportReport

__all__ = ["ImportKind", "ImportReport", "Note", "Parse", "RefusedRow", "Related", "Row", "Sender", "imports_router"]
