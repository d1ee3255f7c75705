"""When the schedule looks at a session: never too late, whoever moves its timer, and not over and over."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, create_engine, select, text, update

from store import schema
from store.due import claim_due, look_later
from store.ledger import tables
from tests.store.rows import insert_row

NOW = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)
SESSION = tables["session"].c
moments = st.none() | st.integers(-3, 3).map(lambda hours: NOW + timedelta(hours=hours))
changes = st.dictionaries(st.sampled_from(["next_action_at", "look_at"]), moments, min_size=1)


def open_clinic(connection: Connection) -> None:
    insert_row(connection, tables["clinic"], "north")


def open_session(connection: Connection, **given: Any) -> Any:
    """A session of a patient of its own."""
    patient = insert_row(connection, tables["patient"], "north")
    more = {"next_action_at": NOW, "look_at": None, "sender_id": "sms", "patient_id": patient["patient_id"], **given}
    return insert_row(connection, tables["session"], "north", **more)["session_id"]


def times(connection: Connection, session_id: Any) -> tuple[datetime | None, datetime | None]:
    found = connection.execute(select(SESSION.look_at, SESSION.next_action_at).where(SESSION.session_id == session_id))
    look_at, next_action_at = found.one()
    return look_at, next_action_at


@given(first=changes, rest=st.lists(changes, max_size=4))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_a_look_is_never_later_than_the_timer(
    engine: Engine, first: dict[str, Any], rest: list[dict[str, Any]]
) -> None:
    with engine.connect() as connection:  # never committed
        open_clinic(connection)
        session_id = open_session(connection, **first)
        for change in [{}, *rest]:
            before, _ = times(connection, session_id)
            if change:
                connection.execute(update(tables["session"]).values(change).where(SESSION.session_id == session_id))
            look_at, next_action_at = times(connection, session_id)
            assert (look_at is None) is (next_action_at is None)
            assert look_at is None or next_action_at is None or look_at <= next_action_at
            if "look_at" not in change and before is not None and next_action_at is not None:
                assert look_at == min(before, next_action_at)  # else every turn would write it anew


@given(timers=st.lists(st.tuples(st.integers(-3, 3), st.integers(0, 4), st.booleans()), max_size=8))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_what_is_due_is_claimed_and_looked_at_once(engine: Engine, timers: list[tuple[int, int, bool]]) -> None:
    """Each timer in hours from now, how much sooner it is looked at, and by which of two senders."""
    with engine.connect() as connection:
        open_clinic(connection)
        for name in ("sms", "chat"):
            insert_row(connection, tables["sender"], "north", sender_id=name)
        opened = {}
        for hours, sooner, chat in timers:
            at = NOW + timedelta(hours=hours)
            look_at = at - timedelta(hours=sooner)
            key = open_session(connection, next_action_at=at, look_at=look_at, sender_id="chat" if chat else "sms")
            opened[key] = at
        passed = 0
        while moved := look_later(connection, NOW, 1):
            assert moved <= 2, "one of each sender"
            passed += moved
        early = [hours for hours, sooner, _ in timers if hours > 0 and hours - sooner <= 0]
        assert passed == len(early)
        due = {key for key, at in opened.items() if at <= NOW}
        assert {row["session_id"] for row in claim_due(connection, NOW, 64)} == due
        for key, at in opened.items():
            assert times(connection, key)[1] == at, "a look moves no timer"


def test_a_session_that_somebody_writes_to_is_not_waited_for(engine: Engine) -> None:
    with engine.begin() as connection:
        open_clinic(connection)
        busy, quiet = (open_session(connection, next_action_at=NOW + timedelta(hours=1), look_at=NOW) for _ in range(2))
    with engine.connect() as turn, engine.begin() as connection:
        turn.execute(select(SESSION.state).where(SESSION.session_id == busy).with_for_update())
        assert look_later(connection, NOW, 64) == 1
        assert times(connection, busy)[0] == NOW
        assert times(connection, quiet)[0] == NOW + timedelta(hours=1)


def test_timers_of_the_version_before_are_looked_at_when_they_come(empty_url: str) -> None:
    engine = create_engine(empty_url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        schema.upgrade(connection, "0003")
        connection.execute(text("SET LOCAL session_replication_role = replica"))  # without the clinic it belongs to
        connection.execute(
            text(
                "INSERT INTO session (clinic_id, session_id, patient_id, episode_id, wave_id, wave_key, pathway_id,"
                " pathway_version, state, language, zone, sender_id, next_action_at, contacts, due_at, closes_at,"
                " created_at, updated_at) SELECT 'north', gen_random_uuid(), gen_random_uuid(), gen_random_uuid(),"
                " gen_random_uuid(), 'w', 'p', 1, 'asking', 'en', 'UTC', 'sms', at, 0, now(), now(), now(), now()"
                " FROM unnest(CAST(:ats AS timestamptz[])) AS at"
            ),
            {"ats": [NOW, None]},
        )
    schema.migrate(empty_url)
    with engine.connect() as connection:
        found = connection.execute(select(SESSION.look_at).order_by(SESSION.look_at)).scalars().all()
    assert list(found) == [NOW, None]
    engine.dispose()
