"""One or two places with their lists filled."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from libs.events.http.issuer import DevelopmentIssuer
from libs.events.testing.place_keys import PlaceKeys
from libs.events.testing.services import ServiceUnderTest, service_under_test
from libs.events.testing.village import new_village, village
from services.registry.app import service
from services.registry.keys.sharing import SHARING
from services.registry.testing import NOVEMBER, fill

__all__ = ["bare", "new_village", "place_keys", "registry", "two", "village"]


@pytest.fixture
async def registry(database: str, issuer: DevelopmentIssuer) -> AsyncIterator[ServiceUnderTest]:
    async with service_under_test(service, database, issuer, now=NOVEMBER) as sut:
        await fill(sut)
        yield sut


@pytest.fixture
async def bare(database: str, issuer: DevelopmentIssuer) -> AsyncIterator[ServiceUnderTest]:
    """Nothing on any list."""
    async with service_under_test(service, database, issuer, now=NOVEMBER) as sut:
        yield sut


@pytest.fixture
def place_keys(tmp_path: Path) -> dict[str, PlaceKeys]:
    """The keys of the two places."""
    services = [*sorted(SHARING), "credit"]
    return {place: PlaceKeys.made(tmp_path / place, services) for place in ("421088", "430623")}


@pytest.fixture
async def two(
    database_factory: Callable[[], Awaitable[str]], issuer: DevelopmentIssuer, place_keys: dict[str, PlaceKeys]
) -> AsyncIterator[tuple[ServiceUnderTest, ServiceUnderTest]]:
    """Jianli and Huarong, each with its own database and a key for each service."""
    async with AsyncExitStack() as stack:
        places = {}
        for place, keys in place_keys.items():
            running = service_under_test(
                service, await database_factory(), issuer, place=place, now=NOVEMBER,
                signing_key=keys.folder / "registry.jwk", service_keys=keys.file,
            )  # fmt: skip
            places[place] = await stack.enter_async_context(running)
            await fill(places[place], place)
        yield places["421088"], places["430623"]
