"""The machine's clock is put right by an hour while the server works."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.processes.faked import NEVER_QUIET, NIGHT, contacts_of, faked_server, need_faketime

pytestmark = pytest.mark.processes
SCHEDULE = {"minimum_gap": "PT10M", "reminders": [{"after": "PT20M"}]}


def test_a_clock_that_is_put_back_repeats_nothing_and_stops_nothing(database_url: str, tmp_path: Path) -> None:
    need_faketime()
    with faked_server(tmp_path / "home", database_url, datetime(2026, 11, 17, 10, tzinfo=UTC)) as server:
        server.clinic("natklinik", NIGHT, NEVER_QUIET, SCHEDULE)
        server.enrol("natklinik", ["+4520000101", "+4520000102"], date(2026, 11, 17))
        server.start()
        server.until(lambda: contacts_of(server).rows == 2)
        server.turn(timedelta(hours=-1))
        server.until(lambda: server.events("clock-moved"))
        before = server.rounds()
        server.until(lambda: server.rounds() > before + 2)
        server.says("+4520000101", NIGHT, "GO")
        server.until(lambda: contacts_of(server).rows == 3)  # written down after it was handed over
        found = contacts_of(server)
    assert [[kind for kind, _ in each] for each in found.by_session.values()] == [["invite"], ["invite"]]
    assert found.rows == found.on_the_wire == 3
