"""An import whose process is killed does not say `running` for ever, and the same file sent again finishes it."""

import asyncio
import signal

from libs.events.settings import Role
from libs.events.testing.bell import service
from libs.events.testing.http_room import serving
from libs.events.testing.processes import free_port, process
from libs.events.testing.servers import patient_client
from libs.events.testing.waiting import eventually


async def test_an_import_whose_process_was_killed_is_interrupted_and_resumed_by_sending_it_again(village):
    headers = {
        "Authorization": f"Bearer {village.token('v', 'visitor')}",
        "Content-Type": "text/csv",
        "Import-Id": "I-1",
    }
    never = asyncio.Event()

    async def rows(count, *, stay):
        yield b"door,label\n"
        yield "".join(f"d{n},x\n" for n in range(count)).encode()
        if stay:
            await never.wait()

    settings = await village.settings(role=Role.API)
    async with process("service", settings, free_port()) as (running, client):
        sending = asyncio.create_task(client.post("/v1/imports/labels", content=rows(1500, stay=True), headers=headers))

        async def state(asked):
            report = (await asked.get("/v1/import-reports/I-1", headers=headers)).json()
            return report.get("state"), report.get("rows")

        await eventually(lambda: said(state(client), ("running", 1000)), what="under way")
        # Another process starts meanwhile: what is alive is left alone, and its name is taken.
        other = await village.exit.enter_async_context(service.running(settings))
        async with serving(service.api(other)) as url, patient_client(url) as second:
            assert await state(second) == ("running", 1000)
            taken = await second.post("/v1/imports/labels", content=rows(1, stay=False), headers=headers)
            assert (taken.status_code, taken.json()["field"]) == (422, "Import-Id")
            assert taken.json()["detail_en"] == "import I-1 is still being taken"
        running.send_signal(signal.SIGKILL)
        await running.wait()
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        await eventually(lambda: said(locks(other), 0), what="the database has noticed")
    started = await village.exit.enter_async_context(service.running(settings))
    async with serving(service.api(started)) as url, patient_client(url) as third:
        await eventually(lambda: said(state(third), ("interrupted", 1000)), what="told by the process that started")
        stranger = {**headers, "Authorization": f"Bearer {village.token('w', 'visitor')}"}
        refused = await third.post("/v1/imports/labels", content=rows(1, stay=False), headers=stranger)
        assert refused.status_code == 422, "another caller's import"
        report = (await third.post("/v1/imports/labels", content=rows(1500, stay=False), headers=headers)).json()
        assert (report["state"], report["rows"], report["accepted"], report["unchanged"]) == ("finished", 1500, 1500, 0)
        assert report["resumed_from"] == 1000, "what was done is not done again"
        assert await locks(started) == 0


async def locks(running):
    return await running.pool.fetchval(
        "select count(*) from pg_locks where classid = 4208806"
        " and database = (select oid from pg_database where datname = current_database())"
    )


async def said(answer, want):
    return await answer == want
