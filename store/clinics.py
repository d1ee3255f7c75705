"""Clinics with their senders, endpoints, and what they ask: the versions of pathways and questionnaires."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, tuple_, update

from store.ledger import Row, tables

_CLINIC, _SENDER, _ENDPOINT = tables["clinic"], tables["sender"], tables["endpoint"]
_PATHWAY, _QUESTIONNAIRE = tables["pathway_version"], tables["questionnaire_version"]
# How a sender or an endpoint that no longer stands in the clinic's file is marked; it comes back unmarked.
REMOVED = "removed"


def clinic_row(connection: Connection, clinic_id: str, *, lock: bool = False) -> Row | None:
    """`lock`: against others who change the clinic. Rows that only name it are written meanwhile, as a turn that waited
    here with its patients locked could never be waited for."""
    statement = select(_CLINIC).where(_CLINIC.c.clinic_id == clinic_id)
    row = connection.execute(statement.with_for_update(key_share=True) if lock else statement).mappings().first()
    return None if row is None else dict(row)


def write_clinic(connection: Connection, row: Row, *, new: bool) -> None:
    if new:
        connection.execute(insert(_CLINIC), [row])
        return
    values = {name: value for name, value in row.items() if name != "clinic_id"}
    connection.execute(update(_CLINIC).where(_CLINIC.c.clinic_id == row["clinic_id"]).values(values))


def clinics_not_aged(connection: Connection, year: int) -> list[str]:
    """Clinics whose patients' ages have not been looked at since this year began."""
    due = _CLINIC.c.aged_in.is_(None) | (_CLINIC.c.aged_in < year)
    return list(connection.execute(select(_CLINIC.c.clinic_id).where(due).order_by(_CLINIC.c.clinic_id)).scalars())


def mark_aged(connection: Connection, clinic_id: str, year: int) -> None:
    connection.execute(update(_CLINIC).where(_CLINIC.c.clinic_id == clinic_id).values(aged_in=year))


def senders_of(connection: Connection, clinic_id: str) -> dict[str, Row]:
    rows = connection.execute(select(_SENDER).where(_SENDER.c.clinic_id == clinic_id)).mappings()
    return {row["sender_id"]: dict(row) for row in rows}


def senders_elsewhere(connection: Connection, clinic_id: str, addresses: Iterable[tuple[str, str]]) -> list[str]:
    """Which of these (channel, address) belong to another clinic: the address tells whose a reply is."""
    rows = connection.execute(
        select(_SENDER.c.address).where(
            _SENDER.c.clinic_id != clinic_id, tuple_(_SENDER.c.channel, _SENDER.c.address).in_(list(addresses))
        )
    )
    return sorted(rows.scalars())


def write_senders(connection: Connection, clinic_id: str, senders: Sequence[Row]) -> None:
    """`senders` as the file has them (sender_id, channel, address, rate); the others are paused as removed."""
    known = senders_of(connection, clinic_id)
    for sender in senders:
        old = known.pop(sender["sender_id"], None)
        if old is None:
            connection.execute(insert(_SENDER), [{"clinic_id": clinic_id, "paused": False, **sender}])
            continue
        values = dict(sender)
        if old["paused_reason"] == REMOVED:
            values |= {"paused": False, "paused_reason": None}
        _update(connection, _SENDER, clinic_id, "sender_id", sender["sender_id"], values)
    for sender_id in known:
        _update(connection, _SENDER, clinic_id, "sender_id", sender_id, {"paused": True, "paused_reason": REMOVED})


def write_endpoints(connection: Connection, clinic_id: str, endpoints: Sequence[Row], now: datetime) -> None:
    """`endpoints` as the file has them (endpoint_id, url, events); the others collect nothing more.

    A changed address ends what the old one had brought: an open breaker, a refusal for good.
    """
    rows = connection.execute(select(_ENDPOINT).where(_ENDPOINT.c.clinic_id == clinic_id)).mappings()
    known = {row["endpoint_id"]: row for row in rows}
    for endpoint in endpoints:
        old = known.pop(endpoint["endpoint_id"], None)
        if old is None:
            connection.execute(insert(_ENDPOINT), [{"clinic_id": clinic_id, "failures": 0, **endpoint}])
            continue
        values = dict(endpoint)
        if old["url"] != endpoint["url"] or old["disabled_reason"] == REMOVED:
            values |= {"failures": 0, "open_until": None, "disabled_at": None, "disabled_reason": None}
        _update(connection, _ENDPOINT, clinic_id, "endpoint_id", endpoint["endpoint_id"], values)
    for endpoint_id in known:
        values = {"events": [], "disabled_at": now, "disabled_reason": REMOVED}
        _update(connection, _ENDPOINT, clinic_id, "endpoint_id", endpoint_id, values)


def _update(connection: Connection, target: Any, clinic_id: str, key: str, value: str, values: Row) -> None:
    connection.execute(update(target).where(target.c.clinic_id == clinic_id, target.c[key] == value).values(values))


def questionnaire_rows(connection: Connection, clinic_id: str) -> dict[tuple[str, str], Row]:
    """(url, version) → hash and licence, without the documents."""
    columns = (
        _QUESTIONNAIRE.c.url,
        _QUESTIONNAIRE.c.version,
        _QUESTIONNAIRE.c.content_hash,
        _QUESTIONNAIRE.c.licence,
    )
    rows = connection.execute(select(*columns).where(_QUESTIONNAIRE.c.clinic_id == clinic_id)).mappings()
    return {(row["url"], row["version"]): dict(row) for row in rows}


def add_questionnaire(connection: Connection, row: Row) -> None:
    connection.execute(insert(_QUESTIONNAIRE), [row])


def write_licence(connection: Connection, clinic_id: str, url: str, version: str, licence: Row) -> None:
    connection.execute(
        update(_QUESTIONNAIRE)
        .where(
            _QUESTIONNAIRE.c.clinic_id == clinic_id, _QUESTIONNAIRE.c.url == url, _QUESTIONNAIRE.c.version == version
        )
        .values(licence=licence)
    )


def latest_pathways(connection: Connection, clinic_id: str) -> dict[str, Row]:
    """The newest version of each pathway, with its document."""
    newest = (
        select(_PATHWAY.c.pathway_id, func.max(_PATHWAY.c.version).label("version"))
        .where(_PATHWAY.c.clinic_id == clinic_id)
        .group_by(_PATHWAY.c.pathway_id)
        .subquery()
    )
    rows = connection.execute(
        select(_PATHWAY)
        .join(newest, (newest.c.pathway_id == _PATHWAY.c.pathway_id) & (newest.c.version == _PATHWAY.c.version))
        .where(_PATHWAY.c.clinic_id == clinic_id)
    ).mappings()
    return {row["pathway_id"]: dict(row) for row in rows}


def pathway_document(connection: Connection, clinic_id: str, pathway_id: str, version: int) -> Row | None:
    """One version as published; null when there is none."""
    document: Row | None = connection.execute(
        select(_PATHWAY.c.document).where(
            _PATHWAY.c.clinic_id == clinic_id, _PATHWAY.c.pathway_id == pathway_id, _PATHWAY.c.version == version
        )
    ).scalar()
    return document


def add_pathway(connection: Connection, row: Row) -> None:
    connection.execute(insert(_PATHWAY), [row])


def sending_is_paused(connection: Connection) -> bool:
    """The one switch for every clinic."""
    return bool(connection.execute(select(tables["control"].c.sending_paused).limit(1)).scalar())
