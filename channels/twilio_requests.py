"""What Twilio posts to us: is it Twilio's, and what does it say."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hmac import compare_digest
from typing import Final
from urllib.parse import parse_qs, parse_qsl, urldefrag, urlparse

from twilio.request_validator import RequestValidator, add_port, get_signature_algorithm, remove_port

from channels.channel import Inbound, StatusChange, storable
from channels.twilio_sms import STATUSES

Pairs = Sequence[tuple[str, str]]
MOST_FIELDS: Final = 200
LONGEST_ID: Final = 64  # characters; theirs have 34
LONGEST_COUNT: Final = 3  # digits


class UnreadableRequestError(ValueError):
    """Twilio's request lacks what every such request has."""


class Form(dict[str, list[str]]):
    """Parameters as the validator reads them: every value of a name, empty ones too."""

    def getall(self, name: str) -> list[str]:
        return self[name]


def read_form(body: bytes) -> Pairs:
    """Fields in their order. An empty one is part of what was signed. Raises ValueError for what is not a form."""
    return parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS)


def verify(url: str, sent: Pairs | str, signature: str | None, settings: str | None, token: str) -> bool:
    """Whether Twilio signed this request: `sent` is the form's fields, or the text of a body that is no form.

    `url` is the public address with its query, `settings` the header that names another algorithm than SHA-1. There
    is no time in a signature: a replay verifies, and does nothing because its message is known.
    """
    if not signature:
        return False
    address = urldefrag(url).url
    validator, algorithm = RequestValidator(token), get_signature_algorithm(settings)
    parts = urlparse(address)
    if isinstance(sent, str):  # a body that no hash stands for is not covered by the signature
        return "bodySHA256" in parse_qs(parts.query) and validator.validate(address, sent, signature, algorithm)
    form = grouped(sent)
    try:
        # As `validate` does, but one after the other: Twilio signs the address with its port only now and then.
        return any(
            compare_digest(validator.compute_signature(each(parts), form, algorithm).encode(), signature.encode())
            for each in (remove_port, add_port)
        )
    except ValueError:  # another algorithm than the library knows
        return False


def grouped(fields: Pairs) -> Form:
    form = Form()
    for name, value in fields:
        form.setdefault(name, []).append(value)
    return form


def as_stored(fields: Pairs) -> dict[str, str]:
    """The form as we go on with it after its signature was checked: every value as a database takes it."""
    return {name: storable(value) for name, value in fields}


def parse_message(form: Mapping[str, str], received_at: datetime) -> Inbound:
    """A message from a person. Words that Twilio acted on itself (OptOutType) are read by us all the same.

    Raises UnreadableRequestError.
    """
    media = form.get("NumMedia") or "0"
    counted = media.isascii() and media.isdigit() and len(media) <= LONGEST_COUNT
    return Inbound(
        channel="sms",
        provider_id=message_sid(form),
        sender_address=needed(form, "To"),
        address=needed(form, "From"),
        text=form.get("Body", ""),
        received_at=received_at,
        media=int(media) if counted else 1,
        in_reply_to=form.get("OriginalRepliedMessageSid") or None,
    )


def parse_status(form: Mapping[str, str], received_at: datetime) -> StatusChange | None:
    """A word about a message of ours; null for a status that says nothing about its way to the patient.

    Raises UnreadableRequestError.
    """
    status = STATUSES.get(form.get("MessageStatus") or form.get("SmsStatus") or "")
    if status is None:
        return None
    return StatusChange(
        channel="sms",
        provider_id=message_sid(form),
        status=status,
        error_code=form.get("ErrorCode") or None,
        received_at=received_at,
        sender_address=form.get("From") or None,
    )


def message_sid(form: Mapping[str, str]) -> str:
    """Raises UnreadableRequestError for what no id can be, which the database would stumble over."""
    sid = next((sid for name in ("MessageSid", "SmsMessageSid", "SmsSid") if (sid := form.get(name, "").strip())), "")
    if not 0 < len(sid) <= LONGEST_ID:
        raise UnreadableRequestError("the request has no MessageSid")
    return sid


def needed(form: Mapping[str, str], name: str) -> str:
    value = form.get(name, "").strip()
    if not value:
        raise UnreadableRequestError(f"the request has no {name}")
    return value
