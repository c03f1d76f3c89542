"""The service draws, the independent verifier computes again: both must say the same of good and of bent packs."""

import copy
import json
import random
from datetime import date

import pytest

from apps.checkonce.verify import verify
from services.planning.draw.certificate import prove_entity
from services.planning.draw.demand import Rounding, Window
from services.planning.draw.frame import Exclusion, Frame, Override, Risk
from services.planning.draw.inspector import Certificate, Roster
from services.planning.draw.manifest import Lead, Rules
from services.planning.draw.testing import Case, a_demand, a_leaf, a_stratum, an_inspector, small_case
from services.planning.draw.verify import verify as verify_by_service


@pytest.fixture(scope="module")
def pack():
    return small_case().pack()


def wild_case(seed):
    """A draw in which everything that can vary does, reproducible by its seed."""
    chance = random.Random(seed)  # noqa: S311 - a test that can be repeated
    kinds = ["k1", "k2", "k3"]

    def odd(kind, i):
        # UTF-8 sorts these in another order than UTF-16 does.
        return f"{('', '～', '𠮷', '🏪')[i % 4]}{kind}{i}"

    def span(low=0, high=80):
        first = date(2023, 10, 1).toordinal() + chance.randrange(low, high)
        return Window(first=date.fromordinal(first), last=date.fromordinal(first + chance.randrange(high)))

    def leaf(i):
        cell = f"I{chance.randrange(4)} {chance.choice('ABCDU')} {chance.choice(['general', 'general', 'key'])}"
        excluded = [
            Exclusion(reason=chance.choice(["X1", "X3", "X5"]), kinds=(chance.choice([*kinds, "*"]),), fact="f")
            for _ in range(chance.randrange(3))
        ]
        lift = Override(reason="O3", lifts=("X1", "X3"), kinds=(chance.choice([*kinds, "*"]),), fact="f")
        overrides = (lift,) if chance.random() < 0.4 else ()
        return a_leaf(odd("e", i), cell, excluded=excluded).model_copy(update={"overrides": overrides})

    def stratum(name, classes, low):
        return a_stratum(
            name,
            classes=classes,
            ratio_bp=chance.randrange(low, low + 4000),
            industries=chance.choice([("*",), ("I0", "I1"), ("I2",)]),
            risks=chance.choice([(Risk.GENERAL,), (Risk.GENERAL, Risk.KEY)]),
            rounding=chance.choice(list(Rounding)),
            base=chance.choice(["listed", "eligible"]),
            min=chance.randrange(3),
        )

    def demand(i):
        strata = (stratum("s1", "AB", 0), stratum("s2", "CD", 4000), stratum("s3", "U", 2000))
        return a_demand(odd("d", i), *strata, department=f"dep{i % 4}", kind=chance.choice(kinds), window=span())

    def inspector(i):
        return an_inspector(
            odd("p", i),
            f"dep{i % 4}",
            qualified=chance.choice([("*",), ("k1",), ("k2", "k3")]),
            recused=sorted({odd("e", chance.randrange(40)) for _ in range(chance.randrange(8))}),
            absent=tuple(span() for _ in range(chance.randrange(3))),
            certificate=Certificate(number=f"c{i}", valid=Window(first=date(2023, 1, 1), last=span(150, 250).last)),
            load=chance.randrange(4),
        )

    return Case(
        frame=Frame.of(leaf(i) for i in range(40)),
        demands=tuple(demand(i) for i in range(6)),
        roster=Roster.of(inspector(i) for i in range(20)),
        rules=Rules(
            leads=(Lead(industry="I1", department="dep2"),),
            precedence=("dep3", "dep1"),
            seats_per_department=chance.randrange(1, 4),
            workload_cap=chance.randrange(3, 14),
            pairing_cap=chance.choice([None, 1, 2]),
            reserves=chance.randrange(4),
        ),
        silent=("member-1",) if chance.random() < 0.5 else (),
        seed=str(seed),
    )


@pytest.mark.parametrize("seed", range(25))
def test_both_verifiers_accept_what_the_service_draws(seed):
    document = json.loads(json.dumps(wild_case(seed).pack().plain()))
    assert verify_by_service(document).reason is None
    assert verify(document).reason is None


def test_an_empty_draw_is_a_draw():
    assert verify(Case(frame=Frame.of([]), demands=(a_demand("d1"),)).pack().plain()).ok


def places(value, path=()):
    """Every single value of a document with its path."""
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(inner, (*path, key))
    else:
        yield path, value


def bent(value):
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if value is None:
        return 7
    return ("1" if value[:1] != "1" else "2") + value[1:]


def test_no_single_value_of_a_pack_can_be_changed_unnoticed(pack):
    document = pack.plain()
    everything = list(places(document))
    chance = random.Random(7)  # noqa: S311 - a test that can be repeated
    for path, value in chance.sample(everything, 150):
        changed = copy.deepcopy(document)
        at = changed
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = bent(value)
        mine, theirs = verify(changed), verify_by_service(changed)
        assert not mine.ok, path
        assert not theirs.ok, path


def test_every_entity_gets_a_proof_that_agrees_with_the_whole_pack(pack):
    for leaf in pack.frame:
        proof = prove_entity(pack, leaf.entity)
        assert verify(proof.plain()).ok
        drawn = {row.demand for row in pack.result.strata if leaf.entity in row.chosen}
        assert {row.demand for row in proof.strata if row.chosen} == drawn
