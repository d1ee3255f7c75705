"""Telegram links: one patient, once, for a while."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.compiled import Compiled, CompiledClinic
from bot.desk import Desk
from bot.enrolment import EnrolmentForm, UnknownPatientError, enrol
from bot.links import link_for, use_link
from store.crypto import Keyring

Form = Callable[..., EnrolmentForm]
Rows = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def clinic(connection: Connection, keyring: Keyring, desk: Desk) -> CompiledClinic:
    return Compiled(keyring).clinic(connection, desk.clinic_id)


def token_of(url: str) -> str:
    start, _, token = url.partition("?start=")
    assert start == "https://t.me/fjordby_demo_bot"
    assert 20 <= len(token) <= 64
    return token


def test_a_link_opens_one_chat_once(
    connection: Connection,
    keyring: Keyring,
    desk: Desk,
    clinic: CompiledClinic,
    form: Form,
    now: datetime,
    rows: Rows,
) -> None:
    enrol(connection, desk, form(phone=None, channel="telegram"), now, actor="test")
    assert rows("session") == []
    link = link_for(connection, desk, "P-1", now, actor="test")
    token = token_of(link.url)
    assert token not in str(rows("link_token"))
    assert token not in repr(link)
    assert use_link(connection, keyring, clinic, token, "700001", now + timedelta(days=1)) is not None
    patient = rows("patient")[0]
    assert patient["chat_index"] == keyring.address_index("fjordby", "700001")
    assert [row["sender_id"] for row in rows("session")] == ["telegram"]
    assert use_link(connection, keyring, clinic, token, "700002", now + timedelta(days=1)) is None
    assert rows("patient")[0]["chat_index"] == patient["chat_index"]


def test_a_link_ends_with_its_time_and_with_the_next_one(
    connection: Connection, keyring: Keyring, desk: Desk, clinic: CompiledClinic, form: Form, now: datetime
) -> None:
    enrol(connection, desk, form(), now, actor="test")
    first = token_of(link_for(connection, desk, "P-1", now, actor="test").url)
    second = token_of(link_for(connection, desk, "P-1", now, actor="test").url)
    assert use_link(connection, keyring, clinic, first, "700001", now) is None
    assert use_link(connection, keyring, clinic, second, "700001", now + timedelta(days=15)) is None
    assert use_link(connection, keyring, clinic, "made up", "700001", now) is None
    assert use_link(connection, keyring, clinic, second, "700001", now) is not None


def test_a_chat_of_another_patient_stays_theirs(
    connection: Connection, keyring: Keyring, desk: Desk, clinic: CompiledClinic, form: Form, now: datetime
) -> None:
    enrol(connection, desk, form(), now, actor="test")
    enrol(connection, desk, form(ref="P-2", phone="20000012"), now, actor="test")
    tokens = [token_of(link_for(connection, desk, ref, now, actor="test").url) for ref in ("P-1", "P-2")]
    assert use_link(connection, keyring, clinic, tokens[0], "700001", now) is not None
    assert use_link(connection, keyring, clinic, tokens[1], "700001", now) is None


def test_nobody_has_no_link(connection: Connection, desk: Desk, now: datetime) -> None:
    with pytest.raises(UnknownPatientError):
        link_for(connection, desk, "P-9", now, actor="test")
