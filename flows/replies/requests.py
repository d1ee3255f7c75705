"""Commands inside a sentence: "I'd like to skip this one please", where the question's own reading found nothing.

The whole message must still be the request: only openings and padding of the language are set aside.
"""

from collections.abc import Mapping
from functools import cache
from typing import Final

from flows.replies.commands import command_named
from flows.replies.language import Language, language
from flows.replies.reply import Reply
from flows.replies.text import Text

_MOST_WORDS: Final = 12
_SHORT: Final = 3


def read_request(text: Text, speech: Language | None) -> Reply | None:
    """A command put as a sentence; null where anything is left over."""
    words = text.said.split()
    if speech is None or not 1 < len(words) <= _MOST_WORDS:
        return None
    if any(token.kind == "number" for token in text.tokens):
        return None
    name = _requests(speech.tag).get(_core(text.said, speech))
    return command_named(name) if name else None


def _core(said: str, speech: Language) -> str:
    padding, openings = speech.words("padding"), speech.words("openings")
    words = [
        word
        for word in speech.standardise(said.replace("'", "")).split(" ")
        if word not in padding and word not in speech.polite.phrases
    ]
    while len(words) > 1:
        taken = next((n for n in (4, 3, 2, 1) if len(words) > n and " ".join(words[:n]) in openings), 0)
        if not taken:
            break
        words = words[taken:]
    return " ".join(words)


@cache
def _requests(tag: str) -> Mapping[str, str]:
    """Cores of all commands; one that two commands share, or that is a single short word, asks for nothing."""
    speech = language(tag)
    assert speech is not None, "called for a language that is shipped"
    found: dict[str, str] = {}
    shared: set[str] = set()
    for phrase, name in speech.commands.items():
        core = _core(phrase, speech)
        if found.setdefault(core, name) != name:
            shared.add(core)
    return {core: name for core, name in found.items() if core not in shared and _stands_alone(core, name, speech)}


def _stands_alone(core: str, name: str, speech: Language) -> bool:
    """Whether the core says as much as the command did. "I have to stop" may be about the stairs."""
    if name == "stop" and core not in speech.commands:
        return False  # "no more please" without its politeness
    return " " in core or (len(core) > _SHORT and name in ("skip", "later", "back"))
