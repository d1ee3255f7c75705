"""Whole-message commands, thanks and machine replies: what is said to us rather than to the question."""

from functools import cache
from typing import Final

from rapidfuzz.distance import OSA

from flows.replies.language import SHIPPED, Language, all_languages, phrases, vocabulary
from flows.replies.near import nearest
from flows.replies.reply import CommandName, Reply
from flows.replies.text import NO_SIGN, THANKS_SIGN, YES_SIGN, Text, fold, shorten

# The words that carriers and Twilio obey in every country.
_CARRIER: Final = frozenset(
    {"stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "opt out", "arret"}
)
_CARRIER_START: Final = frozenset({"start", "unstop"})
_SHORTEST_NEAR: Final = 5
# A reply longer than this is no command, whatever it begins with.
_MOST_WORDS: Final = 9


def read_command_words(text: Text, speech: Language | None) -> Reply | None:
    """The command that the whole message is, in this language; STOP and its like in any."""
    if not text.said:
        return _signs_alone(text)
    said = " ".join(text.words) if not _has_number(text) else text.said
    if said.count(" ") >= _MOST_WORDS:
        return None
    ways = _ways(said, speech)
    for way in ways:
        if way in _CARRIER:
            return command_named("stop")
        if way in _CARRIER_START:
            return command_named("start")
    if speech is not None:
        for way in ways:
            if way in speech.commands:
                return command_named(speech.commands[way])
        for way in ways:
            numbered = speech.correct.fullmatch(way)
            if numbered:
                return _correct(numbered[1], speech)
        if " " not in said:
            return command_named("stop") if any(way in _opt_outs() for way in ways) else None
        if any(speech.ask_stop.fullmatch(way) for way in ways):
            return command_named("stop")
        if any(speech.ask_call.fullmatch(way) for way in ways):
            return command_named("call")
        if _speaks_for_another(text, speech):
            return command_named("wrong-person")
    return command_named("stop") if any(way in _opt_outs() for way in ways) else None


def read_introduction(text: Text, speech: Language | None) -> Reply | None:
    """ "This is not Peter" as the whole message.

    It ends the conversation, so the name must be written as one among words that are not: an adjective with a
    capital, or a message all in capitals, is no name. A text question may be answered in these very words.
    """
    if speech is None:
        return None
    said = _apart(text)
    found = speech.somebody_else.fullmatch(said)
    if found is None or not _is_name(found["name"], speech):
        return None
    return command_named("wrong-person")


def _speaks_for_another(text: Text, speech: Language) -> bool:
    """ "Wrong number, this is Peter": the words for it, and then a name and nothing else."""
    found = speech.wrong_then_name.fullmatch(_apart(text))
    if found is None or not _is_name(found["name"], speech):
        return False
    return any(speech.commands.get(way) == "wrong-person" for way in _ways(found["wrong"].strip().lower(), speech))


def _apart(text: Text) -> str:
    """The words with their capitals; nothing where anything but words and stops was said."""
    if any(token.kind == "number" or token.text not in ",.!-" for token in text.tokens if token.kind != "word"):
        return ""
    return " ".join(text.clean[token.start : token.end] for token in text.tokens if token.kind == "word")


def _is_name(name: str, speech: Language) -> bool:
    known = (speech.states, speech.ordinary, speech.roles.phrases, speech.units)
    words = name.lower().replace("-", " ").split(" ")
    if any(form in words_of for word in words for form in (word, speech.stem(word)) for words_of in known):
        return False
    if any(words[0].startswith(state) for state in speech.states if len(state) >= _SHORTEST_NEAR - 1):
        return False
    return nearest(words[0], dict.fromkeys(speech.states, True)) is None or len(words[0]) < _SHORTEST_NEAR


@cache
def _opt_outs() -> frozenset[str]:
    """The words for STOP of every language: a patient who changed language must not be held by it."""
    return frozenset(way for tag in SHIPPED for way in phrases(vocabulary(tag).commands["stop"]))


def read_near_command(text: Text, speech: Language | None) -> Reply | None:
    """A long command word one slip away; nothing is lost by obeying it, for each can be undone by a word."""
    if speech is None or len(text.words) != 1 or len(text.tokens) != 1:
        return None
    word = text.words[0]
    if len(word) < _SHORTEST_NEAR or word in speech.ordinary:
        return None
    near = {
        name
        for known, name in speech.commands.items()
        if len(known) >= _SHORTEST_NEAR and " " not in known and OSA.distance(word, known, score_cutoff=1) <= 1
    }
    return command_named(near.pop()) if len(near) == 1 else None


def read_thanks(text: Text, speech: Language | None) -> Reply | None:
    """ "ok", "thanks", a thumb: nothing to store, nothing to answer."""
    marks = [token.text for token in text.tokens if token.kind == "sign"]
    if not text.said:
        return Reply("acknowledgement") if marks and _only_signs(marks, (YES_SIGN, THANKS_SIGN)) else None
    if speech is None or NO_SIGN in marks or _has_number(text) or "?" in marks:
        return None
    words = list(text.words)
    at = 0
    while at < len(words):
        length = next((n for n in range(min(5, len(words) - at), 0, -1) if _thanks(words[at : at + n], speech)), 0)
        if not length:
            return None
        at += length
    return Reply("acknowledgement")


def read_auto_reply(text: Text, speech: Language | None) -> Reply | None:
    """A telephone or mailbox that answers by itself."""
    spoken = (speech,) if speech else all_languages()
    if len(text.words) > 1 and any(language.auto_replies.search(text.plain) for language in spoken):
        return Reply("auto-reply")
    return None


def _thanks(words: list[str], speech: Language) -> bool:
    said = " ".join(words)
    if len(said) == 1 and said not in speech.thanks:
        return False  # a kiss at the end of a message says nothing alone
    return any(way in speech.thanks or way in speech.polite.phrases for way in (said, fold(said), *shorten(said)))


def _signs_alone(text: Text) -> Reply | None:
    marks = [token.text for token in text.tokens]
    return command_named("help") if "?" in marks and set(marks) <= {"?", "!", "."} else None


def _only_signs(marks: list[str], allowed: tuple[str, ...]) -> bool:
    return any(mark in allowed for mark in marks) and all(mark in (*allowed, ".", "!", ",") for mark in marks)


def _has_number(text: Text) -> bool:
    return any(token.kind == "number" for token in text.tokens)


def _ways(said: str, speech: Language | None) -> tuple[str, ...]:
    """As said, without marks, without letters held down, without politeness at the ends."""
    ways = dict.fromkeys((said, fold(said), said.replace("'", ""), *shorten(said)))
    if speech is not None:
        standard = speech.standardise(said)
        ways |= dict.fromkeys((standard, speech.joined.get(said, said)))
        words = standard.split()
        while len(words) > 1 and words[-1] in speech.polite.phrases:
            words.pop()
        while len(words) > 1 and words[0] in speech.polite.phrases:
            words.pop(0)
        if len(set(words)) == 1:
            words = words[:1]  # "STOP STOP"
        ways |= dict.fromkeys((" ".join(words), fold(" ".join(words))))
    return tuple(ways)


def command_named(name: str) -> Reply:
    """The reply that is this command."""
    known: dict[str, CommandName] = {
        "back": "back", "skip": "skip", "dont-know": "dont-know", "later": "later", "help": "help",
        "call": "call", "stop": "stop", "start": "start", "wrong-person": "wrong-person",
    }  # fmt: skip
    return Reply("command", name=known[name], how="command")


def _correct(number: str, speech: Language) -> Reply:
    value = int(number) if number.isdigit() else speech.numbers[number]
    return Reply("command", name="correct", argument=str(value), how="command")
