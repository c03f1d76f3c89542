"""Two registries with an agreement: the one announces and withdraws keys of its services, the other believes it."""

from datetime import UTC, datetime, timedelta

import pytest
from joserfc.jwk import OKPKey

from libs.domain.testing import party
from libs.events.bus.ledger import ChainBrokenError, Signer, UntrustedError
from libs.events.catalog.registry.agreements import AgreementAccepted, AgreementRevoked
from libs.events.catalog.registry.keys import ServiceKeyAnnounced, ServiceKeyWithdrawn
from libs.events.envelope import Meta
from libs.events.fact import catalog
from libs.events.signatures import public, thumbprint
from libs.events.store.store import NewFacts
from libs.events.testing.waiting import eventually
from services.registry.agreements.views import trusted_keys
from services.registry.testing import NOVEMBER, agree, get, official, post

HUARONG = "430623"
DAY = timedelta(days=1)


async def named(sut, kid):
    """The key file is looked at again within half a second."""

    async def there():
        return kid in [key["jwk"]["kid"] for key in (await get(sut, "keys"))["keys"]]

    await eventually(there, what="the new key is on file")
    return kid


def kid_of(key):
    return key.thumbprint()


OVER = datetime(2026, 12, 31, 16, tzinfo=UTC)
"""When the last day of the agreements here has passed."""


async def spans(sut, service, place=HUARONG):
    """(thumbprint, from, until) of the keys that count for a neighbour's service, by their beginning."""
    keys = await trusted_keys(sut.running.pool, place, service)
    return sorted(((key.kid, key.since, key.until) for key in keys), key=lambda each: each[1])


async def announced(huarong, keys, service):
    """Another key of a service from now on, beside the one before for thirty days; the fact that says so."""
    old, new = keys.keys[service], keys.add(service, NOVEMBER, ends=NOVEMBER + 30 * DAY)
    await post(huarong, f"keys/{service}/announcement", {"kid": await named(huarong, kid_of(new))}, 200)
    return old, new, (await huarong.facts("registry.service-key-announced"))[-1]


async def in_force(sut, pact):
    """An agreement that stands in the store already."""
    new = NewFacts(f"agreement-{pact.agreement}", 0, [pact])
    await sut.running.store.append([new], Meta("registrar-1", "c"), at=NOVEMBER)


async def tell(jianli, key, *facts, place=HUARONG, at=None, service="registry"):
    told = [(f"service-key-{fact.service}", fact) for fact in facts]
    return await jianli.deliver(service, *told, place=place, signer=Signer(key), at=at)


async def test_another_key_counts_beside_the_one_before_for_that_service_alone_and_a_rebuild_agrees(two, place_keys):
    jianli, huarong = two
    await agree(jianli, huarong)
    registry = place_keys[HUARONG].keys["registry"]
    before = {service: await spans(jianli, service) for service in ("registry", "disclosure", "inspection", "planning")}
    old, new, fact = await announced(huarong, place_keys[HUARONG], "planning")
    assert (fact.jwk, fact.valid_from, fact.previous_until) == (
        public(new.as_dict(private=False)), NOVEMBER, NOVEMBER + 30 * DAY,
    )  # fmt: skip
    await tell(jianli, registry, fact)
    ((kid, since, _),) = before["planning"]
    now = [(kid, since, NOVEMBER + 30 * DAY), (kid_of(new), NOVEMBER, OVER)]
    assert kid == kid_of(old)
    assert await spans(jianli, "planning") == now
    assert {service: await spans(jianli, service) for service in before} == {**before, "planning": now}
    await jianli.running.rebuild()
    assert await spans(jianli, "planning") == now


async def test_one_announces_and_another_approves_and_nobody_else_may(two, place_keys):
    huarong = two[1]
    new = place_keys[HUARONG].add("planning", NOVEMBER, ends=NOVEMBER + DAY)
    body = {"kid": await named(huarong, kid_of(new))}
    assert (
        await huarong.client.post("/v1/keys/planning/announcement", json=body, headers=official(huarong))
    ).status_code == 403
    registrar = huarong.bearer("r-1", roles=["registrar"])
    asked = await huarong.client.post("/v1/keys/planning/announcement", json=body, headers=registrar)
    assert asked.status_code == 202
    own = await huarong.client.post(f"{asked.headers['location']}/approval", headers=registrar)
    assert own.status_code == 403
    assert await huarong.facts("registry.service-key-announced") == []
    unknown = await huarong.client.post("/v1/keys/planning/announcement", json={"kid": "x"}, headers=registrar)
    assert (unknown.status_code, unknown.json()["field"]) == (422, "kid")


async def test_the_registry_changes_its_own_key_by_the_word_of_the_one_before(two, place_keys):
    jianli, huarong = two
    await agree(jianli, huarong)
    old, new, fact = await announced(huarong, place_keys[HUARONG], "registry")
    ended = AgreementRevoked(agreement="HX-2026", by=HUARONG, reason="期满")
    with pytest.raises(ChainBrokenError) as refused:
        await jianli.deliver("registry", ("agreement-HX-2026", ended), place=HUARONG, signer=Signer(new))
    assert refused.value.reason == "signature"
    jianli._chains.clear()
    await tell(jianli, old, fact)
    other = fact.model_copy(
        update={"service": "planning", "jwk": public(OKPKey.generate_key("Ed25519").as_dict(private=False))}
    )
    await tell(jianli, new, other, at=NOVEMBER + DAY)
    kept = dict(jianli._chains)
    with pytest.raises(ChainBrokenError) as refused:
        await tell(jianli, old, other, at=NOVEMBER + 30 * DAY)
    assert refused.value.reason == "signature"
    jianli._chains.update(kept)
    await jianli.deliver("registry", ("agreement-HX-2026", ended), place=HUARONG, signer=Signer(new), at=NOVEMBER + 31 * DAY)
    assert (await get(jianli, "agreements/HX-2026"))["signatures"]
    assert await spans(jianli, "planning") == [], "nothing counts without an agreement"


async def test_a_key_that_leaked_counts_for_nothing_from_then_on(two, place_keys):
    jianli, huarong = two
    await agree(jianli, huarong)
    keys = place_keys[HUARONG].keys
    leaked = {"kid": kid_of(keys["planning"]), "withdrawn_from": (NOVEMBER - DAY).isoformat(), "reason": "密钥泄露"}
    await post(huarong, "keys/planning/withdrawal", leaked, 200)
    (fact,) = await huarong.facts("registry.service-key-withdrawn")
    await tell(jianli, keys["registry"], fact)
    ((_, _, until),) = await spans(jianli, "planning")
    assert until == NOVEMBER - DAY
    refused = await post(huarong, "keys/registry/withdrawal", {**leaked, "kid": kid_of(keys["registry"])}, 409)
    assert refused["type"].endswith("registrys-own-key")


async def test_nobody_but_the_places_own_registry_says_what_its_keys_are(two, place_keys):
    jianli, huarong = two
    await agree(jianli, huarong)
    before = await spans(jianli, "planning")
    _, _, fact = await announced(huarong, place_keys[HUARONG], "planning")
    keys = place_keys[HUARONG].keys
    for key, service, reason in ((keys["disclosure"], "registry", "signature"), (keys["disclosure"], "disclosure", "source")):
        with pytest.raises(ChainBrokenError) as refused:
            await tell(jianli, key, fact, service=service)
        assert refused.value.reason == reason
        jianli._chains.clear()
    with pytest.raises(UntrustedError):
        await tell(jianli, keys["registry"], fact, place="421024")
    assert await spans(jianli, "planning") == before


async def test_a_third_place_changes_its_own_keys_alone(two, place_keys):
    jianli, huarong = two
    await agree(jianli, huarong)
    before = await spans(jianli, "planning")
    third, other = OKPKey.generate_key("Ed25519"), OKPKey.generate_key("Ed25519")
    (ours,) = await jianli.facts("registry.agreement-accepted")
    changes = {"agreement": "SS-2026", "parties": (party("421088", other), party("421081", third))}
    await in_force(jianli, AgreementAccepted(**{**ours.model_dump(), **changes}))
    fact = ServiceKeyAnnounced(service="planning", jwk=public(other.as_dict(private=False)), valid_from=NOVEMBER,
                               valid_until=None, previous_until=NOVEMBER + DAY)  # fmt: skip
    gone = ServiceKeyWithdrawn(service="planning", kid=before[0][0], withdrawn_from=NOVEMBER, reason="冒充")
    await tell(jianli, third, fact, gone, place="421081")
    assert len(await spans(jianli, "planning", "421081")) == 2
    assert await spans(jianli, "planning") == before


async def test_the_one_key_of_an_agreement_of_before_ends_for_one_service_and_counts_for_the_others(two, place_keys):
    jianli, huarong = two
    one = place_keys[HUARONG].keys["registry"]
    document = await agree(jianli, huarong)
    of_before = [
        {"place": place, "name": place, "jwk": public(place_keys[place].keys["registry"].as_dict(private=False))}
        for place in ("421088", HUARONG)
    ]
    pact = catalog.decode("registry.agreement-accepted", 2, {
        **document, "agreement": "OLD-2024", "parties": of_before, "asked_by": None, "approved_by": None,
    })  # fmt: skip
    await post(jianli, "agreements/HX-2026/revocation", {"reason": "换签"}, 200)
    await in_force(jianli, pact)
    for service in ("registry", "planning", "disclosure", "inspection"):
        ((kid, _, until),) = await spans(jianli, service)
        assert (kid, until) == (kid_of(one), OVER)
    _, new, fact = await announced(huarong, place_keys[HUARONG], "planning")
    await tell(jianli, one, fact)
    assert [kid for kid, _, _ in await spans(jianli, "planning")] == [kid_of(one), thumbprint(new.as_dict(private=False))]
    assert [until for _, _, until in await spans(jianli, "planning")] == [NOVEMBER + 30 * DAY, OVER]
    assert [until for _, _, until in await spans(jianli, "disclosure")] == [OVER]


async def test_an_announcement_of_no_public_key_changes_nothing_and_the_next_one_is_taken(two, place_keys):
    jianli, huarong = two
    await agree(jianli, huarong)
    _, new, fact = await announced(huarong, place_keys[HUARONG], "planning")
    await tell(jianli, place_keys[HUARONG].keys["registry"], fact.model_copy(update={"jwk": {"kty": "RSA"}}), fact)
    assert [kid for kid, _, _ in await spans(jianli, "planning")][1:] == [kid_of(new)]
