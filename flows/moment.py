"""The moment at which a form is looked at: what FHIRPath calls now and today."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Moment:
    """`today` is the patient's day, which need not be the day of `now` in UTC."""

    now: datetime
    today: date


def moment_at(now: datetime) -> Moment:
    """Where `now` is told in the patient's own zone."""
    return Moment(now, now.date())
