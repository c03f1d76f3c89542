"""The service on a real database: files, single changes, lists, names, agreements between two places."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest

from libs.events.catalog.spelling import credit_code
from libs.events.testing.services import service_under_test
from services.registry.app import service
from services.registry.testing import (
    KINDS,
    NOVEMBER,
    SHOP,
    SHOP_CODE,
    SHOP_NAME,
    cells,
    example,
    head,
    official,
    registrar,
    second,
    send,
)

# Files


@pytest.mark.parametrize("place", ["421088", "430623"])
async def test_the_examples_come_in_whole_and_again_change_nothing(database, issuer, place):
    async with service_under_test(service, database, issuer, place=place, now=NOVEMBER) as sut:
        for again in (False, True):
            written = len(await sut.facts())
            for kind in KINDS:
                content = example(kind, place)
                report = await send(sut, kind, content)
                rows = len(content.decode().splitlines()) - 1
                assert (report["rows"], report["refused"]) == (rows, 0), report["refusals"]
                assert (report["accepted"], report["facts"], report["unchanged"]) == (
                    (0, 0, rows) if again else (rows, rows, 0)
                )
            assert again == (len(await sut.facts()) == written)
        counts = (await sut.client.get("/v1/counts")).json()
        rows = {kind: len(example(kind, place).decode().splitlines()) - 1 for kind in KINDS}
        assert {kind: counts[kind] for kind in KINDS} == rows
        assert 0 < counts["inspectors_valid"] < counts["inspectors"]


async def test_a_file_with_bad_rows_is_refused_row_by_row_as_its_description_says(registry):
    report = await send(registry, "entities", example("entities-with-bad-rows"))
    assert {r["line"]: r["field"] for r in report["refusals"]} == {
        6: "value", 7: "value", 8: "value", 9: "scheme", 10: "township", 11: "industries", 12: "industries", 13: "name",
        14: "category", 15: "founded", 16: "value", 17: "row", 18: "row",
    }  # fmt: skip
    assert (report["accepted"], report["refused"]) == (5, 13)
    assert all(r["rule"] and r["rule_zh"] and r["rule"] != r["rule_zh"] for r in report["refusals"])
    entities = {fact.entity for fact in await registry.facts("registry.entity-listed")}
    lines = example("entities-with-bad-rows").decode().splitlines()
    accepted = [line for number, line in enumerate(lines, 1) if number not in {1, *(r["line"] for r in report["refusals"])}]
    written = {line.split(",")[1] for line in accepted}
    assert entities == {f"uscc:{credit_code(code)}" for code in written}
    assert any(code != credit_code(code) for code in written)
    first = (await registry.client.get(f"/v1/entities/{SHOP}")).json()
    assert first["content"]["name"] == SHOP_NAME


async def test_one_code_in_two_spellings_is_one_entity(registry):
    header, line = head("entities-with-bad-rows", 1).decode().splitlines()
    same = "\n".join((header, line, line.replace(SHOP_CODE, SHOP_CODE.lower())))
    assert (await send(registry, "entities", same))["facts"] == 1
    other = "\n".join((header, line, line.replace(SHOP_CODE, SHOP_CODE.lower()).replace(SHOP_NAME, "别家")))
    refused = (await send(registry, "entities", other))["refusals"]
    assert [(r["line"], r["field"], r["value"]) for r in refused] == [(3, "value", SHOP_CODE.lower())]


async def test_a_changed_row_is_the_next_fact_of_its_kind(registry):
    await send(registry, "entities", head("entities-with-bad-rows", 1))
    await send(registry, "inspectors", head("inspectors", 1))
    for kind, old, new, fact in (
        ("entities-with-bad-rows", SHOP_NAME, "监利另名(示例)", "registry.entity-changed"),
        ("items", "食品生产企业", "食品生产单位", "registry.item-adjusted"),
        ("inspectors", cells("inspectors", 1)["valid_until"], "2035-11-10", "registry.inspector-certified"),
        ("industries", "食品生产", "食品制造", "registry.industry-listed"),
        ("scenarios", "餐饮服务", "餐饮", "registry.scenario-listed"),
    ):
        rows = 3 if kind == "scenarios" else 1
        report = await send(registry, kind.split("-", maxsplit=1)[0], head(kind, rows).decode().replace(old, new))
        assert (report["facts"], report["refused"]) == (1, 0), report
        assert (await registry.facts())[-1].fact_type == fact
    adjusted = (await registry.facts("registry.item-adjusted"))[-1]
    assert (adjusted.item, adjusted.edition) == ("MKT-0001", 2)


BAD_CELLS = [
    ("departments", "divisions", "991088", "divisions"),
    ("departments", "divisions", "", "divisions"),
    ("departments", "level", "village", "level"),
    ("departments", "code", "market", "code"),
    ("townships", "code", "42108810", "code"),
    ("townships", "code", "001088100", "code"),
    ("townships", "department", "421088-moon", "department"),
    ("items", "department", "421088-moon", "department"),
    ("items", "industries", "food-production;moon-mining", "industries"),
    ("items", "industries", "food-production;food-production", "industries"),
    ("items", "methods", "onsite;telepathy", "methods"),
    ("items", "frequency_months", "", "frequency_months"),
    ("items", "frequency_months", "1.5", "frequency_months"),
    ("items", "frequency_months", "²", "frequency_months"),
    ("items", "notice", "", "notice"),
    ("items", "legal_basis", "", "legal_basis"),
    ("items", "content", "电话13912345678", "content"),
    ("items", "effective_from", "20251301", "effective_from"),
    ("items", "effective_from", "2024-12-31", "effective_from"),
    ("scenarios", "lead", "421088-police", "lead"),
    ("scenarios", "items", "MKT-0001;MKT-9999", "items"),
    ("scenarios", "items", "MKT-0003", "items"),
    ("scenarios", "items", "CUS-0001", "items"),
    ("scenarios", "industry", "moon-mining", "industry"),
    ("inspectors", "department", "421088-moon", "department"),
    ("inspectors", "valid_until", "2020-01-01", "valid_until"),
    ("inspectors", "qualifications", "", "qualifications"),
    ("inspectors", "name", "", "name"),
    ("inspectors", "id", "张三", "id"),
    ("entities", "name", "控\x01制", "name"),
]


async def test_a_bad_cell_names_its_column_and_writes_nothing(registry):
    before = await registry.facts()
    taken = []
    for kind, column, value, field in BAD_CELLS:
        row = next(csv.DictReader(io.StringIO(example(kind).decode())))
        content = json.dumps({**row, column: value}, ensure_ascii=False).encode()
        report = await send(registry, kind, content, **{"content-type": "application/x-ndjson"})
        if report["facts"] or [(r["line"], r["field"]) for r in report["refusals"]] != [(1, field)]:
            taken.append((kind, column, value, report["refusals"]))
    assert taken == []
    assert await registry.facts() == before
    assert await registry.rows("select * from people") == []


async def test_only_the_registrar_imports(registry):
    before = await registry.facts()
    for headers, status in ((official(registry), 403), ({}, 401)):
        sent = await registry.client.post("/v1/imports/entities", content=head("entities", 5), headers=headers)
        assert (sent.status_code, sent.headers["content-type"]) == (status, "application/problem+json")
    assert await registry.facts() == before


async def test_what_goes_out_as_csv_comes_in_and_changes_nothing(registry):
    await send(registry, "entities", head("entities", 1200))
    await send(registry, "inspectors", example("inspectors"))
    before = len(await registry.facts())
    counts = (await registry.client.get("/v1/counts")).json()
    for kind in KINDS:
        for file in ("csv", "xlsx", "csv?lang=en", "xlsx?lang=codes"):
            out = await registry.client.get(f"/v1/{kind}/export.{file}", headers=official(registry))
            report = await send(registry, kind, out.content, **{"Content-Type": out.headers["content-type"]})
            done = report["rows"], report["unchanged"], report["refused"]
            assert done == (counts[kind], counts[kind], 0), (kind, file, report["refusals"][:1], out.content[:300])
    assert len(await registry.facts()) == before
    assert (await registry.client.get("/v1/inspectors/export.csv")).status_code == 401


# Lists


async def test_lists_are_paged_filtered_and_may_be_empty(registry):
    await send(registry, "entities", head("entities", 120))

    async def pages(path):
        found, cursor = [], ""
        while cursor is not None:
            page = (await registry.client.get(f"/v1/{path}{cursor}")).json()
            found += page["items"]
            cursor = page["next"] and f"&cursor={page['next']}"
        return found

    entities = [e["entity"] for e in await pages("entities?limit=50")]
    assert entities == sorted(entities)
    assert len(set(entities)) == len(entities) == 120
    in_town = await pages("entities?limit=50&township=421088100")
    assert in_town
    assert {e["content"]["township"] for e in in_town} == {"421088100"}
    catering = await pages("entities?limit=50&industry=catering")
    assert catering
    assert all("catering" in e["content"]["industries"] for e in catering)
    named = await pages("entities?limit=50&q=421088100-0002")
    assert [e["entity"] for e in named] == ["stall:421088100-0002"]
    assert await pages("entities?limit=50&state=struck-off") == []
    market = await pages("items?limit=50&department=421088-market&list_class=key")
    assert market
    assert {(i["content"]["department"], i["content"]["list_class"]) for i in market} == {("421088-market", "key")}
    assert len(await pages("departments?limit=10")) == 27
    assert [d["department"] for d in await pages("departments?limit=10&level=city")]
    assert [t["title"] for t in await pages("townships?limit=10&q=朱河")] == ["朱河镇"]
    assert [s["scenario"] for s in await pages("scenarios?limit=10&industry=catering")] == ["S-catering"]
    for wrong in ("entities?limit=0", "entities?colour=red", "items?on=yesterday", "entities?cursor=x", "items?q=%00"):
        refused = await registry.client.get(f"/v1/{wrong}")
        assert (refused.status_code, refused.headers["content-type"]) == (422, "application/problem+json")


async def edition_on(sut, day):
    found = (await sut.client.get(f"/v1/items?q=MKT-0001&on={day}")).json()["items"]
    return found[0]["edition"] if found else None


async def test_what_was_in_force_on_a_day_gets_an_answer(registry):
    listed = (await registry.client.get("/v1/items/MKT-0001")).json()
    content = {**listed["editions"][0]["content"], "subject": "食品生产者"}
    for path, body in (
        ("adjustment", {"content": content, "effective_from": "2026-02-01"}),
        ("adjustment", {"content": {**content, "subject": "食品生产企业"}, "effective_from": "2026-02-01"}),
        ("withdrawal", {"reason": "并入其他事项", "effective_from": "2026-07-01"}),
    ):
        done = await registry.client.post(f"/v1/items/MKT-0001/{path}", json=body, headers=registrar(registry))
        assert done.status_code == 200, done.text
    again = {"item": "MKT-0001", "content": content, "effective_from": "2026-10-01"}
    assert (await registry.client.post("/v1/items", json=again, headers=registrar(registry))).status_code == 201
    days = ["2024-12-31", "2025-01-01", "2026-01-31", "2026-02-01", "2026-06-30", "2026-07-01", "2026-09-30", "2026-10-01"]
    assert [await edition_on(registry, day) for day in days] == [None, 1, 1, 3, 3, None, None, 4]
    history = (await registry.client.get("/v1/items/MKT-0001")).json()
    assert [(e["edition"], e["effective_from"], e["effective_until"], e["withdrawn"]) for e in history["editions"]] == [
        (1, "2025-01-01", "2026-02-01", None),
        (2, "2026-02-01", "2026-02-01", None),
        (3, "2026-02-01", "2026-07-01", "并入其他事项"),
        (4, "2026-10-01", None, None),
    ]
    assert (await registry.client.get("/v1/items/MKT-9999")).json()["type"] == "urn:checkonce:problem:no-such-item"


# Single changes


async def test_officials_words_are_masked_for_everybody_and_an_entitys_are_whole_for_officials(registry):
    said, read = "店主:张小三死亡", "张小三"
    content = {"name": "新店", "industries": ["catering"], "township": "421088100", "category": "enterprise"}
    code = {"code": "91421088EX50681450", "reason": said, "evidence": [{"sha256": "a" * 64, "media_type": "image/jpeg"}]}
    approval = {
        "approval": "A-1", "entity": SHOP, "title": f"食品经营许可({said})", "mode": "integrated", "approver": "421088-market",
        "supervisor": "421088-market", "by_commitment": False, "granted_on": "2025-10-01",
    }  # fmt: skip
    end = {"entity": SHOP, "approver": "421088-market", "commitment_broken": False}
    ending = {"reason": said, "effective_from": "2025-11-10"}
    for path, body in (
        ("entities", {"entity": SHOP, "content": content}),
        ("approvals", approval),
        ("approvals/A-1/end", {**end, **ending}),
        (f"entities/{SHOP}/strike-off", ending),
        ("codes", code),
        ("industries", {"industry": "moon", "title": "登月"}),
        ("industries/moon/withdrawal", ending),
        ("policy", {"effective_from": "2025-12-01", "pack": {"window_months": 11}, "reason": said}),
    ):
        answer = await registry.client.post(f"/v1/{path}", json=body, headers=registrar(registry))
        assert (await registry.seconded(answer, second(registry))).status_code in {200, 201}, (path, answer.text)
    for path in (
        f"entities/{SHOP}", f"entities/{SHOP}/history", "entities", "approvals", "approvals/A-1", "approvals/export.csv",
        "codes", "industries/moon", "policy/editions",
    ):  # fmt: skip
        text = (await registry.client.get(f"/v1/{path}")).text
        assert read not in text, path
        assert "店主:张**" in text, path
    for path in (f"entities/{SHOP}", f"entities/{SHOP}/history", "entities"):
        told = await registry.client.get(f"/v1/{path}", headers=registry.bearer("o-1", roles=["commander"]))
        assert said in told.text, path


async def test_an_entity_is_entered_struck_off_and_stays_readable(registry):
    content = {"name": "新店", "industries": ["catering"], "township": "421088100", "category": "enterprise"}
    body = {"entity": SHOP.lower(), "content": content}
    entered = await registry.client.post("/v1/entities", json=body, headers=registrar(registry))
    assert (entered.status_code, entered.json()["stream"]) == (201, f"entity-{SHOP}")
    strike = {"reason": "注销", "effective_from": "2025-11-10"}
    stale = await registry.client.post(
        f"/v1/entities/{SHOP}/strike-off", json=strike, headers={**registrar(registry), "If-Match": '"9"'}
    )
    assert stale.status_code == 412
    struck = await registry.client.post(f"/v1/entities/{SHOP}/strike-off", json=strike, headers=registrar(registry))
    assert struck.headers["etag"] == '"2"'
    shown = await registry.client.get(f"/v1/entities/{SHOP}")
    assert (shown.json()["struck_off_for"], shown.headers["etag"]) == ("注销", '"2"')
    for state, now in (("operating", NOVEMBER), ("struck-off", datetime(2025, 11, 10, 2, tzinfo=UTC))):
        registry.clock.now = now
        counts = (await registry.client.get("/v1/counts")).json()
        assert (counts["entities"], counts["entities_struck_off"]) == ((1, 0) if state == "operating" else (0, 1))
        assert (await registry.client.get(f"/v1/entities?state={state}")).json()["items"]


async def test_single_changes_are_held_to_the_same_lists_as_files(registry):
    before = await registry.facts()
    item = (await registry.client.get("/v1/items/MKT-0001")).json()["editions"][0]["content"]
    shop = {"name": "新店", "industries": ["catering"], "township": "421088100", "category": "enterprise"}
    day = {"effective_from": "2026-01-01"}
    for path, body, field in (
        ("items", {"item": "MKT-0900", "content": {**item, "department": "421088-moon"}, **day}, "content.department"),
        ("items", {"item": "MKT-0900", "content": {**item, "industries": ["moon"]}, **day}, "content.industries"),
        ("items", {"item": "MKT-0900", "content": {**item, "industries": []}, **day}, "content.industries"),
        ("items", {"item": "MKT-0900", "content": {**item, "frequency_months": None}, **day}, "frequency_months"),
        ("items/MKT-0001/adjustment", {"content": {**item, "department": "421088-moon"}, **day}, "content.department"),
        ("entities", {"entity": f"{SHOP[:-1]}{'0' if SHOP[-1] != '0' else '1'}", "content": shop}, "value"),
        ("entities", {"entity": "passport:1", "content": shop}, "scheme"),
        ("entities", {"entity": SHOP, "content": {**shop, "township": "421088999"}}, "content.township"),
        ("entities", {"entity": SHOP, "content": {**shop, "industries": ["moon"]}}, "content.industries"),
        ("entities", {"entity": SHOP, "content": {**shop, "category": "shell"}}, "content.category"),
    ):
        refused = await registry.client.post(f"/v1/{path}", json=body, headers=registrar(registry))
        assert (refused.status_code, refused.json()["field"]) == (422, field), refused.text
    body = {"entity": SHOP, "content": shop}
    assert (await registry.client.post("/v1/entities", json=body, headers=official(registry))).status_code == 403
    assert (await registry.client.post("/v1/entities", json=body)).status_code == 401
    assert await registry.facts() == before


# People


async def test_a_name_is_in_no_fact_is_for_officials_and_an_erased_one_stays_erased(registry):
    name, other = (cells("inspectors", row)["name"] for row in (1, 2))
    await send(registry, "inspectors", head("inspectors", 2))
    for table, column in (("events", "data"), ("views.editions", "content")):
        assert not await registry.rows(f"select 1 from {table} where {column}::text like '%' || $1 || '%'", name)
    assert (await registry.client.get("/v1/inspectors")).status_code == 401
    shown = (await registry.client.get("/v1/inspectors", headers=official(registry))).json()["items"]
    assert [i["name"] for i in shown] == [name, other]
    facts = len(await registry.facts())
    for _ in range(2):
        erased = await registry.client.delete("/v1/people/I-421088-0001", headers=registrar(registry))
        assert erased.status_code == 200
        assert (await send(registry, "inspectors", head("inspectors", 2)))["unchanged"] == 2
    shown = (await registry.client.get("/v1/inspectors", headers=official(registry))).json()["items"]
    assert [i["name"] for i in shown] == [None, other]
    assert not await registry.rows("select 1 from people where people::text like '%' || $1 || '%'", name)
    assert len(await registry.facts()) == facts
    assert (await registry.client.delete("/v1/people/I-421088-0002", headers=official(registry))).status_code == 403
    assert (await registry.client.delete("/v1/people/I-9-9", headers=registrar(registry))).status_code == 404


async def test_a_refused_row_of_a_person_leaves_no_name_in_the_report(registry):
    header = ",".join(cells("inspectors", 1))
    short = "I-421088-9001,张示例,421088-market"
    long_name = f"I-421088-9002,{'李' * 300},421088-market,C-1,food,2024-01-01,2030-01-01"
    report = await send(registry, "inspectors", f"{header}\n{short}\n{long_name}")
    assert report["refused"] == 2
    assert [r["value"] for r in report["refusals"]] == ["", ""]
    assert not await registry.rows("select 1 from import_refusals where value like '%示例%' or value like '%李%'")


async def test_a_suspended_inspector_is_seen_as_suspended(registry):
    await send(registry, "inspectors", example("inspectors"))
    body = {"reason": "调离执法岗位", "effective_from": "2025-11-01"}
    path = "/v1/inspectors/I-421088-0001/suspension"
    assert (await registry.client.post(path, json=body, headers=registrar(registry))).status_code == 200
    again = await registry.client.post(path, json=body, headers=registrar(registry))
    assert again.json()["type"] == "urn:checkonce:problem:inspector-is-suspended"
    seen = {}
    for state in ("suspended", "expired", "valid"):
        page = await registry.client.get(f"/v1/inspectors?limit=500&state={state}", headers=official(registry))
        seen[state] = [i["inspector"] for i in page.json()["items"]]
    assert seen["suspended"] == ["I-421088-0001"]
    assert seen["expired"]
    counts = (await registry.client.get("/v1/counts")).json()
    assert counts["inspectors_valid"] == len(seen["valid"]) == counts["inspectors"] - 1 - len(seen["expired"])
