"""The moment at which a form is looked at: what FHIRPath calls now and today."""

from datetime import date, datetime
from typing import NamedTuple


class Moment(NamedTuple):
    """`today` is the patient's day, which need not be the day of `now` in UTC."""

    now: datetime
    today: date


def moment_at(now: datetime) -> Moment:
    """Where `now` is told in the patient's own zone."""
    return Moment(now, now.date())
