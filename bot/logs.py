"""Log lines that cannot hold a patient: one JSON object a line, of named fields and short codes only.

A line is `log.info("send-refused", clinic=…, sender=…, code=…)`: the event is a fixed name, the fields are the ones
listed here, and a value that looks like text or like a number somebody could be called on is dropped. Libraries
write whole sentences with addresses and parameters in them, so of their lines only the place is kept.
"""

import logging
import re
import sys
import threading
from collections.abc import Iterator, MutableMapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog

FIELDS = frozenset(
    {"at", "attempt", "channel", "clinic", "code", "count", "delivery", "endpoint", "error", "job", "kind", "level"}
    | {"logger", "message", "outcome", "patient", "pid", "port", "reason", "remedy", "rule", "seconds", "sender"}
    | {"segments", "session", "size", "state", "status", "task", "timestamp", "trigger", "type", "version", "worker"}
)
EVENT = re.compile(r"[a-z]+([-_][a-z]+)*")
CODE = re.compile(r"[A-Za-z0-9_.:/<>-]{1,80}")
CALLABLE = re.compile(r"\d{7}")  # seven digits in a row could be somebody's number
HOUSE = Path(__file__).resolve().parent.parent
ROOMS = ("flows", "triage", "store", "clinic", "channels", "bot", "webhooks", "console", "prosvar")
HELD = object()


def configure_logs(level: int = logging.INFO) -> None:
    """Send everything that any library logs, and what a thread dies of, through one narrow gate to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[only_the_place],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in ROOMS:
        logging.getLogger(name).setLevel(level)
    for name in list(logging.root.manager.loggerDict):
        if name.split(".")[0] not in ROOMS:
            quieten(logging.getLogger(name))
    logging.captureWarnings(True)
    logging.raiseExceptions = False  # a malformed log call would otherwise print its arguments
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_the_listed,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    threading.excepthook = thread_ended


def quieten(logger: logging.Logger) -> None:
    """A library that brings its own handler would print past ours."""
    logger.handlers[:] = []
    logger.propagate = True
    logger.setLevel(logging.NOTSET)


def thread_ended(args: threading.ExceptHookArgs) -> None:
    structlog.get_logger("prosvar").critical("thread-ended", exc_info=args.exc_value)


def only_the_listed(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep the fixed name, the listed fields with safe values, and of an exception its class and our line."""
    name = event.get("event")
    kept: dict[str, Any] = {"event": name if isinstance(name, str) and EVENT.fullmatch(name) else "unnamed"}
    for field, value in event.items():
        if field in FIELDS and (safe := safe_value(value)) is not HELD:
            kept[field] = safe
    error = exception_of(event.get("exc_info"))
    if error is not None:
        kept |= describe_exception(error)
    return kept


def only_the_place(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Of a library's line: which library, how grave, where in its code, and the class of the exception."""
    record: logging.LogRecord = event["_record"]
    kept: dict[str, Any] = {
        "event": "library",
        "level": record.levelname.lower(),
        "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
        "logger": record.name,
        "at": f"{Path(record.pathname).name}:{record.lineno}",
        "_record": record,
        "_from_structlog": False,
    }
    error = exception_of(record.exc_info)
    return kept if error is None else kept | describe_exception(error)


def safe_value(value: Any) -> Any:
    """The value as it may be logged, or HELD."""
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return HELD if CALLABLE.search(str(value)) else value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, str) and (is_uuid(value) or is_moment(value) or is_code(value)):
        return value
    return HELD


def is_code(value: str) -> bool:
    return CODE.fullmatch(value) is not None and CALLABLE.search(value) is None


def is_uuid(value: str) -> bool:
    return re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", value) is not None


def is_moment(value: str) -> bool:
    return re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)?", value) is not None


def exception_of(info: Any) -> BaseException | None:
    if isinstance(info, BaseException):
        return info
    if isinstance(info, tuple):
        return exception_of(info[1])
    return exception_of(sys.exc_info()) if info else None


def describe_exception(error: BaseException) -> dict[str, str]:
    """Class names along the chain of causes, and the innermost line of ours. Never the exception's own words."""
    if isinstance(error, BaseExceptionGroup):
        return describe_exception(error.exceptions[0])  # one of those that failed side by side tells enough
    return {
        "error": " < ".join(f"{type(link).__module__}.{type(link).__qualname__}" for link in chain(error)),
        "at": place_of(error),
    }


def chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def place_of(error: BaseException) -> str:
    place, trace = "outside", error.__traceback__
    while trace is not None:
        path = Path(trace.tb_frame.f_code.co_filename)
        if path.is_relative_to(HOUSE):
            path = path.relative_to(HOUSE)
        if path.parts[0] in ROOMS:  # what is compiled names its file within the house
            place = f"{path.as_posix()}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
