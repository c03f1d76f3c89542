"""A service is a handful of matters: packages with the same few files. `gather` collects from them what a service is made of.

    MATTERS = gather("services.library", "shelves", "loans")
    service = Service(name="library", deciders=MATTERS.deciders, views=MATTERS.views, ...)

A new command, fact, view or route of a matter needs no line outside its folder. What would silently be left out is an error.
"""

from __future__ import annotations

import ast
import inspect
import pkgutil
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

from fastapi import APIRouter

from .countersigning.countersigning import Countersigning
from .decider import Command, Decider, Deciders
from .editions import Editions
from .reactions import Reactions
from .timers import Deadlines
from .views.views import Views

__all__ = ["Matters", "MattersError", "gather"]

_FILES = ("decide", "views", "reactions", "api")
_HOMES: dict[type, str] = {
    Decider: "decide",
    Editions: "decide",
    Countersigning: "decide",
    Views: "views",
    Reactions: "reactions",
    Deadlines: "reactions",
    APIRouter: "api",
}
"""The file in which each kind is looked for by whoever reads a matter."""
_OF_TESTS = ("tests", "testing", "conftest")


class MattersError(Exception):
    """The folders of a service do not hold what `gather` reads; the message names each file and what to do."""


@dataclass(frozen=True, slots=True)
class Matters:
    """What the matters of a service hold, in the order of the matters."""

    deciders: Deciders
    views: Views
    reactions: Reactions
    deadlines: Deadlines
    routers: tuple[APIRouter, ...]
    countersigning: Countersigning | None


def gather(service: str, *matters: str) -> Matters:
    """Everything that is defined in `decide`, `views`, `reactions` and `api` of the matters, which may be folders themselves.

    `service` is a package, `matters` are packages below it (`"call"`, `"conducting.sealing"`). A matter need not have every
    file. `Editions` and `Countersigning` bring a decider, a view and routes of their own. Where two matters handle one fact,
    the first matter's handler runs first.

    Raises MattersError for a matter that is not there, for a command of a matter that none of the deciders answers, and for a
    module of a matter that holds one of these things outside the files above and outside what these are made of. All modules
    of a matter are imported for that, but those for its tests (`tests`, `testing`, `conftest`).
    """
    for matter in matters:
        _look_for(service, matter)
    modules = [module for matter in matters for module in _modules(f"{service}.{matter}")]
    values = list({id(value): value for module in modules for value in vars(module).values()}.values())
    editions = [value for value in values if isinstance(value, Editions)]
    values += [part for numbers in editions for part in (numbers.decider, numbers.views, numbers.router)]
    seconds = [value for value in values if isinstance(value, Countersigning)]
    values += [part for each in seconds for part in (each.decider, each.views, each.deadlines, each.router)]
    gathered = Matters(
        Deciders(*(value for value in values if isinstance(value, Decider))),
        Views(*(value for value in values if isinstance(value, Views))),
        Reactions(*(value for value in values if isinstance(value, Reactions))),
        Deadlines(*(value for value in values if isinstance(value, Deadlines))),
        tuple(value for value in values if isinstance(value, APIRouter)),
        next(iter(seconds), None),
    )
    packages = dict.fromkeys(f"{service}.{matter}" for matter in matters)
    known = {id(value) for module in modules for value in vars(module).values()}
    if wrong := [text for package in packages for text in _left_out(service, package, packages, known, gathered)]:
        raise MattersError("\n".join(wrong))
    return gathered


def _look_for(service: str, matter: str) -> None:
    """Raises MattersError naming the folder in which a step of the matter's name is missing, and what is there."""
    package = import_module(service)
    for step in matter.split("."):
        spec = find_spec(f"{package.__name__}.{step}")
        if spec is None or spec.submodule_search_locations is None:
            folders = [name for name in _inside(package, folders=True) if name not in _OF_TESTS]
            near = get_close_matches(step, folders, n=1)
            raise MattersError(
                f"gather({service!r}, ...) names the matter {matter!r}, but {_folder(package.__name__)} has no folder {step!r};"
                f" there are: {', '.join(folders) or 'none'}"
                + (f"; did you mean {near[0]!r}?" if near else "; make the folder or take the name out")
            )
        package = import_module(spec.name)


def _modules(matter: str) -> Iterator[ModuleType]:
    for file in _FILES:
        name = f"{matter}.{file}"
        if find_spec(name) is None:
            continue
        module = import_module(name)
        yield module
        for inside in pkgutil.iter_modules(getattr(module, "__path__", ())):
            yield import_module(f"{name}.{inside.name}")


def _left_out(service: str, package: str, packages: Collection[str], known: set[int], gathered: Matters) -> Iterator[str]:
    """What a matter defines and the service would not have. `known`: all that the files which were read hold."""
    whole = {
        *map(id, _routers(gathered.routers)),
        *_handlers(gathered.views),
        *_handlers(gathered.reactions),
        *_handlers(gathered.deadlines),
    }
    for module in _everything(import_module(package), packages):
        for name, value in _defined(module):
            if isinstance(value, type) and issubclass(value, Command):
                if value.__module__ == module.__name__ and not value.__subclasses__() and not gathered.deciders.answers(value):
                    yield (
                        f"{module.__name__}.{name} is answered by no decider: gather looks for deciders in"
                        f" {_folder(package)}/decide.py (or the modules of decide/); let `commands` of a Decider there cover it"
                    )
                continue
            home = next((file for kind, file in _HOMES.items() if isinstance(value, kind)), None)
            if home is None or id(value) in known or id(value) in whole or _within(value, whole):
                continue
            kind = type(value).__name__
            *above, last = module.__name__.split(".")
            elsewhere = ".".join(above)
            yield (
                f"{_file(module)} holds {'an' if kind[0] in 'AEIOU' else 'a'} {kind} ({name}), and gather does not read it"
                + (
                    f"; name the matter {elsewhere.removeprefix(service + '.')!r} in gather"
                    if last in _FILES and elsewhere != package
                    else f"; it belongs in {_folder(package)}/{home}.py (or a module of the folder {home})"
                )
            )


def _everything(package: ModuleType, but: Collection[str]) -> Iterator[ModuleType]:
    """A package and all below it, without what is for tests and without other matters."""
    yield package
    for step in _inside(package):
        name = f"{package.__name__}.{step}"
        if step in _OF_TESTS or step.startswith("testing_") or step == "__main__" or name in but:
            continue
        module = import_module(name)
        if hasattr(module, "__path__"):
            yield from _everything(module, but)
        else:
            yield module


def _inside(package: ModuleType, *, folders: bool = False) -> list[str]:
    """The modules and folders of a package; a folder without `__init__.py` can be imported as well."""
    children = [child for path in package.__path__ for child in Path(path).iterdir()]
    files = [child.stem for child in children if child.suffix == ".py" and child.stem != "__init__" and not folders]
    return sorted(files + [child.name for child in children if child.is_dir() and any(child.rglob("*.py"))])


def _defined(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """The names of a module that no import statement has bound."""
    try:
        source = inspect.getsource(module)
    except (OSError, TypeError):
        # An empty file, or a folder without `__init__.py`.
        return
    bound = {
        alias.asname or alias.name.partition(".")[0]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    yield from ((name, value) for name, value in vars(module).items() if name not in bound)


def _routers(routers: Iterable[APIRouter]) -> Iterator[APIRouter]:
    """The routers and those that they include."""
    for router in routers:
        yield router
        for route in router.routes:
            if isinstance(within := getattr(route, "original_router", None), APIRouter):
                yield from _routers([within])


def _handlers(value: Views | Reactions | Deadlines) -> Iterator[int]:
    tables: tuple[dict[Any, Any], ...]
    tables = (value.starters, value.stoppers) if isinstance(value, Deadlines) else (value.home, value.neighbour)
    for table in tables:
        for handlers in table.values():
            for handler in handlers:
                yield id(handler[0] if isinstance(handler, tuple) else handler)


def _within(value: Any, whole: set[int]) -> bool:
    """Whether all that it handles is handled by what was gathered: it is a part of another one."""
    if not isinstance(value, Views | Reactions | Deadlines):
        return False
    mine = set(_handlers(value))
    return bool(mine) and mine <= whole


def _folder(package: str) -> str:
    return package.replace(".", "/")


def _file(module: ModuleType) -> str:
    return f"{_folder(module.__name__)}{'/__init__' if hasattr(module, '__path__') else ''}.py"
