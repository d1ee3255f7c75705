"""Due sessions: what the schedule asks for now, decided again at the moment it is done."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import structlog
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from bot.cases import Case, open_case
from bot.compiled import Compiled, schedule_of
from bot.copies import UNSENT
from bot.desk import Desk, open_desk
from bot.following import plan_what_follows
from bot.metrics import reminder_lateness_seconds
from bot.planning import reason_now, replan
from bot.recording import record, set_timer, standing
from bot.summaries import tell_clinics
from bot.surroundings import Surroundings, learn_best_minute, read_surroundings
from flows.conversation import advance
from flows.events import CloseDue, ContactDue, WaveRestored
from flows.machine import OPEN
from flows.schedule import Action, Schedule, Standing, after_contact, next_action
from store.crypto import Keyring
from store.database import transaction
from store.due import claim_due, locked_sessions, look_later
from store.experiments import contacted_in, lock_experiments, most_patients
from store.ledger import Ledger, Row
from store.phone import call_off
from store.sessions import (
    last_contact,
    lock_patient_of,
    messages_out,
    open_sessions_of,
    patients_by_id,
    push_forward,
)

log = structlog.get_logger(__name__)

BATCH = 64
# Sessions of one sender that are looked at later, in one transaction: some milliseconds.
LOOKS = 256
# A session that cannot be worked on is set aside this long, so that it cannot stop the rest.
SET_ASIDE = timedelta(hours=1)
# While a contact still waits to leave us, the next one is not counted from it: look again a little later.
UNSENT_WAIT = timedelta(minutes=10)
ANOTHER_WAVE_WAIT = timedelta(days=1)
# How often it is looked whether staff have given another number.
NUMBER_WAIT = timedelta(hours=12)
# States in which the patient has been written to and may be answering.
WAITING = OPEN - {"scheduled"}


@dataclass(slots=True)
class _Desks:
    """The clinics of one transaction as they are planned for, each read once: it takes longer than a contact's rest."""

    connection: Connection
    keyring: Keyring
    now: datetime
    opened: dict[str, Desk] = field(default_factory=dict)

    def of(self, clinic_id: str) -> Desk:
        if clinic_id not in self.opened:
            self.opened[clinic_id] = open_desk(self.connection, self.keyring, clinic_id, self.now)
        return self.opened[clinic_id]


def run_due(engine: Engine, keyring: Keyring, compiled: Compiled, clock: Callable[[], datetime]) -> int:
    """Work through what is due, as far as the senders have room; returns how many sessions were looked at."""
    done = 0
    _look_later(engine, clock())
    while True:
        now = clock()
        claimed: list[tuple[str, UUID]] = []
        try:
            with transaction(engine) as connection:
                rows = claim_due(connection, now, BATCH)
                claimed = [(row["clinic_id"], row["session_id"]) for row in rows]
                _work(connection, keyring, compiled, rows, now)
        except OperationalError:
            raise
        except Exception as error:  # decided one by one below: one bad row must not stop the rest
            log.warning("batch_failed", size=len(claimed), error=type(error).__name__)
            for key in claimed:
                _run_alone(engine, keyring, compiled, key, now)
        if not claimed:
            return done
        done += len(claimed)


def _look_later(engine: Engine, now: datetime) -> None:
    """Pass by who has written since their timer was set, before it is asked who has not."""
    moved = 1
    while moved:
        with transaction(engine) as connection:
            moved = look_later(connection, now, LOOKS)


def _run_alone(engine: Engine, keyring: Keyring, compiled: Compiled, key: tuple[str, UUID], now: datetime) -> None:
    """One session, by clinic and id."""
    try:
        with transaction(engine) as connection:
            lock_patient_of(connection, *key)
            rows = [row for row in locked_sessions(connection, [key]) if _is_due(row, now)]
            _work(connection, keyring, compiled, rows, now)
    except OperationalError:
        raise
    except Exception as error:  # set aside with a task for staff; the log names the kind of fault
        log.error("due_failed", error=type(error).__name__)
        with transaction(engine) as connection:
            push_forward(connection, *key, uuid4(), now, now + SET_ASIDE)


def _work(connection: Connection, keyring: Keyring, compiled: Compiled, sessions: list[Row], now: datetime) -> None:
    ledger = Ledger()
    patients = patients_by_id(connection, {(row["clinic_id"], row["patient_id"]) for row in sessions})
    clinics = {session["clinic_id"]: compiled.clinic(connection, session["clinic_id"]) for session in sessions}
    people = [(patient, clinics[patient["clinic_id"]].file.senders) for patient in patients.values()]
    surroundings = read_surroundings(connection, people, now)
    given = {(row["clinic_id"], row["arm"]) for row in sessions if row["arm"] is not None}
    if given:
        lock_experiments(connection, given)
    desks, cases = _Desks(connection, keyring, now), []
    for session in sessions:
        session["look_at"] = None  # the database takes the moment that is decided on
        clinic = clinics[session["clinic_id"]]
        case = open_case(connection, compiled, keyring, clinic, patients[session["patient_id"]], session)
        cases += _decide(connection, ledger, compiled, desks, case, surroundings[session["patient_id"]], now)
    _finish(connection, ledger, keyring, cases, now)


def close_at_once(
    connection: Connection, compiled: Compiled, keyring: Keyring, patient: Row, sessions: list[Row], now: datetime
) -> None:
    """End a patient's conversations, all at one clinic and locked, without waiting for the next round."""
    ledger, clinic = Ledger(), compiled.clinic(connection, patient["clinic_id"])
    cases = [open_case(connection, compiled, keyring, clinic, patient, session) for session in sessions]
    _finish(connection, ledger, keyring, [_close(connection, ledger, case, now) for case in cases], now)


def restore_at_once(
    connection: Connection, compiled: Compiled, keyring: Keyring, patient: Row, sessions: list[Row], now: datetime
) -> None:
    """Go on with a patient's conversations that were closed for an event that stands after all, all as above.

    Not while another is under way, or two would wait for one reply: then only the patient may take it up.
    """
    ledger, clinic = Ledger(), compiled.clinic(connection, patient["clinic_id"])
    cases = [open_case(connection, compiled, keyring, clinic, patient, session) for session in sessions]
    busy = bool(open_sessions_of(connection, clinic.clinic_id, patient["patient_id"], tuple(WAITING)))
    for case in cases:
        turn = advance(case.conversation, case.script, WaveRestored(case.session["due_at"] <= now), now)
        if busy and turn.conversation.state in WAITING:
            continue
        record(connection, ledger, case, turn, now)
        busy = busy or turn.conversation.state in WAITING
    _finish(connection, ledger, keyring, cases, now)


def _finish(connection: Connection, ledger: Ledger, keyring: Keyring, cases: list[Case], now: datetime) -> None:
    """Write what was decided, and what follows where a conversation is over."""
    ledger.post(connection, now)
    over = [case.session for case in cases if case.conversation.state not in OPEN]
    call_off(connection, over, now)  # nothing is asked on the phone either, when the time for it is over
    plan_what_follows(connection, keyring, cases, now)
    tell_clinics(connection, cases, now)
    ledger.notify(connection)


def _is_due(session: Row, now: datetime) -> bool:
    """Between the batch and this lock a reply may have moved the timer."""
    return session["next_action_at"] is not None and session["next_action_at"] <= now


def _decide(
    connection: Connection,
    ledger: Ledger,
    compiled: Compiled,
    desks: _Desks,
    case: Case,
    surroundings: Surroundings,
    now: datetime,
) -> list[Case]:
    """Do what is due in one session; returns the cases that changed."""
    session = case.session
    if now >= session["closes_at"]:
        return [_close(connection, ledger, case, now)]
    if case.patient["status"] != "active" or case.conversation.held or case.conversation.state == "handed_over":
        _wait(ledger, case, session["closes_at"], "close")
        return []
    if session["contacts"] and not _settle_last_contact(connection, case):
        _wait(ledger, case, now + UNSENT_WAIT, "unsent")
        return []
    if session["arm"] is not None and case.conversation.state == "scheduled":
        _leave_full_experiment(connection, ledger, case)
    stands = _surrounded(connection, compiled, case, surroundings, now)
    action = next_action(case.schedule, case.clinic.hours, stands, now)
    if action.at > now:
        _wait(ledger, case, action.at, action.rule)
        return []
    if action.act == "close":
        return [_close(connection, ledger, case, now)]
    if case.conversation.state in WAITING and action.act != "phone" and not stands.channels:
        # What cannot arrive is not counted as a contact; staff were asked for another number when this one failed.
        _wait(ledger, case, min(now + NUMBER_WAIT, session["closes_at"]), "no-usable-number")
        return []
    return _contact(connection, ledger, compiled, desks, case, stands, action, now)


def _leave_full_experiment(connection: Connection, ledger: Ledger, case: Case) -> None:
    """Who comes after the last patient that an experiment takes goes by the pathway's own schedule."""
    clinic_id, arm = case.clinic.clinic_id, case.session["arm"]
    most = most_patients(connection, clinic_id, arm)
    if most is None:
        return
    experiment = arm.partition("/")[0]
    here = {  # contacted in this very batch
        row["patient_id"]
        for row in ledger.sessions.values()
        if row["contacts"] and (row["clinic_id"], (row["arm"] or "").partition("/")[0]) == (clinic_id, experiment)
    }
    among, number = contacted_in(connection, clinic_id, arm, case.patient["patient_id"], here)
    if not among and number + len(here) >= most:
        case.session["arm"] = None
        case.schedule = case.pathway.pathway.schedule


def _surrounded(
    connection: Connection, compiled: Compiled, case: Case, surroundings: Surroundings, now: datetime
) -> Standing:
    """How the session stands among the patient's others; a habit is learned until the first contact is made."""

    def schedule(pathway_id: str, version: int, arm: str | None) -> Schedule:
        pathway = compiled.pathway(connection, case.clinic, pathway_id, version).pathway
        return schedule_of(connection, case.clinic.clinic_id, pathway, arm)

    plain = standing(case)
    best = learn_best_minute(connection, case.patient, case.session, plain, case.schedule, now)
    case.session["best_minute"] = best
    return surroundings.around(plain, case.session, case.channel, schedule)


def _contact(
    connection: Connection,
    ledger: Ledger,
    compiled: Compiled,
    desks: _Desks,
    case: Case,
    stands: Standing,
    action: Action,
    now: datetime,
) -> list[Case]:
    changed: list[Case] = []
    if case.conversation.state == "scheduled":
        if not _may_begin(connection, ledger, desks, case, now):
            return changed
        earlier = [
            open_case(connection, compiled, desks.keyring, case.clinic, case.patient, row)
            for row in open_sessions_of(connection, case.clinic.clinic_id, case.patient["patient_id"], tuple(WAITING))
        ]
        # What a safety word stopped, only staff let go on: a later wave may not get round it.
        if any(each.conversation.held or each.session["episode_id"] != case.session["episode_id"] for each in earlier):
            _wait(ledger, case, now + ANOTHER_WAVE_WAIT, "earlier-wave-open")
            return changed
        # The later wave of a pathway wins: two askings at once would mix their answers.
        changed += [_close(connection, ledger, each, now) for each in earlier]
    reminder_lateness_seconds.observe(max(0.0, (now - action.at).total_seconds()))
    made = after_contact(case.schedule, stands, action)
    if action.channel is not None:
        case.session["sender_id"] = case.clinic.sender_for(action.channel)
    case.session.update(contacts=made.contacts, last_contact_at=now, snoozed_until=None)
    if action.act == "phone":
        _ask_staff_to_phone(ledger, case, now)
        set_timer(case, now)
        ledger.sessions[case.session["session_id"]] = case.session
        return [*changed, case]
    event = ContactDue(action.wording, action.short, unseen=_is_unseen(connection, case))
    record(connection, ledger, case, advance(case.conversation, case.script, event, now), now)
    return [*changed, case]


def _is_unseen(connection: Connection, case: Case) -> bool:
    """Whether the question that stands has not left us: asked for only where it could be asked again from the start."""
    talk = case.conversation
    if talk.state != "asking" or not case.script.recall:
        return False
    ids = [(case.clinic.clinic_id, each) for each in {*talk.asked, talk.prompt} if each is not None]
    return any(row["status"] in UNSENT for row in messages_out(connection, ids, ()).values())


def _may_begin(connection: Connection, ledger: Ledger, desks: _Desks, case: Case, now: datetime) -> bool:
    """Asked again at the last moment: a refusal, a lapsed licence or the end of an episode keeps the wave back."""
    desk = desks.of(case.clinic.clinic_id)
    reason = reason_now(connection, desk, case.patient, case.session, now)
    if reason is None:
        return True
    _wait(ledger, case, case.session["closes_at"], reason)
    replan(connection, desk, case.patient, now)
    return False


def _close(connection: Connection, ledger: Ledger, case: Case, now: datetime) -> Case:
    record(connection, ledger, case, advance(case.conversation, case.script, CloseDue(), now), now)
    return case


def _settle_last_contact(connection: Connection, case: Case) -> bool:
    """Count from when the last contact was sent, not queued; False while it still waits to be sent."""
    found = last_contact(connection, case.clinic.clinic_id, case.session["session_id"])
    if found is None:
        return True
    if found["status"] in ("queued", "claimed", "sending"):
        return False
    if found["sent_at"] is not None:
        case.session["last_contact_at"] = found["sent_at"]
    return True


def _wait(ledger: Ledger, case: Case, until: datetime, rule: str) -> None:
    case.session.update(next_action_at=until, next_action=rule)
    ledger.sessions[case.session["session_id"]] = case.session


def _ask_staff_to_phone(ledger: Ledger, case: Case, now: datetime) -> None:
    ledger.tasks.append(
        {
            "clinic_id": case.clinic.clinic_id,
            "task_id": uuid4(),
            "kind": "phone",
            "level": "yellow",
            "patient_id": case.patient["patient_id"],
            "session_id": case.session["session_id"],
            "message_id": None,
            "detail": {"wave": case.session["wave_key"]},
            "raised_at": now,
            "due_at": case.clinic.next_staffed(now),
        }
    )
