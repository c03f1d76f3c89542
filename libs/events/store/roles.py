"""What the role that a service runs as may do: append and read facts, and all it likes with what is computed from them.

Two roles for each service. One owns the database and migrates it; no process runs as it. The other one runs the service. With
its password, or with a statement that the service is made to run, a fact can be appended, and none can be changed or removed.

- `events`, `inbox`, `ledger` and `store_chain` are append-only for it: no UPDATE, DELETE or TRUNCATE. So is `readings`, whose
  oldest rows a function of the owner forgets. Where a row of `events` or `inbox` stands the sequence says: this role cannot put
  one below all that is audited, nor so far ahead that nothing comes after it.
- All other tables of the store it reads and writes. What is applied (`migrations`) and what the owner took out of the inbox
  (`purged_facts`) it only reads.
- The read models (schema `views`) and the functions that keep them (`steps`) are its own: a rebuild makes schemas and tables,
  and swaps them in by name, which only an owner can. They hold nothing that the facts do not give again. The store comes first
  on the search path: a read model named like one of its tables would hide nothing.

The owner is a member of the service's role, since a migration changes read models too. One that wrote rows of a read model
would run triggers that the service's role may have put there, as the owner. So it changes tables, and a rebuild fills them; or
it begins with `alter table ... disable trigger user`.

The service's role owns a schema and may make more: a rebuild needs that. Whatever schema is on the search path of the owner's
session, or a superuser's, may so hold functions and operators that this role has put there; with the very types of a call they
are preferred to built-in ones that take others, and run with the session's rights. So each such session begins with
BUILT_IN_ONLY and names tables with their schema, and a session by hand finds `public` alone on its path.
"""

from __future__ import annotations

from typing import Any

from .sessions import SERVER

__all__ = ["APPEND_ONLY", "BUILT_IN_ONLY", "give"]

BUILT_IN_ONLY = "set local search_path = pg_catalog"
"""The first statement of each transaction that may run with more rights than the service's role has."""

APPEND_ONLY = ("events", "inbox", "ledger", "readings", "store_chain")
READ_ONLY = ("lock_secret", "migrations", "purged_facts")
_TABLES = """
    select t.tablename as name,
           (select string_agg(quote_ident(a.attname), ', ' order by a.attnum) from pg_attribute a
             where a.attrelid = format('public.%I', t.tablename)::regclass and a.attnum > 0 and not a.attisdropped
               and (t.tablename, a.attname) not in (('events', 'position'), ('inbox', 'seq'))) as columns
      from pg_tables t where t.schemaname = 'public' order by 1
"""
"""Tables with the columns that an append may name."""
_OWN = ("views", "steps")
_STRAY = """
    select format('alter table %I.%I owner to %I', n.nspname, c.relname, $2::text) as change
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any($1) and c.relkind in ('r', 'p', 'v', 'm') and pg_get_userbyid(c.relowner) <> $2
    union all
    select format('alter routine %s owner to %I', p.oid::regprocedure, $2::text)
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where n.nspname = any($1) and pg_get_userbyid(p.proowner) <> $2
"""


async def give(connection: Any, role: str) -> None:
    """Gives a role what a service needs to run, and no more; may be repeated. The session is the owner's."""
    async with connection.transaction():
        # Objects of a schema that is not on the path are named with it.
        await connection.execute(BUILT_IN_ONLY)
        name, database = await connection.fetchrow("select quote_ident($1), quote_ident(current_database())", role)
        changes = [
            # Without "$user": a schema with the name of a role would come before all others in its sessions.
            f"alter database {database} set search_path = public",
            # Also for sessions that are not opened by our pool, or come through something that drops what they ask for.
            *(f"alter database {database} set {setting} = '{value}'" for setting, value in SERVER.items()),
            f"revoke all on database {database} from public",
            f"grant connect, create on database {database} to {name}",
            f"grant usage on schema public to {name}",
            f"grant usage, select on all sequences in schema public to {name}",
            f"revoke all on all tables in schema public from {name}",
            f"grant select on all tables in schema public to {name}",
        ]
        for row in await connection.fetch(_TABLES):
            table = row["name"]
            if table not in READ_ONLY:
                rights = f"insert ({row['columns']})" if table in APPEND_ONLY else "insert, update, delete"
                changes.append(f'grant {rights} on public."{table}" to {name}')
        changes += [f"alter schema {schema} owner to {name}" for schema in _OWN]
        await connection.execute(";\n".join(changes))
        stray = await connection.fetch(_STRAY, list(_OWN), role)
        if stray:
            await connection.execute(";\n".join(row["change"] for row in stray))
