"""For tests over HTTP: the bell service with more routes, an issuer whose keys change, and any application on a port."""

import dataclasses
from contextlib import AbstractAsyncContextManager
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI
from joserfc.jwk import OKPKey
from pydantic import BaseModel

from libs.events.http import Accepted, Gate, Page, gate, page_of
from libs.events.http.depends import Pool
from libs.events.http.issuer import DevelopmentIssuer
from libs.events.http.paging import CursorParam, LimitParam, key_of
from libs.events.ids import new_ref
from libs.events.store.store import Transaction
from libs.events.testing import bell as bells
from libs.events.testing.servers import serve

more = APIRouter()


@more.post("/answers", status_code=201)
async def answer(body: bells.Body, gate: Annotated[Gate, Depends(gate("visitor"))]) -> Accepted:
    return await gate.execute(bells.Answer(door=body.door))


@more.post("/whispers", status_code=201)
async def whisper(body: bells.Body, gate: Annotated[Gate, Depends(gate("visitor"))], *, softly: bool = False) -> Accepted:
    del softly
    return await gate.execute(bells.Whisper(door=body.door))


@more.post("/both", status_code=201)
async def both(body: bells.Body, gate: Annotated[Gate, Depends(gate("visitor"))]) -> Accepted:
    """Two commands in one transaction."""
    return await gate.execute(bells.Label(door=body.door, label="rung"), bells.Ring(door=body.door))


@more.post("/visits", status_code=201)
async def visit(body: bells.Body, gate: Annotated[Gate, Depends(gate("visitor"))]) -> Accepted:
    """Two commands of one stream in one transaction."""
    return await gate.execute(bells.Ring(door=body.door), bells.Answer(door=body.door))


@more.post("/errands", status_code=201)
async def errand(body: bells.Body, gate: Annotated[Gate, Depends(gate("visitor"))]) -> Accepted:
    """Work that looks at no version."""

    async def work(tx: Transaction) -> Accepted:
        return Accepted.of(await gate.run(tx, bells.Ring(door=body.door)))

    return await gate.execute(work, answer=Accepted)


@more.post("/tickets", status_code=201)
async def ticket(body: bells.Body, gate: Annotated[Gate, Depends(gate("visitor"))]) -> Accepted:
    """A new stream with every request."""
    return await gate.execute(bells.Whisper(door=new_ref(body.door)))


@more.get("/broken")
async def broken() -> None:
    raise RuntimeError("password=hunter2 in /etc/secret")


class Door(BaseModel):
    door: str
    times: int


@more.get("/doors")
async def doors(pool: Pool, cursor: CursorParam = None, limit: LimitParam = 3) -> Page[Door]:
    (after,) = key_of(cursor, [""])
    rows = await pool.fetch("select door, times from doors where door > $1 order by door limit $2", after, limit + 1)
    return page_of([Door(**row) for row in rows], limit, lambda door: [door.door])


@more.get("/gates")
async def gates() -> list[str]:
    return []


@more.post("/gates")
async def open_gate() -> None:
    """Another method at the same address."""


@more.get("/doors/rung/{times}")
async def rung_so_often(times: int, pool: Pool) -> list[str]:
    return [row["door"] for row in await pool.fetch("select door from doors where times = $1", times)]


@more.get("/doors/{door}")
async def one_door(door: str, pool: Pool) -> dict[str, Any]:
    return {"times": await pool.fetchval("select times from doors where door = $1", door)}


service = dataclasses.replace(bells.service, routers=[*bells.service.routers, more])


def serving(app: FastAPI, **settings: Any) -> AbstractAsyncContextManager[str]:
    """The application on a free port; yields its URL. `settings` are uvicorn's."""
    return serve(app, timeout_graceful_shutdown=1, **settings)


@dataclasses.dataclass
class RotatingIssuer:
    """Serves the keys that are in `published`; counts how often it was asked."""

    url: str = ""
    published: list[OKPKey] = dataclasses.field(default_factory=list)
    asked: int = 0
    away: bool = False
    elsewhere: str = ""
    """Where it says that its keys are."""

    def signing_with(self, key: OKPKey) -> DevelopmentIssuer:
        return DevelopmentIssuer(self.url, key)

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/.well-known/openid-configuration")
        async def discovery() -> Any:
            self.asked += 1
            return "<html>" if self.away else {"issuer": self.url, "jwks_uri": self.elsewhere or f"{self.url}/jwks"}

        @app.get("/jwks")
        async def keys() -> dict[str, Any]:
            return {"keys": self.document()}

        return app

    def document(self) -> list[dict[str, Any]]:
        return [{**key.as_dict(private=False), "kid": key.thumbprint(), "use": "sig"} for key in self.published]
