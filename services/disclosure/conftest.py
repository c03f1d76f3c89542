"""The service with a small register already told to it."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from libs.events.catalog.registry.entities import EntityListed
from libs.events.catalog.registry.places import TownshipListed
from libs.events.catalog.registry.scenarios import IndustryListed
from libs.events.http.issuer import DevelopmentIssuer
from libs.events.testing.services import ServiceUnderTest, service_under_test

from .app import service
from .testing import ENTITY, FIRE, MARKET, NOON, OTHER, item, listed, particulars


@pytest.fixture
async def disclosure(database: str, issuer: DevelopmentIssuer, tmp_path: Path) -> AsyncIterator[ServiceUnderTest]:
    # Always the same: to make a key takes a moment.
    (tmp_path / "rating-secret").write_text("示例" * 16)
    async with service_under_test(service, database, issuer, now=NOON, rating_secret=tmp_path / "rating-secret") as sut:
        await sut.deliver(
            "registry",
            ("industry-catering", IndustryListed(industry="catering", title="餐饮服务")),
            ("township-421088100", TownshipListed(township="421088100", title="容城镇", department=MARKET)),
            (f"department-{MARKET}", listed(MARKET, "市场监督管理局")),
            (f"department-{FIRE}", listed(FIRE, "消防救援大队")),
            ("item-MKT-0001", item("MKT-0001", MARKET, "旧内容", 1, date(2025, 1, 1))),
            ("item-MKT-0001", item("MKT-0001", MARKET, "餐用具消毒", 2, date(2026, 1, 1))),
            ("item-MKT-0001", item("MKT-0001", MARKET, "将来内容", 3, date(2027, 1, 1))),
            ("item-FIR-0001", item("FIR-0001", FIRE, "消防通道", 1, date(2025, 1, 1))),
            (f"entity-{ENTITY}", EntityListed(entity=ENTITY, content=particulars("监利润禾饭店(示例)", "enterprise"))),
            (f"entity-{OTHER}", EntityListed(entity=OTHER, content=particulars("容城恒洪烧烤摊(示例)", "stall"))),
        )
        yield sut
