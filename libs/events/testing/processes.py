"""Services of `bell.py` in processes of their own, over HTTP."""

import asyncio
import os
import signal
import sys
from contextlib import asynccontextmanager

from libs.events.patience import in_time
from libs.events.resending import httpx
from libs.events.testing.servers import patient_client
from libs.events.testing.waiting import eventually

PROGRAM = (
    "import asyncio; from libs.events.settings import Settings; from libs.events.testing.bell import {name} as service;"
    "asyncio.run(service.serve(Settings()))"
)


def environment(settings, port, **more):
    """The variables that give a process these settings."""
    values = {
        "PLACE": settings.place, "PROFILE": "embedded", "DATABASE_URL": settings.database_url.get_secret_value(),
        "KAFKA_BOOTSTRAP": settings.kafka_bootstrap, "KAFKA_USERNAME": settings.kafka_username,
        "KAFKA_PASSWORD": settings.kafka_password.get_secret_value(), "KAFKA_SECURITY": settings.kafka_security,
        "OIDC_ISSUER": settings.oidc_issuer, "SIGNING_KEY": settings.signing_key,
        "SERVICE_KEYS": settings.service_keys, "PORT": port, **more,
    }  # fmt: skip
    given = {f"CHECKONCE_{name}": str(value) for name, value in values.items()}
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **given}


async def started_process(name, settings, port, **more):
    """A service of `bell.py` in a process of its own, as soon as it is there."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", PROGRAM.format(name=name), env=environment(settings, port, **more),
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


@asynccontextmanager
async def process(name, settings, port, **more):
    """A service of `bell.py` in a process of its own, ready; ended with SIGTERM, and it must end well."""
    started = await started_process(name, settings, port, **more)
    started.lines = []

    async def collect():
        async for line in started.stderr:
            started.lines.append(line.decode())

    collecting = asyncio.create_task(collect())
    try:
        async with patient_client(f"http://127.0.0.1:{port}") as client:

            async def ready():
                assert started.returncode is None, "".join(started.lines)
                try:
                    return (await client.get("/health/ready")).status_code == 200
                except httpx.HTTPError:
                    return False

            await eventually(ready, what=f"{name} is ready")
            yield started, client
    finally:
        if started.returncode is None:
            started.send_signal(signal.SIGTERM)
        await in_time(started.wait(), what=f"the end of {name}")
        await collecting


def free_port():
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
