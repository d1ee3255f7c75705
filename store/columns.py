"""The kinds of columns that tables are made of."""

from typing import Any

from sqlalchemy import DateTime, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field


def moment(nullable: bool = True) -> Any:
    return Field(default=None if nullable else ..., sa_type=DateTime(timezone=True), nullable=nullable)


def sealed(nullable: bool = True) -> Any:
    return Field(default=None if nullable else ..., sa_type=LargeBinary, nullable=nullable)


def json_document() -> Any:
    return Field(sa_type=JSONB, nullable=False)


def clinic_key() -> Any:
    return Field(primary_key=True, foreign_key="clinic.clinic_id")


def clinic_key_as_read() -> Any:
    """As `clinic_key`, for the tables that turns write: their rows name the clinic of a row that was just locked.

    A check of each against the clinic's row would take a fifteenth of what a turn costs PostgreSQL, and two batches at
    once would each time write down that both of them hold that one row.
    """
    return Field(primary_key=True)
