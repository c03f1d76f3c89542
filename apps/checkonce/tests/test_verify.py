"""The independent verifier against the published vectors alone, as any stranger's verifier would be tested."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
import rfc8785

from apps.checkonce.testing.documents import changed
from apps.checkonce.verify import verify
from apps.checkonce.verify.__main__ import main
from apps.checkonce.verify.keys import merkle_root, number, numbers, root_by_path, tagged
from apps.checkonce.verify.sample import Sample
from apps.checkonce.verify.verdict import WORDS

ROOT = Path(__file__).resolve().parents[3]
VECTORS = ROOT / "tests" / "vectors" / "draw"


def read(name):
    return json.loads((VECTORS / name).read_text())


PRIMITIVES = read("primitives.json")
TAMPERED = read("tampered.json")


@pytest.mark.parametrize("name", ["pack.json", "pack-without-beacon.json", "proof.json"])
def test_a_published_pack_holds(name):
    verdict = verify(read(name))
    assert (verdict.ok, verdict.reason) == (True, None)
    assert all(check.ok for check in verdict.checks)


@pytest.mark.parametrize("tampering", TAMPERED, ids=lambda tampering: tampering["name"])
def test_a_tampered_pack_is_refused_for_its_own_reason(tampering):
    verdict = verify(changed(read("pack.json"), *tampering["changes"]))
    assert verdict.reason == tampering["reason"]
    assert [check.ok for check in verdict.checks][-1] is False
    assert verdict.checks[-1].detail.startswith(WORDS[tampering["reason"]][0])


def test_many_numbers_are_the_same_as_one_by_one():
    prk, names = bytes(range(32)), ["a", "摊位", "x" * 200]
    assert numbers(prk, "entity", names) == [number(prk, "entity", name) for name in names]


def test_the_vectors_cover_every_reason_but_the_register():
    assert set(WORDS) - {tampering["reason"] for tampering in TAMPERED} == {"register.count"}


def test_the_frame_must_be_the_whole_register_when_its_count_is_known():
    assert verify(read("pack.json"), register_count=70).ok
    for name in ("pack.json", "proof.json"):
        assert verify(read(name), register_count=71).reason == "register.count"


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        (["leaf", "class"], "U", "root.frame"),
        (["inclusion", "index"], 1, "root.frame"),
        (["inclusion", "path"], [], "root.frame"),
        (["x"], "0" * 64, "result.key"),
        (["strata", 0, "chosen"], False, "order"),
        (["strata", 0, "eligible"], False, "order"),
        (["strata", 0, "quota"], 10_000, "quota"),
        (["strata", 0, "cutoff"], None, "quota"),
        (["manifest", "year"], 2024, "signature.invalid"),
        (["note"], "x", "format.invalid"),
    ],
)
def test_a_bent_proof_is_refused(path, value, reason):
    assert verify(changed(read("proof.json"), {"path": path, "value": value})).reason == reason


@pytest.mark.parametrize(
    "document",
    [None, [], {}, {"leaf": 1}, 7, "x", {"format": "checkonce-draw-2"}, {"manifest": float("nan")}, {"a": "\ud800"}],
)
def test_what_is_no_pack_is_refused_without_an_exception(document):
    assert verify(document).reason == "format.invalid"


def test_text_that_no_utf8_can_carry_is_refused():
    pack = changed(read("pack.json"), {"path": ["manifest", "code_version"], "value": "\ud800"})
    assert verify(pack).reason == "format.invalid"


def test_a_reader_is_told_what_no_step_can_say():
    assert any("member-2" in note for note in verify(read("pack.json")).notes)
    assert any("no public beacon" in note for note in verify(read("pack-without-beacon.json")).notes)
    assert any("cut-offs" in note for note in verify(read("proof.json")).notes)


FORGERIES = {
    "chosen in all strata": lambda rows: [{**row, "chosen": True, "cutoff": "f" * 64} for row in rows if row["eligible"]],
    "chosen in none": lambda rows: [{**row, "chosen": False, "cutoff": "0" * 63 + "1"} for row in rows],
    "no stratum": lambda _: [],
    "a stratum of an invented demand": lambda rows: [
        *rows,
        {**rows[0], "demand": "invented", "chosen": True, "cutoff": "f" * 64},
    ],
    "the same stratum twice": lambda rows: [*rows, rows[0]],
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_proof_that_anybody_can_write_never_says_that_the_draw_holds(forgery, tmp_path):
    proof = read("proof.json")
    proof["strata"] = FORGERIES[forgery](proof["strata"])
    verdict = verify(proof)
    if verdict.ok:
        assert not verdict.whole
        assert verdict.words[1].startswith("listed, and the number is right; whether it was drawn is not proved")
        assert "holds" not in verdict.words[1]
    assert verdict.exit_code == (3 if verdict.ok else 1)
    (tmp_path / "proof.json").write_text(json.dumps(proof))
    assert main([str(tmp_path / "proof.json")]) == verdict.exit_code


def test_a_whole_pack_that_holds_proves_all_it_says():
    verdict = verify(read("pack.json"))
    assert (verdict.exit_code, verdict.words) == (0, ("核验通过", "the draw holds"))


def test_the_primitives_agree_with_the_vectors():
    for case in PRIMITIVES["digest"]:
        assert tagged(case["tag"], case["value"]) == case["digest"]
    prk = bytes.fromhex(PRIMITIVES["numbers"]["prk"])
    for case in PRIMITIVES["numbers"]["labels"]:
        assert number(prk, *case["label"]).hex() == case["number"]
    code = bytes.fromhex(PRIMITIVES["code_chain"]["secret"])
    for expected in PRIMITIVES["code_chain"]["codes"]:
        code = hashlib.sha256(code).digest()
        assert code.hex() == expected


def test_the_tree_agrees_with_the_vectors():
    entries = [bytes.fromhex(entry) for entry in PRIMITIVES["merkle"]["entries"]]
    for n, expected in enumerate(PRIMITIVES["merkle"]["roots"]):
        assert merkle_root(entries[:n]).hex() == expected
    for i, path in enumerate(PRIMITIVES["merkle"]["paths_of_all"]):
        nodes = [bytes.fromhex(node) for node in path]
        assert root_by_path(entries[i], i, len(entries), nodes) == merkle_root(entries)
        assert root_by_path(entries[i], i, len(entries), nodes[1:]) != merkle_root(entries)


def test_targets_agree_with_the_vectors():
    sample = Sample([], [], bytes.fromhex(PRIMITIVES["targets"]["prk"]), 0)
    for case in PRIMITIVES["targets"]["cases"]:
        assert sample._target(case["stratum"], case["base"]) == case["target"]


def test_the_command_prints_every_step_and_its_exit_code_is_the_verdict(tmp_path, capsys):
    assert main([str(VECTORS / "pack.json")]) == 0
    assert "核验通过 / the draw holds" in capsys.readouterr().out
    bent = tmp_path / "bent.json"
    bent.write_text(json.dumps(changed(read("pack.json"), *TAMPERED[-1]["changes"])))
    assert main([str(bent)]) == 1
    assert f"refused: {TAMPERED[-1]['reason']}" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["", "{", '{"format": 1, "format": 2}', "[" * 100_000])
def test_the_command_refuses_what_cannot_be_read(tmp_path, capsys, text):
    path = tmp_path / "pack.json"
    path.write_text(text)
    assert main([str(path)]) == 1
    out = capsys.readouterr().out
    assert "cannot read" in out
    assert "refused: format.invalid" in out
    assert main([str(tmp_path / "missing.json")]) == 1


def test_the_verifier_loads_nothing_of_the_services():
    code = (
        "import sys, apps.checkonce.verify.__main__;"
        "print([m for m in sys.modules if m.split('.')[0] in ('services', 'libs', 'pydantic')])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_vectors_are_written_without_floating_point():
    for name in ("pack.json", "proof.json"):
        assert rfc8785.dumps(read(name)).decode() == json.dumps(
            read(name), ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
