import copy
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from services.planning.draw.beacon import Beacon, BeaconName
from services.planning.draw.certificate import prove_entity, read_pack
from services.planning.draw.conduct import draw
from services.planning.draw.frame import Frame
from services.planning.draw.manifest import Manifest, Role, Signature, check_signatures, sign
from services.planning.draw.refusal import Refused
from services.planning.draw.reveal import reveal_of
from services.planning.draw.testing import RECORDED_ROUND, Case, a_demand, a_leaf, a_stratum, key_for, small_case
from services.planning.draw.verify import verify


@pytest.fixture(scope="module")
def case():
    return small_case()


@pytest.fixture(scope="module")
def pack(case):
    return case.pack()


def refusal_of(act):
    with pytest.raises(Refused) as refused:
        act()
    assert refused.value.zh
    assert refused.value.en
    return refused.value.code


def test_a_published_pack_verifies_and_survives_the_journey_through_json(pack):
    document = json.loads(json.dumps(pack.plain()))
    verdict = verify(document)
    assert (verdict.ok, verdict.reason) == (True, None)
    assert read_pack(document).plain() == pack.plain()


def test_an_empty_draw_is_a_draw():
    document = Case(frame=Frame.of([]), demands=(a_demand("d1"),)).pack().plain()
    assert document["result"]["figures"]["visits_to_bound_bp"] == 10_000
    assert verify(document).ok


def test_the_missing_member_is_named(case, pack):
    assert pack.result.missing == ("member-2",)
    assert pack.plain()["reveal"]["nonces"][2] == {"member": "member-2", "nonce": None}
    assert replace(case, silent=()).result().prk != pack.result.prk


def test_a_proof_is_made_for_listed_entities_only(pack):
    assert prove_entity(pack, pack.frame[5].entity).inclusion.index == 5
    assert refusal_of(lambda: prove_entity(pack, "nobody")) == "entity.unknown"


def test_inputs_other_than_the_frozen_ones_are_refused(case):
    manifest = case.manifest()
    inputs = {
        "manifest": manifest,
        "frame": case.frame,
        "demands": case.demands,
        "roster": case.roster,
        "reveal": case.reveal(manifest),
    }
    for name, other in (
        ("frame", {"frame": Frame.of(case.frame.leaves[1:])}),
        ("demands", {"demands": case.demands[1:]}),
        ("inspectors", {"roster": type(case.roster).of(case.roster.inspectors[1:])}),
    ):
        assert refusal_of(lambda other=other: draw(**(inputs | other))) == f"root.{name}"


def test_what_is_revealed_must_be_what_was_committed(case):
    manifest = case.manifest()
    reveal = case.reveal(manifest)

    def conduct(**changes):
        return lambda: draw(
            manifest=manifest,
            frame=case.frame,
            demands=case.demands,
            roster=case.roster,
            reveal=reveal.model_copy(update=changes),
        )

    other_nonce = reveal.nonces[0].model_copy(update={"nonce": "11" * 32})
    assert refusal_of(conduct(code="00" * 32)) == "code.chain"
    assert refusal_of(conduct(nonces=reveal.nonces[:-1])) == "nonce.members"
    assert refusal_of(conduct(nonces=(other_nonce, *reveal.nonces[1:]))) == "nonce.commitment"
    assert refusal_of(conduct(beacon=RECORDED_ROUND.model_copy(update={"round": 9}))) == "beacon.not-named"
    assert (
        refusal_of(lambda: reveal_of(manifest, code=b"", nonces=[("stranger", b"1")], beacon=RECORDED_ROUND)) == "nonce.members"
    )


@pytest.mark.parametrize(
    ("times", "code"),
    [
        ({"published_at": datetime(2023, 9, 15, 9, tzinfo=UTC)}, "manifest.times"),
        ({"reveal_deadline": datetime(2023, 9, 15, 11, 0, 4, tzinfo=UTC)}, "beacon.too-early"),
    ],
)
def test_a_beacon_known_before_the_reveal_is_over_cannot_be_named(case, times, code):
    assert refusal_of(replace(case, **times).manifest) == code


def test_lead_and_a_participant_must_have_signed(case):
    manifest = case.manifest()
    both = case.signatures(manifest, "lead", "member-1")
    check_signatures(manifest, both)
    assert refusal_of(lambda: check_signatures(manifest, both[:1])) == "signature.no-participant"
    assert refusal_of(lambda: check_signatures(manifest, both[1:])) == "signature.no-lead"
    later = manifest.model_copy(update={"year": 2024})
    assert refusal_of(lambda: check_signatures(later, both)) == "signature.invalid"
    forged = sign(manifest, "lead", key_for("member-1"))
    assert refusal_of(lambda: check_signatures(manifest, [forged, both[1]])) == "signature.invalid"
    # {"alg":"Ed25519","crit":null}
    odd = Signature(member="lead", jws=f"eyJhbGciOiJFZDI1NTE5IiwiY3JpdCI6bnVsbH0..{both[0].jws.rpartition('.')[2]}")
    assert refusal_of(lambda: check_signatures(manifest, [odd, both[1]])) == "signature.invalid"
    borrowed = Signature(member="lead", jws=both[1].jws)
    assert refusal_of(lambda: check_signatures(manifest, [borrowed, both[1]])) == "signature.invalid"
    misnamed = Signature(member="lead", jws=sign(manifest, "member-1", key_for("lead")).jws)
    assert refusal_of(lambda: check_signatures(manifest, [misnamed, both[1]])) == "signature.invalid"
    stranger = Signature(member="stranger", jws=both[0].jws)
    assert refusal_of(lambda: check_signatures(manifest, [*both, stranger])) == "signature.invalid"


def test_one_key_cannot_sign_for_two_members(case):
    document = case.manifest().plain()
    document["members"][1]["key"] = copy.deepcopy(document["members"][0]["key"])
    with pytest.raises(ValidationError, match="share a key"):
        Manifest.model_validate(document)


def test_a_draw_has_one_lead(case):
    with pytest.raises(ValidationError, match="one member leads"):
        replace(case, members={"a": Role.PARTICIPANT, "b": Role.PARTICIPANT}).manifest()


def test_a_beacon_has_a_round_and_none_has_not():
    for name, number in ((BeaconName.NONE, 3), (BeaconName.DRAND_QUICKNET, None)):
        with pytest.raises(ValidationError, match="round"):
            Beacon(name=name, round=number)


def test_a_pack_with_a_left_out_default_is_not_the_published_one(pack):
    document = pack.plain()
    del document["manifest"]["rules"]["pairing_cap"]
    assert verify(document).reason == "format.invalid"


@pytest.mark.parametrize("document", [{}, {"format": "checkonce-draw-2"}, {"manifest": []}, {"leaf": 1}])
def test_what_is_no_pack_is_refused_by_shape(document):
    assert verify(document).reason == "format.invalid"


def test_thousands_of_entities_and_twenty_seven_demands_are_drawn_with_quotas_met():
    cells = [f"I{i % 30:02d} {'AAABBBCDU'[i % 9]} general" for i in range(5000)]
    frame = Frame.of(a_leaf(f"e{i:05d}", cell) for i, cell in enumerate(cells))
    wanted = tuple(
        a_demand(
            f"d{n:02d}",
            *(
                a_stratum(f"s{k}", classes=c, ratio_bp=bp, industries=tuple(f"I{i:02d}" for i in range(n, 30)) or ("*",))
                for k, (c, bp) in enumerate(zip(("A", "B", "C", "D", "U"), (300, 1000, 3000, 8000, 1000), strict=True))
            ),
        )
        for n in range(27)
    )
    result = Case(frame=frame, demands=wanted).result()
    assert len(result.strata) == 27 * 5
    assert all(len(row.chosen) == row.quota for row in result.strata)
    assert result.figures.visits * 5 < result.figures.visits_if_separate
    assert 9_000 < result.figures.visits_to_bound_bp < 11_500
