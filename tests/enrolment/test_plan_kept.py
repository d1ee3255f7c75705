"""What the plan shows is what happens: a silent patient, moment by moment, until the window closes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Engine, update

from bot.cases import open_case
from bot.clinic_applying import apply
from bot.clinic_loading import ClinicSource
from bot.compiled import Compiled
from bot.desk import open_desk
from bot.due import run_due
from bot.enrolment import EnrolmentForm, enrol
from bot.plan import WaveReport, plan
from flows.schedule import FrequencyCap
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


def test_who_has_said_no_since_is_not_asked_again(
    engine: Engine, keyring: Keyring, source: ClinicSource, form: Callable[..., EnrolmentForm], now: datetime
) -> None:
    """The refusal came in a conversation, after the next wave was planned."""
    with transaction(engine) as connection:
        apply(connection, keyring, source, now, "test")
        enrolled = enrol(connection, open_desk(connection, keyring, "fjordby", now), form(), now, actor="test")
        refusal = {
            "clinic_id": "fjordby",
            "consent_id": uuid4(),
            "patient_id": enrolled.patient_id,
            "pathway_id": "pain",
            "given": False,
            "how": "sms",
            "at": now,
        }
        connection.execute(tables["consent"].insert(), [refusal])
    run_due(engine, keyring, Compiled(keyring), lambda: now)
    with transaction(engine) as connection:
        assert connection.execute(tables["message_out"].select()).all() == []
        report = plan(connection, open_desk(connection, keyring, "fjordby", now), "P-1", now).waves[0]
    assert (report.reason, report.status, report.session_id) == ("no-consent", "not_due", None)


def test_a_yes_given_to_staff_is_not_asked_for_again(
    engine: Engine, keyring: Keyring, source: ClinicSource, form: Callable[..., EnrolmentForm], now: datetime
) -> None:
    compiled = Compiled(keyring)
    with transaction(engine) as connection:
        apply(connection, keyring, source, now, "test")
        enrol(connection, open_desk(connection, keyring, "fjordby", now), form(consent=True), now, actor="test")
        clinic = compiled.clinic(connection, "fjordby")
        patient = dict(connection.execute(tables["patient"].select()).mappings().one())
        session = dict(connection.execute(tables["session"].select()).mappings().one())
        case = open_case(connection, compiled, keyring, clinic, patient, session)
    assert case.script.consent
    assert case.conversation.consented


def test_the_plan_is_kept_with_a_cap_and_a_short_form(
    engine: Engine, keyring: Keyring, source: ClinicSource, form: Callable[..., EnrolmentForm], now: datetime
) -> None:
    """Every contact comes when the plan said at enrolment, though the cap moves them far from their steps."""
    pathway = source.pathways[0]
    contact = next(name for name in pathway.waves[0].core if "/contact|" in name)
    reminders = [each.model_copy(update={"short": True}) for each in pathway.schedule.reminders]
    cap = FrequencyCap.model_validate({"contacts": 2, "within": "P7D"})
    schedule = pathway.schedule.model_copy(update={"reminders": tuple(reminders), "frequency_cap": cap})
    waves = [wave.model_copy(update={"short": (contact,)}) for wave in pathway.waves]
    capped = pathway.model_copy(update={"waves": tuple(waves), "schedule": schedule})
    compiled = Compiled(keyring)

    def baseline(at: datetime) -> WaveReport:
        with transaction(engine) as connection:
            return plan(connection, open_desk(connection, keyring, "fjordby", at), "P-1", at).waves[0]

    with transaction(engine) as connection:
        apply(connection, keyring, replace(source, pathways=(capped,)), now, "test")
        enrol(connection, open_desk(connection, keyring, "fjordby", now), form(), now, actor="test")
    planned = baseline(now).future
    assert [action.short for action in planned] == [False, True, True, True, False, False]
    assert "frequency-cap" in planned[2].because
    out = tables["message_out"]
    for action in planned:
        assert baseline(action.at).future[0].at == action.at
        run_due(engine, keyring, compiled, lambda at=action.at: at)  # type: ignore[misc] # each at its own moment
        with transaction(engine) as connection:
            connection.execute(update(out).where(out.c.status == "queued").values(status="sent", sent_at=action.at))
    ended = baseline(planned[-1].at)
    assert ended.state == "expired"
    assert [each.queued_at for each in ended.past] == [action.at for action in planned if action.act == "contact"]
    assert [each.kind for each in ended.past][1:] == ["reminder-short"] * 3
