"""A real Kafka and a real PostgreSQL that start with one command and end with it."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .errors import StackError
from .folder import data_folder
from .progress import Progress

if TYPE_CHECKING:
    from .kafka import Kafka
    from .kafka_admin import Grant, Operation
    from .postgres import GivenPostgres, OwnPostgres, Postgres
    from .stack import Stack

__all__ = [
    "GivenPostgres",
    "Grant",
    "Kafka",
    "Operation",
    "OwnPostgres",
    "Postgres",
    "Progress",
    "Stack",
    "StackError",
    "data_folder",
]

_WHERE = {
    "GivenPostgres": "postgres",
    "Grant": "kafka_admin",
    "Kafka": "kafka",
    "Operation": "kafka_admin",
    "OwnPostgres": "postgres",
    "Postgres": "postgres",
    "Stack": "stack",
}


def __getattr__(name: str) -> Any:
    # Imported late: the command line in an image needs what is imported above, and has no Java and no PostgreSQL.
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_WHERE[name]}", __name__), name)
