"""Work that is no worker's own reports its turns too: the feed's follower and the calendar's watcher."""

from datetime import UTC, datetime
from functools import partial

import pytest

from libs.events import calendar_watch
from libs.events.calendar import WorkingCalendar
from libs.events.running.workers import Workers
from libs.events.store import following
from libs.events.store.following import Following
from libs.events.telemetry import metrics
from libs.events.testing.bell import service
from libs.events.testing.services import service_under_test
from libs.events.testing.waiting import eventually


@pytest.fixture
def workers():
    return Workers(60.0)


def late(name):
    return [s.value for m in metrics.worker_late.collect() for s in m.samples if s.labels == {"worker": name}]


async def test_the_feeds_follower_tells_how_it_gets_on_while_anybody_reads(database, issuer, workers, monkeypatch):
    monkeypatch.setattr(following, "_POLL", 0.01)
    async with service_under_test(service, database, issuer) as bell:
        follower = Following(bell.running.store, lambda _: b"x", partial(workers.beside, "feed"))
        real = bell.running.store.read_settled

        async def away(*_):
            raise ConnectionResetError("away")

        def state():
            return workers.states({})["feed"]

        assert workers.states({}) == {}
        async with follower.joined():
            await eventually(lambda: "feed" in workers.states({}), what="the follower reports")
            bell.running.store.read_settled = away
            await eventually(lambda: state().state == "failing" and "away" in state().error, what="it says what fails")
            bell.running.store.read_settled = real
            await eventually(lambda: state().state == "running", what="it is well again")
            workers.measure()
            assert len(late("feed")) == 1
        await eventually(lambda: workers.states({}) == {}, what="nobody reads, nobody follows")
        assert late("feed") == []


async def test_the_calendars_watcher_tells_that_the_register_cannot_be_read(tmp_path, workers, monkeypatch):
    monkeypatch.setattr(calendar_watch, "_EVERY", 0.01)
    monkeypatch.setattr(calendar_watch, "_AGAIN", 0.01)

    class Pool:
        well = False

        async def fetch(self, _):
            if not self.well:
                raise ConnectionRefusedError("away")
            return []

    def state():
        return workers.states({})["calendar"]

    pool, calendar = Pool(), WorkingCalendar.load(tmp_path)
    clock = partial(datetime.now, UTC)
    async with calendar_watch.fresh(calendar, clock, pool, partial(workers.beside, "calendar")):
        await eventually(lambda: state().state == "failing" and "away" in state().error, what="it says what fails")
        pool.well = True
        await eventually(lambda: state().state == "running", what="it is well again")
        # A bad file is the file's fault: it is logged, and the process goes on with what it knows.
        (tmp_path / "2027.csv").write_text("no calendar")
        await eventually(lambda: state().state == "running", what="it has looked again")
    assert workers.states({}) == {}


async def test_a_follower_that_hangs_is_named_like_a_worker_that_does(workers, monkeypatch):
    from libs.events.running import turns as turning  # noqa: PLC0415

    with workers.beside("feed"):
        assert workers.hanging() == []
        now = turning.clocks.monotonic()

        class Later:
            @staticmethod
            def monotonic():
                return now + 301

        monkeypatch.setattr(turning, "clocks", Later)
        assert workers.hanging() == ["feed"]
        assert workers.states({})["feed"].state == "stuck"


async def test_a_process_of_a_service_names_its_calendar(database, issuer):
    async with service.running(_settings(database, issuer)) as running:
        assert (await running.ready()).workers["calendar"].state == "running"


def _settings(database, issuer):
    return service.settings_class(
        place="421088", profile="embedded", database_url=database, kafka_bootstrap="127.0.0.1:1", oidc_issuer=issuer.url,
        role="api", log_level="ERROR",
    )  # fmt: skip
