"""Migrations: each file once, in order, never edited afterwards, with several processes at once."""

import asyncio

import asyncpg
import pytest

from libs.events.store.migrate import MigrationChangedError, migrate
from libs.events.store.store import connect_pool


@pytest.fixture
async def pool(database):
    made = await connect_pool(database, size=8)
    yield made
    await made.close()


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "bakery" / "migrations"
    path.mkdir(parents=True)
    (path / "0002_add.sql").write_text("alter table loaves add column grams integer;", encoding="utf-8")
    (path / "0001_make.sql").write_text("create table loaves (name text); create table views.ovens (n int);", encoding="utf-8")
    return path


async def applied(pool):
    return [row["name"] for row in await pool.fetch("select name from public.migrations order by applied_at, name")]


async def test_the_packages_own_come_first_then_the_services_in_order_of_their_names(pool, folder):
    done = await migrate(pool, folder)
    core = [name for name in done if name.startswith("core/")]
    assert core == sorted(core)
    assert done == [*core, "bakery/0001_make.sql", "bakery/0002_add.sql"]
    assert await pool.fetchval("select count(*) from loaves where grams is null") == 0


async def test_what_was_applied_is_not_applied_again_and_what_is_new_is(pool, folder):
    await migrate(pool, folder)
    assert await migrate(pool, folder) == []
    (folder / "0003_more.sql").write_text("create table rolls (name text);", encoding="utf-8")
    assert await migrate(pool, folder) == ["bakery/0003_more.sql"]


async def test_an_edited_migration_is_refused_and_nothing_after_it_is_applied(pool, folder):
    await migrate(pool, folder)
    (folder / "0001_make.sql").write_text("create table loaves (title text);", encoding="utf-8")
    (folder / "0003_more.sql").write_text("create table rolls (name text);", encoding="utf-8")
    with pytest.raises(MigrationChangedError, match=r"bakery/0001_make\.sql .* add a new file"):
        await migrate(pool, folder)
    assert "bakery/0003_more.sql" not in await applied(pool)


async def test_a_migration_that_fails_leaves_nothing_of_itself_and_can_be_put_right(pool, folder):
    (folder / "0003_wrong.sql").write_text("create table rolls (name text); create table rolls (name text);", encoding="utf-8")
    with pytest.raises(asyncpg.DuplicateTableError):
        await migrate(pool, folder)
    assert await pool.fetchval("select to_regclass('public.rolls')") is None
    (folder / "0003_wrong.sql").write_text("create table rolls (name text);", encoding="utf-8")
    assert await migrate(pool, folder) == ["bakery/0003_wrong.sql"]


async def test_tables_land_in_public_unless_they_say_views(pool, folder):
    """The pool's path begins with `views`: unqualified tables once landed among the read models and were rebuilt away."""
    await migrate(pool, folder)
    where = await pool.fetch("select schemaname, tablename from pg_tables where tablename in ('loaves', 'ovens')")
    assert {(row["schemaname"], row["tablename"]) for row in where} == {("public", "loaves"), ("views", "ovens")}


async def test_several_processes_at_once_apply_each_file_once(database, folder):
    pools = [await connect_pool(database, size=2) for _ in range(5)]
    try:
        results = await asyncio.gather(*(migrate(pool, folder) for pool in pools))
        assert sorted(len(done) > 0 for done in results) == [False, False, False, False, True]
        assert sorted(name for done in results for name in done) == sorted(await applied(pools[0]))
    finally:
        for pool in pools:
            await pool.close()
