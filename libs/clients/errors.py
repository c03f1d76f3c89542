"""What a request may end with besides its answer: the service refuses, or does not answer."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from libs.events.resending import httpx

KEY = "Idempotency-Key"
_PROBLEM = "urn:checkonce:problem:"
_LOST: dict[type[Exception], str] = {
    httpx.TimeoutException: "等待超时",
    httpx.ConnectError: "无法连接",
    httpx.TransportError: "连接中断",
}


class Model(BaseModel):
    """What goes over the wire. An answer may have more fields than this client knows: they are passed over."""

    model_config = ConfigDict(extra="ignore", protected_namespaces=())


class ProblemField(Model):
    """One fault in the input. `field` is a path such as `body.items.0.code`."""

    field: str
    value: Any = None
    rule: str = ""
    rule_zh: str = ""


class Problem(Model):
    """An RFC 9457 document as all services write it: titles, details and what to do in Chinese and English."""

    type: str = "about:blank"
    title: str = ""
    title_en: str = ""
    status: int = 0
    detail: str = ""
    detail_en: str = ""
    field: str | None = None
    value: Any = None
    rule: str | None = None
    do: str = ""
    do_en: str = ""
    errors: list[ProblemField] = Field(default_factory=list)


class ClientError(Exception):
    """What a request to `service` may end with besides its answer.

    `key` is the Idempotency-Key of a command: sent again under it, a command that was carried out after all is not done twice.
    """

    def __init__(self, service: str, text: str, key: str | None = None) -> None:
        super().__init__(f"{service}: {text}")
        self.service = service
        self.key = key

    @property
    def zh(self) -> str:
        return f"{self.service} 没有应答"

    @property
    def en(self) -> str:
        return f"{self.service} does not answer"


class AwayError(ClientError):
    """The service does not answer, or answers with something that is no answer.

    `why_zh` is `why` in Chinese where that can be said, and otherwise the same.
    """

    def __init__(self, service: str, why: str, key: str | None = None, *, why_zh: str = "") -> None:
        super().__init__(service, why, key)
        self.why = why
        self.why_zh = why_zh or why

    @property
    def zh(self) -> str:
        return f"{self.service} 没有应答({self.why_zh}),请稍后重试,或检查其是否在运行"

    @property
    def en(self) -> str:
        return f"{self.service} does not answer ({self.why}): try again later, or see whether it runs"


class ProblemError(ClientError):
    """The service refused, and says why. `slug` is the end of the problem's type, which is stable.

    `headers` are the answer's; `retry_after` are the seconds after which to ask again, where it names them.
    """

    def __init__(
        self,
        service: str,
        asked: str,
        status: int,
        problem: Problem,
        *,
        headers: httpx.Headers | None = None,
        key: str | None = None,
    ) -> None:
        said = f"{asked}: {status} {problem.title_en} {problem.detail_en} ({problem.field}={problem.value!r})"
        super().__init__(service, said, key)
        self.status = status
        self.problem = problem
        self.headers = headers or httpx.Headers()

    @property
    def retry_after(self) -> int | None:
        seconds = self.headers.get("Retry-After", "")
        return int(seconds) if seconds.isascii() and seconds.isdecimal() else None

    @property
    def slug(self) -> str:
        return self.problem.type.removeprefix(_PROBLEM)

    @property
    def field(self) -> str | None:
        return self.problem.field

    @property
    def value(self) -> Any:
        return self.problem.value

    @property
    def zh(self) -> str:
        return " ".join(filter(None, (self.problem.title or str(self.status), self.problem.detail, self.problem.do)))

    @property
    def en(self) -> str:
        return " ".join(filter(None, (self.problem.title_en or str(self.status), self.problem.detail_en, self.problem.do_en)))


def lost(service: str, error: httpx.HTTPError, key: str | None = None) -> AwayError:
    """What the end of a connection says. The types are looked at in this order: a timeout of connecting is a timeout."""
    said = next((zh for kind, zh in _LOST.items() if isinstance(error, kind)), "")
    return AwayError(service, repr(error), key, why_zh=said)


def failure(service: str, response: httpx.Response) -> ClientError:
    """What an answer that is no success says; its body has been read."""
    status, key = response.status_code, response.request.headers.get(KEY)
    try:
        problem = Problem.model_validate_json(response.content)
    except ValidationError:
        if not 400 <= status < 500:
            return AwayError(service, f"status {status}, no problem document", key)
        problem = Problem(status=status, title=response.text[:300], title_en=response.text[:300])
    asked = f"{response.request.method} {response.request.url.path}"
    return ProblemError(service, asked, status, problem, headers=response.headers, key=key)
