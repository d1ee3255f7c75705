"""The short way to the endpoints that patients wait for: past the router, but behind the same guards."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from prosvar.problems import answer_to
from webhooks.posted import Taker


class ShortWay:
    """What is posted to a known address goes to its taker at once; all else, and every other method, by the router.

    The router compares a request with one address after another, under layers that these endpoints have no use for.
    """

    def __init__(self, app: ASGIApp, takers: Mapping[str, Taker]) -> None:
        self.app = app
        self.takers = takers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        taker = self.takers.get(scope["path"]) if scope["type"] == "http" and scope["method"] == "POST" else None
        if taker is None:
            await self.app(scope, receive, send)
            return
        try:
            response = await taker.answer(scope, receive)
        except Exception as error:  # those that have no answer are raised again
            response = await answer_to(Request(scope), error)
        await response(scope, receive, send)
