import csv
import re
from collections import Counter, defaultdict
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from apps.checkonce.examples import write_examples

EXAMPLES = Path(__file__).parents[3] / "examples"
PLACES = ("421088", "430623")
SLUG = re.compile(r"[a-z]+(-[a-z]+)*")

COLUMNS = {
    "industries": "code,name",
    "departments": "code,name,level,divisions",
    "mandates": "department,form,basis,delegated_by,effective_from,effective_until",
    "townships": "code,name,department",
    "items": "code,kind,subject,content,list_class,department,industries,methods,frequency_months,legal_basis,"
    "liability,notice,minor_exemption,qualification,effective_from",
    "scenarios": "code,name,industry,lead,departments,items",
    "inspectors": "id,name,department,certificate,qualifications,valid_from,valid_until",
    "entities": "scheme,value,name,industries,township,category,founded",
    "credit": "scheme,value,points,reason",
}


@cache
def table(place, name):
    with (EXAMPLES / place / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, strict=True))
    assert all(None not in row and None not in row.values() for row in rows)
    return rows


def column(place, name, field):
    return [row[field] for row in table(place, name)]


def parts(value):
    found = value.split(";")
    assert len(set(found)) == len(found)
    return found


def passes_gb_32100(code):
    """Both check characters, computed apart from the generator: over the whole code the weighted sum is 0 modulo 31."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    if not re.fullmatch(f"[{alphabet}]{{18}}", code):
        return False
    if sum(alphabet.index(char) * pow(3, place, 31) for place, char in enumerate(code[:17])) % 31 != (
        -alphabet.index(code[17]) % 31
    ):
        return False
    organisation, last = code[8:16], "0123456789X".index(code[16])
    weighted = zip(organisation, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)
    return (sum(int(char, 36) * weight for char, weight in weighted) + last) % 11 == 0


@pytest.mark.parametrize("code", ["914403001922038216", "9144030071526726XG", "91330282L07196379D", "91440300192317458F"])
def test_the_check_used_here_knows_codes_of_public_record(code):
    assert passes_gb_32100(code)
    assert not passes_gb_32100(code[:-1] + ("0" if code[-1] != "0" else "1"))


def test_the_generator_writes_the_committed_files_byte_for_byte(tmp_path):
    written = {path.relative_to(tmp_path): path.read_bytes() for path in write_examples(tmp_path)}
    committed = {path.relative_to(EXAMPLES): path.read_bytes() for path in EXAMPLES.rglob("*") if path.is_file()}
    assert committed.pop(Path("README.md"))
    assert sorted(written) == sorted(committed)
    assert [path for path in written if written[path] != committed[path]] == []


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", COLUMNS)
def test_each_file_is_utf_8_with_its_header_and_no_row_twice(place, name):
    text = (EXAMPLES / place / f"{name}.csv").read_bytes().decode("utf-8")
    assert text.splitlines()[0] == COLUMNS[name]
    assert "\r" not in text
    key = {"inspectors": "id", "entities": "value", "credit": "value", "mandates": "department"}.get(name, "code")
    keys = column(place, name, key)
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(("place", "departments", "townships", "items"), [("421088", 27, 23, 100), ("430623", 13, 14, 50)])
def test_departments_and_townships_belong_to_the_place(place, departments, townships, items):
    assert len(table(place, "departments")) == departments
    for row in table(place, "departments"):
        assert row["code"].startswith(f"{place}-")
        assert SLUG.fullmatch(row["code"].removeprefix(f"{place}-"))
        assert row["level"] in {"city", "county", "township"}
        assert parts(row["divisions"]) == [place]
        assert row["name"]
    assert len(table(place, "townships")) == townships
    for row in table(place, "townships"):
        assert re.fullmatch(rf"{place}[0-9]{{3}}", row["code"])
        assert row["department"] in column(place, "departments", "code")
    assert len(table(place, "items")) >= items


@pytest.mark.parametrize("place", PLACES)
def test_every_department_has_a_mandate_in_force_before_its_items(place):
    assert column(place, "mandates", "department") == column(place, "departments", "code")
    for row in table(place, "mandates"):
        assert row["form"] in {"statutory", "authorised"}
        assert re.fullmatch(r"(《[^《》]+》)+", row["basis"])
        assert row["effective_from"] < min(column(place, "items", "effective_from"))
        assert (row["delegated_by"], row["effective_until"]) == ("", "")


def test_the_neighbour_names_its_departments_and_kinds_of_check_alike():
    ours, theirs = ({code.split("-", 1)[1] for code in column(place, "departments", "code")} for place in PLACES)
    assert theirs < ours
    ours, theirs = (set(column(place, "items", "kind")) for place in PLACES)
    assert theirs < ours
    assert "food-hygiene" in theirs
    assert column("421088", "industries", "code") == column("430623", "industries", "code")


@pytest.mark.parametrize("place", PLACES)
def test_each_item_is_complete_and_rests_on_a_law_by_title(place):
    industries = set(column(place, "industries", "code"))
    for row in table(place, "items"):
        assert re.fullmatch(r"[A-Z]{3}-[0-9]{4}", row["code"])
        assert SLUG.fullmatch(row["kind"])
        assert row["subject"]
        assert row["content"]
        assert row["list_class"] in {"general", "key"}
        assert row["department"] in column(place, "departments", "code")
        assert set(parts(row["industries"])) <= industries
        assert set(parts(row["methods"])) <= {"onsite", "document", "remote"}
        assert 1 <= int(row["frequency_months"]) <= 24
        assert all(re.fullmatch(r"《[^《》;]+》", law) for law in parts(row["legal_basis"]))
        assert "第" not in row["legal_basis"]
        assert row["liability"]
        assert row["notice"] in {"before", "forbidden"}
        assert SLUG.fullmatch(row["qualification"])
        assert row["effective_from"] == "2025-01-01"


@pytest.mark.parametrize("place", PLACES)
def test_every_department_has_items_and_every_industry_three_to_eight_departments(place):
    interested = defaultdict(set)
    for row in table(place, "items"):
        for industry in parts(row["industries"]):
            interested[industry].add(row["department"])
    assert set(interested) == set(column(place, "industries", "code"))
    assert {industry: len(who) for industry, who in interested.items() if not 3 <= len(who) <= 8} == {}
    assert {row["department"] for row in table(place, "items")} == set(column(place, "departments", "code"))


@pytest.mark.parametrize("place", PLACES)
def test_each_scenario_holds_exactly_the_items_of_its_industry_and_their_departments(place):
    items = {row["code"]: row for row in table(place, "items")}
    assert column(place, "scenarios", "industry") == column(place, "industries", "code")
    for row in table(place, "scenarios"):
        listed = [code for code, item in items.items() if row["industry"] in parts(item["industries"])]
        assert parts(row["items"]) == listed
        assert set(parts(row["departments"])) == {items[code]["department"] for code in listed}
        assert row["lead"] in parts(row["departments"])


@pytest.mark.parametrize(("place", "total"), [("421088", 400), ("430623", 150)])
def test_each_department_can_staff_teams_for_each_of_its_qualifications(place, total):
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    holders, members, expired = Counter(), Counter(), 0
    for number, row in enumerate(table(place, "inspectors"), start=1):
        assert row["id"] == f"I-{place}-{number:04d}"
        assert 2 <= len(row["name"]) <= 3
        members[row["department"]] += 1
        since, until = date.fromisoformat(row["valid_from"]), date.fromisoformat(row["valid_until"])
        assert since < until
        assert since < first
        if until < first:
            expired += 1
            continue
        assert until >= last
        for qualification in parts(row["qualifications"]):
            holders[row["department"], qualification] += 1
    assert len(table(place, "inspectors")) == pytest.approx(total, rel=0.1)
    assert set(members) == set(column(place, "departments", "code"))
    assert min(members.values()) >= 8
    assert 2 <= expired <= 10
    needed = {(row["department"], row["qualification"]) for row in table(place, "items")}
    assert {need: holders[need] for need in needed if holders[need] < 4} == {}
    assert set(holders) == needed
    assert len(set(column(place, "inspectors", "certificate"))) == len(table(place, "inspectors"))


@pytest.mark.parametrize(("place", "count"), [("421088", 3_000), ("430623", 1_500)])
def test_each_entity_is_marked_as_invented_and_has_a_valid_code_or_is_a_stall(place, count):
    industries, townships = set(column(place, "industries", "code")), set(column(place, "townships", "code"))
    category_digits = {"enterprise": "91", "household": "92", "cooperative": "93"}
    names = set()
    for row in table(place, "entities"):
        assert "示例" in row["name"]
        names.add(row["name"])
        assert 1 <= len(parts(row["industries"])) <= 2
        assert set(parts(row["industries"])) <= industries
        assert row["township"] in townships
        assert date(1998, 1, 1) <= date.fromisoformat(row["founded"]) < date(2026, 1, 1)
        if row["scheme"] == "stall":
            assert row["category"] == "stall"
            assert re.fullmatch(rf"{row['township']}-[0-9]{{4}}", row["value"])
        else:
            assert row["scheme"] == "uscc"
            assert passes_gb_32100(row["value"])
            assert row["value"][:2] == category_digits[row["category"]]
            assert row["value"][2:8] in PLACES
            assert row["value"][8:10] == "EX"
    assert len(table(place, "entities")) == len(names) == count
    assert {row["category"] for row in table(place, "entities")} == {*category_digits, "stall"}
    assert {industry for row in table(place, "entities") for industry in parts(row["industries"])} == industries


def test_120_entities_work_in_both_places_under_one_code_and_name():
    ours, theirs = ({row["value"]: row for row in table(place, "entities")} for place in PLACES)
    both = ours.keys() & theirs.keys()
    assert len(both) == 300
    for value in both:
        assert ours[value]["name"] == theirs[value]["name"]
        assert ours[value]["industries"] == theirs[value]["industries"]
    assert Counter(value[2:8] for value in both) == {"421088": 150, "430623": 150}
    for place, rows in zip(PLACES, (ours, theirs), strict=True):
        assert {value[2:8] for value in rows.keys() - both if rows[value]["scheme"] == "uscc"} == {place}


@pytest.mark.parametrize("place", PLACES)
def test_opening_credit_gives_the_class_mix_of_a_real_city(place):
    entities = {(row["scheme"], row["value"]) for row in table(place, "entities")}
    classes = Counter()
    for row in table(place, "credit"):
        assert (row["scheme"], row["value"]) in entities
        assert row["reason"]
        points = int(row["points"])
        assert -1000 <= points <= 0
        classes["D" if points < -400 else "C" if points < -250 else "B" if points < -100 else "A"] += 1
    rated = len(table(place, "credit"))
    assert 1 - rated / len(entities) == pytest.approx(0.02, abs=0.001)
    for letter, percent in {"A": 65.4, "B": 25.3, "C": 7.7, "D": 1.5}.items():
        assert 100 * classes[letter] / rated == pytest.approx(percent, abs=0.1)


def test_the_file_with_bad_rows_holds_each_kind_of_dirt_where_the_readme_says():
    raw = (EXAMPLES / "421088" / "entities-with-bad-rows.csv").read_bytes().decode("utf-8")
    lines = dict(enumerate(csv.reader(raw.splitlines()), start=1))
    header = lines[1]
    known = set(column("421088", "entities", "value"))
    good = [dict(zip(header, lines[n], strict=True)) for n in (2, 3, 19)]
    assert all(passes_gb_32100(row["value"]) and row["value"] not in known for row in good)
    assert not passes_gb_32100(lines[4][1])
    assert passes_gb_32100(lines[4][1].upper())
    assert not lines[5][1].isascii()
    assert passes_gb_32100("".join(chr(ord(char) - 0xFEE0) for char in lines[5][1]))
    assert re.fullmatch(r"[0-9A-HJ-NP-RT-UW-Y]{18}", lines[6][1])
    assert not passes_gb_32100(lines[6][1])
    assert len(lines[7][1]) == 17
    assert "I" in lines[8][1]
    assert lines[9][0] not in {"uscc", "stall"}
    assert lines[10][4] not in column("421088", "townships", "code")
    assert lines[11][3] not in column("421088", "industries", "code")
    assert (lines[12][3], lines[13][2]) == ("", "")
    assert lines[14][5] not in set(column("421088", "entities", "category"))
    with pytest.raises(ValueError, match="day"):
        date.fromisoformat(lines[15][6])
    assert lines[16][1] == lines[2][1]
    assert lines[16][2] != lines[2][2]
    assert (len(lines[17]), len(lines[18]), len(lines)) == (6, 8, 19)
    readme = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    told = [int(n) for cell in re.findall(r"^\| ([0-9, ]+) \|", readme, re.MULTILINE) for n in cell.split(", ")]
    assert sorted(told) == list(range(2, 20))


@pytest.mark.parametrize(("year", "holidays", "worked"), [(2025, 28, 5), (2026, 33, 6)])
def test_the_calendar_holds_the_state_councils_arrangement(year, holidays, worked):
    with (EXAMPLES / "calendar" / f"{year}.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert list(rows[0]) == ["date", "kind", "name"]
    days = {date.fromisoformat(row["date"]): row["kind"] for row in rows}
    assert len(days) == len(rows)
    assert list(days) == sorted(days)
    assert {day.year for day in days} == {year}
    assert Counter(days.values()) == {"holiday": holidays, "workday": worked}
    assert all(day.weekday() >= 5 for day, kind in days.items() if kind == "workday")


def test_2026_has_the_spring_festival_days_that_were_announced():
    with (EXAMPLES / "calendar" / "2026.csv").open(encoding="utf-8", newline="") as lines:
        spring = {row["date"]: row["kind"] for row in csv.DictReader(lines) if row["name"] == "春节"}
    off = [(date(2026, 2, 15) + timedelta(days=n)).isoformat() for n in range(9)]
    assert spring == {**dict.fromkeys(off, "holiday"), "2026-02-14": "workday", "2026-02-28": "workday"}
