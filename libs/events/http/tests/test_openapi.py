"""The published document: links, and that completing it takes time in proportion to what it describes."""

import sys

from libs.events.http.openapi.document import complete


def _collection(name):
    """Listing, creating, reading, and a command: the four kinds between which links lead."""
    thing = {"$ref": f"#/components/schemas/{name}"}
    answer = {"content": {"application/json": {"schema": thing}}}
    listed = {"content": {"application/json": {"schema": {"type": "array", "items": thing}}}}

    def said(operation, success, status="200", **more):
        return {"operationId": f"{operation}-{name}", "summary": operation, "responses": {status: success}, **more}

    return {
        f"/v1/{name}s": {
            "get": said("list", listed),
            "post": said("create", {}, "201", requestBody={"content": {"application/json": {"schema": thing}}}),
        },
        f"/v1/{name}s/{{{name}}}": {"get": said("read", answer)},
        f"/v1/{name}s/{{{name}}}/closing": {"post": said("close", {})},
    }


def _document(collections):
    names = [f"thing{number}" for number in range(collections)]
    return {
        "paths": {path: methods for name in names for path, methods in _collection(name).items()},
        "components": {"schemas": {name: {"properties": {name: {"type": "string"}}} for name in names}},
    }


def test_links_lead_to_reading_a_thing_and_from_there_to_its_commands():
    paths = complete(_document(2))["paths"]

    def links(path, method, status="200"):
        found = paths[path][method]["responses"][status].get("links", {})
        return {name: link["parameters"] for name, link in found.items()}

    assert links("/v1/thing1s", "get") == {"read-thing1": {"thing1": "$response.body#/0/thing1"}}
    assert links("/v1/thing1s", "post", "201") == {
        "read-thing1": {"thing1": "$request.body#/thing1"},
        "close-thing1": {"thing1": "$request.body#/thing1"},
    }
    assert links("/v1/thing1s/{thing1}", "get") == {"close-thing1": {"thing1": "$request.path.thing1"}}
    assert links("/v1/thing1s/{thing1}/closing", "post") == {"read-thing1": {"thing1": "$request.path.thing1"}}


def _calls(collections):
    """How many functions are called to complete such a document."""
    document, called = _document(collections), 0

    def count(_, event, __):
        nonlocal called
        called += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        complete(document)
    finally:
        sys.setprofile(before)
    return called


def test_a_document_four_times_as_large_takes_four_times_the_work():
    assert _calls(80) < 5 * _calls(20)
