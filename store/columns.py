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
