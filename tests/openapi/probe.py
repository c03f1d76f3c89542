"""One running service held against its own OpenAPI document: by schemathesis, and by every other request of the test."""

import contextlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import hypothesis
import requests
import schemathesis
from hypothesis import strategies as st
from pydantic import SecretStr
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.generation.meta import TestPhase
from schemathesis.specs.openapi import checks

from apps.checkonce.stack import Kafka
from libs.events.bus.kafka import events_topic, shared_topic
from libs.events.catalog import spelling
from libs.events.resending import httpx
from libs.events.service import RunningService
from libs.events.testing.servers import patient_client, serve
from libs.events.testing.services import ServiceUnderTest

from .known import EVERYWHERE, Known

load_all_checks()
# What a piece of an upload is sent as: bytes.
schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")
DOCUMENTED = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
PATIENT_SECONDS = 600
"""For an answer: no machine is so busy that a service that works takes as long."""
CHECKS = [*DOCUMENTED, checks.negative_data_rejection]
READINGS = (spelling.plainly, spelling.small, spelling.capitals, spelling.industry, spelling.entity)
_CONFIG = {
    # Every request has its token; without one is a test of its own.
    "generation": {"with-security-parameters": False},
    # Only the links that the document itself holds are followed: integrators have no others.
    "phases": {"stateful": {"inference": {"algorithms": []}}},
}


@dataclass
class Walk:
    """Answers of one scenario by case, each with the case it followed from."""

    steps: dict[str, tuple[str | None, str, int]] = field(default_factory=dict)

    def trails(self) -> list[list[str]]:
        """For every answered step the successful operations that led to it, itself included."""
        found = []
        for case in self.steps:
            trail: list[str] = []
            at: str | None = case
            while at is not None:
                before, label, status = self.steps[at]
                if status < 300:
                    trail.insert(0, label)
                at = before
            found.append(trail)
        return found


@dataclass(repr=False)
class Probe:
    """What the service said, and what its document says. `known` lets made-up requests find something."""

    sut: ServiceUnderTest
    url: str
    document: dict[str, Any]
    schema: Any
    headers: dict[str, str]
    known: Known
    answers: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    walks: list[Walk] = field(default_factory=list)
    found: dict[str, str] = field(default_factory=dict)
    """What was wrong, with the first request that showed it."""

    def labels(self) -> list[str]:
        return [f"{m.upper()} {path}" for path, methods in self.document["paths"].items() for m in methods]

    def unanswered(self) -> set[str]:
        """Operations that never succeeded."""
        return {label for label in self.labels() if not any(status < 300 for status in self.answers[label])}

    async def hold(self, response: httpx.Response) -> None:
        """Hook for a client: every answer fits the document."""
        await response.aread()
        case = self.case_of(response.request)
        self.answers[case.operation.label][response.status_code] += 1
        case.validate_response(response, checks=DOCUMENTED)

    def case_of(self, request: httpx.Request) -> schemathesis.Case:
        """The operation that answers; of two that fit, the one with more of its path spelled out."""
        found: tuple[int, str, dict[str, str]] = (0, "", {})
        for known in (path for path, methods in self.document["paths"].items() if request.method.lower() in methods):
            spelled = re.sub(r"\{\w+\}", "", known)
            fits = re.fullmatch(re.sub(r"\{(\w+)\}", r"(?P<\1>.+)", known), request.url.path)
            if fits and len(spelled) > found[0]:
                found = len(spelled), known, fits.groupdict()
        return self.schema[found[1]][request.method].Case(path_parameters=found[2])

    def property_phase(self, examples: int) -> None:
        """Every operation with data that fit its schema and with data that do not."""
        with self._session() as session:
            for each in self.schema.get_all_operations():
                for mode in schemathesis.GenerationMode:
                    self._try(each.ok(), mode, examples, session)

    def _try(self, operation: Any, mode: schemathesis.GenerationMode, examples: int, session: requests.Session) -> None:
        @settings(examples)
        @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
        def one(case: schemathesis.Case) -> None:
            with self._noting(case):
                response = case.call(base_url=self.url, session=session, headers=self.headers, timeout=PATIENT_SECONDS)
                self.answers[operation.label][response.status_code] += 1
                case.validate_response(response, checks=self.checks_of(case))

        try:
            one()
        except hypothesis.errors.Unsatisfiable:
            # Without parameters and body nothing can be wrong.
            assert mode is schemathesis.GenerationMode.NEGATIVE, f"no request fits {operation.label}"

    def stateful_phase(self, scenarios: int, steps: int, arrived: Callable[[], bool]) -> None:
        """Along the trail's links, then along all of the document's; `walks` holds where it went.

        The trail is tried again until somebody has `arrived`: the ids the server makes lead each run elsewhere.
        """
        machine = self.schema.include(lambda context: context.operation.label in self.known.trail).as_state_machine()
        for seed in range(20 * scenarios):
            if seed >= scenarios and arrived():
                break
            self._walk(machine, seed, steps)
        machine = self.schema.as_state_machine()
        for seed in range(scenarios):
            self._walk(machine, seed, steps)

    def _walk(self, machine: Any, seed: int, steps: int) -> None:
        probe = self
        with self._session() as session:

            @hypothesis.seed(seed)
            class Machine(machine):
                def setup(self) -> None:
                    self.walk = Walk()
                    probe.walks.append(self.walk)

                def call(self, case: schemathesis.Case, **_: Any) -> Any:
                    with probe._noting(case, again=True):
                        return case.call(base_url=probe.url, session=session, headers=probe.headers, timeout=PATIENT_SECONDS)

                def after_call(self, response: Any, case: schemathesis.Case) -> None:
                    super().after_call(response, case)
                    label = case.operation.label
                    probe.answers[label][response.status_code] += 1
                    self.walk.steps[case.id] = (self.recorder.cases[case.id].parent_id, label, response.status_code)

                def validate_response(self, response: Any, case: schemathesis.Case, *_: Any, **__: Any) -> None:
                    with probe._noting(case):
                        case.validate_response(response, checks=probe.checks_of(case), recorder=self.recorder)

            # The service keeps what earlier scenarios wrote: where one begins like another and goes on otherwise, Hypothesis
            # gives up the series. Few in a series, and many series.
            with contextlib.suppress(hypothesis.errors.Flaky, requests.RequestException):
                Machine.run(settings=settings(2, steps))

    def checks_of(self, case: schemathesis.Case) -> list[Any]:
        """A code that is typed otherwise than the document writes it is read (catalog/spelling.py), and nothing to refuse."""
        named = {**(case.path_parameters or {}), **(case.query or {})}
        for parameter in case.operation.definition.raw.get("parameters", []):
            said = named.get(parameter.get("name"))
            for pattern in _patterns(parameter.get("schema", {})):
                if (
                    isinstance(said, str)
                    and not re.search(pattern, said)
                    and any(re.search(pattern, r(said)) for r in READINGS)
                ):
                    return DOCUMENTED
        return CHECKS

    @contextlib.contextmanager
    def _noting(self, case: schemathesis.Case, *, again: bool = False) -> Iterator[None]:
        """Keeps what is wrong in `found`, so that the rest is looked at too; a broken connection goes on up with `again`."""
        try:
            yield
        except* AssertionError as group:
            for error in group.exceptions:
                self.found.setdefault(f"{case.operation.label}: {error}", case.as_curl_command())
        except* requests.RequestException as group:
            for error in group.exceptions:
                self.found.setdefault(f"{case.operation.label}: {type(error).__name__}", case.as_curl_command())
            if again:
                raise

    @staticmethod
    def _session() -> requests.Session:
        session = requests.Session()
        session.trust_env = False
        return session

    def hint(self, _: Any, case: schemathesis.Case) -> st.SearchStrategy[schemathesis.Case]:
        """What fits the schema seldom names what exists: most cases get this place's own codes and numbers."""
        if not case.meta or case.meta.generation.mode.is_negative:
            return st.just(case)
        return _hinted(self, case)

    def name_known(self, draw: st.DrawFn, named: dict[str, Any]) -> None:
        values = EVERYWHERE | self.known.values
        for name in named:
            if name in values and draw(st.integers(0, 9)):
                named[name] = draw(st.sampled_from(values[name]))


def _patterns(schema: dict[str, Any]) -> Iterator[str]:
    if "pattern" in schema:
        yield schema["pattern"]
    for each in (*schema.get("anyOf", ()), schema.get("items", {})):
        if each:
            yield from _patterns(each)


@st.composite
def _hinted(draw: st.DrawFn, probe: Probe, case: schemathesis.Case) -> schemathesis.Case:
    # A walk has its things from the links.
    if case.meta.phase.name is not TestPhase.STATEFUL:
        probe.name_known(draw, case.path_parameters)
    # A made-up version or a key used before would end most commands before they began.
    for name in ("if-match", "idempotency-key", "import-id"):
        if name in case.headers and draw(st.integers(0, 9)):
            del case.headers[name]
    where = "query" if case.method == "GET" else "body"
    ready = probe.known.ready.get(case.operation.label)
    if ready and draw(st.integers(0, 3)):
        setattr(case, where, dict(draw(st.sampled_from(ready))))
    elif isinstance(named := getattr(case, where), dict) and draw(st.integers(0, 3)):
        probe.name_known(draw, named)
    return case


def settings(examples: int, steps: int = 50) -> hypothesis.settings:
    """The same requests in every run."""
    return hypothesis.settings(
        max_examples=examples,
        stateful_step_count=steps,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
        print_blob=False,
    )


@contextlib.asynccontextmanager
async def probing(sut: ServiceUnderTest, kafka: Kafka, known: Known, **caller: Any) -> AsyncIterator[Probe]:
    """The service served on 127.0.0.1, with the real broker; from now on its test client is held against the document too."""
    broker = kafka.client()
    settings = sut.running.settings.model_copy(
        update={
            "kafka_bootstrap": broker["bootstrap_servers"],
            "kafka_username": broker["sasl_plain_username"],
            "kafka_password": SecretStr(broker["sasl_plain_password"]),
            "kafka_security": broker["security_protocol"],
        }
    )
    running, place = sut.running, sut.running.settings.place
    await kafka.ensure_topics([(events_topic(place, running.service.name), 1), (shared_topic(place), 1)])
    sut.running = RunningService(running.service, settings, running.pool, running.clock, running.calendar)
    app = sut.running.service.api(sut.running)
    document = json.loads((await sut.client.get("/openapi.json")).content)
    schema = schemathesis.openapi.from_dict(document, config=schemathesis.Config.from_dict(_CONFIG))
    plain = sut.client
    async with serve(app) as url:
        probe = Probe(sut, url, document, schema, sut.bearer(**caller), known)
        schema.hooks.register_hook_with_name(probe.hint, "flatmap_case")
        try:
            async with patient_client(url, event_hooks={"response": [probe.hold]}) as held:
                sut.client = held
                yield probe
        finally:
            sut.client, sut.running = plain, running
