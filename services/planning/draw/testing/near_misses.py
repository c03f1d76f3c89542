"""Packs, proofs and files that are nearly right, for the published vectors: each breaks one rule of docs/draw.md."""

from dataclasses import replace

from joserfc import jws

from services.planning.draw.beacon import Beacon, BeaconValue
from services.planning.draw.canonical import canonical
from services.planning.draw.certificate import prove_entity
from services.planning.draw.frame import Frame
from services.planning.draw.inspector import Roster
from services.planning.draw.manifest import Committed, Lead, Rules, sign
from services.planning.draw.reveal import code_chain
from services.planning.draw.testing import (
    AUTUMN,
    RECORDED_ROUND,
    SUITE,
    Case,
    a_demand,
    a_leaf,
    a_stratum,
    an_inspector,
    key_for,
    small_case,
)

# UTF-8 sorts the first before the second, UTF-16 the second (its surrogates) before the first.
FULLWIDTH, ASTRAL = "～", "\U0001f3ea"
NONE = BeaconValue(name="none")


def put(*path, value):
    return {"path": list(path), "value": value}


def resigned(manifest):
    """Changes that put another, duly signed manifest into the pack."""
    return [
        put("manifest", value=manifest.plain()),
        put("signatures", value=[sign(manifest, m, key_for(m)).plain() for m in ("lead", "member-1")]),
    ]


def respelt(text):
    """The same bytes in base64url with a spare bit set."""
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return text[:-1] + digits[digits.index(text[-1]) + 1]


def order_case():
    """Entities, departments, kinds and officers whose order by UTF-8 bytes is not that of UTF-16 units."""
    both = (FULLWIDTH, ASTRAL)
    kinds = [f"k{name}" for name in both]
    return Case(
        frame=Frame.of(
            a_leaf(f"e:{name}{n}", f"I{name} {'AB'[n % 2]} general") for name in (*both, "店", "\U00020bb7") for n in range(3)
        ),
        demands=(
            a_demand(f"d{FULLWIDTH}", a_stratum(ratio_bp=10_000), department=f"部{ASTRAL}", kind=f"k{FULLWIDTH}"),
            a_demand(f"d{ASTRAL}", a_stratum(ratio_bp=10_000), department=f"部{FULLWIDTH}", kind=f"k{ASTRAL}"),
            a_demand("d店", a_stratum(ratio_bp=5000), department=f"部{ASTRAL}", kind=kinds[1], window=AUTUMN),
        ),
        roster=Roster.of(
            an_inspector(f"p{name}{n}", f"部{other}", qualified=tuple(sorted(kinds)) if n else (kinds[0],))
            for name, other in ((FULLWIDTH, ASTRAL), (ASTRAL, FULLWIDTH)) for n in range(3)
        ),
        rules=Rules(leads=(Lead(industry=f"I{ASTRAL}", department=f"部{ASTRAL}"),), workload_cap=30, pairing_cap=1),
        beacon=NONE,
    )  # fmt: skip


def near_misses():
    """`(name, reason, changes)` on the pack of `small_case`."""
    case = small_case()
    pack = case.pack()
    document = pack.plain()
    return [
        *_shapes(document, pack.manifest),
        *_secrets(case, pack.manifest, document),
        *_lists(case, pack.manifest, document),
        *_results(document, case),
    ]


def _shapes(document, manifest):
    key = manifest.members[1].key.x
    joint = next(i for i, manned in enumerate(document["result"]["visits"]) if len(manned["visit"]["demands"]) > 1)
    demands = document["result"]["visits"][joint]["visit"]["demands"]
    figures = {name: value for name, value in document["result"]["figures"].items() if name != "entities"}
    spare = [put("manifest", "members", 2, "key", "x", value=respelt(key))]
    sparing = put("demands", 0, "strata", 1, "ratio_bp", value=1249)
    return [
        (name, "format.invalid", changes)
        for name, changes in (
            ("an unknown member deep inside", [put("manifest", "rules", "note", value="x")]),
            ("a rule that lets one officer go alone", [put("manifest", "rules", "team_minimum", value=1)]),
            ("a key of two members, the second time spelt otherwise", spare),
            ("a nonce of zeros instead of null", [put("reveal", "nonces", 2, "nonce", value="0" * 64)]),
            ("a round beyond every calendar", [put("manifest", "beacons", 0, "round", value=2**40)]),
            ("round zero", [put("reveal", "beacon", "round", value=0)]),
            ("a day that no calendar has", [put("demands", 0, "window", "first", value="2023-02-29")]),
            ("a leap second", [put("manifest", "published_at", value="2023-09-14T23:59:60Z")]),
            ("a window that ends before it begins", [put("demands", 0, "window", "last", value="2023-10-08")]),
            ("an ideographic space in an id", [put("frame", 0, "industry", value="I\u3000")]),
            ("a bar in an id", [put("inspectors", 0, "inspector", value="f|0")]),
            ("an id of 121 characters", [put("inspectors", 0, "certificate", "number", value=ASTRAL * 121)]),
            ("items sorted as UTF-16 sorts", [put("demands", 0, "items", value=[ASTRAL, FULLWIDTH])]),
            ("a demand without items", [put("demands", 0, "items", value=[])]),
            ("all kinds and one more", [put("inspectors", 0, "qualified", value=["*", "fire"])]),
            ("strata that share entities", [put("demands", 0, "strata", 1, "classes", value=["B", "C"])]),
            ("a worse class checked less", [sparing]),
            ("an upper limit for the key list", [put("demands", 1, "strata", 1, "max", value=100)]),
            (
                "a maximum below the minimum",
                [put("demands", 0, "strata", 0, "min", value=5), put("demands", 0, "strata", 0, "max", value=4)],
            ),
            ("a visit's demands in another order", [put("result", "visits", joint, "visit", "demands", value=demands[::-1])]),
            ("a key of the draw that is no digest", [put("result", "prk", value="x")]),
            ("a figure left out", [put("result", "figures", value=figures)]),
        )
    ]


def _secrets(case, manifest, document):
    nonces = document["reveal"]["nonces"]
    swapped = [put("reveal", "nonces", at, "nonce", value=nonces[1 - at]["nonce"]) for at in (0, 1)]
    codes = code_chain(SUITE, f"secret {case.seed}".encode(), 4)
    later = manifest.model_copy(update={"beacons": (RECORDED_ROUND.named.model_copy(update={"round": 657_414}),)})
    without = manifest.model_copy(update={"beacons": (Beacon(name="none"),)})
    compact = jws.serialize_compact(
        {"alg": "Ed25519", "kid": "lead", "typ": "JWT"}, canonical(manifest.plain()), key_for("lead"), algorithms=["Ed25519"]
    )
    spelt = document["signatures"][0]["jws"]
    silent = {"name": "none", "round": None, "signature": "ab" * 48}
    return [
        ("published in the first year", "signature.invalid", [put("manifest", "published_at", value="0001-01-01T00:00:00Z")]),
        ("a header that says more", "signature.invalid", [put("signatures", 0, "jws", value=jws.detach_content(compact))]),
        ("a signature spelt otherwise", "signature.invalid", [put("signatures", 0, "jws", value=respelt(spelt))]),
        ("the count lowered after signing", "signature.invalid", [put("manifest", "frame", "count", value=69)]),
        ("the code of the draw after next", "code.chain", [put("reveal", "code", value=codes[-3].hex())]),
        ("the head itself as code", "code.chain", [put("reveal", "code", value=codes[-1].hex())]),
        ("the members in another order", "nonce.members", [put("reveal", "nonces", value=nonces[::-1])]),
        ("two members' nonces swapped", "nonce.commitment", swapped),
        (
            "a round for no beacon",
            "beacon.not-named",
            [put("reveal", "beacon", value=silent | {"round": 1, "signature": None})],
        ),
        (
            "the round before the named one",
            "beacon.signature",
            [*resigned(later), put("reveal", "beacon", "round", value=657_414)],
        ),
        ("a signature of no beacon", "beacon.signature", [*resigned(without), put("reveal", "beacon", value=silent)]),
    ]


def _lists(case, manifest, document):
    fewer = replace(case, frame=Frame(case.frame.leaves[1:]))
    miscounted = manifest.model_copy(update={"frame": Committed(root=manifest.frame.root, count=69)})
    shorter = put("frame", value=document["frame"][1:])
    strays = (a_leaf(f"zzz:{ASTRAL}", "I01 A general"), a_leaf(f"zzz:{FULLWIDTH}", "I01 A general"))
    odd = replace(case, frame=Frame((*case.frame.leaves, *strays)))
    return [
        ("a leaf dropped, the count lowered", "root.frame", [shorter, *resigned(miscounted)]),
        ("a leaf dropped, everything frozen and signed again", "result.key", [shorter, *resigned(fewer.manifest())]),
        ("a class changed in one leaf", "root.frame", [put("frame", 20, "class", value="C")]),
        ("items sorted as UTF-8 sorts", "root.demands", [put("demands", 0, "items", value=[FULLWIDTH, ASTRAL])]),
        (
            "an id of 120 characters beyond U+FFFF",
            "root.inspectors",
            [put("inspectors", 0, "certificate", "number", value=ASTRAL * 120)],
        ),
        (
            "entities sorted as UTF-16 sorts",
            "frame.order",
            [put("frame", value=[leaf.plain() for leaf in odd.frame.leaves]), *resigned(odd.manifest())],
        ),
    ]


def _results(document, case):
    result = document["result"]
    row = result["strata"][0]
    visits = result["visits"]
    late = next(i for i, v in enumerate(visits) if v["team"] and v["visit"]["window"]["last"] == "2023-12-29")
    barred = next(i for i, v in enumerate(visits) if v["visit"]["entity"] == "stall:摊位1")
    paired = next(i for i, v in enumerate(visits) if len(v["team"]) > 1)
    unpaired = visits[paired]["team"]
    short = next(i for i, v in enumerate(visits) if v["shortages"])
    next_x = prove_entity(case.pack(), row["reserves"][0]).x
    recused = {"seat": "fire/2", "department": "fire", "inspector": "f1", "role": "officer", "again": False}
    at = ("result", "strata", 0)
    return [
        (
            "a quota lowered with its list",
            "quota",
            [put(*at, "quota", value=row["quota"] - 1), put(*at, "chosen", value=row["chosen"][:-1])],
        ),
        ("reserves in another order", "order", [put(*at, "reserves", value=row["reserves"][::-1])]),
        ("a reserve kept back", "order", [put(*at, "reserves", value=row["reserves"][:-1])]),
        ("one chosen twice", "order", [put(*at, "chosen", value=row["chosen"][:1] * 2 + row["chosen"][2:])]),
        ("the cut-off moved to the first reserve", "order", [put(*at, "cutoff", value=next_x)]),
        ("a window a day longer", "visit", [put("result", "visits", 0, "visit", "window", "last", value="2023-12-30")]),
        (
            "an officer whose certificate ends before",
            "team",
            [put("result", "visits", late, "team", 0, "inspector", value="l2")],
        ),
        (
            "an officer who is recused",
            "team",
            [
                put("result", "visits", barred, "team", value=[*visits[barred]["team"], recused]),
                put("result", "visits", barred, "shortages", value=[]),
            ],
        ),
        ("a team of one", "team", [put("result", "visits", paired, "team", value=unpaired[:1])]),
        (
            "a pair that is not said to meet again",
            "team",
            [put("result", "visits", paired, "team", 1, "again", value=not unpaired[1]["again"])],
        ),
        ("a shortage made to look unavoidable", "team", [put("result", "visits", short, "shortages", 0, "free", value=0)]),
        (
            "a lower bound one higher",
            "result.figures",
            [put("result", "figures", "visits_lower_bound_bp", value=result["figures"]["visits_lower_bound_bp"] + 1)],
        ),
    ]


def tampered_proofs():
    """`(name, reason, changes)` on `proof.json`."""
    pack = small_case().pack()
    proof = prove_entity(pack, pack.result.strata[0].chosen[0]).plain()
    path = proof["inclusion"]["path"]
    row = ("strata", 0)
    return [
        ("a member left unsaid", "format.invalid", [put("strata", 0, "why", value=None)]),
        ("chosen as a number", "format.invalid", [put(*row, "chosen", value=1)]),
        ("another year", "signature.invalid", [put("manifest", "year", value=2024)]),
        ("another code", "code.chain", [put("reveal", "code", value="00" * 32)]),
        ("another class", "root.frame", [put("leaf", "class", value="U")]),
        ("another place", "root.frame", [put("inclusion", "index", value=proof["inclusion"]["index"] - 1)]),
        ("a place beyond the count", "root.frame", [put("inclusion", "index", value=2**53 - 1)]),
        ("a path cut short", "root.frame", [put("inclusion", "path", value=path[:-1])]),
        ("a path too long", "root.frame", [put("inclusion", "path", value=[*path, path[0]])]),
        ("no path", "root.frame", [put("inclusion", "path", value=[])]),
        ("two siblings swapped", "root.frame", [put("inclusion", "path", value=[path[1], path[0], *path[2:]])]),
        ("another number", "result.key", [put("x", value="0" * 64)]),
        ("a quota above what it is drawn from", "quota", [put(*row, "quota", value=10_000)]),
        ("a quota without a cut-off", "quota", [put(*row, "cutoff", value=None)]),
        ("a cut-off without a quota", "quota", [put(*row, "quota", value=0)]),
        ("ineligible without a reason", "order", [put(*row, "eligible", value=False)]),
        ("said not to be chosen", "order", [put(*row, "chosen", value=False)]),
        ("a cut-off below its number", "order", [put(*row, "cutoff", value="0" * 64)]),
        ("another result", "certificate", [put("result", value="0" * 64)]),
        ("another certificate", "certificate", [put("certificate", value="0" * 64)]),
    ]


def written_otherwise():
    """`(name, reason, was, written)`: the first `was` in the text of `pack.json` written otherwise; no reason: it holds."""
    bad = "format.invalid"
    suite, reserves, load, version = '"suite": "sha256"', '"reserves": 3,', '"load": 0', '"code_version": "invented"'
    return [
        ("other white space", None, suite, '"suite"\n\t:  "sha256"'),
        ("escapes that need not be", None, version, r'"code_version": "\u0069\u006Evented"'),
        ("a member twice, both times the same", bad, suite, f"{suite}, {suite}"),
        ("a member twice, the second time right", bad, suite, f'"suite": "md5", {suite}'),
        ("a member twice, once escaped", bad, suite, rf'"\u0073uite": "sha256", {suite}'),
        ("a member that is a prototype elsewhere", bad, suite, f'"__proto__": {{}}, {suite}'),
        ("a whole number with a point", bad, reserves, '"reserves": 3.0,'),
        ("a whole number with an exponent", bad, reserves, '"reserves": 3e0,'),
        ("a hundred as 1e2", bad, reserves, '"reserves": 1e2,'),
        ("zero with a sign", bad, load, '"load": -0'),
        ("zero with a point", bad, load, '"load": 0.0'),
        ("a number with a leading zero", bad, reserves, '"reserves": 03,'),
        ("a number below zero", bad, reserves, '"reserves": -3,'),
        ("a number that others round", bad, reserves, '"reserves": 9007199254740993,'),
        ("not a number", bad, reserves, '"reserves": NaN,'),
        ("half a surrogate pair", bad, version, r'"code_version": "\ud800"'),
        ("a control character as it is", bad, version, '"code_version": "in\u0001vented"'),
        ("an unknown escape", bad, version, r'"code_version": "\x69nvented"'),
        ("a comma too many", bad, suite, f"{suite},"),
        ("a comment", bad, suite, f"{suite} /* the only one */"),
        ("a byte order mark", bad, "{", "\ufeff{"),
        ("a second document", bad, "{", "{}{"),
    ]
