"""What the document of each service says of its operations: names, descriptions, and examples that the routes take."""

import re
from functools import cache

import pytest
from fastapi.routing import iter_route_contexts

from apps.checkonce.names import SERVICES
from libs.events.shapes.asked import asking

from .published import application

JSON = "application/json"


@cache
def routes(service):
    """The routes of a service with what its document says of them."""
    app = application(service)
    paths = app.openapi()["paths"]
    return [
        (f"{method} {context.path_format}", context, said)
        for context in iter_route_contexts(app.routes)
        for method in context.methods or ()
        if (said := paths.get(context.path_format, {}).get(method.lower())) is not None
    ]


def answers(said):
    return [answer for status, answer in said["responses"].items() if status < "300"]


@pytest.mark.parametrize("service", SERVICES)
def test_every_operation_is_named_and_described(service):
    found = [(label, said) for label, _, said in routes(service)]
    assert len(found) > 30
    names = [said["operationId"] for _, said in found]
    assert [name for name in names if not re.fullmatch(r"[a-z][a-z0-9_]{1,60}", name) or names.count(name) > 1] == []
    for label, said in found:
        assert said["summary"], label
        assert said["description"], label
        assert said["tags"], label
        assert "security" in said, label


@pytest.mark.parametrize("service", SERVICES)
def test_every_request_and_answer_in_json_has_an_example(service):
    messages = [(label, each) for label, _, said in routes(service) for each in (said.get("requestBody", {}), *answers(said))]
    lacking = [
        f"{label} {kind}"
        for label, each in messages
        for kind, content in each.get("content", {}).items()
        if (kind == JSON or kind.endswith("+json")) and "example" not in content
    ]
    lacking += [
        f"{label} {parameter['name']}"
        for label, _, said in routes(service)
        for parameter in said.get("parameters", ())
        if parameter.get("required") and "example" not in parameter
    ]
    assert lacking == []


@pytest.mark.parametrize("service", SERVICES)
def test_every_text_that_is_sent_or_answered_has_an_example(service):
    """But lists as files, whose headings are in the reader's language, and metrics. What is binary has none."""
    of_its_own = ("/export.{format}", "/export.csv", "/metrics")
    messages = [(label, each) for label, _, said in routes(service) for each in (said.get("requestBody", {}), *answers(said))]
    lacking = [
        f"{label} {kind}"
        for label, each in messages
        if not label.endswith(of_its_own)
        for kind, content in each.get("content", {}).items()
        if (kind.startswith("text/") or kind.endswith("ndjson")) and not content.keys() & {"example", "examples"}
    ]
    assert lacking == []


@pytest.mark.parametrize("service", SERVICES)
def test_the_examples_are_what_the_routes_take_and_answer(service):
    untrue = {}
    for label, context, said in routes(service):
        body = said.get("requestBody", {}).get("content", {}).get(JSON)
        if body is not None:
            with asking():
                untrue[f"{label}: request"] = context.body_field.validate(body["example"], {}, loc=())[1]
        answer = answers(said)[0].get("content", {}).get(JSON)
        if answer is not None and context.response_field is not None:
            untrue[f"{label}: answer"] = context.response_field.validate(answer["example"], {}, loc=())[1]
    assert {label: faults for label, faults in untrue.items() if faults} == {}
