"""What an operation is called in a client.

Reads are nouns, from the path alone: `GET /v1/plans` is `plans`, `GET /v1/plans/{plan}/tasks` is `plan_tasks`, `GET
/v1/plans/{plan}/tasks/export.{format}` is `plan_tasks_export`. Everything else is the route's function with the thing it is
done to, unless the function names it already: `draft` on `/v1/plans` is `draft_plan`, `list_item` on `/v1/items` stays
`list_item`. Where that reads badly, EXCEPTIONS names the operation. FastAPI's operation ids repeat path and method; only the
function in front of them is used, so that a route may move to another file or prefix of the same name.
"""

from __future__ import annotations

import re
from itertools import pairwise

EXCEPTIONS = {
    "GET /v1/imports/{import_id}": "import_report",
    "POST /v1/imports/{kind}": "import_file",
    "POST /v1/imports/{kind}/preview": "preview_file",
    "GET /v1/imports/{kind}/titles": "import_titles",
    "PUT /v1/imports/{kind}/titles": "set_import_titles",
    "DELETE /v1/imports/{kind}/titles": "forget_import_titles",
    "GET /v1/imports/{kind}/template.xlsx": "import_template",
    "POST /v1/ops/topics/{topic}/read-again": "read_topic_again",
    # registry
    "GET /v1/conference/{department}": "conference_member",
    "POST /v1/conference/{department}/withdrawal": "leave_conference",
    "POST /v1/entities/{entity}/tags/{tag}/removal": "untag_entity",
    "POST /v1/entities/{entity}/tags": "tag_entity",
    # planning
    "POST /v1/absences": "record_absence",
    "POST /v1/draws/{draw}/beacon": "take_beacon",
    "POST /v1/draws/{draw}/commitments": "commit_to_draw",
    "POST /v1/draws/{draw}/nonces": "reveal_nonce",
    "POST /v1/draws/{draw}/schedules": "compute_schedule",
    "POST /v1/draws/{draw}/substitutions/entity": "substitute_entity",
    "POST /v1/filings/{filing}/consent": "consent_to_filing",
    "POST /v1/plans/{plan}/votes": "vote_on_plan",
    "POST /v1/recusals": "recuse_inspector",
    "POST /v1/visits/{visit}/substitutions/inspector": "substitute_inspector",
    # inspection
    "POST /v1/visits/{visit}/check-ins": "check_in",
    "POST /v1/visits/{visit}/clues": "pass_on_clue",
    "POST /v1/visits/{visit}/notice-withheld": "withhold_notice",
    # credit
    "POST /v1/models/trial": "try_model",
    "POST /v1/profiles/{entity}/override": "override_class",
    # disclosure
    "GET /v1/publications/pending": "pending_publications",
    "POST /v1/publications/{publication}": "publish",
    "GET /v1/visits/{visit}/rating-keys": "visit_rating_keys",
    "POST /v1/ratings": "rate",
    "POST /v1/visits/{visit}/rating-tickets": "sign_rating_tickets",
    # whistle
    "POST /v1/clues/{clue}/outcome": "report_clue_outcome",
    "POST /v1/whistles/{whistle}/calls": "call_departments",
    "POST /v1/whistles/{whistle}/handling": "agree_on_handling",
    "POST /v1/whistles/{whistle}/parts": "report_part",
    "POST /v1/whistles/{whistle}/report-ins": "report_in",
}
_SINGULAR = {"people": "person"}


def method_name(method: str, path: str, operation_id: str) -> str:
    """The client's method for an operation; `method` in lower case."""
    if name := EXCEPTIONS.get(f"{method.upper()} {path}"):
        return name
    parts = [part for part in path.split("/") if part not in {"", "v1", "ops"}]
    return _read(parts) if method == "get" else _command(parts, _function(method, path, operation_id))


def snake(text: str) -> str:
    """`Import-Id`, `ItemView`, `report.csv` as `import_id`, `item_view`, `report_csv`."""
    return re.sub(r"\W+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text)).lower()


def singular(word: str) -> str:
    """`industries` as `industry`, `draws` as `draw`."""
    if word in _SINGULAR:
        return _SINGULAR[word]
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _read(parts: list[str]) -> str:
    words = []
    for part, following in zip(parts, [*parts[1:], ""], strict=True):
        if not _is_parameter(part):
            word = snake(part.removesuffix(".{format}"))
            words.append(singular(word) if _is_parameter(following) else word)
    return "_".join(words)


def _command(parts: list[str], function: str) -> str:
    nouns = [snake(part) for part in parts if not _is_parameter(part)]
    before = [part for part, following in pairwise(parts) if _is_parameter(following)]
    thing = singular(snake(before[-1] if before else nouns[0]))
    named = {singular(word) for noun in nouns for word in noun.split("_")}
    words = function.split("_")
    says_it = len(words) > 1 and any(singular(word) in named for word in words)
    return function if says_it or function == thing else f"{function}_{thing}"


def _function(method: str, path: str, operation_id: str) -> str:
    return operation_id.removesuffix(re.sub(r"\W", "_", path) + f"_{method}")


def _is_parameter(part: str) -> bool:
    return part.startswith("{")
