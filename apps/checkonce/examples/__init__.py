"""The seeded generator of ``examples/``: the same files, byte for byte, on every run.

What a department would write by hand (departments, industries, items, townships, holidays) stands in ``tables/``; who
is inspected and who inspects is invented here. ``python -m apps.checkonce.examples [FOLDER]`` writes all of it.
"""

from .generate import SEED, write_examples

__all__ = ["SEED", "write_examples"]
