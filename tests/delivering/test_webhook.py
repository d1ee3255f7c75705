"""One signed request: what is signed, where it may go, and how each misbehaviour of an endpoint comes back."""

import asyncio
import ipaddress
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from standardwebhooks.webhooks import Webhook

from bot.running import open_http
from clinic import webhook
from clinic.webhook import Receipt, post, sign, usable
from tests.doubles.clinic_endpoint import OLD_SECRET, SECRET, ClinicEndpoint, clinic_endpoint, flood
from tests.doubles.trust import trusted

BODY = '{"type":"session.completed","data":{"note":"Smerte 7, søvn «dårlig»"}}'


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False, verify=trusted()) as client:
        yield client


def now() -> datetime:
    return datetime.now(UTC)


async def send(http: httpx.AsyncClient, url: str, *, loopback: bool = True) -> Receipt:
    return await post(http, url, delivery_id="msg_1", body=BODY, secrets=[SECRET], at=now(), loopback=loopback)


@pytest.mark.parametrize("hours", [0, 1, -5])
def test_a_signature_is_the_same_whatever_zone_the_moment_is_given_in(hours: int) -> None:
    moment = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
    local = moment.astimezone(timezone(timedelta(hours=hours)))
    assert sign([SECRET], "msg_1", local, BODY) == sign([SECRET], "msg_1", moment, BODY)


@pytest.mark.parametrize("held", [SECRET, OLD_SECRET])
def test_during_rotation_a_receiver_with_either_secret_verifies(held: str) -> None:
    at = now()
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": sign([SECRET, OLD_SECRET], "msg_1", at, BODY),
    }
    assert Webhook(held).verify(BODY.encode(), headers)["type"] == "session.completed"


async def test_what_one_endpoint_asks_to_remember_is_not_told_to_the_next() -> None:
    """Two clinics may be served at one address: the cookie of one is no business of the other."""
    async with open_http() as http:
        with clinic_endpoint() as endpoint:
            endpoint.script.append((204, {"set-cookie": "session=of-one-clinic; Path=/"}))
            assert [(await send(http, endpoint.url)).status for _ in range(2)] == [204, 204]
    assert "cookie" not in endpoint.attempts[1]


async def test_the_receiver_verifies_exactly_the_bytes_that_were_sent(http: httpx.AsyncClient) -> None:
    with clinic_endpoint() as endpoint:
        assert await send(http, endpoint.url) == Receipt(204, None)
    assert endpoint.received[0]["data"]["note"] == "Smerte 7, søvn «dårlig»"
    assert endpoint.attempts[0]["host"] == endpoint.url.split("/")[2]


async def test_a_receiver_with_another_secret_refuses(http: httpx.AsyncClient) -> None:
    with clinic_endpoint(secret=OLD_SECRET) as endpoint:
        assert await send(http, endpoint.url) == Receipt(401, "http-401")


@pytest.mark.parametrize(
    ("step", "receipt"),
    [
        (500, Receipt(500, "http-500")),
        (410, Receipt(410, "http-410")),
        ((429, {"retry-after": "120"}), Receipt(429, "http-429", timedelta(seconds=120))),
        ((503, {"retry-after": "soon"}), Receipt(503, "http-503")),
        ((503, {"retry-after": "999999999"}), Receipt(503, "http-503", timedelta(days=1))),
        ((302, {"location": "http://127.0.0.1/"}), Receipt(302, "redirect")),
        ((307, {"location": "http://169.254.169.254/"}), Receipt(307, "redirect")),
        (flood, Receipt(200, None)),
    ],
)
async def test_what_an_endpoint_does_comes_back_as_a_receipt(
    http: httpx.AsyncClient, step: object, receipt: Receipt
) -> None:
    with clinic_endpoint() as endpoint:
        endpoint.script.append(step)
        assert await send(http, endpoint.url) == receipt
    assert len(endpoint.attempts) == 1


async def test_a_date_in_retry_after_is_understood(http: httpx.AsyncClient) -> None:
    wait = webhook.wait_asked_for("Mon, 02 Mar 2026 08:32:00 GMT", datetime(2026, 3, 2, 8, 30, tzinfo=UTC))
    assert wait == timedelta(minutes=2)


async def test_an_endpoint_that_says_nothing_times_out(
    http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "TIMEOUT_SECONDS", 0.2)
    with clinic_endpoint() as endpoint:
        endpoint.script.append(endpoint.hang)
        assert await send(http, endpoint.url) == Receipt(None, "timeout")


async def test_nobody_listening_is_unreachable(http: httpx.AsyncClient) -> None:
    with clinic_endpoint() as endpoint:
        url = endpoint.url
    assert await send(http, url) == Receipt(None, "unreachable")


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://example.org/hook", "not-https"),
        ("ftp://example.org/hook", "not-https"),
        ("https://", "not-an-address"),
        ("https://user:pass@example.org/", "not-an-address"),
        ("https://127.0.0.1/hook", "private-address"),
        ("https://localhost/hook", "private-address"),
        ("https://[::1]/hook", "private-address"),
        ("https://[::ffff:10.0.0.1]/hook", "private-address"),
        ("https://10.1.2.3/hook", "private-address"),
        ("https://169.254.169.254/latest/meta-data", "private-address"),
        ("https://0x7f000001/", "private-address"),
        ("https://2130706433/", "private-address"),
        ("https://0.0.0.0/", "private-address"),
        ("https://does-not-exist.invalid/", "no-such-host"),
    ],
)
async def test_an_address_inside_is_refused_before_anything_is_sent(
    http: httpx.AsyncClient, url: str, code: str
) -> None:
    assert await send(http, url, loopback=False) == Receipt(None, code)


@pytest.mark.parametrize("url", ["http://10.1.2.3/hook", "https://192.168.0.1/", "http://example.org/"])
async def test_a_trial_on_this_machine_reaches_this_machine_only(http: httpx.AsyncClient, url: str) -> None:
    assert (await send(http, url, loopback=True)).error in ("private-address", "not-https", "no-such-host")


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("64:ff9b::a00:1", False),  # NAT64 of 10.0.0.1
        ("64:ff9b::5db8:d822", True),  # NAT64 of a public address
        ("2002:a00:1::", False),  # 6to4 of 10.0.0.1
        ("::ffff:127.0.0.1", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("ff0e::1", False),
        ("fe80::1", False),
        ("fc00::1", False),
        ("255.255.255.255", False),
        ("::10.0.0.1", False),
        ("::ffff:0:10.0.0.1", False),
        ("64:ff9b::10.0.0.1", False),
        ("64:ff9b:1::10.0.0.1", False),
        ("fec0::1", False),
        ("5f00::1", False),
        ("192.0.0.8", False),
    ],
)
def test_which_addresses_are_the_public_internet(address: str, allowed: bool) -> None:
    assert usable(ipaddress.ip_address(address), loopback=False) is allowed


async def test_one_inner_address_among_several_refuses_the_name(
    http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def both(*_: object, **__: object) -> list[object]:
        return [(2, 1, 6, "", ("93.184.216.34", 443)), (2, 1, 6, "", ("10.0.0.5", 443))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", both)
    assert await send(http, "https://clinic.example/hook", loopback=False) == Receipt(None, "private-address")


def certificate(folder: Path, name: str) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - timedelta(days=1))
        .not_valid_after(now() + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


@pytest.mark.parametrize(("name", "error"), [("localhost", None), ("another.example", "tls")])
async def test_the_certificate_is_checked_against_the_name_though_the_address_is_dialled(
    tmp_path: Path, name: str, error: str | None
) -> None:
    file = certificate(tmp_path, name)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    trust = ssl.create_default_context(cafile=str(file))
    with clinic_endpoint(tls=server) as endpoint:
        async with httpx.AsyncClient(verify=trust, trust_env=False) as http:
            receipt = await send(http, endpoint.url)
    assert receipt.error == error
    assert len(endpoint.received) == (0 if error else 1)


def test_the_double_can_tell_a_forgery() -> None:
    assert (
        ClinicEndpoint().verify(b"{}", {"webhook-id": "a", "webhook-timestamp": "1", "webhook-signature": "v1,eA=="})
        == 401
    )
