"""A stack that is ended at any step of its start or its end leaves nothing: no process, no address, no reader in its loop."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from libs.events.patience import Patience
from libs.events.testing.scratch import scratch

ROOT = Path(__file__).parents[4]
MARK = "STACK_OF_CHECKONCE"
PROGRAM = """
import asyncio, functools, inspect, os, signal, sys

from apps.checkonce.commands.stack import up
from apps.checkonce.embedded import embedded
from apps.checkonce.embedded.embedded import Embedded
from apps.checkonce.stack.guardian import Guardian
from apps.checkonce.stack.postgres import OwnPostgres
from apps.checkonce.stack.stack import Stack

folder, name, when, number = *sys.argv[1:4], int(sys.argv[4])
# One service shows it as well as twelve, and the issuer's answers as well as those of portals.
embedded.SERVICES = ("registry",)
Embedded.__init__.__kwdefaults__["places"] = embedded.PLACES[:1]
Embedded._open_towns = lambda *_: asyncio.sleep(0)
Embedded._portals = lambda *_: None


def reached(step):
    if step == (name, when):
        print("reached", flush=True)
        os.kill(os.getpid(), number)


def watched(owner, method):
    function = getattr(owner, method)
    step = f"{owner.__name__}.{method}"

    @functools.wraps(function)
    async def later(*arguments, **more):
        reached((step, "before"))
        result = await function(*arguments, **more)
        reached((step, "after"))
        return result

    @functools.wraps(function)
    def now(*arguments, **more):
        reached((step, "before"))
        result = function(*arguments, **more)
        reached((step, "after"))
        return result

    setattr(owner, method, later if inspect.iscoroutinefunction(function) else now)


for owner, method in (
    (Stack, "_open"), (Guardian, "watch"), (OwnPostgres, "start"), (Embedded, "_broker"), (Embedded, "_all_ready"),
    (Embedded, "__aenter__"), (Embedded, "_stop_services"), (Guardian, "close"),
):
    watched(owner, method)

started, ended = Embedded.__aenter__, Embedded.__aexit__


async def start(here):
    here.readers = len(asyncio.get_running_loop()._selector.get_map())
    await started(here)
    if name in {"Embedded._stop_services", "Embedded.__aexit__", "Guardian.close"}:
        os.kill(os.getpid(), signal.SIGTERM)
    return here


async def end(here, *_):
    reached(("Embedded.__aexit__", "before"))
    await ended(here)
    left = len(asyncio.get_running_loop()._selector.get_map()) - here.readers
    print("readers left", left, "tasks left", len(asyncio.all_tasks()) - 1, flush=True)


Embedded.__aenter__, Embedded.__aexit__ = start, end
up()
"""
KILLED = [
    ("Stack._open", "after"),
    # A server is started, and nobody was told its number.
    ("Guardian.watch", "before"),
    ("OwnPostgres.start", "after"),
    ("Embedded._broker", "after"),
    ("Embedded._all_ready", "before"),
    ("Embedded.__aexit__", "before"),
    ("Embedded._stop_services", "after"),
    ("Guardian.close", "before"),
]
TOLD = [
    ("Stack._open", "after"),
    ("Guardian.watch", "after"),
    ("Embedded._all_ready", "before"),
    ("Embedded.__aenter__", "after"),
    # A second word changes nothing.
    ("Embedded._stop_services", "before"),
]


@pytest.fixture(scope="module")
def folder():
    """One folder for all: each start meets what the one before it left."""
    with scratch("ends") as base:
        yield base / "data"


def ended(folder, name, when, number):
    """The program, after it was ended there; and how many of its processes and addresses there are then."""
    environment = {**os.environ, "CHECKONCE_DATA": str(folder), MARK: f"{name} {when} {number}", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", PROGRAM, str(folder), name, when, str(int(number))]
    done = subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    assert b"reached" in done.stdout, done.stdout.decode()[-4000:]
    patience = Patience(30, step=0.1)
    while (found := left(environment[MARK])) and patience.rest(found):
        pass
    return done, found, listening(folder)


def left(mark):
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == mark and process.status() != psutil.STATUS_ZOMBIE:
                found.append((process.pid, " ".join(process.cmdline())[:120]))
        except psutil.Error:
            continue
    return found


def listening(folder):
    """Addresses of the stack that somebody still listens at."""
    kept = folder / "stack.json"
    known = json.loads(kept.read_text()) if kept.exists() else {}
    ports = {int(value) for key, value in known.items() if key.startswith("port.")}
    return [each for each in psutil.net_connections("tcp") if each.status == psutil.CONN_LISTEN and each.laddr.port in ports]


@pytest.mark.parametrize(("name", "when"), KILLED)
def test_a_stack_that_is_killed_leaves_nothing(folder, name, when):
    done, processes, addresses = ended(folder, name, when, signal.SIGKILL)
    assert (done.returncode, processes, addresses) == (-signal.SIGKILL, [], [])


@pytest.mark.parametrize(("name", "when"), TOLD)
def test_a_stack_that_is_told_to_end_ends_in_order(folder, name, when):
    done, processes, addresses = ended(folder, name, when, signal.SIGTERM)
    said = done.stdout.decode()
    assert (done.returncode, processes, addresses) == (0, [], []), said
    assert "Traceback" not in said
    assert not (folder / "services.json").exists()
    started = name in {"Embedded.__aenter__", "Embedded._stop_services"}
    assert ("Ctrl-C stops everything" in said, "readers left 0 tasks left 0" in said) == (started, started), said
