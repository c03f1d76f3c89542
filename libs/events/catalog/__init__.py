"""The published language: one module of facts per service. Contracts generated from it are in `contracts/`."""

from . import credit, disclosure, inspection, planning, registry, whistle

__all__ = ["credit", "disclosure", "inspection", "planning", "registry", "whistle"]
