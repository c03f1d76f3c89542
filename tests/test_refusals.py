"""A refusal's class holds its texts, and who raises it names the values: each text finds the values it names."""

import ast
import builtins
from collections.abc import Iterator
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from string import Formatter
from types import SimpleNamespace

from libs.events.refusal import Invalid

ROOT = Path(__file__).resolve().parents[1]
TEXTS = ("detail_zh", "detail_en", "do_zh", "do_en")
KINDS: dict[str, dict[str, str]] = {kind: {} for kind in ("Refusal", "Invalid", "NotFound", "NotNow", "Forbidden")}


def _sources() -> Iterator[tuple[Path, ast.Module]]:
    for part in ("libs/events", "services"):
        for path in sorted((ROOT / part).rglob("*.py")):
            if "tests" not in path.relative_to(ROOT).parts:
                yield path, ast.parse(path.read_text())


def _texts(tree: ast.Module) -> dict[str, dict[str, str]]:
    """Texts by class of refusal."""
    found = dict(KINDS)
    for cls in (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
        said = {
            a.targets[0].id: a.value.value for a in cls.body if isinstance(a, ast.Assign) and isinstance(a.value, ast.Constant)
        }
        base = next((found[b.id] for b in cls.bases if isinstance(b, ast.Name) and b.id in found), None)
        if base is not None:
            found[cls.name] = {**base, **{text: said[text] for text in TEXTS if text in said}}
    return {name: texts for name, texts in found.items() if name not in KINDS}


def _named(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _faults(path: Path, call: ast.Call, texts: dict[str, str]) -> Iterator[str]:
    given = {keyword.arg for keyword in call.keywords}
    if None in given or any(isinstance(each, ast.Starred) for each in call.args):
        return
    own = {*given, *("detail_en", "detail_zh")[: len(call.args)]}
    needed = set().union(*(_named(text) for name, text in texts.items() if name not in own))
    for name in sorted(needed - given - {"value"}):
        yield f"{path}:{call.lineno} does not say {name}"
    named = [keyword.arg for keyword in call.keywords if keyword.arg not in {"field", "value", "rule", *TEXTS}]
    for name in named if "field" in given else named[1:]:
        if name not in needed:
            yield f"{path}:{call.lineno} says {name}, which no text names"
    if "value" in needed and given <= {"field", "rule", *TEXTS}:
        yield f"{path}:{call.lineno} does not say the value"


def test_each_text_of_a_refusal_finds_the_values_it_names():
    sources = list(_sources())
    by_file = {path: _texts(tree) for path, tree in sources}
    every = {name: texts for found in by_file.values() for name, texts in found.items()}
    twice = {name for name in every if sum(name in found for found in by_file.values()) > 1}
    faults, seen = [], 0
    for path, tree in sources:
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            name = getattr(call.func, "attr", getattr(call.func, "id", None))
            here = by_file[path].get(name) or by_file.get(path.parent / "refusals.py", {}).get(name)
            texts = (
                here
                or by_file.get(path.parent.parent / "refusals.py", {}).get(name)
                or (None if name in twice else every.get(name))
            )
            if texts is not None:
                seen += 1
                faults += _faults(path.relative_to(ROOT), call, texts)
    assert not faults, "\n".join(faults)
    assert seen > 200


def test_no_route_refuses_a_value_by_itself():
    """A value that is never acceptable is a matter of types, one that a rule forbids is a matter of `decide`."""
    faults, seen = [], 0
    for path, tree in _sources():
        within = path.relative_to(ROOT).with_suffix("").parts
        if within[0] != "services" or "api" not in within:
            continue
        known = SimpleNamespace(**{**vars(builtins), **vars(import_module(".".join(within)))})
        for node in (node for node in ast.walk(tree) if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)):
            seen += 1
            raised = attrgetter(ast.unparse(node.exc.func))(known)
            if issubclass(raised, Invalid):
                faults.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert faults == []
    assert seen > 8
