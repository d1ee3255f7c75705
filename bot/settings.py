"""What differs from one installation to the next: the only reader of the environment.

A secret may be given as `NAME` or, better, as `NAME_FILE` with the path of a file that holds it.
Clinical values never live here: they belong to questionnaires, pathways and the clinic's file.
"""

import os
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from tempfile import mkstemp
from typing import Any
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.field_faults import in_words

ROOT_KEY_FILE = "root.key"
ENVIRONMENT = os.environ  # noqa: TID251 - this file is the owner of the environment


class SettingsError(Exception):
    """The environment is at fault. The message names the setting and what to do, never its value."""


def named(name: str, **more: Any) -> Any:
    """A setting whose name in the environment does not begin with PROSVAR_."""
    return Field(default=None, validation_alias=AliasChoices(name, name.lower()), **more)


class Settings(BaseSettings):
    """Every field is one setting; `description` is what `prosvar doctor` and the documentation say of it."""

    model_config = SettingsConfigDict(
        env_prefix="PROSVAR_",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        populate_by_name=True,
    )

    home: Path = Field(default=Path("var"), description="Where the embedded database and the generated key live")
    database_url: SecretStr | None = Field(default=None, description="PostgreSQL to use instead of the embedded one")
    key: SecretStr | None = Field(default=None, description="Root key or keys that all other keys are sealed under")
    public_url: str | None = Field(default=None, description="The https address providers reach this server at")
    trusted_proxies: str | None = Field(
        default=None, description="Addresses or networks of the proxies before us, which say who calls"
    )
    allow_loopback_endpoints: bool = Field(
        default=False, description="Deliver to http and loopback addresses: for trials on one machine only"
    )
    turn_processes: int = Field(
        default=0, ge=0, le=64, description="Processes beside the server that take turns, where it has cores for them"
    )
    twilio_account_sid: str | None = named("TWILIO_ACCOUNT_SID", description="Twilio account for text messages")
    twilio_auth_token: SecretStr | None = named("TWILIO_AUTH_TOKEN", description="Twilio's token: sends and verifies")
    twilio_base_url: str | None = named("TWILIO_BASE_URL", description="Another address for Twilio's API, for trials")
    telegram_bot_token: SecretStr | None = named("TELEGRAM_BOT_TOKEN", description="The bot's token from BotFather")
    telegram_webhook_secret: SecretStr | None = named(
        "TELEGRAM_WEBHOOK_SECRET", description="What Telegram shows with each update; needed with a public address"
    )
    telegram_base_url: str | None = named("TELEGRAM_BASE_URL", description="Another address for Telegram's Bot API")

    @field_validator("trusted_proxies")
    @classmethod
    def are_networks(cls, value: str | None) -> str | None:
        if value is None:
            return None
        try:
            networks = [ip_network(each.strip()) for each in value.split(",")]
        except ValueError:
            raise ValueError("give addresses or networks, such as 10.0.0.5, 10.1.0.0/16") from None
        if any(network.prefixlen == 0 for network in networks):
            raise ValueError("names everybody: then whoever calls could say to be somebody else")
        return ",".join(map(str, networks))

    @field_validator("public_url", "twilio_base_url", "telegram_base_url")
    @classmethod
    def is_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        try:
            parts = urlsplit(value)
            _ = parts.port  # raises for one that is none
        except ValueError:
            raise ValueError("cannot be read: check the name and the port") from None
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("give a whole address, such as https://prosvar.example.org")
        if parts.query or parts.fragment:
            raise ValueError("give the address without ? or #")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def is_postgresql(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and urlsplit(value.get_secret_value()).scheme.split("+")[0] not in (
            "postgresql",
            "postgres",
        ):
            raise ValueError("give a PostgreSQL address, such as postgresql://prosvar@db.example.org/prosvar")
        return value and SecretStr(readable_by_all(value.get_secret_value()))

    @model_validator(mode="after")
    def is_whole(self) -> "Settings":
        if (self.twilio_account_sid is None) != (self.twilio_auth_token is None):
            raise ValueError("TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN belong together: set both or neither")
        if self.telegram_bot_token and self.public_url and not self.telegram_webhook_secret:
            raise ValueError("set TELEGRAM_WEBHOOK_SECRET: with a public address Telegram must show it")
        return self

    @property
    def embedded(self) -> bool:
        return self.database_url is None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the library's signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the library's signature
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, SecretFiles(settings_cls)


def readable_by_all(address: str) -> str:
    """Without the driver that SQLAlchemy lets one name: libpq, which the worker goes by, would take it for nonsense.

    Raises ValueError for what either of them cannot read.
    """
    from psycopg import ProgrammingError  # here, as both are slow to import and only an address of one's own needs them
    from psycopg.conninfo import conninfo_to_dict
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    plain = f"postgresql://{address.partition('://')[2]}"
    try:
        make_url(plain)
        conninfo_to_dict(plain)
    except (ValueError, ArgumentError, ProgrammingError):
        raise ValueError("cannot be read: check the port, and the names that follow the question mark") from None
    return plain


class SecretFiles(PydanticBaseSettingsSource):
    """Reads `NAME_FILE` for every secret setting: the habit of container secrets."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        if "SecretStr" not in str(field.annotation):
            return None, field_name, False
        name = environment_name(field_name)
        path = ENVIRONMENT.get(f"{name}_FILE")
        if not path:
            return None, field_name, False
        if ENVIRONMENT.get(name):
            raise SettingsError(f"{name} and {name}_FILE are both set: keep one")
        return read_secret(Path(path), f"{name}_FILE"), field_name, False

    def __call__(self) -> dict[str, Any]:
        found = {name: self.get_field_value(field, name)[0] for name, field in self.settings_cls.model_fields.items()}
        return {name: value for name, value in found.items() if value is not None}


def read_secret(path: Path, name: str) -> str:
    try:
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{name} names a file that cannot be read ({type(error).__name__}): {path}") from None
    if not text:
        raise SettingsError(f"{name} names an empty file: {path}")
    return text


def environment_name(field_name: str) -> str:
    """The variable that a field is read from: home → PROSVAR_HOME, twilio_auth_token → TWILIO_AUTH_TOKEN."""
    alias = Settings.model_fields[field_name].validation_alias
    if isinstance(alias, AliasChoices):
        return str(alias.choices[0])
    return f"PROSVAR_{field_name.upper()}"


def load_settings() -> Settings:
    """Raises SettingsError, which names each setting at fault and what to do."""
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError("\n".join(fault(item) for item in error.errors(include_input=False))) from None


def fault(item: Mapping[str, Any]) -> str:
    where = str(item["loc"][0]) if item["loc"] else ""
    message = in_words(item)
    known = where.lower().removeprefix("prosvar_")
    return f"{environment_name(known) if known in Settings.model_fields else where}: {message}".removeprefix(": ")


def root_key(settings: Settings) -> str:
    """The root key as text. Made once into the home, for the embedded database only.

    A key that appears by itself beside somebody's real database would be lost with the container it was made in.
    Raises SettingsError when PROSVAR_DATABASE_URL is set without a key.
    """
    if settings.key is not None:
        return settings.key.get_secret_value()
    if not settings.embedded:
        raise SettingsError(
            "PROSVAR_KEY is not set: with PROSVAR_DATABASE_URL the key must be given.\n"
            "Make one with `prosvar keys new`, keep it apart from the database's backups, and set PROSVAR_KEY_FILE."
        )
    path = settings.home / ROOT_KEY_FILE
    if not path.exists():
        keep_new_key(path)
    return read_secret(path, "the generated key")


def keep_new_key(path: Path) -> None:
    from store.crypto import generate_root_key  # here, as cryptography is slow to import and settings are not

    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = mkstemp(prefix=f"{path.name}.", dir=path.parent)  # for its owner alone
    draft = Path(name)
    with os.fdopen(handle, "w") as file:
        file.write(generate_root_key() + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        path.hardlink_to(draft)  # of two processes that start together one wins, and no reader sees half a key
    except FileExistsError:
        pass
    finally:
        draft.unlink()
