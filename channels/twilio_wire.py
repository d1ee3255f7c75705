"""The wire under Twilio's library: its requests over httpx, with time limits, and each failure said once.

The library's own client ignores its timeout, loses Retry-After, and cannot be pointed at another address. What it
needs of a client is `is_async` and `request`; paths, parameters and paging stay the library's.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode, urlsplit

import httpx
from twilio.http.response import Response

from channels.channel import SendError, SendUnknownError
from channels.remedies import remedy

# Twilio answers a create within a second or two; an answer that is not there after 15 will be looked up.
TIMEOUT: Final = httpx.Timeout(15, connect=5, pool=5)
LIMITS: Final = httpx.Limits(max_connections=100, max_keepalive_connections=50, keepalive_expiry=5)
NEVER_LEFT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
LONGEST_WAIT: Final = timedelta(hours=1)  # a Retry-After beyond this is not believed
# Twilio itself says 500 and 503 when it has not taken a message. Another 5xx is a gateway's word on the way there.
REFUSED_WHOLE: Final = (500, 503)


class TwilioWire:
    """Raises SendError where the request was refused or never left, SendUnknownError where nobody knows."""

    is_async = True

    def __init__(self, base_url: str | None, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._base_url = base_url
        self._client = httpx.AsyncClient(timeout=TIMEOUT, limits=LIMITS, trust_env=False, transport=transport)

    async def request(
        self,
        method: str,
        url: str,
        params: Mapping[str, object] | None = None,
        data: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109 - the library's signature; ours holds for all requests
        allow_redirects: bool = False,
    ) -> Response:
        query = urlencode(params, doseq=True) if params else ""
        try:
            response = await self._client.request(
                method,
                f"{self._address(url)}{'?' if query else ''}{query}",
                content=urlencode(data, doseq=True) if data else None,
                headers=headers,
                auth=auth or httpx.USE_CLIENT_DEFAULT,
                follow_redirects=allow_redirects,
            )
        except NEVER_LEFT:
            raise SendError("unreachable", remedy("sms", "unreachable")) from None
        except httpx.HTTPError:
            raise SendUnknownError from None
        if not response.is_success:
            raise refusal(response)
        return Response(response.status_code, response.text, response.headers)

    def _address(self, url: str) -> str:
        if self._base_url is None:
            return url
        parts = urlsplit(url)
        return f"{self._base_url}{parts.path}{'?' if parts.query else ''}{parts.query}"

    async def aclose(self) -> None:
        await self._client.aclose()


def refusal(response: httpx.Response) -> SendError | SendUnknownError:
    """What the answer says, without its words, which quote the number."""
    status = response.status_code
    if status >= 500 and status not in REFUSED_WHOLE:
        return SendUnknownError()
    code = twilio_code(response) or f"http-{status}"
    what = remedy("sms", code)
    if what == "give-up":  # a code nobody foresaw, perhaps under a status that says enough
        what = remedy("sms", f"http-{status}")
    return SendError(code, what, wait_asked(response) if what == "retry" else None)


def twilio_code(response: httpx.Response) -> str | None:
    try:
        said = response.json()
    except ValueError:
        return None
    code = said.get("code") if isinstance(said, dict) else None
    return str(code) if isinstance(code, int) else None


def wait_asked(response: httpx.Response) -> timedelta | None:
    seconds = response.headers.get("Retry-After", "")
    if not (seconds.isascii() and seconds.isdigit()):
        return None
    return min(timedelta(seconds=int(seconds[:9])), LONGEST_WAIT)
