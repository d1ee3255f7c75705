"""Is everything right before patients are asked anything? Each check says what is wrong and what to do."""

import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from typing import Final, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.messages.pofile import read_po
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import SQLModel

import store.tables  # noqa: F401 - declares the tables looked up below
from bot.clinic_file import ClinicFile
from bot.restoring import RestoreUnfinishedError
from bot.running import Running, opened
from bot.settings import ROOT_KEY_FILE, Settings, SettingsError
from bot.words import LANGUAGES
from store.crypto import SealBrokenError
from store.schema import SchemaOutdatedError

Level = Literal["ok", "warning", "error"]
tables = SQLModel.metadata.tables
SPARE_DISK = 1024**3  # bytes; the embedded database stops when the disk is full
CLOCKS_AGREE = timedelta(seconds=2)
CLOCKS_LIE = timedelta(seconds=30)  # beyond this signatures are refused and reminders come at wrong moments
OLDEST_POSTGRESQL = 15


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check came to. `subject` is what it looked at: a setting, a clinic, a sender."""

    check: str
    level: Level
    subject: str
    message: str


def examine(settings: Settings) -> list[Finding]:
    """All findings, good ones too. A database that is away is one of them, not an exception."""
    findings = [*look_at_settings(settings), *look_at_zones(), *look_at_words(), *look_at_disk(settings)]
    try:
        with opened(settings) as running, running.engine.connect() as connection:
            findings += look_at_database(connection, running.clock())
            findings += look_at_clinics(connection, running)
    except (SettingsError, SchemaOutdatedError, RestoreUnfinishedError) as error:
        findings.append(Finding("database", "error", "database", str(error)))
    except SQLAlchemyError as error:
        findings.append(
            Finding(
                "database",
                "error",
                "database",
                f"cannot be used ({type(error).__name__}): check PROSVAR_DATABASE_URL and that the server runs",
            )
        )
    return findings


def look_at_settings(settings: Settings) -> Iterator[Finding]:
    yield Finding("settings", "ok", "environment", "can be read")
    public = urlsplit(settings.public_url or "")
    if settings.twilio_account_sid and not settings.public_url:
        yield Finding(
            "webhooks", "error", "PROSVAR_PUBLIC_URL", "is not set: Twilio cannot reach us, nor we check its signatures"
        )
    elif public.scheme == "http" and public.hostname not in ("localhost", "127.0.0.1"):
        yield Finding("webhooks", "error", "PROSVAR_PUBLIC_URL", "is http: messages would cross the network unsealed")
    elif settings.public_url:
        yield Finding("webhooks", "ok", "PROSVAR_PUBLIC_URL", "providers call the address it gives")
    if public.scheme == "https" and not settings.trusted_proxies:
        yield Finding(
            "settings",
            "warning",
            "PROSVAR_TRUSTED_PROXIES",
            "is not set: all callers look like your proxy, so one who guesses passwords makes everybody wait",
        )
    if settings.allow_loopback_endpoints:
        yield Finding(
            "settings", "warning", "PROSVAR_ALLOW_LOOPBACK_ENDPOINTS", "is on: for trials only, unset it for patients"
        )
    generated = settings.home / ROOT_KEY_FILE
    if settings.key is None and generated.exists():
        yield look_at_key_file(stat.S_IMODE(generated.stat().st_mode))


def look_at_key_file(mode: int) -> Finding:
    if mode & 0o077:
        return Finding("keys", "error", ROOT_KEY_FILE, f"others may read it (mode {mode:o}): chmod 600 it")
    return Finding("keys", "ok", ROOT_KEY_FILE, "only its owner may read it; keep a copy apart from the backups")


def look_at_zones() -> Iterator[Finding]:
    """Old or missing zone data would send at night: both sides of a known summer time are asked for."""
    try:
        zone = ZoneInfo("Europe/Copenhagen")
    except ZoneInfoNotFoundError:
        yield Finding("zones", "error", "time zone data", "is missing: install the tzdata package")
        return
    hours = [datetime(2026, month, 15, 12, tzinfo=UTC).astimezone(zone).hour for month in (1, 7)]
    right = hours == [13, 14]
    yield Finding(
        "zones",
        "ok" if right else "error",
        "time zone data",
        "knows summer time" if right else "is wrong about summer time: update tzdata",
    )


def look_at_words() -> Iterator[Finding]:
    for language in LANGUAGES:
        with files("locales").joinpath(language, "LC_MESSAGES", "prosvar.po").open("rb") as file:
            catalogue = read_po(file, locale=language)
        lacking = sorted(
            str(message.context) for message in catalogue if message.id and (message.fuzzy or not message.string)
        )
        if lacking:
            yield Finding("words", "error", language, f"{len(lacking)} messages are not translated: {lacking[0]}, …")
        else:
            yield Finding("words", "ok", language, f"all {len(catalogue)} messages are there")


def look_at_disk(settings: Settings) -> Iterator[Finding]:
    if not settings.embedded:
        return
    place = settings.home if settings.home.exists() else settings.home.resolve().parent
    free = shutil.disk_usage(place).free
    level: Level = "ok" if free > SPARE_DISK else "error"
    yield Finding(
        "disk", level, str(settings.home), f"{free // 1024**2} MB free; the database needs {SPARE_DISK // 1024**2}"
    )


def look_at_database(connection: Connection, now: datetime) -> Iterator[Finding]:
    version, encoding, their_now, recovering = connection.execute(
        text(
            "SELECT current_setting('server_version_num')::int / 10000, current_setting('server_encoding'),"
            " clock_timestamp(), pg_is_in_recovery()"
        )
    ).one()
    if version < OLDEST_POSTGRESQL or encoding != "UTF8" or recovering:
        yield Finding(
            "database",
            "error",
            "PostgreSQL",
            f"version {version}, {encoding}{', read-only' if recovering else ''}:"
            f" use {OLDEST_POSTGRESQL} or later, UTF8, writable",
        )
    else:
        yield Finding("database", "ok", "PostgreSQL", f"version {version}, schema at head")
    apart = abs(their_now - now)
    level: Level = "ok" if apart < CLOCKS_AGREE else "warning" if apart < CLOCKS_LIE else "error"
    yield Finding("clock", level, "clock", f"{apart.total_seconds():.1f} s from the database's; let NTP keep both")
    yield look_at_workers(connection)
    control = tables["control"]
    if connection.execute(select(control.c.sending_paused)).scalar():
        yield Finding("sending", "warning", "all", "is paused: `prosvar send resume` when everything is ready")


def look_at_workers(connection: Connection) -> Finding:
    beating = connection.execute(
        text("SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '90 seconds'")
    ).scalar_one()
    if beating:
        return Finding("worker", "ok", "workers", f"{beating} at work")
    return Finding("worker", "warning", "workers", "none is at work: start `prosvar serve` or `prosvar worker`")


def look_at_clinics(connection: Connection, running: Running) -> Iterator[Finding]:
    clinics = connection.execute(select(tables["clinic"]).order_by(tables["clinic"].c.clinic_id)).all()
    if not clinics:
        yield Finding("clinics", "warning", "clinics", "there is none yet: `prosvar clinic apply FILE`")
    for clinic in clinics:
        try:
            running.keyring.clinic_key(clinic.clinic_id, clinic.key_wrapped)
        except SealBrokenError:
            yield Finding("keys", "error", clinic.clinic_id, "PROSVAR_KEY does not open it: is it another root key?")
        yield look_at_liveness(clinic.clinic_id, clinic.live, clinic.paused)
        yield look_at_safety(clinic.clinic_id, ClinicFile.model_validate(clinic.config))
        yield from look_at_licences(connection, clinic.clinic_id, running.clock().date())
        yield from look_at_senders(connection, clinic.clinic_id, running)


def look_at_liveness(clinic_id: str, live: bool, paused: bool) -> Finding:
    if not live:
        return Finding("clinics", "warning", clinic_id, "is not live: nothing is sent until its file says live: true")
    if paused:
        return Finding("clinics", "warning", clinic_id, "is paused: `prosvar clinic resume`")
    return Finding("clinics", "ok", clinic_id, "is live")


def look_at_safety(clinic_id: str, file: ClinicFile) -> Finding:
    """The file was checked when it was applied; what must stand in it may have grown since."""
    lacking = file.lacking()
    if not lacking:
        return Finding("safety", "ok", clinic_id, "emergency texts in every language, and somebody to read alerts")
    return Finding("safety", "error" if file.live else "warning", clinic_id, "; ".join(lacking))


def look_at_licences(connection: Connection, clinic_id: str, today: date) -> Iterator[Finding]:
    version = tables["questionnaire_version"]
    for row in connection.execute(select(version).where(version.c.clinic_id == clinic_id).order_by(version.c.url)):
        recorded = row.licence.get("recorded")
        if row.licence.get("needed") and recorded is None:
            yield Finding(
                "licences", "error", row.url, "needs a licence: record it under `licences` in the clinic's file"
            )
        elif recorded and recorded["valid_until"] and date.fromisoformat(recorded["valid_until"]) < today:
            yield Finding("licences", "error", row.url, f"its licence ended on {recorded['valid_until']}")


CREDENTIALS: Final = {"sms": "TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN", "telegram": "TELEGRAM_BOT_TOKEN"}


def look_at_senders(connection: Connection, clinic_id: str, running: Running) -> Iterator[Finding]:
    sender = tables["sender"]
    for row in connection.execute(select(sender).where(sender.c.clinic_id == clinic_id)):
        subject = f"{clinic_id}/{row.sender_id}"
        if row.paused:
            yield Finding("senders", "warning", subject, f"is paused ({row.paused_reason}): `prosvar sender resume`")
        elif row.channel not in usable_channels(running.settings):
            names = CREDENTIALS.get(row.channel, "its credentials")
            yield Finding("senders", "error", subject, f"nothing can be sent by {row.channel}: set {names}")
        else:
            yield Finding("senders", "ok", subject, f"sends by {row.channel}")


def usable_channels(settings: Settings) -> set[str]:
    """By name, without loading their libraries."""
    credentials = {"sms": settings.twilio_account_sid, "telegram": settings.telegram_bot_token}
    return {channel for channel, given in credentials.items() if given}
