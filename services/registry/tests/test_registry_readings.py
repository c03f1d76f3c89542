"""Reads of officers and of names among the entities are on record, and an erased person is not in the record."""

from services.registry.testing import catering, head, official, post, send


async def on_record(registry, query=""):
    answer = await registry.client.get(f"/v1/readings?{query}", headers=registry.bearer("a-1", roles=["auditor"]))
    assert answer.status_code == 200, answer.text
    return [row for row in answer.json()["items"] if row["subject"] != "a-1"]


async def test_who_read_of_a_person_is_found_and_erasing_the_person_leaves_a_number(registry):
    await send(registry, "inspectors", head("inspectors", 1))
    who = official(registry)
    (officer, *_) = (await registry.client.get("/v1/inspectors", headers=who)).json()["items"]
    number, name = officer["inspector"], officer["name"]
    purpose = {"Purpose": "%E6%A1%88%E4%BB%B6%2012%20%E7%BB%8F%E5%8A%9E%2013912345678"}
    await registry.client.get(f"/v1/inspectors/{number}/history", headers={**who, **purpose})
    await registry.client.get("/v1/inspectors", params={"q": name}, headers=who)
    (read,) = await on_record(registry, f"person={number}")
    assert (read["route"], read["kind"]) == ("GET /v1/inspectors/{inspector}/history", "personal")
    assert read["purpose"] == "案件 12 经办 139****5678"
    erased = await registry.client.delete(f"/v1/people/{number}", headers=registry.bearer("r-1", roles=["registrar"]))
    assert erased.status_code == 200, erased.text
    assert name not in str(await registry.rows("select * from readings"))
    assert [row["id"] for row in await on_record(registry, f"person={number}")] == [read["id"]]


async def test_reads_of_entities_are_on_record_where_names_are_shown_and_not_where_they_are_masked(registry):
    await catering(registry, 1)
    named = {"name": "张小三", "industries": ["catering"], "township": "421088100", "category": "household", "founded": None}
    await post(registry, "entities", {"entity": "uscc:92421088MACG000382", "content": named}, 201)
    for address in ("/v1/entities/uscc:92421088macg000382", "/v1/entities?q=小三"):
        assert (await registry.client.get(address)).status_code == 200
        assert (await registry.client.get(address, headers=official(registry))).status_code == 200
    everything = await on_record(registry)
    assert [(row["entity"], row["asked"]) for row in everything] == [(None, ["q"]), ("uscc:92421088MACG000382", [])]
    assert "小三" not in str(everything)
