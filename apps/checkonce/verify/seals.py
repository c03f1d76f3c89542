"""Seals of secret teams: section 6 of docs/draw.md. An opened seal is computed again, and compared with the pack."""

import hashlib
import re
from typing import Any

import rfc8785

from apps.checkonce.verify import shape
from apps.checkonce.verify.keys import number
from apps.checkonce.verify.verdict import Check, Doubt

__all__ = ["check_seals"]

Json = dict[str, Any]

_seal = shape.members(
    visit=shape.label,
    seal=shape.digest,
    until=shape.day,
    day=shape.maybe(shape.day),
    team=shape.maybe(shape.many(shape.seat)),
    salt=shape.maybe(shape.digest),
)
_team = shape.many(shape.seat)


def check_seals(document: Any, pack: Json | None = None) -> list[Check]:
    """One check per opened seal of a `sealed` document, ending with the first that does not hold; `pack`: verified before."""
    checks: list[Check] = []
    try:
        drawn = _numbered(pack)
        for n, entry in enumerate(_seals(document, pack)):
            _seal(entry, f"seals[{n}]")
            if entry["salt"] is not None:
                checks.append(Check(f"seal {entry['visit']}", ok=True, code=None, detail=_opened(entry, drawn)))
    except (Doubt, RecursionError) as doubt:
        code = doubt.code if isinstance(doubt, Doubt) else "format.invalid"
        checks.append(Check(f"seal {len(checks) + 1}", ok=False, code=code, detail=str(doubt)))
    return checks


def _seals(document: Any, pack: Json | None) -> list[Json]:
    shape.check_text(document)
    if not isinstance(document, dict) or not isinstance(document.get("seals"), list):
        raise Doubt("format.invalid", "sealed")
    if pack is not None and document.get("certificate") != pack.get("certificate"):
        raise Doubt("seal", f"certificate {document.get('certificate')}")
    seals: list[Json] = document["seals"]
    return seals


def _numbered(pack: Json | None) -> list[Json]:
    """The visits of the pack by number, section 9a; none without a pack, and of a proof for one entity."""
    if pack is None or "result" not in pack:
        return []
    prk = bytes.fromhex(pack["result"]["prk"])
    return sorted(pack["result"]["visits"], key=lambda each: number(prk, "visit", each["visit"]["visit"]))


def _opened(entry: Json, drawn: list[Json]) -> str:
    _team(entry["team"], entry["visit"])
    data = b"checkonce-draw-1|team\x00" + rfc8785.dumps(entry["team"]) + bytes.fromhex(entry["salt"])
    if hashlib.sha256(data).hexdigest() != entry["seal"]:
        raise Doubt("seal", entry["visit"])
    place = re.search(r"-V(\d+)$", entry["visit"])
    n = int(place.group(1)) if place else 0
    # A substitute's visit comes after those of the certificate; its team is in the record of substitutions.
    if 1 <= n <= len(drawn) and entry["team"] != drawn[n - 1]["team"]:
        raise Doubt("seal", f"{entry['visit']}: {entry['team']!r:.200}")
    return ", ".join(seat["inspector"] for seat in entry["team"])
