"""One mechanism in five databases: every service that follows successions has it from the same text."""

import re
from importlib import import_module
from pathlib import Path

from libs.domain.entities import successions

SERVICES = Path(__file__).parents[3] / "services"
_FUNCTION = re.compile(r"create function public\.(goes_on_as|codes_of)\(.*?\$\$;", re.DOTALL)


def test_every_service_that_follows_successions_has_its_functions_from_one_text():
    followers, texts = [], {}
    for service in sorted(path.parent.name for path in SERVICES.glob("*/app.py")):
        if set(successions.views.home) <= set(import_module(f"services.{service}.app").service.views.home):
            followers.append(service)
        migrations = "\n".join(
            path.read_text(encoding="utf-8") for path in sorted((SERVICES / service / "migrations").glob("*.sql"))
        )
        if found := {match[1]: match[0] for match in _FUNCTION.finditer(migrations)}:
            texts[service] = found
    assert sorted(texts) == followers
    assert all(set(found) == {"goes_on_as", "codes_of"} for found in texts.values())
    assert all(found == texts["credit"] for found in texts.values())
