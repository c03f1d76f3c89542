"""Entities on a day, and codes let in by name, on a real database."""

import io
from datetime import UTC, datetime

import openpyxl

from services.registry.testing import catering, get, head, official, post, registrar, send, shown

PROOF = {"sha256": "a" * 64, "media_type": "image/jpeg"}


async def test_what_the_list_said_of_an_entity_on_a_day_is_not_lost_when_it_changes(registry):
    await send(registry, "entities", head("entities", 3))
    entity = (await get(registry, "entities"))["items"][0]
    registry.clock.now = datetime(2026, 1, 10, 2, tzinfo=UTC)
    body = {"entity": entity["entity"], "content": {**entity["content"], "name": "新名(示例)", "township": "421088101"}}
    await post(registry, "entities", body)
    registry.clock.now = datetime(2026, 2, 10, 2, tzinfo=UTC)
    await post(registry, "entities", {**body, "content": {**body["content"], "name": "再改名(示例)"}})

    async def name_on(day):
        rows = (await get(registry, f"entities?q={entity['entity']}&day={day}"))["items"]
        return [row["content"]["name"] for row in rows]

    old = entity["content"]["name"]
    days = {"2025-11-02": [], "2025-11-03": [old], "2026-01-09": [old], "2026-01-10": ["新名(示例)"],
            "2026-02-09": ["新名(示例)"], "2026-02-10": ["再改名(示例)"]}  # fmt: skip
    assert {day: await name_on(day) for day in days} == days
    assert len(await shown(registry, "entities?township=421088100&day=2026-01-01", "entity")) == 3
    assert len(await shown(registry, "entities?township=421088100", "entity")) == 2
    told = await get(registry, f"entities/{entity['entity']}/history")
    assert [(e["content"]["name"], e["since"], e["until"]) for e in told] == [
        (old, "2025-11-03", "2026-01-10"), ("新名(示例)", "2026-01-10", "2026-02-10"), ("再改名(示例)", "2026-02-10", None),
    ]  # fmt: skip


# Lawful early credit codes


async def test_an_early_code_comes_in_by_name_and_stays_visible_when_it_is_allowed_no_more(registry):
    code = "91350100M0001TGQXM"
    row = f"uscc,{code.lower()},早期企业(示例),catering,421088100,enterprise,2015-10-08"
    file = f"{head('entities', 0).decode().strip()}\n{row}\n"
    assert (await send(registry, "entities", file))["refusals"][0]["field"] == "value"
    await post(registry, "codes", {"code": code, "reason": "早期赋码", "evidence": []}, 422)
    await post(registry, "codes", {"code": code.lower(), "reason": "早期赋码", "evidence": [PROOF]})
    assert (await send(registry, "entities", file))["facts"] == 1
    await post(registry, f"codes/{code}/withdrawal", {"reason": "已换发新码"}, 200)
    assert (await send(registry, "entities", file.replace("早期企业", "改名")))["refused"] == 1
    (seen,) = (await get(registry, "codes?state=disallowed"))["items"]
    assert (seen["code"], seen["entity_listed"], seen["disallowed_for"]) == (code, True, "已换发新码")
    assert (await get(registry, f"entities/uscc:{code}"))["content"]["name"] == "早期企业(示例)"
    assert (await get(registry, "codes?state=allowed"))["items"] == []


async def test_a_household_that_is_named_by_its_owner_is_masked_for_the_public_and_not_for_officials(registry):
    await catering(registry, 1)
    named = {"name": "张小三", "industries": ["catering"], "township": "421088100", "category": "household", "founded": None}
    await post(registry, "entities", {"entity": "uscc:92421088MACG000382", "content": named}, 201)
    path = "/v1/entities/uscc:92421088MACG000382"
    for anyone in ({}, registry.bearer("e-1", roles=["enterprise"])):
        for address in (path, f"{path}/history", "/v1/entities?q=张*", "/v1/entities/export.csv"):
            answer = await registry.client.get(address, headers=anyone)
            assert (answer.status_code, "张小三" in answer.text, "张**" in answer.text) == (200, False, True), address
        for said in ("q=张小三", "q=小三", "q=张小三&day=2026-03-01"):
            guessed = await registry.client.get(f"/v1/entities?{said}", headers=anyone)
            assert guessed.json()["items"] == [], "a guess is confirmed"
        for address in ("/v1/entities?tag=new-entity", "/v1/entities/export.csv?tag=new-entity"):
            assert (await registry.client.get(address, headers=anyone)).status_code == 403, "tags are for officials"
    for address in (path, f"{path}/history", "/v1/entities?q=小三", "/v1/entities/export.csv"):
        seen = await registry.client.get(address, headers=official(registry))
        assert "张小三" in seen.text, address


async def test_an_owners_name_moves_the_version_that_readers_and_commands_compare(registry):
    stall, address = "stall:421088100-0001", "/v1/entities/stall:421088100-0001"
    content = {"industries": ["catering"], "township": "421088100", "category": "stall"}
    columns = "scheme,value,name,industries,township,category,founded"

    async def entered(name, **headers):
        body = {"entity": stall, "content": {**content, "name": name}}
        return await registry.client.post("/v1/entities", json=body, headers={**registrar(registry), **headers})

    async def shown():
        answer = await registry.client.get(address, headers=official(registry))
        listed = (await registry.client.get("/v1/entities", headers=official(registry))).json()["items"]
        assert {answer.headers["etag"], *(f'"{each["version"]}"' for each in listed)} == {f'"{answer.json()["version"]}"'}
        return answer.json()["content"]["name"], answer.headers["etag"]

    assert (await entered("张小三")).status_code == 201
    assert await shown() == ("张小三", '"1"')
    assert (await entered("张小三")).headers["etag"] == '"1"'
    changed = await entered("张小四", **{"If-Match": '"1"'})
    assert (changed.status_code, changed.headers["etag"], changed.json()["version"]) == (201, '"2"', 2)
    assert await shown() == ("张小四", '"2"')
    assert (await entered("张小五", **{"If-Match": '"1"'})).status_code == 412
    assert await shown() == ("张小四", '"2"')
    for facts in (1, 0):
        report = await send(registry, "entities", f"{columns}\nstall,421088100-0001,张小五,catering,421088100,stall,\n")
        assert (report["refused"], report["facts"]) == (0, facts)
    assert await shown() == ("张小五", '"3"')
    ended = {"reason": "注销", "effective_from": "2026-12-31"}
    await post(registry, "entities/stall:421088100-0001/strike-off", ended, 200)
    assert (await entered("张小六")).status_code == 201
    assert await shown() == ("张小六", '"5"')
    for _ in range(2):
        erased = await registry.client.delete(f"{address}/owner", headers=registrar(registry))
        assert erased.status_code == 200
        assert await shown() == ("张**", '"6"')
    assert "张小" not in str(await registry.facts())


async def test_the_codes_before_and_after_are_shown_and_a_circle_is_refused(registry):
    await send(registry, "entities", head("entities", 3))
    old, middle, new = (row["entity"] for row in (await get(registry, "entities"))["items"])
    body = {"reason": "个转企"}
    before = await registry.client.get(f"/v1/entities/{old}")
    await post(registry, f"entities/{old}/successor", {**body, "successor": middle}, 200)
    await post(registry, f"entities/{middle}/successor", {**body, "successor": new}, 200)
    await post(registry, f"entities/{new}/successor", {**body, "successor": old}, 422)
    await post(registry, f"entities/{old}/successor", {**body, "successor": new}, 409)
    assert await registry.running.rebuild() > 0
    lines = [(row["entity"], row["successor"], row["predecessors"]) for row in (await get(registry, "entities"))["items"]]
    assert lines == [(old, middle, []), (middle, new, [old]), (new, None, [middle])]
    after = await registry.client.get(f"/v1/entities/{old}")
    assert (after.json()["successor"], after.headers["etag"] != before.headers["etag"]) == (middle, True)
    await post(registry, f"entities/{old}/successor/withdrawal", {"reason": "写错了"}, 200)
    assert (await get(registry, f"entities/{old}"))["successor"] is None
    assert (await get(registry, f"entities/{middle}"))["predecessors"] == []


ODD = {
    "914210232000000219": "全数字代码店(试验)",
    "91421088MACG00193H": '=HYPERLINK("http://127.0.0.1/?x="&A1)试验',
    "91421088MACG002067": "@试验店",
    "91421088MACG002142": "-试验店",
}


async def test_an_export_opened_in_a_spreadsheet_keeps_its_codes_and_computes_nothing(registry):
    names = {code: name.replace('"', '""') for code, name in ODD.items()}
    rows = [f'uscc,{code},"{name}",catering,421088100,enterprise,2024-03-01' for code, name in names.items()]
    await send(registry, "entities", "\n".join(["scheme,value,name,industries,township,category,founded", *rows]))
    book = (await registry.client.get("/v1/entities/export.xlsx?q=试验", headers=registrar(registry))).content
    (sheet,) = openpyxl.load_workbook(io.BytesIO(book)).worksheets
    header, *found = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert header == ["标识类型", "统一社会信用代码", "名称", "行业", "乡镇", "主体类型", "成立日期"]
    assert {row[1]: row[2].removeprefix("'") for row in found} == ODD
    assert {(row[0], row[5], row[6]) for row in found} == {("统一社会信用代码", "企业", "2024-03-01")}
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f" or str(cell.value)[0] in "=@-"]
    text = (await registry.client.get("/v1/entities/export.csv?q=试验", headers=registrar(registry))).text
    assert [line.split(",")[2].strip('"')[0] for line in text.splitlines()[1:]] == ["全", "'", "'", "'"]
