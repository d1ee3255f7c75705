"""What the doubles of providers have in common: a real server on loopback, and faults put before its answers."""

import json
import random
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal, TypeVar
from urllib.parse import parse_qsl, urlsplit

AnyDouble = TypeVar("AnyDouble", bound="HttpDouble")


@dataclass(frozen=True)
class Reply:
    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Fault:
    """One request that goes wrong. `taken`: the work is done before it goes wrong, as when an answer is lost.

    refuse: `reply` instead of the answer; drop: the connection is closed; hang: nothing is said until `release`.
    """

    how: Literal["refuse", "drop", "hang"]
    taken: bool = False
    reply: Reply | None = None


BAD_GATEWAY = Reply(502, "<html><body><h1>502 Bad Gateway</h1></body></html>", {"content-type": "text/html"})


@dataclass(frozen=True)
class Asked:
    """A request as it came. `fields` are the query's and the form's."""

    method: str
    path: str
    fields: Mapping[str, str]
    headers: Mapping[str, str]


@dataclass
class HttpDouble:
    """`faults` are used up in order by the requests that `may_fail`; then `chance` of one of `chances`, by `seed`."""

    faults: list[Fault] = field(default_factory=list)
    chance: float = 0.0
    chances: tuple[Fault, ...] = ()
    seed: int = 1
    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)
    released: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)

    def answer(self, asked: Asked) -> Reply:
        raise NotImplementedError

    def may_fail(self, asked: Asked) -> bool:
        return True

    def release(self) -> None:
        """Let go of the requests that hang."""
        self.released.set()

    def next_fault(self, asked: Asked) -> Fault | None:
        with self.lock:
            if not self.may_fail(asked):
                return None
            if self.faults:
                return self.faults.pop(0)
            return self.dice.choice(self.chances) if self.chances and self.dice.random() < self.chance else None

    def handle(self, handler: BaseHTTPRequestHandler) -> None:
        asked = read_request(handler)
        with self.lock:
            self.asked.append(asked)
        fault = self.next_fault(asked)
        if fault is None:
            write_reply(handler, self.answer(asked))
            return
        if fault.taken:
            self.answer(asked)
        if fault.how == "refuse" and fault.reply is not None:
            write_reply(handler, fault.reply)
            return
        if fault.how == "hang":
            self.released.wait(60)
        handler.close_connection = True


def read_request(handler: BaseHTTPRequestHandler) -> Asked:
    parts = urlsplit(handler.path)
    body = handler.rfile.read(int(handler.headers.get("content-length") or 0)).decode()
    fields = dict(parse_qsl(parts.query, keep_blank_values=True)) | dict(parse_qsl(body, keep_blank_values=True))
    headers = {name.lower(): value for name, value in handler.headers.items()}
    return Asked(handler.command, parts.path, fields, headers)


def write_reply(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    body = reply.body if isinstance(reply.body, str) else json.dumps(reply.body)
    headers = {"content-type": "application/json", **reply.headers, "content-length": str(len(body.encode()))}
    handler.send_response(reply.status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body.encode())


@contextmanager
def serving(double: AnyDouble, port: int = 0) -> Iterator[AnyDouble]:
    """The double at its `url` for as long as the block runs."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            double.handle(self)

        def do_POST(self) -> None:
            double.handle(self)

        def log_message(self, *_: object) -> None:
            """Requests are in `asked`."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    double.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield double
    finally:
        double.release()
        server.shutdown()
        server.server_close()
        thread.join()
