"""One signed request to a clinic's endpoint, by the Standard Webhooks rules, to an address that we have looked at.

The endpoint's name is resolved once, the addresses are judged, and the connection is made to the judged address:
a name that points somewhere else a moment later cannot send us into our own network.
"""

import asyncio
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import httpx
from standardwebhooks.webhooks import Webhook

Address = IPv4Address | IPv6Address

TIMEOUT_SECONDS = 20.0
RESPONSE_CAP = 64 * 1024  # nobody's answer to a summary is longer; what comes after is not read
LONGEST_WAIT = timedelta(days=1)  # that we let an endpoint ask for
UNICAST = ip_network("2000::/3")  # of IPv6, all that is given out for the internet; Python counts more as global
PROTOCOLS = ip_network("192.0.0.0/24")  # hosts of a provider's own network; one cloud's metadata is among them
NAT64 = ip_network("64:ff9b::/96")  # holds an IPv4 address, private ones too, and counts as global


class EndpointRefusedError(Exception):
    """The endpoint's address may not be used; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(f"the endpoint's address is refused ({code})")
        self.code = code


@dataclass(frozen=True, slots=True)
class Receipt:
    """How one attempt ended. `status` is null where no answer came; `error` is a short code, null on 2xx."""

    status: int | None
    error: str | None
    retry_after: timedelta | None = None

    @property
    def delivered(self) -> bool:
        return self.error is None

    @property
    def gone(self) -> bool:
        return self.status == httpx.codes.GONE


def sign(secrets: Sequence[str], delivery_id: str, at: datetime, body: str) -> str:
    """The webhook-signature header: one signature for each secret, so that a secret can be changed under way."""
    # The library overwrites the zone of the moment instead of converting it: hand it UTC.
    moment = at.astimezone(UTC)
    return " ".join(Webhook(secret).sign(delivery_id, moment, body) for secret in secrets)


def usable(address: Address, *, loopback: bool) -> bool:
    """Whether we may connect there: the public internet, and this machine itself where that is allowed."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if address in NAT64:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return usable(inner, loopback=loopback)
    if address.is_loopback:
        return loopback
    if address in PROTOCOLS or (address.version == 6 and address not in UNICAST):
        return False
    return address.is_global and not address.is_multicast


def judge(url: str, *, loopback: bool) -> httpx.URL:
    """The address in parts. Raises EndpointRefusedError for anything but plain https (or http where loopback is)."""
    try:
        parts = httpx.URL(url)
    except httpx.InvalidURL:
        raise EndpointRefusedError("not-an-address") from None
    if parts.scheme != "https" and not (loopback and parts.scheme == "http"):
        raise EndpointRefusedError("not-https")
    if not parts.host or parts.userinfo:
        raise EndpointRefusedError("not-an-address")
    return parts


async def resolve(parts: httpx.URL, *, loopback: bool) -> Address:
    """The first address of the host. One unusable address among them refuses the endpoint: it has no business there."""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(parts.host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise EndpointRefusedError("no-such-host") from None
    addresses = [ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    if not all(usable(address, loopback=loopback) for address in addresses):
        raise EndpointRefusedError("private-address")
    if parts.scheme == "http" and not all(address.is_loopback for address in addresses):
        raise EndpointRefusedError("not-https")
    return addresses[0]


async def post(
    http: httpx.AsyncClient,
    url: str,
    *,
    delivery_id: str,
    body: str,
    secrets: Sequence[str],
    at: datetime,
    loopback: bool = False,
) -> Receipt:
    """Send `body` once, signed for the moment `at`. Whatever happens on the way comes back as a Receipt.

    `loopback`: this machine's own addresses and plain http are allowed, for trials.
    """
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            parts = judge(url, loopback=loopback)
            address = await resolve(parts, loopback=loopback)
            return await exchange(http, parts, address, delivery_id, body, sign(secrets, delivery_id, at, body), at)
    except EndpointRefusedError as refused:
        return Receipt(None, refused.code)
    except (TimeoutError, httpx.TimeoutException):
        return Receipt(None, "timeout")
    except httpx.TransportError as error:
        return Receipt(None, "tls" if "CERTIFICATE" in str(error) or "SSL" in str(error) else "unreachable")


async def exchange(
    http: httpx.AsyncClient,
    parts: httpx.URL,
    address: Address,
    delivery_id: str,
    body: str,
    signature: str,
    at: datetime,
) -> Receipt:
    request = http.build_request(
        "POST",
        parts.copy_with(host=str(address)),
        content=body.encode(),
        headers={
            "host": parts.netloc.decode("ascii"),
            "content-type": "application/json",
            "accept-encoding": "identity",
            # Two clinics may share an address: a connection that was verified for one is not used for the other.
            "connection": "close",
            "webhook-id": delivery_id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": signature,
        },
        extensions={"sni_hostname": parts.raw_host.decode("ascii")},
    )
    response = await http.send(request, stream=True, follow_redirects=False)
    try:
        await read_some(response)
    finally:
        await response.aclose()
    return receipt_of(response, at)


async def read_some(response: httpx.Response) -> None:
    """Undecoded, so that a small compressed answer cannot become a large one."""
    size = 0
    async for chunk in response.aiter_raw():
        size += len(chunk)
        if size > RESPONSE_CAP:
            return


def receipt_of(response: httpx.Response, at: datetime) -> Receipt:
    if response.is_success:
        return Receipt(response.status_code, None)
    code = "redirect" if response.is_redirect or 300 <= response.status_code < 400 else f"http-{response.status_code}"
    return Receipt(response.status_code, code, wait_asked_for(response.headers.get("retry-after"), at))


def wait_asked_for(value: str | None, at: datetime) -> timedelta | None:
    """Retry-After: seconds, or a date. What cannot be read was not asked for."""
    if value is None:
        return None
    try:
        wait = timedelta(seconds=int(value)) if value.strip().isdigit() else parsedate_to_datetime(value) - at
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(wait, timedelta()), LONGEST_WAIT)
