"""What the plan shows is what happens: a silent patient, moment by moment, until the window closes."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine, update

from bot.clinic_applying import apply
from bot.clinic_loading import ClinicSource
from bot.compiled import Compiled
from bot.desk import open_desk
from bot.due import run_due
from bot.enrolment import EnrolmentForm, enrol
from bot.plan import WaveReport, plan
from store.crypto import Keyring
from store.database import transaction
from store.ledger import tables


def test_the_plan_is_kept(
    engine: Engine, keyring: Keyring, source: ClinicSource, form: Callable[..., EnrolmentForm], now: datetime
) -> None:
    compiled = Compiled(keyring)

    def baseline(at: datetime) -> WaveReport:
        with transaction(engine) as connection:
            return plan(connection, open_desk(connection, keyring, "fjordby", at), "P-1", at).waves[0]

    def pass_time(at: datetime) -> None:
        """The sender's part: what is queued is sent at once; then what is due is done."""
        run_due(engine, keyring, compiled, lambda: at)
        out = tables["message_out"]
        with transaction(engine) as connection:
            connection.execute(update(out).where(out.c.status == "queued").values(status="sent", sent_at=at))

    with transaction(engine) as connection:
        apply(connection, keyring, source, now, "test")
        enrol(connection, open_desk(connection, keyring, "fjordby", now), form(), now, actor="test")
    planned = baseline(now).future
    assert [action.rule for action in planned] == ["first", "reminder-1", "reminder-2", "reminder-3", "phone", "close"]
    for number, action in enumerate(planned):
        assert baseline(action.at).future[0] == action
        pass_time(action.at)
        assert len(baseline(action.at).future) == len(planned) - number - 1
    ended = baseline(planned[-1].at)
    assert (ended.status, ended.state) == ("expired", "expired")
    messages = [action for action in planned if action.act == "contact"]
    assert [(each.queued_at, each.kind, each.scheduled) for each in ended.past] == [
        (action.at, action.wording, True) for action in messages
    ]
    with transaction(engine) as connection:
        tasks = connection.execute(tables["task"].select()).mappings().all()
    assert [(task["kind"], task["raised_at"]) for task in tasks] == [("phone", planned[-2].at)]
