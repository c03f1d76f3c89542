"""`python -m tests.contracts`: what redocly, spectral, the AsyncAPI parser and ajv say of our contracts.

What was found well is kept by its digest: the same contracts are not read again.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from apps.checkonce.names import SERVICES
from libs.events.catalog.contracts_of import CONTRACTS

from .packages import HERE, LOCK, NODE, installed
from .published import document

SCRIPT = HERE / "lint.mjs"


def main() -> int:
    """Exit status 1 with a line for each problem."""
    asked = contracts()
    folder = installed()
    well = folder / f"well-{_digest(asked)}"
    if not well.exists():
        found = problems(asked, folder)
        if found:
            sys.stderr.write(found)
            return 1
        for old in folder.glob("well-*"):
            old.unlink()
        well.touch()
    sys.stdout.write(
        f"契约经第三方工具检查无误 · contracts read well by others' tools: {len(asked['openapi'])} OpenAPI, 1 AsyncAPI,"
        f" {len(asked['schemas'])} JSON Schema\n"
    )
    return 0


def contracts() -> dict[str, Any]:
    """All that is published, as `lint.mjs` wants it."""
    schemas = sorted((CONTRACTS / "schemas").glob("*.json"))
    return {
        "openapi": {service: document(service) for service in SERVICES},
        "asyncapi": str(CONTRACTS / "asyncapi.json"),
        "schemas": [str(path) for path in schemas],
        "goldens": {str(path): str(golden) for path in schemas if (golden := CONTRACTS / "golden" / path.name).exists()},
    }


def problems(asked: dict[str, Any], folder: Path) -> str:
    """A line for each. Raises RuntimeError where the tools themselves fail."""
    ended = subprocess.run([NODE, SCRIPT, folder], input=json.dumps(asked), capture_output=True, text=True, check=False)
    if ended.returncode and not ended.stdout:
        raise RuntimeError(ended.stderr)
    return ended.stdout


def _digest(asked: dict[str, Any]) -> str:
    digest = hashlib.sha256(json.dumps(asked, sort_keys=True).encode())
    for path in (LOCK, SCRIPT, Path(asked["asyncapi"]), *map(Path, asked["schemas"]), *map(Path, asked["goldens"].values())):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:32]


if __name__ == "__main__":
    sys.exit(main())
