"""Lists of publications on a real database."""

import csv
import io

from services.disclosure.testing import (
    ENTITY,
    MARKET,
    OTHER,
    publish,
    read,
    visit_facts,
)


async def test_lists_are_paged_filtered_and_exported_as_a_table(disclosure):
    for n in range(5):
        name = "=cmd()示例" if n == 3 else f"示例饭店{n}"
        await disclosure.deliver("inspection", *visit_facts(f"V-{n}", OTHER if n == 4 else ENTITY, name, problems=0))
        await publish(disclosure, f"result-R-V-{n}")
    seen, cursor = [], ""
    while cursor is not None:
        page = await read(disclosure, f"/v1/publications?limit=2{cursor and '&cursor=' + cursor}")
        seen += [p["publication"] for p in page["items"]]
        cursor = page["next"]
    assert seen == [f"result-R-V-{n}" for n in (4, 3, 2, 1, 0)]
    one = await read(disclosure, f"/v1/publications?entity={OTHER}&q=饭店4&department={MARKET}")
    assert [p["publication"] for p in one["items"]] == ["result-R-V-4"]
    assert (await read(disclosure, "/v1/publications?q=%25"))["items"] == []
    foreign = await disclosure.client.get("/v1/publications?cursor=abc")
    assert (foreign.status_code, foreign.json()["field"]) == (422, "cursor")
    exported = await disclosure.client.get("/v1/publications/export.csv?lang=codes")
    assert exported.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(exported.text.removeprefix("\ufeff"))))
    assert [row["publication"] for row in rows] == seen
    assert [row["title"][:2] for row in rows if "cmd" in row["title"]] == ["'="]
    exported = await disclosure.client.get("/v1/publications/export.csv")
    told = next(csv.DictReader(io.StringIO(exported.text.removeprefix("\ufeff"))))
    assert (told["公示类别"], told["状态"], told["是否逾期"]) == ("检查结果", "已公示", "否")
    assert told["公示期限"].endswith(" 23:59:59"), "the end of a day of the place, as the place says it"
