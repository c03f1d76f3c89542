"""A refusal's class holds its texts, and who raises it names the values: each text finds the values it names."""

import ast
import builtins
import re
from collections.abc import Container, Iterator
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from string import Formatter
from types import SimpleNamespace

import pytest

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


def _asked(tree: ast.Module) -> Iterator[str]:
    """What a caller may be asked for: fields of values, and parameters of functions, among them those of routes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield from (a.target.id for a in node.body if isinstance(a, ast.AnnAssign) and isinstance(a.target, ast.Name))
        elif isinstance(node, ast.arguments):
            yield from (argument.arg for argument in (*node.posonlyargs, *node.args, *node.kwonlyargs))


def _faults(path: Path, call: ast.Call, texts: dict[str, str], asked: Container[str]) -> Iterator[str]:
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
    first = next((keyword for keyword in call.keywords if keyword.arg not in {"value", "rule", *TEXTS}), None)
    if first is not None:
        said = first.value.value if first.arg == "field" and isinstance(first.value, ast.Constant) else first.arg
        name = str(said).split(".")[0]
        if name not in asked and not name[0].isupper():  # a header
            yield f"{path}:{call.lineno} names the field {name}, which nobody asks for"
    if "value" in needed and given <= {"field", "rule", *TEXTS}:
        yield f"{path}:{call.lineno} does not say the value"


def test_each_text_of_a_refusal_finds_the_values_it_names():
    sources = list(_sources())
    by_file = {path: _texts(tree) for path, tree in sources}
    every = {name: texts for found in by_file.values() for name, texts in found.items()}
    twice = {name for name in every if sum(name in found for found in by_file.values()) > 1}
    asked = {name for _, tree in sources for name in _asked(tree)}
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
                faults += _faults(path.relative_to(ROOT), call, texts, asked)
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


HAN, LATIN = re.compile(r"[一-鿿]"), re.compile(r"[A-Za-z]")
CODE = re.compile(r"(?<![-\w/.])[a-z][a-z0-9]*(?:[-_][a-z0-9]+)+(?![\w/])")
NAMES_OF_THEIR_OWN = {"checkonce-draw-1", "business_id", "as_of"}
"""A format, a column of a file and the parameter with its day: whoever corrects the file looks for exactly this."""
VOCABULARY = {
    "state",
    "ground",
    "disposition",
    "what",
    "why",
    "severity",
    "urgency",
    "status",
    "level",
    "roles",
    "able",
    "among",
}
"""Names of values that are English words in the API. A Chinese text takes them as `…_zh`."""
NUMBERED = {
    ("services/planning/filing/decide/checks.py", "ground"),
    ("services/planning/filing/refusals.py", "ground"),
    ("services/planning/policy/refusals.py", "ground"),
}
"""Grounds O1 to O7: no words of a language."""


def _is_chinese(text: str) -> bool:
    """Rather than an English text that quotes the field's word, or one in both languages."""
    if re.search(r"[a-z]{2,} [a-z-]{2,} [a-z]{2,}", text):
        return False
    return 2 * len(HAN.findall(text)) > len(LATIN.findall(re.sub(CODE, "", text)))


def _chinese_texts(tree: ast.Module) -> Iterator[tuple[int, str, list[str]]]:
    """Line, text without its values, and the names of the values."""
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
            names = [ast.unparse(part.value) for part in node.values if isinstance(part, ast.FormattedValue)]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
            text = re.sub(r"\{\w*\}", "{}", node.value)
            names = re.findall(r"\{(\w+)\}", node.value)
        else:
            continue
        if _is_chinese(text):
            yield node.lineno, text, names


def _english_in(path: str, tree: ast.Module) -> Iterator[str]:
    for line, text, names in _chinese_texts(tree):
        for code in CODE.findall(text):
            if code not in NAMES_OF_THEIR_OWN:
                yield f"{path}:{line} says {code} in Chinese"
        for name in names:
            last = name.rpartition(".")[2]
            if name.endswith(".value") or (last in VOCABULARY and (path, last) not in NUMBERED):
                yield f"{path}:{line} shows {{{name}}}, an English word, in Chinese"


def _english_values(path: str, call: ast.Call, texts: dict[str, str]) -> Iterator[str]:
    """Words that a call gives for a value of the Chinese texts."""
    shown = _named(texts.get("detail_zh", "")) | _named(texts.get("do_zh", ""))
    for keyword in call.keywords:
        said = keyword.value.value if isinstance(keyword.value, ast.Constant) else None
        if keyword.arg in shown and isinstance(said, str) and re.search(r"[a-z]{2}", said) and not HAN.search(said):
            yield f"{path}:{call.lineno} gives {said!r} for {keyword.arg} of a Chinese text"


def _places() -> Iterator[tuple[str, ast.Module]]:
    for part in ("libs/domain", "libs/events/imports", "services", "apps/checkonce/lives"):
        for path in sorted((ROOT / part).rglob("*.py")):
            if not {"tests", "testing", "testing_machines"}.intersection(path.relative_to(ROOT).parts):
                yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text())


def test_a_chinese_text_names_things_in_chinese():
    """Codes and field names belong to `field`, `value` and `type` of a problem."""
    faults, seen = [], 0
    every = {name: texts for _, tree in _sources() for name, texts in _texts(tree).items()}
    for path, tree in _places():
        seen += sum(1 for _ in _chinese_texts(tree))
        faults += _english_in(path, tree)
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            name = getattr(call.func, "attr", getattr(call.func, "id", None))
            faults += _english_values(path, call, every.get(name, {}))
    assert not faults, "\n".join(faults)
    assert seen > 1000


def test_a_rule_is_named_in_chinese_or_by_its_number():
    """It is shown in both languages as it is."""
    words, faults = re.compile(r"[a-z]{2,}(?: [a-z]{2,})+"), []
    # A row of a file is refused with its rule in both languages, `rule` and `rule_zh`.
    for path, tree in (each for each in _places() if not each[0].startswith("libs/events/imports")):
        for node in ast.walk(tree):
            named = node.targets[0] if isinstance(node, ast.Assign) else node
            name = getattr(named, "id", getattr(named, "arg", None))
            if isinstance(node, ast.Assign | ast.keyword) and name == "rule" and isinstance(node.value, ast.Constant):
                faults += [f"{path}:{node.value.lineno} {node.value.value}"] if words.search(str(node.value.value)) else []
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ('"请将 keep_days 设为 false"', True),
        ('"不符合 key-item-capped 的要求"', True),
        ('f"{plan} 状态为 {self.state}"', True),
        ('f"处理结果为 {chosen.value}"', True),
        ('"{plan} 状态为 {state}"', True),
        ('"{plan} 状态为 {state_zh}"', False),
        ('"请运行 checkonce replay --to-topic 地区.shared"', False),
        ('"A re-checked visit (复查)"', False),
    ],
)
def test_english_in_a_chinese_text_is_seen(text, seen):
    assert bool(list(_english_in("x.py", ast.parse(text)))) == seen
