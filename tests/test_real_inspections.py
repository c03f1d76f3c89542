"""Real inspection data (San Francisco, 2015-2018, LIVES): imported, classified, planned, drawn; caps held against the data."""

import asyncio
import csv
import io
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from apps.checkonce.embedded import Audit, Embedded, Place
from apps.checkonce.lives import read_lives
from apps.checkonce.lives_import import entity_rows, result_rows
from apps.checkonce.seconding import Files, taken
from apps.checkonce.story.members import Desk
from apps.checkonce.verify import verify
from libs.clients.base import pages
from libs.clients.operations import ImportReport
from libs.clients.planning import Planning
from libs.events.testing.scratch import scratch

DATA = Path(__file__).parent / "data" / "sf"
# No such division: registers refuse codes of provinces that do not exist.
PLACE = Place("659999", "旧金山(示例)", "San Francisco")
HEALTH, FIRE = "659999-health", "659999-fire"
KIND = "food-hygiene"
LISTS = {
    "industries": "code,name\nrestaurant,餐饮 Restaurants\n",
    "departments": f"code,name,level,divisions\n{HEALTH},Health,county,659999\n{FIRE},Fire,county,659999\n",
    "mandates": (
        "department,form,basis,delegated_by,effective_from,effective_until\n"
        f"{HEALTH},statutory,Health Code,,2010-01-01,\n{FIRE},statutory,Fire Code,,2010-01-01,\n"
    ),
    "townships": f"code,name,department\n659999001,San Francisco,{HEALTH}\n",
    "items": (
        "code,kind,subject,content,list_class,department,industries,methods,frequency_months,legal_basis,liability,notice,"
        "minor_exemption,qualification,effective_from\n"
        f"SF-1,{KIND},Restaurants,Food,general,{HEALTH},restaurant,onsite,12,Health Code,By law,before,,food,2010-01-01\n"
        f"SF-2,fire-exits,Restaurants,Exits,general,{FIRE},restaurant,onsite,12,Fire Code,By law,before,,fire,2010-01-01\n"
    ),
    "inspectors": "id,name,department,certificate,qualifications,valid_from,valid_until\n"
    + "".join(
        f"I-659999-{d}-{n:02},Inspector {d}{n},659999-{d},C-{d}-{n},{q},2015-01-01,2030-01-01\n"
        for d, q in (("health", "food"), ("fire", "fire"))
        for n in range(30)
    ),
}
TODAY = datetime(2018, 2, 19, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
RATIOS = {"A": 300, "B": 800, "C": 2000, "D": 5000, "U": 300}


def as_csv(rows: list[dict[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


@pytest.fixture(scope="module")
async def city():
    """San Francisco with its lists, businesses and inspections imported, and everything settled."""
    with scratch("sf") as folder:
        calendar = folder / "calendar"
        calendar.mkdir()
        for year in (2017, 2018):
            (calendar / f"{year}.provisional.csv").write_text(
                f"date,kind,name\n{year}-01-01,holiday,New Year\n{year}-07-04,holiday,Independence\n"
            )
        async with Embedded(folder / "data", places=[PLACE], story=True, calendar=calendar) as here, Audit(here) as audit:
            here.clock.set(TODAY)
            yield City(here, audit)


class City:
    def __init__(self, here: Embedded, audit: Audit) -> None:
        self.here, self.audit = here, audit
        self.town = here.towns[PLACE.code]
        self.data = read_lives(DATA, encoding="cp1252")

    async def send(self, client: Files, kind: str, content: bytes) -> ImportReport:
        first, second = (client.acting_as(self.town.token(name, "registrar", "planner")) for name in ("r-1", "r-2"))
        return await taken(second, await first.import_file(kind, content, "text/csv"))


@pytest.fixture(scope="module")
async def imported(city):
    """(city, report of businesses, report of inspections)."""
    for kind, text in LISTS.items():
        report = await city.send(city.town.registry, kind, text.encode())
        assert report.refused == 0, report
    businesses = await city.send(
        city.town.registry, "entities", as_csv(entity_rows(city.data, industry="restaurant", township="659999001"))
    )
    await city.audit.settle()
    inspections = await city.send(city.town.inspection, "results", as_csv(result_rows(city.data, kind=KIND)))
    await city.audit.settle()
    return city, businesses, inspections


async def test_every_row_is_taken_or_reported_and_none_is_doubled(imported):
    city, businesses, inspections = imported
    data = city.data
    assert {f: data.rows_read[f] for f in ("businesses.csv", "inspections.csv", "violations.csv")} == {
        "businesses.csv": 6399,
        "inspections.csv": 14233,
        "violations.csv": 39006,
    }
    assert all(data.rows_read[f] == data.accepted(f) + data.refusals(f) for f in data.rows_read)
    assert (businesses.accepted, businesses.refused) == (len(data.businesses), 0)
    assert (inspections.accepted, inspections.refused) == (len(data.inspections), 0), inspections.refusals[:3]
    again = await city.send(city.town.inspection, "results", as_csv(result_rows(data, kind=KIND)))
    assert (again.facts, again.unchanged) == (0, len(data.inspections))
    balance = await city.audit.compare()
    assert (balance.lost, balance.duplicated, balance.disordered) == (0, 0, 0), balance.details


async def test_classes_follow_from_the_history(imported):
    city, *_ = imported
    auditor = city.town.token("auditor", "auditor")
    profiles = {p.entity: p async for p in pages(city.town.credit.acting_as(auditor).profiles, limit=500)}
    scores: dict[str, list[int]] = {}
    for inspection in city.data.inspections:
        if inspection.score is not None:
            scores.setdefault(f"lives:{inspection.business_id}", []).append(inspection.score)
    always_good = [e for e, s in scores.items() if min(s) >= 95 and len(s) >= 3]
    often_poor = [e for e, s in scores.items() if sum(x <= 75 for x in s) >= 2]
    assert len(always_good) > 100
    assert len(often_poor) > 50
    mean = {
        name: sum(profiles[e].score for e in group) / len(group)
        for name, group in (("good", always_good), ("poor", often_poor))
    }
    assert mean["poor"] < mean["good"]
    assert {profiles[e].credit_class for e in always_good} == {"A"}
    assert len({p.credit_class for p in profiles.values()}) >= 3


async def test_the_next_year_is_drawn_from_it_and_the_caps_hold_against_the_data(imported):
    city, *_ = imported
    town, planner = city.town, city.town.token("planner", "planner", department=HEALTH)
    demands = []
    for department, kind, item in ((HEALTH, KIND, "SF-1"), (FIRE, "fire-exits", "SF-2")):
        token = town.token(f"o-{department}", "department-officer", department=department)
        await town.planning.acting_as(token).submit_demand(
            demand=f"N-2018-{kind}", year=2018, department=department, kind=kind, items=[item],
            industries=["restaurant"], list_class="general", ratios=RATIOS, rounding="fair", method="onsite",
        )  # fmt: skip
        demands.append(f"N-2018-{kind}")
    members = [HEALTH, FIRE]
    lead = town.planning.acting_as(planner)
    await lead.draft_plan(plan="P-2018", year=2018, lead=HEALTH, members=members, reason="数据导入后编制")
    await lead.coordinate_plan("P-2018", demands=demands, window_from=date(2018, 3, 5), window_to=date(2018, 11, 30))
    desks = [Desk("D-2018", member) for member in members]

    def at(desk: Desk) -> Planning:
        return town.planning.acting_as(town.token(f"m-{desk.member}", "conference-member", department=desk.member))

    for desk in desks:
        await at(desk).vote_on_plan("P-2018", edition=1, member=desk.member, approve=True)
    await lead.open_draw(draw="D-2018", plan="P-2018")
    for desk in desks:
        await desk.commit(at(desk))
    await lead.freeze_draw("D-2018")
    manifest = await town.planning.draw_manifest("D-2018")
    for desk in desks:
        await desk.sign(at(desk), manifest)
    for desk in desks:
        await desk.reveal(at(desk))
    figures = await lead.complete_draw("D-2018")
    pack = await town.planning.draw_certificate("D-2018")
    assert verify(await asyncio.to_thread(lambda: pack)).ok
    visits = [v async for v in pages(lead.visits, draw="D-2018", limit=500)]
    assert len(visits) == figures.visits > 100
    assert max(Counter(v.entity for v in visits).values()) == 1
    checked_this_year = {f"lives:{i.business_id}" for i in city.data.inspections if i.date >= date(2018, 1, 1)}
    assert len(checked_this_year) > 100
    for visit in visits:
        kinds = {kind for part in visit.parts for kind in part.kinds}
        assert not (visit.entity in checked_this_year and KIND in kinds), visit
    reasons = {leaf["entity"]: {e["reason"] for e in leaf["excluded"]} for leaf in pack["frame"]}
    assert {entity for entity, why in reasons.items() if "X1" in why} == checked_this_year
