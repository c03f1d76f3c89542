"""Whatever a library makes of a neighbour's data on the way: the bytes that were signed are kept and understood."""

import json
from decimal import Decimal
from uuid import UUID

import pytest
from aiokafka import ConsumerRecord
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc.jwk import OKPKey

from libs.events.bus.consumer import Consumer
from libs.events.bus.kafka import Access
from libs.events.bus.keyring import ServiceKey
from libs.events.bus.ledger import ChainBrokenError, Link, Signer, canonical, message, verify
from libs.events.bus.quarantine import held
from libs.events.bus.reading.succession import ConflictingFactError
from libs.events.calendar import WorkingCalendar
from libs.events.decider import Deciders
from libs.events.envelope import Meta, Recorded, from_kafka, to_cloudevent
from libs.events.fact import Fact, Raw, Visibility, catalog
from libs.events.reactions import Environment, Reactions
from libs.events.store.runner import Runner
from libs.events.store.store import PostgresStore
from libs.events.testing.bell import DOOR
from libs.events.testing.machine import world
from libs.events.testing.neighbours import NOON
from libs.events.testing.services import MovableClock
from libs.events.views.views import Views

TOPIC, FAR = "430623.shared", "/430623/bell"
KEY = OKPKey.generate_key("Ed25519")
MOST = 2**53 - 1


class WeighedOnce(Fact, name="bell.weighed", version=1, visibility=Visibility.SHARED, title="Weighed"):
    grams: int
    parts: dict[str, list[float]]


class Weighed(Fact, name="bell.weighed", version=2, visibility=Visibility.SHARED):
    grams: int
    parts: dict[str, list[float]]
    by: str | None
    counted: int


@catalog.upcaster("bell.weighed", from_version=1)
def _count(data):
    return {**data, "by": None, "counted": data["grams"]}


_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
_PARTS = st.dictionaries(_TEXT, st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=3), max_size=3)
_INTEGER = st.integers(-MOST, MOST)
_FACTS = st.one_of(
    st.builds(Weighed, grams=_INTEGER, parts=_PARTS, by=st.none() | _TEXT, counted=_INTEGER),
    st.builds(WeighedOnce, grams=_INTEGER, parts=_PARTS),
)


def _number(value, r):
    exact = Decimal(value)
    ways = [f"{exact:f}", f"{exact:e}", f"{exact:E}", repr(value)]
    if exact == int(exact):
        ways += [f"{int(exact)}.0", f"{int(exact)}.000E+00"]
        # JSON has no number that begins with two zeros.
        ways += [f"{int(exact)}0e-1"] if exact else ["-0.0", "0e9", "-0"]
    return r.choice(ways)


def _string(value, r):
    def one(sign):
        code = sign.encode("utf-16-be").hex()
        escaped = "".join(f"\\u{code[n : n + 4]}" for n in range(0, len(code), 4))
        plain = json.dumps(sign, ensure_ascii=False)[1:-1]
        return r.choice([plain, escaped, escaped[:2] + escaped[2:].upper() if len(code) == 4 else escaped])

    return f'"{"".join(map(one, value))}"'


def rewritten(value, r):
    """JSON text with the same RFC 8785 form."""
    blank = r.choice(["", " ", "\n\t"])
    match value:
        case None | bool():
            return json.dumps(value)
        case int() | float():
            return _number(value, r)
        case str():
            return _string(value, r)
        case list():
            return f"[{blank}{f'{blank},'.join(rewritten(inner, r) for inner in value)}]"
    members = [(name, rewritten(inner, r)) for name, inner in value.items()]
    r.shuffle(members)
    if members and r.random() < 0.2:
        # Of members of one name the last counts.
        members.insert(0, (members[-1][0], r.choice(["null", "1", '{"a":[]}'])))
    return f"{{{f',{blank}'.join(f'{_string(name, r)}{blank}:{text}' for name, text in members)}{blank}}}"


def sealed(facts):
    """(attributes, data) of each fact, as links of one chain, and the message as sent."""
    end, links = Link(), []
    for n, fact in enumerate(facts, 1):
        item = Recorded(fact, FAR, f"bell-{n}", 1, n * 10, UUID(int=n), NOON, Meta("visitor", "c"))
        seal = Signer(KEY).seal(end, to_cloudevent(item), json.loads(fact.raw().json))
        links.append(message(item, seal))
        end = seal.link
    return links


def on_the_way(link, r):
    """What a library might hand on: (value, headers)."""
    _, value, headers = link
    text = rewritten(json.loads(value), r)
    if r.random() < 0.5:
        return text.encode(), r.sample(headers, len(headers))
    attributes = from_kafka(value, headers).attributes
    members = ", ".join(f'"{name}":{_string(text_, r)}' for name, text_ in attributes.items())
    return f'{{{members},"data":{text}}}'.encode(), [("content-type", b"application/cloudevents+json")]


def records(messages, first=0):
    return [
        ConsumerRecord(TOPIC, 0, n, 0, 0, FAR.encode(), value, None, 0, 0, tuple(headers))
        for n, (value, headers) in enumerate(messages, first)
    ]


@pytest.fixture
def here(database):
    with world(database) as made:
        yield made


async def _trust(_tx, _place, service):
    jwk = KEY.as_dict(private=False)
    return [ServiceKey.model_validate({"service": service, "jwk": jwk, "from": "1970-01-01T00:00:00Z", "until": None})]


def consumer(pool, told):
    """One that notes in `told` what its views are told."""
    views = Views()

    @views.on_neighbour(Weighed)
    async def weighed(_tx, facts):
        told.extend(item.fact for item in facts)

    runner = Runner(PostgresStore(pool, "/421088/door", Views()), Deciders(DOOR), MovableClock(NOON))
    where = Environment("421088", MovableClock(NOON), WorkingCalendar())
    return Consumer(pool, Access("127.0.0.1:1"), [], "door", views, Reactions(), runner, where, _trust)


@settings(max_examples=60, derandomize=True)
@given(facts=st.lists(_FACTS, min_size=1, max_size=6), r=st.randoms(use_true_random=False))
def test_the_same_bytes_are_kept_and_understood_however_data_is_written(here, facts, r):
    here.empty()
    links, told = sealed(facts), []
    reader = consumer(here.pool, told)
    first = records(on_the_way(link, r) for link in links)
    assert here.run(reader.apply(TOPIC, 0, first)) == len(facts)
    assert told == [catalog.read(*fact.raw()) for fact in facts]
    kept = here.run(here.pool.fetch("select data::text as data from inbox order by position"))
    # What the database writes of `1.0` is `1.0`, and of `1` it is `1`.
    form = here.run(here.pool.fetch("select f::jsonb::text as data from unnest($1::text[]) f", list(map(_form, links))))
    assert kept == form
    # Written in still another way it is the same again.
    again = records((on_the_way(link, r) for link in links), first=len(links))
    assert here.run(reader.apply(TOPIC, 0, again)) == 0
    assert len(told) == len(facts)
    assert here.run(held(here.pool)) == []
    assert here.run(here.pool.fetchval("select count(*) from parked")) == 0


def _form(link):
    return canonical(json.loads(link[1])).decode()


def test_what_is_not_understood_yet_is_kept_in_the_same_form(here):
    """A version that is newer than this code: read later, from what was kept."""
    fact = Raw("bell.weighed", 9, b'{"grams":1,"more":[2]}')
    item = Recorded(fact, FAR, "bell-1", 1, 10, UUID(int=1), NOON, Meta("visitor", "c"))
    link = message(item, Signer(KEY).seal(Link(), to_cloudevent(item), json.loads(fact.json)))
    came = records([(b'{"more": [2e0], "grams": 1.0}', link[2])])
    assert here.run(consumer(here.pool, []).apply(TOPIC, 0, came)) == 1
    assert here.run(here.pool.fetchval("select data::text from inbox")) == '{"more": [2], "grams": 1}'


def test_another_number_is_another_fact(here):
    links, told = sealed([WeighedOnce(grams=1, parts={"a": [0.1]})]), []
    reader = consumer(here.pool, told)
    other = [(value.replace(b"0.1", b"0.10000000000000002"), headers) for _, value, headers in links]
    with pytest.raises(ChainBrokenError, match="altered"):
        here.run(reader.apply(TOPIC, 0, records(other)))
    # Nearer to 0.1 than to any other double: what was signed.
    near = [(value.replace(b"0.1", b"0.10000000000000000555"), headers) for _, value, headers in links]
    assert here.run(reader.apply(TOPIC, 0, records(near))) == 1
    with pytest.raises((ChainBrokenError, ConflictingFactError)):
        here.run(reader.apply(TOPIC, 0, records(other, first=1)))
    assert [fact.parts for fact in told] == [{"a": [0.1]}]


@pytest.mark.parametrize("value", [float(2**53 + 2), 2.0**60, 1e21, -(2.0**63)])
def test_whole_numbers_beyond_the_integers_of_others_are_read_as_doubles(value):
    """One library writes them with a point and another one without. Whoever has an integer there sends nothing."""
    attributes = {**to_cloudevent(Recorded(Raw("bell.x", 1, b""), FAR, "b", 1, 1, UUID(int=1), NOON, Meta("v", "c")))}
    seal = Signer(KEY).seal(Link(), attributes, {"n": value})
    for written in (value, int(value)):
        assert verify(Link(), {**attributes, **seal.attributes()}, {"n": written}, [KEY.as_dict(private=False)]) == seal.link
    with pytest.raises(ValueError, match="exceed"):
        Signer(KEY).seal(Link(), attributes, {"n": int(value)})


def test_data_that_is_nested_too_deep_is_refused_and_stops_nobody(here):
    """It was a RecursionError at each attempt: the service ended, and again after each start."""
    deep = b'{"parts":' + b"[" * 900 + b"]" * 900 + b"}"
    links = sealed([WeighedOnce(grams=1, parts={})])
    came = records((deep, headers) for _, _, headers in links)
    with pytest.raises(ChainBrokenError, match="nested deeper than 100"):
        here.run(consumer(here.pool, []).apply(TOPIC, 0, came))
    (kept,) = here.run(held(here.pool))
    assert kept.kind == "no-link"
