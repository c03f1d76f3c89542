"""One command's trace, followed through Kafka into another service's spans; spans in a file; logs as JSON."""

import io
import json
import logging
import sys

import asyncpg
import pytest
from aiokafka.errors import KafkaConnectionError
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from libs.events.envelope import Meta
from libs.events.refusal import NotNow
from libs.events.telemetry import configure, log, outline, span, traceparent
from libs.events.testing.processes import free_port, process
from libs.events.testing.waiting import eventually


def spans(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


async def test_one_commands_trace_goes_on_in_another_services_spans(village, tmp_path):
    """bell and door are two processes; between them there is only Kafka."""
    bell_spans, door_spans = tmp_path / "deep" / "bell.jsonl", tmp_path / "door.jsonl"
    ours, theirs = await village.settings(), await village.settings(service="door")
    given = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    trace = given.split("-")[1]
    async with (
        process("service", ours, free_port(), TRACE_FILE=bell_spans) as (_, bell),
        process("door_service", theirs, free_port(), TRACE_FILE=door_spans) as (_, door),
    ):
        token = village.token("v", "visitor", "operator")
        headers = {"Authorization": f"Bearer {token}", "traceparent": given}
        response = await bell.post("/v1/rings", json={"door": "front"}, headers=headers)
        assert response.status_code == 201, response.text
        assert response.headers["traceparent"].split("-")[1] == trace

        async def opened():
            progress = (await door.get("/v1/ops/progress", headers=headers)).json()
            return progress["inbox"] == 1 and progress["facts"] == 1

        await eventually(opened, what="the door is open")
    here = {s["name"]: s for s in spans(bell_spans) if s["trace"] == trace}
    there = {s["name"]: s for s in spans(door_spans) if s["trace"] == trace}
    assert set(here) == {"POST /v1/rings", "command Ring"}
    assert set(there) == {"process bell.rung", "react bell.rung", "command Open"}
    assert here["POST /v1/rings"]["parent"] == given.split("-")[2]
    assert here["command Ring"]["parent"] == here["POST /v1/rings"]["span"]
    assert there["process bell.rung"]["parent"] == here["command Ring"]["span"]
    assert there["react bell.rung"]["parent"] == here["command Ring"]["span"]
    assert there["command Open"]["parent"] == there["react bell.rung"]["span"]
    assert {s["service"] for s in here.values()} == {f"{village.place}.bell"}
    assert {s["service"] for s in there.values()} == {f"{village.place}.door"}
    assert (there["process bell.rung"]["kind"], here["POST /v1/rings"]["kind"]) == ("consumer", "server")
    published = [s for s in spans(bell_spans) if s["name"].startswith("publish ")]
    assert published[0]["links"] == [trace], "a batch has many origins and points at one"


def test_spans_are_in_the_file_when_the_provider_is_shut_down(tmp_path):
    path = tmp_path / "a" / "spans.jsonl"
    provider = configure("421088.bell", trace_file=path)
    with span("outer", colour="red") as outer:
        mark = traceparent()
        with span("inner", parent=None):
            pass
    with span("later", parent=mark, linked=mark):
        pass
    provider.shutdown()
    inner, first, later = spans(path)
    assert (inner["name"], first["name"], later["name"]) == ("inner", "outer", "later")
    assert inner["parent"] == first["span"] == later["parent"]
    assert {s["trace"] for s in (inner, first, later)} == {f"{outer.get_span_context().trace_id:032x}"}
    assert first["attributes"] == {"colour": "red"}
    assert later["links"] == [first["trace"]]
    assert first["start"] <= first["end"]


def test_an_error_is_told_by_its_class_its_names_and_its_place_and_not_by_its_text():
    class Taken(NotNow):
        slug = "taken"

    def refuse():
        raise Taken(visit="D-1-V00007") from asyncpg.UniqueViolationError("duplicate key")

    with pytest.raises(Taken) as refused:
        refuse()
    said = outline(refused.value)
    assert said.startswith(
        "Taken taken from UniqueViolationError('duplicate key') in libs.events.tests.test_telemetry.test_an_"
    )
    assert outline(asyncpg.DataError("invalid input for query argument $1: 'D-1-V00007'")) == "DataError 22000"
    assert outline(KeyError("D-1-V00007")) == "KeyError"
    assert outline(KafkaConnectionError("no broker at 1.2.3.4")) == repr(KafkaConnectionError("no broker at 1.2.3.4"))


def test_a_span_that_fails_says_no_more_of_its_error(tmp_path):
    provider, exported = configure("421088.bell", trace_file=tmp_path / "spans.jsonl"), InMemorySpanExporter()
    provider.add_span_processor(SimpleSpanProcessor(exported))
    try:
        with pytest.raises(KeyError), span("outer"):
            raise KeyError("D-1-V00007")
    finally:
        provider.shutdown()
        configure("421088.bell").shutdown()
    (ended,) = exported.get_finished_spans()
    assert ended.status.description.startswith("KeyError in ")
    assert "D-1-V00007" not in ended.to_json()


def test_outside_any_span_there_is_no_traceparent():
    assert traceparent() is None
    assert Meta("a", "b", None, traceparent()).as_json() == {"actor": "a", "correlation": "b"}


def test_logs_are_one_json_object_per_line_with_the_service(monkeypatch):
    out = io.StringIO()
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stderr", out)
        configure("421088.bell", level="INFO").shutdown()
    try:
        log.info("door.opened", door="前门", count=2)
        log.debug("not shown")
    finally:
        configure("421088.bell").shutdown()
    said = json.loads(out.getvalue())
    assert (said["message"], said["level"], said["service"], said["door"], said["count"]) == (
        "door.opened", "info", "421088.bell", "前门", 2,
    )  # fmt: skip


def test_what_a_library_logs_is_the_same_line_of_json_with_the_trace_it_belongs_to(monkeypatch):
    out = io.StringIO()
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stderr", out)
        configure("421088.bell").shutdown()
    try:
        with span("outer"):
            known = traceparent()
            logging.getLogger("aiokafka").warning("Heartbeat failed for group %s", "bell")
            log.info("door.opened")
        try:
            int("strange")
        except ValueError:
            logging.getLogger("asyncpg").exception("it broke")
    finally:
        configure("421088.bell").shutdown()
    heartbeat, opened, broke = map(json.loads, out.getvalue().splitlines())
    assert (heartbeat["message"], heartbeat["level"], heartbeat["logger"], heartbeat["service"]) == (
        "Heartbeat failed for group bell", "warning", "aiokafka", "421088.bell",
    )  # fmt: skip
    assert {(said["trace_id"], said["span_id"]) for said in (heartbeat, opened)} == {(known[3:35], known[36:52])}
    assert broke["exception"].startswith("ValueError in libs.events.tests.test_telemetry.")
    assert 'int("strange")' in broke["stack"], "the line of code"
    assert "'strange'" not in json.dumps(broke), "and not the value"
    assert "trace_id" not in broke
    assert heartbeat["timestamp"].endswith("Z")


async def test_a_requests_span_is_named_by_its_route_and_holds_no_path(village, tmp_path):
    path = tmp_path / "bell.jsonl"
    async with process("service", await village.settings(), free_port(), TRACE_FILE=path) as (_, bell):
        headers = {"Authorization": f"Bearer {village.token('v', 'visitor', 'operator')}"}
        await bell.post("/v1/rings", json={"door": "front-door"}, headers=headers)
        await bell.get("/v1/rings/front-door", headers=headers)
    asked, lost = (s for s in spans(path) if s["kind"] == "server")
    assert (asked["name"], asked["attributes"]["http.route"]) == ("POST /v1/rings", "/v1/rings")
    assert (lost["name"], lost["attributes"]) == ("GET", {"http.request.method": "GET", "http.response.status_code": 404})
    assert "front-door" not in path.read_text()


def test_spans_that_nobody_collects_have_ids_like_others():
    """Facts and logs refer to them; they go on in the trace of their parent, whatever else its `traceparent` says."""
    configure("probe")
    assert traceparent() is None
    with span("outer"):
        outer = traceparent()
        with span("inner"):
            assert traceparent()[:36] == outer[:36]
            assert traceparent()[36:52] != outer[36:52]
        assert traceparent() == outer
        with span("elsewhere", parent=f"00-{'a' * 32}-{'b' * 16}-01"):
            assert traceparent().startswith(f"00-{'a' * 32}-")
            assert traceparent().endswith("-01")
        with span("of a later version", parent=f"01-{'c' * 32}-{'d' * 16}-00-more"):
            assert traceparent().startswith(f"00-{'c' * 32}-")
        for nonsense in ("", "nonsense", f"00-{'0' * 32}-{'b' * 16}-00"):
            with span("astray", parent=nonsense):
                assert traceparent()[:36] == outer[:36]
    assert traceparent() is None
