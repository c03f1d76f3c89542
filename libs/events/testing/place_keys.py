"""A key for each service of a place, and the file that names them all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from joserfc.jwk import OKPKey

from ..bus.keyring import KeyFile, read_key_file, with_end, with_key, write_key_file
from ..signatures import new_key

__all__ = ["LONG_AGO", "PlaceKeys"]

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass
class PlaceKeys:
    """Private keys in `{folder}/{service}.jwk`, a service's second one in `{service}-1.jwk`; public ones in `file`."""

    folder: Path
    keys: dict[str, OKPKey] = field(default_factory=dict)
    """The newest of each service."""

    @classmethod
    def made(cls, folder: Path, services: Iterable[str]) -> PlaceKeys:
        made = cls(folder)
        write_key_file(made.file, KeyFile(keys=()))
        for service in services:
            made.add(service)
        return made

    @property
    def file(self) -> Path:
        return self.folder / "service-keys.json"

    def add(self, service: str, since: datetime = LONG_AGO, *, ends: datetime | None = None) -> OKPKey:
        """Another key of a service. `ends`: until when those before it count."""
        file = read_key_file(self.file)
        before = [each.kid for each in file.keys if each.service == service]
        for kid in before:
            file = with_end(file, kid, ends) if ends is not None else file
        key = self.keys[service] = new_key(self.folder / f"{service}{f'-{len(before)}' if before else ''}.jwk")
        write_key_file(self.file, with_key(file, service, key, since))
        return key
