"""The joint conference on a real database."""

from services.registry.testing import get, post, send, shown

BY_ONE = {"policy": {"roles": ["registrar"]}}


async def test_the_conference_grows_from_19_to_38_members_and_any_day_knows_how_many(bare):
    departments = [f"421088-body{n}" for n in range(38)]
    lines = [f"{department},单位{n},county,421088" for n, department in enumerate(departments)]
    assert (await send(bare, "departments", "\n".join(["code,name,level,divisions", *lines])))["facts"] == 38
    rows = [f"{d},{'yes' if n == 0 else 'no'},{'2025-12-01' if n < 19 else '2026-03-01'}" for n, d in enumerate(departments)]
    file = "\n".join(["department,lead,effective_from", *rows])
    report = await send(bare, "conference", file)
    assert (report["facts"], report["refused"], report["approved_by"]) == (38, 0, "r-2")
    counted = {day: len((await get(bare, f"conference?limit=500&day={day}"))["items"])
               for day in ("2025-11-30", "2025-12-01", "2026-02-28", "2026-03-01")}  # fmt: skip
    assert list(counted.values()) == [0, 19, 19, 38]
    new_lead = {"department": departments[1], "lead": True, "effective_from": "2026-06-01"}
    await post(bare, "conference", new_lead)
    leads = [await shown(bare, f"conference?lead=true&day={day}", "department") for day in ("2026-05-31", "2026-06-01")]
    assert leads == [[departments[0]], [departments[1]]]
    refused = await post(
        bare, f"conference/{departments[1]}/withdrawal", {"reason": "退出", "effective_from": "2026-07-01"}, 409
    )
    assert refused["type"] == "urn:checkonce:problem:lead-stays"
    again = await send(bare, "conference", (await bare.client.get("/v1/conference/export.csv?day=2026-03-01")).content)
    assert (again["facts"], again["refused"]) == (0, 0)


async def test_a_seat_lasts_no_longer_than_its_department_and_the_last_lead_stays_while_it_is_asked(bare):
    moon = {"department": "421088-moon", "title": "登月办公室", "level": "county", "divisions": ["421088"]}
    await post(bare, "departments", moon)
    await post(bare, "departments/421088-moon/withdrawal", {"reason": "机构改革", "effective_from": "2026-06-01"}, 200)
    for since in ("2026-01-01", "2026-07-01"):
        seat = {"department": "421088-moon", "lead": True, "effective_from": since}
        refused = await post(bare, "conference", seat, 422)
        assert (refused["type"], refused["field"]) == ("urn:checkonce:problem:department-not-listed-then", "department")
    # On the list again, there is a day from which it lasts.
    await post(bare, "departments", {**moon, "effective_from": "2026-07-01"})
    await post(bare, "conference", {"department": "421088-moon", "lead": True, "effective_from": "2026-06-30"}, 422)
    await post(bare, "conference", {"department": "421088-moon", "lead": True, "effective_from": "2026-07-01"})
    # Who leads when the edition begins approves what comes after it.
    led = {"seconds": {**BY_ONE, "conference": {"roles": ["registrar"], "among": "lead"}}}
    refused = await post(bare, "policy", {"effective_from": "2026-06-30", "pack": led, "reason": "本地规定"}, 422)
    assert refused["type"] == "urn:checkonce:problem:no-way-back"
    await post(bare, "policy", {"effective_from": "2026-07-01", "pack": led, "reason": "本地规定"})
    leaving = {"reason": "退出", "effective_from": "2026-08-01"}
    refused = await post(bare, "conference/421088-moon/withdrawal", leaving, 409)
    assert refused["type"] == "urn:checkonce:problem:lead-is-asked"
