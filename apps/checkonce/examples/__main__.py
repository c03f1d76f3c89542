"""``python -m apps.checkonce.examples [FOLDER]`` writes the example files (into ``examples/`` unless told otherwise)."""

import sys
from pathlib import Path

from .generate import write_examples

if __name__ == "__main__":
    for path in write_examples(Path(sys.argv[1] if len(sys.argv) > 1 else "examples")):
        sys.stdout.write(f"{path}\n")
