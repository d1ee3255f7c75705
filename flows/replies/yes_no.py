"""Yes and no, with what was said besides. A no inside a yes is never resolved by us."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from flows.replies.language import Language
from flows.replies.near import nearest
from flows.replies.reply import Reply
from flows.replies.text import NO_SIGN, YES_SIGN, Text, fold, shorten

NOT_UNDERSTOOD: Final = Reply("invalid", reason="not-understood")
SEVERAL: Final = Reply("invalid", reason="several")
_SIGNS: Final = {YES_SIGN: True, NO_SIGN: False}
# 1 and 2 as on a printed form, 0 as in a table: likely, never certain.
_DIGITS: Final = {"1": True, "2": False, "0": False}
# No marks or words between: "no pain" is not a no to what was asked.
_LONGEST: Final = 6


def read_yes_no(text: Text, speech: Language | None) -> Reply:
    """true or false for a boolean question."""
    return _asked_back_if_asking(text, _read(text, speech))


def read_one_more(text: Text, speech: Language | None) -> Reply | None:
    """What answers "is there one more?" besides yes and no: "no more", "another one". Null for all else.

    Read before commands, as "no more" by itself asks for no more messages elsewhere.
    """
    said = [] if speech is None else bare_words(text, speech)
    if speech is None or not said:
        return None
    for value, entry in ((False, speech.words("no_more")), (True, speech.words("one_more"))):
        rest = said[1:] if polarity(said[0], speech) is value else said
        if {text.said, " ".join(said), " ".join(rest), speech.standardise(" ".join(rest))} & entry:
            return _asked_back_if_asking(text, Reply("answer", value=value, how="word"))
    return None


def _read(text: Text, speech: Language | None) -> Reply:
    signs = {_SIGNS[token.text] for token in text.tokens if token.text in _SIGNS}
    if speech is None or (signs and not text.said):
        return Reply("answer", value=signs.pop(), how="sign") if len(signs) == 1 and not text.said else _digit(text)
    said = bare_words(text, speech)
    whole = polarity(" ".join(said), speech) if said else None
    if whole is not None:
        return SEVERAL if signs and signs != {whole} else Reply("answer", value=whole, how="word")
    joined = " ".join(said)
    for value, doubtful in ((True, speech.surely), (False, speech.hardly)):
        if joined in doubtful or fold(joined) in doubtful or speech.standardise(joined) in doubtful:
            return Reply("confirm", value=value, how="word")
    if not said:
        return NOT_UNDERSTOOD
    if said[0].isdigit():
        return _digit(text)
    return _led(text, speech, said) or _near(said, speech)


def _asked_back_if_asking(text: Text, reply: Reply) -> Reply:
    """ "yes?" is a question."""
    asking = reply.kind == "answer" and any(token.text == "?" for token in text.tokens)
    return Reply("confirm", value=reply.value, how=reply.how, comment=reply.comment) if asking else reply


def polarity(phrase: str, speech: Language) -> bool | None:
    """Whether the whole phrase is a yes or a no; null where it is neither."""
    for way in (phrase, fold(phrase), *shorten(phrase), speech.standardise(phrase)):
        if way in speech.yes:
            return True
        if way in speech.no:
            return False
    return None


def bare_words(text: Text, speech: Language) -> list[str]:
    """The words without politeness at either end; all of them where nothing else was said."""
    words = text.said.replace("'", "'").split()
    whole = " ".join(words)
    if whole in speech.yes or whole in speech.no:
        return words
    start, end = 0, len(words)
    while end > start and words[end - 1] in speech.polite.phrases:
        end -= 1
    while start < end:
        found = speech.polite.find(words, start)
        if found is None or start + found[1] > end:
            break
        start += found[1]
    return words[start:end]


def _digit(text: Text) -> Reply:
    value = _DIGITS.get(text.said)
    return NOT_UNDERSTOOD if value is None else Reply("confirm", value=value, how="digits")


def _led(text: Text, speech: Language, said: list[str]) -> Reply | None:
    """A yes or no that opens the reply, and the rest kept beside it."""
    start = _first_content(said, speech)
    if any(speech.commands.get(" ".join(said[:length])) == "dont-know" for length in range(1, _LONGEST)):
        return None  # "no idea, maybe yes" does not open with a no
    for length in range(min(_LONGEST, len(said) - start), 0, -1):
        value = polarity(" ".join(said[start : start + length]), speech)
        if value is None:
            continue
        rest = said[start + length :]
        while rest and polarity(rest[0], speech) is value:
            rest = rest[1:]
        if not rest:
            return Reply("answer", value=value, how="word")
        return _with_rest(text, speech, value, said[start : start + length], rest)
    return None


def _first_content(said: list[str], speech: Language) -> int:
    """Past openings such as "well" and "I would say"."""
    start = 0
    while start < len(said) - 1 and polarity(said[start], speech) is None:
        found = speech.roles.find(said, start)
        if found is None or found[0] != "F" or start + found[1] >= len(said):
            break
        start += found[1]
    return start


def _with_rest(text: Text, speech: Language, value: bool, opening: list[str], rest: list[str]) -> Reply:
    if value and rest[0] in speech.words("negations"):
        return Reply("confirm", value=False, how="word")  # "I do not", "selvfølgelig ikke"
    opposite = [polarity(word, speech) is (not value) for word in rest]
    if any(opposite[:2]):
        return SEVERAL
    ended = next((token.end for token in text.tokens if token.text == opening[-1]), 0)
    comment = text.after(ended)
    set_off = bool(re.match(r"\s*[,.;:!(–-]", text.clean[ended:])) or rest[0] in speech.words("but")
    denying = speech.words("negations") | speech.nothing
    negated = any(word in denying or word.endswith("n't") for word in rest)
    conditional = _conditional(rest, speech) or " ".join(rest) in speech.hardly
    against = negated if value else not (set_off or negated)
    plain = opening[0][0] in "yjn" or set_off  # "correct dose three times" is no yes
    opposed = any(opposite) or conditional or not plain or (against and rest[0] not in speech.words("but"))
    return Reply("confirm" if opposed else "answer", value=value, how="word", comment=comment)


def _conditional(rest: list[str], speech: Language) -> bool:
    """ "If I sit down", "depends": said after a yes, it is not yet one."""
    said = f" {' '.join(rest)} "
    return any(f" {condition} " in said for condition in speech.words("conditions"))


@lru_cache
def _by_letter(speech: Language) -> Mapping[str, Mapping[str, bool]]:
    """Each single word for yes and no, under its first letter."""
    known = dict.fromkeys(speech.yes, True) | dict.fromkeys(speech.no, False)
    single = {word: meaning for word, meaning in known.items() if " " not in word}
    return {
        letter: {word: meaning for word, meaning in single.items() if word[0] == letter}
        for letter in {word[0] for word in single}
    }


@lru_cache
def _ordinary(speech: Language) -> frozenset[str]:
    return (speech.ordinary | speech.thanks) - speech.yes - speech.no


def _near(said: list[str], speech: Language) -> Reply:
    if len(said) != 1:
        return NOT_UNDERSTOOD
    value = nearest(said[0], _by_letter(speech).get(said[0][0], {}), _ordinary(speech))
    return NOT_UNDERSTOOD if value is None else Reply("confirm", value=value, how="fuzzy")
