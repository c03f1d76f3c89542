"""Whose key speaks for a neighbour's planning: while two count, and after the end of one."""

from datetime import UTC, date, datetime, timedelta

import pytest
from joserfc.jwk import OKPKey

from libs.events.bus.ledger import ChainBrokenError, Link, Signer, UntrustedError
from libs.events.catalog.planning import crossplan as facts
from libs.events.catalog.registry.agreements import AgreementRevoked, Party, PartyKey
from libs.events.catalog.registry.keys import ServiceKeyAnnounced, ServiceKeyWithdrawn
from libs.events.signatures import public
from libs.events.testing.place_keys import PlaceKeys
from libs.events.testing.services import service_under_test
from services.planning.app import service
from services.planning.crossplan.testing import HUARONG, JIANLI, TERMS, agreement

WINTER = datetime(2026, 1, 8, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SHARING = ("disclosure", "inspection", "planning", "registry")


class Neighbour:
    """Huarong as Jianli's planning hears it."""

    def __init__(self, sut, keys):
        self.sut, self.keys, self.told = sut, keys, 0

    async def proposes(self, key, at=WINTER):
        """A joint plan of its planning, sealed with that key; whether it stands here."""
        self.told += 1
        number = f"{HUARONG}-2026-{self.told:02}"
        said = {**TERMS, "crossplan": number, "proposer": HUARONG, "partner": JIANLI}
        proposed = (f"crossplan-{number}", facts.CrossPlanProposed(**said))
        ends = dict(self.sut._chains)
        self.sut.clock.now = max(self.sut.clock.now, at)
        try:
            await self.sut.deliver("planning", proposed, place=HUARONG, signer=Signer(key), at=at)
        except ChainBrokenError:
            self.sut._chains[f"/{HUARONG}/planning"] = ends.get(f"/{HUARONG}/planning", Link())
            raise
        return (await self.sut.client.get(f"/v1/crossplans/{number}")).status_code == 200

    async def refused(self, key, at=WINTER):
        with pytest.raises(ChainBrokenError) as refused:
            await self.proposes(key, at)
        return refused.value.reason

    async def announces(self, new, until, since=WINTER, at=None):
        jwk = public(new.as_dict(private=False))
        said = ServiceKeyAnnounced(service="planning", jwk=jwk, valid_from=since, valid_until=None, previous_until=until)
        await self.says(said, at)

    async def agrees(self, number, keys, changes=None, at=None):
        """Another agreement between the two, which names these keys of Huarong."""
        said = agreement({JIANLI: OKPKey.generate_key("Ed25519"), HUARONG: keys})[1].model_copy(
            update={"agreement": number, **(changes or {})}
        )
        await self.sut.deliver("registry", (f"agreement-{number}", said), at=at)

    async def says(self, fact, at=None):
        told = ("service-key-planning", fact)
        await self.sut.deliver("registry", told, place=HUARONG, signer=Signer(self.keys["registry"]), at=at)

    async def trusted(self):
        """Thumbprint and end of each key of its planning."""
        await self.sut.running.rebuild()
        return sorted(
            {(key.kid, key.until) for key in await service.trust(self.sut.running.pool, HUARONG, "planning")}, key=str
        )


@pytest.fixture
async def huarong(database, issuer, tmp_path):
    keys = PlaceKeys.made(tmp_path / HUARONG, SHARING).keys
    async with service_under_test(service, database, issuer, place=JIANLI, now=WINTER) as sut:
        await sut.deliver("registry", agreement({JIANLI: OKPKey.generate_key("Ed25519"), HUARONG: keys}))
        yield Neighbour(sut, keys)


@pytest.fixture
def new():
    return OKPKey.generate_key("Ed25519")


async def test_no_other_services_key_speaks_for_planning(huarong):
    for other in ("disclosure", "inspection", "registry"):
        assert await huarong.refused(huarong.keys[other]) == "signature"
    assert await huarong.proposes(huarong.keys["planning"])


async def test_both_keys_count_in_between_and_then_the_new_one_alone(huarong, new):
    old = huarong.keys["planning"]
    assert await huarong.refused(new) == "signature"
    await huarong.announces(new, until=WINTER + 30 * DAY)
    for key in (old, new, old, new):
        assert await huarong.proposes(key, WINTER + DAY)
    assert await huarong.refused(old, WINTER + 30 * DAY) == "signature"
    assert await huarong.proposes(new, WINTER + 31 * DAY)
    assert await huarong.refused(old, WINTER + 2 * DAY) == "signature", "dated back"
    await huarong.sut.running.rebuild()
    assert await huarong.refused(old, WINTER + 32 * DAY) == "signature"
    assert await huarong.proposes(new, WINTER + 32 * DAY)


async def test_a_withdrawn_key_does_not_speak_from_then_on(huarong, new):
    old = huarong.keys["planning"]
    await huarong.announces(new, until=WINTER + 30 * DAY)
    await huarong.says(
        ServiceKeyWithdrawn(service="planning", kid=old.thumbprint(), withdrawn_from=WINTER + DAY, reason="密钥泄露")
    )
    assert await huarong.proposes(old, WINTER)
    assert await huarong.refused(old, WINTER + DAY) == "signature"
    assert await huarong.proposes(new, WINTER + DAY)


async def test_what_was_announced_ends_with_the_agreement(huarong, new):
    await huarong.announces(new, until=WINTER + 30 * DAY)
    assert await huarong.proposes(new)
    await huarong.sut.deliver("registry", ("agreement-A-1", AgreementRevoked(agreement="A-1", by=JIANLI, reason="密钥泄露")))
    with pytest.raises(UntrustedError):
        await huarong.proposes(new)


async def test_no_agreement_brings_a_key_back_that_was_withdrawn_or_replaced(huarong, new):
    """Its text may be older than the leak, and both have signed it."""
    old, disclosing = huarong.keys["planning"], huarong.keys["disclosure"]
    await huarong.announces(new, until=WINTER + 2 * DAY)
    await huarong.agrees("A-2", huarong.keys)
    assert await huarong.proposes(old, WINTER + DAY)
    assert await huarong.refused(old, WINTER + 2 * DAY) == "signature", "replaced"
    await huarong.says(
        ServiceKeyWithdrawn(service="planning", kid=old.thumbprint(), withdrawn_from=WINTER + DAY, reason="密钥泄露")
    )
    await huarong.says(
        ServiceKeyWithdrawn(service="planning", kid=disclosing.thumbprint(), withdrawn_from=WINTER, reason="密钥泄露")
    )
    await huarong.agrees("A-3", {**huarong.keys, "planning": disclosing, "disclosure": OKPKey.generate_key("Ed25519")})
    await huarong.agrees("A-4", huarong.keys)
    for _ in ("as it came", "rebuilt"):
        assert await huarong.refused(old, WINTER + DAY) == "signature", "withdrawn"
        assert await huarong.refused(disclosing, WINTER + DAY) == "signature", "withdrawn before an agreement named it"
        assert await huarong.proposes(new, WINTER + DAY)
        await huarong.sut.running.rebuild()


async def test_a_key_for_all_services_ends_with_the_first_agreement_that_names_keys_by_service(huarong):
    """Whoever has the registry's key would go on speaking for planning."""
    one = OKPKey.generate_key("Ed25519")
    key = PartyKey(service=None, jwk=public(one.as_dict(private=False)), valid_from=datetime(1970, 1, 1, tzinfo=UTC))
    sides = tuple(Party(place=place, name=place, keys=(key,)) for place in (JIANLI, HUARONG))
    await huarong.agrees("A-0", huarong.keys, {"parties": sides})
    assert await huarong.proposes(one, WINTER - DAY)
    await huarong.agrees("A-2", huarong.keys)
    assert await huarong.proposes(one, WINTER - DAY), "sealed before, read later"
    assert await huarong.refused(one, WINTER + DAY) == "signature"
    assert await huarong.proposes(huarong.keys["planning"], WINTER + DAY)


async def test_nothing_counts_that_happens_after_the_agreements_last_day(huarong):
    end = datetime(2027, 1, 1, tzinfo=WINTER.tzinfo) - timedelta(hours=8)
    key = huarong.keys["planning"]
    assert await huarong.proposes(key, end - timedelta(seconds=1))
    assert await huarong.refused(key, end) == "signature"
    await huarong.agrees("A-2", huarong.keys, {"valid_until": date(2027, 12, 31)})
    assert await huarong.proposes(key, end)


MINUTE = timedelta(minutes=1)
NEW_YEAR = datetime(2026, 12, 31, 16, tzinfo=UTC)


@pytest.mark.parametrize("late", [False, True], ids=["as it happened", "read last"])
async def test_what_was_announced_under_an_agreement_counts_under_no_later_one_whenever_it_is_read(huarong, new, late):
    """The registry's key was stolen, and the thief announced a key of his own. Both topics are read, in either order."""
    end = WINTER + 30 * DAY
    revoked = AgreementRevoked(agreement="A-1", by=JIANLI, reason="密钥泄露")
    if not late:
        await huarong.announces(new, until=end, at=WINTER + MINUTE)
    await huarong.sut.deliver("registry", ("agreement-A-1", revoked), at=WINTER + 2 * MINUTE)
    await huarong.agrees("A-2", huarong.keys, at=WINTER + 3 * MINUTE)
    if late:
        await huarong.announces(new, until=end, at=WINTER + MINUTE)
    assert await huarong.trusted() == [(huarong.keys["planning"].thumbprint(), end)]


@pytest.mark.parametrize("late", [False, True], ids=["as it happened", "read last"])
async def test_what_was_announced_counts_under_each_agreement_of_then_whenever_that_is_read(huarong, new, late):
    end = WINTER + 30 * DAY
    if late:
        await huarong.announces(new, until=end, at=WINTER + 2 * MINUTE)
    await huarong.agrees("A-2", huarong.keys, at=WINTER + MINUTE)
    if not late:
        await huarong.announces(new, until=end, at=WINTER + 2 * MINUTE)
    await huarong.sut.deliver("registry", ("agreement-A-1", AgreementRevoked(agreement="A-1", by=JIANLI, reason="续签")))
    old = huarong.keys["planning"].thumbprint()
    assert await huarong.trusted() == sorted([(old, end), (new.thumbprint(), NEW_YEAR)], key=str)


async def test_an_announcement_ends_no_key_that_came_after_it(huarong, new):
    """An agreement names the newest key; the announcements of those before it are read once the agreement is there."""
    newest = OKPKey.generate_key("Ed25519")
    since = datetime(2025, 6, 1, tzinfo=UTC)
    keys = {**huarong.keys, "planning": newest}
    named = agreement({JIANLI: OKPKey.generate_key("Ed25519"), HUARONG: keys})[1]
    begun = tuple(
        party.model_copy(update={"keys": tuple(key.model_copy(update={"valid_from": since}) for key in party.keys)})
        for party in named.parties
    )
    await huarong.agrees("A-2", keys, {"parties": begun})
    await huarong.announces(new, until=since - 100 * DAY, since=since - 200 * DAY, at=since - 200 * DAY)
    trusted = await huarong.trusted()
    assert (newest.thumbprint(), NEW_YEAR) in trusted
    assert (new.thumbprint(), NEW_YEAR) in trusted, "announced before the first agreement, and heard under it"
