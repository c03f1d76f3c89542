"""What we send is read by the CloudEvents SDKs of others, and what they write is read by us: JavaScript's and Java's.

On the topics (Kafka protocol binding, binary and structured content mode), in the feed (JSON batch), and with the seal of what
is shared: it holds after an SDK has read a message and written it again.
"""

import json
import subprocess
from datetime import UTC, datetime
from uuid import UUID

import orjson
import pytest

from libs.events.bus.ledger import Link, verify
from libs.events.catalog.contracts_of import CONTRACTS, own_facts
from libs.events.envelope import Meta, Recorded, from_kafka, to_cloudevent, to_kafka, to_recorded
from libs.events.fact import Raw, catalog

from . import java
from .packages import HERE, NODE, installed

CHAIN = json.loads((HERE.parent / "vectors" / "shared" / "chain.json").read_text(encoding="utf-8"))
TIME = datetime(2026, 3, 2, 1, 2, 3, 456_000, tzinfo=UTC)


def recorded():
    """The golden example of every published fact, as a store would hold it."""
    for number, fact in enumerate(own_facts(catalog), 1):
        data = (CONTRACTS / "golden" / f"{fact.fact_type}.v{fact.fact_version}.json").read_bytes()
        service = fact.fact_type.partition(".")[0]
        caused = {"causation": str(UUID(int=number + 1)), "traceparent": f"00-{number:032x}-{number:016x}-01"}
        yield Recorded(
            Raw(fact.fact_type, fact.fact_version, data),
            f"/421088/{service}",
            f"{service}-{number}",
            number,
            7 * number,
            UUID(int=number),
            TIME,
            Meta("u-1027", f"c-{number}", **(caused if number % 2 else {})),
        )


FACTS = list(recorded())
SHARED = [{"key": link["headers"]["ce_partitionkey"], **link} for link in CHAIN["links"]]


def sent(message):
    """A message of ours as text."""
    key, value, headers = message
    return {"key": key.decode(), "headers": {name: content.decode() for name, content in headers}, "value": value.decode()}


def by_javascript(asked, _):
    script = [NODE, HERE / "cloudevents.mjs", installed()]
    ended = subprocess.run(script, input=asked, capture_output=True, text=True, encoding="utf-8", check=False)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def by_java(asked, folder):
    return java.run(HERE / "CloudEventsReader.java", folder, asked)


@pytest.fixture(scope="module", params=[by_javascript, by_java])
def said(request, tmp_path_factory):
    """What an SDK makes of all facts and of the sealed links behind them."""
    messages = [*(sent(to_kafka(each)) for each in FACTS), *SHARED]
    documents = [{**to_cloudevent(each), "data": orjson.loads(each.fact.json)} for each in FACTS]
    asked = json.dumps({"messages": messages, "documents": documents}, ensure_ascii=False)
    return json.loads(request.param(asked, tmp_path_factory.mktemp("sdk")))


def received(message):
    return from_kafka(message["value"].encode(), [(name, text.encode()) for name, text in message["headers"].items()])


def moment(text):
    return datetime.fromisoformat(text)


@pytest.mark.parametrize("where", ["read", "documents"])
def test_they_read_every_attribute_and_all_data_as_we_wrote_them(said, where):
    assert len(said[where]) >= len(FACTS) > 200
    for read, ours in zip(said[where], FACTS, strict=False):
        wanted = {**to_cloudevent(ours), "data": orjson.loads(ours.fact.json)}
        # An SDK may write the same moment otherwise.
        assert moment(read.pop("time")) == moment(wanted.pop("time"))
        assert {name: value if name == "data" else str(value) for name, value in read.items()} == wanted


@pytest.mark.parametrize("mode", ["binary", "structured"])
def test_what_they_write_is_the_same_fact_to_us(said, mode):
    for message, ours in zip(said[mode], FACTS, strict=False):
        theirs = to_recorded(received(message), decode=False)
        assert theirs._replace(raw=None, fact=None) == ours._replace(raw=None, fact=None)
        assert (theirs.fact.fact_type, theirs.fact.fact_version) == ours.fact[:2]
        assert theirs.fact.data == orjson.loads(ours.fact.json)


@pytest.mark.parametrize("mode", ["binary", "structured"])
def test_the_seal_holds_after_they_have_read_and_written_what_is_shared(said, mode):
    end = Link()
    for message in said[mode][len(FACTS) :]:
        event = received(message)
        end = verify(end, event.attributes, event.data, [CHAIN["jwk"]])
    assert end.index == len(SHARED)
