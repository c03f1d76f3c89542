"""Agreements between two places, each with its own database and key; and the views rebuilt."""

from datetime import UTC, date, datetime

import pytest
from joserfc.jwk import OKPKey
from structlog.testing import capture_logs

from libs.events.bus.ledger import ChainBrokenError, Signer, UntrustedError
from libs.events.catalog.registry.agreements import AgreementRevoked
from libs.events.signatures import new_key, public
from libs.events.telemetry import configure, metrics
from services.registry.agreements.views import trusted_keys
from services.registry.testing import TABLES, agree, head, official, proposal, registrar, second, send


async def post(sut, path, body, status=200):
    answer = await sut.client.post(f"/v1/agreements{path}", json=body, headers=registrar(sut))
    answer = await sut.seconded(answer, second(sut))
    assert answer.status_code == status, answer.text
    return answer.json()


async def states(sut):
    return [a["state"] for a in (await sut.client.get("/v1/agreements")).json()["items"]]


def signer(sut, service="registry"):
    return Signer(new_key(sut.running.settings.signing_key.with_stem(service)))


async def trusted(sut, place, service="registry"):
    return [key.jwk for key in await trusted_keys(sut.running.pool, place, service)]


async def keys_of(sut):
    return (await sut.client.get("/v1/keys")).json()["keys"]


async def test_two_places_agree_trust_each_other_and_part_again(two):
    jianli, huarong = two
    signed = await agree(jianli, huarong)
    assert set(signed["signatures"]) == {"421088", "430623"}
    for here, there, place in ((jianli, huarong, "430623"), (huarong, jianli, "421088")):
        assert (await here.client.get("/v1/agreements/HX-2026")).json() == signed
        assert (await here.facts("registry.agreement-accepted"))[0].signatures == signed["signatures"]
        for named in await keys_of(there):
            mine = [{name: named["jwk"][name] for name in ("crv", "kty", "x")}]
            assert await trusted(here, place, named["service"]) == ([] if named["service"] == "credit" else mine)
        assert await trusted(here, "421024") == []
        assert await states(here) == ["accepted"]
    await revoke_from(huarong, jianli, "HX-2026", "421088")
    assert await states(jianli) == ["accepted"]
    done = await post(huarong, "/HX-2026/revocation", {"reason": "检查标准不再一致"})
    assert done["facts"] == ["registry.countersignature-given", "registry.agreement-revoked"]
    await revoke_from(huarong, jianli, "HX-2026", "430623")
    for here, place in ((jianli, "430623"), (huarong, "421088")):
        learned = await here.facts("registry.agreement-revoked")
        assert [(f.by, f.reason) for f in learned] == [("430623", "检查标准不再一致")]
        assert await states(here) == ["revoked"]
        assert await trusted(here, place) == []


async def revoke_from(there, here, agreement, by):
    fact = AgreementRevoked(agreement=agreement, by=by, reason="检查标准不再一致")
    await here.deliver("registry", (f"agreement-{agreement}", fact), place="430623", signer=signer(there))


async def test_without_an_agreement_in_force_no_neighbour_is_believed(two):
    jianli, huarong = two
    await post(jianli, "", await proposal(huarong), 201)
    with pytest.raises(UntrustedError):
        await revoke_from(huarong, jianli, "HX-2026", "430623")
    assert await states(jianli) == ["proposed"]


async def test_a_revocation_signed_by_a_stranger_is_not_taken(two, tmp_path):
    jianli, huarong = two
    await agree(jianli, huarong)
    fact = AgreementRevoked(agreement="HX-2026", by="430623", reason="冒充")
    stranger = Signer(new_key(tmp_path / "stranger.json"))
    with pytest.raises(ChainBrokenError):
        await jianli.deliver("registry", ("agreement-HX-2026", fact), place="430623", signer=stranger)
    assert await states(jianli) == ["accepted"]


def counted(reason):
    labels = {"route": "/v1/agreements/acceptance", "reason": reason}
    return metrics.registry.get_sample_value("checkonce_http_refused_total", labels) or 0


STRANGER = public(OKPKey.generate_key("Ed25519").as_dict(private=False))


def with_key(party, number, **changes):
    keys = [{**key, **(changes if n == number else {})} for n, key in enumerate(party["keys"])]
    return {**party, "keys": keys}


async def test_an_altered_or_foreign_document_is_refused_and_nothing_is_written(two):
    jianli, huarong = two
    await post(jianli, "", await proposal(huarong), 201)
    document = (await jianli.client.get("/v1/agreements/HX-2026")).json()
    before, doubted = await huarong.facts(), counted("not-our-key")
    configure("registry")
    first, second = document["parties"]
    for changes, slug, status in (
        ({"kinds": ["food-hygiene", "fire-safety"]}, "bad-signature", 422),
        ({"valid_until": "2027-12-31"}, "bad-signature", 422),
        ({"signatures": {}}, "bad-signature", 422),
        ({"parties": [first, with_key(second, 0, jwk=STRANGER)]}, "not-our-key", 422),
        ({"parties": [first, with_key(second, 1, valid_from="2021-01-01T00:00:00Z")]}, "not-our-key", 422),
        ({"parties": [with_key(first, 0, jwk=STRANGER), second]}, "bad-signature", 422),
        ({"parties": [{**first, "keys": first["keys"][1:]}, second]}, "key-missing", 422),
        ({"parties": [first, {**second, "keys": first["keys"]}]}, "key-used-twice", 422),
        ({"parties": [second, first]}, "not-a-party", 422),
        ({"industries": []}, "invalid-request", 422),
        ({"industries": ["*"]}, "invalid-request", 422),
    ):
        with capture_logs() as lines:
            refused = await post(huarong, "/acceptance", {**document, **changes}, status)
        assert refused["type"] == f"urn:checkonce:problem:{slug}", refused
        noted = [(line["reason"], line["subject"]) for line in lines if line["event"] == "http.refused"]
        assert noted == ([] if slug in {"invalid-request", "key-missing"} else [(slug, "r-1")]), "refused trust leaves a line"
    assert await huarong.facts() == before
    assert counted("not-our-key") == doubted + 2
    half = await post(jianli, "/conclusion", document, 422)
    assert half["type"] == "urn:checkonce:problem:bad-signature"
    assert await states(jianli) == ["proposed"]


async def test_a_proposal_is_held_to_our_lists_and_to_a_public_key(two):
    jianli, huarong = two
    keys = await keys_of(huarong)
    partner = {"place": "430623", "name": "华容县", "keys": keys}
    before = await jianli.facts()
    for changes, field in (
        ({"kinds": ["moon-mining"]}, "kinds"),
        ({"industries": ["moon"]}, "industries"),
        ({"industries": []}, "body.industries"),
        ({"partner": with_key(partner, 1, jwk={**keys[1]["jwk"], "d": "x"})}, "partner.keys.1.jwk"),
        ({"partner": with_key(partner, 0, valid_until="2025-11-01T00:00:00Z")}, "partner.keys"),
        ({"partner": with_key(partner, 0, jwk=keys[1]["jwk"])}, "partner.keys.1.jwk"),
        ({"partner": with_key(partner, 0, jwk=(await keys_of(jianli))[2]["jwk"])}, "partner.keys.0.jwk"),
        ({"partner": {**partner, "keys": keys[1:]}}, "partner.keys"),
        ({"partner": {"place": "421088", "name": "自己", "keys": keys}}, "parties"),
        ({"valid_until": "2025-12-31"}, "valid_until"),
    ):
        refused = await post(jianli, "", await proposal(huarong, **changes), 422)
        assert refused["field"] == field, refused
    officer = await jianli.client.post("/v1/agreements", json=await proposal(huarong), headers=official(jianli))
    assert officer.status_code == 403
    assert await jianli.facts() == before


async def test_an_agreement_shows_as_expired_after_its_last_day(two):
    jianli, huarong = two
    await agree(jianli, huarong)
    jianli.clock.now = datetime(2026, 12, 31, 15, tzinfo=UTC)
    assert await states(jianli) == ["accepted"]
    jianli.clock.now = datetime(2026, 12, 31, 17, tzinfo=UTC)
    assert await states(jianli) == ["expired"]
    assert (await jianli.client.get("/v1/agreements?state=accepted")).json()["items"] == []


async def test_without_a_file_of_keys_none_is_published_or_agreed(registry):
    answer = await registry.client.get("/v1/keys")
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:checkonce:problem:no-service-keys")


async def test_views_rebuilt_beside_the_living_ones_are_the_same(two):
    jianli, huarong = two
    await agree(jianli, huarong)
    await send(jianli, "entities", head("entities", 300))
    await send(jianli, "inspectors", head("inspectors", 20))
    item = (await jianli.client.get("/v1/items/MKT-0001")).json()["editions"][0]["content"]
    for path, body in (
        ("items/MKT-0001/adjustment", {"content": item, "effective_from": "2026-02-01"}),
        ("items/MKT-0002/withdrawal", {"reason": "并入", "effective_from": "2026-02-01"}),
        ("entities/stall:421088100-0001/strike-off", {"reason": "收摊", "effective_from": "2025-11-01"}),
        ("inspectors/I-421088-0002/suspension", {"reason": "调离", "effective_from": "2025-11-01"}),
        ("inspectors/I-421088-0002/reinstatement", {"reason": "复岗", "effective_from": "2025-11-02"}),
        ("mandates/421088-sports/withdrawal", {"reason": "机构改革", "effective_from": "2026-01-01"}),
        ("agreements/HX-2026/revocation", {"reason": "终止"}),
    ):
        answer = await jianli.client.post(f"/v1/{path}", json=body, headers=registrar(jianli))
        assert (await jianli.seconded(answer, second(jianli))).status_code == 200
    stall = "stall:421088100-0002"
    content = (await jianli.client.get(f"/v1/entities/{stall}")).json()["content"]
    licence = {"approval": "A-1", "title": "许可", "mode": "integrated", "approver": "421088-market", "by_commitment": False}
    for path, body in (
        ("entities", {"entity": stall, "content": {**content, "name": "新名(示例)"}}),
        ("approvals", {**licence, "entity": stall, "supervisor": "421088-market", "granted_on": "2025-10-01"}),
    ):
        assert (await jianli.client.post(f"/v1/{path}", json=body, headers=registrar(jianli))).status_code == 201
    await jianli.client.delete("/v1/people/I-421088-0003", headers=registrar(jianli))
    before = {t: await jianli.rows(f"select * from {t} order by 1, 2") for t in [*TABLES, "people"]}
    assert await jianli.running.rebuild() == len(await jianli.facts())
    assert {t: await jianli.rows(f"select * from {t} order by 1, 2") for t in [*TABLES, "people"]} == before
    assert all(before.values())
    assert date(2026, 2, 1) in {row["effective_until"] for row in before["items"]}
