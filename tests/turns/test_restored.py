"""A copy put back, and held against the provider's list: nothing that was said is lost, nothing is said twice."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr
from sqlalchemy import select

from bot.keys import erase_patient
from bot.pausing import pause_all
from bot.reconciling import NothingToAskError, Reconciled, reconcile
from bot.restoring import RestoreUnfinishedError, erase_again, note_erasure
from bot.running import start, stop
from channels.twilio_requests import parse_message
from channels.twilio_sms import TwilioSms
from store.backup import BackupError, fit_to, holds_clinics, make_backup, restore_backup
from store.crypto import generate_root_key
from store.database import clinic_transaction, open_engine, transaction
from store.ledger import tables
from store.patients import patient_by_ref
from tests.doubles.http_double import serving
from tests.doubles.twilio_api import ACCOUNT, TOKEN, TwilioDouble
from tests.turns.conftest import PHONE, House

OURS = "+4520000002"
OTHER = "+4520000102"
THIRD = "+4520000103"


@pytest.fixture
def twilio() -> Iterator[TwilioDouble]:
    with serving(TwilioDouble()) as double:
        yield double


@pytest.fixture
async def wired(house: House, twilio: TwilioDouble) -> AsyncIterator[House]:
    """The house with its texts going over Twilio's wire."""
    twilio.clock = house.clock
    channel = TwilioSms(ACCOUNT, TOKEN, base_url=twilio.url)
    house.running = replace(house.running, channels={"sms": channel})
    yield house
    await channel.aclose()


async def writes(house: House, twilio: TwilioDouble, phone: str, *texts: str, heard: bool = True) -> None:
    """Texts that stand at Twilio; `heard` off: its request to us never came."""
    for said in texts:
        house.clock.advance(seconds=30)
        inbound = parse_message(twilio.hears(phone, OURS, said), house.clock())
        if heard:
            await house.turns.take(inbound)
            await house.settle()


def url_of(house: House) -> str:
    """As libpq reads it."""
    return house.running.database_url.replace("postgresql+psycopg:", "postgresql:")


def put_back(house: House, copy: Path) -> None:
    house.running.engine.dispose()
    restore_backup(url_of(house), copy)
    erase_again(house.running.engine, copy.parent / "nobody", house.clock())


def resume(house: House) -> None:
    with transaction(house.running.engine) as connection:
        pause_all(connection, False, house.clock(), "test", None)


def bodies(twilio: TwilioDouble, phone: str) -> list[str]:
    return [each["body"] for each in twilio.messages if each["to"] == phone]


def by_sender(found: list[Reconciled]) -> Reconciled:
    (one,) = found
    return one


async def test_a_restored_clinic_goes_on_where_it_stood(wired: House, twilio: TwilioDouble, tmp_path: Path) -> None:
    house = wired
    house.enrol("F-2", OTHER)
    house.enrol("F-3", THIRD)
    await house.settle()
    await writes(house, twilio, PHONE, "GO", "1948", "AGREE", "7")
    await writes(house, twilio, OTHER, "GO", "1948")
    copy, since = tmp_path / "copy", house.clock()
    assert make_backup(url_of(house), copy) > 0
    assert copy.stat().st_mode & 0o777 == 0o600
    # After the copy: answers, a STOP, and a reminder to one who stays silent. Then everything is lost.
    await writes(house, twilio, PHONE, "5", "3")
    await writes(house, twilio, OTHER, "STOP")
    await house.wait(days=2, hours=1)
    answered, sent = house.answers(), [(each["to"], each["body"]) for each in twilio.messages]
    assert bodies(twilio, PHONE)[-1].startswith("It has been a while"), "two days on, the reminder begins again"
    await writes(house, twilio, PHONE, "6", heard=False)  # while the server was away
    put_back(house, copy)
    assert house.answers() == {"intensity": 7}
    assert house.one("control")["sending_paused"]
    assert house.one("control")["paused_reason"] == "restored"
    await house.settle()
    came = by_sender(await reconcile(house.running, since))
    assert (came.heard, came.stops, came.foreign) == (4, 1, 0)
    assert answered == {"intensity": 7, "interference": 5, "change": "same"}
    assert house.answers() == {"intensity": 6, "interference": None, "change": None}
    assert house.one("patient", ref="F-2")["status"] == "opted_out"
    resume(house)
    await house.settle()
    new = [(each["to"], each["body"]) for each in twilio.messages][len(sent) + 1 :]
    assert [to for to, _ in new] == [PHONE], "what the last text leads to, and nothing again"
    assert new[0][1].startswith("2 of 5")
    again = by_sender(await reconcile(house.running, since))
    assert (again.heard, again.recognised, again.foreign, again.waiting) == (0, 0, 0, 0)


async def test_what_came_while_nobody_listened_is_taken_later(wired: House, twilio: TwilioDouble) -> None:
    house = wired
    await house.settle()
    await writes(house, twilio, PHONE, "GO", "1948", "AGREE")
    since = house.clock()
    await writes(house, twilio, PHONE, "8", heard=False)
    house.clock.advance(hours=5)
    came = by_sender(await reconcile(house.running, since))
    assert (came.heard, came.stops) == (1, 0)
    assert house.answers() == {"intensity": 8}
    await house.settle()
    assert bodies(twilio, PHONE)[-1].startswith("2 of 5")


async def test_a_number_of_nobody_that_stopped_stays_stopped(wired: House, twilio: TwilioDouble) -> None:
    await writes(wired, twilio, "+4520000999", "STOP", heard=False)
    came = by_sender(await reconcile(wired.running, wired.clock() - timedelta(hours=1)))
    assert (came.heard, came.stops) == (1, 1)


async def test_a_start_from_before_a_stop_does_not_undo_it(wired: House, twilio: TwilioDouble) -> None:
    house = wired
    await house.settle()
    since = house.clock()
    await writes(house, twilio, PHONE, "STOP")
    await writes(house, twilio, PHONE, "START", heard=False)
    await writes(house, twilio, PHONE, "START", "STOP")
    await reconcile(house.running, since)
    assert house.one("patient", ref="F-1")["status"] == "opted_out"
    assert [row for row in house.rows("opt_out") if row["revoked_at"] is None]


async def test_what_came_to_two_numbers_is_taken_in_its_order(wired: House, twilio: TwilioDouble) -> None:
    """To the one a START, and later to the other, whose list is asked for first, a STOP."""
    house, second = wired, "+4520000003"
    with transaction(house.running.engine) as connection:
        sender = tables["sender"]
        row = connection.execute(select(sender).where(sender.c.sender_id == "sms")).mappings().one()
        connection.execute(sender.insert(), [{**row, "sender_id": "sms-2", "address": second}])
    await house.settle()
    since = house.clock()
    house.clock.advance(minutes=1)
    await writes(house, twilio, PHONE, "STOP")
    twilio.hears(PHONE, second, "START")
    await writes(house, twilio, PHONE, "STOP", heard=False)
    await reconcile(house.running, since)
    assert house.one("patient", ref="F-1")["status"] == "opted_out"


@pytest.fixture
def owner(empty_url: str) -> Iterator[str]:
    """A new database of somebody who may log in and own it, and nothing else."""
    name = psycopg.conninfo.conninfo_to_dict(empty_url)["dbname"]
    with psycopg.connect(empty_url, autocommit=True) as connection:
        connection.execute("CREATE ROLE hospital LOGIN")
        connection.execute("GRANT prosvar_clinic TO hospital")
        connection.execute(f"ALTER DATABASE {name} OWNER TO hospital")
    yield empty_url.replace("postgresql://postgres@", "postgresql://hospital@")
    with psycopg.connect(empty_url, autocommit=True) as connection:
        connection.execute("DROP OWNED BY hospital")
        connection.execute("REVOKE prosvar_clinic FROM hospital")
        connection.execute("REASSIGN OWNED BY hospital TO CURRENT_USER")
        connection.execute("DROP OWNED BY hospital")
        connection.execute(f"ALTER DATABASE {name} OWNER TO CURRENT_USER")
        connection.execute("DROP ROLE hospital")


async def test_staff_and_record_systems_work_on_a_restored_database(house: House, owner: str, tmp_path: Path) -> None:
    copy, again = tmp_path / "copy", tmp_path / "again"
    make_backup(url_of(house), copy)
    for _ in range(2):  # into a new database, and over what it then holds
        restore_backup(owner, copy)
    make_backup(owner, again)
    restore_backup(owner, again)
    engine = open_engine(owner)
    with clinic_transaction(engine, "fjordby") as connection:
        assert patient_by_ref(connection, "fjordby", "F-1") is not None
    with clinic_transaction(engine, "elsewhere") as connection:
        assert patient_by_ref(connection, "fjordby", "F-1") is None
    engine.dispose()


@pytest.mark.parametrize(("version", "said"), [(160014, False), (180004, True)])
def test_an_older_server_is_not_told_of_settings_that_it_does_not_know(
    tmp_path: Path, version: int, said: bool
) -> None:
    """Servers of other versions are not at hand here; what would be sent to one is."""
    script = tmp_path / "script"
    head, rows = b"SET lock_timeout = 0;\nSET transaction_timeout = 0;\n", b"x" * 9000 + b"\nSET transaction_timeout\n"
    script.write_bytes(head + rows)
    fit_to(script, version)
    left = script.read_bytes()
    assert (b"\nSET transaction_timeout = 0" in left) is said
    assert left.endswith(rows), "a patient's words stay as they are"


def test_a_copy_leaves_the_files_beside_it_alone(database_url: str, tmp_path: Path) -> None:
    for name in ("copy.part", "copy.sql"):
        (tmp_path / name).symlink_to(tmp_path / "somebodys")
    (tmp_path / "somebodys").write_text("something")
    make_backup(database_url, tmp_path / "copy")
    restore_backup(database_url, tmp_path / "copy")
    assert (tmp_path / "somebodys").read_text() == "something"
    assert len(list(tmp_path.iterdir())) == 4


async def test_without_a_list_there_is_nothing_to_ask(house: House) -> None:
    with pytest.raises(NothingToAskError):
        await reconcile(house.running, house.clock())


async def test_whoever_was_forgotten_is_forgotten_again(house: House, tmp_path: Path) -> None:
    copy, home = tmp_path / "copy", tmp_path / "home"
    make_backup(url_of(house), copy)
    home.mkdir()
    cut_short = f"2026-11-17T09:00:00+00:00 fjordby {'?' * 36}\n2026-11-17T09:00:00+00:00 fjordby 1234"
    (home / "erased").write_text(cut_short)
    with transaction(house.running.engine) as connection:
        patient_id = erase_patient(connection, "fjordby", "F-1", house.clock(), actor="test", reason="asked")
        note_erasure(home, "fjordby", patient_id, house.clock())
    house.running.engine.dispose()
    restore_backup(url_of(house), copy)
    assert house.one("patient", ref="F-1")["key_wrapped"] is not None
    settings = house.running.settings.model_copy(update={"database_url": SecretStr(url_of(house))})
    settings = settings.model_copy(update={"key": SecretStr(generate_root_key())})
    with pytest.raises(RestoreUnfinishedError, match="run `prosvar restore` again"):
        start(settings, channels={})
    assert erase_again(house.running.engine, home, house.clock()) == 1
    assert house.one("patient", ref="F-1")["key_wrapped"] is None
    await stop(start(settings, channels={}))
    assert erase_again(house.running.engine, home, house.clock()) == 0
    assert erase_again(house.running.engine, tmp_path / "elsewhere", house.clock()) == 0


async def test_who_has_begun_to_work_meanwhile_keeps_the_database(house: House, tmp_path: Path) -> None:
    """Reading a large copy takes minutes, in which a worker may start: nothing would tell it what it works on then."""
    copy = tmp_path / "copy"
    make_backup(url_of(house), copy)
    house.running.engine.dispose()
    with house.running.engine.connect(), pytest.raises(BackupError, match="is in use"):
        restore_backup(url_of(house), copy)
    assert not house.one("control")["sending_paused"]
    house.running.engine.dispose()
    restore_backup(url_of(house), copy)
    assert house.one("control")["sending_paused"]


def test_a_copy_is_whole_or_not_there(database_url: str, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("something")
    with pytest.raises(BackupError, match="is there already"):
        make_backup(database_url, taken)
    with pytest.raises(BackupError, match="pg_dump failed"):
        make_backup(
            database_url.replace(database_url.rpartition("/")[2].partition("?")[0], "nowhere"), tmp_path / "new"
        )
    assert sorted(each.name for each in tmp_path.iterdir()) == ["taken"]


async def test_what_is_no_copy_leaves_everything_as_it_was(house: House, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_bytes(b"PGDMP, but not really")
    with pytest.raises(BackupError, match="not a whole copy"):
        put_back(house, wrong)
    copy = tmp_path / "copy"
    make_backup(url_of(house), copy)
    whole, bad = copy.read_bytes(), tmp_path / "bad"
    for content in (whole[:-3000], whole[:5000] + b"!" + whole[5001:], b"", whole[-79:]):
        bad.write_bytes(content)
        with pytest.raises(BackupError, match="not a whole copy"):
            put_back(house, bad)
    with pytest.raises(BackupError, match="no file"):
        restore_backup(url_of(house), tmp_path / "none")
    assert house.one("patient", ref="F-1")["status"] == "active"
    assert holds_clinics(url_of(house))


def test_an_empty_database_holds_nothing(empty_url: str) -> None:
    assert not holds_clinics(empty_url)


async def test_what_was_written_before_a_question_is_no_answer_to_it_when_it_is_heard_late(
    wired: House, twilio: TwilioDouble
) -> None:
    """The server was away for one text only, and the patient said it once more before anybody asked for the list."""
    house = wired
    await house.settle()
    await writes(house, twilio, PHONE, "GO", "1948", "AGREE")
    since = house.clock()
    await writes(house, twilio, PHONE, "7", heard=False)
    house.clock.advance(hours=1)
    await writes(house, twilio, PHONE, "7")
    house.clock.advance(hours=1)
    asked = len(bodies(twilio, PHONE))
    came = by_sender(await reconcile(house.running, since))
    assert came.heard == 1
    assert house.answers() == {"intensity": 7}
    await house.settle()
    assert bodies(twilio, PHONE)[asked:] == bodies(twilio, PHONE)[asked - 1 : asked], "put again"
    await writes(house, twilio, PHONE, "5")
    assert house.answers() == {"intensity": 7, "interference": 5}


@pytest.mark.parametrize("said", ["STOP", "I want to die"])
async def test_what_must_be_heard_is_heard_however_late(wired: House, twilio: TwilioDouble, said: str) -> None:
    house = wired
    await house.settle()
    await writes(house, twilio, PHONE, "GO", "1948", "AGREE")
    since = house.clock()
    await writes(house, twilio, PHONE, said, heard=False)
    house.clock.advance(hours=1)
    await writes(house, twilio, PHONE, "7")
    house.clock.advance(hours=1)
    await reconcile(house.running, since)
    await house.settle()
    state = {"STOP": "opted_out", "I want to die": "paused"}[said]
    assert house.one("session")["state"] == state
    assert ("alert" in [row["kind"] for row in house.rows("task")]) == (said != "STOP")
