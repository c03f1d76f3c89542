"""What an operation is called: in the document, in its links, and as a method of the generated clients.

Reads are nouns, from the path alone: `GET /v1/plans` is `plans`, `GET /v1/plans/{plan}/tasks` is `plan_tasks`, `GET
/v1/plans/{plan}/tasks/export.{format}` is `plan_tasks_export`. Everything else is the route's function with the thing it is
done to, unless the function names it already: `draft` on `/v1/plans` is `draft_plan`, `list_item` on `/v1/items` stays
`list_item`. Where that reads badly, the route names itself (`operation_id`). FastAPI's own ids repeat path and method; only
the function in front of them is used, so that a route may move to another file or prefix of the same name.
"""

from __future__ import annotations

import re
from itertools import pairwise

__all__ = ["operation_name", "singular", "snake"]

_SINGULAR = {"people": "person"}


def operation_name(method: str, path: str, operation_id: str) -> str:
    """The name; `method` in lower case, `operation_id` the route's own or FastAPI's."""
    made = re.sub(r"\W", "_", path) + f"_{method}"
    if not operation_id.endswith(made):
        return operation_id
    parts = [part for part in path.split("/") if part not in {"", "v1", "ops"}]
    return _read(parts) if method == "get" else _command(parts, operation_id.removesuffix(made))


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
    last = parts[-1]
    if _is_parameter(last) and singular(snake(parts[-2])) == snake(parts[-2]):
        # One of a thing that has no plural is told apart from all of it.
        words.append(last.strip("{}"))
    return "_".join(words)


def _command(parts: list[str], function: str) -> str:
    nouns = [snake(part) for part in parts if not _is_parameter(part)]
    before = [part for part, following in pairwise(parts) if _is_parameter(following)]
    thing = singular(snake(before[-1] if before else nouns[0]))
    named = {singular(word) for noun in nouns for word in noun.split("_")}
    words = function.split("_")
    says_it = len(words) > 1 and any(singular(word) in named for word in words)
    return function if says_it or function == thing else f"{function}_{thing}"


def _is_parameter(part: str) -> bool:
    return part.startswith("{")
