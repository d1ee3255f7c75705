"""Whole-message commands, thanks and machine replies: what is said to us rather than to the question."""

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Final

from rapidfuzz.distance import OSA

from flows.replies.language import SHIPPED, Language, all_languages, phrases, vocabulary
from flows.replies.near import by_length, nearest
from flows.replies.reply import CommandName, Reply
from flows.replies.text import NO_SIGN, THANKS_SIGN, YES_SIGN, Text, fold, shorten

# The words that carriers and Twilio obey in every country.
_CARRIER: Final = frozenset(
    {"stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "opt out", "arret"}
)
_CARRIER_START: Final = frozenset({"start", "unstop"})
ACKNOWLEDGED: Final = Reply("acknowledgement")
_AUTOMATIC: Final = Reply("auto-reply")
_NAMES: Final[tuple[CommandName, ...]] = (
    "back", "skip", "dont-know", "later", "help", "call", "stop", "start", "wrong-person",
)  # fmt: skip
_COMMANDS: Final[Mapping[str, Reply]] = {name: Reply("command", name=name, how="command") for name in _NAMES}
_STOPS: Final = frozenset(",.!-")
_SHORTEST_NEAR: Final = 5
_SHORTEST_SPELT: Final = 3  # "S T O P"; "a b c" are options
# "I was on holiday until Monday" is a patient's own story.
_PAST: Final = frozenset({"was", "were", "had", "since", "var", "vart", "hade", "havde", "hadde", "sedan", "siden"})
_MOST_THANKS: Final = 5  # words in one phrase of thanks
_MOST_FOR: Final = 5  # words that may say what the thanks are for
# A reply longer than this is no command, whatever it begins with.
_MOST_WORDS: Final = 9
_LONGEST_OPT_OUT: Final = 60  # characters


def read_command_words(text: Text, speech: Language | None) -> Reply | None:
    """The command that the whole message is, in this language; STOP and its like in any."""
    if not text.words:
        return None if text.said else _signs_alone(text)
    said = _as_said(text)
    if said.count(" ") >= _MOST_WORDS:
        return None
    if text.numbers:
        return _numbered(said, speech)
    ways = _ways(said, speech)
    if not _CARRIER.isdisjoint(ways):
        return command_named("stop")
    if not _CARRIER_START.isdisjoint(ways):
        return command_named("start")
    return _own_command(ways, speech) or (None if _opt_outs().isdisjoint(ways) else command_named("stop"))


def is_opt_out(said: str) -> bool:
    """Whether this is a word for STOP and nothing else, of any language; for what cannot be read as other words are."""
    if len(said) > _LONGEST_OPT_OUT:
        return False
    word = " ".join(said.casefold().split()).strip(".,!- ")
    return word in _CARRIER or word in _opt_outs()


def _own_command(ways: tuple[str, ...], speech: Language | None) -> Reply | None:
    """A command in the conversation's language; "correct three" too."""
    if speech is None:
        return None
    for way in ways:
        if way in speech.commands:
            return command_named(speech.commands[way])
    for way in ways:
        numbered = speech.correct.fullmatch(way) if way.startswith(speech.correct_verbs) else None
        if numbered:
            return _correct(numbered[1], speech)
    return None


def _numbered(said: str, speech: Language | None) -> Reply | None:
    """ "Correct 3", perhaps with politeness around it: no other command has a number."""
    if speech is None:
        return None
    for way in dict.fromkeys((said, _without_politeness(speech.standardise(said), speech))):
        numbered = speech.correct.fullmatch(way)
        if numbered:
            return _correct(numbered[1], speech)
    return None


def _without_politeness(said: str, speech: Language) -> str:
    words = said.split()
    polite = speech.polite.phrases
    start, end = 0, len(words)
    while end > 1 and words[end - 1] in polite:
        end -= 1
    while start < end - 1 and words[start] in polite:
        start += 1
    return said if start == 0 and end == len(words) else " ".join(words[start:end])


def _as_said(text: Text) -> str:
    if not text.numbers and len(text.words) > _SHORTEST_SPELT and max(map(len, text.words)) == 1:
        return "".join(text.words)
    return text.said


def read_introduction(text: Text, speech: Language | None) -> Reply | None:
    """ "This is not Peter" as the whole message.

    It ends the conversation, so the name must be written as one among words that are not: an adjective with a
    capital, or a message all in capitals, is no name. A text question may be answered in these very words.
    """
    if speech is None or not speech.not_me.match(text.said):
        return None
    found = speech.somebody_else.fullmatch(_apart(text))
    if found is None or not _is_name(found["name"], speech):
        return None
    return command_named("wrong-person")


def _apart(text: Text) -> str:
    """The words with their capitals; nothing where anything but words and stops was said."""
    if text.numbers or not _STOPS.issuperset(text.signs):
        return ""
    return " ".join([text.clean[token.start : token.end] for token in text.tokens if token.kind == "word"])


def _is_name(name: str, speech: Language) -> bool:
    known = (speech.states, speech.ordinary, speech.roles.phrases, speech.units)
    words = name.lower().replace("-", " ").split(" ")
    if any(word in words_of for word in words for words_of in known):
        return False
    if any(speech.stem(word) in speech.states for word in words):
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
    long = _long_commands(speech).get(len(word), {})
    near = {name for known, name in long.items() if OSA.distance(word, known, score_cutoff=1) <= 1}
    return command_named(near.pop()) if len(near) == 1 else None


@lru_cache
def _long_commands(speech: Language) -> Mapping[int, Mapping[str, str]]:
    """The commands of one long word, by the length of what may be a slip of them."""
    single = {word: name for word, name in speech.commands.items() if " " not in word}
    return by_length({word: name for word, name in single.items() if len(word) >= _SHORTEST_NEAR})


def read_thanks(text: Text, speech: Language | None, *, alone: bool = True) -> Reply | None:
    """ "ok", "thanks", a thumb: nothing to store, nothing to answer.

    `alone` asks for nothing else; without it "great, thanks for the reminder, Anna" is thanks too.
    """
    marks = text.signs
    if not text.said:
        return ACKNOWLEDGED if marks and _only_signs(marks, (YES_SIGN, THANKS_SIGN)) else None
    thousands = text.numbers == ("1000",)
    if speech is None or NO_SIGN in marks or (text.numbers and not thousands) or "?" in marks:
        return None
    if not _may_thank(text, speech):
        return None
    words = list(text.words)
    if thousands and len(words) > 1:
        return None  # "1000 tak" is thanks, "ok 1000 tak" may be a number
    if _all_thanks(words, speech) or (not alone and _thanks_for(text, words, speech)):
        return ACKNOWLEDGED
    return None


def _all_thanks(words: list[str], speech: Language, extra: frozenset[str] = frozenset()) -> bool:
    at = 0
    while at < len(words):
        length = _thanks_at(words, at, speech, extra)
        if not length:
            return False
        at += length
    return True


def _thanks_at(words: list[str], at: int, speech: Language, extra: frozenset[str]) -> int:
    """How many words of thanks begin here."""
    if words[at] not in _thanks_openers(speech) and _is_plain(words[at]):
        return 0
    for length in range(min(_MOST_THANKS, len(words) - at), 0, -1):
        said = " ".join(words[at : at + length])
        if said in extra or _thanks(said, speech):
            return length
    return 0


@lru_cache
def _thanks_openers(speech: Language) -> frozenset[str]:
    """The words that thanks, praise and what goes with them begin with."""
    listed = (*speech.thanks, *speech.polite.phrases, *speech.words("praise"), *speech.words("sign_offs"))
    return frozenset(phrase.split(" ")[0] for phrase in listed)


def _may_thank(text: Text, speech: Language) -> bool:
    """Whether a word of thanks is said at all, with its marks or without; letters held down are looked at closer."""
    known, said = _thanks_words(speech), text.said
    if not known.isdisjoint(text.words) or shorten(said)[0] != said:
        return True
    return not said.isascii() and not known.isdisjoint(fold(said).split(" "))


@lru_cache
def _thanks_words(speech: Language) -> frozenset[str]:
    """Words of which thanks have one at least: the longest of each phrase."""
    listed = (*speech.thanks, *speech.polite.phrases, *speech.words("thanks_for"))
    return frozenset(max(phrase.split(" "), key=len) for phrase in listed)


@lru_cache
def _cause_openers(speech: Language) -> frozenset[str]:
    return frozenset(phrase.split(" ")[0] for phrase in speech.words("thanks_for"))


def _is_plain(said: str) -> bool:
    """Whether it has but one spelling: no letter with marks, none held down."""
    return said.isascii() and shorten(said)[0] == said


def _thanks_for(text: Text, words: list[str], speech: Language) -> bool:
    """Thanks with praise beside it, for something, or with a name under it."""
    if words[0] not in _cause_openers(speech) and not _is_grateful(words, speech):
        return False
    spoken = [text.clean[token.start : token.end] for token in text.tokens if token.kind == "word"]
    for at in range(1, len(words)):
        signed = any(" ".join(words[start:at]) in speech.words("sign_offs") for start in range(max(0, at - 4), at))
        if signed and at >= len(words) - 2 and all(word[0].isupper() for word in spoken[at:]):
            words = words[:at]
            break
    for at in range(len(words)):
        for length in (5, 4, 3, 2):
            if (
                " ".join(words[at : at + length]) in speech.words("thanks_for")
                and len(words) - at - length <= _MOST_FOR
            ):
                words = words[:at] or ["ok"]
                break
    return _is_grateful(words, speech) and _all_thanks(
        words, speech, speech.words("praise") | speech.words("sign_offs")
    )


def read_auto_reply(text: Text, speech: Language | None) -> Reply | None:
    """A telephone or mailbox that answers by itself."""
    spoken = (speech,) if speech else all_languages()
    if len(text.words) > 1:
        for language in spoken:
            if language.auto_replies.search(text.plain):
                return _AUTOMATIC
    return None


def read_absence(text: Text, speech: Language | None) -> Reply | None:
    """What a machine is likely to have sent, where no answer in free words is waited for."""
    if speech is None or len(text.words) == 1 or not _PAST.isdisjoint(text.words):
        return None
    return _AUTOMATIC if speech.absences.search(text.plain) else None


def _is_grateful(words: list[str], speech: Language) -> bool:
    if _is_plain(" ".join(words)):
        return not _thanks_alone(speech).isdisjoint(words)
    return any(_thanks(word, speech) for word in words)


@lru_cache
def _thanks_alone(speech: Language) -> frozenset[str]:
    return frozenset(word for word in (*speech.thanks, *speech.polite.phrases) if _thanks(word, speech))


def _thanks(said: str, speech: Language) -> bool:
    thanks, polite = speech.thanks, speech.polite.phrases
    if said in thanks:
        return True
    if len(said) == 1:
        return False  # a kiss at the end of a message says nothing alone
    if said in polite:
        return True
    return not _is_plain(said) and any(way in thanks or way in polite for way in (fold(said), *shorten(said)))


def _signs_alone(text: Text) -> Reply | None:
    return command_named("help") if "?" in text.signs and set(text.signs) <= {"?", "!", "."} else None


def _only_signs(marks: tuple[str, ...], allowed: tuple[str, ...]) -> bool:
    return any(mark in allowed for mark in marks) and all(mark in allowed or mark in (".", "!", ",") for mark in marks)


def _ways(said: str, speech: Language | None) -> tuple[str, ...]:
    """As said, without marks, without letters held down, without politeness at the ends."""
    ways = [said]
    if not said.isascii():
        ways.append(fold(said))
    if "'" in said:
        ways.append(said.replace("'", ""))
    short, doubled = shorten(said)
    if short != said:
        ways += (short, doubled)
    if speech is not None:
        standard = speech.standardise(said)
        bare = _without_politeness(standard, speech)
        if " " in bare and len(set(bare.split())) == 1:
            bare = bare.split()[0]  # "STOP STOP"
        for way in (standard, speech.joined.get(said, said), bare, fold(bare)):
            if way is not said:
                ways.append(way)
    return tuple(dict.fromkeys(ways)) if len(ways) > 1 else (said,)


def command_named(name: str) -> Reply:
    """The reply that is this command."""
    return _COMMANDS[name]


def _correct(number: str, speech: Language) -> Reply:
    value = int(number) if number.isdigit() else speech.numbers[number]
    return Reply("command", name="correct", argument=str(value), how="command")
