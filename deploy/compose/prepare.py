"""Makes what `docker-compose.yml` needs and the repository must not hold: passwords, the cluster's id, keys.

    python -m deploy.compose.prepare --place 421088 --issuer https://login.example/realms/checkonce

What exists stays: running it again changes nothing, so that databases keep their passwords.
"""

from __future__ import annotations

import argparse
import base64
import re
import secrets
import sys
import uuid
from pathlib import Path

from libs.domain.secret_files import new_secret
from libs.events.bus.keyring import make_keys
from libs.events.settings import over_tls_or_local

__all__ = ["SERVICES", "prepare"]

SERVICES = ("registry", "planning", "inspection", "credit", "disclosure", "whistle")


def variables(place: str, issuer: str, title: str) -> dict[str, str]:
    """Name -> value of every variable of `docker-compose.yml`. Passwords are letters and digits: they become part of URLs."""
    own = {"PLACE": place, "TITLE": title, "OIDC_ISSUER": issuer}
    own["KAFKA_CLUSTER_ID"] = base64.urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode()
    names = ["KAFKA_ADMIN_PASSWORD", "POSTGRES_PASSWORD"]
    names += [f"{service.upper()}_{of}_PASSWORD" for service in SERVICES for of in ("KAFKA", "DATABASE", "OWNER")]
    return own | {name: secrets.token_hex(24) for name in names}


def prepare(folder: Path, *, place: str, issuer: str, title: str = "示例市") -> Path:
    """Writes into the folder what is not there yet, and returns the path of `env`.

    Beside that: `keys/{service}.jwk`, `public/service-keys.json`, `rating-secret` and `confiding-secret`.

    Raises ValueError for a place that is no six-digit division code (GB/T 2260) or an issuer that is no URL.
    """
    if not re.fullmatch(r"[0-9]{6}", place):
        raise ValueError(f"--place {place!r}: 应为六位行政区划代码 · must be a six-digit division code (GB/T 2260)")
    if not re.fullmatch(r"[^\s\"'$]+", issuer) or not over_tls_or_local(issuer, embedded=False):
        raise ValueError(f"--issuer {issuer!r}: 应为身份服务的 https 网址 · must be the https URL of an OpenID Connect issuer")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys, of_services = folder / "keys", [folder / "rating-secret", folder / "confiding-secret"]
    make_keys(keys, SERVICES, folder / "public")
    for secret in of_services:
        new_secret(secret)
    # The container's user is another one; the folder keeps everybody else out.
    folder.chmod(0o700)
    for each in (*keys.iterdir(), *of_services):
        each.chmod(0o644)
    env = folder / "env"
    if not env.exists():
        env.touch(mode=0o600)
        env.write_text("".join(f"{n}={v}\n" for n, v in variables(place, issuer, title).items()), encoding="utf-8")
    return env


def main() -> int:
    parser = argparse.ArgumentParser(
        description=f"准备 docker compose 的文件 · {__doc__}", formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--place", required=True, help="六位行政区划代码 · division code, six digits")
    parser.add_argument("--issuer", required=True, help="身份服务的网址 · URL of the OpenID Connect issuer")
    parser.add_argument("--title", default="示例市", help="页面上的地区名称 · the place's name on the pages")
    parser.add_argument("--folder", type=Path, default=Path(".checkonce/compose"), help="写入的目录 · folder to write to")
    given = parser.parse_args()
    try:
        env = prepare(given.folder, place=given.place, issuer=given.issuer, title=given.title)
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"docker compose --env-file {env} up --build\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
