"""How a staff page is made: its template, its headers, and how moments and codes are written for people."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.accounts import Staff
from bot.schedule_words import CHANNELS, DAY_NAMES, WORDINGS, rule_in_words, span_in_words
from flows.spans import Span

HERE: Final = Path(__file__).parent
STATIC: Final = HERE / "static"
PLACES: Final = (
    ("/staff/tasks", "Tasks"),
    ("/staff/phone", "Phone list"),
    ("/staff/patients", "Patients"),
    ("/staff/pathways", "Pathways"),
)
LANGUAGES: Final[Mapping[str, str]] = {"da": "Danish", "en": "English", "nb": "Norwegian", "sv": "Swedish"}
# A POST must say where it comes from, so these pages let the browser tell that to ourselves.
_HEADERS: Final = {
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
        " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}

_pages = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(template: str, request: Request, staff: Staff | None, *, status: int = 200, **values: Any) -> HTMLResponse:
    """`staff` null: nobody is signed in, so nothing is offered but to sign in."""
    here = next((path for path, _ in PLACES if request.url.path.startswith(path)), "")
    content = _pages.get_template(template).render(staff=staff, places=PLACES, here=here, **values)
    return HTMLResponse(content, status, headers=_HEADERS)


def shown_day(moment: datetime) -> str:
    """ "Tue 24 Nov 2026" """
    return f"{moment:%a} {moment.day} {moment:%b %Y}"


def shown_moment(moment: datetime) -> str:
    """ "Tue 24 Nov 2026, 09:00"; the moment is in the zone that it is to be shown in."""
    return f"{shown_day(moment)}, {moment:%H:%M}"


def shown_length(length: timedelta) -> str:
    """The two largest parts: "3 days 2 hours", "5 minutes"."""
    minutes = max(int(length.total_seconds()) // 60, 0)
    parts = ((minutes // 1440, "day"), (minutes % 1440 // 60, "hour"), (minutes % 60, "minute"))
    told = [f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in parts if count]
    return " ".join(told[:2]) or "less than a minute"


def shown_code(code: str) -> str:
    """ "not_understood" → "not understood" """
    return code.replace("_", " ").replace("-", " ")


def shown_offset(span: Span) -> str:
    """ "3 months after", "2 weeks before", "the same day" """
    told = span_in_words(span)
    if told == "0 days":
        return "the same day"
    return f"{told.removeprefix('-')} {'before' if told.startswith('-') else 'after'}"


def shown_start(words: str) -> str:
    """As a line begins; the rest stays as it is."""
    return words[:1].upper() + words[1:]


_FILTERS: Final[Mapping[str, Any]] = {
    "day": shown_day,
    "moment": shown_moment,
    "length": shown_length,
    "code": shown_code,
    "begun": shown_start,
    "offset": shown_offset,
    "rule": rule_in_words,
    "span": span_in_words,
}
_pages.filters.update(_FILTERS)
_pages.globals.update(channels=CHANNELS, wordings=WORDINGS, day_names=DAY_NAMES, languages=LANGUAGES)
