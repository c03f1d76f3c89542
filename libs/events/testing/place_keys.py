"""A key for each service of a place, and the file that names them all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from joserfc.jwk import OKPKey

from ..signatures import new_key, public

__all__ = ["LONG_AGO", "PlaceKeys"]

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass
class PlaceKeys:
    """Private keys in `{folder}/{service}.json`, the public ones in `{folder}/keys.json`, written anew at each change."""

    folder: Path
    keys: dict[str, OKPKey] = field(default_factory=dict)
    """The newest of each service."""
    _named: list[dict[str, object]] = field(default_factory=list)

    @classmethod
    def made(cls, folder: Path, services: Iterable[str]) -> PlaceKeys:
        made = cls(folder)
        for service in services:
            made.add(service)
        return made

    @property
    def file(self) -> Path:
        return self.folder / "keys.json"

    def add(self, service: str, since: datetime = LONG_AGO, *, ends: datetime | None = None) -> OKPKey:
        """Another key of a service. `ends`: until when those before it count."""
        for named in self._named:
            if named["service"] == service and ends is not None:
                named["until"] = ends.isoformat()
        generation = sum(named["service"] == service for named in self._named)
        key = self.keys[service] = new_key(self.folder / f"{service}{f'-{generation}' if generation else ''}.json")
        self._named.append({"service": service, "jwk": self.jwk(key), "from": since.isoformat(), "until": None})
        self._write()
        return key

    def _write(self) -> None:
        fresh = self.file.with_suffix(".new")
        fresh.write_text(json.dumps({"keys": self._named}), encoding="utf-8")
        fresh.replace(self.file)

    @staticmethod
    def jwk(key: OKPKey) -> Mapping[str, str]:
        return public(key.as_dict(private=False))
