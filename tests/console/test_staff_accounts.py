"""Staff accounts at the terminal: a password is asked for or made, and never stands in the command."""

import json

import pytest
from typer.testing import CliRunner, Result

from bot.accounts import AccountError, sign_in
from prosvar.cli import app
from store.crypto import generate_root_key
from store.database import transaction
from tests.console.clinics import PASSWORD, House


@pytest.fixture(autouse=True)
def installation(monkeypatch: pytest.MonkeyPatch, database_url: str) -> None:
    monkeypatch.setenv("PROSVAR_DATABASE_URL", database_url)
    monkeypatch.setenv("PROSVAR_KEY", generate_root_key())


def staff(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, ["staff", *words], input=typed)


def may_sign_in(house: House, login: str, password: str) -> bool:
    with transaction(house.running.engine) as connection:
        return sign_in(connection, login, password, house.clock()) is not None


def test_an_account_is_made_used_changed_and_disabled(house: House) -> None:
    asked = staff("add", "anna.berg", "--name", "Anna Berg", "--role", "editor", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert asked.exit_code == 0, asked.output
    assert PASSWORD not in asked.output
    made = staff("add", "ben", "--name", "Ben", "--role", "reader", "--make-password")
    assert may_sign_in(house, "anna.berg", PASSWORD)
    assert may_sign_in(house, "ben", made.stdout.strip())
    listed = json.loads(staff("list", "--json").stdout)
    assert [(row["login"], row["role"], row["disabled_at"]) for row in listed] == [
        ("anna.berg", "editor", None),
        ("ben", "reader", None),
    ]
    new = staff("password", "anna.berg", "--make-password").stdout.strip()
    assert not may_sign_in(house, "anna.berg", PASSWORD)
    assert may_sign_in(house, "anna.berg", new)
    assert staff("disable", "ben").exit_code == 0
    assert not may_sign_in(house, "ben", made.stdout.strip())
    assert "ben: Ben, reader, disabled" in staff("list").stderr
    assert isinstance(staff("disable", "ben").exception, AccountError)
    assert isinstance(staff("password", "nobody", "--make-password").exception, AccountError)


def test_two_passwords_that_differ_make_nothing(house: House) -> None:
    refused = staff("add", "anna", "--name", "Anna", "--role", "editor", typed=f"{PASSWORD}\nanother one, mistyped\n")
    assert refused.exit_code != 0
    assert house.rows("staff_account") == []
