"""The quick ways of writing, reading and ordering a city give what the plain ways give."""

import json
from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from services.planning.conducting import frozen
from services.planning.conducting import refusals as r
from services.planning.conducting.packing import packed, pieces_of, unpacked
from services.planning.draw.canonical import Prf, canonical, suite_named
from services.planning.draw.certificate import read_pack
from services.planning.draw.frame import Exclusion, Frame, Leaf, Leaves, Override
from services.planning.draw.published import list_pieces
from services.planning.draw.seats import _front, shuffled
from services.planning.draw.select import Population, _ascending
from services.planning.draw.testing import a_leaf, small_case
from services.planning.draw.verify import verify

PRF = Prf(suite_named("sha256"), b"a key")
ID = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zs", "Zl", "Zp"], exclude_characters="|"), min_size=1)
NAME = ID.map(lambda name: name[:120]) | st.sampled_from(['"', "\\", 'a"b', "a\\n", "摊位", "\U0001f600", "\ufffd"])
EXCLUDED = st.builds(Exclusion, reason=st.sampled_from(["X1", "X3"]), kinds=st.just(("*",)), fact=NAME)
OVERRIDE = st.builds(Override, reason=st.just("O3"), lifts=st.just(("X1",)), kinds=st.tuples(NAME), fact=NAME)
LEAF = st.builds(
    Leaf,
    entity=NAME,
    industry=NAME,
    credit_class=st.sampled_from("ABCDU"),
    risk=st.sampled_from(["general", "key"]),
    excluded=st.lists(EXCLUDED, max_size=1).map(tuple),
    overrides=st.lists(OVERRIDE, max_size=1).map(tuple),
)


@given(st.lists(LEAF, max_size=6))
def test_leaves_by_columns_are_the_leaves_and_their_bytes(leaves):
    kept = Leaves(leaves)
    assert list(kept) == leaves == list(Leaves.read([leaf.plain() for leaf in leaves]))
    assert list(kept.entries()) == [canonical(leaf.plain()) for leaf in leaves]
    assert list(kept.sorted()) == sorted(leaves, key=lambda leaf: leaf.entity)
    assert kept[1:] == tuple(leaves[1:])


@given(st.lists(LEAF, min_size=1, max_size=3), st.data())
def test_what_is_no_leaf_in_published_form_is_not_read(leaves, data):
    entries = [leaf.plain() for leaf in leaves] * 2  # the second time, every cell has been seen
    assert list(Leaves.read(entries)) == leaves * 2
    name, value = data.draw(
        st.sampled_from(
            [
                ("entity", "a|b"),
                ("entity", "a b"),
                ("entity", ""),
                ("entity", "x" * 121),
                ("entity", "\ud800"),
                ("entity", 7),
                ("class", "E"),
                ("class", ["A"]),
                ("risk", None),
                ("industry", "a b"),
                ("excluded", {}),
                ("excluded", None),
                ("overrides", ""),
                ("note", "x"),
            ]
        )
    )
    with pytest.raises((ValidationError, ValueError)):
        Leaves.read([*entries, {**entries[0], name: value}])
    for left_out in ("overrides", "entity"):
        with pytest.raises((ValidationError, ValueError)):
            Leaves.read([*entries, {k: v for k, v in entries[0].items() if k != left_out}])


@settings(max_examples=10)
@given(st.integers(0, 1000))
def test_a_published_pack_is_written_as_rfc_8785_writes_it(seed):
    case = replace(small_case(), seed=str(seed))
    pack = case.pack()
    published = pack.published()
    assert published == canonical(pack.plain())
    assert read_pack(json.loads(published)).published() == published
    lists = {name: pack.plain()[name] for name in ("frame", "demands", "inspectors")}
    assert b"".join(list_pieces(Frame.in_order(pack.frame), pack.demands, case.roster)) == canonical(lists)


def test_more_entries_than_fit_one_piece_are_written_without_a_seam():
    frame = Frame.of(a_leaf(f"e{i:05d}") for i in range(20_000))
    pack = replace(small_case(), frame=frame).pack()
    assert pack.published() == canonical(pack.plain())
    assert max(map(len, pack.pieces())) < len(pack.published())


@given(st.lists(st.binary(max_size=50)), st.integers(0, 3))
def test_what_is_packed_comes_out_again_piece_by_piece(pieces, megabytes):
    pieces.append(bytes(megabytes * 1_000_000 + 7))
    kept = packed(pieces)
    assert unpacked(kept) == b"".join(pieces)
    assert max(map(len, pieces_of(kept))) <= 1 << 20


def test_what_was_kept_before_is_read_as_it_is():
    assert unpacked(b'{"frame":[]}') == b'{"frame":[]}'


def test_a_register_that_no_draw_can_hold_is_refused_before_anything_is_computed(monkeypatch):
    monkeypatch.setattr(frozen, "MOST_ENTITIES", 2)
    register = SimpleNamespace(register=[{}, {}, {}])
    with pytest.raises(r.FrameTooLarge) as refused:
        frozen.inputs_of(register)
    assert "3" in refused.value.detail_en
    assert "2" in refused.value.detail_zh


def test_a_leaf_left_without_its_default_is_refused_as_a_whole_pack_is():
    document = json.loads(small_case().pack().published())
    del document["frame"][0]["overrides"]
    assert verify(document).reason == "format.invalid"


@given(st.lists(st.binary(min_size=32, max_size=32), unique=True), st.booleans())
def test_numbers_ascend_even_where_their_first_bytes_are_the_same(numbers, alike):
    if alike:
        numbers = sorted({b"\x07" * 8 + number[8:] for number in numbers})[::-1]
    assert [numbers[at] for at in _ascending(numbers)] == sorted(numbers)


@given(st.sets(st.sampled_from("abcdefghij")), st.sets(st.sampled_from("abcdefghijk")), st.integers(0, 50))
def test_a_seats_order_is_the_whole_shuffle_of_its_candidates(pool, out, visit):
    candidates = sorted(pool - out)
    label = f"inspector|v{visit}|market/1"
    for j in range(len(candidates)):
        share = int.from_bytes(PRF.number("inspector", f"v{visit}", "market/1", str(j)))
        t = j + (share * (len(candidates) - j) >> 256)
        candidates[j], candidates[t] = candidates[t], candidates[j]
    assert list(shuffled(PRF, label, sorted(pool), out)) == candidates
    assert _front(PRF, label, sorted(pool), out) == (candidates[0] if candidates else None)


def test_positions_follow_the_numbers():
    frame = Frame.of(a_leaf(f"e{i:02d}", f"I0{i % 3} A general") for i in range(40))
    population = Population(frame, PRF)
    order = sorted((leaf.entity for leaf in frame.leaves), key=lambda entity: PRF.number("entity", entity))
    assert [population.entity(at) for at in range(40)] == order
    assert [population.entity(at) for at in population.eligible(population.cells, "k")] == order
