"""Sessions and the people they belong to: finding, locking, claiming those that are due."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, exists, func, select, update

from store.ledger import WITHDRAWABLE, Row, tables
from store.recordset import columns_of, rows_by, tuples_by
from store.tasks import open_task

patient, session = tables["patient"], tables["session"]
message_in, message_out, answer = tables["message_in"], tables["message_out"], tables["answer"]

_OF_SESSION = (patient.c.clinic_id == session.c.clinic_id) & (patient.c.patient_id == session.c.patient_id)

# Read in every turn, so each is one statement for a whole batch, and each finds its rows by an index.
_SENDERS = (
    f"SELECT {columns_of(tables['sender'])}, clinic.applied_at"  # noqa: S608 - our names
    " FROM :rows AS wanted (channel text, address text)"
    " JOIN sender ON sender.channel = wanted.channel AND sender.address = wanted.address"
    " JOIN clinic ON clinic.clinic_id = sender.clinic_id"
)
# By phone and by chat apart, as one join on either of them reads every patient of the clinic. The address is asked for
# once more where the row is locked: it may have changed while this waited for the lock.
_PATIENTS = (
    "WITH wanted AS ("  # noqa: S608 - our names
    "SELECT * FROM :rows AS wanted (clinic_id text, address_index bytea)"
    "), found AS ("
    "SELECT patient.clinic_id, patient_id, address_index FROM wanted JOIN patient"
    " ON patient.clinic_id = wanted.clinic_id AND phone_index = address_index"
    " UNION SELECT patient.clinic_id, patient_id, address_index FROM wanted JOIN patient"
    " ON patient.clinic_id = wanted.clinic_id AND chat_index = address_index)"
    f" SELECT {columns_of(patient)}, EXISTS (SELECT FROM opt_out WHERE opt_out.clinic_id = patient.clinic_id"
    " AND opt_out.revoked_at IS NULL AND (opt_out.patient_id = patient.patient_id"
    " OR opt_out.address_index = patient.phone_index OR opt_out.address_index = patient.chat_index)) AS opted_out"
    " FROM found JOIN patient ON patient.clinic_id = found.clinic_id AND patient.patient_id = found.patient_id"
    " WHERE found.address_index IN (patient.phone_index, patient.chat_index)"
    " ORDER BY patient.patient_id FOR UPDATE OF patient"
)
_PATIENTS_BY_ID = (
    f"SELECT {columns_of(patient)} FROM :rows AS wanted (clinic_id text, patient_id uuid)"  # noqa: S608 - our names
    " JOIN patient ON patient.clinic_id = wanted.clinic_id AND patient.patient_id = wanted.patient_id"
)
_SESSIONS = (
    f"SELECT {columns_of(session)}"  # noqa: S608 - our names
    " FROM :rows AS wanted (clinic_id text, patient_id uuid)"
    " JOIN session ON session.clinic_id = wanted.clinic_id AND session.patient_id = wanted.patient_id"
    " ORDER BY session.session_id FOR UPDATE OF session"
)
_KNOWN = (
    "SELECT message_in.channel, message_in.provider_id"
    " FROM :rows AS wanted (channel text, provider_id text)"
    " JOIN message_in ON message_in.channel = wanted.channel AND message_in.provider_id = wanted.provider_id"
)
_SENT = (
    "SELECT message_id::text, nonce, channel, status, doubts, claimed_at, sent_at, delivered_at"
    " FROM :rows AS wanted (clinic_id text, message_id uuid)"
    " JOIN message_out USING (clinic_id, message_id)"
)
_UNSENT = f"{_SENT} FOR UPDATE OF message_out"
_ANSWERS = (
    "SELECT answer_id::text, session_id, questionnaire_url, link_id, occurrence, value, text_sealed, raw_sealed,"
    " comment_sealed, answered_by, answered_at, supersedes::text FROM :rows AS wanted (clinic_id text, session_id uuid)"
    " JOIN answer USING (clinic_id, session_id)"
    " ORDER BY answered_at"
)


def senders_at(connection: Connection, addresses: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Row]:
    """(channel, address) → the sender's row with its clinic's `applied_at`; addresses of nobody are left out."""
    wanted = [{"channel": channel, "address": address} for channel, address in addresses]
    rows = rows_by(connection, _SENDERS, wanted)
    return {(row["channel"], row["address"]): row for row in rows}


def patients_at(connection: Connection, addresses: Iterable[tuple[str, bytes]]) -> list[Row]:
    """The patients with one of these (clinic, blind index) as phone or chat, in key order and locked.

    Locked before their sessions, always in this order, so that two batches cannot wait for each other. `opted_out`
    beside each: a STOP of the patient or of an address of theirs stood before this waited for the lock. One that was
    waited for is in the patient's status.
    """
    wanted = [{"clinic_id": clinic_id, "address_index": index} for clinic_id, index in addresses]
    if not wanted:
        return []
    rows = rows_by(connection, _PATIENTS, wanted)
    return list({row["patient_id"]: row for row in rows}.values())  # one who writes by phone and by chat comes twice


def sessions_of(connection: Connection, patients: Iterable[tuple[str, UUID]]) -> list[Row]:
    """Every session of these (clinic, patient), in key order and locked."""
    wanted = [{"clinic_id": clinic_id, "patient_id": patient_id} for clinic_id, patient_id in patients]
    if not wanted:
        return []
    return rows_by(connection, _SESSIONS, wanted)


def lock_patient_of(connection: Connection, clinic_id: str, session_id: UUID) -> None:
    """The patient is locked before the session, as everywhere."""
    connection.execute(
        select(patient.c.patient_id)
        .join(session, _OF_SESSION)
        .where(*_is_session(clinic_id, session_id))
        .with_for_update(of=patient)
    )


def _is_session(clinic_id: str, session_id: UUID) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return session.c.clinic_id == clinic_id, session.c.session_id == session_id


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


def open_sessions_of(connection: Connection, clinic_id: str, patient_id: UUID, states: Sequence[str]) -> list[Row]:
    """A patient's sessions in these states, locked."""
    rows = connection.execute(
        select(session)
        .where(session.c.clinic_id == clinic_id, session.c.patient_id == patient_id, session.c.state.in_(states))
        .order_by(session.c.session_id)
        .with_for_update()
    ).mappings()
    return [dict(row) for row in rows]


def last_contact(connection: Connection, clinic_id: str, session_id: UUID) -> Row | None:
    """The latest message of the schedule that was not withdrawn: its status and when it was sent."""
    row = (
        connection.execute(
            select(message_out.c.status, message_out.c.sent_at)
            .where(
                message_out.c.clinic_id == clinic_id,
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


def push_forward(
    connection: Connection, clinic_id: str, session_id: UUID, task_id: UUID, now: datetime, until: datetime
) -> None:
    """Set a session aside that cannot be worked on, and tell staff."""
    patient_id = connection.execute(
        update(session)
        .where(*_is_session(clinic_id, session_id))
        .values(next_action_at=until, look_at=until, next_action="set-aside")
        .returning(session.c.patient_id)
    ).scalar()
    if patient_id is not None:
        open_task(
            connection,
            task_id,
            clinic_id,
            "fault",
            {"at": "due"},
            now,
            patient_id=patient_id,
            session_id=session_id,
        )


def patients_by_id(connection: Connection, patients: Iterable[tuple[str, UUID]]) -> dict[UUID, Row]:
    """These (clinic, patient), by the patient's id."""
    wanted = [{"clinic_id": clinic_id, "patient_id": patient_id} for clinic_id, patient_id in patients]
    return {row["patient_id"]: row for row in rows_by(connection, _PATIENTS_BY_ID, wanted)}


def session_row(connection: Connection, clinic_id: str, session_id: UUID, *, lock: bool = False) -> Row | None:
    statement = select(session).where(*_is_session(clinic_id, session_id))
    row = connection.execute(statement.with_for_update() if lock else statement).mappings().first()
    return None if row is None else dict(row)


def known_inbound(connection: Connection, ids: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Which of these (channel, provider id) have been taken already."""
    wanted = [{"channel": channel, "provider_id": provider_id} for channel, provider_id in ids]
    return {(channel, provider_id) for channel, provider_id in tuples_by(connection, _KNOWN, wanted)}


def messages_out(connection: Connection, ids: Iterable[tuple[str, str]], pressed: Collection[str]) -> dict[str, Row]:
    """What became of these messages of ours, by id, and by the nonce of their buttons where one of those was pressed.

    The id is a text, in the row, too. A button of any other message is of no question that waits: it needs no looking
    for. What has not left us is locked, and stays until it has been withdrawn or this transaction is over: words would
    else be taken for older than a question that leaves meanwhile.
    """
    wanted = [{"clinic_id": clinic_id, "message_id": message_id} for clinic_id, message_id in ids]
    rows = rows_by(connection, _SENT, wanted) if wanted else []
    found = {row["message_id"]: row for row in rows}
    unsent = [
        row for row in wanted if row["message_id"] in found and found[row["message_id"]]["status"] in WITHDRAWABLE
    ]
    if unsent:
        found |= {row["message_id"]: row for row in rows_by(connection, _UNSENT, unsent)}
        rows = list(found.values())
    return found | {row["nonce"]: row for row in rows if row["nonce"] in pressed} if pressed else found


def latest_answer(
    connection: Connection, clinic_id: str, session_id: UUID, questionnaire_url: str, link_id: str, occurrence: str
) -> UUID | None:
    """The answer that a corrected one stands over: the one that no other stands over yet."""
    over = answer.alias("over")
    answer_id: UUID | None = connection.execute(
        select(answer.c.answer_id)
        .where(
            answer.c.clinic_id == clinic_id,
            answer.c.session_id == session_id,
            answer.c.questionnaire_url == questionnaire_url,
            answer.c.link_id == link_id,
            answer.c.occurrence == occurrence,
            ~exists().where(
                over.c.clinic_id == clinic_id,
                over.c.session_id == session_id,
                over.c.supersedes == answer.c.answer_id,
            ),
        )
        .order_by(answer.c.answered_at.desc())
        .limit(1)
    ).scalar()
    return answer_id


def answers_by_session(connection: Connection, sessions: Iterable[tuple[str, UUID]]) -> dict[UUID, list[Row]]:
    """What was answered in these (clinic, session), history included, oldest first; not how it was read.

    The answers' ids are texts, as sealed columns name them.
    """
    found: dict[UUID, list[Row]] = defaultdict(list)
    wanted = [{"clinic_id": clinic_id, "session_id": session_id} for clinic_id, session_id in sessions]
    for row in _as_given(rows_by(connection, _ANSWERS, wanted)):
        found[row["session_id"]].append(row)
    return found


def answers_of(connection: Connection, clinic_id: str, session_id: UUID) -> list[Row]:
    """All answers of a session, history included, oldest first."""
    rows = connection.execute(
        select(answer)
        .where(answer.c.clinic_id == clinic_id, answer.c.session_id == session_id)
        .order_by(answer.c.answered_at)
    ).mappings()
    return _as_given([dict(row) for row in rows])


def _as_given(rows: Sequence[Row]) -> list[Row]:
    """Each after the one that it stands over: one batch has one time, and a batch that had to wait has an older one."""
    found: list[Row] = []
    if all(row["supersedes"] is None for row in rows):
        return [*rows]
    waiting = {row["answer_id"]: row for row in rows}
    for row in rows:
        line: list[Row] = []
        at: Row | None = waiting.pop(row["answer_id"], None)
        while at is not None:
            line.append(at)
            at = waiting.pop(at["supersedes"], None)
        found += reversed(line)
    return found


def heard_since(connection: Connection, clinic_id: str, address_index: bytes, since: datetime) -> bool:
    """Whether this address wrote to the clinic after `since`, outside any questionnaire."""
    found = (
        select(message_in.c.message_id)
        .where(
            message_in.c.clinic_id == clinic_id,
            message_in.c.address_index == address_index,
            message_in.c.received_at > since,
            message_in.c.session_id.is_(None),
        )
        .limit(1)
    )
    return connection.execute(found).first() is not None


def alarms_since(connection: Connection, clinic_id: str, address_index: bytes, since: datetime) -> int:
    """How many messages of this address were about danger, after `since` and outside any questionnaire."""
    found = select(func.count()).where(
        message_in.c.clinic_id == clinic_id,
        message_in.c.address_index == address_index,
        message_in.c.received_at > since,
        message_in.c.session_id.is_(None),
        message_in.c.outcome == "alarm",
    )
    return int(connection.execute(found).scalar_one())
