"""`docker-compose.yml` and what it mounts, held against the code."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from apps.checkonce.stack.kafka_settings import properties
from apps.portal.settings import PortalSettings
from deploy.compose.prepare import prepare
from libs.domain.secret_files import secret_of
from libs.events.bus.kafka import events_topic, shared_topic
from libs.events.bus.keyring import read_key_file
from libs.events.http import ops
from libs.events.settings import Role
from libs.events.signatures import load_key
from libs.events.store.fitting import MESSAGE_MOST

from .deployed import ROOT, SERVICES, Grant, check_variables, grants, signs

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
CONTAINERS = COMPOSE["services"]
KAFKA = ROOT / "deploy/compose/kafka"
PROCESSES = [(service, role) for service in SERVICES for role in ("api", "worker")]


@pytest.fixture
def environment(tmp_path):
    env = prepare(tmp_path / "compose", place="421088", issuer="https://login.example/realms/checkonce")
    return dict(line.split("=", 1) for line in env.read_text(encoding="utf-8").splitlines())


def filled(text, variables):
    """Compose's own interpolation: `${A}`, `${A:?why}`, `${A:-default}`."""

    def value(found):
        name, _, rest = found[1].partition(":")
        if rest.startswith("-"):
            return variables.get(name) or rest[1:]
        return variables[name]

    return re.sub(r"\$\{([^}]+)\}", value, str(text))


def test_every_service_runs_as_api_and_as_worker_by_the_command_that_exists():
    others = {"kafka", "kafka-setup", "postgres", "migrate", "collector", "portal"}
    assert set(CONTAINERS) == others | {f"{service}-{role}" for service, role in PROCESSES}
    for service, role in PROCESSES:
        assert CONTAINERS[f"{service}-{role}"]["command"] == ["checkonce", "serve", service, "--role", Role(role).value]
    assert CONTAINERS["portal"]["command"] == ["python", "-m", "apps.portal"]


@pytest.mark.parametrize("name", [*(f"{service}-{role}" for service, role in PROCESSES), "portal"])
def test_the_variables_of_a_container_are_settings_that_start(name, environment, monkeypatch):
    given = {key: filled(value, environment) for key, value in CONTAINERS[name]["environment"].items()}
    settings = check_variables(given, monkeypatch)
    assert (settings.place, settings.host, settings.port) == ("421088", "0.0.0.0", 8080)  # noqa: S104 - in a container
    for published in CONTAINERS[name].get("ports", []):
        assert re.fullmatch(r"127\.0\.0\.1:80\d\d:8080", published)
    if isinstance(settings, PortalSettings):
        for service in SERVICES:
            assert getattr(settings, f"{service}_url") == f"http://{service}-api:8080"
        return
    service, role = name.split("-")
    url = (
        f"postgresql://{service}:{environment[f'{service.upper()}_DATABASE_PASSWORD']}@postgres:5432/{service}?sslmode=disable"
    )
    assert settings.database_url.get_secret_value() == url
    assert settings.kafka_username == (service if role == "worker" else "")
    assert settings.otlp
    assert "collector" in given["OTEL_EXPORTER_OTLP_ENDPOINT"]


def test_the_owner_of_a_database_migrates_it_before_its_service_starts_and_no_service_knows_its_password():
    setup, script = (
        (ROOT / "deploy/compose" / name).read_text(encoding="utf-8") for name in ("postgres/init.sh", "migrate.sh")
    )
    assert 'owner="${service}_owner"' in setup
    assert 'create database :"name" owner :"owner";' in setup
    assert 'checkonce migrate "$service"' in script
    assert "postgresql://${service}_owner:$password@postgres:5432/$service" in script
    holders = {name for name, c in CONTAINERS.items() if any("OWNER" in key for key in c.get("environment", {}))}
    assert holders == {"postgres", "migrate"}
    for service, role in PROCESSES:
        assert CONTAINERS[f"{service}-{role}"]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_neighbours_are_read_where_the_service_reads_them_and_keys_are_where_something_is_signed():
    for service, role in PROCESSES:
        container = CONTAINERS[f"{service}-{role}"]
        assert ("CHECKONCE_NEIGHBOURS" in container["environment"]) == (role == "worker" and SERVICES[service].neighbours)
        key = container["environment"].get("CHECKONCE_SIGNING_KEY")
        assert (key is not None) == signs(service, role), (service, role)
        mounted = [volume.split(":")[1] for volume in container.get("volumes", [])]
        assert key is None or key in mounted
        files = {volume.split(":")[1]: volume.split(":")[0] for volume in container.get("volumes", [])}
        # Of private keys its own alone; the public ones as a folder, in which a file that is exchanged is seen.
        private = {path for path in files.values() if "/compose/keys" in path}
        assert private == ({f"./.checkonce/compose/keys/{service}.jwk"} if key else set())
        public = container["environment"]["CHECKONCE_SERVICE_KEYS"]
        assert files[public.rpartition("/")[0]] == "./.checkonce/compose/public"
        secret = container["environment"].get("CHECKONCE_RATING_SECRET")
        assert (secret is not None) == (service == "disclosure"), (service, role)
        assert secret is None or secret in mounted


def test_every_variable_that_compose_asks_for_is_prepared_and_none_is_in_the_file(environment):
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    asked = {name.partition(":")[0] for name in re.findall(r"\$\{([^}]+)\}", text)}
    assert asked - set(environment) == {"NEIGHBOURS", "TRUSTED_PROXIES"}
    assert set(environment) - asked == set()
    assert not re.search(r"PASSWORD: (?!\$\{)", text)


def test_prepared_secrets_are_private_differ_and_stay_the_same_the_second_time(tmp_path):
    folder = tmp_path / "compose"
    env = prepare(folder, place="421088", issuer="https://login.example")
    first = env.read_bytes()
    keys = {service: load_key(folder / "keys" / f"{service}.jwk").thumbprint() for service in SERVICES}
    named = {each.kid: each.service for each in read_key_file(folder / "public/service-keys.json").keys}
    assert named == {kid: service for service, kid in keys.items()}
    assert len(named) == len(SERVICES)
    names = ("rating-secret", "confiding-secret")
    files = {name: secret_of(folder / name) for name in names}
    assert len(set(files.values())) == len(names)
    assert prepare(folder, place="421088", issuer="https://login.example").read_bytes() == first
    assert {service: load_key(folder / "keys" / f"{service}.jwk").thumbprint() for service in SERVICES} == keys
    assert {name: secret_of(folder / name) for name in names} == files
    assert (env.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)
    secrets = re.findall(rb"PASSWORD=(\w+)", first)
    assert len(secrets) == len(set(secrets)) == 2 + 3 * len(SERVICES)
    assert all(re.fullmatch(rb"[0-9a-f]{48}", secret) for secret in secrets)


@pytest.mark.parametrize(
    ("place", "issuer"), [("42108", "https://login.example"), ("421088", "login.example"), ("421088", "http://login.example")]
)
def test_preparing_refuses_what_would_not_start(place, issuer, tmp_path):
    with pytest.raises(ValueError, match=r"--place|--issuer"):
        prepare(tmp_path / "compose", place=place, issuer=issuer)
    assert not (tmp_path / "compose").exists()


def test_prepare_runs_as_the_file_says(tmp_path):
    given = ["--place", "421088", "--issuer", "https://login.example", "--folder", str(tmp_path / "made")]
    command = [sys.executable, "-m", "deploy.compose.prepare", *given]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == f"docker compose --env-file {tmp_path / 'made/env'} up --build\n"


def test_grants_are_exactly_what_the_services_produce_and_subscribe_to():
    table = set()
    for line in (KAFKA / "grants").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            user, resource, name, operations = line.split()
            table.add(Grant(user, resource, name.replace("PLACE", "421088"), frozenset(operations.split(","))))
    assert table == grants("421088")


def test_topics_are_made_as_the_code_names_them_and_take_its_largest_message():
    setup = (KAFKA / "setup.sh").read_text(encoding="utf-8")
    assert f'topic "{events_topic("$PLACE", "$service")}"' in setup
    assert f'topic "{shared_topic("$PLACE")}"' in setup
    assert CONTAINERS["kafka-setup"]["environment"]["SERVICES"].split() == list(
        dict.fromkeys(n.rpartition("-")[0] for n in CONTAINERS if n.endswith("-api"))
    )
    for other in ("postgres", "migrate"):
        assert CONTAINERS[other]["environment"]["SERVICES"] == CONTAINERS["kafka-setup"]["environment"]["SERVICES"]
    largest = int(re.search(r"max\.message\.bytes=(\d+)", setup)[1])
    assert largest > MESSAGE_MOST


def test_the_broker_is_the_embedded_one_in_a_container():
    locked = re.search(r"kafka_2\.13:([\d.]+)", (ROOT / "apps/checkonce/stack/kafka.lock").read_text(encoding="utf-8"))[1]
    assert CONTAINERS["kafka"]["image"] == CONTAINERS["kafka-setup"]["image"] == f"apache/kafka:{locked}"
    embedded = _read(properties(folder=Path("/x"), port=1, controller_port=2, password="p", controller_password="p"))
    ours = _read((KAFKA / "server.properties").read_text(encoding="utf-8"))
    decisive = ("sasl.", "authorizer.", "super.", "allow.", "auto.", "log.retention", "listener.security", "inter.broker")
    for name, value in embedded.items():
        if name.startswith(decisive):
            assert ours[name] == value, name
    start = (KAFKA / "start.sh").read_text(encoding="utf-8")
    for name in embedded:
        if name.endswith("jaas.config"):
            assert name in start


def test_health_is_asked_where_the_services_answer():
    paths = {route.path for route in ops.health.routes}
    for service, role in PROCESSES:
        asked = re.search(r"http://127\.0\.0\.1:8080([^\"]+)", CONTAINERS[f"{service}-{role}"]["healthcheck"]["test"][-1])[1]
        assert asked in paths


def test_the_collector_scrapes_every_process():
    collector = yaml.safe_load((ROOT / "deploy/compose/collector.yaml").read_text(encoding="utf-8"))
    (job,) = collector["receivers"]["prometheus"]["config"]["scrape_configs"]
    (targets,) = job["static_configs"]
    assert sorted(targets["targets"]) == sorted(f"{service}-{role}:8080" for service, role in PROCESSES)


def test_files_that_are_mounted_or_built_exist_and_secrets_are_outside_the_repository():
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    for name, container in CONTAINERS.items():
        for volume in container.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("./.checkonce/"):
                assert ".checkonce/" in ignored
            elif source.startswith("./"):
                assert (ROOT / source).exists(), name
            else:
                assert source in COMPOSE["volumes"]
        if "build" in container:
            assert (ROOT / container["build"]["dockerfile"]).is_file()


@pytest.mark.parametrize("script", ["kafka/start.sh", "kafka/setup.sh", "postgres/init.sh", "migrate.sh"])
def test_scripts_are_shell_that_parses(script):
    subprocess.run(["sh", "-n", str(ROOT / "deploy/compose" / script)], check=True)


def _read(text):
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return {name: value.replace("\\", "") for name, value in (line.split("=", 1) for line in lines)}
