"""The environment is read once, its faults are told by name, and a secret is never shown."""

import os
import stat
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, environment_name, load_settings, root_key


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("PROSVAR_", "TWILIO_", "TELEGRAM_")):
            monkeypatch.delenv(name)


def test_nothing_set_is_the_embedded_default() -> None:
    settings = load_settings()
    assert settings.embedded
    assert settings.home == Path("var")


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"PROSVAR_PUBLIC_URL": "prosvar.example.org"}, "PROSVAR_PUBLIC_URL: give a whole address"),
        ({"PROSVAR_PUBLIC_URL": "https://a.example/?x=1"}, "PROSVAR_PUBLIC_URL: give the address without"),
        ({"PROSVAR_PUBLIC_URL": "https://a.example:99999"}, "PROSVAR_PUBLIC_URL: cannot be read: check the name and"),
        ({"PROSVAR_TURN_PROCESSES": "-1"}, "PROSVAR_TURN_PROCESSES: "),
        ({"PROSVAR_TURN_PROCESSES": "two"}, "PROSVAR_TURN_PROCESSES: "),
        ({"TWILIO_BASE_URL": "ftp://a.example"}, "TWILIO_BASE_URL: give a whole address"),
        ({"PROSVAR_DATABASE_URL": "mysql://a/b"}, "PROSVAR_DATABASE_URL: give a PostgreSQL address"),
        ({"PROSVAR_DATABASE_URL": "postgresql://hush-hush@a:port/b"}, "PROSVAR_DATABASE_URL: "),
        ({"PROSVAR_DATABASE_URL": "postgresql://hush-hush@a/b?no_such_thing=1"}, "PROSVAR_DATABASE_URL: "),
        ({"PROSVAR_TRUSTED_PROXIES": "the proxy"}, "PROSVAR_TRUSTED_PROXIES: give addresses or networks"),
        ({"PROSVAR_TRUSTED_PROXIES": "10.0.0.1, 0.0.0.0/0"}, "PROSVAR_TRUSTED_PROXIES: names everybody"),
        ({"PROSVAR_ALLOW_LOOPBACK_ENDPOINTS": "maybe"}, "PROSVAR_ALLOW_LOOPBACK_ENDPOINTS: "),
        ({"TWILIO_ACCOUNT_SID": "AC0"}, "belong together"),
        ({"TWILIO_AUTH_TOKEN": "hush-hush"}, "belong together"),
        (
            {"TELEGRAM_BOT_TOKEN": "hush-hush", "PROSVAR_PUBLIC_URL": "https://a.example"},
            "set TELEGRAM_WEBHOOK_SECRET",
        ),
        ({"PROSVAR_KEY_FILE": "/nowhere/key"}, "PROSVAR_KEY_FILE names a file that cannot be read"),
        ({"PROSVAR_KEY_FILE": "/dev/null"}, "PROSVAR_KEY_FILE names an empty file"),
        ({"PROSVAR_KEY_FILE": "/dev/null", "PROSVAR_KEY": "hush-hush"}, "are both set: keep one"),
    ],
)
def test_faults_name_the_setting_and_not_its_value(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], told: str
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert told in str(caught.value)
    assert "hush-hush" not in str(caught.value)


@pytest.mark.parametrize("field", [name for name, f in Settings.model_fields.items() if "Secret" in str(f.annotation)])
def test_every_secret_may_be_a_file_and_is_never_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, field: str
) -> None:
    secret = "postgresql://hush@hush/hush"  # an address, so that it passes as any of them
    (tmp_path / "secret").write_text(secret + "\n")
    monkeypatch.setenv(f"{environment_name(field)}_FILE", str(tmp_path / "secret"))
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "AC0")
    if field != "twilio_auth_token":
        monkeypatch.setenv("TWILIO_AUTH_TOKEN", "hush")
    settings = load_settings()
    assert getattr(settings, field).get_secret_value() == secret
    assert "hush" not in repr(settings)
    assert "hush" not in settings.model_dump_json()


def test_the_generated_key_stays_the_same_and_is_its_owners(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "var")
    key = root_key(settings)
    assert root_key(settings) == key
    assert stat.S_IMODE((tmp_path / "var" / "root.key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["root.key"]


def test_a_draft_of_a_key_that_was_left_behind_is_not_in_the_way(tmp_path: Path) -> None:
    """In a container the next process has the same number."""
    (tmp_path / f"root.key.{os.getpid()}").write_text("")
    assert root_key(Settings(home=tmp_path))


@pytest.mark.parametrize("scheme", ["postgresql+psycopg", "postgresql+psycopg2", "postgres", "postgresql"])
def test_a_database_address_is_one_that_every_driver_reads(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    """The web goes by SQLAlchemy, the worker by libpq: one of them must not be left waiting for ever."""
    monkeypatch.setenv("PROSVAR_DATABASE_URL", f"{scheme}://prosvar:p%40ss@db.example:5433/prosvar?sslmode=require")
    url = load_settings().database_url
    assert url is not None
    assert url.get_secret_value() == "postgresql://prosvar:p%40ss@db.example:5433/prosvar?sslmode=require"


def test_no_key_is_made_beside_a_real_database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PROSVAR_DATABASE_URL", "postgresql://db.example/prosvar")
    monkeypatch.setenv("PROSVAR_HOME", str(tmp_path))
    with pytest.raises(SettingsError, match="prosvar keys new"):
        root_key(load_settings())
    assert not list(tmp_path.iterdir())
