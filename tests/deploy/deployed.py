"""What the code says about itself, for the tests that hold the deployment files against it."""

import importlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from apps.portal.settings import PortalSettings
from libs.domain.settings import ServiceSettings
from libs.events.bus.kafka import events_topic, shared_topic
from libs.events.fact import Visibility, catalog

__all__ = ["ROOT", "SERVICES", "Grant", "check_variables", "grants", "shares", "signs"]

ROOT = Path(__file__).parents[2]
SERVICES = {
    folder.name: importlib.import_module(f"services.{folder.name}.app").service
    for folder in sorted((ROOT / "services").iterdir())
    if (folder / "__init__.py").exists()
}


@dataclass(frozen=True, order=True)
class Grant:
    user: str
    resource: str
    name: str
    operations: frozenset[str]


def shares(service: str) -> bool:
    """Whether the service has facts that neighbours may read."""
    return any(fact.visibility is Visibility.SHARED for fact in catalog.of(service))


def signs(service: str, role: str) -> bool:
    """Whether a process needs its service's key: workers sign all that they send, some APIs sign documents."""
    if role == "worker":
        return True
    sources = (path for path in (ROOT / "services" / service).rglob("*.py") if "tests" not in path.parts)
    return any(re.search(r"\bSigningKey\b", path.read_text(encoding="utf-8")) for path in sources)


def grants(place: str) -> set[Grant]:
    """What each service must be allowed at its own broker, and no more: produce its own, read what it subscribes to."""
    needed: dict[tuple[str, str, str], set[str]] = {}
    for name, service in SERVICES.items():
        written = [events_topic(place, name)] + ([shared_topic(place)] if shares(name) else [])
        for topic in written:
            needed.setdefault((name, "topic", topic), set()).update({"Write", "Describe"})
        for topic in service.topics(place):
            needed.setdefault((name, "topic", topic), set()).update({"Read", "Describe"})
        if service.subscribes:
            needed.setdefault((name, "group", f"{place}.{name}"), set()).add("Read")
    return {Grant(*key, frozenset(operations)) for key, operations in needed.items()}


def check_variables(environment: Mapping[str, str], monkeypatch) -> ServiceSettings | PortalSettings:
    """Every CHECKONCE variable is a field, and together they are settings that start. Raises ValidationError."""
    portal = any(name.startswith("CHECKONCE_PORTAL_PLACE") for name in environment)
    kind = PortalSettings if portal else ServiceSettings
    prefix = kind.model_config["env_prefix"]
    kinds = [kind] if portal else [service.settings_class for service in SERVICES.values()]
    known = {f"{prefix}{field.upper()}" for each in kinds for field in each.model_fields}
    given = {name for name in environment if name.startswith("CHECKONCE_")}
    if not portal:
        given -= {"CHECKONCE_PORTAL_TITLE"}  # in the same ConfigMap
    assert given <= known, given - known
    with monkeypatch.context() as patch:
        for name in known:
            patch.delenv(name, raising=False)
        for name in given:
            patch.setenv(name, environment[name])
        return kind()
