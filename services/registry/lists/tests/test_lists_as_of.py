"""An older file of a list that newer files change turns nothing back without a word, where two persons take it, too."""

from datetime import date, timedelta
from functools import partial

import pytest

from libs.events.catalog.registry.conference import ConferenceJoined
from libs.events.catalog.registry.scenarios import IndustryListed
from libs.events.testing.decisions import given
from services.registry.conference import commands as conference_commands
from services.registry.conference.decide import CONFERENCE
from services.registry.files import KINDS
from services.registry.lists import refusals as r
from services.registry.lists.newer import OnRecord
from services.registry.scenarios import commands as c
from services.registry.scenarios.decide import INDUSTRY
from services.registry.testing import FIRE, JAN, MAR, MARKET, NOON, TODAY, example, get, post, registrar, second, send

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
    "tags": ("重点监管", "重点监督"),
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
    "tags": "scheme,value,tag,reason,until\nstall,421088100-0001,key-unit,重点监管,\n",
    "benchmarks": f"benchmark,item,violation,grades,legal_basis,effective_from\n{BENCHMARK}",
}


STALL = (
    "scheme,value,name,industries,township,category,founded\nstall,421088100-0001,一摊,catering,421088100,stall,2020-01-01\n"
)
BEFORE = {
    "tags": ("entities", STALL),
    "conference": ("conference", "department,lead,effective_from\n421088-market,yes,2025-11-03\n"),
}
"""What must be on record first."""


async def ready(registry, kind):
    if kind in BEFORE:
        assert (await send(registry, *BEFORE[kind]))["accepted"] == 1


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
    await ready(registry, kind)
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


async def withdrawn(registry, path, **body):
    await post(registry, path, {"reason": "不再适用", **body}, 200)


@pytest.mark.parametrize(
    ("kind", "content", "path", "body"),
    [
        ("tags", OWN["tags"], "entities/stall:421088100-0001/tags/key-unit/removal", {}),
        ("conference", "department,lead,effective_from\n421088-fire,no,2025-11-03\n", "conference/421088-fire/withdrawal",
         {"effective_from": "2025-11-03"}),
    ],
)  # fmt: skip
async def test_what_was_taken_off_comes_back_with_the_day_of_the_file_alone(registry, kind, content, path, body):
    await ready(registry, kind)
    assert (await send(registry, kind, content))["accepted"] == 1
    registry.clock.now += timedelta(days=7)
    await withdrawn(registry, path, **body)
    registry.clock.now += timedelta(days=7)
    for query in ({}, {"as_of": "2025-11-09"}):
        assert (await previewed(registry, kind, content, **query))["refused"] == 1
    assert (await send(registry, kind, content))["refused"] == 1
    taken = await registry.taken(await asked(registry, kind, content, **AS_OF), second(registry))
    assert (taken["accepted"], taken["refused"], taken["as_of"]) == (1, 0, CHANGED_LATER)


def test_who_leads_is_turned_back_by_no_older_file():
    """Of the same day. A row that begins later follows, and is no older one's."""
    lead, member = (partial(ConferenceJoined, lead=lead, effective_from=MAR) for lead in (True, False))
    facts = [lead(department=MARKET), lead(department=FIRE), member(department=MARKET)]

    def joins(department, as_of=None, *, day=MAR, said_before=True):
        known = conference_commands.Seating({MARKET: JAN, FIRE: JAN})
        record = OnRecord(TODAY, said_before, as_of)
        return conference_commands.JoinConference(
            department=department, lead=True, effective_from=day, known=known, on_record=record
        )

    refused = given(CONFERENCE, *facts).when(joins(MARKET), at=NOON).refused(r.SaidBefore)
    assert refused.detail_en.endswith("they differ in: lead")
    given(CONFERENCE, *facts).when(joins(MARKET, MAR), at=NOON).refused(r.OlderThanOnRecord)
    back = [member(department=FIRE), lead(department=MARKET)]
    given(CONFERENCE, *facts).when(joins(MARKET, TODAY), at=NOON).then(*back)
    given(CONFERENCE, *facts).when(joins(MARKET, said_before=False), at=NOON).then(*back)
    later = [each.model_copy(update={"effective_from": TODAY}) for each in back]
    given(CONFERENCE, *facts).when(joins(MARKET, MAR, day=TODAY), at=NOON).then(*later)
    given(CONFERENCE, *facts).when(joins(FIRE, MAR), at=NOON).nothing()


async def test_an_older_file_of_approvals_is_told_so_and_asked_for_no_new_number(registry):
    head = ",".join(KINDS["approvals"].columns)
    row = f"{head}\nA-1,stall,421088100-0001,{{}},separated,421088-market,421088-fire,,yes,2025-10-01,\n"
    assert (await send(registry, "approvals", row.format("食品经营许可")))["accepted"] == 1
    changed = row.format("餐饮服务许可")
    (refused,) = (await previewed(registry, "approvals", changed))["refusals"]
    assert "新的编号" in refused["do_zh"]
    (refused,) = (await previewed(registry, "approvals", changed, as_of="2025-11-02"))["refusals"]
    assert (refused["field"], refused["rule"].endswith("they differ in: title")) == ("as_of", True)
    assert (await previewed(registry, "approvals", row.format("食品经营许可"), as_of="2025-11-02"))["unchanged"] == 1


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
