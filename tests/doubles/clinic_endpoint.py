"""A clinic's endpoint on loopback: verifies by the `standardwebhooks` library, and can be told to misbehave."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OLD_SECRET = "whsec_T2xkIHNlY3JldCBmb3IgdGhlIHRlc3Rz"


@dataclass
class ClinicEndpoint:
    """`script`: what the next requests get, in order; then every request that verifies gets 204, any other 401.

    A step is a status, (status, headers), or a function that is handed the request handler.
    """

    secret: str = SECRET
    url: str = ""
    script: list[Any] = field(default_factory=list)
    received: list[dict[str, Any]] = field(default_factory=list)  # verified events, each with its webhook-id
    attempts: list[dict[str, str]] = field(default_factory=list)  # headers of every request, verified or not
    released: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers["content-length"]))
        headers = {name.lower(): value for name, value in handler.headers.items()}
        with self.lock:
            self.attempts.append(headers)
            step = self.script.pop(0) if self.script else None
        if callable(step):
            step(handler)
        elif step is not None:
            status, more = step if isinstance(step, tuple) else (step, {})
            reply(handler, status, more)
        else:
            reply(handler, self.verify(body, headers), {})

    def verify(self, body: bytes, headers: dict[str, str]) -> int:
        try:
            event = Webhook(self.secret).verify(body, headers)
        except WebhookVerificationError:
            return 401
        with self.lock:
            self.received.append({"id": headers["webhook-id"], **event})
        return 204

    def hang(self, handler: BaseHTTPRequestHandler) -> None:
        """Takes the request and says nothing until the test lets go."""
        self.released.wait(30)


def reply(handler: BaseHTTPRequestHandler, status: int, headers: dict[str, str]) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.send_header("content-length", "0")
    handler.end_headers()


def flood(handler: BaseHTTPRequestHandler) -> None:
    """An answer without end."""
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(100_000):
            handler.wfile.write(b"x" * 4096)
    except OSError:
        return  # the caller hung up, as it should


@contextmanager
def clinic_endpoint(*, secret: str = SECRET, tls: ssl.SSLContext | None = None) -> Iterator[ClinicEndpoint]:
    endpoint = ClinicEndpoint(secret=secret)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            endpoint.answer(self)

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    scheme, host = ("https", "localhost") if tls else ("http", "127.0.0.1")
    endpoint.url = f"{scheme}://{host}:{server.server_port}/prosvar?unit=7"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield endpoint
    finally:
        endpoint.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
