"""The service draws, the independent verifier computes again: both must say the same of good and of bent packs."""

import copy
import json
import random

import pytest

from apps.checkonce.testing.documents import wild_case
from apps.checkonce.verify import verify
from services.planning.draw.certificate import prove_entity
from services.planning.draw.frame import Frame
from services.planning.draw.testing import Case, a_demand, small_case
from services.planning.draw.verify import verify as verify_by_service


@pytest.fixture(scope="module")
def pack():
    return small_case().pack()


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
