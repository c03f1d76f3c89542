"""CloudEvents 1.0.2 over Kafka: "Kafka Protocol Binding for CloudEvents" 1.0.2, section by section."""

import json
import string
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.events import envelope
from libs.events.clock import utc_text
from libs.events.envelope import (
    MalformedEventError,
    Meta,
    Recorded,
    from_kafka,
    read_message,
    to_cloudevent,
    to_kafka,
    to_recorded,
)
from libs.events.fact import Fact, Raw, Unknown, UnreadableFactError


class Noted(Fact, name="probe.noted"):
    text: str
    weight: float | None = None
    tags: tuple[str, ...] = ()
    when: datetime | None = None


NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
IDENTITY = "018f3a6e-0000-7000-8000-000000000001"
ATTRIBUTES = {
    "specversion": "1.0", "id": IDENTITY, "source": "/421088/probe", "type": "checkonce.probe.noted.v1",
    "subject": "note-1", "time": "2026-03-02T04:00:00+00:00", "sequence": "7", "streamversion": "1",
}  # fmt: skip


def recorded(fact, **changes):
    values = {"source": "/421088/probe", "stream": "note-1", "version": 1, "position": 7, "id": UUID(IDENTITY), "time": NOON}
    return Recorded(fact, **{**values, "meta": Meta("officer-1", "c-1"), **changes})


def binary(attributes=ATTRIBUTES, data=b'{"text": "hello"}', content_type=b"application/json"):
    headers = [(f"ce_{name}", value.encode()) for name, value in attributes.items()]
    return data, [*headers, *([("content-type", content_type)] if content_type is not None else [])]


def structured(document, *more, content_type=b"application/cloudevents+json; charset=utf-8"):
    return json.dumps(document).encode(), [("content-type", content_type), *more]


def test_binary_mode_puts_attributes_into_headers_and_data_into_the_value():
    """Sections 3.2.1 to 3.2.3: content-type holds datacontenttype, `ce_` precedes all others, the value is the data."""
    key, value, headers = to_kafka(recorded(Noted(text="hello")))
    by_name = dict(headers)
    assert len(by_name) == len(headers)
    assert by_name.pop("content-type") == b"application/json"
    assert "ce_datacontenttype" not in by_name
    assert all(name.startswith("ce_") and name == name.lower() for name in by_name)
    assert (by_name["ce_specversion"], by_name["ce_type"]) == (b"1.0", b"checkonce.probe.noted.v1")
    assert (key, by_name["ce_partitionkey"]) == (b"note-1", b"note-1")
    assert json.loads(value) == {"text": "hello", "weight": None, "tags": [], "when": None}


@pytest.mark.parametrize(
    ("at", "written"),
    [
        (datetime(2026, 3, 2, 4, 0, tzinfo=UTC), b"2026-03-02T04:00:00.000Z"),
        (datetime(2026, 3, 2, 4, 0, 0, 7000, tzinfo=UTC), b"2026-03-02T04:00:00.007Z"),
        (datetime(2026, 3, 2, 4, 0, 59, 7, tzinfo=UTC), b"2026-03-02T04:00:59.000007Z"),
        (datetime(2026, 3, 2, 0, 0, 0, 999000, tzinfo=timezone(timedelta(hours=8))), b"2026-03-01T16:00:00.999Z"),
    ],
)
def test_a_time_is_written_in_utc_with_milliseconds_and_finer_only_where_it_was_recorded_so(at, written):
    _, _, headers = to_kafka(recorded(Noted(text="x"))._replace(time=at))
    assert dict(headers)["ce_time"] == written


def test_an_attribute_given_takes_the_place_of_the_own_one_and_the_key_is_the_partition_key():
    key, _, headers = to_kafka(recorded(Noted(text="x")), extra={"partitionkey": "/421088/probe", "time": "2026"})
    named = [name for name, _ in headers]
    assert len(set(named)) == len(named)
    assert (key, dict(headers)["ce_partitionkey"], dict(headers)["ce_time"]) == (b"/421088/probe", b"/421088/probe", b"2026")


def test_binary_mode_comes_back_as_it_went():
    meta = Meta("officer-1", "c-1", IDENTITY, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
    sent = recorded(Noted(text="后厨", weight=1.5, tags=("a", "b"), when=NOON), meta=meta)
    _, value, headers = to_kafka(sent)
    assert to_recorded(from_kafka(value, headers)) == sent


def test_data_bytes_are_handed_on_unchanged():
    odd = b'{ "text" :"\\u0041" ,\n"weight": 1.50 }'
    event = from_kafka(*binary(data=odd))
    assert event.raw == odd
    _, value, _ = to_kafka(recorded(Raw("probe.noted", 1, odd)))
    assert value == odd


def test_extension_attributes_travel_in_both_modes():
    _, value, headers = to_kafka(recorded(Noted(text="x")), extra={"chainindex": "3"})
    assert from_kafka(value, headers).attributes["chainindex"] == "3"
    event = from_kafka(*structured({**ATTRIBUTES, "chainindex": 3, "urgent": True, "data": {"text": "x"}}))
    assert (event.attributes["chainindex"], event.attributes["urgent"]) == ("3", "true")


def test_structured_mode_is_read():
    """Section 3.3: the whole event is the value."""
    event = from_kafka(*structured({**ATTRIBUTES, "datacontenttype": "application/json", "data": {"text": "hello"}}))
    assert to_recorded(event).fact == Noted(text="hello")


def test_content_type_decides_when_a_structured_message_also_carries_ce_headers():
    """Section 3: content-type beginning with application/cloudevents is structured, whatever else is there."""
    value, headers = structured({**ATTRIBUTES, "data": {"text": "inside"}}, ("ce_id", b"outside"), ("ce_type", b"outside"))
    event = from_kafka(value, headers)
    assert (event.attributes["id"], event.data) == (IDENTITY, {"text": "inside"})


@pytest.mark.parametrize("batch", [b"application/cloudevents-batch+json", b"Application/CloudEvents-Batch+JSON"])
def test_batched_mode_is_refused(batch):
    with pytest.raises(MalformedEventError, match="batched"):
        from_kafka(b"[]", [("content-type", batch)])


@pytest.mark.parametrize("missing", ["id", "source", "specversion", "type"])
@pytest.mark.parametrize("mode", ["binary", "structured"])
@pytest.mark.parametrize("empty", [True, False])
def test_a_required_attribute_that_is_missing_or_empty_is_named(missing, mode, empty):
    attributes = {**ATTRIBUTES, missing: ""} if empty else {k: v for k, v in ATTRIBUTES.items() if k != missing}
    message = binary(attributes) if mode == "binary" else structured({**attributes, "data": {"text": "x"}})
    with pytest.raises(MalformedEventError, match=missing):
        from_kafka(*message)


@pytest.mark.parametrize("version", ["0.3", "1.1", "2.0", "1"])
def test_another_specversion_is_refused(version):
    with pytest.raises(MalformedEventError, match="specversion"):
        from_kafka(*binary({**ATTRIBUTES, "specversion": version}))


@pytest.mark.parametrize("content_type", [b"text/plain", b"application/xml", b"application/octet-stream"])
def test_data_that_is_not_json_is_refused(content_type):
    with pytest.raises(MalformedEventError, match="not JSON"):
        from_kafka(*binary(content_type=content_type))


@pytest.mark.parametrize("content_type", [None, b"application/json", b"application/json; charset=utf-8", b"text/x+json"])
def test_json_under_any_of_its_names_is_read(content_type):
    assert from_kafka(*binary(content_type=content_type)).data == {"text": "hello"}


def test_header_names_are_read_whatever_their_case():
    value, headers = binary()
    assert from_kafka(value, [(name.upper(), content) for name, content in headers]).attributes["id"] == IDENTITY


def test_a_header_that_is_not_utf_8_is_refused():
    value, headers = binary()
    with pytest.raises(MalformedEventError, match="UTF-8"):
        from_kafka(value, [*headers, ("ce_actor", b"\xff\xfe")])


@pytest.mark.parametrize("value", [None, b"", b"{", b"[1]", b'"text"', b"\xff"])
def test_a_value_that_is_no_json_object_is_refused(value):
    with pytest.raises(MalformedEventError, match="value is not"):
        from_kafka(value, binary()[1])


@pytest.mark.parametrize("odd", [{"data": "text"}, {"data": [1]}, {"data_base64": "AAAA"}, {"source": {"a": 1}}])
def test_a_structured_event_with_other_content_is_refused(odd):
    with pytest.raises(MalformedEventError):
        from_kafka(*structured({**ATTRIBUTES, "data": {"text": "x"}, **odd}))


def test_a_message_with_neither_ce_headers_nor_structured_content_type_is_no_event():
    with pytest.raises(MalformedEventError, match="no ce_ headers"):
        from_kafka(b"{}", [("content-type", b"application/json")])


@pytest.mark.parametrize(
    ("attribute", "value"),
    [("type", "probe.noted.v1"), ("type", "checkonce.probe.noted"), ("type", "checkonce.probe.noted.vx"), ("id", "7"),
     ("type", "checkonce.probe.noted.v0"), ("type", "checkonce.probe.noted.v99999"), ("time", "yesterday"),
     ("time", "2026-03-02T04:00:00"), ("sequence", "x"), ("sequence", "0"), ("sequence", "-1"), ("sequence", str(2**63)),
     ("streamversion", "0"), ("streamversion", str(2**31)), ("source", "/421088"), ("source", "421088/probe/x"),
     ("source", "//probe"), ("subject", ""), ("source", "/421088/probe\n"), ("source", "/421088/" + 1000 * "p"),
     ("subject", 400 * "流"), ("type", "checkonce.probe.noted.v" + 5000 * "1"), ("time", "0001-01-01T00:00:00+08:00"),
     ("time", "9999-12-31T23:59:59-08:00"), ("sequence", "1_0"), ("sequence", "７"), ("sequence", " 7"), ("sequence", "+7"),
     ("streamversion", "1_0"), ("streamversion", "١"), ("type", "checkonce.probe.noted.v１"), ("sequence", 5000 * "1"),
     ("id", "{" + IDENTITY + "}"), ("id", "urn:uuid:" + IDENTITY), ("id", IDENTITY.replace("-", "")), ("id", 5000 * "1"),
     ("source", "/421088/" + 5000 * "p"), ("subject", 5000 * "s"), ("actor", 5000 * "a"), ("correlationid", 5000 * "c"),
     ("causationid", 5000 * "c"), ("traceparent", 5000 * "t"), ("time", 5000 * "2")],
)  # fmt: skip
def test_an_attribute_that_the_store_could_not_hold_makes_the_event_malformed(attribute, value):
    """Numbers beyond the columns and times without offset once failed in the database and stopped the partition."""
    event = from_kafka(*binary({**ATTRIBUTES, attribute: value}))
    with pytest.raises(MalformedEventError):
        to_recorded(event)


@pytest.mark.parametrize("data", [rb'{"text": "a\u0000b"}', rb'{"text": "\\\u0000"}', rb'{"te\u0000xt": "a"}'])
def test_a_nul_in_the_data_makes_the_event_malformed(data):
    """PostgreSQL cannot keep it: one such message once stopped its partition."""
    with pytest.raises(MalformedEventError, match="NUL"):
        from_kafka(*binary(data=data))
    with pytest.raises(MalformedEventError, match="NUL"):
        from_kafka(b'{"specversion":"1.0","data":' + data + b"}", [("content-type", b"application/cloudevents+json")])


def test_a_backslash_before_u0000_is_text_and_no_nul():
    assert from_kafka(*binary(data=rb'{"text": "\\u0000"}')).data == {"text": "\\u0000"}


def test_a_nul_in_an_attribute_makes_the_event_malformed():
    with pytest.raises(MalformedEventError, match="subject"):
        from_kafka(*binary({**ATTRIBUTES, "subject": "note\x001"}))


def test_an_unknown_type_and_a_newer_version_are_kept_with_their_data():
    assert to_recorded(from_kafka(*binary({**ATTRIBUTES, "type": "checkonce.probe.sung.v1"}))).fact == Unknown(
        "probe.sung", 1, {"text": "hello"}
    )
    assert to_recorded(from_kafka(*binary({**ATTRIBUTES, "type": "checkonce.probe.noted.v2"}))).fact == Unknown(
        "probe.noted", 2, {"text": "hello"}
    )


def test_data_that_does_not_fit_is_unreadable_but_can_still_be_kept():
    event = from_kafka(*binary(data=b'{"txt": 1}'))
    with pytest.raises(UnreadableFactError):
        to_recorded(event)
    assert to_recorded(event, decode=False).fact == Unknown("probe.noted", 1, {"txt": 1})


def test_optional_attributes_may_be_absent():
    found = to_recorded(from_kafka(*binary()))
    assert found.meta == Meta("", IDENTITY)
    assert "causationid" not in to_cloudevent(found)
    assert (found.place, found.service) == ("421088", "probe")


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)
names = st.text(string.ascii_letters + string.digits + "-._:中", min_size=1, max_size=40)
offsets = st.integers(-12, 14).map(lambda hours: timezone(timedelta(hours=hours)))
moments = st.builds(
    lambda us, zone: NOON.astimezone(zone) + timedelta(microseconds=us), st.integers(-(10**15), 10**15), offsets
)
facts = st.builds(
    Noted,
    text=texts,
    weight=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    tags=st.lists(texts, max_size=4).map(tuple),
    when=st.none() | moments,
)
metas = st.builds(Meta, names, names, st.none() | names, st.none() | names)


places = st.tuples(names, st.integers(1, 2**31 - 1), st.integers(1, 2**63 - 1), st.uuids(), moments)


@given(fact=facts, meta=metas, where=places, whole=st.booleans())
def test_any_recorded_fact_survives_the_trip_in_either_mode(fact, meta, where, whole):
    stream, version, position, identity, time = where
    sent = recorded(fact, meta=meta, stream=stream, version=version, position=position, id=identity, time=time)
    key, value, headers = to_kafka(sent)
    if whole:
        document = {**to_cloudevent(sent), "data": orjson.loads(value)}
        value, headers = orjson.dumps(document), [("content-type", b"application/cloudevents+json")]
    assert key.decode() == stream
    assert to_recorded(from_kafka(value, headers)) == sent
    assert read_message(value, headers) == sent
    assert read_message(value, headers).raw == Raw(
        sent.fact.fact_type, sent.fact.fact_version, value if not whole else orjson.dumps(document["data"])
    )


@pytest.mark.parametrize("name", ["ce_actor", "ce_type", "content-type", "elsewhere"])
def test_a_header_without_value_is_as_good_as_none(name):
    """Kafka allows it (record format, KIP-82). It raised AttributeError, and its partition stood still for good."""
    value, headers = binary()
    without = [pair for pair in headers if pair[0] != name]
    given_null = [*without, (name, None)]
    if name == "ce_type":
        with pytest.raises(MalformedEventError, match="type"):
            from_kafka(value, given_null)
    else:
        assert from_kafka(value, given_null).attributes == from_kafka(value, without).attributes


@given(
    st.dictionaries(
        st.sampled_from(
            ["ce_id", "ce_source", "ce_type", "ce_specversion", "ce_time", "CE_ID", "content-type", "other", "ce_x"]
        ),
        st.sampled_from([b"", b"1.0", b"a", b"a\0b", b"\xff", b"application/json", b"application/cloudevents+json", None]),
    ),
    st.sampled_from([b"{}", b"[]", b"", b'{"a": 1}', b"\0"]),
)
def test_the_quick_way_and_the_long_way_read_the_same(headers, value):
    """What our relays write is read in one go, all else looked at closely: nobody may see a difference."""
    headers = {"ce_id": b"1", "ce_source": b"/a/b", "ce_type": b"checkonce.a.b.v1", "ce_specversion": b"1.0",
               "content-type": b"application/json", **headers}  # fmt: skip

    def outcome(read):
        try:
            return read(value, list(headers.items()))
        except MalformedEventError as error:
            return str(error)

    quick = [outcome(read) for read in (from_kafka, read_message)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(envelope, "parted", lambda *_: None)
        assert [outcome(read) for read in (from_kafka, read_message)] == quick


@given(
    st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.sampled_from([UTC, timezone(timedelta(hours=8))]))  # noqa: DTZ001
)
def test_a_time_is_written_in_utc_to_the_millisecond_and_to_the_microsecond_where_it_has_more(at):
    text = utc_text(at)
    assert datetime.fromisoformat(text) == at
    assert text.endswith("Z")
    assert len(text) == (24 if at.microsecond % 1000 == 0 else 27)
