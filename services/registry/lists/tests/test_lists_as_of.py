"""An older file of a list that newer files change turns nothing back without a word, where two persons take it, too."""

from datetime import date, timedelta

import pytest

from libs.events.catalog.registry.scenarios import IndustryListed
from libs.events.testing.decisions import given
from services.registry.lists import refusals as r
from services.registry.lists.newer import OnRecord
from services.registry.scenarios import commands as c
from services.registry.scenarios.decide import INDUSTRY
from services.registry.testing import MAR, NOON, TODAY, example, get, post, registrar, second, send

CHANGED_LATER = "2025-11-10"
AS_OF = {"as_of": CHANGED_LATER}
CHANGES = {
    "industries": ("餐饮服务", "饮食服务"),
    "departments": ("监利市市场监督管理局", "监利市市监局"),
    "townships": ("容城镇", "容城街道"),
    "scenarios": ("综合查一次", "联合检查"),
    "positions": ("29.8205", "29.8206"),
    "source-power": ("食品安全检查", "食品检查"),
    # With the same day as before: what they say was put right.
    "items": ("责令改正", "责令整改"),
    "mandates": ("《中华人民共和国食品安全法》", "《中华人民共和国食品安全法》第八章"),
    "manuals": ("合规手册", "合规指导手册"),
    "exemptions": ("首次并及时改正", "首次且及时改正"),
    "benchmarks": ("首次", "初次"),
}
MANUAL = "M-1,catering,餐饮合规手册,MKT-0003|查健康证/查留样|食品安全法;FIR-0002|查通道|,2025-11-03\n"
EXEMPTION = "E-1,MKT-0003,未公示许可证,首次并及时改正,行政处罚法,yes,2025-11-03\n"
BENCHMARK = "B-1,MKT-0003,未留样,轻微|首次|||责令改正;一般|再犯|500000|1000000|,食品安全法,2025-11-03\n"
POWER = "code,title,department,power,legal_basis,industries\n"
OWN = {
    "positions": "township,latitude,longitude\n421088100,29.8205,112.904\n",
    "source-power": f"{POWER}P-1,食品安全检查,421088-market,行政检查,食品安全法,catering\n",
    "manuals": f"manual,industry,title,sections,effective_from\n{MANUAL}",
    "exemptions": f"exemption,item,behaviour,conditions,legal_basis,first_offence_only,effective_from\n{EXEMPTION}",
    "benchmarks": f"benchmark,item,violation,grades,legal_basis,effective_from\n{BENCHMARK}",
}


async def asked(registry, kind, content, **query):
    return await registry.client.post(f"/v1/imports/{kind}", content=content, params=query, headers=registrar(registry))


async def previewed(registry, kind, content, **query):
    sent = {"content": content, "params": query, "headers": registrar(registry)}
    return (await registry.client.post(f"/v1/imports/{kind}/preview", **sent)).json()


@pytest.mark.parametrize("kind", list(CHANGES))
async def test_what_a_list_said_before_is_taken_with_the_day_of_the_file_alone(registry, kind):
    old = OWN[kind] if kind in OWN else example(kind).decode()
    new = old.replace(*CHANGES[kind])
    assert new != old
    if kind in OWN:
        assert (await send(registry, kind, old))["refused"] == 0
    registry.clock.now += timedelta(days=7)
    changed = (await send(registry, kind, new))["accepted"]
    assert changed
    registry.clock.now += timedelta(days=7)
    again = await previewed(registry, kind, old)
    assert (again["accepted"], again["refused"]) == (0, changed)
    assert {CHANGED_LATER in refused["rule"] for refused in again["refusals"]} == {True}
    report = await send(registry, kind, old)
    assert (report["accepted"], report["refused"]) == (0, changed)
    assert (await previewed(registry, kind, old, as_of="2025-11-09"))["refused"] == changed
    taken = await registry.taken(await asked(registry, kind, old, as_of=CHANGED_LATER), second(registry))
    assert (taken["accepted"], taken["refused"], taken["as_of"]) == (changed, 0, CHANGED_LATER)


async def test_the_day_of_a_file_belongs_to_what_is_approved(registry):
    seconds = (await get(registry, "policy"))["pack"]["seconds"]
    pack = {"seconds": {**seconds, "listing": {"roles": ["registrar"]}}}
    await post(registry, "policy", {"effective_from": "2025-11-03", "pack": pack, "reason": "本地规定"})
    registry.clock.now += timedelta(days=7)
    content = "code,name\ncatering,膳食\n"
    first, other, again = [await asked(registry, "industries", content, **query) for query in ({}, AS_OF, AS_OF)]
    assert [answer.status_code for answer in (first, other, again)] == [202, 202, 202]
    assert first.headers["location"] != other.headers["location"] == again.headers["location"]
    for answer, day in ((first, None), (other, CHANGED_LATER)):
        shown = (await registry.client.get(answer.headers["location"], headers=second(registry))).json()
        assert (shown["body"]["as_of"], answer.json()["as_of"]) == (day, day)
    # By the time that it is approved the list says something else, since a later day than the file's.
    registry.clock.now += timedelta(days=1)
    assert (await send(registry, "industries", content.replace("膳食", "饮食")))["accepted"] == 1
    report = await registry.taken(other, second(registry))
    assert (report["accepted"], report["refused"], report["as_of"]) == (0, 1, CHANGED_LATER)
    rows = await get(registry, f"import-reports/{report['import_id']}")
    assert rows["refusals"][0]["field"] == "as_of"
    assert (await registry.taken(first, second(registry)))["accepted"] == 1


def test_a_row_without_a_day_of_its_own_is_held_to_the_day_of_its_file():
    def entering(title, as_of=None, *, said_before=False, **own):
        return c.ListIndustry(industry="catering", title=title, on_record=OnRecord(MAR, said_before, as_of), **own)

    held = IndustryListed(industry="catering", title="餐饮", effective_from=TODAY)
    turned = IndustryListed(industry="catering", title="饮食", effective_from=TODAY)
    yesterday = TODAY - timedelta(days=1)
    refused = given(INDUSTRY, held).when(entering("饮食", yesterday), at=NOON).refused(r.OlderThanOnRecord)
    assert refused.detail_en.endswith("they differ in: title")
    given(INDUSTRY, held).when(entering("饮食", said_before=True), at=NOON).refused(r.SaidBefore)
    given(INDUSTRY, held).when(entering("饮食", TODAY, said_before=True), at=NOON).then(turned)
    given(INDUSTRY, held).when(entering("餐饮", date(2026, 1, 1), said_before=True), at=NOON).nothing()
    given(INDUSTRY, held).when(c.ListIndustry(industry="catering", title="饮食"), at=NOON).then(turned)
