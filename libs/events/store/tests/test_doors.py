"""No session of the owner, or a superuser, runs what the service's role has put into a schema of its own."""

import asyncio

import asyncpg
import pytest
from typer.testing import CliRunner

from apps.checkonce.cli import app
from libs.events.bus.purge import purge
from libs.events.store.audit import audit, ends_after
from libs.events.store.chain import Chain
from libs.events.store.runner import Origin
from libs.events.testing.bell import Ring, service

OWNED = """
    create function {schema}.{function} language plpgsql as $f$ begin
        execute 'grant all on all tables in schema public to public'; return {gives};
    end $f$
"""
"""A function that opens the store's tables to all, when somebody runs it who may: a migration takes back what one role has."""
TEXT_OF_A_FACT = "json_build_array(bigint, text, integer, text, smallint, uuid, timestamp, jsonb, jsonb) returns json"
TEXT_OF_A_RECEIVED_ONE = (
    "json_build_array(bigint, text, bigint, text, integer, bigint, text, integer, text, smallint, uuid, timestamp, jsonb,"
    " jsonb) returns json"
)
QUOTED = "quote_ident(name) returns text"
LOCKED = "pg_advisory_lock(double precision) returns void"
A_RECEIVED_FACT = """
    insert into public.inbox (source, position, topic, partition, kafka_offset, stream, version, type, schema_version, id, time,
                              data, meta)
    values ('/421088/else', 1, 'elsewhere', 0, 1, 's', 1, 't', 1, gen_random_uuid(), now(), '{}', '{}')
"""


async def planted(pair, schema, function, gives):
    """Puts it there as the service's role, where everybody may use it."""
    role = await asyncpg.connect(pair.url(pair.name))
    try:
        if schema != "views":
            await role.execute(f'create schema "{schema}"')
        await role.execute(f'grant usage on schema "{schema}" to public')
        await role.execute(OWNED.format(schema=f'"{schema}"', function=function, gives=gives))
    finally:
        await role.close()


async def still_append_only(pair):
    role = await asyncpg.connect(pair.url(pair.name))
    try:
        for table in ("events", "inbox", "store_chain", "purged_facts"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await role.execute(f"delete from public.{table}")
    finally:
        await role.close()


@pytest.fixture
async def rung(bell, pair):
    await bell.running.runner.execute(Ring(door="a"), Origin("visitor"))
    async with bell.running.pool.acquire() as role:
        await role.execute(A_RECEIVED_FACT)
    assert await Chain(bell.running.pool, bell.running.store.source).catch_up(asyncio.Event()) == 2
    return bell


def the_owner(pair, postgres):
    return pair.url(pair.owner), pair.owner


def the_superuser(pair, postgres):
    return postgres.dsn(pair.name), "checkonce"


async def opened(url, schema):
    """As a session whose path was set to the worst: whoever connects may have one of his own."""
    connection = await asyncpg.connect(url, server_settings={"search_path": f'"{schema}",views,public'})
    assert schema in await connection.fetchval("select current_schemas(false)")
    return connection


@pytest.mark.parametrize("who", [the_owner, the_superuser])
async def test_the_audit_runs_no_function_of_the_services_role(rung, pair, postgres, who):
    url, schema = who(pair, postgres)
    await planted(pair, schema, TEXT_OF_A_FACT, "'[]'::json")
    connection = await opened(url, schema)
    try:
        # Read-only, an audit could give nothing away; what is planted may end that by `reset role`, or lie.
        found = await audit(connection, rung.running.store.source)
        await ends_after(connection, rung.running.store.source, [])
    finally:
        await connection.close()
    assert (found.rows, found.faults) == (2, [])
    await still_append_only(pair)


async def test_a_purge_runs_no_function_of_the_services_role(rung, pair):
    await planted(pair, pair.owner, TEXT_OF_A_RECEIVED_ONE, "'[]'::json")
    connection = await opened(pair.url(pair.owner), pair.owner)
    try:
        await purge(connection, "/421088/else", 1, actor="officer-1", reason="forged")
        assert (await audit(connection, rung.running.store.source)).faults == []
    finally:
        await connection.close()
    await still_append_only(pair)


@pytest.mark.parametrize(("function", "gives"), [(QUOTED, "pg_catalog.quote_ident($1::text)"), (LOCKED, "")])
async def test_a_migration_runs_no_function_of_the_services_role(rung, pair, function, gives):
    await planted(pair, "views", function, gives)
    await pair.migrated(service.migrations)
    await still_append_only(pair)


async def test_a_session_by_hand_finds_no_schema_with_the_name_of_its_role(rung, pair):
    await planted(pair, pair.owner, TEXT_OF_A_FACT, "'[]'::json")
    connection = await asyncpg.connect(pair.url(pair.owner))
    try:
        assert await connection.fetchval("select current_schemas(false)") == ["public"]
    finally:
        await connection.close()


async def test_the_generated_sql_is_printed_without_an_aggregate_of_the_services_role(rung, pair):
    await planted(pair, pair.owner, "gathered(name[], name) returns name[]", "array_append($1, $2)")
    role, owner = await asyncpg.connect(pair.url(pair.name)), await asyncpg.connect(pair.url(pair.owner))
    try:
        await role.execute(
            f'create aggregate "{pair.owner}".array_agg(name)'
            f" (sfunc = \"{pair.owner}\".gathered, stype = name[], initcond = '{{}}')"
        )
        # As a database that was migrated before has it.
        await owner.execute(f'alter database "{pair.name}" reset search_path')
    finally:
        await role.close()
        await owner.close()
    # Which tables the service has does not matter: they are read first.
    await asyncio.to_thread(CliRunner().invoke, app, ["views", "sql", "whistle", "--database", pair.url(pair.owner)])
    await still_append_only(pair)
