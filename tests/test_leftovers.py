"""The run notices what its tests leave running."""

import os
import re
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).parents[1]
LEAVES = """
import subprocess, sys

def test_leaves_a_sleeper():
    # The one in between ends at once: nobody is left who knows of the sleeper.
    subprocess.run([sys.executable, "-c", "import subprocess; subprocess.Popen(['sleep', '600'])"])
"""
CLEAN = "def test_leaves_nothing(): pass"


@pytest.mark.parametrize(("program", "code"), [(LEAVES, 1), (CLEAN, 0)], ids=["leaves a sleeper", "leaves nothing"])
def test_a_process_left_behind_fails_the_run_and_is_ended(tmp_path, program, code):
    (tmp_path / "test_it.py").write_text(program)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "TEST_RUN_"))}
    command = [sys.executable, "-m", "pytest", "-s", "-c", ROOT / "pyproject.toml", "-p", "conftest", tmp_path / "test_it.py"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    assert ("PROCESSES LEFT BEHIND" in done.stdout) == bool(code)
    if code:
        (sleeper,) = map(int, re.findall(r"^(\d+) sleep 600 ", done.stdout, re.MULTILINE))
        assert not psutil.pid_exists(sleeper) or psutil.Process(sleeper).status() == psutil.STATUS_ZOMBIE
