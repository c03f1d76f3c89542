"""Ratings that nobody can trace, on a real database."""

from hashlib import sha256

from services.disclosure.testing import (
    ENTITY,
    FIRE,
    rate,
    read,
    tickets,
    visit_facts,
)


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

    async def ask(visit, subject="x", **claims):
        return await disclosure.client.get(f"/v1/visits/{visit}/rating-ticket", headers=disclosure.bearer(subject, **claims))

    assert (await ask("V-3", roles=["inspector"], departments=[FIRE])).status_code == 409
    assert (await ask("V-9", roles=["inspector"], departments=[FIRE])).status_code == 404
    assert (await ask("V-1", roles=["inspector"], departments=["421088-police"])).status_code == 404
    assert (await ask("V-1", roles=["enterprise"])).status_code == 404
    assert (await ask("V-1", ENTITY, roles=["enterprise"])).json()["ticket"] == held["V-1"]
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
