"""Batches in waves: longer runs, the same effect."""

from itertools import groupby
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from libs.events.envelope import Meta, Recorded
from libs.events.testing.lamps import AT, Dimmed, Gone, Rated, Renamed
from libs.events.views.waves import waves

STREAMS = ["lamp-1", "lamp-2", "lamp-3", "street-1", "street-2"]
META = Meta("keeper", "00000000-0000-4000-8000-000000000000")
EXAMPLE = {
    Dimmed: Dimmed(lamp="a"),
    Renamed: Renamed(lamp="a", name="n"),
    Rated: Rated(lamp="a", ratings={}),
    Gone: Gone(lamp="a"),
}


def batch(steps):
    """(class, stream) as recorded facts."""
    return [
        Recorded(EXAMPLE[cls], "/421088/lamp", stream, n, n, UUID(int=n), AT, META) for n, (cls, stream) in enumerate(steps, 1)
    ]


def runs(ordered):
    return [(cls.__name__, len(list(group))) for cls, group in groupby(ordered, key=lambda r: type(r.fact))]


def test_interleaved_lives_become_long_runs():
    life = [Dimmed, Renamed, Rated, Gone]
    # Lamp n begins its life n steps after the first.
    steps = [(life[at - lamp], f"lamp-{lamp}") for at in range(44) for lamp in range(40) if 0 <= at - lamp < 4]
    ordered = waves(batch(steps), lambda _: frozenset({"lamps"}))
    assert runs(ordered) == [(cls.__name__, 40) for cls in life]
    assert len(runs(batch(steps))) > 100


def test_facts_of_two_kinds_of_streams_on_one_table_keep_their_order():
    steps = [(Dimmed, "street-1"), (Renamed, "lamp-1"), (Gone, "lamp-2"), (Renamed, "lamp-3"), (Dimmed, "street-2")]
    shared = {Dimmed: frozenset({"streets"}), Renamed: frozenset({"streets", "lamps"}), Gone: frozenset({"lamps"})}
    ordered = waves(batch(steps), lambda r: shared[type(r.fact)])
    assert [r.position for r in ordered if type(r.fact) is not Gone] == [1, 2, 4, 5]


def test_what_is_not_known_keeps_its_place_in_the_whole():
    steps = [
        (Gone, "lamp-1"),
        (Dimmed, "lamp-2"),
        (Renamed, "lamp-3"),
        (Renamed, "lamp-4"),
        (Dimmed, "lamp-5"),
        (Gone, "lamp-6"),
    ]
    ordered = waves(batch(steps), lambda r: None if isinstance(r.fact, Renamed) else frozenset({"lamps"}))
    assert [r.position for r in ordered] == [2, 1, 3, 4, 5, 6]


@given(
    st.lists(st.tuples(st.sampled_from(list(EXAMPLE)), st.sampled_from(STREAMS)), max_size=40),
    st.dictionaries(st.sampled_from(list(EXAMPLE)), st.one_of(st.none(), st.frozensets(st.sampled_from("xyz")))),
)  # fmt: skip
def test_what_must_not_change_places_does_not(steps, tables):
    facts = batch(steps)

    def touched(recorded):
        return tables.get(type(recorded.fact), frozenset())

    ordered = waves(facts, touched)
    assert sorted(r.position for r in ordered) == [r.position for r in facts]
    place = {r.position: n for n, r in enumerate(ordered)}
    for n, later in enumerate(facts):
        for earlier in facts[:n]:
            same_stream = earlier.stream == later.stream
            unknown = touched(earlier) is None or touched(later) is None
            crossing = (touched(earlier) or set()) & (touched(later) or set())
            kinds = {earlier.stream.partition("-")[0], later.stream.partition("-")[0]}
            if same_stream or unknown or (crossing and len(kinds) > 1):
                assert place[earlier.position] < place[later.position], (earlier, later)
