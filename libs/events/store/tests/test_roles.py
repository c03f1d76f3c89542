"""The running service's role appends facts and can neither change nor remove one; what is computed from them is its own."""

import re
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import asyncpg
import pytest

from apps.checkonce.names import SERVICES
from libs.events.store import sessions
from libs.events.store.migrate import NotMigratedError
from libs.events.store.runner import Origin
from libs.events.store.sessions import SERVER
from libs.events.testing.bell import Answer, Answered, Ring, Rung, service
from libs.events.testing.services import service_under_test

VISITOR = Origin("visitor")
ROOT = Path(__file__).parents[4]

FORBIDDEN = [
    "update events set data = '{}'",
    "delete from events",
    "truncate events cascade",
    "update inbox set data = '{}'",
    "delete from inbox",
    "truncate inbox cascade",
    "update ledger set hash = ''",
    "delete from ledger",
    "update readings set subject = ''",
    "delete from readings",
    "truncate readings",
    "update store_chain set hash = ''",
    "delete from store_chain",
    "truncate store_chain",
    "insert into purged_facts values (1, '/421088/bell', 1, '', 'x', 'y')",
    "delete from purged_facts",
    "insert into events select * from events for update",
    "insert into events select -7, stream, 2, type, schema_version, id, time, data, meta from events",
    "insert into events select 9000000000000000000, 'z', 1, type, schema_version, id, time, data, meta from events",
    "insert into inbox select 0, 'z', 1, 't', 0, 0, 'z', 1, type, schema_version, id, time, data, meta from events",
    "select setval('position_seq', 9000000000000000000)",
    "alter table public.events add column note text",
    "alter table public.events disable trigger all",
    "alter table public.inbox owner to current_user",
    "drop table public.events cascade",
    "create rule gone as on insert to public.events do instead nothing",
    "create table public.mine (n int)",
    "create function public.mine() returns int language sql as 'select 1'",
    "create or replace function public.settled_position(bigint, text) returns bigint language sql as 'select 1::bigint'",
    "create or replace function public.set_mark(integer, text) returns boolean language sql as 'select true'",
    "delete from public.migrations",
    "set role OWNER",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
async def test_the_running_services_own_role_cannot_alter_a_fact(bell, pair, statement):
    await bell.running.runner.execute(Ring(door="a"), VISITOR)
    before = await bell.rows("select * from events")
    with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.FeatureNotSupportedError)):
        await bell.running.pool.execute(statement.replace("OWNER", pair.owner))
    assert await bell.rows("select * from events") == before


SILENCING = [
    "insert into ledger select 9000000000000000000, position, '', '', '' from events",
    "insert into store_chain values ('events', 9000000000000000000, (select max(position) from events), '', '')",
    "insert into store_chain values ('events', 1, 9000000000000000000, '', '')",
    "insert into store_chain values ('inbox', 1, (select max(position) from events), '', '')",
    "update relay_checkpoint set position = 9000000000000000000",
    "update relay_checkpoint set position = -1",
]


@pytest.mark.parametrize("statement", SILENCING)
async def test_the_running_services_own_role_cannot_end_what_reads_on_from_the_last_row(bell, statement):
    """With a number or a position far ahead nothing would be left to do, and every gauge would be green."""
    await bell.running.runner.execute(Ring(door="a"), VISITOR)
    with pytest.raises(asyncpg.CheckViolationError):
        await bell.running.pool.execute(statement)
    # An equality of its own, which comes first on its path, would let all through.
    await bell.running.pool.execute(
        "create function views.never(bigint, bigint) returns boolean language sql as 'select false';"
        "create operator views.<> (leftarg = bigint, rightarg = bigint, function = views.never);"
        "create operator views.> (leftarg = bigint, rightarg = bigint, function = views.never);"
        "create operator views.<= (leftarg = bigint, rightarg = bigint, function = views.never)"
    )
    with pytest.raises(asyncpg.CheckViolationError):
        await bell.running.pool.execute("set search_path = views,pg_catalog,public; " + statement)


async def test_the_running_services_own_role_adds_to_the_audit_trail_and_clears_no_more_than_what_is_old(bell):
    for age in ("0 days", "183 days", "185 days"):
        await bell.running.pool.execute(
            "insert into readings (at, subject, roles, route, kind, path, asked)"
            f" values (now() - interval '{age}', 's', '{{}}', 'GET /', 'internal', '/', '{{}}')"
        )
    assert await bell.running.pool.fetchval("select forget_readings('infinity', 1000)") == 1
    assert await bell.running.pool.fetchval("select count(*) from readings") == 2


async def test_no_grant_is_worth_anything_that_the_owner_has_not_given(bell, pair):
    """A role that owns nothing may say `grant`, and PostgreSQL only warns."""
    await bell.running.pool.execute(f"grant all on public.events to {pair.name}")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await bell.running.pool.execute("update events set data = '{}'")


async def test_a_read_model_hides_no_fact(bell):
    """The service's role may make any table among its read models, also one with the name of the store's."""
    await bell.running.runner.execute(Ring(door="a"), VISITOR)
    await bell.running.pool.execute("create table views.events (like public.events); create table views.inbox (n integer)")
    assert [type(fact) for fact in await bell.facts()] == [Rung]
    assert (await bell.running.progress()).facts == 1
    assert await bell.running.rebuild() == 1
    assert await bell.rows("select door from doors") == [{"door": "a"}]


async def test_the_service_runs_and_rebuilds_and_is_migrated_again_under_its_role(bell, pair, tmp_path):
    """Twice: what a rebuild has made belongs to the service's role, and the owner can change it all the same."""
    runner = bell.running.runner
    for turn in range(2):
        await runner.execute(Ring(door=f"d{turn}"), VISITOR)
        await runner.execute(Answer(door=f"d{turn}"), VISITOR)
        before = await bell.rows("select * from doors order by door")
        assert await bell.running.rebuild() == 2 * (turn + 1)
        assert await bell.rows("select * from doors order by door") == before
        more = tmp_path / f"more{turn}" / "migrations"
        more.mkdir(parents=True)
        changes = f"alter table views.doors add column extra{turn} integer; create table views.more{turn} (n integer);"
        (more / "0001_more.sql").write_text(f"{changes} create table kept{turn} (n integer);")
        assert await pair.migrated(more) == [f"more{turn}/0001_more.sql"]
        await bell.running.pool.execute(
            f"insert into kept{turn} values (1); update kept{turn} set n = 2; delete from kept{turn}"
        )
    assert await bell.facts("bell.answered") == [Answered(door="d0"), Answered(door="d1")]
    owners = "select distinct tableowner as owner from pg_tables where schemaname = $1"
    assert [row["owner"] for row in await bell.rows(owners, "views")] == [pair.name]
    assert [row["owner"] for row in await bell.rows(owners, "public")] == [pair.owner]


async def test_a_session_of_any_tool_ends_as_a_services_own_does(bell, pair):
    """Whoever opens it: a client of its own, or something in between that drops what a session asks for as it begins."""
    for role in (pair.name, pair.owner):
        session = await asyncpg.connect(pair.url(role))
        try:
            assert {name: await session.fetchval(f"show {name}") for name in SERVER} == {**SERVER, "tcp_user_timeout": "20000"}
        finally:
            await session.close()


async def test_a_service_works_where_a_pooler_drops_what_its_sessions_ask_for(pair, issuer, monkeypatch):
    """As docs/operations.md (pgbouncer) says: what is dropped stands with the role."""
    opened, asked = sessions.Limited.__init__, []

    def dropping(self, dsn, *, settings, **more):
        asked.append({**SERVER, **settings})
        opened(self, dsn, settings={}, **more)
        self._connect_kwargs["server_settings"] = {}

    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    await pair.migrated(service.migrations)
    monkeypatch.setattr(sessions.Limited, "__init__", dropping)
    session = await asyncpg.connect(pair.url(pair.name))
    for statement in re.findall(r"^    (alter role .*;)$", page, re.MULTILINE):
        await session.execute(statement.replace("registry", pair.name))
    await session.close()
    async with service_under_test(service, pair.url(pair.name), issuer) as started:
        await started.running.runner.execute(Ring(door="a"), VISITOR)
        assert await started.running.rebuild() == 1
        assert await started.rows("select door from doors") == [{"door": "a"}]
        assert await started.rows("show jit") == [{"jit": "off"}]
    (dropped,) = re.findall(r"ignore_startup_parameters = (\S+)", page)
    assert set(dropped.split(",")) == asked[0].keys() - {"application_name"}


async def test_nobody_else_enters_its_database(bell, pair, pairs):
    other = await pairs()
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(other.url(other.name, database=pair.name))


async def test_a_service_whose_tables_are_missing_says_who_makes_them(pair, issuer):
    with pytest.raises(NotMigratedError, match="checkonce migrate"):
        async with service_under_test(service, pair.url(pair.name), issuer):
            pass


@pytest.mark.parametrize("name", SERVICES)
async def test_each_service_starts_and_rebuilds_under_its_role(pair, issuer, name):
    found = import_module(f"services.{name}.app").service
    await pair.migrated(found.migrations)
    async with service_under_test(found, pair.url(pair.name), issuer, now=datetime(2026, 3, 2, 2, 0, tzinfo=UTC)) as started:
        assert await started.running.rebuild() == len(await started.facts())
        assert (await started.client.get("/health/ready")).json()["database"]
        double = "select tablename from pg_tables where schemaname in ('public', 'views') group by 1 having count(*) > 1"
        assert await started.rows(double) == [], "a read model with the name of a table of the store would never be read"
