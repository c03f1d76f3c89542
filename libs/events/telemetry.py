"""Traces (OpenTelemetry), metrics (Prometheus) and structured logs of one service process."""

from __future__ import annotations

import logging
import random
import re
import sys
import traceback
from collections.abc import Iterator, MutableMapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import orjson
import structlog
from opentelemetry import context, trace
from opentelemetry.context import Context
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, ConsoleSpanExporter
from opentelemetry.trace import Link, SpanKind, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from structlog.typing import Processor

__all__ = ["Metrics", "configure", "log", "metrics", "outline", "propagated", "span", "traceparent"]

log = structlog.get_logger("checkonce")
_propagator = TraceContextTextMapPropagator()
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Metrics:
    """Every metric a service exports, in one registry per process."""

    def __init__(self) -> None:
        r = self.registry = CollectorRegistry()
        self.appended = Counter("checkonce_appended_facts_total", "Facts appended", registry=r)
        self.append_seconds = Histogram("checkonce_append_seconds", "Time of one append", buckets=_SECONDS, registry=r)
        self.fence_seconds = Histogram("checkonce_fence_seconds", "Time of one look at the fence", buckets=_SECONDS, registry=r)
        self.fence_held_back = Counter(
            "checkonce_fence_held_back_total",
            "Looks at the fence that an open transaction kept from the newest fact",
            registry=r,
        )
        self.fence_holder = Gauge(
            "checkonce_fence_holder_seconds",
            "Age of the transaction that keeps the newest facts from being read",
            ["pid", "application"],
            registry=r,
        )
        self.conflicts = Counter("checkonce_conflicts_total", "Appends repeated after a conflict", registry=r)
        self.refused = Counter("checkonce_refused_commands_total", "Commands refused", ["slug"], registry=r)
        self.unknown_roles = Counter("checkonce_unknown_roles_total", "Roles of tokens that nobody knows here", registry=r)
        self.relayed = Counter("checkonce_relayed_facts_total", "Facts acknowledged by the broker", registry=r)
        self.outbox_age = Gauge("checkonce_outbox_age_seconds", "Age of the oldest fact not yet sent", registry=r)
        self.outbox_size = Gauge("checkonce_outbox_facts", "Facts not yet sent", registry=r)
        self.relay_active = Gauge("checkonce_relay_active", "1 where this process is the active relay", registry=r)
        self.relay_held = Gauge(
            "checkonce_relay_held_position", "Position of the fact that the broker does not take; 0: none", registry=r
        )
        self.consumed = Counter("checkonce_consumed_facts_total", "Facts applied", ["source"], registry=r)
        self.duplicates = Counter("checkonce_duplicate_facts_total", "Redelivered facts skipped", registry=r)
        self.consumer_lag = Gauge("checkonce_consumer_lag_messages", "Messages behind", ["topic", "partition"], registry=r)
        self.parked_streams = Gauge("checkonce_parked_streams", "Streams parked", registry=r)
        self.refused_messages = Counter(
            "checkonce_refused_messages_total", "Messages that do not count", ["topic", "reason"], registry=r
        )
        self.second_waiting = Gauge("checkonce_countersignatures_waiting", "Requests that wait for a second person", registry=r)
        self.second_due = Gauge(
            "checkonce_countersignature_due_seconds",
            "Seconds until the first of the requests that wait for a second person expires; +Inf: none waits",
            registry=r,
        )
        self.second_wait = Gauge(
            "checkonce_countersignature_wait_seconds",
            "Seconds that this first request waits in all, from when it was asked until it expires; +Inf: none waits",
            registry=r,
        )
        self.calendar_days = Gauge("checkonce_calendar_days", "Days ahead whose holiday arrangement is known", registry=r)
        self.held_partitions = Gauge(
            "checkonce_held_partitions",
            "Partitions with a message that is held, or left until a missing link comes",
            registry=r,
        )
        self.unchained = Gauge("checkonce_unchained_rows", "Own and received facts not yet in the store's chain", registry=r)
        self.unchained_seconds = Gauge(
            "checkonce_unchained_seconds", "Age of the oldest own fact not yet in the store's chain", registry=r
        )
        self.deadlines_open = Gauge("checkonce_deadlines_open", "Deadlines running", registry=r)
        self.deadlines_overdue = Gauge("checkonce_deadlines_overdue", "Deadlines due and not yet fired", registry=r)
        self.deadlines_fired = Counter("checkonce_deadlines_fired_total", "Deadlines that passed", registry=r)
        self.worker_failures = Counter("checkonce_worker_failures_total", "Turns that failed", ["worker"], registry=r)
        self.worker_late = Gauge(
            "checkonce_worker_late_seconds", "How late a worker's next turn that leads somewhere is", ["worker"], registry=r
        )
        self.worker_behind = Gauge("checkonce_worker_behind", "What a worker knows to wait for it", ["worker"], registry=r)
        self.database_answers = Gauge("checkonce_database_answers", "1 where the database answers", registry=r)
        self.deadlines_failed = Counter(
            "checkonce_deadlines_failed_total", "Deadlines that failed and were put off", registry=r
        )
        self.deadlines_put_off = Gauge(
            "checkonce_deadlines_put_off", "Deadlines that failed and wait to be tried again", registry=r
        )
        self.http_refused = Counter("checkonce_http_refused_total", "Requests refused", ["route", "reason"], registry=r)
        self.http_seconds = Histogram(
            "checkonce_http_seconds", "Time of one request", ["method", "route", "status"], buckets=_SECONDS, registry=r
        )


metrics = Metrics()


def _line(item: ReadableSpan) -> str:
    context = item.get_span_context()
    parent = item.parent.span_id if item.parent else None
    record = {
        "trace": f"{context.trace_id:032x}" if context else None,
        "span": f"{context.span_id:016x}" if context else None,
        "parent": f"{parent:016x}" if parent else None,
        "service": item.resource.attributes.get("service.name"),
        "name": item.name,
        "kind": item.kind.name.lower(),
        "start": item.start_time,
        "end": item.end_time,
        "attributes": dict(item.attributes or {}),
        "links": [f"{link.context.trace_id:032x}" for link in item.links],
    }
    return orjson.dumps(record, default=str).decode() + "\n"


class _FileExporter(ConsoleSpanExporter):
    """Closes its file; the stock exporter leaves it open."""

    def shutdown(self) -> None:
        self.out.close()


_OF_VALUES = frozenset({"22", "P0", "XX"})
"""Classes of the database's errors whose texts show values (PostgreSQL 18, appendix A)."""
_NAMED = ("sqlstate", "table_name", "column_name", "constraint_name", "slug")


def outline(error: BaseException) -> str:
    """What logs, traces and operators are told of an error, whatever it is about.

    Texts of errors show values: what did not fit, who was refused. Those of a confided fact would tell it
    (docs/decisions/0019). So this is the class with the names that it gives (SQLSTATE, table, constraint, a refusal's slug),
    the same of its causes, and where in the program it arose. Errors of connections, of the broker and of the database's
    schema keep their texts, and so do those that say they are `plain`: they show no value.
    """
    chain = list(_chain(error))
    return " from ".join(_outlined(each) for each in chain) + _place(chain[0])


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)


def _outlined(error: BaseException) -> str:
    code = getattr(error, "sqlstate", None)
    of_the_broker = type(error).__module__.partition(".")[0] == "aiokafka"
    if getattr(error, "plain", False):
        return f"{type(error).__name__}: {error}"
    plain = isinstance(error, OSError) or type(error) is RuntimeError or of_the_broker
    if plain or (code and code[:2] not in _OF_VALUES):
        return repr(error)
    names = (getattr(error, name, None) for name in _NAMED)
    return " ".join([type(error).__name__, *(name for name in names if isinstance(name, str) and name)])


def _place(error: BaseException) -> str:
    """The last line of ours that the error came through."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    ours = [frame for frame in frames if "site-packages" not in frame.f_code.co_filename] or frames
    if not ours:
        return ""
    last = ours[-1]
    return f" in {last.f_globals.get('__name__')}.{last.f_code.co_qualname}, line {last.f_lineno}"


def _outlines(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """An exception that is logged: its outline, and the lines of code that it came through."""
    given = event.pop("exc_info", None)
    error = given if isinstance(given, BaseException) else (given[1] if isinstance(given, tuple) else sys.exc_info()[1])
    if given and error is not None:
        event["exception"] = outline(error)
        event["stack"] = "".join(line for each in _chain(error) for line in traceback.format_tb(each.__traceback__))
    return event


def _traced(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """What was logged within a span can be found from its trace."""
    if known := traceparent():
        _, event["trace_id"], event["span_id"], _ = known.split("-")
    return event


class _Foreign(logging.StreamHandler[Any]):
    """What libraries log by Python's own `logging`, as the same lines of JSON."""

    def __init__(self, service: str, before: list[Processor], render: list[Processor]) -> None:
        super().__init__(sys.stderr)

        def named(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
            # A library's own thread has none of our context.
            return {"service": service, **event}

        self.setFormatter(
            structlog.stdlib.ProcessorFormatter(
                foreign_pre_chain=[*before, named],
                processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *render],
            )
        )


def _take_in(service: str, before: list[Processor], render: list[Processor]) -> None:
    root = logging.getLogger()
    for handler in [each for each in root.handlers if isinstance(each, _Foreign)]:
        root.removeHandler(handler)
    root.addHandler(_Foreign(service, before, render))


def _version() -> str:
    try:
        return version("checkonce")
    except PackageNotFoundError:
        return "unknown"


def configure(service: str, *, level: str = "INFO", trace_file: Path | None = None, otlp: bool = False) -> TracerProvider:
    """Sets up logs and traces of this process. Spans go to an OTLP collector (OTEL_* variables), a file, or nowhere."""
    first: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _traced,
    ]
    last: list[Processor] = [
        _outlines,
        structlog.processors.EventRenamer("message"),
        structlog.processors.JSONRenderer(serializer=lambda event, **_: orjson.dumps(event, default=str).decode()),
    ]
    structlog.configure(
        processors=[*first, *last],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    structlog.contextvars.bind_contextvars(service=service)
    _take_in(service, [structlog.stdlib.add_logger_name, *first], last)
    place, _, name = service.rpartition(".")
    resource = {
        "service.name": service, "service.namespace": place or name, "service.version": _version(),
    }  # fmt: skip
    provider = TracerProvider(resource=Resource.create(resource), shutdown_on_exit=False)
    if trace_file is not None:
        trace_file.parent.mkdir(parents=True, exist_ok=True)
        out = trace_file.open("a", encoding="utf-8")
        provider.add_span_processor(BatchSpanProcessor(_FileExporter(out=out, formatter=_line)))
    if otlp:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415 - costs 80 ms

        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    # The SDK's own global refuses to be set twice in tests.
    global _tracer, _collected
    # Recorded, two spans cost as much as a query.
    _tracer, _collected = provider.get_tracer("checkonce"), trace_file is not None or otlp
    return provider


_tracer: trace.Tracer = trace.get_tracer("checkonce")
_collected = False
"""Whether anybody collects spans. Otherwise a span is its ids, which facts and logs refer to."""
_ids: ContextVar[str | None] = ContextVar("ids", default=None)
"""The `traceparent` of the span that nobody collects and that this is within."""
_PLAIN = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


def propagated(parent: str | None) -> Context | None:
    """The remote context named by a `traceparent`."""
    return _propagator.extract({"traceparent": parent}) if parent else None


def traceparent() -> str | None:
    """The current span as a W3C `traceparent`, or None outside any span."""
    return _text(trace.get_current_span()) if _collected else _ids.get()


def _text(current: trace.Span) -> str | None:
    known = current.get_span_context()
    return f"00-{known.trace_id:032x}-{known.span_id:016x}-{known.trace_flags:02x}" if known.is_valid else None


def span(
    name: str,
    kind: SpanKind = SpanKind.INTERNAL,
    *,
    parent: str | None = None,
    linked: str | None = None,
    **attributes: Any,
) -> AbstractContextManager[trace.Span]:
    """A span; `parent` continues a remote trace, `linked` only points at one (a batch has many origins)."""
    if not _collected:
        return _Ids(parent)
    return _recorded(name, kind, parent, linked, attributes)


class _Ids:
    """A span that nobody collects: the SDK, told to drop it, takes five times as long to make its ids."""

    __slots__ = ("_parent", "_token")

    def __init__(self, parent: str | None) -> None:
        self._parent = parent

    def __enter__(self) -> trace.Span:
        above = self._parent
        if above is not None and not _PLAIN.fullmatch(above):
            above = _text(trace.get_current_span(propagated(above)))
        above = above or _ids.get()
        own = f"{random.getrandbits(64) or 1:016x}"
        begin, end = (above[:36], above[52:]) if above else (f"00-{random.getrandbits(128) or 1:032x}-", "-00")
        self._token = _ids.set(begin + own + end)
        return trace.INVALID_SPAN

    def __exit__(self, *_: object) -> None:
        _ids.reset(self._token)


@contextmanager
def _recorded(
    name: str, kind: SpanKind, parent: str | None, linked: str | None, attributes: dict[str, Any]
) -> Iterator[trace.Span]:
    links = []
    if linked and (remote := propagated(linked)) is not None:
        links.append(Link(trace.get_current_span(remote).get_span_context()))
    current = _tracer.start_span(name, propagated(parent), kind, attributes, links)
    # By hand: start_as_current_span goes through two more context managers, at every request and command.
    token = context.attach(trace.set_span_in_context(current))
    try:
        yield current
    except Exception as error:
        current.set_status(StatusCode.ERROR, outline(error))
        raise
    finally:
        context.detach(token)
        current.end()
