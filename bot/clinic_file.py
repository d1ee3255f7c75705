"""A clinic as its YAML file says: who it is, whom it writes from, when, what its safety texts are, whom it tells.

`ClinicFile` is also what is stored (`clinic.config`): secrets, questionnaires and pathways are kept apart from it.
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from holidays import list_supported_countries
from phonenumbers import (
    NumberParseException,
    PhoneNumberFormat,
    format_number,
    is_possible_number,
)
from phonenumbers import (
    parse as parse_number,
)
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from bot.zones import zones
from channels.segments import count, gsm_safe
from flows.hours import ContactHours, DayWindow, PublicHolidays
from flows.pathway import Code
from flows.spans import CalendarSpan, Span, is_positive

Language = Literal["en", "da", "nb", "sv"]
EventType = Literal["session.completed", "session.partial", "alert.raised", "contact.requested", "optout.received"]
LONGEST_NAME: Final = 25  # letters, so that the first message stays one segment
MOST_SAFETY_SEGMENTS: Final = 2
LONGEST_ACKNOWLEDGEMENT: Final = timedelta(days=3)
# A sender's name is seen on a locked phone by anyone: these say what somebody is treated for.
TELLING: Final = re.compile(
    r"pain|smert|smärt|cancer|kræft|kreft|onko|psyk|psych|pallia|hospi[cs]e|hiv|abort|rusmid|alko|depress|demen|"
    r"ryg|rygg|spine|gigt|rheuma|revma|reuma|diabet|fertil|sexolog|kardio|cardio|hjert|hjärt",
    re.IGNORECASE,
)
_FROZEN = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True, populate_by_name=True)
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Texts = Mapping[Language, Text]


def e164(text: str, country: str | None = None) -> str:
    """A phone number as +4520000001. Raises ValueError that does not repeat the number."""
    try:
        number = parse_number(text, country)
    except NumberParseException:
        raise ValueError("is not a phone number: write it with its country code, as +45 20 00 00 01") from None
    if not is_possible_number(number):
        raise ValueError("cannot be a phone number: check the digits and the country code")
    return format_number(number, PhoneNumberFormat.E164)


def _is_messages_name(text: str) -> str:
    name = gsm_safe(text)
    if len(name) > LONGEST_NAME or count(name).alphabet != "gsm-7":
        raise ValueError(f"use at most {LONGEST_NAME} letters that a plain text message can carry")
    if TELLING.search(name):
        raise ValueError("tells what patients are treated for; it is seen on locked phones: choose a neutral name")
    return name


MessagesName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2), AfterValidator(_is_messages_name)]


class SenderFile(BaseModel):
    """`address`: a number (or messaging service) for sms, the bot's user name for telegram. `rate` in segments/s."""

    model_config = _FROZEN
    id: Code
    channel: Literal["sms", "telegram", "phone"]
    address: str = Field(min_length=1, max_length=64)
    rate: float = Field(default=1.0, gt=0, le=1000)

    @model_validator(mode="before")
    @classmethod
    def writes_its_address_whole(cls, document: Any) -> Any:
        if not isinstance(document, dict) or document.get("channel") not in ("sms", "telegram"):
            return document
        address = str(document.get("address", "")).strip()
        if document["channel"] == "telegram":  # user names are the same in any case; updates come to the small one
            return {**document, "address": address.removeprefix("@").lower()}
        if re.fullmatch(r"MG[0-9a-f]{32}|[0-9]{3,6}", address):
            return document
        return {**document, "address": e164(address)}


class Safety(BaseModel):
    """What a patient in distress is told, as it is sent, and how fast staff answer to the alert.

    `second_level`: the endpoint that is told when nobody has acknowledged the alert within `acknowledge_within`.
    """

    model_config = _FROZEN
    texts: Texts
    emergency_numbers: tuple[Annotated[str, StringConstraints(pattern=r"^[0-9 +]{2,20}$")], ...] = Field(min_length=1)
    acknowledge_within: timedelta
    second_level: Code

    @field_validator("acknowledge_within")
    @classmethod
    def is_soon(cls, within: timedelta) -> timedelta:
        if not timedelta(minutes=5) <= within <= LONGEST_ACKNOWLEDGEMENT:
            raise ValueError("give a length of time from PT5M to P3D")
        return within

    @model_validator(mode="after")
    def can_be_sent(self) -> "Safety":
        for language, text in self.texts.items():
            if not any(_names(text, number) for number in self.emergency_numbers):
                raise ValueError(f"the text in {language} names none of the emergency numbers")
            segments = count(gsm_safe(text)).segments
            if segments > MOST_SAFETY_SEGMENTS:
                raise ValueError(f"the text in {language} takes {segments} segments; at most {MOST_SAFETY_SEGMENTS}")
        return self


class EndpointFile(BaseModel):
    """Where the clinic is told. With neither `secret_env` nor `secret_file` a secret is made and shown once."""

    model_config = _FROZEN
    id: Code
    url: str
    events: tuple[EventType, ...] = Field(min_length=1)
    secret_env: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*$")] | None = None
    secret_file: str | None = None

    @field_validator("url")
    @classmethod
    def is_address(cls, url: str) -> str:
        parts = urlsplit(url)
        loopback = parts.hostname in ("localhost", "127.0.0.1", "::1")
        if parts.scheme != "https" and not (parts.scheme == "http" and loopback):
            raise ValueError("give an https address (http only on this machine, for trials)")
        if not parts.hostname or parts.username or parts.password:
            raise ValueError("give a whole address without a user name or password")
        return url

    @model_validator(mode="after")
    def has_one_secret(self) -> "EndpointFile":
        if self.secret_env and self.secret_file:
            raise ValueError("give secret_env or secret_file, not both")
        return self


class Note(BaseModel):
    """`opening`: the fixed phrase by which a note is found again in the record."""

    model_config = _FROZEN
    opening: Text
    language: Language


class Licence(BaseModel):
    """The right to send one questionnaire: `reference` is the agreement's number or date."""

    model_config = _FROZEN
    questionnaire: str
    holder: Text
    reference: Text
    valid_until: date | None = None


class ClinicFile(BaseModel):
    """One clinic. `name` is for staff, `sender_name` for messages; the first of `languages` stands in for others.

    `opening_hours` are words for patients, `staffed` when alerts are read. `link_valid_for`: of a Telegram link.
    """

    model_config = _FROZEN
    clinic: Code
    name: Text
    sender_name: Mapping[Language, MessagesName]
    country: str
    zone: str
    languages: tuple[Language, ...] = Field(min_length=1)
    phone: str
    live: bool = True
    identity: Literal["birth_year", "none"] = "birth_year"
    senders: tuple[SenderFile, ...] = Field(min_length=1)
    opening_hours: Texts = Field(default_factory=dict)
    hours: ContactHours = Field(default_factory=ContactHours)
    staffed: DayWindow | None = None
    safety: Safety | None = None
    endpoints: tuple[EndpointFile, ...] = ()
    note: Note
    licences: tuple[Licence, ...] = ()
    pathways: tuple[Code, ...] = ()  # ids; their content is kept by version
    schedules: Mapping[Code, int] = Field(default_factory=dict)  # pathway → published version that its file replaces
    questionnaires: tuple[str, ...] = ()  # url|version
    link_valid_for: CalendarSpan = Span("P14D", days=14)

    @model_validator(mode="before")
    @classmethod
    def keeps_its_own_holidays(cls, document: Any) -> Any:
        """Without a word about holidays the clinic keeps its country's; `holidays: null` keeps none."""
        if not isinstance(document, dict) or document.get("country") not in list_supported_countries():
            return document
        hours = document.get("hours") or {}
        if isinstance(hours, dict) and "holidays" not in hours:
            hours = {**hours, "holidays": PublicHolidays(country=document["country"]).model_dump()}
        return {**document, "hours": hours}

    @field_validator("zone")
    @classmethod
    def is_zone(cls, zone: str) -> str:
        if zone not in zones():
            raise ValueError("is not a time zone: write it as Europe/Copenhagen")
        return zone

    @field_validator("country")
    @classmethod
    def is_country(cls, country: str) -> str:
        if country not in list_supported_countries():
            raise ValueError("is not a country: write its two letters, as DK")
        return country

    @field_validator("link_valid_for")
    @classmethod
    def is_ahead(cls, span: Span) -> Span:
        if not is_positive(span):
            raise ValueError("give a length of time above nothing, as P14D")
        return span

    @model_validator(mode="after")
    def is_whole(self) -> "ClinicFile":
        for what, given in (("sender", [s.id for s in self.senders]), ("endpoint", [e.id for e in self.endpoints])):
            twice = sorted({name for name in given if given.count(name) > 1})
            if twice:
                raise ValueError(f"two of the {what}s are called {twice[0]}: each needs its own id")
        unknown = sorted(self.schedules.keys() - set(self.pathways))
        if unknown:
            raise ValueError(f"`schedules` names {unknown[0]}, which is no pathway of this file")
        lacking = self.lacking()
        if self.live and lacking:
            raise ValueError("cannot go live: " + "; ".join(lacking) + ". Add it, or set live: false for now")
        return self

    def lacking(self) -> list[str]:
        """What must be there before a patient may be written to."""
        lacking = [f"sender_name has no {language}" for language in self.languages if language not in self.sender_name]
        if self.safety is None:
            lacking.append("`safety` is missing (texts, emergency_numbers, acknowledge_within, second_level)")
        else:
            lacking += [f"safety.texts has no {each}" for each in self.languages if each not in self.safety.texts]
            told = {endpoint.id for endpoint in self.endpoints if "alert.raised" in endpoint.events}
            if not told:
                lacking.append("no endpoint is told of alert.raised, so nobody would see an alert")
            elif self.safety.second_level not in told:
                lacking.append("safety.second_level names no endpoint that is told of alert.raised")
        lacking += [f"opening_hours has no {each}" for each in self.languages if each not in self.opening_hours]
        if self.staffed is None:
            lacking.append("`staffed` is missing (when are alerts read?)")
        try:
            e164(self.phone, self.country)
        except ValueError as error:
            lacking.append(f"phone {error}")
        return lacking

    @property
    def acknowledge_within(self) -> timedelta:
        """How soon an alert must be acknowledged; a clinic that is not live yet has an hour."""
        return timedelta(hours=1) if self.safety is None else self.safety.acknowledge_within

    def in_language(self, texts: Mapping[Any, str], language: str) -> str | None:
        """The text in this language, else in the clinic's first one that has it."""
        base = language.partition("-")[0]
        wanted = ("nb" if base in ("nn", "no") else base, *self.languages)
        return next((texts[each] for each in wanted if each in texts), None)

    def time_zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


def _names(text: str, number: str) -> bool:
    """Whether the number stands in the text by itself, however its digits are grouped."""
    digits = r"[ ]?".join(re.escape(digit) for digit in number.replace(" ", ""))
    return re.search(rf"(?<!\d){digits}(?!\d)", text) is not None
