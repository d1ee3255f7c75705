"""The order of reading: safety first, then whole-message commands, then the question's own reading."""

from datetime import date
from typing import Final

from flows.replies.choice import is_label, read_choice
from flows.replies.commands import (
    read_absence,
    read_auto_reply,
    read_command_words,
    read_introduction,
    read_near_command,
    read_thanks,
)
from flows.replies.dates import read_date
from flows.replies.language import Language, language
from flows.replies.quantity import read_quantity
from flows.replies.reply import Asked, Reply
from flows.replies.requests import Request, asking_words, read_request, read_slipped_request
from flows.replies.safety import alarm_in
from flows.replies.text import NO_SIGN, YES_SIGN, Text, normalise, visible
from flows.replies.times import read_time
from flows.replies.yes_no import read_one_more, read_yes_no

EMPTY: Final = Reply("invalid", reason="empty")
NOT_UNDERSTOOD: Final = Reply("invalid", reason="not-understood")


def understand(asked: Asked, text: str, language: str) -> Reply:
    """Read `text` as a reply to one question, in the language of the conversation (a BCP 47 tag)."""
    read = normalise(text)
    found = alarm_in(read, language)
    reply = _read(asked, text, read, language)
    return reply if found is None else reply.alarmed(found)


def read_command(text: str, language: str) -> Reply | None:
    """A command, thanks or machine's reply where no question is open.

    Null where the text is none of these and holds no safety word; "invalid" where it holds one.
    """
    read = normalise(text)
    found = alarm_in(read, language)
    reply = _read_aside(read, _speech(language))
    if found is None:
        return reply
    return (reply or NOT_UNDERSTOOD).alarmed(found)


def _speech(tag: str) -> Language | None:
    return language(tag)


def _read_aside(text: Text, speech: Language | None) -> Reply | None:
    return (
        read_command_words(text, speech)
        or read_introduction(text, speech)
        or read_auto_reply(text, speech)
        or read_absence(text, speech)
        or _reply_of(read_request(asking_words(text, speech), speech))
        or read_thanks(text, speech, alone=False)
    )


def _reply_of(request: Request | None) -> Reply | None:
    return None if request is None else request.reply


def _read(asked: Asked, raw: str, text: Text, tag: str) -> Reply:
    speech = _speech(tag)
    if not text.tokens:
        return _read_marks(asked, raw)
    told = read_one_more(text, speech) if asked.more else None
    if told is not None:
        return told
    command = read_command_words(text, speech)
    if command is not None:
        return _command_or_answer(asked, text, speech, command)
    automatic = read_auto_reply(text, speech)
    if automatic is not None:
        return automatic
    if asked.type == "text":
        request = read_request(asking_words(text, speech), speech)
        told = request.reply if request is not None and not request.weak else None
        return told or read_thanks(text, speech) or _read_text(raw, text)
    reply = _read_for(asked, text, speech, asked.today)
    if _is_plain(asked, reply):
        return reply
    return _told_besides(asked, text, speech, reply)


def _is_plain(asked: Asked, reply: Reply) -> bool:
    """An answer and nothing else; "next one" at a choice names no option."""
    unsure = ("open", "ordinal", "word") if asked.type == "choice" else ()
    return reply.kind == "answer" and reply.comment is None and reply.how not in unsure


def _told_besides(asked: Asked, text: Text, speech: Language | None, reply: Reply) -> Reply:
    """What the message may be when it is no plain answer; the reading of it as an answer otherwise."""
    told = read_absence(text, speech) if reply.kind != "answer" or reply.how == "open" else None
    words = asking_words(text, speech) if told is None else []
    request = read_request(words, speech)
    if request is not None and request.weak and asked.type == "choice" and len(text.words) == 1:
        request = None  # "shopping" says what somebody is doing now, but looks for an option of a list as well
    if request is not None and not _answers(asked, reply, request):
        unknown = _unknown_option(asked, speech) if request.reply.name == "dont-know" else None
        told = unknown or request.reply
    elif request is None and told is None and (reply.kind == "invalid" or reply.how == "open"):
        told = read_introduction(text, speech)
    if told is not None or request is not None:
        return told or reply
    if reply.kind != "invalid" and reply.how not in ("fuzzy", "open", "part"):
        return reply
    return _thanked_or_slipped(text, words, speech, reply)


def _answers(asked: Asked, reply: Reply, request: Request) -> bool:
    """Whether words that ask for something are the answer all the same: "no, not today", a day, an option's label."""
    if asked.type == "boolean" and reply.kind == "answer":
        return request.reply.name == "later"
    if reply.kind != "confirm":
        return False
    if asked.type == "date":
        return request.reply.name == "later"
    if reply.how == "duration":
        return request.weak
    return asked.type == "choice" and reply.how in ("label", "prefix", "spelling", "ordinal", "all", "none")


def _thanked_or_slipped(text: Text, words: list[str], speech: Language | None, reply: Reply) -> Reply:
    thanks = read_thanks(text, speech, alone=reply.kind != "invalid")
    if thanks is not None or reply.kind != "invalid":
        return thanks or reply
    return _reply_of(read_slipped_request(text, words, speech)) or read_near_command(text, speech) or reply


def _command_or_answer(asked: Asked, text: Text, speech: Language | None, command: Reply) -> Reply:
    """A word that is both: the answer when the option list says so, asked back when it might be a STOP."""
    if asked.type in ("choice", "boolean", "date"):
        reply = _read_for(asked, text, speech, asked.today)
        if is_label(asked, text) and reply.kind in ("answer", "confirm"):
            risky = command.name in ("stop", "wrong-person", "call")
            return reply.doubted() if risky else reply
        unknown = _unknown_option(asked, speech) if command.name == "dont-know" else None
        if unknown is not None:
            return unknown
        if asked.type == "choice" and reply.kind in ("answer", "confirm") and reply.how in ("prefix", "label"):
            return command if command.name in ("stop", "wrong-person", "call") else reply.doubted()
        if asked.type == "date" and reply.kind in ("answer", "confirm") and command.name == "later":
            return reply
    return command


def _unknown_option(asked: Asked, speech: Language | None) -> Reply | None:
    """The one option that says "don't know", by whatever words the patient said it."""
    said = [normalise(option.label).said for option in asked.options]
    found = [index for index, label in enumerate(said) if speech and speech.commands.get(label) == "dont-know"]
    if len(found) != 1:
        return None
    code = asked.options[found[0]].code
    return Reply("answer", value=(code,) if asked.repeats else code, how="label")


def _read_for(asked: Asked, text: Text, speech: Language | None, today: date | None) -> Reply:
    match asked.type:
        case "integer" | "decimal":
            return read_quantity(asked, text, speech)
        case "boolean":
            return read_yes_no(text, speech)
        case "choice":
            return read_choice(asked, text, speech)
        case "date":
            return read_date(text, today, speech)
        case "time":
            return read_time(text, speech)
    return NOT_UNDERSTOOD


def _read_text(raw: str, text: Text) -> Reply:
    if not text.said and YES_SIGN not in text.signs and NO_SIGN not in text.signs:
        return EMPTY
    return Reply("answer", value=visible(raw), how="text")


def _read_marks(asked: Asked, raw: str) -> Reply:
    """Nothing to read: blank, or pictures alone."""
    shown = visible(raw)
    if not shown:
        return EMPTY
    return Reply("answer", value=shown, how="text") if asked.type == "text" else NOT_UNDERSTOOD
