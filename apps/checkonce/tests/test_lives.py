import csv
import datetime as dt
import io
from collections import Counter
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.checkonce.lives import LivesFile, NotLives, Rule, read_lives
from apps.checkonce.lives_import import result_rows

SAN_FRANCISCO = Path(__file__).parents[3] / "tests" / "data" / "sf"

BUSINESSES = "business_id,name,address,city,state,postal_code,latitude,longitude,phone_number"
INSPECTIONS = "business_id,score,date,type"
VIOLATIONS = "business_id,date,description"
LEGEND = "Minimum_Score,Maximum_Score,Description\n0,70,Poor\n71,100,Good"

CAFE = "19,CAFE,1 MAIN ST,San Francisco,CA,94109,37.786848,-122.421547,+14157763262"
VISIT = "19,94,20171211,routine"
FAULT = "19,20171211,Unclean floors"


def folder(path, businesses=(CAFE,), inspections=(VISIT,), violations=(FAULT,), legend=LEGEND):
    for name, header, rows in (
        ("businesses", BUSINESSES, businesses),
        ("inspections", INSPECTIONS, inspections),
        ("violations", VIOLATIONS, violations),
    ):
        lines = [header, *rows]
        raw = b"\r\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
        (path / f"{name}.csv").write_bytes(raw + b"\r\n")
    (path / "legend.csv").write_text(legend, encoding="utf-8")
    return path


def nothing_lost(lives: LivesFile) -> bool:
    return all(rows == lives.accepted(file) + lives.refusals(file) for file, rows in lives.rows_read.items())


def reasons(lives: LivesFile) -> Counter[tuple[str, str]]:
    return Counter((row.file, row.code) for row in lives.refused)


@pytest.fixture(scope="module")
def san_francisco() -> LivesFile:
    return read_lives(SAN_FRANCISCO, encoding="cp1252")


def test_every_row_of_the_real_feed_is_taken_or_refused_with_its_reason(san_francisco):
    assert san_francisco.rows_read == {
        "legend.csv": 4,
        "businesses.csv": 6_399,
        "inspections.csv": 14_233,
        "violations.csv": 39_006,
    }
    assert nothing_lost(san_francisco)
    assert reasons(san_francisco) == {
        ("inspections.csv", "duplicate"): 1,
        ("violations.csv", "no-inspection"): 932,
    }


def test_rows_of_the_real_feed_that_are_not_utf_8_are_refused_with_all_that_hangs_on_them():
    lives = read_lives(SAN_FRANCISCO)
    assert nothing_lost(lives)
    assert reasons(lives) == {
        ("businesses.csv", "encoding"): 7,
        ("inspections.csv", "unknown-business"): 17,
        ("inspections.csv", "duplicate"): 1,
        ("violations.csv", "unknown-business"): 52,
        ("violations.csv", "no-inspection"): 932,
    }
    first = next(row for row in lives.refused if row.code == "encoding")
    assert (first.file, first.line, first.field, first.value) == ("businesses.csv", 2355, "name", r"TROPISUE\xd1O")


def test_no_row_of_the_real_feed_is_doubled(san_francisco):
    unnumbered = {replace(inspection, number=0) for inspection in san_francisco.inspections}
    assert len(unnumbered) == len(san_francisco.inspections)
    assert len(set(san_francisco.violations)) == len(san_francisco.violations)
    assert len({b.business_id for b in san_francisco.businesses}) == len(san_francisco.businesses)
    keys = [(i.business_id, i.date, i.number) for i in san_francisco.inspections]
    assert len(set(keys)) == len(keys)


def test_two_different_inspections_on_one_day_are_both_kept_and_told_apart(san_francisco):
    again = {i for i in san_francisco.inspections if i.number > 1}
    assert {(i.business_id, i.date, i.score) for i in again} == {
        ("64859", dt.date(2015, 9, 24), 96),
        ("87440", dt.date(2016, 8, 1), 96),
    }


def test_the_legend_gives_each_score_its_band(san_francisco):
    assert {(i.score, i.band) for i in san_francisco.inspections if i.score in {70, 71, 85, 86, 90, 91}} == {
        (70, "Poor"),
        (71, "Needs Improvement"),
        (85, "Needs Improvement"),
        (86, "Adequate"),
        (90, "Adequate"),
        (91, "Good"),
    }


def test_the_remark_on_a_correction_becomes_a_date(san_francisco):
    found = [v for v in san_francisco.violations if v.business_id == "19" and v.date == dt.date(2016, 5, 13)]
    text = "Food safety certificate or food handler card not available"
    assert dt.date(2017, 12, 11) in {v.corrected_on for v in found if v.description == text}


@pytest.mark.parametrize(
    "odd",
    [
        "Unclean floors  [ date violation corrected: 12:21:17 PM ]",
        "Unclean floors  [ date violation corrected: 2/30/2018 ]",
        "[ date violation corrected: 1/2/2018 ]",
    ],
)
def test_a_remark_without_a_day_or_without_a_text_stays_in_the_text(tmp_path, odd):
    lives = read_lives(folder(tmp_path, violations=(f"19,20171211,{odd}",)))
    assert [(v.description, v.corrected_on) for v in lives.violations] == [(odd, None)]


@pytest.mark.parametrize(
    ("file", "bad", "expected"),
    [
        ("businesses", ",CAFE,1 MAIN ST,,,,,,", ("business_id", "", Rule.MISSING)),
        ("businesses", "24,  ,1 MAIN ST,,,,,,", ("name", "", Rule.MISSING)),
        ("businesses", b"24,CAF\xc9,1 MAIN ST,,,,,,", ("name", r"CAF\xc9", Rule.ENCODING)),
        ("businesses", "24,CA\tFE,1 MAIN ST,,,,,,", ("name", r"CA\x09FE", Rule.CONTROL)),
        ("businesses", "24,CA\x00FE,1 MAIN ST,,,,,,", ("name", r"CA\x00FE", Rule.CONTROL)),
        ("businesses", "24,CAFE,1 MAIN ST", ("-", "24,CAFE,1 MAIN ST", Rule.COLUMNS)),
        ("businesses", '24,"JOE"S",1 MAIN ST,,,,,,', ("-", '24,"JOE"S",1 MAIN ST,,,,,,', Rule.QUOTING)),
        ("businesses", "24,CAFE,1 MAIN ST,,,,95,12,", ("latitude", "95", Rule.COORDINATE)),
        ("businesses", "24,CAFE,1 MAIN ST,,,,37.5,,", ("longitude", "", Rule.COORDINATE)),
        ("businesses", "24,CAFE,1 MAIN ST,,,,nan,12,", ("latitude", "nan", Rule.COORDINATE)),
        ("businesses", CAFE, ("business_id", "19", Rule.DUPLICATE)),
        ("businesses", "19,OTHER,1 MAIN ST,,,,,,", ("business_id", "19", Rule.ID_TAKEN)),
        ("inspections", "19,101,20171212,routine", ("score", "101", Rule.SCORE)),
        ("inspections", "19,9.5,20171212,routine", ("score", "9.5", Rule.SCORE)),
        ("inspections", "19,94,2017-12-12,routine", ("date", "2017-12-12", Rule.DATE)),
        ("inspections", "19,94,20170229,routine", ("date", "20170229", Rule.DATE)),
        ("inspections", "19,94,２０１７１２１２,routine", ("date", "２０１７１２１２", Rule.DATE)),
        ("inspections", "19,94,20171212,surprise", ("type", "surprise", Rule.TYPE)),
        ("inspections", "20,94,20171212,routine", ("business_id", "20", Rule.UNKNOWN_BUSINESS)),
        ("inspections", VISIT, ("business_id", "19", Rule.DUPLICATE)),
        ("violations", "19,20171211,", ("description", "", Rule.MISSING)),
        ("violations", "20,20171211,Dirt", ("business_id", "20", Rule.UNKNOWN_BUSINESS)),
        ("violations", "19,20171210,Dirt", ("date", "20171210", Rule.NO_INSPECTION)),
    ],
)
def test_a_bad_row_is_refused_by_field_value_and_rule_and_the_good_ones_stay(tmp_path, file, bad, expected):
    good = {"businesses": CAFE, "inspections": VISIT, "violations": FAULT}[file]
    lives = read_lives(folder(tmp_path, **{file: [good, bad]}))
    [row] = lives.refused
    field, value, rule = expected
    assert (row.file, row.line, row.field, row.value) == (f"{file}.csv", 3, field, value)
    assert (row.code, row.rule_en, row.rule_zh) == (rule.code, rule.en, rule.zh)
    assert lives.accepted(f"{file}.csv") == 1


def test_equal_violations_of_a_day_are_as_many_violations(tmp_path):
    lives = read_lives(folder(tmp_path, violations=(FAULT, FAULT, "19,20171211,Dirt")))
    assert [(v.description, v.number) for v in lives.violations] == [("Unclean floors", 1), ("Unclean floors", 2), ("Dirt", 1)]
    [row] = result_rows(lives, kind="food-hygiene")
    assert row["problems"] == "Unclean floors|Unclean floors|Dirt"


def test_an_export_that_repeats_a_day_doubles_no_violation(tmp_path):
    lives = read_lives(folder(tmp_path, inspections=(VISIT, VISIT), violations=(FAULT, FAULT)))
    assert [(row.file, row.line, row.code) for row in lives.refused] == [
        ("inspections.csv", 3, "duplicate"),
        ("violations.csv", 3, "duplicate"),
    ]
    assert [row["problems"] for row in result_rows(lives, kind="food-hygiene")] == ["Unclean floors"]


def test_the_code_of_a_violation_stands_before_its_words(tmp_path):
    folder(tmp_path)
    lines = f"{VIOLATIONS},code\n19,20171211,Unclean floors,103154\n19,20171211,Unclean floors,\n"
    (tmp_path / "violations.csv").write_text(lines)
    [row] = result_rows(read_lives(tmp_path), kind="food-hygiene")
    assert row["problems"] == "103154 Unclean floors|Unclean floors"


def test_a_quote_left_open_costs_its_own_line_only(tmp_path):
    lives = read_lives(folder(tmp_path, businesses=('18,"OPEN,1 MAIN ST,,,,,,', CAFE, '"20","B","C",,,,,,')))
    assert [b.business_id for b in lives.businesses] == ["19", "20"]
    assert [(row.line, row.code) for row in lives.refused] == [(2, "quoting")]


@pytest.mark.parametrize("band", ["60,65,Middling", "70,75,Across", "-1,0,Below", "90,101,Above"])
def test_a_band_that_overlaps_an_earlier_one_or_leaves_0_to_100_is_refused(tmp_path, band):
    lives = read_lives(folder(tmp_path, legend=f"{LEGEND}\n{band}\n"))
    assert [(row.line, row.code) for row in lives.refused] == [(4, "band")]
    assert [i.band for i in lives.inspections] == ["Good"]


def test_a_band_upside_down_is_refused(tmp_path):
    lives = read_lives(folder(tmp_path, legend="minimum_score,maximum_score,description\n100,90,Good\n"))
    assert [row.code for row in lives.refused] == ["band"]
    assert [i.band for i in lives.inspections] == [None]


def test_an_inspection_without_a_score_has_no_band(tmp_path):
    lives = read_lives(folder(tmp_path, inspections=("19,,20171211,Complaint",)))
    assert [(i.score, i.band, i.type) for i in lives.inspections] == [(None, None, "complaint")]


def test_optional_files_may_be_absent_and_columns_in_any_order(tmp_path):
    (tmp_path / "businesses.csv").write_text("\ufeffName,local,ADDRESS,Business_ID\n甲店示例,x,,7\n\n", encoding="utf-8")
    (tmp_path / "inspections.csv").write_text("date,score,business_id\n20250102,80,7", encoding="utf-8")
    lives = read_lives(tmp_path)
    assert lives.rows_read == {"legend.csv": 0, "businesses.csv": 1, "inspections.csv": 1, "violations.csv": 0}
    assert [(b.business_id, b.name) for b in lives.businesses] == [("7", "甲店示例")]
    assert [(i.business_id, i.score, i.band) for i in lives.inspections] == [("7", 80, None)]


@pytest.mark.parametrize(
    ("file", "content", "field"),
    [
        ("businesses.csv", None, None),
        ("inspections.csv", None, None),
        ("inspections.csv", "", "business_id"),
        ("inspections.csv", "business_id,score\n19,94\n", "date"),
        ("inspections.csv", "business_id,score,date,date\n19,94,20171211,20171211\n", "date"),
        ("violations.csv", "business_id,date,description,code,code\n", "code"),
        ("businesses.csv", "business_id,name,address\r19,CAFE,1 MAIN ST\r", "business_id"),
    ],
)
def test_a_folder_that_is_not_lives_is_refused_as_a_whole(tmp_path, file, content, field):
    folder(tmp_path)
    (tmp_path / file).unlink()
    if content is not None:
        (tmp_path / file).write_bytes(content.encode())
    with pytest.raises(NotLives) as refused:
        read_lives(tmp_path)
    assert (refused.value.value, refused.value.field) == (file, field)
    assert file in refused.value.detail_en
    assert file in refused.value.detail_zh
    assert refused.value.do_en
    assert refused.value.do_zh


ids = st.sampled_from(["19", "20", "21", " 19", "", "x"])
dates = st.sampled_from(["20171211", "20171212", "2017", "20170229", ""])
texts = st.text(st.sampled_from('ab ",\t\r\n\x00é店'), max_size=6)
scores = st.sampled_from(["", "0", "94", "100", "101", "-1", "x"])
kinds = st.sampled_from(["routine", "complaint", "Followup", "", "odd"])


def as_csv(header, rows):
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header.split(","))
    writer.writerows(rows)
    return out.getvalue().encode()


def lines_of(raw):
    return sum(bool(line.strip()) for line in raw.split(b"\n")[1:])


@settings(max_examples=150)
@given(
    businesses=st.lists(st.tuples(ids, texts, texts), max_size=8),
    inspections=st.lists(st.tuples(ids, scores, dates, kinds), max_size=8),
    violations=st.lists(st.tuples(ids, dates, texts), max_size=8),
    noise=st.lists(st.tuples(st.integers(0, 400), st.binary(min_size=1, max_size=3)), max_size=4),
)
def test_rows_in_are_always_rows_accepted_plus_rows_refused(businesses, inspections, violations, noise):
    raws = {
        "businesses.csv": as_csv("business_id,name,address", businesses),
        "inspections.csv": as_csv(INSPECTIONS, inspections),
        "violations.csv": as_csv(VIOLATIONS, violations),
    }
    with TemporaryDirectory() as temporary:
        for file, raw in raws.items():
            head, body = raw.split(b"\n", 1)
            dirty = bytearray(body)
            for at, junk in noise:
                where = at % (len(dirty) + 1)
                dirty[where:where] = junk
            raws[file] = head + b"\n" + bytes(dirty)
            (Path(temporary) / file).write_bytes(raws[file])
        lives = read_lives(Path(temporary))
    assert lives.rows_read == {"legend.csv": 0, **{file: lines_of(raw) for file, raw in raws.items()}}
    assert nothing_lost(lives)
    refused = {(row.file, row.line) for row in lives.refused}
    assert len(refused) == len(lives.refused)
    assert len({b.business_id for b in lives.businesses}) == len(lives.businesses)
    assert len({replace(inspection, number=0) for inspection in lives.inspections}) == len(lives.inspections)
    assert len(set(lives.violations)) == len(lives.violations)
    visited = {(i.business_id, i.date) for i in lives.inspections}
    assert visited <= {(b.business_id, i.date) for b in lives.businesses for i in lives.inspections}
    assert {(v.business_id, v.date) for v in lives.violations} <= visited
