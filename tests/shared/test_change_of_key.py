"""A service of one place changes its key while its facts are on their way to the other place."""

from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

from joserfc.jwk import OKPKey

from libs.events.resending import httpx
from libs.events.testing.place_keys import PlaceKeys
from libs.events.testing.services import MovableClock, ServiceUnderTest
from libs.events.testing.village import Village
from libs.events.testing.waiting import eventually
from services.planning.app import service
from services.planning.crossplan.testing import agreement, proposal
from services.registry.app import service as registry_service

DAY = timedelta(days=1)
SHARING = ("disclosure", "inspection", "planning", "registry")


async def test_planning_changes_its_key_and_the_neighbour_misses_nothing(kafka, database_factory, issuer, tmp_path):
    """Two plannings and a registry run. The key changes while facts are on their way."""
    year = datetime.now(UTC).year + 1
    async with AsyncExitStack() as stack:
        here, there = (Village(kafka, database_factory, issuer, tmp_path, stack) for _ in range(2))
        for town in (here, there):
            await town.prepare("planning", "registry", "credit", "inspection", "whistle")
        keys = PlaceKeys.made(there.keys, SHARING)
        neighbour = await here.befriend(there)
        hears = await here.start(service, neighbours=[neighbour], confiding_secret=here.secret)

        def running(started, app):
            client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app.api(started)), base_url="http://service")
            return ServiceUnderTest(started, issuer, MovableClock(datetime.now(UTC)), client)

        async def planning(database, name):
            started = await stack.enter_async_context(AsyncExitStack())
            options = {"signing_key": keys.folder / name, "database": database, "confiding_secret": there.secret}
            settings = await there.settings(kind=service.settings_class, **options)
            return started, running(await started.enter_async_context(service.running(settings)), service)

        listener = running(hears, service)
        pact = agreement({here.place: OKPKey.generate_key("Ed25519"), there.place: keys.keys}, year)
        await listener.deliver("registry", pact)
        database = await database_factory()
        registry = running(
            await there.start(registry_service),
            registry_service,
        )
        tells_until, tells = await planning(database, "planning.jwk")
        await tells.deliver("registry", pact)

        async def propose(sut, *numbers):
            for n in numbers:
                body = proposal(there.place, here.place, year, crossplan=f"{there.place}-{year}-{n:02}")
                bearer = sut.bearer("planner", roles=["planner"])
                answer = await sut.client.post("/v1/crossplans", json=body, headers=bearer)
                assert answer.status_code == 201, answer.text

        async def heard(*numbers):
            page = (await listener.client.get("/v1/crossplans?limit=100")).json()["items"]
            return [row["crossplan"] for row in page] == [f"{there.place}-{year}-{n:02}" for n in numbers]

        await propose(tells, *range(1, 6))
        await eventually(lambda: heard(*range(1, 6)), what="what the first key sealed arrives")

        now = datetime.now(UTC)
        new = keys.add("planning", now - DAY, ends=now + DAY)

        async def announced():
            body = {"kid": new.thumbprint()}
            asked = await registry.client.post(
                "/v1/keys/planning/announcement", json=body, headers=registry.bearer("r-1", roles=["registrar"])
            )
            answer = await registry.seconded(asked, registry.bearer("r-2", roles=["registrar"]))
            return answer.status_code == 200

        await propose(tells, *range(6, 11))
        await eventually(announced, what="the key is on file and announced")
        await propose(tells, *range(11, 16))

        async def known():
            return len(await service.trust(hears.pool, there.place, "planning")) == 2

        await eventually(known, what="the neighbour has heard of the key")
        await tells_until.aclose()
        _, tells = await planning(database, "planning-1.jwk")
        await propose(tells, *range(16, 21))
        await eventually(lambda: heard(*range(1, 21)), what="everything arrives")
        sealed = await tells.rows("select split_part(signature, '.', 1) as head, count(*) from ledger group by 1")
        assert len(sealed) == 2, "both keys have sealed"
        assert await listener.rows("select * from held_messages") == []
        assert await listener.rows("select * from parked") == []
