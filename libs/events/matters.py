"""A service is a handful of matters: packages with the same few files. `gather` collects from them what a service is made of.

    MATTERS = gather("services.library", "shelves", "loans")
    service = Service(name="library", deciders=MATTERS.deciders, views=MATTERS.views, ...)

A new command, fact, view or route of a matter needs no line outside its folder.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from fastapi import APIRouter

from .decider import Decider, Deciders
from .editions import Editions
from .reactions import Reactions
from .timers import Deadlines
from .views.views import Views

__all__ = ["Matters", "gather"]

_FILES = ("decide", "views", "reactions", "api")


@dataclass(frozen=True, slots=True)
class Matters:
    """What the matters of a service hold, in the order of the matters."""

    deciders: Deciders
    views: Views
    reactions: Reactions
    deadlines: Deadlines
    routers: tuple[APIRouter, ...]


def gather(service: str, *matters: str) -> Matters:
    """Everything that is defined in `decide`, `views`, `reactions` and `api` of the matters, which may be folders themselves.

    `service` is a package, `matters` are packages below it (`"call"`, `"conducting.sealing"`). A matter need not have every
    file. `Editions` bring a decider, a view and routes of their own. Where two matters handle one fact, the first matter's
    handler runs first. Raises ModuleNotFoundError for a matter that is not there.
    """
    modules = [module for matter in matters for module in _modules(f"{service}.{matter}")]
    held = list(dict.fromkeys(id(value) for module in modules for value in vars(module).values()))
    by_id = {id(value): value for module in modules for value in vars(module).values()}
    values = [by_id[number] for number in held]
    editions = [value for value in values if isinstance(value, Editions)]
    values += [part for numbers in editions for part in (numbers.decider, numbers.views, numbers.router)]
    return Matters(
        Deciders(*(value for value in values if isinstance(value, Decider))),
        Views(*(value for value in values if isinstance(value, Views))),
        Reactions(*(value for value in values if isinstance(value, Reactions))),
        Deadlines(*(value for value in values if isinstance(value, Deadlines))),
        tuple(value for value in values if isinstance(value, APIRouter)),
    )


def _modules(matter: str) -> Iterator[ModuleType]:
    import_module(matter)
    for file in _FILES:
        name = f"{matter}.{file}"
        if find_spec(name) is None:
            continue
        module = import_module(name)
        yield module
        for inside in pkgutil.iter_modules(getattr(module, "__path__", ())):
            yield import_module(f"{name}.{inside.name}")
