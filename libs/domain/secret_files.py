"""Secrets that are files: mounted by operations, made by the embedded stack and by `deploy/compose/prepare.py`."""

from __future__ import annotations

import secrets
from pathlib import Path

__all__ = ["new_secret", "secret_of"]

_LEAST = 32


def secret_of(path: Path) -> bytes:
    """The secret in a file. Raises ValueError where it is shorter than 32 bytes: it could be guessed."""
    secret = path.read_bytes().strip()
    if len(secret) < _LEAST:
        raise ValueError(f"{path} holds less than {_LEAST} bytes")
    return secret


def new_secret(path: Path) -> None:
    """Writes 32 random bytes, in hexadecimal and with mode 0600, unless the file exists."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(_LEAST), encoding="utf-8")
