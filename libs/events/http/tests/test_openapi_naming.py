"""Operations have names that a person would give them."""

import pytest

from libs.events.http.openapi.naming import operation_name, singular, snake


@pytest.mark.parametrize(
    ("method", "path", "function", "name"),
    [
        ("get", "/v1/plans", "plans", "plans"),
        ("get", "/v1/plans/{plan}", "one", "plan"),
        ("get", "/v1/plans/{plan}/tasks/export.{format}", "export", "plan_tasks_export"),
        ("get", "/v1/recorded-results", "recorded", "recorded_results"),
        ("get", "/v1/ops/topics/{topic}", "topic_state", "topic"),
        ("post", "/v1/plans", "draft", "draft_plan"),
        ("post", "/v1/items", "list_item", "list_item"),
        ("post", "/v1/industries/{industry}/withdrawal", "withdraw", "withdraw_industry"),
        ("post", "/v1/ops/rebuild", "rebuild", "rebuild"),
        ("post", "/v1/ops/topics/{topic}/refill", "refill", "refill_topic"),
        ("get", "/v1/equipment/{thing}", "one", "equipment_thing"),
    ],
)
def test_operations_are_named_as_a_person_would(method, path, function, name):
    mark = path.replace("/", "_").replace("{", "_").replace("}", "_").replace(".", "_").replace("-", "_")
    assert operation_name(method, path, f"{function}{mark}_{method}") == name


def test_a_route_that_names_itself_is_called_so():
    assert operation_name("post", "/v1/plans/{plan}/votes", "vote_on_plan") == "vote_on_plan"


def test_words():
    assert [singular(word) for word in ("industries", "draws", "people", "address")] == [
        "industry",
        "draw",
        "person",
        "address",
    ]
    assert [snake(word) for word in ("Import-Id", "AgreementDocument", "export.csv")] == [
        "import_id",
        "agreement_document",
        "export_csv",
    ]
