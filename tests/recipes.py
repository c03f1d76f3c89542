"""Texts whose blocks of code are written to the files they name and run, in a tree of their own."""

import asyncio
import os
import re
import shutil
import sys
from pathlib import Path

from tests import leftovers

__all__ = ["BLOCK", "ROOT", "follow", "said", "sections", "tree"]

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"^```\w+ title=\"(?P<file>[^\"]+)\"(?P<how>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


def sections(path):
    """The text of each heading of the second level, in order; it begins with the heading's words."""
    return re.split(r"^## ", (ROOT / path).read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]


def tree(folder, *copied):
    """A tree in which tests run as in the repository, with copies of some of its folders."""
    for name in copied:
        # With what is compiled, or each of the programs to come compiles it anew; without what somebody just writes there.
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("*.pyc.*"))
    (folder / "tests").mkdir()
    for name in ("conftest.py", "pyproject.toml", "tests/leftovers.py"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def follow(text, folder):
    """Writes the blocks of a recipe where they belong; each place that is to be changed is there exactly once."""
    for block in BLOCK.finditer(text):
        path, how, new = folder / block["file"], block["how"].strip(), block["text"]
        path.parent.mkdir(parents=True, exist_ok=True)
        if not how:
            assert not path.exists(), f"{path} is there already"
            path.write_text(new, encoding="utf-8")
            continue
        old = path.read_text(encoding="utf-8")
        if how == "append":
            path.write_text(f"{old}\n\n{new}", encoding="utf-8")
            continue
        verb, _, place = how.partition("=")
        place = place.strip("'")
        assert old.count(place) == 1, f"{place!r} is in {path} {old.count(place)} times"
        changed = new.rstrip("\n") if verb == "replace" else f"{place}\n{new.rstrip()}"
        path.write_text(old.replace(place, changed), encoding="utf-8")


async def said(folder, *command):
    """What a Python program printed in the tree; it must end well. What the tree has no copy of is the repository's."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)]), "PYTEST_ADDOPTS": ""}
    # A run of its own: with this run's mark it would end this run's servers as left behind.
    environment.pop(leftovers.NAME, None)
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, cwd=folder, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    output, _ = await process.communicate()
    text = output.decode()
    assert process.returncode == 0, text
    return text
