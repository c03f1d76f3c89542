"""What shows a whistle is read by its township and by who is called; what a department says of its part names its own."""

from services.whistle.testing import FIRE, MARKET, NEW, POLICE, blow_and_call, bring, officer, township


async def read(sut, piece, who):
    return (await sut.client.get(f"/v1/files/{piece['sha256']}", headers=who)).status_code


def department(sut, code):
    return sut.bearer(f"o-{code}", roles=["department-officer"], departments=[code])


async def test_who_is_called_sees_what_the_township_saw(keeping):
    shown = await bring(keeping, "气瓶", township(keeping))
    neighbour = keeping.bearer("t-2", roles=["township-officer"], divisions=["421088101"])
    assert await read(keeping, shown, department(keeping, MARKET)) == 404
    await blow_and_call(keeping, evidence=[shown])
    assert [await read(keeping, shown, department(keeping, each)) for each in (MARKET, FIRE, POLICE)] == [200, 200, 404]
    assert [await read(keeping, shown, each) for each in (township(keeping), neighbour)] == [200, 404]


async def test_a_whistle_names_only_what_is_there(keeping):
    nowhere = {"sha256": "0" * 64, "media_type": "image/png"}
    answer = await keeping.client.post("/v1/whistles", json={**NEW, "evidence": [nowhere]}, headers=township(keeping))
    assert answer.status_code == 422
    assert answer.json()["type"] == "urn:checkonce:problem:evidence-missing"
    assert await keeping.facts() == []


async def test_a_department_shows_what_it_has_done(keeping):
    await blow_and_call(keeping)
    for each in (MARKET, FIRE):
        arrived = {"department": each, "officers": ["I-1-1"]}
        came = await keeping.client.post("/v1/whistles/W-1/report-ins", json=arrived, headers=officer(keeping, each))
        assert came.status_code == 200, came.text
    done = await bring(keeping, "已清理", department(keeping, MARKET))
    part = {"department": FIRE, "outcome": "已清理", "evidence": [done]}
    refused = await keeping.client.post("/v1/whistles/W-1/parts", json=part, headers=department(keeping, FIRE))
    assert (refused.status_code, refused.json()["value"]) == (422, [done["sha256"]])
    kept = await keeping.client.post(
        "/v1/whistles/W-1/parts", json={**part, "department": MARKET}, headers=department(keeping, MARKET)
    )
    assert kept.status_code == 200, kept.text
    assert [await read(keeping, done, each) for each in (township(keeping), department(keeping, FIRE))] == [200, 200]
