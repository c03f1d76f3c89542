"""A real Kafka and a real PostgreSQL that start with one command and end with it."""

from .errors import StackError
from .kafka import Kafka
from .kafka_admin import Grant, Operation
from .postgres import GivenPostgres, OwnPostgres, Postgres
from .progress import Progress
from .stack import Stack, data_folder

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
