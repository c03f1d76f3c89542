"""The verification itself, step by step as docs/draw.md section 8 lists them."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from apps.checkonce.verify import keys, shape
from apps.checkonce.verify.reading import canonical
from apps.checkonce.verify.sample import Sample, may_be_drawn
from apps.checkonce.verify.teams import manned, visits
from apps.checkonce.verify.verdict import Check, Doubt, Verdict

__all__ = ["verify"]

Json = dict[str, Any]
Steps = Iterator[tuple[str, Callable[[], str]]]

_COUNTS = ("demand", "stratum", "base", "eligible", "target", "quota", "shortfall")
_ORDER = ("cutoff", "chosen", "reserves")


def verify(document: Any, *, register_count: int | None = None) -> Verdict:
    """Verify a whole pack, or the proof for one entity (recognised by its member `leaf`).

    `document` is the parsed JSON; `register_count` the number of entities that the register itself publishes, when
    known. Never raises for bad input: the verdict says which step failed and why.
    """
    single = isinstance(document, dict) and "leaf" in document
    checks: list[Check] = []
    steps = _proof_steps(document, register_count) if single else _pack_steps(document, register_count)
    try:
        for name, step in steps:
            try:
                detail = step()
            except Doubt as doubt:
                return Verdict(ok=False, checks=(*checks, Check(name, ok=False, code=doubt.code, detail=str(doubt))), notes=())
            checks.append(Check(name, ok=True, code=None, detail=detail))
    except RecursionError:
        failed = Check("format", ok=False, code="format.invalid", detail="嵌套过深 / nested too deeply")
        return Verdict(ok=False, checks=(*checks, failed), notes=())
    notes = keys.notes_on(document["manifest"], document["reveal"])
    if single:
        notes.append(
            "分数线与是否抽中为文件自称,只有证书摘要相同的完整结果文件才能证明 / "
            "cut-offs and who was chosen are this file's own words: only the whole pack with the same certificate proves them"
        )
    return Verdict(ok=True, checks=tuple(checks), notes=tuple(notes), whole=not single)


def _said(check: Callable[[], object], words: str) -> Callable[[], str]:
    def step() -> str:
        check()
        return words

    return step


def _common_steps(document: Json, check: Callable[[Any], None]) -> Steps:
    yield "format", _said(lambda: check(document), "格式相符 / in the published format")
    manifest = document["manifest"]
    yield "times", _said(lambda: keys.check_times(manifest), f"公布 / published {manifest['published_at']}")
    signed = ", ".join(signature["member"] for signature in document["signatures"])
    yield (
        "signatures",
        _said(lambda: keys.check_signatures(manifest, document["signatures"]), f"签名成立 / signed by {signed}"),
    )
    yield (
        "reveal",
        _said(lambda: keys.key_of(manifest, document["reveal"]), "一次性码、随机数、信标相符 / code, nonces and beacon match"),
    )


def _count(count: int, register_count: int | None) -> str:
    if register_count is None:
        return f"{count} 个检查对象,未与登记总数比对 / {count} entities, not compared with the register's count"
    if count != register_count:
        raise Doubt("register.count", f"{count} != {register_count}")
    return f"{count} 个检查对象,与登记总数一致 / {count} entities, as the register publishes"


def _pack_steps(document: Any, register_count: int | None) -> Steps:
    yield from _common_steps(document, shape.check_pack)
    manifest, frame, demands = document["manifest"], document["frame"], document["demands"]
    yield "lists", _said(lambda: _lists(document), "名录与冻结摘要一致 / the lists are the frozen ones")
    yield "sorted", _said(lambda: _sorted(document), "名录按序且无重复 / sorted, nothing twice")
    yield "register", lambda: _count(manifest["frame"]["count"], register_count)
    result, prk = document["result"], keys.key_of(manifest, document["reveal"])
    yield "key", _said(lambda: _key(document, prk), "抽取密钥相符 / the key of the draw")
    sample = Sample(frame, demands, prk, manifest["rules"]["reserves"])
    yield (
        "quotas",
        _said(lambda: _rows("quota", _COUNTS, result["strata"], sample.strata), f"{len(sample.strata)} 层 / strata"),
    )
    total = sum(row["quota"] for row in sample.strata)
    yield "order", _said(lambda: _rows("order", _ORDER, result["strata"], sample.strata), f"抽中 {total} 次 / chosen")
    found = visits(manifest["draw"], sample, manifest["rules"])
    shown = [entry["visit"] for entry in result["visits"]]
    yield "visits", _said(lambda: _same("visit", shown, found), f"{len(found)} 次上门 / visits")
    filled = manned(found, sample, document["inspectors"], manifest["rules"], prk)
    short = sum(len(entry["shortages"]) for entry in filled)
    yield "teams", _said(lambda: _same("team", result["visits"], filled), f"缺员 {short} 席 / seats short")
    yield "figures", lambda: _figures(result["figures"], sample.figures(len(found)))
    yield "certificate", lambda: _certificate(document, keys.tagged("result", document["result"]))


def _lists(document: Json) -> None:
    manifest = document["manifest"]
    for name in ("frame", "demands", "inspectors"):
        entries = document[name]
        root = keys.tagged(name, entries) if name == "demands" else keys.merkle_root(map(canonical, entries)).hex()
        if manifest[name] != {"root": root, "count": len(entries)}:
            raise Doubt(f"root.{name}", f"{len(entries)}, {root}")


def _sorted(document: Json) -> None:
    for name, key in (("frame", "entity"), ("inspectors", "inspector"), ("demands", "demand")):
        for before, after in pairwise(document[name]):
            if before[key] >= after[key]:
                raise Doubt(f"{name}.order", str(after[key]))


def _key(document: Json, prk: bytes) -> None:
    reveal = document["reveal"]
    expected = {
        "draw": document["manifest"]["draw"],
        "manifest": keys.tagged("manifest", document["manifest"]),
        "prk": prk.hex(),
        "missing": [entry["member"] for entry in reveal["nonces"] if entry["nonce"] is None],
        "beacon": {"name": reveal["beacon"]["name"], "round": reveal["beacon"]["round"]},
    }
    for name, value in expected.items():
        if not _equal(document["result"][name], value):
            raise Doubt("result.key", f"{name} = {document['result'][name]!r:.80}, {value!r:.80}")


def _equal(found: Any, expected: Any) -> bool:
    # By bytes, not by ==: Python holds 1, 1.0 and True equal, JSON does not.
    try:
        return canonical(found) == canonical(expected)
    except TypeError:
        return False


def _rows(code: str, fields: tuple[str, ...], found: list[Json], expected: list[Json]) -> None:
    if len(found) != len(expected):
        raise Doubt(code, f"{len(found)} != {len(expected)}")
    for row, right in zip(found, expected, strict=True):
        for field in fields:
            if row[field] != right[field]:
                where = f"{right['demand']}/{right['stratum']}.{field}"
                raise Doubt(code, f"{where} = {row[field]!r:.80}, {right[field]!r:.80}")


def _same(code: str, found: list[Any], expected: list[Json]) -> None:
    if len(found) != len(expected):
        raise Doubt(code, f"{len(found)} != {len(expected)}")
    for entry, right in zip(found, expected, strict=True):
        if not _equal(entry, right):
            raise Doubt(code, f"{entry!r:.200} != {right!r:.200}")


def _figures(found: Any, expected: Json) -> str:
    if not _equal(found, expected):
        raise Doubt("result.figures", f"{found!r:.200} != {expected!r:.200}")
    return (
        f"上门 {expected['visits']} 次,各自抽查需 {expected['visits_if_separate']} 次 / "
        f"{expected['visits']} visits instead of {expected['visits_if_separate']}, "
        f"{expected['visits_to_bound_bp'] / 10_000:.4f} of the lower bound"
    )


def _certificate(document: Json, result: str) -> str:
    digest = keys.tagged(
        "certificate",
        {
            "manifest": keys.tagged("manifest", document["manifest"]),
            "result": result,
            "reveal": document["reveal"],
            "signatures": document["signatures"],
        },
    )
    if digest != document["certificate"]:
        raise Doubt("certificate", f"{document['certificate']} != {digest}")
    return digest


def _proof_steps(document: Json, register_count: int | None) -> Steps:
    yield from _common_steps(document, shape.check_proof)
    frozen = document["manifest"]["frame"]
    yield "inclusion", _said(lambda: _included(document, frozen), "该对象在名录中 / the entity is in the frame")
    yield "register", lambda: _count(frozen["count"], register_count)
    prk = keys.key_of(document["manifest"], document["reveal"])
    x = keys.number(prk, "entity", document["leaf"]["entity"]).hex()
    yield "number", _said(lambda: _own_number(document, x), f"x = {x}")
    yield "cut-offs", lambda: _cut_offs(document, x)
    yield "certificate", lambda: _certificate(document, document["result"])


def _included(document: Json, frozen: Json) -> None:
    path = [bytes.fromhex(node) for node in document["inclusion"]["path"]]
    index = document["inclusion"]["index"]
    root = keys.root_by_path(canonical(document["leaf"]), index, frozen["count"], path)
    if root is None or root.hex() != frozen["root"]:
        raise Doubt("root.frame", f"{document['leaf']['entity']} @ {index}")


def _own_number(document: Json, x: str) -> None:
    if document["x"] != x:
        raise Doubt("result.key", f"x = {document['x']}, {x}")


def _cut_offs(document: Json, x: str) -> str:
    leaf, chosen = document["leaf"], 0
    # The proof does not name the demand's kind: every kind that the leaf names, and any other (an id holds no bar).
    kinds = {kind for entry in (*leaf["excluded"], *leaf["overrides"]) for kind in entry["kinds"]} | {"|"}
    possible = {may_be_drawn(leaf, kind) for kind in kinds}
    for row in document["strata"]:
        where = f"{row['demand']}/{row['stratum']}"
        if row["quota"] > row["of"] or (row["cutoff"] is None) != (row["quota"] == 0):
            raise Doubt("quota", where)
        if row["eligible"] not in possible:
            raise Doubt("order", f"{where}: 与排除和解除的记录不符 / not as its exclusions and overrides say")
        below = row["eligible"] and row["cutoff"] is not None and x <= row["cutoff"]
        if row["chosen"] is not below:
            raise Doubt("order", where)
        chosen += below
    of = len(document["strata"])
    return f"文件自称 {of} 层中抽中 {chosen} 次,未经证明 / by its own words chosen in {chosen} of {of} strata: not proved"
