"""What a provider posted, read whole: for those endpoints that patients wait for."""

from collections.abc import Awaitable, Callable, Mapping
from typing import NamedTuple

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.running import Running
from bot.turns import TurnLoop


class Posted(NamedTuple):
    """`query` as it stands in the address, without the mark; names of `headers` in small letters."""

    running: Running
    turns: TurnLoop
    path: str
    query: str
    headers: Mapping[bytes, bytes]
    body: bytes

    def header(self, name: bytes) -> str:
        """Empty where there is none."""
        return self.headers.get(name, b"").decode("latin-1")


Endpoint = Callable[[Posted], Awaitable[Response]]


class Taker:
    """An endpoint as an application of its own.

    No route of FastAPI's: there is nothing to take apart here, and to find that out costs more than a signature.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self.answer(scope, receive)
        await response(scope, receive, send)

    async def answer(self, scope: Scope, receive: Receive) -> Response:
        state = scope["app"].state
        query = scope["query_string"].decode("latin-1")
        body = await whole(receive)
        return await self._endpoint(
            Posted(state.running, state.turns, scope["path"], query, dict(scope["headers"]), body)
        )


async def whole(receive: Receive) -> bytes:
    """The body, which a guard keeps to its size and time. Raises ClientDisconnect."""
    parts: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)
