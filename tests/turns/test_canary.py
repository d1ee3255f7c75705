"""A planted number, name, year and answer: after a whole conversation with every kind of failure in it, they stand in
sealed columns and on the patient's phone, and nowhere else.
"""

import logging
import sys
import threading
from collections.abc import Iterator
from io import StringIO

import pytest
import structlog
from prometheus_client import generate_latest
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from bot.logs import configure_logs
from channels.channel import SendError, SendUnknownError
from tests.turns.conftest import House, tables

NUMBER = "+4520000199"
NAME = "Canarina"
YEAR = "1937"
ANSWER = "it burns behind my left kneecap"
log = structlog.get_logger("bot.jobs")
PLANTED = (NUMBER, NUMBER[3:], NAME, ANSWER, "kneecap")


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> Iterator[StringIO]:
    """Everything that any logger says, as loud as it can be made."""
    stream = StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    root = logging.getLogger()
    before = root.handlers[:], root.level, threading.excepthook, logging.raiseExceptions
    configure_logs(logging.DEBUG)
    root.setLevel(logging.DEBUG)
    yield stream
    root.handlers[:], root.level, threading.excepthook, logging.raiseExceptions = before
    logging.captureWarnings(False)
    structlog.reset_defaults()


async def live_through(house: House) -> None:
    """Enrol, answer, err, alarm, stop; refused, lost and failed sends; a clinic that is down; a broken database."""
    house.enrol("C-1", NUMBER, name=NAME, birth_year=int(YEAR))
    house.provider.script += [
        RuntimeError(f"a library's own words: {NUMBER} {NAME} {ANSWER}"),
        SendError("20429", "retry"),
        SendUnknownError(),
    ]
    house.endpoint.script += [500, 500, 302]
    with pytest.raises(ExceptionGroup) as caught:
        await house.settle()
    log.error("job-failed", exc_info=caught.value)
    await house.wait(hours=1)
    for said in ("GO", YEAR, "AGREE", ANSWER, f"{NAME} here", "7", ANSWER, "8", "CALL ME", ANSWER, "I want to die"):
        await house.write(said, NUMBER)
    await house.wait(hours=2)
    await house.write(ANSWER, "+4520000198")  # nobody we know
    await house.write("STOP", NUMBER)
    await house.wait(days=1)


async def break_the_database(house: House) -> None:
    """A table is gone: the turn and the park after it fail with the database's own words."""
    with house.running.engine.begin() as connection:
        connection.execute(text("ALTER TABLE message_in RENAME TO elsewhere"))
    with pytest.raises(SQLAlchemyError) as caught:
        await house.write(ANSWER, NUMBER, settled=False)
    assert_absent(f"{caught.value} {caught.value.__cause__}")
    with house.running.engine.begin() as connection:
        connection.execute(text("ALTER TABLE elsewhere RENAME TO message_in"))


def assert_absent(said: str) -> None:
    for planted in PLANTED:
        assert planted not in said


async def test_nothing_planted_is_seen_outside(house: House, printed: StringIO) -> None:
    await live_through(house)
    await break_the_database(house)
    said = printed.getvalue()
    assert said.count("\n") > 10, "there was something to look through"
    assert_absent(said)
    assert_absent(generate_latest().decode())


async def test_nothing_planted_is_readable_in_the_database(house: House) -> None:
    await live_through(house)
    whole = ""
    with house.running.engine.begin() as connection:
        for name, table in tables.items():
            rows = [tuple(row) for row in connection.execute(select(table))]
            assert rows or name not in ("message_in", "message_out", "answer", "task", "delivery", "opt_out")
            whole += repr(rows)
        whole += repr([tuple(row) for row in connection.execute(text("SELECT * FROM procrastinate_jobs"))])
    assert_absent(whole)
    assert f"'{YEAR}'" not in whole


async def test_they_do_reach_whom_they_concern(house: House) -> None:
    """Otherwise the tests above would look for what was never there."""
    await live_through(house)
    assert {outbound.address for outbound in house.provider.taken} >= {NUMBER}
    assert any(NAME in said for said in house.said)
    row = house.one("patient", ref="C-1")
    assert row["phone_sealed"]
    assert row["name_sealed"]
