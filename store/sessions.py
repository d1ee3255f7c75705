"""Sessions and the people they belong to: finding, locking, claiming those that are due."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, exists, or_, select, tuple_, update

from store.ledger import Row, tables
from store.tasks import open_task

clinic, sender, patient, session = tables["clinic"], tables["sender"], tables["patient"], tables["session"]
message_in, message_out, answer = tables["message_in"], tables["message_out"], tables["answer"]
opt_out = tables["opt_out"]


_STOPPED = (
    exists()
    .where(
        opt_out.c.clinic_id == patient.c.clinic_id,
        opt_out.c.revoked_at.is_(None),
        or_(
            opt_out.c.patient_id == patient.c.patient_id,
            opt_out.c.address_index == patient.c.phone_index,
            opt_out.c.address_index == patient.c.chat_index,
        ),
    )
    .correlate(patient)
)
_OF_SESSION = (patient.c.clinic_id == session.c.clinic_id) & (patient.c.patient_id == session.c.patient_id)


def senders_at(connection: Connection, addresses: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Row]:
    """(channel, address) → the sender's row with its clinic's `applied_at`; addresses of nobody are left out."""
    rows = connection.execute(
        select(sender, clinic.c.applied_at)
        .join(clinic, clinic.c.clinic_id == sender.c.clinic_id)
        .where(tuple_(sender.c.channel, sender.c.address).in_(list(addresses)))
    ).mappings()
    return {(row["channel"], row["address"]): dict(row) for row in rows}


def patients_at(connection: Connection, addresses: Iterable[tuple[str, bytes]]) -> list[Row]:
    """The patients with one of these (clinic, blind index) as phone or chat, in key order and locked.

    Locked before their sessions, always in this order, so that two batches cannot wait for each other. `opted_out`
    beside each: a STOP of the patient or of an address of theirs stands.
    """
    wanted = list(addresses)
    if not wanted:
        return []
    rows = connection.execute(
        select(patient, _STOPPED.label("opted_out"))
        .where(
            tuple_(patient.c.clinic_id, patient.c.phone_index).in_(wanted)
            | tuple_(patient.c.clinic_id, patient.c.chat_index).in_(wanted)
        )
        .order_by(patient.c.patient_id)
        .with_for_update(of=patient)
    ).mappings()
    return [dict(row) for row in rows]


def sessions_of(connection: Connection, patients: Iterable[UUID]) -> list[Row]:
    """Every session of these patients, in key order and locked."""
    wanted = list(patients)
    if not wanted:
        return []
    rows = connection.execute(
        select(session).where(session.c.patient_id.in_(wanted)).order_by(session.c.session_id).with_for_update()
    ).mappings()
    return [dict(row) for row in rows]


def claim_due(connection: Connection, now: datetime, limit: int) -> list[Row]:
    """Sessions whose timer has come, one of each patient, locked with the patient, in key order.

    Patients whose turn it is elsewhere are passed by. What else is due of a patient is decided when this one is: two
    waves that come due together would otherwise both begin.
    """
    due = connection.execute(
        select(session.c.session_id, session.c.patient_id)
        .join(patient, _OF_SESSION)
        .where(session.c.next_action_at <= now)
        .order_by(session.c.next_action_at)
        .limit(limit)
        .with_for_update(of=patient, skip_locked=True)
    )
    first: dict[UUID, UUID] = {}
    for row in due:
        first.setdefault(row.patient_id, row.session_id)
    rows = sessions_by_id(connection, first.values())
    return [row for row in rows if row["next_action_at"] is not None and row["next_action_at"] <= now]


def lock_patient_of(connection: Connection, session_id: UUID) -> None:
    """The patient is locked before the session, as everywhere."""
    connection.execute(
        select(patient.c.patient_id)
        .join(session, _OF_SESSION)
        .where(session.c.session_id == session_id)
        .with_for_update(of=patient)
    )


def look_again(connection: Connection, clinic_id: str, patient_id: UUID, now: datetime) -> None:
    """Have the schedule decide anew in every session of the patient that it still times."""
    connection.execute(
        update(session)
        .where(
            session.c.clinic_id == clinic_id,
            session.c.patient_id == patient_id,
            session.c.next_action_at > now,
        )
        .values(next_action_at=now)
    )


def sessions_by_id(connection: Connection, ids: Iterable[UUID]) -> list[Row]:
    """These sessions, in key order and locked."""
    rows = connection.execute(
        select(session).where(session.c.session_id.in_(list(ids))).order_by(session.c.session_id).with_for_update()
    ).mappings()
    return [dict(row) for row in rows]


def open_sessions_of(connection: Connection, patient_id: UUID, states: Sequence[str]) -> list[Row]:
    """A patient's sessions in these states, locked."""
    rows = connection.execute(
        select(session)
        .where(session.c.patient_id == patient_id, session.c.state.in_(states))
        .order_by(session.c.session_id)
        .with_for_update()
    ).mappings()
    return [dict(row) for row in rows]


def last_contact(connection: Connection, session_id: UUID) -> Row | None:
    """The latest message of the schedule that was not withdrawn: its status and when it was sent."""
    row = (
        connection.execute(
            select(message_out.c.status, message_out.c.sent_at)
            .where(
                message_out.c.session_id == session_id,
                message_out.c.exempt.is_(False),
                message_out.c.status != "cancelled",
            )
            .order_by(message_out.c.seq.desc())
            .limit(1)
        )
        .mappings()
        .first()
    )
    return None if row is None else dict(row)


def push_forward(connection: Connection, session_id: UUID, task_id: UUID, now: datetime, until: datetime) -> None:
    """Set a session aside that cannot be worked on, and tell staff."""
    row = connection.execute(
        update(session)
        .where(session.c.session_id == session_id)
        .values(next_action_at=until, next_action="set-aside")
        .returning(session.c.clinic_id, session.c.patient_id)
    ).first()
    if row is not None:
        open_task(
            connection,
            task_id,
            row.clinic_id,
            "fault",
            {"at": "due"},
            now,
            patient_id=row.patient_id,
            session_id=session_id,
        )


def patients_by_id(connection: Connection, patients: Iterable[UUID]) -> dict[UUID, Row]:
    rows = connection.execute(select(patient).where(patient.c.patient_id.in_(list(patients)))).mappings()
    return {row["patient_id"]: dict(row) for row in rows}


def session_row(connection: Connection, session_id: UUID, *, lock: bool = False) -> Row | None:
    statement = select(session).where(session.c.session_id == session_id)
    row = connection.execute(statement.with_for_update() if lock else statement).mappings().first()
    return None if row is None else dict(row)


def known_inbound(connection: Connection, ids: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Which of these (channel, provider id) have been taken already."""
    rows = connection.execute(
        select(message_in.c.channel, message_in.c.provider_id).where(
            tuple_(message_in.c.channel, message_in.c.provider_id).in_(list(ids))
        )
    )
    return {(channel, provider_id) for channel, provider_id in rows}


def messages_out(connection: Connection, ids: Iterable[UUID], nonces: Iterable[str]) -> dict[Any, Row]:
    """What became of our messages, by message id and, where they have one, by nonce too."""
    columns = (
        message_out.c.message_id,
        message_out.c.session_id,
        message_out.c.nonce,
        message_out.c.status,
        message_out.c.sent_at,
        message_out.c.delivered_at,
    )
    rows: Sequence[Any] = (
        connection.execute(
            select(*columns).where(message_out.c.message_id.in_(list(ids)) | message_out.c.nonce.in_(list(nonces)))
        )
        .mappings()
        .all()
    )
    found: dict[Any, Row] = {}
    for row in rows:
        found[row["message_id"]] = dict(row)
        if row["nonce"] is not None:
            found[row["nonce"]] = dict(row)
    return found


def latest_answer(connection: Connection, session_id: UUID, questionnaire_url: str, link_id: str) -> UUID | None:
    """The answer that a corrected one stands over: the one that no other stands over yet."""
    over = answer.alias("over")
    answer_id: UUID | None = connection.execute(
        select(answer.c.answer_id)
        .where(
            answer.c.session_id == session_id,
            answer.c.questionnaire_url == questionnaire_url,
            answer.c.link_id == link_id,
            ~exists().where(over.c.session_id == session_id, over.c.supersedes == answer.c.answer_id),
        )
        .order_by(answer.c.answered_at.desc())
        .limit(1)
    ).scalar()
    return answer_id


def answers_of(connection: Connection, session_id: UUID) -> list[Row]:
    """All answers of a session, history included, oldest first."""
    rows = connection.execute(
        select(answer)
        .where(answer.c.session_id == session_id)
        .order_by(answer.c.answered_at, answer.c.supersedes.is_not(None))  # two of one batch have one time
    ).mappings()
    return [dict(row) for row in rows]


def heard_since(connection: Connection, clinic_id: str, address_index: bytes, since: datetime) -> bool:
    """Whether this address wrote to the clinic after `since`."""
    found = (
        select(message_in.c.message_id)
        .where(
            message_in.c.clinic_id == clinic_id,
            message_in.c.address_index == address_index,
            message_in.c.received_at > since,
        )
        .limit(1)
    )
    return connection.execute(found).first() is not None
