"""Townships and areas on a real database."""

from services.registry.testing import get, post, shown

CENTRE = {
    "named_by": "421088-urban-management",
    "members": [{"body": "421088100", "duty": "执法监管工作负责人"}, {"body": "421088101", "duty": "执法监管工作负责人"}],
    "powers": ["coordinate", "assess", "nominate", "veto"],
}


async def test_a_township_is_in_one_area_on_a_day_and_moves_with_a_day(registry):
    area = {"title": "东片区", "townships": ["421088100", "421088101"], "centre": CENTRE}
    await post(registry, "areas", {"area": "EAST", **area, "effective_from": "2026-01-01"})
    taken = await post(registry, "areas", {"area": "WEST", **area, "effective_from": "2026-02-01"}, 409)
    assert taken["type"] == "urn:checkonce:problem:township-taken"
    smaller = {**area, "townships": ["421088100"], "effective_from": "2026-03-01"}
    await post(registry, "areas", {"area": "EAST", **smaller})
    west = {"area": "WEST", "title": "西片区", "townships": ["421088101"], "centre": CENTRE}
    await post(registry, "areas", {**west, "effective_from": "2026-02-28"}, 409)
    await post(registry, "areas", {**west, "effective_from": "2026-03-01"})
    holding = [await shown(registry, f"areas?township=421088101&day={day}", "area") for day in ("2026-02-28", "2026-03-01")]
    assert holding == [["EAST"], ["WEST"]]
    await post(registry, "areas", {**west, "centre": {**CENTRE, "named_by": "421088-moon"}}, 422)
    refused = await post(registry, "townships/421088101/withdrawal", {"reason": "撤并", "effective_from": "2026-04-01"}, 409)
    assert "片区 WEST" in refused["detail"]


# Organisations are ids of their own with division prefixes: 济宁's 太白湖新区 and 经济技术开发区 have no national code


async def test_overlapping_prefixes_show_everybody_who_answers_for_a_township(bare):
    names = {"370811002": "许庄街道", "370811109": "石桥镇", "370811013": "阜桥街道", "370829400": "嘉祥经济开发区管理委员会"}
    bodies = {
        "3708-market": ("济宁市市场监督管理局", "city", ["3708"]),
        "370811-market": ("任城区市场监督管理局", "county", ["370811"]),
        "370811-taibaihu-market": ("太白湖新区市场监督管理局", "county", ["370811002", "370811109"]),
        "370829-jingkai-market": ("济宁经济技术开发区市场监督管理局", "county", ["370829400"]),
    }
    for code, (title, level, divisions) in bodies.items():
        await post(bare, "departments", {"department": code, "title": title, "level": level, "divisions": divisions})
    for code, title in names.items():
        await post(bare, "townships", {"township": code, "title": title, "department": "3708-market"})
    answers = {code: await get(bare, f"townships/{code}/departments") for code in names}
    assert {code: [d["department"] for d in a["departments"]] for code, a in answers.items()} == {
        "370811002": ["370811-taibaihu-market", "370811-market", "3708-market"],
        "370811109": ["370811-taibaihu-market", "370811-market", "3708-market"],
        "370811013": ["370811-market", "3708-market"],
        "370829400": ["370829-jingkai-market", "3708-market"],
    }
    assert all(a["overlapping"] for a in answers.values())
    assert [d["prefix"] for d in answers["370811002"]["departments"]] == ["370811002", "370811", "3708"]
    await get(bare, "townships/370811999/departments", 404)
