"""The joint conference on a real database."""

from services.registry.testing import get, post, send, shown

BY_ONE = {"policy": {"roles": ["registrar"]}}


async def test_the_conference_grows_from_19_to_38_members_and_any_day_knows_how_many(bare):
    departments = [f"421088-body{n}" for n in range(38)]
    lines = [f"{department},单位{n},county,421088" for n, department in enumerate(departments)]
    assert (await send(bare, "departments", "\n".join(["code,name,level,divisions", *lines])))["facts"] == 38
    rows = [f"{d},{'yes' if n == 0 else 'no'},{'2025-12-01' if n < 19 else '2026-03-01'}" for n, d in enumerate(departments)]
    file = "\n".join(["department,lead,effective_from", *rows])
    # A file is one person's, until the place says by two persons that one is enough.
    report = await send(bare, "conference", file)
    assert (report["facts"], report["refused"]) == (0, 38)
    assert all("POST /v1/conference" in refused["do"] for refused in report["refusals"])
    await post(bare, "policy", {"effective_from": "2025-11-03", "pack": {"seconds": BY_ONE}, "reason": "初次建库"})
    report = await send(bare, "conference", file)
    assert (report["facts"], report["refused"]) == (38, 0)
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
