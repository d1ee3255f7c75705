"""What a running process holds open, made once at start and closed once at the end."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx
from sqlalchemy import Engine

from bot.clock import Clock, system_clock
from bot.compiled import Compiled
from bot.restoring import RestoreUnfinishedError, require_restored
from bot.settings import Settings, SettingsError, root_key
from channels.channel import Channel
from store.crypto import Keyring
from store.database import open_engine
from store.embedded import Embedded, start_embedded
from store.schema import head, migrate, require_head

DATABASE_HOME = "postgres"
# A clinic's endpoint has 20 seconds in all; a connection that is not there in 5 will not come.
CLINIC_TIMEOUT = httpx.Timeout(20, connect=5)


@dataclass(frozen=True, slots=True)
class Running:
    """`channels` by name, only those that are configured; `http` is for deliveries to clinics.

    `compiled` keeps clinics, pathways and questionnaires ready between transactions.
    `database_url` is what libpq reads, for whoever opens a connection of their own.
    """

    settings: Settings
    engine: Engine
    keyring: Keyring
    compiled: Compiled
    clock: Clock
    channels: Mapping[str, Channel]
    http: httpx.AsyncClient
    embedded: Embedded | None
    database_url: str = field(repr=False)


def start(settings: Settings, *, clock: Clock = system_clock, channels: Mapping[str, Channel] | None = None) -> Running:
    """Open everything. `channels` instead of the configured ones, for the demo and for tests.

    Raises SettingsError, SchemaOutdatedError when a given database needs `prosvar migrate`, or RestoreUnfinishedError.
    """
    keyring = open_keyring(settings)
    embedded, url = open_database(settings)
    engine = open_engine(url)
    try:
        require_restored(engine)
    except RestoreUnfinishedError:
        engine.dispose()
        if embedded is not None:
            embedded.stop()
        raise
    return Running(
        settings=settings,
        engine=engine,
        keyring=keyring,
        compiled=Compiled(keyring),
        clock=clock,
        channels=open_channels(settings) if channels is None else channels,
        http=open_http(),
        embedded=embedded,
        database_url=url,
    )


async def stop(running: Running) -> None:
    """Close in the order of dependence; the embedded server goes last, when nobody writes any more."""
    await running.http.aclose()
    for channel in running.channels.values():
        await channel.aclose()
    running.engine.dispose()
    if running.embedded is not None:
        await asyncio.to_thread(running.embedded.stop)


@contextmanager
def opened(settings: Settings) -> Iterator[Running]:
    """For one command at the terminal: the store alone, no way to reach anybody."""
    running = start(settings, channels={})
    try:
        yield running
    finally:
        asyncio.run(stop(running))


def open_keyring(settings: Settings) -> Keyring:
    try:
        return Keyring.parse(root_key(settings))
    except ValueError as error:
        raise SettingsError(f"PROSVAR_KEY cannot be used: {error}. `prosvar keys new` makes one") from None


def open_http() -> httpx.AsyncClient:
    """For deliveries. It keeps no cookies: clinics that share an address would be shown each other's."""
    nobody = CookieJar(DefaultCookiePolicy(allowed_domains=()))
    return httpx.AsyncClient(timeout=CLINIC_TIMEOUT, follow_redirects=False, trust_env=False, cookies=nobody)


def open_database(settings: Settings) -> tuple[Embedded | None, str]:
    """Start the embedded server and bring its schema up to date, or check that the given one is at head."""
    if settings.database_url is not None:
        url = settings.database_url.get_secret_value()
        require_head(url)
        return None, url
    embedded = start_embedded(settings.home.resolve() / DATABASE_HOME)
    migrate(embedded.url)
    return embedded, embedded.url


def migrate_database(settings: Settings) -> str:
    """Bring whichever database is configured to head, and say which version that is."""
    if settings.database_url is not None:
        migrate(settings.database_url.get_secret_value())
        return head()
    embedded = start_embedded(settings.home.resolve() / DATABASE_HOME)
    try:
        migrate(embedded.url)
    finally:
        embedded.stop()
    return head()


def open_channels(settings: Settings) -> dict[str, Channel]:
    """Only what is configured is imported: Telegram's library alone takes seconds to load."""
    channels: dict[str, Channel] = {}
    if settings.twilio_account_sid and settings.twilio_auth_token:
        from channels.twilio_sms import TwilioSms

        sms = TwilioSms(
            settings.twilio_account_sid,
            settings.twilio_auth_token.get_secret_value(),
            base_url=settings.twilio_base_url,
            status_callback=settings.public_url and f"{settings.public_url}/webhooks/twilio/status",
        )
        channels[sms.name] = sms
    if settings.telegram_bot_token:
        from channels.telegram import Telegram

        telegram = Telegram(settings.telegram_bot_token.get_secret_value(), base_url=settings.telegram_base_url)
        channels[telegram.name] = telegram
    return channels
