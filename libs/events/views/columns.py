"""What PostgreSQL says about the tables of the read models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

__all__ = ["Column", "Shape", "read_shapes"]

_COLUMNS = """
    select c.relname as "table", a.attname as name, format_type(a.atttypid, a.atttypmod) as kind,
           pg_get_expr(d.adbin, d.adrelid) as otherwise, a.attnotnull as required
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
     where n.nspname = $1 and c.relkind = 'r'
     order by c.relname, a.attnum
"""
_KEYS = """
    select c.relname as "table", array_agg(a.attname)::text[] as columns
      from pg_index i
      join pg_class c on c.oid = i.indrelid
      join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum = any(i.indkey)
     where n.nspname = $1 and i.indisunique and i.indpred is null and i.indexprs is null
     group by c.relname, i.indexrelid
"""


class Column(NamedTuple):
    """`kind` as PostgreSQL writes types; `otherwise` is the expression of the column's default."""

    kind: str
    otherwise: str | None
    required: bool


@dataclass(frozen=True)
class Shape:
    """A table's columns in order, and the sets of columns that are unique."""

    columns: Mapping[str, Column]
    keys: Sequence[frozenset[str]]


async def read_shapes(connection: Any, schema: str = "views") -> dict[str, Shape]:
    """All tables of a schema by name. `connection`: a pool or a connection."""
    columns: dict[str, dict[str, Column]] = {}
    for row in await connection.fetch(_COLUMNS, schema):
        columns.setdefault(row["table"], {})[row["name"]] = Column(row["kind"], row["otherwise"], row["required"])
    keys: dict[str, list[frozenset[str]]] = {}
    for row in await connection.fetch(_KEYS, schema):
        keys.setdefault(row["table"], []).append(frozenset(row["columns"]))
    return {table: Shape(found, keys.get(table, ())) for table, found in columns.items()}
