"""The effective-dated lists on a real database: any day gets an answer, and nothing goes that others rest on."""

from services.registry.testing import example, get, head, post, registrar, send, shown

# Any day


async def test_every_list_answers_for_a_day_past_today_and_to_come(registry):
    assert await shown(registry, "industries?q=catering&day=2025-11-02", "title") == []
    assert await shown(registry, "industries?q=catering", "title") == ["餐饮服务"]
    await post(registry, "industries", {"industry": "catering", "title": "餐饮", "effective_from": "2026-03-01"})
    days = {"2026-02-28": "餐饮服务", "2026-03-01": "餐饮"}
    assert {day: (await shown(registry, f"industries?q=catering&day={day}", "title"))[0] for day in days} == days
    assert (await send(registry, "industries", example("industries")))["facts"] == 0
    township = {"township": "421088100", "title": "容城街道", "department": "421088-market", "effective_from": "2026-04-01"}
    await post(registry, "townships", township)
    assert await shown(registry, "townships?q=421088100&day=2026-04-01", "department") == ["421088-market"]
    department = {"department": "421088-sports", "title": "文体局", "level": "county", "divisions": ["421088"]}
    await post(registry, "departments", {**department, "effective_from": "2026-05-01"})
    history = await get(registry, "departments/421088-sports")
    assert [(e["title"], e["effective_from"], e["effective_until"]) for e in history["editions"]] == [
        ("监利市体育局", "2025-11-03", "2026-05-01"), ("文体局", "2026-05-01", None),
    ]  # fmt: skip
    scenario = (await get(registry, "scenarios?q=S-catering"))["items"][0]
    body = {name: scenario[name] for name in ("scenario", "industry", "lead", "departments")}
    await post(
        registry, "scenarios", {**body, "title": "餐饮一件事", "items": scenario["items"][:2], "effective_from": "2026-06-01"}
    )
    assert await shown(registry, "scenarios?q=S-catering&day=2026-06-01", "title") == ["餐饮一件事"]
    assert (await shown(registry, "scenarios?q=S-catering", "title")) == ["餐饮服务“综合查一次”"]
    await get(registry, "industries/moon", 404)


async def test_a_new_edition_ends_the_one_before_and_writes_none_that_has_ended(registry):
    days = ["2026-02-01", "2026-03-01", "2026-04-01"]
    for n, day in enumerate(days):
        await post(registry, "industries", {"industry": "catering", "title": f"餐饮{n}", "effective_from": day})
    rows = await registry.rows("select version from editions where list = 'industries' and key = 'catering' order by seq")
    assert [row["version"] for row in rows] == [2, 3, 4, 4], "each by the one that ended it"
    history = await get(registry, "industries/catering")
    assert [edition["effective_until"] for edition in history["editions"]] == [*days, None]
    # Whoever changes the row says the version of its last edition, whichever he was shown.
    assert {history["version"], *(edition["version"] for edition in history["editions"])} == {4}
    assert await shown(registry, "industries?q=catering", "version") == [4]


# What others rest on


async def test_a_row_is_withdrawn_only_when_nothing_rests_on_it_and_what_does_is_named(registry):
    await send(registry, "entities", head("entities", 5))
    await send(registry, "inspectors", head("inspectors", 1))
    end = {"reason": "调整", "effective_from": "2026-03-01"}
    for path, named in (
        ("industries/catering", ("检查事项 MKT-0003", "综合查一次场景 S-catering", "检查对象 stall:")),
        ("departments/421088-market", ("检查事项 MKT-", "综合查一次场景 S-", "执法人员 I-421088-0001")),
        ("departments/421088-urban-management", ("镇街 4210881",)),
        ("townships/421088100", ("检查对象 stall:421088100",)),
    ):
        refused = await post(registry, f"{path}/withdrawal", end, 409)
        assert refused["type"] == "urn:checkonce:problem:still-rested-on"
        assert all(name in refused["detail"] for name in named), refused
    await post(registry, "scenarios/S-catering/withdrawal", end, 200)
    assert await shown(registry, "scenarios?q=S-catering&day=2026-02-28", "withdrawn") == ["调整"]
    assert await shown(registry, "scenarios?q=S-catering&day=2026-03-01", "withdrawn") == []
    await post(registry, "industries", {"industry": "moon", "title": "登月"})
    await post(registry, "industries/moon/withdrawal", end, 200)
    stale = await registry.client.post(
        "/v1/scenarios/S-hotel/withdrawal", json=end, headers={**registrar(registry), "If-Match": '"7"'}
    )
    assert stale.status_code == 412


async def test_a_list_that_nobody_filled_is_an_empty_page_and_a_foreign_filter_is_refused(bare):
    for kind in ("industries", "conference", "areas", "mandates", "manuals", "sources", "codes", "approvals"):
        assert (await get(bare, f"{kind}?day=1999-01-01")) == {"items": [], "next": None}
        await get(bare, f"{kind}?colour=red", 422)
        await get(bare, f"{kind}?day=yesterday", 422)
