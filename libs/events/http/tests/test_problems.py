"""What is refused before a command is made: named in both languages, with what to do."""

import re
from datetime import date, datetime
from typing import Annotated

import pytest

from libs.events.http.parameters import _NUMBER, _holds
from libs.events.testing.http_room import service
from libs.events.testing.services import service_under_test

CHINESE = re.compile("[\u4e00-\u9fff]")
ENGLISH_WORDS = re.compile(r"\b(should|must|is|valid|field|input|parameter|not|known)\b", re.IGNORECASE)


@pytest.fixture
async def bell(database, issuer):
    async with service_under_test(service, database, issuer) as running:
        yield running


@pytest.fixture
def visitor(bell):
    return {**bell.bearer("visitor-1", roles=["visitor"]), "Content-Type": "application/json"}


def said(response, status):
    """The problem; each text is in its own language."""
    document = response.json()
    assert (response.status_code, document["status"]) == (status, status), document
    for name in ("title", "detail", "do"):
        assert CHINESE.search(document[name]), name
        assert not ENGLISH_WORDS.search(document[name]), name
        assert document[f"{name}_en"]
        assert not CHINESE.search(document[f"{name}_en"]), name
    for error in document["errors"]:
        assert CHINESE.search(error["rule_zh"])
        assert not CHINESE.search(error["rule"])
    return document


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        (b"{}", ("body.door", None, "必填,不得缺少", "is needed and missing")),
        (b'{"door": 5}', ("body.door", 5, "应为文字", "must be text")),
        (b'{"door": [null, true]}', ("body.door", [None, True], "应为文字", "must be text")),
        (b'[{"door": null}]', ("body", [{"door": None}], "应为 JSON 对象 {…}", "must be a JSON object {…}")),
    ],
)
async def test_a_body_that_does_not_fit_is_said_in_both_languages_with_its_value_as_json(bell, visitor, body, faults):
    field, value, zh, en = faults
    document = said(await bell.client.post("/v1/rings", content=body, headers=visitor), 422)
    assert (document["field"], document.get("value")) == (field, value)
    assert (document["detail"], document["detail_en"]) == (f"{field}:{zh}", f"{field}: {en}")
    assert [(e["field"], e["rule_zh"], e["rule"]) for e in document["errors"]] == [(field, zh, en)]


async def test_what_is_no_json_is_said_with_its_place(bell, visitor):
    document = said(await bell.client.post("/v1/rings", content=b'{"door":', headers=visitor), 400)
    assert (document["field"], document["detail"], document["detail_en"]) == (
        "body",
        "body:不是有效的 JSON(第 8 个字符处)",
        "body: is not JSON (at character 8)",
    )


async def test_bytes_that_are_no_text_are_said_in_both_languages(bell, visitor):
    said(await bell.client.post("/v1/rings", content=b"\xff\xfe", headers=visitor), 400)


async def test_an_unknown_parameter_is_said_with_those_there_are(bell):
    document = said(await bell.client.get("/v1/doors?color=red"), 422)
    assert (document["field"], document["value"]) == ("query.color", "red")
    assert document["detail"] == "query.color:没有这个参数;可用的参数:cursor、limit"
    assert document["detail_en"] == "query.color: is no parameter here; known: cursor, limit"
    assert "可用的参数:无" in said(await bell.client.get("/v1/doors/a?color=red"), 422)["detail"]


async def test_a_parameter_that_is_there_twice_is_refused_where_one_is_meant(bell):
    response = await bell.client.get("/v1/readings?limit=1&limit=2", headers=bell.bearer("a-1", roles=["auditor"]))
    assert (response.status_code, response.json()["detail_en"]) == (422, "query.limit: must be given once")


def test_a_number_is_no_day_and_a_list_may_name_several():
    days = [date, date | None, Annotated[date | None, "a day"]]
    assert [_holds(kind, date) for kind in [*days, list[date], str, datetime]] == [True, True, True, False, False, False]
    assert [_holds(kind, list) for kind in (list[str], list[date] | None, str | None)] == [True, True, False]
    assert [bool(_NUMBER.fullmatch(text)) for text in ("1.4e-83", "1735689600", "-1", "2026-03-02", "")] == [True] * 3 + [
        False
    ] * 2


async def test_an_unknown_address_is_named_and_one_is_told_where_all_are_listed(bell):
    document = said(await bell.client.get("/v1/windows"), 404)
    assert (document["field"], document["value"]) == ("path", "/v1/windows")
    assert "/docs" in document["do"]
    assert "/docs" in document["do_en"]
    assert (await bell.client.get("/docs")).status_code == 200


async def test_a_wrong_method_is_told_all_methods_that_the_address_takes(bell):
    """The framework names those of the first route at the address only."""
    response = await bell.client.patch("/v1/gates")
    document = said(response, 405)
    assert response.headers["allow"] == "GET, POST"
    assert (document["field"], document["value"]) == ("method", "PATCH")
    assert "GET、POST" in document["do"]
    assert "GET, POST" in document["do_en"]


async def test_a_token_that_is_none_is_said_in_both_languages(bell):
    said(await bell.client.post("/v1/rings", json={"door": "a"}, headers={"Authorization": "Bearer a.b.c"}), 401)
