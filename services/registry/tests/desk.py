"""What the registry's tests share: the example files, and the people who send them."""

import csv
from datetime import UTC, datetime
from pathlib import Path

from libs.events.testing import ServiceUnderTest

EXAMPLES = Path(__file__).parents[3] / "examples"
KINDS = ("industries", "departments", "mandates", "townships", "items", "scenarios", "inspectors", "entities")
LISTS = KINDS[:6]
NOVEMBER = datetime(2025, 11, 3, 2, 0, tzinfo=UTC)
TABLES = ["editions", "items", "entities", "entity_past", "approvals", "agreements"]


def registrar(sut: ServiceUnderTest):
    return sut.bearer("r-1", roles=["registrar"])


def official(sut: ServiceUnderTest):
    return sut.bearer("o-1", roles=["department-officer"])


async def send(sut: ServiceUnderTest, kind, content, **headers):
    answer = await sut.client.post(f"/v1/imports/{kind}", content=content, headers={**registrar(sut), **headers})
    assert answer.status_code == 200, answer.text
    return answer.json()


def example(kind, place="421088"):
    return (EXAMPLES / place / f"{kind}.csv").read_bytes()


def head(kind, rows, place="421088"):
    return b"".join(example(kind, place).splitlines(keepends=True)[: rows + 1])


def cells(kind, row, place="421088"):
    """The cells of a file's data row, counted from 1."""
    return list(csv.DictReader(example(kind, place).decode().splitlines()))[row - 1]


SHOP_CODE, SHOP_NAME = (cells("entities-with-bad-rows", 1)[name] for name in ("value", "name"))
SHOP = f"uscc:{SHOP_CODE}"


async def fill(sut: ServiceUnderTest, place="421088"):
    for kind in LISTS:
        report = await send(sut, kind, example(kind, place))
        assert report["refused"] == 0, report["refusals"]
