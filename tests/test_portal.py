"""The portal's pages on the real services behind it: what officials did is what people read."""

import asyncio
import csv
import io
import re
import subprocess
import sys
from contextlib import asynccontextmanager
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
from prometheus_client import generate_latest

from apps.portal.app import create_app
from apps.portal.clients import SERVICES
from apps.portal.settings import PortalSettings
from apps.portal.testing.verifier import Verifier
from libs.events.catalog.registry.bodies import DepartmentListed
from libs.events.catalog.registry.entities import EntityListed, EntitySucceeded
from libs.events.catalog.registry.places import TownshipListed
from libs.events.resending import httpx
from libs.events.testing.services import service_under_test
from services.disclosure.app import service as disclosure_service
from services.disclosure.testing import (
    DEMAND,
    ENTITY,
    FIRE,
    MARKET,
    NOON,
    OTHER,
    PLAN,
    crowd,
    draw_facts,
    item,
    listed,
    officer,
    particulars,
    publish,
    visit_facts,
)
from services.planning.conftest import office
from services.planning.testing import Office
from services.registry.app import service as registry_service
from services.registry.testing import fill, send

__all__ = ["office"]

EVIL = "<script>alert('饭店')</script>"
VOID = {"meta", "link", "input", "br", "hr", "img", "path", "rect"}


class Balanced(HTMLParser):
    """Every tag that opens closes, in order; ids are unique; labels and headings lead somewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.labels: list[str] = []
        self.fields: list[str] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "label":
            self.labels.append(given["for"])
        if tag in {"input", "select"} and given.get("type") != "hidden":
            self.fields.append(given["id"])

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def checked(answer: httpx.Response, status: int = 200, *, scripts: int = 0) -> str:
    assert answer.status_code == status, answer.text
    page = Balanced()
    page.feed(answer.text)
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert sorted(page.labels) == sorted(page.fields)
    assert answer.text.count("<h1") == 1
    assert answer.text.count("<script") == scripts
    return answer.text


@asynccontextmanager
async def portal(**suts):
    """A browser on a portal whose APIs are these services in process; the others are away."""
    nobody = {f"{service}_url": "http://127.0.0.1:1" for service in SERVICES}
    settings = PortalSettings(place="421088", title="监利市", **nobody)
    app = create_app(settings, transports={name: sut.client._transport for name, sut in suts.items()})
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url="http://portal") as client:
        yield client


@pytest.fixture
async def disclosure(database_factory, issuer, tmp_path):
    (tmp_path / "rating-secret").write_text("示例" * 16)
    secret = tmp_path / "rating-secret"
    async with service_under_test(disclosure_service, await database_factory(), issuer, now=NOON, rating_secret=secret) as sut:
        await sut.deliver(
            "registry",
            ("township-421088100", TownshipListed(township="421088100", title="容城镇", department=MARKET)),
            (f"department-{MARKET}", listed(MARKET, "市场监督管理局")),
            (f"department-{FIRE}", listed(FIRE, "消防救援大队")),
            ("item-MKT-0001", item("MKT-0001", MARKET, "餐用具消毒", 1, NOON.date())),
            (f"entity-{ENTITY}", EntityListed(entity=ENTITY, content=particulars(EVIL, "enterprise"))),
            (f"entity-{OTHER}", EntityListed(entity=OTHER, content=particulars("容城烧烤摊(示例)", "stall"))),
        )
        yield sut


async def test_before_anything_happened_every_page_says_so(disclosure, office: Office):
    async with portal(disclosure=disclosure, planning=office.sut) as browser:
        assert '<strong>0</strong> <a href="/publications">' in checked(await browser.get("/"))
        assert "目前还没有公示" in checked(await browser.get("/publications"))
        assert "没有符合条件的公示" in checked(await browser.get("/publications?late=true"))
        assert "目前还没有抽取" in checked(await browser.get("/draws"))
        assert "没有公开记录" not in checked(await browser.get(f"/entities/{ENTITY}"))
        for missing in ("/publications/result-R-9", "/draws/D-9", "/entities/stall:421088100-9999"):
            checked(await browser.get(missing), 404)


async def test_a_result_is_read_as_it_was_published_and_nothing_in_it_becomes_markup(disclosure):
    await disclosure.deliver("inspection", *visit_facts(name=EVIL))
    assert (await publish(disclosure)).status_code == 201
    async with portal(disclosure=disclosure) as browser:
        listed_page = checked(await browser.get("/publications", params={"q": "饭店", "subject": "result", "late": "false"}))
        page = checked(await browser.get("/publications/result-R-V-1"))
        file = checked(await browser.get(f"/entities/{ENTITY}"))
        figures = checked(await browser.get("/"))
    assert "&lt;script&gt;alert(&#39;饭店&#39;)&lt;/script&gt; 检查结果(2026-03-02)" in listed_page
    assert 'href="/publications/result-R-V-1"' in listed_page
    assert '<option value="false" selected>' in listed_page
    assert "市场监督管理局" in page
    assert "餐用具消毒" in page
    assert "责令整改" in page
    assert "民主街" not in page
    assert "张三" not in page
    assert f'href="/entities/{ENTITY}"' in page
    kept = (await disclosure.client.get("/v1/publications/result-R-V-1")).json()
    assert f"<code>{kept['digest']}</code>" in page
    assert 'href="/publications/result-R-V-1"' in file
    assert "接受联合检查" in file
    assert "<strong>100%</strong>" in figures


async def test_the_page_of_an_earlier_code_is_the_one_of_the_business_and_says_so(disclosure):
    followed = EntitySucceeded(entity=OTHER, successor=ENTITY, reason="个转企")
    await disclosure.deliver("registry", (f"entity-{OTHER}", followed))
    async with portal(disclosure=disclosure) as browser:
        old, new = [checked(await browser.get(f"/entities/{code}")) for code in (OTHER, ENTITY)]
    told = f"您查询的 <code>{OTHER}</code> 是原代码"
    assert (told in old, told in new) == (True, False)
    for page in (old, new):
        assert f"<code>{ENTITY}</code>" in page
        assert "<dt>原代码" in page
        # What is on record under the earlier code is marked with it.
        assert page.count(f"earlier code</span> <code>{OTHER}</code>") == 1


async def test_pages_are_measured_by_their_routes_and_not_by_what_was_asked_for(disclosure):
    nobody = {f"{service}_url": "http://127.0.0.1:1" for service in SERVICES}
    app = create_app(
        PortalSettings(place="421088", title="监利市", **nobody), transports={"disclosure": disclosure.client._transport}
    )
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://portal") as browser,
    ):
        for path in (f"/entities/{ENTITY}", "/publications/result-R-9", "/draws", "/nowhere/421088", "/static/style.css"):
            await browser.get(path)
        assert (await browser.get("/metrics")).status_code == 404, "the public reads no metrics"
    text = generate_latest(app.state.measures.registry).decode()
    counted = dict(re.findall(r"checkonce_portal_seconds_count\{(.*?)\} (\S+)", text))
    assert counted == {
        'route="/entities/{entity:path}",status="200"': "1.0", 'route="/publications/{publication}",status="404"': "1.0",
        'route="/draws",status="503"': "1.0", 'route="unmatched",status="404"': "2.0", 'route="/static",status="404"': "1.0",
    }  # fmt: skip
    assert 'checkonce_portal_away_total{service="planning"} 1.0' in text


async def test_a_withdrawn_publication_stays_known_without_its_content(disclosure):
    await disclosure.deliver("inspection", *visit_facts())
    await publish(disclosure)
    reason = {"reason": "结果认定有误"}
    await disclosure.client.post("/v1/publications/result-R-V-1/withdrawal", json=reason, headers=officer(disclosure))
    async with portal(disclosure=disclosure) as browser:
        page = checked(await browser.get("/publications/result-R-V-1"))
        listed_page = checked(await browser.get("/publications"))
    assert "这项公示已撤回" in page
    assert "结果认定有误" in page
    assert "餐用具消毒" not in page
    assert "已撤回" in listed_page


async def test_plans_and_draws_are_published_too(disclosure):
    await disclosure.deliver("planning", ("demand-DM-1", DEMAND), ("plan-P-2026", PLAN), *draw_facts())
    pending = (await disclosure.client.get("/v1/publications/pending", headers=officer(disclosure))).json()["items"]
    for due in pending:
        assert (await publish(disclosure, due["publication"])).status_code == 201
    async with portal(disclosure=disclosure) as browser:
        pages = {due["subject"]: checked(await browser.get(f"/publications/{due['publication']}")) for due in pending}
    assert 'href="/draws/D-1"' in pages["draw"]
    assert "消防救援大队" in pages["plan"]
    assert '<td class="n">60%</td>' in pages["plan"]


async def test_the_list_is_paged_and_keeps_its_filters(disclosure):
    for n in range(60):
        await disclosure.deliver("inspection", *visit_facts(f"V-{n}", OTHER, "容城烧烤摊(示例)"))
        await publish(disclosure, f"result-R-V-{n}")
    async with portal(disclosure=disclosure) as browser:
        first = checked(await browser.get("/publications", params={"entity": OTHER, "department": MARKET}))
        following = re.search(r'rel="next" href="([^"]+)"', first)
        assert following
        second = checked(await browser.get(following[1].replace("&amp;", "&")))
        table, book = [
            await browser.get(f"/publications/export.{suffix}", params={"entity": OTHER}) for suffix in ("csv", "xlsx")
        ]
        assert (await browser.get("/publications/export.pdf")).status_code == 400
    assert first.count('<th scope="row">') == 50
    assert second.count('<th scope="row">') == 10
    assert f'value="{OTHER}"' in second
    assert "回到第一页" in second
    rows = list(csv.DictReader(io.StringIO(table.text.lstrip("\ufeff"))))
    assert {row["检查对象"] for row in rows} == {OTHER}
    assert (len(rows), rows[0]["状态"], rows[0]["是否逾期"]) == (60, "已公示", "否")
    named = "filename*=UTF-8''%E5%85%AC%E7%A4%BA%E4%BF%A1%E6%81%AF"
    for answer, suffix in ((table, "csv"), (book, "xlsx")):
        assert answer.headers["content-disposition"] == f'attachment; filename="publications.{suffix}"; {named}.{suffix}'
    (sheet,) = openpyxl.load_workbook(io.BytesIO(book.content)).worksheets
    assert (sheet.title, sheet.max_row) == ("公示信息", 61)


async def test_departments_are_chosen_by_name_when_the_registry_answers(disclosure, database_factory, issuer):
    async with service_under_test(registry_service, await database_factory(), issuer, now=NOON) as registry:
        registrar = registry.bearer("r-1", roles=["registrar"])
        rows = f"code,name,level,divisions\n{FIRE},消防救援大队,county,421088\n"
        sent = await registry.client.post(
            "/v1/imports/departments", content=rows.encode(), headers={**registrar, "Content-Type": "text/csv"}
        )
        assert await registry.facts("registry.department-listed"), sent.text
        async with portal(disclosure=disclosure, registry=registry) as browser:
            page = checked(await browser.get("/publications", params={"department": FIRE}))
    assert f'<option value="{FIRE}" selected>消防救援大队</option>' in page


async def test_an_entity_is_found_by_a_part_of_its_name_and_shown_with_its_premises(disclosure, database_factory, issuer):
    async with service_under_test(registry_service, await database_factory(), issuer, now=NOON) as registry:
        await fill(registry)
        head = "scheme,value,name,industries,township,category,founded,premises,premises_name,premises_address"
        rows = (
            f"{entity.replace(':', ',', 1)},{name},catering,421088100,{category},2024-03-01,,,"
            for entity, name, category in ((ENTITY, EVIL, "enterprise"), (OTHER, "容城烧烤摊(示例)", "stall"))
        )
        south = f"{OTHER.replace(':', ',', 1)},,,421088101,,,2,城南店,红城乡建设路1号"
        report = await send(registry, "entities", "\n".join([head, *rows, south]))
        assert report["accepted"] == 3, report["refusals"]
        async with portal(disclosure=disclosure, registry=registry) as browser:
            by_name = checked(await browser.get("/entities", params={"code": "容城烧烤摊（示例）"}))
            by_letters = checked(await browser.get("/entities", params={"code": "rcsk"}))
            nobody = checked(await browser.get("/entities", params={"code": "无此店"}), 400)
            markup = checked(await browser.get("/entities", params={"code": EVIL[:4]}))
            by_place = checked(await browser.get("/entities", params={"code": "建设路"}))
            file = checked(await browser.get(f"/entities/{OTHER}"))
    async with portal(disclosure=disclosure) as browser:
        alone = checked(await browser.get(f"/entities/{OTHER}"))
    assert ("城南店(红城乡建设路1号)" in file, "经营场所" in alone) == (True, False)
    for page in (by_name, by_letters, by_place):
        assert f'href="/entities/{OTHER}">容城烧烤摊(示例)</a>' in page
        assert ENTITY not in page
    assert "没有找到" in nobody
    assert ENTITY in markup


async def test_a_visit_is_rated_once_with_its_ticket(disclosure):
    ticket = (await crowd(disclosure))[0][FIRE]._asdict()
    given = {**ticket, "stars": "4"}
    async with portal(disclosure=disclosure) as browser:
        form = checked(await browser.post("/rate", data=ticket), 400, scripts=1)
        forged = checked(await browser.post("/rate", data={**given, "ticket": "f" * 64}), 403, scripts=1)
        sent = await browser.post("/rate", data=given)
        thanks = checked(await browser.get(sent.headers["location"]))
        again = checked(await browser.post("/rate", data=given), 409, scripts=1)
    assert all(f'value="{value}"' in form for value in ticket.values())
    assert "评价凭证无效" in forged
    assert sent.status_code == 303
    assert "谢谢" in thanks
    assert "已经评价" in again
    assert [(row["department"], row["stars"]) for row in await disclosure.rows("select * from public.rating_pool")] == [
        (FIRE, 4)
    ]


async def test_a_draw_is_downloaded_from_its_page_and_verifies(office: Office, tmp_path: Path):
    await office.plan()
    await office.frozen()
    async with portal(planning=office.sut) as browser:
        early = checked(await browser.get("/draws/D-1"))
        waiting = checked(await browser.get("/draws/D-1/verify"), scripts=1)
        checked(await browser.get("/draws/D-1/certificate"), 409)
        for member in ("421088-market", "421088-fire", "421088-police"):
            await office.reveal("D-1", member)
        done = (await office.complete()).json()
        listed_page = checked(await browser.get("/draws"))
        page = checked(await browser.get("/draws/D-1"))
        own = checked(await browser.get("/draws/D-1/verify"), scripts=1)
        pack = await browser.get("/draws/D-1/certificate")
    assert "这次抽取尚未完成" in waiting
    assert 'id="verify-published"' not in waiting
    assert 'href="/draws/D-1/verify"' in page
    assert f'data-draw="D-1" data-file="/draws/D-1/certificate" data-certificate="{done["certificate"]}"' in own
    with Verifier() as in_browser:
        assert in_browser.verify(pack.content)["state"] == "holds"
    assert "抽取完成后在此公布证书" in early
    assert 'href="/draws/D-1"' in listed_page
    assert f"<code>{done['certificate']}</code>" in page
    assert f"<strong>{done['visits']}</strong>" in page
    assert "checkonce draw verify D-1.json" in page
    assert pack.headers["content-disposition"] == 'attachment; filename="D-1.json"'
    assert pack.json()["certificate"] == done["certificate"]
    file = tmp_path / "D-1.json"
    file.write_bytes(pack.content)
    command = [sys.executable, "-m", "apps.checkonce.cli", "draw", "verify", str(file)]
    root = Path(__file__).parents[1]
    verdict = await asyncio.to_thread(subprocess.run, command, cwd=root, capture_output=True, text=True, check=False)
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr
    assert "核验通过 · the draw holds" in verdict.stdout.splitlines()[-1]
    assert "核验通过 · the draw holds" in page


async def test_a_department_name_from_the_registry_is_escaped(disclosure):
    await disclosure.deliver(
        "registry",
        (f"department-{MARKET}", DepartmentListed(department=MARKET, title=EVIL, level="county", divisions=("421088",))),
    )
    await disclosure.deliver("inspection", *visit_facts())
    await publish(disclosure)
    async with portal(disclosure=disclosure) as browser:
        assert "&lt;script&gt;" in checked(await browser.get("/publications"))
        assert "&lt;script&gt;" in checked(await browser.get("/publications/result-R-V-1"))
