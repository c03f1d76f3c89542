"""The shapes of docs/draw.md sections 1 to 3 and 7, checked before anything is computed."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import combinations, pairwise
from typing import Any

from apps.checkonce.verify.verdict import Doubt

Shape = Callable[[Any, str], None]

_ID = re.compile(r"[^\s|\x00-\x1f\x7f]{1,120}")
_LABEL = r"[^\s|\x00-\x1f\x7f]{1,400}"
_CLASSES = "ABCD"
_LETTERS = frozenset("ABCDU")
_RISKS = frozenset(("general", "key"))


def _bad(where: str, rule: str) -> Doubt:
    return Doubt("format.invalid", f"{where}: {rule}")


def text(pattern: str) -> Shape:
    compiled = re.compile(pattern)

    def shape(value: Any, where: str) -> None:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            raise _bad(where, f"{value!r:.60} is not text of the form {pattern}")

    return shape


def whole(low: int = 0, high: int = 2**53 - 1) -> Shape:
    def shape(value: Any, where: str) -> None:
        if type(value) is not int or not low <= value <= high:
            raise _bad(where, f"{value!r:.60} is not a whole number from {low} to {high}")

    return shape


def one_of(*allowed: str) -> Shape:
    def shape(value: Any, where: str) -> None:
        if not isinstance(value, str) or value not in allowed:
            raise _bad(where, f"{value!r:.60} is none of {', '.join(allowed)}")

    return shape


def maybe(inner: Shape) -> Shape:
    def shape(value: Any, where: str) -> None:
        if value is not None:
            inner(value, where)

    return shape


def members(**fields: Shape) -> Shape:
    # "class" is a Python word, so it is written class_ here.
    named = {name.rstrip("_"): inner for name, inner in fields.items()}

    def shape(value: Any, where: str) -> None:
        if not isinstance(value, dict) or value.keys() != named.keys():
            raise _bad(where, f"must have exactly the members {', '.join(named)}")
        for name, inner in named.items():
            inner(value[name], f"{where}.{name}")

    return shape


def many(
    inner: Shape, least: int = 0, order: Callable[[Any], Any] | None = None, glance: Callable[[Any], bool] | None = None
) -> Shape:
    """A list; entries that a `glance` finds good are not looked at member by member."""

    def shape(value: Any, where: str) -> None:
        if not isinstance(value, list) or len(value) < least:
            raise _bad(where, f"must be a list of at least {least}")
        for i, entry in enumerate(value):
            if glance is None or not glance(entry):
                inner(entry, f"{where}[{i}]")
        if order and any(order(a) >= order(b) for a, b in pairwise(value)):
            raise _bad(where, "must ascend, nothing twice")

    return shape


def ident(value: Any, where: str) -> None:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise _bad(where, f"{value!r:.60} is not an id")


def truth(value: Any, where: str) -> None:
    if not isinstance(value, bool):
        raise _bad(where, f"{value!r:.60} is neither true nor false")


def day(value: Any, where: str) -> None:
    try:
        good = isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        good = False
    if not good:
        raise _bad(where, f"{value!r:.60} is not a date YYYY-MM-DD")


def _utc(time: datetime) -> str:
    return time.isoformat().replace("+00:00", "Z")


def instant(value: Any, where: str) -> None:
    try:
        # Not by strftime: it writes a year below 1000 without its zeros.
        good = isinstance(value, str) and _utc(datetime.strptime(value, "%Y-%m-%dT%H:%M:%S%z")) == value
    except ValueError:
        good = False
    if not good:
        raise _bad(where, f"{value!r:.60} is not a time YYYY-MM-DDTHH:MM:SSZ")


def names(value: Any, where: str) -> None:
    many(ident, 1, order=str)(value, where)
    if "*" in value and len(value) > 1:
        raise _bad(where, "'*' stands alone")


def window(value: Any, where: str) -> None:
    members(first=day, last=day)(value, where)
    if value["first"] > value["last"]:
        raise _bad(where, "the first day is after the last")


digest = text("[0-9a-f]{64}")
x_code = one_of(*(f"X{n}" for n in range(1, 9)))
exclusion = members(reason=x_code, kinds=names, fact=ident)
override = members(
    reason=one_of(*(f"O{n}" for n in range(1, 8))),
    lifts=many(one_of("X1", "X2", "X3", "X4", "X7", "X8"), 1, order=str),
    kinds=names,
    fact=ident,
)
leaf = members(
    entity=ident,
    industry=ident,
    class_=one_of(*"ABCDU"),
    risk=one_of("general", "key"),
    excluded=many(exclusion),
    overrides=many(override),
)


def is_plain(value: Any) -> bool:
    """Whether it is a leaf that nothing excludes or overrides, as most of a register are; False says nothing."""
    try:
        return (
            len(value) == 6
            and value["class"] in _LETTERS
            and value["risk"] in _RISKS
            and not value["excluded"]
            and not value["overrides"]
            and type(value["excluded"]) is type(value["overrides"]) is list
            and _ID.fullmatch(value["entity"]) is not None
            and _ID.fullmatch(value["industry"]) is not None
        )
    except (KeyError, TypeError):
        return False


stratum = members(
    stratum=ident,
    industries=names,
    classes=many(one_of(*"ABCDU"), 1, order=str),
    risks=many(one_of("general", "key"), 1, order=str),
    ratio_bp=whole(0, 10_000),
    base=one_of("listed", "eligible"),
    rounding=one_of("fair", "half-up", "floor", "ceil"),
    min=whole(),
    max=maybe(whole()),
)
demand = members(
    demand=ident,
    department=ident,
    kind=ident,
    items=names,
    window=window,
    strata=many(stratum, 1, order=lambda s: s["stratum"]),
)
inspector = members(
    inspector=ident,
    department=ident,
    certificate=members(number=ident, valid=window),
    qualified=names,
    recused=many(members(entity=ident, fact=ident), order=lambda r: (r["entity"], r["fact"])),
    absent=many(window),
    load=whole(),
)
committed = members(root=digest, count=whole())
rules = members(
    leads=many(members(industry=ident, department=ident), order=lambda lead: lead["industry"]),
    precedence=many(ident),
    seats_per_department=whole(1, 20),
    team_minimum=whole(2, 20),
    workload_cap=whole(1),
    pairing_cap=maybe(whole(1)),
    reserves=whole(),
    further_draws=one_of("new-strata", "reserves"),
)
# The last digit of 32 bytes has two bits to spare: were they free, one key could be written in four ways.
key = members(kty=one_of("OKP"), crv=one_of("Ed25519"), x=text("[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]"))
beacon_name = one_of("none", "drand-quicknet")
rounds = whole(1, 2**36)


def named_beacon(value: Any, where: str) -> None:
    members(name=beacon_name, round=maybe(rounds))(value, where)
    if (value["name"] == "none") != (value["round"] is None):
        raise _bad(where, "a beacon needs its round, 'none' has none")


manifest = members(
    format=one_of("checkonce-draw-1"),
    suite=text(".*"),
    draw=ident,
    jurisdiction=ident,
    year=whole(2000, 2999),
    code_version=text(r"(?s:.{1,100})"),
    published_at=instant,
    reveal_deadline=instant,
    frame=committed,
    demands=committed,
    inspectors=committed,
    rules=rules,
    members=many(
        members(member=ident, role=one_of("lead", "participant"), key=key, commitment=digest),
        2,
        order=lambda member: member["member"],
    ),
    code_head=digest,
    beacons=many(named_beacon, 1),
)
signatures = many(
    members(member=ident, jws=text(r"[A-Za-z0-9_-]+\.\.[A-Za-z0-9_-]+")), order=lambda signature: signature["member"]
)
reveal = members(
    code=digest,
    nonces=many(members(member=ident, nonce=maybe(digest)), 2),
    beacon=members(name=beacon_name, round=maybe(rounds), signature=maybe(text("[0-9a-f]{96}"))),
)
label = text(_LABEL)
visit = members(visit=label, entity=ident, window=window, lead=ident, demands=many(ident, order=str))
seat = members(seat=label, department=ident, inspector=ident, role=one_of("leader", "officer"), again=truth)
shortage = members(
    seat=label,
    department=ident,
    kinds=many(ident),
    in_department=whole(),
    qualified=whole(),
    certified=whole(),
    free=whole(),
    not_recused=whole(),
    below_cap=whole(),
    not_seated_here=whole(),
)
result = members(
    draw=ident,
    manifest=digest,
    prk=digest,
    missing=many(ident),
    beacon=named_beacon,
    strata=many(
        members(
            demand=ident,
            stratum=ident,
            base=whole(),
            eligible=whole(),
            target=whole(),
            quota=whole(),
            shortfall=whole(),
            cutoff=maybe(digest),
            chosen=many(ident),
            reserves=many(ident),
        )
    ),
    visits=many(members(visit=visit, team=many(seat), shortages=many(shortage))),
    figures=members(
        entities=whole(),
        department_checks=whole(),
        visits=whole(),
        visits_if_separate=whole(),
        visits_lower_bound_bp=whole(),
        visits_to_bound_bp=whole(),
    ),
)
pack = members(
    format=one_of("checkonce-draw-1"),
    manifest=manifest,
    signatures=signatures,
    frame=many(leaf, glance=is_plain),
    demands=many(demand),
    inspectors=many(inspector),
    reveal=reveal,
    result=result,
    certificate=digest,
)
cut_off = members(demand=ident, stratum=ident, eligible=truth, quota=whole(), of=whole(), cutoff=maybe(digest), chosen=truth)
proof = members(
    format=one_of("checkonce-draw-1"),
    manifest=manifest,
    signatures=signatures,
    leaf=leaf,
    inclusion=members(index=whole(), path=many(digest)),
    reveal=reveal,
    x=digest,
    strata=many(cut_off),
    result=digest,
    certificate=digest,
)


def check_text(document: Any) -> None:
    """Raise `format.invalid` for text that no RFC 8785 document can hold."""
    try:
        for part in _parts(document):
            json.dumps(part, ensure_ascii=False, allow_nan=False).encode()
    except ValueError as error:
        raise _bad("document", f"holds what RFC 8785 cannot write ({error})") from None


def _parts(value: Any, depth: int = 2) -> Iterator[Any]:
    """The document in parts of some thousand entries: a whole city as one more string would not fit beside it."""
    if isinstance(value, dict) and depth:
        yield list(value)
        for inner in value.values():
            yield from _parts(inner, depth - 1)
    elif isinstance(value, list):
        for at in range(0, len(value), 5000):
            yield value[at : at + 5000]
    else:
        yield value


def check_pack(document: Any) -> None:
    """Raise `format.invalid` or `format.suite` unless the document is a whole pack."""
    check_text(document)
    pack(document, "pack")
    _check_manifest(document["manifest"])
    _check_reveal(document["reveal"])
    for entry in document["demands"]:
        _check_strata(entry)


def check_proof(document: Any) -> None:
    """Raise `format.invalid` or `format.suite` unless the document is a proof for one entity."""
    check_text(document)
    proof(document, "proof")
    _check_manifest(document["manifest"])
    _check_reveal(document["reveal"])


def _check_manifest(found: dict[str, Any]) -> None:
    if [member["role"] for member in found["members"]].count("lead") != 1:
        raise _bad("manifest.members", "exactly one member leads")
    if len({member["key"]["x"] for member in found["members"]}) < len(found["members"]):
        raise _bad("manifest.members", "two members share a key")
    if found["suite"] != "sha256":
        raise Doubt("format.suite", found["suite"])


def _check_reveal(found: dict[str, Any]) -> None:
    if any(entry["nonce"] == "0" * 64 for entry in found["nonces"]):
        raise _bad("reveal.nonces", "a missing nonce is null, not zeros")


def _check_strata(entry: dict[str, Any]) -> None:
    where = f"demand {entry['demand']}"
    for one in entry["strata"]:
        if one["max"] is not None and ("key" in one["risks"] or one["max"] < one["min"]):
            raise _bad(where, f"stratum {one['stratum']}: max is below min, or caps key items")
    for a, b in combinations(entry["strata"], 2):
        industries = "*" in a["industries"] + b["industries"] or set(a["industries"]) & set(b["industries"])
        if not industries or not set(a["risks"]) & set(b["risks"]):
            continue
        if set(a["classes"]) & set(b["classes"]):
            raise _bad(where, f"strata {a['stratum']} and {b['stratum']} share entities")
        for better, worse in ((a, b), (b, a)):
            good = [_CLASSES.index(c) for c in better["classes"] if c in _CLASSES]
            poor = [_CLASSES.index(c) for c in worse["classes"] if c in _CLASSES]
            if good and poor and max(good) < min(poor) and better["ratio_bp"] > worse["ratio_bp"]:
                raise _bad(where, f"strata {a['stratum']} and {b['stratum']}: a worse class has the lower ratio")
