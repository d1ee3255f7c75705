"""Real servers through both nights on which the clock changes, and through jumps of their own clock."""

import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest

from store.embedded import Embedded, url_of
from tests.processes.faked import (
    DAY,
    NEVER_QUIET,
    NIGHT,
    QUIET,
    FakedServer,
    contacts_of,
    faked_server,
    need_faketime,
)

pytestmark = [pytest.mark.soak, pytest.mark.processes]
ZONE = ZoneInfo("Europe/Copenhagen")
RATE = 400  # a round every five seconds of true time is one in 33 minutes
PEOPLE = 6
ALL = PEOPLE * (2 + 1 + 8)  # invited on Saturday and reminded, invited on Sunday, and each hour of the night
# Once a day in the hours of the day, and every hour through the night.
DAILY = {"minimum_gap": "P1D", "reminders": [{"after": "P1D"}, {"after": "P2D", "wording": "reminder-last"}]}
HOURLY = {"minimum_gap": "PT30M", "reminders": [{"after": "PT1H"}] * 7}
SATURDAYS = (date(2026, 10, 24), date(2027, 3, 27))


def local(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)


@pytest.fixture
def urls(server: Embedded, template: str) -> list[str]:
    """Two databases."""
    names = ["night_0", "night_1"]
    with psycopg.connect(url_of(server.cluster, "postgres"), autocommit=True) as connection:
        for name in names:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")  # type: ignore[arg-type]  # our own words
    return [url_of(server.cluster, name) for name in names]


def phones(first: int) -> list[str]:
    return [f"+4520000{first + number}" for number in range(PEOPLE)]


def test_both_nights_on_which_the_clock_changes(urls: list[str], tmp_path: Path, tell: Callable[..., None]) -> None:
    """From Saturday morning to Sunday evening, both side by side; nobody answers, so that every timer is ours."""
    need_faketime()
    with ExitStack() as stack:
        servers = [
            stack.enter_context(faked_server(tmp_path / f"{day}", url, local(day, 10)))
            for day, url in zip(SATURDAYS, urls, strict=True)
        ]
        for day, server in zip(SATURDAYS, servers, strict=True):
            server.clinic("dagklinik", DAY, QUIET, DAILY)
            server.clinic("natklinik", NIGHT, NEVER_QUIET, HOURLY)
            server.enrol("dagklinik", phones(100), day)
            server.enrol("dagklinik", phones(200), day + timedelta(days=1))
            server.enrol("natklinik", phones(300), day + timedelta(days=1))
            server.start()
        for server in servers:
            server.until(lambda server=server: contacts_of(server).rows == PEOPLE)
            server.run_at(RATE)
        while any(not is_over(server, day) for day, server in zip(SATURDAYS, servers, strict=True)):
            time.sleep(2)
        for day, server in zip(SATURDAYS, servers, strict=True):
            server.stop()
            tell(sent=close_night(server, day), repeated=0)


def is_over(server: FakedServer, saturday: date) -> bool:
    """On Sunday evening; a machine that is busy beside may need some of the night after it."""
    sunday = saturday + timedelta(days=1)
    if server.now() < local(sunday, 21):
        return False
    return server.now() > local(sunday, 23) + timedelta(hours=8) or contacts_of(server).rows >= ALL


def close_night(server: FakedServer, saturday: date) -> int:
    """How many were sent."""
    sunday = saturday + timedelta(days=1)
    found = contacts_of(server)
    by_clinic = {
        clinic: [sent for (of, _), sent in found.by_session.items() if of == clinic]
        for clinic in ("dagklinik", "natklinik")
    }
    assert found.on_the_wire == found.rows, "nothing left twice"
    for sent in by_clinic["dagklinik"]:
        for kind, at in sent:
            assert 8 <= at.astimezone(ZONE).hour < 20, f"{kind} in quiet hours, at {at.astimezone(ZONE)}"
    firsts = Counter(sent[0][1].astimezone(ZONE).date() for sent in by_clinic["dagklinik"])
    assert firsts == {saturday: PEOPLE, sunday: PEOPLE}
    for sent in by_clinic["dagklinik"]:
        began = sent[0][1].astimezone(ZONE)
        assert [kind for kind, _ in sent] == ["invite", "reminder-1"][: 2 if began.date() == saturday else 1]
        if began.date() == saturday:  # one day later by the clock on the wall
            assert began.replace(day=sunday.day) <= sent[1][1].astimezone(ZONE)
    assert len(by_clinic["natklinik"]) == PEOPLE
    for sent in by_clinic["natklinik"]:
        assert [kind for kind, _ in sent] == ["invite", *["reminder-1"] * 7], "every timer came once"
        assert local(sunday, 0) <= sent[0][1]
        for (_, before), (_, after) in pairwise(sent):
            assert timedelta(hours=1) <= after - before
    assert server.rows("task") == []
    return found.rows


JUMPS = (timedelta(hours=1), timedelta(hours=-1), timedelta(days=3), timedelta(hours=-1), timedelta(hours=1))


def test_a_clock_that_jumps(database_url: str, tmp_path: Path, tell: Callable[..., None]) -> None:
    """An hour on and back, and three days on: no reminder twice, no two together, and replies are answered at once."""
    need_faketime()
    begins = datetime(2026, 11, 17, 9, tzinfo=UTC)
    with faked_server(tmp_path / "home", database_url, begins) as server:
        server.clinic("natklinik", NIGHT, NEVER_QUIET, {"minimum_gap": "PT20M", "reminders": [{"after": "PT30M"}] * 4})
        server.enrol("natklinik", phones(300), begins.date())
        server.start()
        server.until(lambda: contacts_of(server).rows == PEOPLE)
        expected = PEOPLE
        for number, (jump, due) in enumerate(zip(JUMPS, (1, 0, 1, 0, 0), strict=True)):
            moved = len(server.events("clock-moved"))
            server.turn(jump)
            server.until(lambda moved=moved: len(server.events("clock-moved")) > moved)
            # Whoever has answered is at the question, and reminded of it as the silent are of the invitation.
            expected += due * PEOPLE
            server.until(lambda expected=expected: contacts_of(server).rows >= expected)
            server.says(phones(300)[number], NIGHT, "GO")
            expected += 1
            server.until(lambda expected=expected: contacts_of(server).rows >= expected)
            before = server.rounds()
            server.until(lambda before=before: server.rounds() > before + 6)
            found = contacts_of(server)
            assert (found.rows, found.on_the_wire) == (expected, expected)
        tell(jumps=len(JUMPS), sent=expected, repeated=0)
        for sent in contacts_of(server).by_session.values():
            assert [kind for kind, _ in sent] == ["invite", "reminder-1", "reminder-1"]
            assert all(abs(after[1] - before[1]) >= timedelta(minutes=20) for before, after in pairwise(sent))
        assert server.rows("task") == []
