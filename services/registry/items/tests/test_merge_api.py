"""The three source lists beside the one list, on a real database."""

import csv
import io

from services.registry.testing import get, post, send

# The three source lists (B-02)

COLUMNS = "code,title,department,power,legal_basis,industries"


async def test_three_source_lists_beside_the_one_list_until_every_row_is_linked(registry):
    title = "餐饮服务食品安全检查"
    lists = {
        "source-power": [f"P-1,{title},监利市市场监督管理局,行政检查,食品安全法,", "P-2,登月检查,登月办公室,,,"],
        "source-random": [f"R-1,{title},421088-market,,食品安全法,"],
        "source-internet": [f"I-1,{title},监利市市场监督管理局,,食品安全法实施条例,"],
    }
    for kind, rows in lists.items():
        report = await send(registry, kind, "\n".join([COLUMNS, *rows]))
        assert (report["facts"], report["refused"]) == (len(rows), 0), report
        assert (await send(registry, kind, "\n".join([COLUMNS, *rows])))["facts"] == 0
    report = await get(registry, "merge?limit=500")
    items = (await get(registry, "counts"))["items"]
    assert report["counts"] == {"agreed": 0, "conflict": 1, "missing": 0, "outside": 1 + items}
    assert report["rows"] == {"power": 2, "random": 1, "internet": 1}
    (conflict,) = (await get(registry, "merge?state=conflict"))["items"]
    assert {(v["field"], v["where"], v["says"]) for v in conflict["conflicts"]} == {
        ("legal_basis", "power", "食品安全法"), ("legal_basis", "random", "食品安全法"),
        ("legal_basis", "internet", "食品安全法实施条例"),
    }  # fmt: skip
    await send(registry, "source-internet", "\n".join([COLUMNS, lists["source-random"][0].replace("R-1", "I-1")]))
    (outside,) = (await get(registry, "merge?state=outside&source=random"))["items"]
    assert (outside["missing_in"], outside["items"]) == ([], [])
    for source, code in (("power", "P-1"), ("random", "R-1"), ("internet", "I-1")):
        body = {"source": {"source": source, "code": code}, "effective_from": "2025-11-03"}
        await post(registry, "items/MKT-0003/sources", body, 200)
    await post(registry, "items/MKT-0003/sources", body, 409)
    await post(registry, "items/MKT-0003/sources", {**body, "source": {"source": "power", "code": "P-9"}}, 422)
    agreed = await get(registry, "merge?state=agreed")
    assert agreed["counts"]["agreed"] == 1
    assert (agreed["items"][0]["items"], len(agreed["items"][0]["rows"])) == (["MKT-0003"], 3)
    assert (await get(registry, "merge?state=agreed&day=2025-11-02"))["items"] == []
    end = {"source": "internet", "code": "I-1", "reason": "取消", "effective_from": "2026-01-01"}
    await post(registry, "sources/withdrawal", end, 200)
    (missing,) = (await get(registry, "merge?state=missing&day=2026-01-01"))["items"]
    assert missing["missing_in"] == ["internet"]
    table = (await registry.client.get("/v1/merge/export.csv?state=agreed&lang=codes")).text.lstrip("\ufeff")
    assert [row["list"] for row in csv.DictReader(io.StringIO(table))] == ["internet", "power", "random"]
    out = await registry.client.get("/v1/sources/export.csv?source=power&lang=codes")
    assert len(out.text.splitlines()) == 3


async def test_the_report_is_paged_and_holds_everything_once(registry):
    seen, cursor = [], ""
    while cursor is not None:
        page = await get(registry, f"merge?limit=40{cursor}")
        seen += [cluster["cluster"] for cluster in page["items"]]
        cursor = page["next"] and f"&cursor={page['next']}"
    assert seen == sorted(set(seen))
    assert len(seen) == page["listed_items"] == (await get(registry, "counts"))["items"]
