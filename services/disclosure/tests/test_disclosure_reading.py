"""Reading and rating on a real database: lists, the file per entity, figures, ratings nobody can trace."""

import csv
import io
from datetime import timedelta
from hashlib import sha256

from libs.events.catalog.credit.profile import ClassChanged, ProfileOpened
from libs.events.catalog.inspection.rectification import RectificationOrdered, RectificationPassed
from libs.events.catalog.whistle.call import WhistleBlown, WhistleClosed, WhistleEscalated
from services.disclosure.tests.told import (
    AFTER,
    ENTITY,
    FIRE,
    MARKET,
    OTHER,
    PARTS,
    draw_facts,
    planned,
    publish,
    rate,
    read,
    tickets,
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
    exported = await disclosure.client.get("/v1/publications/export.csv")
    assert exported.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(exported.text.removeprefix("\ufeff"))))
    assert [row["publication"] for row in rows] == seen
    assert [row["title"][:2] for row in rows if "cmd" in row["title"]] == ["'="]


async def test_an_entitys_file_tells_what_is_public_and_nothing_before_its_time(disclosure):
    url = f"/v1/entities/{ENTITY}/file"
    profile = ProfileOpened(entity=ENTITY, lines=(), score=950, credit_class="A", model="M-1", edition=1)
    moved = ClassChanged(entity=ENTITY, previous="A", credit_class="B", score=880, because="抽查问题", model="M-1", edition=1)
    blown = WhistleBlown(
        whistle="W-1",
        township="421088100",
        matter_kind="fire-safety",
        matter="举报",
        place="后厨",
        urgency="normal",
        entity=ENTITY,
    )
    await disclosure.deliver("planning", planned("V-1", ENTITY, PARTS))
    await disclosure.deliver("inspection", visit_facts()[0])
    await disclosure.deliver("credit", (f"profile-{ENTITY}", profile))
    await disclosure.deliver("whistle", ("whistle-W-1", blown))
    assert {e["kind"] for e in (await read(disclosure, url))["items"]} == {"registered", "credit-class"}

    disclosure.clock.now += timedelta(hours=1)
    ordered = RectificationOrdered(
        rectification="RC-1", visit="V-1", entity=ENTITY, department=MARKET, findings=("F-V-1",), due=AFTER
    )
    passed = RectificationPassed(rectification="RC-1", visit="V-1", entity=ENTITY, department=MARKET, inspector="I-421088-0001")
    await disclosure.deliver("inspection", *visit_facts(), ("rectification-RC-1", ordered), ("rectification-RC-1", passed))
    kinds = {e["kind"] for e in (await read(disclosure, url))["items"]}
    assert kinds == {"registered", "credit-class", "visit"}, "no outcome before its publication"

    disclosure.clock.now += timedelta(hours=1)
    await publish(disclosure)
    await disclosure.deliver("credit", (f"profile-{ENTITY}", moved))
    await disclosure.deliver("whistle", ("whistle-W-1", WhistleClosed(whistle="W-1")))
    file = await read(disclosure, url)
    assert (file["name"], file["township_title"], file["operating"]) == ("监利润禾饭店(示例)", "容城镇", True)
    assert sorted(e["kind"] for e in file["items"]) == [
        "credit-class", "credit-class", "publication-made", "rectification-ordered", "rectification-passed", "registered",
        "visit", "whistle",
    ]  # fmt: skip
    assert next(e for e in file["items"] if e["kind"] == "whistle")["detail"] == {"matter_kind": "fire-safety"}
    assert not any(secret in str(file) for secret in ("举报", "后厨", "I-421088", "880"))
    seen, cursor = [], ""
    while cursor is not None:
        page = await read(disclosure, f"{url}?limit=3{cursor and '&cursor=' + cursor}")
        seen += page["items"]
        cursor = page["next"]
    assert seen == file["items"]
    assert (await disclosure.client.get("/v1/entities/uscc:none/file")).status_code == 404


async def test_the_figures_count_what_happened(disclosure):
    empty = await read(disclosure, "/v1/figures")
    assert (empty["due"], empty["publication_rate"], empty["joint_share"], empty["rating_average"]) == (0, None, None, None)
    escalated = WhistleEscalated(whistle="W-1", department=FIRE, step=1, to="片区指挥中心", next_by=None)
    blown = WhistleBlown(
        whistle="W-1", township="421088100", matter_kind="fire-safety", matter="堵塞", place="集市", urgency="normal"
    )
    await disclosure.deliver("planning", *draw_facts(), planned("V-1", ENTITY, PARTS), planned("V-2", OTHER, PARTS[:1]))
    await disclosure.deliver("whistle", ("whistle-W-1", blown), ("whistle-W-1", escalated))
    figures = await read(disclosure, "/v1/figures")
    wanted = {
        "tasks": 2, "draws": 1, "entities": 2, "visits": 2, "department_checks": 3, "visits_if_separate": 3,
        "visits_saved_rate": 33.33, "joint_share": 50.0, "whistles": 1, "escalated": 1,
    }  # fmt: skip
    assert {name: figures[name] for name in wanted} == wanted


async def test_a_rating_is_given_once_per_ticket_by_nobody_in_particular(disclosure):
    held = await tickets(disclosure, "V-1")
    assert (await rate(disclosure, "V-1", held["V-1"])).status_code == 201
    again = await rate(disclosure, "V-1", held["V-1"], 1)
    assert (again.status_code, again.json()["type"]) == (409, "urn:checkonce:problem:already-rated")
    (row,) = await disclosure.rows("select stream, data::text as data, meta from events where type = 'disclosure.rating-given'")
    assert '"actor": "anonymous"' in row["meta"]
    # Whoever handed the ticket out knows the visit and the ticket, and must not find either again.
    known = ("V-1", held["V-1"], held["V-1"][:32], sha256(held["V-1"].encode()).hexdigest(), ENTITY)
    assert not any(k in row["data"] or k in row["stream"] for k in known)


async def test_a_ticket_fits_its_own_completed_visit_only(disclosure):
    held = await tickets(disclosure, "V-1", "V-2")
    await disclosure.deliver("inspection", visit_facts("V-3")[0])
    refused = [
        await rate(disclosure, "V-1", held["V-2"]),
        await rate(disclosure, "V-3", held["V-1"]),
        await rate(disclosure, "V-9", held["V-1"]),
    ]
    assert {answer.json()["type"] for answer in refused} == {"urn:checkonce:problem:wrong-ticket"}
    assert (await rate(disclosure, "V-1", held["V-1"], 6)).status_code == 422
    assert await disclosure.facts("disclosure.rating-given") == []

    async def ask(visit, **claims):
        return await disclosure.client.get(f"/v1/visits/{visit}/rating-ticket", headers=disclosure.bearer("x", **claims))

    assert (await ask("V-3", roles=["inspector"], departments=[FIRE])).status_code == 409
    assert (await ask("V-9", roles=["inspector"], departments=[FIRE])).status_code == 404
    assert (await ask("V-1", roles=["inspector"], departments=["421088-police"])).status_code == 403
    assert (await ask("V-1", roles=["enterprise"])).json()["ticket"] == held["V-1"]
    assert (await ask("V-1", roles=["auditor"])).status_code == 403


async def test_ratings_show_in_whole_groups_of_three_so_that_nobody_is_traced(disclosure):
    held = await tickets(disclosure, *(f"V-{n}" for n in range(1, 7)))
    given = dict(zip(held, (5, 4, 3, 1, 1, 1), strict=True))
    shown = []
    for visit, stars in given.items():
        await rate(disclosure, visit, held[visit], stars)
        seen = await read(disclosure, f"/v1/ratings?department={FIRE}")
        shown.append([(d["ratings"], d["average"]) for d in seen["departments"]])
    assert shown == [[], [], [(3, 4.0)], [(3, 4.0)], [(3, 4.0)], [(6, 2.5)]]
    every = await read(disclosure, "/v1/ratings")
    assert (every["ratings"], every["average"], [d["title"] for d in every["departments"]]) == (
        6, 2.5, ["消防救援大队", "市场监督管理局"]
    )  # fmt: skip
    figures = await read(disclosure, "/v1/figures")
    assert (figures["ratings"], figures["rating_average"]) == (6, 2.5)
