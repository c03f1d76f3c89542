"""A neighbour's fact counts under a key of the service that tells it, at a time for which the key counts."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from aiokafka import ConsumerRecord
from joserfc.jwk import OKPKey

from libs.events.bus.ledger import ChainBrokenError, Link, Signer, UntrustedError, message
from libs.events.bus.quarantine import held, pass_over
from libs.events.bus.reading.sessions import StartOverError
from libs.events.envelope import Meta, Recorded, to_cloudevent
from libs.events.testing.bell import Answered, Opened, door_service
from libs.events.testing.services import service_under_test

PLACE, TOPIC = "430623", "430623.shared"
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


class Far:
    """A neighbour's topic in one partition, and the service at home that reads it."""

    def __init__(self, door):
        self.pool, self.consumer, self.clock = door.running.pool, door._consumer(PLACE, "bell"), door.clock
        self.log, self.ends = [], {}

    async def trusts(self, key, *, service="bell", since=NOON - 30 * DAY, until=None):
        jwk = json.dumps(key.as_dict(private=False))
        await self.pool.execute("insert into public.keys values ($1, $2, $3, $4, $5)", PLACE, jwk, service, since, until)

    def sends(self, key, door, at=NOON, *, service="bell", fact=None, ahead=False):
        """The next link of the service's chain as it was at the last send; `forgets` takes it back.

        It is read when it happens or later, unless it is dated ahead.
        """
        if not ahead:
            self.clock.now = max(self.clock.now, at)
        source, end = f"/{PLACE}/{service}", self.ends.get(service, Link())
        item = Recorded(
            fact or Answered(door=door), source, f"bell-{door}", 1, end.index * 10 + 10, uuid4(), at, Meta("a", "c")
        )
        sealed = Signer(key).seal(end, to_cloudevent(item), item.fact.model_dump(mode="json"))
        self.before, self.ends[service] = end, sealed.link
        by, value, headers = message(item, sealed)
        self.log.append(ConsumerRecord(TOPIC, 0, len(self.log), 0, 0, by, value, None, 0, 0, headers))

    def forgets(self, service="bell"):
        self.log.pop()
        self.ends[service] = self.before

    async def read(self):
        return await self.consumer.apply(TOPIC, 0, self.log)

    async def refused(self, reason):
        with pytest.raises(ChainBrokenError) as refused:
            await self.read()
        assert refused.value.reason == reason, refused.value
        (kept,) = await held(self.pool)
        assert (kept.kind, kept.offset) == ("no-link", self.log[-1].offset)

    async def passes(self):
        (message,) = await held(self.pool)
        await pass_over(self.pool, TOPIC, 0, message.offset, actor="operator", reason="sealed after the leak")

    async def doors(self):
        return [
            row["door"]
            for row in await self.pool.fetch("select door from seen join inbox using (source, position) order by seq")
        ]


@pytest.fixture
async def far(database, issuer):
    async with service_under_test(door_service, database, issuer) as door:
        yield Far(door)


@pytest.fixture
def old():
    return OKPKey.generate_key("Ed25519")


@pytest.fixture
def new():
    return OKPKey.generate_key("Ed25519")


async def test_another_services_key_does_not_speak_for_it(far, old, new):
    await far.trusts(old)
    await far.trusts(new, service="chime")
    far.sends(new, "a")
    await far.refused("signature")
    far.forgets()
    far.sends(old, "a")
    assert await far.read() == 1


async def test_a_service_without_a_key_waits_though_others_have_one(far, old):
    await far.trusts(old, service="chime")
    far.sends(old, "a")
    with pytest.raises(UntrustedError):
        await far.read()
    await far.trusts(old)
    assert await far.read() == 1


async def test_a_service_tells_no_fact_of_another(far, old):
    await far.trusts(old)
    far.sends(old, "a", fact=Opened(door="a", because="x"))
    await far.refused("source")
    far.forgets()
    far.sends(old, "a")
    assert await far.read() == 1


async def test_while_two_keys_overlap_both_count_and_outside_of_it_one(far, old, new):
    await far.trusts(old, until=NOON + DAY)
    await far.trusts(new, since=NOON)
    for door, key, at in (("a", old, NOON - MINUTE), ("b", new, NOON), ("c", old, NOON + MINUTE), ("d", new, NOON + MINUTE)):
        far.sends(key, door, at)
    assert await far.read() == 4
    far.sends(old, "e", NOON + DAY)
    await far.refused("signature")
    far.forgets()
    far.sends(new, "e", NOON + DAY)
    assert await far.read() == 1
    assert await far.doors() == ["a", "b", "c", "d", "e"]


async def test_a_key_does_not_count_before_its_time(far, old, new):
    await far.trusts(old)
    await far.trusts(new, since=NOON)
    far.sends(new, "a", NOON - MINUTE)
    await far.refused("signature")


async def test_what_is_dated_back_does_not_count_once_the_chain_has_gone_past_the_end_of_the_key(far, old, new):
    await far.trusts(old, until=NOON)
    await far.trusts(new)
    far.sends(new, "a", NOON + 2 * DAY)
    assert await far.read() == 1
    far.sends(old, "b", NOON - MINUTE)
    await far.refused("signature")
    far.forgets()
    far.sends(new, "b", NOON - MINUTE)
    assert await far.read() == 1, "a genuine fact may be older than the one before it"
    far.sends(old, "c", NOON - MINUTE)
    await far.refused("signature")


async def test_a_link_that_is_dated_ahead_ends_no_key(far, old, new):
    """A wrong clock of the neighbour's, for one fact."""
    await far.trusts(old, until=NOON + 30 * DAY)
    await far.trusts(new, since=NOON)
    far.sends(new, "ahead", NOON + 200 * DAY, ahead=True)
    far.sends(old, "a", NOON + MINUTE)
    assert await far.read() == 2
    far.sends(old, "b", NOON + DAY)
    assert await far.read() == 1, "in another batch"
    far.sends(new, "c", NOON + 31 * DAY)
    far.sends(old, "d", NOON + 2 * DAY)
    with pytest.raises(ChainBrokenError):
        await far.read()
    assert await far.doors() == ["ahead", "a", "b", "c"], "what was not dated ahead does end it"


async def test_a_key_that_comes_later_lets_the_held_message_count(far, old, new):
    await far.trusts(old)
    far.sends(old, "a")
    far.sends(new, "b")
    far.sends(new, "c")
    with pytest.raises(ChainBrokenError):
        await far.read()
    await far.trusts(new)
    assert await far.read() == 2
    assert await held(far.pool) == []


async def test_what_was_taken_under_a_key_that_is_over_is_a_repeat(far, old, new):
    await far.trusts(old, until=NOON + MINUTE)
    await far.trusts(new)
    far.sends(old, "a")
    far.sends(new, "b", NOON + DAY)
    assert await far.read() == 2
    far.log = [ConsumerRecord(TOPIC, 0, n + 2, 0, 0, m.key, m.value, None, 0, 0, m.headers) for n, m in enumerate(far.log)]
    assert await far.read() == 0
    assert await held(far.pool) == []


async def test_a_chain_goes_on_behind_links_that_were_passed_over_once_a_trusted_one_names_them(far, old, new):
    """A key was withdrawn from the time of its leak; its service had gone on sealing with it for a while."""
    await far.trusts(old, until=NOON)
    await far.trusts(new)
    far.sends(old, "a", NOON - MINUTE)
    assert await far.read() == 1
    for door in ("b", "c"):
        far.sends(old, door, NOON + MINUTE)
        with pytest.raises(ChainBrokenError):
            await far.read()
        await far.passes()
    far.sends(new, "d", NOON + DAY)
    far.sends(new, "e", NOON + DAY)
    assert await far.read() == 2
    assert await far.doors() == ["a", "d", "e"]
    far.sends(new, "f", NOON + DAY)
    assert await far.read() == 1, "once more from the beginning"
    assert await held(far.pool) == []


async def test_what_was_passed_over_leads_on_only_where_a_trusted_link_names_it(far, old, new):
    await far.trusts(new)
    far.sends(new, "a")
    assert await far.read() == 1
    far.sends(old, "forged")
    with pytest.raises(ChainBrokenError):
        await far.read()
    await far.passes()
    far.sends(old, "behind it")
    with pytest.raises(ChainBrokenError):
        await far.read()
    await far.passes()
    far.ends["bell"] = Link(far.ends["bell"].index - 1, "f" * 64)
    far.sends(new, "names another")
    with pytest.raises((ChainBrokenError, StartOverError)):
        await far.read()
    assert await far.doors() == ["a"]


async def test_a_forged_link_that_was_passed_over_too_does_not_hide_the_genuine_one(far, old, new):
    """It needs no key, only the same link before it; whichever of the two comes first."""
    await far.trusts(new)
    far.sends(new, "a")
    assert await far.read() == 1
    for doors in (("genuine", "forged"), ("forged", "genuine")):
        ends = dict(far.ends)
        for door in doors:
            far.ends = dict(ends)
            far.sends(old, door)
            if door == "genuine":
                genuine = dict(far.ends)
            with pytest.raises(ChainBrokenError):
                await far.read()
            await far.passes()
        far.ends = genuine
        far.sends(new, f"behind {doors}")
        assert await far.read() == 1


async def test_what_was_passed_over_before_hashes_were_noted_leads_on_too(far, old, new):
    await far.trusts(new)
    far.sends(old, "a")
    with pytest.raises(ChainBrokenError):
        await far.read()
    await far.passes()
    assert await far.pool.fetchval("select chain_hash from passed_messages") == far.ends["bell"].hash
    await far.pool.execute("update passed_messages set chain_hash = null")
    far.sends(new, "b")
    assert await far.read() == 1


async def test_a_passed_message_that_was_altered_does_not_stand_for_the_link_whose_hash_it_bears(far, new):
    await far.trusts(new)
    far.sends(new, "a")
    assert await far.read() == 1
    far.sends(new, "b")
    genuine = far.log[-1]
    far.log[-1] = replace(genuine, value=genuine.value.replace(b'"b"', b'"x"'))
    with pytest.raises(ChainBrokenError):
        await far.read()
    await far.passes()
    far.sends(new, "c")
    with pytest.raises(StartOverError):
        await far.read()
    assert await far.doors() == ["a"], "b is missing, and not passed over"
    far.log.insert(2, replace(genuine, offset=2))
    far.log[3] = replace(far.log[3], offset=3)
    await far.read()
    assert await far.doors() == ["a", "b", "c"]
