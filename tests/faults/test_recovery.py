"""What an operator restores: a database from its dump, a topic from the store."""

import asyncio
import random
from urllib.parse import urlsplit

import pytest

from apps.checkonce.stack.guardian import Guardian
from apps.checkonce.stack.kept import Kept
from apps.checkonce.stack.postgres import OwnPostgres
from apps.checkonce.stack.postgres_binaries import find_binaries
from apps.checkonce.stack.process import Account
from libs.events.bus.kafka import events_topic, shared_topic
from libs.events.bus.refill import read_again, refill
from libs.events.store.store import connect_pool
from libs.events.testing.waiting import eventually

from .checker import judge
from .evidence import gather, settle
from .town import PARTITIONS, Town
from .workload import Workload


@pytest.fixture
async def town(faulty_ground, request):
    town = Town(faulty_ground, 3000 + len(request.node.name))
    await town.open()
    yield town
    await town.ground.heal()
    await town.close()


async def worked(town, workload, commands):
    """Some more commands, answered."""
    workload.stopped.clear()
    # A group: when a client fails, that is what is told, and not that no more commands are answered.
    async with asyncio.TaskGroup() as group:
        group.create_task(workload.run())
        await workload.answered(commands)
        workload.stopped.set()


async def judged(town, workload):
    ends = await settle(town)
    town.jump(2 * 24 * 3600)
    ends += await settle(town)
    return judge(workload.history, await gather(town, ends))


async def test_databases_restored_into_a_fresh_cluster_go_on_without_loss(town, tmp_path_factory):
    """Positions come from a sequence, not from transaction ids: they go on where the dump ends."""
    workload = Workload(town, random.Random(1))  # noqa: S311 - repeatable, not secret
    await worked(town, workload, 60)
    await asyncio.gather(*(child.stop() for child in town.children.values()))
    ground = town.ground
    folder = ground.folder / "second"
    (folder / "log").mkdir(parents=True)
    guardian = Guardian(folder / "log" / "guardian.log")
    fresh = OwnPostgres(
        folder / "postgres", log=folder / "log" / "postgres.log", kept=Kept(folder / "stack.json"), guardian=guardian
    )
    await fresh.start()
    programs = find_binaries(Account()).folder
    dumped = ground.stack.postgres

    async def moved(name):
        await fresh.create_database(name)
        file = folder / f"{name}.dump"
        await done(programs / "pg_dump", "--format=custom", "--no-owner", f"--file={file}", dumped.dsn(name))
        await done(programs / "pg_restore", "--exit-on-error", "--no-owner", f"--dbname={fresh.dsn(name)}", file)

    try:
        await asyncio.gather(*(moved(name) for name in town.databases.values()))
        ground.stack.postgres = fresh
        ground.database.target = urlsplit(fresh.dsn("x")).port
        for child in town.children.values():
            child.environment["CHECKONCE_DATABASE_URL"] = ground.dsn(
                town.databases[f"/{child.environment['CHECKONCE_PLACE']}/{child.service}"], proxied=True
            )
            child.start()
        await asyncio.gather(*(child.ready() for child in town.children.values()))
        await worked(town, workload, 60)
        assert await judged(town, workload) == []
    finally:
        await asyncio.gather(*(child.kill() for child in town.children.values()))
        ground.stack.postgres = dumped
        ground.database.target = urlsplit(dumped.dsn("x")).port
        await fresh.stop()
        guardian.close()


async def done(*command):
    process = await asyncio.create_subprocess_exec(*map(str, command), stderr=asyncio.subprocess.PIPE)
    _, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()


async def test_topics_lost_and_made_again_are_filled_from_the_store(town):
    """The consumers' offsets are those of the topic that was: without starting over they may pass over its successor's head."""
    workload = Workload(town, random.Random(2))  # noqa: S311 - repeatable, not secret
    await worked(town, workload, 20)
    source, far = f"/{town.home}/chime", f"/{town.far}/chime"
    lost = [events_topic(town.home, "chime"), shared_topic(town.far)]
    echo = await pool(town, f"/{town.home}/echo")
    chimes, next_door = await pool(town, source), await pool(town, far)
    try:
        # Once too often, so that the readers' offsets lie beyond those of the same facts in the topics to come.
        await settle(town)
        before = [await read_up_to(echo, name) for name in lost]
        await refill(chimes)
        await refill(next_door)
        for name, offset in zip(lost, before, strict=True):
            await eventually(lambda name=name, offset=offset: twice(echo, name, offset), what="all read twice")
        await town.children["echo-a"].stop()
        admin = town.ground.admin()
        deleted = admin.delete_topics(lost)
        await asyncio.to_thread(lambda: [future.result(30) for future in deleted.values()])
        await town.ground.kafka.ensure_topics([(name, PARTITIONS) for name in lost])
        for name in lost:
            await read_again(echo, name)
        assert await refill(chimes) == await chimes.fetchval("select count(*) from events")
        await refill(next_door)
        await worked(town, workload, 100)
        for opened in (chimes, next_door):
            await eventually(lambda opened=opened: all_sent(opened), what="all sent again")
    finally:
        for opened in (echo, chimes, next_door):
            await opened.close()
    town.children["echo-a"].start()
    await town.children["echo-a"].ready()
    assert await judged(town, workload) == []


async def pool(town, source):
    return await connect_pool(town.ground.dsn(town.databases[source], proxied=False), size=2)


async def read_up_to(echo, topic):
    return await echo.fetchval("select coalesce(sum(next_offset), 0)::int from consumer_offsets where topic = $1", topic)


async def twice(echo, topic, before):
    return await read_up_to(echo, topic) >= 2 * before


async def all_sent(opened):
    return await opened.fetchval("select max(position) from events") == await opened.fetchval(
        "select position from relay_checkpoint"
    )
