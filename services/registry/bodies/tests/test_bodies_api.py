"""Inspectors and mandates on a real database."""

import csv
import io

from services.registry.testing import example, get, head, post, registrar, send, shown


async def test_an_inspector_is_certified_suspended_reinstated_and_renewed_by_days(registry):
    await send(registry, "inspectors", head("inspectors", 1))
    row = next(csv.DictReader(io.StringIO(head("inspectors", 1).decode())))
    for what, day in (("suspension", "2025-12-01"), ("reinstatement", "2026-02-01"), ("suspension", "2026-05-01")):
        await post(registry, f"inspectors/{row['id']}/{what}", {"reason": "调查", "effective_from": day}, 200)
    renewed = {**row, "valid_from": "2026-08-01", "valid_until": "2031-07-31"}
    assert (await send(registry, "inspectors", "\n".join([",".join(renewed), ",".join(renewed.values())])))["facts"] == 1

    async def state_on(day):
        return [i["state"] for i in (await get(registry, f"inspectors?day={day}"))["items"]]

    days = {"2020-01-01": "upcoming", "2025-11-30": "valid", "2025-12-01": "suspended", "2026-02-01": "valid",
            "2026-05-01": "suspended", "2026-08-01": "valid", "2031-08-01": "expired"}  # fmt: skip
    assert {day: (await state_on(day))[0] for day in days} == days
    spells = await get(registry, f"inspectors/{row['id']}/history")
    assert [(s["kind"], s["effective_from"], s["effective_until"]) for s in spells if s["kind"] == "suspended"] == [
        ("suspended", "2025-12-01", "2026-02-01"), ("suspended", "2026-05-01", "2026-08-01"),
    ]  # fmt: skip
    assert (await registry.client.get(f"/v1/inspectors/{row['id']}/history")).status_code == 401


async def test_the_figures_say_how_much_of_the_force_is_at_the_front_line(registry):
    """L-39: of the officers who may check on the day; who is suspended or not yet certified is none."""
    await send(registry, "inspectors", head("inspectors", 4))
    rows = list(csv.DictReader(io.StringIO(head("inspectors", 4).decode())))
    now = await get(registry, "force?day=2026-03-01")
    front = {"front_line": ["county", "township"], "front_line_bp": 10_000, "wanted_bp": 8500, "reached": True}
    assert now == {"by_level": {"county": 4}, **front}
    await post(registry, f"inspectors/{rows[0]['id']}/suspension", {"reason": "调查", "effective_from": "2026-02-01"}, 200)
    assert (await get(registry, "force?day=2026-03-01"))["by_level"] == {"county": 3}
    city = "code,name,level,divisions\n" + "421088-market,市场监管局,city,421088"
    await send(registry, "departments", city)
    moved = await get(registry, "force?day=2026-03-01")
    assert (moved["by_level"], moved["front_line_bp"], moved["reached"]) == ({"city": 3}, 0, False)
    nobody = await get(registry, "force?day=2001-01-01")
    assert (nobody["by_level"], nobody["front_line_bp"], nobody["reached"]) == ({}, None, False)


# Who may check (X-06, B-08)


async def test_a_department_without_a_mandate_can_do_nothing_that_needs_one(registry):
    body = {"department": "421088-moon", "title": "登月办公室", "level": "county", "divisions": ["421088"]}
    await post(registry, "departments", body)
    item = (await get(registry, "items/MKT-0003"))["editions"][0]["content"]
    new = {"item": "MOO-1", "content": {**item, "department": "421088-moon"}, "effective_from": "2026-01-01"}
    scenario = {"scenario": "S-moon", "title": "登月", "industry": "catering", "lead": "421088-moon",
                "departments": ["421088-moon", "421088-market"], "items": ["MKT-0003"]}  # fmt: skip
    before = len(await registry.facts())
    for path, wanted in (("items", new), ("scenarios", scenario)):
        assert (await post(registry, path, wanted, 409))["type"] == "urn:checkonce:problem:no-mandate"
    files = {
        "items": example("items").decode().splitlines()[3].replace("421088-market", "421088-moon").replace("MKT-0003", "MOO-1"),
        "inspectors": head("inspectors", 1).decode().splitlines()[1].replace("421088-market", "421088-moon"),
    }
    for kind, line in files.items():
        report = await send(registry, kind, "\n".join([head(kind, 0).decode().strip(), line]))
        assert (report["refused"], report["refusals"][0]["field"]) == (1, "department"), report
    assert len(await registry.facts()) == before
    await post(
        registry,
        "mandates",
        {"department": "421088-moon", "form": "statutory", "basis": "《登月法》", "effective_from": "2025-12-01"},
    )
    assert (await post(registry, "items", {**new, "effective_from": "2025-11-30"}, 409))["value"] == "421088-moon"
    await post(registry, "items", new)
    end = {"reason": "职能划转", "effective_from": "2026-03-01"}
    await post(registry, "mandates/421088-moon/withdrawal", end, 200)
    later = {**new, "item": "MOO-2", "effective_from": "2026-03-01"}
    assert (await post(registry, "items", later, 409))["type"] == "urn:checkonce:problem:no-mandate"
    await post(registry, "items", {**later, "effective_from": "2026-02-28"})
    assert await shown(registry, "mandates?q=421088-moon&day=2026-02-28", "form") == ["statutory"]
    assert await shown(registry, "mandates?q=421088-moon&day=2026-03-01", "form") == []


async def as_told(sut, kind, content):
    """What a preview refuses, by line and field, which the import then does too."""
    preview = await sut.client.post(f"/v1/imports/{kind}/preview", content=content, headers=registrar(sut))
    report = await send(sut, kind, content)
    for counted in ("rows", "accepted", "unchanged", "refused"):
        assert preview.json()[counted] == report[counted], counted
    assert preview.json()["refusals"] == report["refusals"]
    return [(row["line"], row["field"]) for row in report["refusals"]]


async def test_in_a_file_a_mandate_serves_a_delegation_behind_it_only_if_it_was_accepted(registry):
    for slug in "abcd":
        body = {"department": f"421088100-{slug}", "title": slug, "level": "township", "divisions": ["421088100"]}
        await post(registry, "departments", body)
    lines = [
        head("mandates", 0).decode().strip(),
        "421088100-a,statutory,法,421088-market,2026-01-01,",
        "421088100-b,delegated,委托书,421088100-a,2026-01-01,",
        "421088100-a,statutory,法,,2026-02-01,",
        "421088100-c,delegated,委托书,421088100-a,2026-02-01,",
        "421088100-a,statutory,另一法,,2026-02-01,",
        "421088100-d,delegated,委托书,421088100-c,2026-02-01,",
    ]
    told = await as_told(registry, "mandates", "\n".join(lines))
    assert told == [(2, "delegated_by"), (3, "delegated_by"), (6, "key"), (7, "delegated_by")]


async def test_in_a_file_a_certificate_is_taken_only_by_a_row_that_was_accepted(registry):
    rows = list(csv.DictReader(io.StringIO(head("inspectors", 6).decode())))
    one, two, three, four, five, six = rows
    await send(registry, "inspectors", head("inspectors", 1))
    wrong = {**two, "certificate": "X-1", "valid_from": "2027-01-01", "valid_until": "2026-01-01"}
    lines = [
        wrong,
        {**three, "certificate": "x-1"},
        {**four, "certificate": "X-1"},
        {**one, "certificate": "X-2"},
        {**five, "certificate": one["certificate"]},
        {**four, "certificate": "X-3"},
        {**six, "certificate": "X-3"},
    ]
    content = "\n".join([",".join(one), *(",".join(row.values()) for row in lines)])
    told = await as_told(registry, "inspectors", content)
    assert [line for line, _ in told] == [2, 4, 7]
    held = {row["inspector"]: row["certificate"] for row in (await get(registry, "inspectors?day=2026-03-01"))["items"]}
    assert held == {one["id"]: "X-2", three["id"]: "x-1", five["id"]: one["certificate"], six["id"]: "X-3"}


async def test_a_delegation_names_a_body_whose_power_is_its_own(registry):
    for slug in ("a", "b"):
        body = {"department": f"421088100-{slug}", "title": slug, "level": "township", "divisions": ["421088100"]}
        await post(registry, "departments", body)
    header = head("mandates", 0).decode().strip()
    lines = [
        "421088100-a,delegated,委托书,421088-market,2026-01-01,2026-12-31",
        "421088100-b,delegated,委托书,421088100-a,2026-01-01,",
        "421088100-b,delegated,委托书,,2026-01-01,",
        "421088100-b,statutory,法,421088-market,2026-01-01,",
    ]
    reports = [await send(registry, "mandates", f"{header}\n{line}\n") for line in lines]
    assert [r["facts"] for r in reports] == [1, 0, 0, 0]
    assert {r["refusals"][0]["field"] for r in reports[1:]} == {"delegated_by"}
    rested = await post(
        registry, "departments/421088-market/withdrawal", {"reason": "撤销", "effective_from": "2026-02-01"}, 409
    )
    assert "职权依据 421088100-a" in rested["detail"]
