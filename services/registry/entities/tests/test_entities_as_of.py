"""An older file of entities turns nothing back without a word."""

from datetime import date, timedelta

import pytest

from libs.events.catalog.registry.entities import EntityChanged, EntityContent, EntityListed
from libs.events.testing.decisions import given
from services.registry.entities import commands as c
from services.registry.entities.decide import ENTITY
from services.registry.lists import refusals as lists_refusals
from services.registry.lists.newer import OnRecord
from services.registry.testing import NOON, OF_ENTITY, example, registrar, send

FILE = "scheme,value,name,industries,township,category,founded\n"
OLD, NEW = "容城江城餐饮店", "容城滨江餐饮店"
PREVIEW = "/v1/imports/entities/preview"
SHOP = "uscc:91421088EX5068145X"


def row(name, township="421088100"):
    return f"stall,421088100-0001,{name},catering,{township},enterprise,2020-01-01\n"


@pytest.fixture
async def listed(registry):
    """The stall is listed under the old name on 3 November and has the new one since 10 November."""
    for kind in ("industries", "departments", "townships"):
        await send(registry, kind, example(kind))
    assert (await send(registry, "entities", FILE + row(OLD)))["accepted"] == 1
    registry.clock.now += timedelta(days=7)
    assert (await send(registry, "entities", FILE + row(NEW)))["accepted"] == 1
    registry.clock.now += timedelta(days=7)
    return registry


async def taken(registry, content, **query):
    sent = {"content": content, "params": query, "headers": registrar(registry)}
    found = (await registry.client.post(PREVIEW, **sent)).json()
    report = (await registry.client.post("/v1/imports/entities", **sent)).json()
    for told in (found, report):
        assert told["accepted"] + told["refused"] == 1, told
        assert told["refusals"] == report["refusals"]
    return report


async def test_what_the_list_said_before_is_taken_with_the_day_of_the_file_alone(listed):
    report = await taken(listed, FILE + row(OLD))
    (refused,) = report["refusals"]
    assert "2025-11-10" in refused["rule"]
    assert "name" in refused["rule"]
    assert "as_of" in refused["do_zh"]
    assert len(await listed.facts("registry.entity-changed")) == 1
    assert (await taken(listed, FILE + row(OLD), as_of="2025-11-17"))["accepted"] == 1
    assert [f.content.name for f in await listed.facts("registry.entity-changed")] == [NEW, OLD]


async def test_a_file_as_of_a_day_before_the_last_change_changes_nothing_and_lists_who_is_new(listed):
    other = row("新开的店").replace("-0001", "-0002")
    sent = {"content": FILE + row(NEW, "421088101") + other, "headers": registrar(listed)}
    report = (await listed.client.post("/v1/imports/entities", params={"as_of": "2025-11-09"}, **sent)).json()
    assert (report["accepted"], report["refused"], report["as_of"]) == (1, 1, "2025-11-09"), report
    assert report["refusals"][0]["field"] == "as_of"
    assert "township" in report["refusals"][0]["rule"]
    assert (await taken(listed, FILE + row(NEW, "421088101"), as_of="2025-11-10"))["accepted"] == 1


async def test_a_day_to_come_is_none_of_a_file(listed):
    sent = {"content": FILE, "params": {"as_of": "2025-11-18"}, "headers": registrar(listed)}
    for path in ("/v1/imports/entities", "/v1/imports/entities/preview"):
        refused = await listed.client.post(path, **sent)
        assert (refused.status_code, refused.json()["field"]) == (422, "as_of"), refused.text


def test_only_a_change_is_asked_for_its_day():
    def entering(name, as_of=None, *, said_before=False):
        content = EntityContent(name=name, industries=("food-sales",), township="421088107", category="enterprise")
        record = OnRecord(date(2026, 3, 2), said_before, as_of)
        return c.EnterEntity(entity=SHOP, content=content, known=OF_ENTITY, on_record=record)

    old, new, never = (entering(name).content for name in (OLD, NEW, "另一店"))
    facts = EntityListed(entity=SHOP, content=old), EntityChanged(entity=SHOP, content=new)
    before, then = date(2026, 3, 1), date(2026, 3, 2)
    given(ENTITY, *facts).when(entering(NEW, before, said_before=True), at=NOON).nothing()
    given(ENTITY, *facts).when(entering(OLD, said_before=True), at=NOON).refused(lists_refusals.SaidBefore)
    given(ENTITY, *facts).when(entering(OLD, before, said_before=True), at=NOON).refused(lists_refusals.OlderThanOnRecord)
    given(ENTITY, *facts).when(entering(OLD, then, said_before=True), at=NOON).then(EntityChanged(entity=SHOP, content=old))
    given(ENTITY, *facts).when(entering("另一店"), at=NOON).then(EntityChanged(entity=SHOP, content=never))
