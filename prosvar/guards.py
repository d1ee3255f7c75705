"""What stands between the network and every page: a size limit, and headers that browsers obey."""

import asyncio
from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from prosvar.problems import problem

BODY_SECONDS = 20.0  # for the whole of it; providers give up sooner
LARGEST_BODY = 64 * 1024  # bytes; a text message, an enrolment and a form all fit many times over
TOO_SLOW = f"Send the whole request within {BODY_SECONDS:.0f} seconds"

CONTENT_SECURITY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'none'"
)
# FastAPI's reference page loads Swagger UI from this host and starts it with an inline script.
REFERENCE_SECURITY = (
    "default-src 'self'; script-src 'unsafe-inline' https://cdn.jsdelivr.net; img-src 'self' data: https:;"
    " style-src 'unsafe-inline' https://cdn.jsdelivr.net; frame-ancestors 'none'"
)
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",  # an answer page's address holds its token
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class BodyLimit:
    """Answers 413 by the declared length, or as soon as more has come than allowed; 408 when it does not all come.

    `larger`: path → bytes, where more than LARGEST_BODY may come.
    """

    def __init__(self, app: ASGIApp, larger: Mapping[str, int]) -> None:
        self.app = app
        self.larger = larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        largest = self.larger.get(scope["path"], LARGEST_BODY)
        too_large = f"Send at most {largest} bytes"
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if not declared.isdigit() or int(declared) > largest:
            await problem(413, "body-too-large", too_large)(scope, receive, send)
            return
        seen, whole = 0, False
        ends = asyncio.get_running_loop().time() + BODY_SECONDS

        async def counted() -> Message:
            nonlocal seen, whole
            try:
                # What is waited for after the body is that the caller hangs up, which may take as long as it likes.
                async with asyncio.timeout_at(None if whole else ends):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(408, TOO_SLOW) from None
            whole = not message.get("more_body", False)
            seen += len(message.get("body", b""))
            if seen > largest:
                raise HTTPException(413, too_large)
            return message

        await self.app(scope, counted, send)


class SafeHeaders:
    """Adds the headers of ALWAYS; pages are not kept by browsers or proxies unless they say so themselves."""

    def __init__(self, app: ASGIApp, https: bool) -> None:
        self.app = app
        self.page, self.reference = (encoded(policy, https) for policy in (CONTENT_SECURITY, REFERENCE_SECURITY))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        ours = self.reference if scope["path"] == "/docs" else self.page

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = [(name.lower(), value) for name, value in message.get("headers", ())]
                said = {name for name, _ in own}
                message["headers"] = own + [header for header in ours if header[0] not in said]
            await send(message)

        await self.app(scope, receive, with_headers)


def encoded(policy: str, https: bool) -> list[tuple[bytes, bytes]]:
    """All that a page says by itself, as ASGI sends it: names in small letters."""
    named = ALWAYS | {"Content-Security-Policy": policy, "Cache-Control": "no-store"}
    if https:
        named["Strict-Transport-Security"] = "max-age=31536000"
    return [(name.lower().encode(), value.encode()) for name, value in named.items()]
