"""What Twilio posts to us: is it Twilio's, and what does it say."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from hmac import compare_digest, digest
from typing import Final
from urllib.parse import parse_qs, unquote_plus, urldefrag, urlparse

from twilio.request_validator import RequestValidator, add_port, get_signature_algorithm, remove_port

from channels.channel import Inbound, StatusChange, storable
from channels.twilio_sms import STATUSES

Pairs = Sequence[tuple[str, str]]
MOST_FIELDS: Final = 200
LONGEST_ID: Final = 64  # characters; theirs have 34
LONGEST_COUNT: Final = 3  # digits
HASHES: Final = {"HMAC_SHA1": "sha1", "HMAC_SHA256": "sha256"}


class UnreadableRequestError(ValueError):
    """Twilio's request lacks what every such request has."""


def read_form(body: bytes) -> Pairs:
    """Fields in their order. An empty one is part of what was signed. Raises ValueError for what is not a form."""
    text = body.decode("utf-8")
    if text.count("&") >= MOST_FIELDS:
        raise UnreadableRequestError(f"the form has more than {MOST_FIELDS} fields")
    parted = [field.partition("=") for field in text.split("&") if field]
    return [(unescaped(name), unescaped(value)) for name, _, value in parted]


def unescaped(text: str) -> str:
    """Most parts of a form are as they were written, and to find that out by the library takes ten times as long."""
    return unquote_plus(text) if "%" in text or "+" in text else text


def verify(url: str, sent: Pairs | str, signature: str | None, settings: str | None, token: str) -> bool:
    """Whether Twilio signed this request: `sent` is the form's fields, or the text of a body that is no form.

    `url` is the public address with its query, `settings` the header that names another algorithm than SHA-1. There
    is no time in a signature: a replay verifies, and does nothing because its message is known.
    """
    if not signature:
        return False
    algorithm = get_signature_algorithm(settings).upper()
    if algorithm not in HASHES:  # another than the library knows
        return False
    if isinstance(sent, str):
        return is_signed_text(urldefrag(url).url, sent, signature, algorithm, token)
    said = "".join([name + value for name, value in sorted(set(sent))])
    key, shown = token.encode(), signature.encode()
    for address in both(url):  # one after the other: Twilio signs it with its port only now and then
        if compare_digest(b64encode(digest(key, f"{address}{said}".encode(), HASHES[algorithm])), shown):
            return True
    return False


def is_signed_text(address: str, sent: str, signature: str, algorithm: str, token: str) -> bool:
    """A body that no hash stands for is not covered by the signature."""
    if "bodySHA256" not in parse_qs(urlparse(address).query):
        return False
    return bool(RequestValidator(token).validate(address, sent, signature, algorithm))


@lru_cache(maxsize=64)  # taking it apart costs more than the signature, and a provider calls a few
def both(url: str) -> tuple[str, str]:
    """The address without its port and with it, neither with a fragment."""
    parts = urlparse(urldefrag(url).url)
    return remove_port(parts), add_port(parts)


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
