"""`docs/requirements.md`: where each rule of the sources is decided, which test would fail without it. Held to the code."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "docs" / "requirements.md"
THREATS = ROOT / "docs" / "security.md"

# The rules on the lists and the year, as ranges of the acceptance list.
RULES = (
    "J-03 J-06..12 J-15..19 J-24 J-26..34 N-01..16 N-20 N-25 N-30 N-32 L-01 L-06..21 L-25 L-36..50 L-60 H-02..13 H-15"
    " H-31 H-45"
    " B-01..04 B-08 B-12..20 B-27..30 B-36 B-40..41 X-02 X-04 X-06"
)
# What nobody decides yet; the page says what is missing. This list only gets shorter.
OPEN = ("B-15", "B-17", "B-20", "L-50")
_MISSING = re.compile(r"^\| ([JNLHBX]-\d\d) \| ([^|]+) \|$", re.MULTILINE)
_ROW = re.compile(r"^\| ([JNLHBX]-\d\d) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
_CODE = re.compile(r"`([^`]+)`")


def wanted() -> list[str]:
    rules = []
    for part in RULES.split():
        letter, numbers = part.split("-")
        first, _, last = numbers.partition("..")
        rules += [f"{letter}-{n:02}" for n in range(int(first), int(last or first) + 1)]
    return rules


@cache
def rows() -> dict[str, tuple[str, str, str]]:
    found = _ROW.findall(TABLE.read_text(encoding="utf-8"))
    assert len(found) == len({rule for rule, *_ in found}), "a rule stands in two rows"
    return {rule: (what, where, test) for rule, what, where, test in found}


@cache
def names_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    named = {node.name for node in ast.walk(tree) if isinstance(node, kinds)}
    # A state machine is run under the name that its TestCase is given.
    assigned = [target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets]
    named |= {target.id for target in assigned if isinstance(target, ast.Name)}
    return frozenset(name for name in named if name.startswith(("test_", "Test")))


def test_every_rule_has_its_row():
    missing = [rule for rule, _ in _MISSING.findall(TABLE.read_text(encoding="utf-8"))]
    assert sorted(missing) == sorted(OPEN)
    assert sorted([*rows(), *missing]) == sorted(wanted())


def test_what_a_row_names_is_there():
    wrong = []
    for rule, (_, where, test) in rows().items():
        modules = _CODE.findall(where)
        wrong += [f"{rule}: no file {module}" for module in modules if not (ROOT / module).is_file()]
        if not modules:
            wrong.append(f"{rule}: no module named")
        named = _CODE.findall(test)
        if not named:
            wrong.append(f"{rule}: no test named")
        for name in named:
            path, _, function = name.partition("::")
            if not (ROOT / path).is_file() or function not in names_in(path):
                wrong.append(f"{rule}: no test {name}")
    assert not wrong, "\n".join(wrong)


def test_what_the_threat_model_names_is_there():
    lines = [line for line in THREATS.read_text(encoding="utf-8").splitlines() if line.count("|") == 6]
    rows = [line.split("|") for line in lines if not line.startswith(("| asset", "|---"))]
    assert len(rows) > 20
    wrong = []
    for row in rows:
        named = [name.partition("::") for name in _CODE.findall(row[5])]
        wrong += [f"no test named: {row}"] if not named else []
        wrong += ["".join(n) for n in named if not (ROOT / n[0]).is_file() or n[2] not in names_in(n[0])]
    assert not wrong, "\n".join(wrong)


def test_a_module_says_which_rule_it_decides():
    """Who changes a rule's module learns from the module that it is a rule."""
    silent = [
        f"{rule}: not cited in {where}"
        for rule, (_, where, _) in rows().items()
        if not any(rule in (ROOT / module).read_text(encoding="utf-8") for module in _CODE.findall(where))
    ]
    assert not silent, "\n".join(silent)
