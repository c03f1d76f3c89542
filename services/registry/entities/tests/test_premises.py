"""Premises: one licence with several places of business (一照多址), by commands, routes and files."""

from datetime import date, timedelta

import pytest

from libs.events.catalog.registry import entities as f
from libs.events.testing.decisions import given
from services.registry.entities import commands as c
from services.registry.entities import premises
from services.registry.entities import refusals as r
from services.registry.entities.decide import ENTITY
from services.registry.entities.names import place_number
from services.registry.testing import MAR, NOON, NOVEMBER, OF_ENTITY, code, example, get, official, post, registrar, send, shown

SHOP = "uscc:91421088EX5068145X"
PATH = f"entities/{SHOP}/premises"
BUSINESS = f.EntityListed(
    entity=SHOP,
    content=f.EntityContent(name="容城江城餐饮店", industries=("food-sales",), township="421088107", category="enterprise"),
)
HEAD = "scheme,value,name,industries,township,category,founded"
WITH_PREMISES = f"{HEAD},premises,premises_name,premises_address"
OWN = f"uscc,{SHOP[5:]},容城江城餐饮店,catering,421088100,enterprise,2020-01-01"
SOUTH = "uscc,91421088EX5068145X,容城江城餐饮店,,421088101,,2024-05-06,2,城南店,红城乡建设路1号"


def place(name="城南店", **changes):
    return f.PremisesContent(**{"name": name, "township": "421088101", "address": "红城乡建设路1号", **changes})


def listing(content=None, number="2", **changes):
    return c.ListPremises(entity=SHOP, premises=number, content=content or place(), known=OF_ENTITY, **changes)


LISTED = f.PremisesListed(entity=SHOP, premises="2", content=place())
CLOSED = f.PremisesClosed(entity=SHOP, premises="2", reason="停业", effective_from=MAR)
REOPENED = f.PremisesReopened(entity=SHOP, premises="2", reason="误停用")
CLOSE = c.ClosePremises(entity=SHOP, premises="2", reason="停业", effective_from=MAR)
REOPEN = c.ReopenPremises(entity=SHOP, premises="2", reason="误停用")


def test_a_place_is_listed_once_changed_closed_from_a_day_on_and_opened_again():
    north = place("城北店")
    given(ENTITY, BUSINESS).when(listing(), at=NOON).then(LISTED)
    given(ENTITY, BUSINESS, LISTED).when(listing(), at=NOON).nothing()
    given(ENTITY, BUSINESS, LISTED).when(listing(north), at=NOON).then(
        f.PremisesChanged(entity=SHOP, premises="2", content=north)
    )
    given(ENTITY, BUSINESS, LISTED).when(CLOSE, at=NOON).then(CLOSED)
    given(ENTITY, BUSINESS, LISTED, CLOSED).when(listing(), at=NOON).refused(r.PremisesIsClosed)
    given(ENTITY, BUSINESS, LISTED, CLOSED).when(CLOSE, at=NOON).refused(r.PremisesIsClosed)
    given(ENTITY, BUSINESS, LISTED, CLOSED).when(REOPEN, at=NOON).then(REOPENED)
    given(ENTITY, BUSINESS, LISTED, CLOSED, REOPENED).when(listing(), at=NOON).nothing()
    given(ENTITY, BUSINESS, LISTED).when(REOPEN, at=NOON).refused(r.PremisesIsOpen)
    given(ENTITY, BUSINESS).when(CLOSE, at=NOON).refused(r.NoSuchPremises)


def test_a_place_is_of_a_business_that_is_on_the_list():
    struck = f.EntityStruckOff(entity=SHOP, reason="注销", effective_from=MAR)
    back = f.EntityReinstated(entity=SHOP, reason="误移出")
    given(ENTITY).when(listing(), at=NOON).refused(r.NoSuchEntity)
    given(ENTITY, BUSINESS, struck).when(listing(), at=NOON).refused(r.EntityIsStruckOff)
    given(ENTITY, BUSINESS, LISTED, struck, back).when(listing(), at=NOON).nothing()
    changed = f.EntityChanged(entity=SHOP, content=BUSINESS.content.model_copy(update={"name": "新名"}))
    given(ENTITY, BUSINESS, LISTED, changed).when(listing(), at=NOON).nothing()


def test_where_a_person_lives_and_is_called_is_no_fact():
    stall = f.EntityListed(entity=SHOP, content=BUSINESS.content.model_copy(update={"name": "张**"}))
    given(ENTITY, stall).when(listing(), at=NOON).refused(r.HomeIsNoFact)
    plain = place(address=None)
    given(ENTITY, stall).when(listing(plain), at=NOON).then(f.PremisesListed(entity=SHOP, premises="2", content=plain))
    for name in ("张小三", "张**"):
        given(ENTITY, BUSINESS).when(listing(place(name)), at=NOON).refused(r.PremisesNamedAsPerson)
    for home in ("住址:容城镇人民路8号3单元502室", "业主张小三旁", "张小三"):
        given(ENTITY, BUSINESS).when(listing(place(address=home)), at=NOON).refused(r.HomeIsNoFact)


def test_at_a_place_no_more_is_done_than_the_licence_covers():
    within, beyond = place(industries=("food-sales",)), place(industries=("food-sales", "catering"))
    given(ENTITY, BUSINESS).when(listing(within), at=NOON).then(f.PremisesListed(entity=SHOP, premises="2", content=within))
    refused = given(ENTITY, BUSINESS).when(listing(beyond), at=NOON).refused(r.IndustryNotOfEntity)
    assert refused.value == ["catering"]


def test_an_entity_has_no_more_premises_than_a_reader_is_told_with_it(monkeypatch):
    monkeypatch.setattr(premises, "MOST", 1)
    given(ENTITY, BUSINESS, LISTED).when(listing(number="3"), at=NOON).refused(r.TooManyPremises)
    given(ENTITY, BUSINESS, LISTED).when(listing(place("城北店")), at=NOON).then(
        f.PremisesChanged(entity=SHOP, premises="2", content=place("城北店"))
    )


def test_a_place_without_a_number_is_known_by_its_name_and_township():
    number = place_number(place())
    assert place_number(place("城 南店", address=None)) == number
    assert place_number(place(township="421088102")) != number != place_number(place("城北店"))


@pytest.fixture
async def listed(bare):
    for kind in ("industries", "departments", "townships"):
        await send(bare, kind, example(kind))
    report = await send(bare, "entities", f"{HEAD}\n{OWN}\n")
    assert report["accepted"] == 1, report["refusals"]
    return bare


CONTENT = {"name": "城南店", "address": "红城乡建设路1号", "township": "421088101"}


async def test_premises_are_listed_shown_found_closed_and_opened_again_by_routes(listed):
    accepted = await post(listed, PATH, {"content": CONTENT})
    number = accepted["premises"]
    assert number == place_number(place())
    version = (await get(listed, f"entities/{SHOP}"))["version"]
    assert version == 2
    (seen,) = (await get(listed, f"entities/{SHOP}"))["premises"]
    assert seen == {
        "entity": SHOP, "premises": number, **CONTENT, "industries": [], "opened": None, "since": str(NOVEMBER.date()),
        "closed_from": None, "closed_for": None,
    }  # fmt: skip
    for said in ("城南店", "cnd", "建设路"):
        assert await shown(listed, f"entities?q={said}", "entity") == [SHOP], said
    # Over the end of the name nothing is found.
    assert await shown(listed, "entities?q=店红", "entity") == []
    # Without industries of its own the place has those of the business, and it is in a township of its own.
    for asked in ("township=421088101", "industry=catering", f"entity={SHOP}", "state=open"):
        assert await shown(listed, f"premises?{asked}", "premises") == [number], asked
    for asked in ("township=421088100", "industry=food-sales", "entity=stall:421088100-0001", "state=closed"):
        assert await shown(listed, f"premises?{asked}", "premises") == [], asked
    tomorrow = str(NOVEMBER.date() + timedelta(days=1))
    await post(listed, f"{PATH}/{number}/closing", {"reason": "停业", "effective_from": tomorrow}, 200)
    assert await shown(listed, "premises?state=open", "premises") == [number]
    listed.clock.now += timedelta(days=1)
    assert await shown(listed, "premises?state=closed", "closed_for") == ["停业"]
    assert await shown(listed, "entities?q=城南店", "entity") == []
    await post(listed, f"{PATH}/{number}/reopening", {"reason": "误停用"}, 200)
    assert await shown(listed, "entities?q=城南店", "entity") == [SHOP]
    assert (await get(listed, f"entities/{SHOP}"))["version"] == 4


async def test_a_township_is_not_withdrawn_while_there_is_business_at_a_place_in_it(listed):
    number = (await post(listed, PATH, {"content": CONTENT}))["premises"]
    gone = {"reason": "撤并", "effective_from": str(NOVEMBER.date())}
    refused = await post(listed, "townships/421088101/withdrawal", gone, 409)
    assert f"经营场所 {SHOP} {number}" in refused["detail"]
    await post(listed, f"{PATH}/{number}/closing", {"reason": "停业", "effective_from": str(NOVEMBER.date())}, 200)
    await post(listed, "townships/421088101/withdrawal", gone, 200)


async def test_pages_of_premises_go_on_where_they_ended(listed):
    for number in ("1", "2", "3"):
        await post(listed, PATH, {"premises": number, "content": {**CONTENT, "name": f"第{number}店"}})
    first = await get(listed, "premises?limit=2")
    assert [row["premises"] for row in first["items"]] == ["1", "2"]
    assert await shown(listed, f"premises?limit=2&cursor={first['next']}", "premises") == ["3"]


async def test_the_public_reads_officials_words_masked(listed):
    number = (await post(listed, PATH, {"content": CONTENT}))["premises"]
    body = {"reason": "经营者张小三停业", "effective_from": str(NOVEMBER.date())}
    await post(listed, f"{PATH}/{number}/closing", body, 200)
    for path in (f"/v1/entities/{SHOP}", "/v1/premises"):
        told = [(await listed.client.get(path, headers=who)).text for who in ({}, official(listed))]
        assert ["张小三" in text for text in told] == [False, True], path


@pytest.mark.parametrize("number", ["2", "分支", ""])
async def test_a_further_row_of_a_file_that_says_so_is_a_place_of_the_business(listed, number):
    row = SOUTH.replace(",2,城南店", f",{number},城南店")
    file = f"{WITH_PREMISES}\n{OWN},,,\n{row}\n"
    report = await send(listed, "entities", file)
    assert (report["accepted"], report["unchanged"], report["refused"]) == (1, 1, 0), report["refusals"]
    (seen,) = (await get(listed, f"entities/{SHOP}"))["premises"]
    said = {"name": "城南店", "address": "红城乡建设路1号", "township": "421088101", "opened": "2024-05-06"}
    assert {name: seen[name] for name in said} == said
    assert seen["premises"] == ("2" if number == "2" else place_number(place()))
    assert (await get(listed, f"entities/{SHOP}"))["content"]["township"] == "421088100"
    assert (await send(listed, "entities", file))["facts"] == 0
    # What the list of premises is downloaded as comes in again, with its Chinese titles too.
    for language in ("codes", "zh"):
        sheet = await listed.client.get(f"/v1/premises/export.csv?lang={language}", headers=registrar(listed))
        again = await send(listed, "entities", sheet.content)
        assert (again["unchanged"], again["refused"]) == (1, 0), again["refusals"]


async def test_a_sheet_in_chinese_says_which_rows_are_branches(listed):
    file = (
        "统一社会信用代码,企业名称,行业,乡镇,主体类型,成立日期,场所类型,分支机构地址\n"
        f"{SHOP[5:]},容城江城餐饮店,catering,421088100,企业,2020-01-01,住所,\n"
        f"{SHOP[5:]},容城江城餐饮店南门分店,,421088101,,,分支机构,建设路9号\n"
    )
    report = await send(listed, "entities", file)
    assert (report["accepted"], report["unchanged"], report["refused"]) == (1, 1, 0), report["refusals"]
    assert [place["name"] for place in (await get(listed, f"entities/{SHOP}"))["premises"]] == ["容城江城餐饮店南门分店"]


async def test_a_further_row_that_does_not_say_so_is_refused_with_what_to_do(listed):
    other = OWN.replace("421088100", "421088101")
    report = await send(listed, "entities", f"{HEAD}\n{OWN}\n{other}\n")
    (refused,) = report["refusals"]
    assert (refused["line"], refused["field"]) == (3, "value")
    assert "a column `premises`" in refused["do"]
    assert "填写场所编号,或填“分支”" in refused["do_zh"]
    # Two branches of one name in one township are told apart by their numbers alone.
    two = f"{WITH_PREMISES}\n{SOUTH.replace(',2,', ',分支,')}\n{SOUTH.replace(',2,', ',分支,').replace('1号', '2号')}\n"
    assert [row["line"] for row in (await send(listed, "entities", two))["refusals"]] == [3]


async def test_a_row_of_a_business_that_is_not_listed_says_what_comes_first(listed):
    report = await send(listed, "entities", f"{WITH_PREMISES}\n{SOUTH.replace(SHOP[5:], code(7))}\n")
    (refused,) = report["refusals"]
    assert "应先列入主体本身" in refused["do_zh"]


async def test_a_preview_knows_businesses_that_the_file_itself_would_list(bare):
    """Also where a thousand rows lie between, as an import finds them written."""
    for kind in ("industries", "departments", "townships"):
        await send(bare, kind, example(kind))
    shops = [f"uscc,{code(n)},第{n}号餐饮店,catering,421088100,household,2020-01-01,,," for n in range(1500)]
    places = [f"uscc,{code(n)},,,421088101,,,分支,第{n}号分店,建设路{n}号" for n in (0, 1499, 1500)]
    persons = [f"uscc,{code(1501)},张小三,catering,421088100,household,2020-01-01,,,"]
    home = [f"uscc,{code(1501)},,,421088101,,,分支,南门店,建设路8号"]
    file = "\n".join([WITH_PREMISES, *persons, *shops, *places, *home])
    asked = {"content": file, "headers": registrar(bare)}
    found = (await bare.client.post("/v1/imports/entities/preview", **asked)).json()
    assert await bare.facts("registry.premises-listed") == []
    report = (await bare.client.post("/v1/imports/entities", **asked)).json()
    for told in (found, report):
        assert (told["accepted"], told["refused"]) == (1503, 2)
        assert [row["line"] for row in told["refusals"]] == [1505, 1506]
        assert "建设路8号" not in str(told)
    assert found["facts"] == {"registry.entity-listed": 1501, "registry.premises-listed": 2}


async def test_an_older_file_turns_no_place_back_without_a_word(listed):
    old, new = (f"{WITH_PREMISES}\n{SOUTH.replace('城南店', name)}\n" for name in ("城南店", "南门店"))
    assert (await send(listed, "entities", old))["accepted"] == 1
    listed.clock.now += timedelta(days=7)
    assert (await send(listed, "entities", new))["accepted"] == 1
    listed.clock.now += timedelta(days=7)

    async def taken(content, **query):
        sent = {"content": content, "params": query, "headers": registrar(listed)}
        found = (await listed.client.post("/v1/imports/entities/preview", **sent)).json()
        report = (await listed.client.post("/v1/imports/entities", **sent)).json()
        assert found["refusals"] == report["refusals"]
        return [refused["field"] for refused in report["refusals"]]

    assert len(await taken(old)) == 1
    third = new.replace("南门店", "东门店")
    assert await taken(third, as_of="2025-11-09") == ["as_of"]
    assert await taken(third) == []
    assert await taken(old, as_of=str(date(2025, 11, 17))) == []


async def test_a_file_of_twenty_thousand_businesses_with_their_premises_comes_in(listed):
    def rows(n):
        yield f"uscc,{code(n)},监利市容城镇第{n}号餐饮服务部,catering,421088100,household,2019-05-17,,,\n"
        if n % 4 == 0:
            yield f"uscc,{code(n)},,,421088101,,,分支,第{n}号分店,建设路{n}号\n"

    file = f"{WITH_PREMISES}\n" + "".join(row for n in range(20_000) for row in rows(n))
    report = await send(listed, "entities", file)
    assert (report["rows"], report["accepted"], report["refused"], report["facts"]) == (25_000, 25_000, 0, 25_000)
    assert await shown(listed, "entities?q=第16000号分店", "entity") == [f"uscc:{code(16_000)}"]
    assert (await listed.rows("select count(*) as n from premises"))[0]["n"] == 5_000
