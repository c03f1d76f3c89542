"""The published contracts of the catalog: JSON Schema per fact and version, one AsyncAPI document, one example each.

`python -m libs.events.catalog` writes them to `contracts/`; with `--check` it only says whether they are up to date.
"""

from ..examples import NoExampleError, example_of
from .asyncapi import asyncapi_of
from .published import CONTRACTS, Published
from .schemas import own_facts, schema_of
from .unchanged import changes

__all__ = [
    "CONTRACTS",
    "NoExampleError",
    "Published",
    "asyncapi_of",
    "changes",
    "example_of",
    "own_facts",
    "schema_of",
]
