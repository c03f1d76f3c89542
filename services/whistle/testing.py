"""For the tests of whistle: the service in a small world, officers who ask it, and a whistle to begin with."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from libs.events.catalog.registry.bodies import DepartmentListed
from libs.events.catalog.registry.entities import EntityContent, EntityListed
from libs.events.catalog.registry.places import TownshipListed
from libs.events.http.issuer import DevelopmentIssuer
from libs.events.testing.services import ServiceUnderTest, service_under_test
from libs.events.testing.shelf.pages import png

from .app import service

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
LISTED = "uscc:91421088MACG0002X5"
CONTENT = EntityContent(name="监利市容城镇餐馆", industries=("catering",), township="421088100", category="enterprise")
MARKET, FIRE, POLICE = "421088-market", "421088-fire", "421088-police"
NEW = {
    "whistle": "W-1",
    "township": "421088100",
    "matter_kind": "fire-safety",
    "matter": "液化气瓶违规存放",
    "place": "集贸市场东侧",
    "urgency": "emergency",
}


@asynccontextmanager
async def whistle_under_test(database: str, issuer: DevelopmentIssuer, **settings: Any) -> AsyncIterator[ServiceUnderTest]:
    """The service after the registry has told it of one township, three departments and one entity."""
    async with service_under_test(service, database, issuer, now=NOON, **settings) as sut:
        await sut.deliver(
            "registry",
            ("township-421088100", TownshipListed(township="421088100", title="朱河镇", department="421088-urban-management")),
            *(
                (f"department-{d}", DepartmentListed(department=d, title=d, level="county", divisions=("421088",)))
                for d in (MARKET, FIRE, POLICE)
            ),
            (f"entity-{LISTED}", EntityListed(entity=LISTED, content=CONTENT)),
        )
        yield sut


def township(sut: ServiceUnderTest) -> dict[str, str]:
    return sut.bearer("t-1", roles=["township-officer"], divisions=["421088100"])


def officer(sut: ServiceUnderTest, department: str) -> dict[str, str]:
    return sut.bearer("o-1", roles=["department-officer"], departments=[department])


async def blow_and_call(sut: ServiceUnderTest, **more: Any) -> None:
    blown = await sut.client.post("/v1/whistles", json={**NEW, **more}, headers=township(sut))
    assert blown.status_code == 201, blown.text
    called = await sut.client.post("/v1/whistles/W-1/calls", json={"departments": [MARKET, FIRE]}, headers=township(sut))
    assert called.status_code == 200, called.text


async def bring(sut: ServiceUnderTest, text: str, who: dict[str, str]) -> dict[str, str]:
    """A photograph that says a text is uploaded: how facts name it."""
    answer = await sut.client.post("/v1/files", content=png(text), headers={**who, "content-type": "image/png"})
    assert answer.status_code in {200, 201}, answer.text
    return {"sha256": answer.json()["sha256"], "media_type": "image/png"}
