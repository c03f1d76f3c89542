"""The published vectors are what this code writes, and every tampered pack is refused for its own stated reason.

Run as a program to write them again: `python -m services.planning.draw.tests.test_vectors`.
"""

import copy
import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from services.planning.draw.beacon import BeaconValue
from services.planning.draw.canonical import Prf, suite_named
from services.planning.draw.certificate import prove_entity
from services.planning.draw.demand import Rounding, target
from services.planning.draw.frame import Frame
from services.planning.draw.manifest import Committed, demands_digest, sign
from services.planning.draw.merkle import inclusion_proof, leaf_hash, root
from services.planning.draw.reveal import code_chain, commitment
from services.planning.draw.testing import RECORDED_ROUND, a_stratum, key_for, small_case
from services.planning.draw.testing.near_misses import (
    near_misses,
    order_case,
    put,
    resigned,
    tampered_proofs,
    written_otherwise,
)
from services.planning.draw.verify import verify

VECTORS = Path(__file__).resolve().parents[4] / "tests" / "vectors" / "draw"
SUITE = suite_named("sha256")
G1_GENERATOR = "97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb"
NO_SIGNATURE = {"member": "lead", "jws": "e30..AAAA"}


def primitives():
    prf = Prf(SUITE, bytes(range(32)))
    entries = [bytes([n]) * n for n in range(9)]
    hashes = [leaf_hash(SUITE, entry) for entry in entries]
    values = [{"b": [1, None, True], "a": 'é\u0007"\\摊位'}, {"nested": [{"z": "\u2028", "y": []}, {}]}, "", 0]
    return {
        "digest": [{"tag": "example", "value": value, "digest": SUITE.digest("example", value)} for value in values],
        "merkle": {
            "entries": [entry.hex() for entry in entries],
            "roots": [root(SUITE, hashes[:n]).hex() for n in range(len(hashes) + 1)],
            "paths_of_all": [[node.hex() for node in inclusion_proof(SUITE, hashes, i)] for i in range(len(hashes))],
        },
        "commitment": {
            "draw": "421088-2023-1",
            "member": "lead",
            "nonce": "11" * 32,
            "commitment": commitment(SUITE, "421088-2023-1", "lead", b"\x11" * 32),
        },
        "code_chain": {
            "secret": b"totally not a bikeshed".hex(),
            "codes": [code.hex() for code in code_chain(SUITE, b"totally not a bikeshed", 10)],
        },
        "beacon": {
            **RECORDED_ROUND.plain(),
            "value": hashlib.sha256(bytes.fromhex(str(RECORDED_ROUND.signature))).hexdigest(),
        },
        "numbers": {
            "prk": bytes(range(32)).hex(),
            "labels": [
                {"label": label, "number": prf.number(*label).hex()}
                for label in (
                    ["entity", "uscc:INVENTED001"],
                    ["entity", "stall:摊位1"],
                    ["separate", "d1", "s1", "12"],
                    ["inspector", "v/e/1", "market/1", "0"],
                )
            ],
        },
        "targets": {
            "prk": bytes(range(32)).hex(),
            "cases": [
                {"stratum": stratum.plain(), "base": base, "target": target(stratum, base, prf)}
                for rounding in Rounding
                for stratum in (
                    a_stratum(ratio_bp=1500, rounding=rounding, classes="AB"),
                    a_stratum(ratio_bp=333, rounding=rounding, min=2, max=40),
                )
                for base in (0, 10, 33, 101, 880_000)
            ],
        },
    }


def tampered():
    case = small_case()
    pack = case.pack()
    document = pack.plain()
    manifest = pack.manifest
    strata, visits = document["result"]["strata"], document["result"]["visits"]
    listed = {leaf["entity"]: i for i, leaf in enumerate(document["frame"])}
    spared = next(i for i, leaf in enumerate(document["frame"]) if leaf["excluded"])
    team = next(i for i, manned in enumerate(visits) if len(manned["team"]) > 2)
    short = next(i for i, manned in enumerate(visits) if manned["shortages"])
    first, second = strata[0]["chosen"][:2]
    frame = [case.frame.leaves[1], case.frame.leaves[0], *case.frame.leaves[2:]]
    swapped = replace(case, frame=Frame(tuple(frame)))
    roster = (*case.roster.inspectors[1:], case.roster.inspectors[0])
    backwards = case.demands[::-1]
    reversed_demands = manifest.model_copy(
        update={"demands": Committed(root=demands_digest(SUITE, backwards), count=len(backwards))}
    )
    turned = replace(case, roster=type(case.roster)(roster))
    early = manifest.model_copy(update={"beacons": (RECORDED_ROUND.named.model_copy(update={"round": 600_000}),)})
    late = manifest.model_copy(update={"published_at": manifest.reveal_deadline})
    other_suite = manifest.model_copy(update={"suite": "md5"})

    return [
        {"name": name, "reason": reason, "changes": changes}
        for name, reason, changes in (
            ("an unknown member", "format.invalid", [put("note", value="x")]),
            ("a ratio above one", "format.invalid", [put("demands", 0, "strata", 0, "ratio_bp", value=10_001)]),
            ("a quota written as a fraction", "format.invalid", [put("result", "strata", 0, "quota", value=1.5)]),
            (
                "a lift of what nothing lifts",
                "format.invalid",
                [put("frame", listed["uscc:INVENTED007"], "overrides", 0, "lifts", value=["X5"])],
            ),
            ("signatures out of order", "format.invalid", [put("signatures", value=document["signatures"][::-1])]),
            ("another hash suite", "format.suite", resigned(other_suite)),
            ("published after the deadline", "manifest.times", resigned(late)),
            ("a beacon known in advance", "beacon.too-early", resigned(early)),
            ("the year changed after signing", "signature.invalid", [put("manifest", "year", value=2022)]),
            ("a signature by nobody", "signature.invalid", [put("signatures", 0, value=NO_SIGNATURE)]),
            (
                "a signature in another's name",
                "signature.invalid",
                [put("signatures", 0, "jws", value=sign(manifest, "member-1", key_for("lead")).jws)],
            ),
            ("the lead's signature left out", "signature.no-lead", [put("signatures", value=document["signatures"][1:])]),
            (
                "participants' signatures left out",
                "signature.no-participant",
                [put("signatures", value=document["signatures"][:1])],
            ),
            ("another code", "code.chain", [put("reveal", "code", value="00" * 32)]),
            ("a member not mentioned", "nonce.members", [put("reveal", "nonces", value=document["reveal"]["nonces"][:2])]),
            ("another nonce", "nonce.commitment", [put("reveal", "nonces", 0, "nonce", value="11" * 32)]),
            (
                "a nonce revealed after all",
                "result.key",
                [put("reveal", "nonces", 2, "nonce", value=case.nonce("member-2").hex())],
            ),
            ("another beacon round", "beacon.not-named", [put("reveal", "beacon", "round", value=657_414)]),
            ("an invented beacon signature", "beacon.signature", [put("reveal", "beacon", "signature", value="ab" * 48)]),
            (
                "a point that no round has signed",
                "beacon.signature",
                [put("reveal", "beacon", "signature", value=G1_GENERATOR)],
            ),
            ("the beacon's signature left out", "beacon.signature", [put("reveal", "beacon", "signature", value=None)]),
            ("an entity struck from the frame", "root.frame", [put("frame", value=document["frame"][1:])]),
            ("an exclusion removed", "root.frame", [put("frame", spared, "excluded", value=[])]),
            ("a ratio raised afterwards", "root.demands", [put("demands", 0, "strata", 0, "ratio_bp", value=1251)]),
            ("a recusal removed", "root.inspectors", [put("inspectors", 1, "recused", value=[])]),
            (
                "a frozen frame out of order",
                "frame.order",
                [put("frame", value=[leaf.plain() for leaf in frame]), *resigned(swapped.manifest())],
            ),
            (
                "frozen demands out of order",
                "demands.order",
                [put("demands", value=[d.plain() for d in backwards]), *resigned(reversed_demands)],
            ),
            (
                "a frozen roster out of order",
                "inspectors.order",
                [put("inspectors", value=[i.plain() for i in roster]), *resigned(turned.manifest())],
            ),
            ("another key", "result.key", [put("result", "prk", value="00" * 32)]),
            ("the silent member not named", "result.key", [put("result", "missing", value=[])]),
            (
                "a shortfall hidden",
                "quota",
                [put("result", "strata", 5, "target", value=19), put("result", "strata", 5, "shortfall", value=0)],
            ),
            ("a stratum left out", "quota", [put("result", "strata", value=strata[:-1])]),
            (
                "a friend swapped for a reserve",
                "order",
                [
                    put("result", "strata", 0, "chosen", 0, value=strata[0]["reserves"][0]),
                    put("result", "strata", 0, "reserves", 0, value=first),
                ],
            ),
            (
                "two chosen in another order",
                "order",
                [put("result", "strata", 0, "chosen", 0, value=second), put("result", "strata", 0, "chosen", 1, value=first)],
            ),
            ("another cut-off", "order", [put("result", "strata", 0, "cutoff", value="ff" * 32)]),
            (
                "another lead",
                "visit",
                [
                    put(
                        "result",
                        "visits",
                        0,
                        "visit",
                        "lead",
                        value="labour" if visits[0]["visit"]["lead"] != "labour" else "fire",
                    )
                ],
            ),
            ("a visit left out", "visit", [put("result", "visits", value=visits[1:])]),
            ("another officer", "team", [put("result", "visits", team, "team", 0, "inspector", value="l1")]),
            ("a shortage not mentioned", "team", [put("result", "visits", short, "shortages", value=[])]),
            ("fewer visits claimed", "result.figures", [put("result", "figures", "visits", value=1)]),
            ("another certificate", "certificate", [put("certificate", value="00" * 32)]),
            (
                "one signature fewer than certified",
                "certificate",
                [put("signatures", value=[sign(manifest, m, key_for(m)).plain() for m in ("lead", "member-1", "member-2")])],
            ),
            *near_misses(),
        )
    ]


def apply(document, changes):
    bent = copy.deepcopy(document)
    for change in changes:
        *way, last = change["path"]
        at = bent
        for step in way:
            at = at[step]
        at[last] = change["value"]
    return bent


def vectors():
    pack = small_case().pack()
    plain = replace(small_case(), silent=(), beacon=BeaconValue(name="none"), seed="2").pack()
    chosen = pack.result.strata[0].chosen[0]
    return {
        "primitives.json": primitives(),
        "pack.json": pack.plain(),
        "pack-without-beacon.json": plain.plain(),
        "pack-order.json": order_case().pack().plain(),
        "proof.json": prove_entity(pack, chosen).plain(),
        "tampered.json": tampered(),
        "tampered-proof.json": [
            {"name": name, "reason": reason, "changes": changes} for name, reason, changes in tampered_proofs()
        ],
        "written.json": [
            {"name": name, "reason": reason, "was": was, "written": text} for name, reason, was, text in written_otherwise()
        ],
    }


def written(document):
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def test_the_published_vectors_are_what_this_code_writes():
    found = vectors()
    # The record of substitutions is written, and held to the code, by test_draw_substitutions.
    assert {path.name for path in VECTORS.iterdir()} == {*found, "substitutions.json"}
    for name, document in found.items():
        assert (VECTORS / name).read_text() == written(document), name


@pytest.mark.parametrize("tampering", tampered(), ids=lambda tampering: tampering["name"])
def test_a_tampered_pack_is_refused_for_its_own_reason(tampering):
    document = apply(small_case().pack().plain(), tampering["changes"])
    verdict = verify(document)
    assert verdict.reason == tampering["reason"]
    assert verdict.steps[-1].refusal is not None
    assert verdict.steps[-1].refusal.zh


def test_every_reason_is_in_the_documentation():
    page = (VECTORS.parents[2] / "docs" / "draw.md").read_text()
    for tampering in tampered():
        assert f"`{tampering['reason']}`" in page


if __name__ == "__main__":
    VECTORS.mkdir(parents=True, exist_ok=True)
    for name, document in vectors().items():
        (VECTORS / name).write_text(written(document))
