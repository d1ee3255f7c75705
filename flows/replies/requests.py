"""Commands put in a sentence: "I'd like to skip this one please". Every word must belong to the request."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA

from flows.replies import request_phrasings, request_words
from flows.replies.commands import command_named
from flows.replies.language import Language, language
from flows.replies.reply import CommandName, Reply
from flows.replies.text import Text, key

_MOST_WORDS: Final = 16
_SLIPPED: Final = 4  # a shorter word is too near to others to be called a slip of one
_MOST_SLIPPED_WORDS: Final = 5
_VOWELS: Final = re.compile("[aeiouy]")
# "I cannot answer now" is later, and not that the answer is unknown.
_ORDER: Final[tuple[CommandName, ...]] = (
    "stop", "call", "wrong-person", "correct", "later", "dont-know", "skip", "back", "help", "start",
)  # fmt: skip
_LONGEST: Final = 8  # words in the longest way to fill a slot
_ANY: Final = range(1, 5)  # words that a `*` may stand for


class Slot(NamedTuple):
    """One place of a phrasing: the ways to fill it, in keys, by their number of words."""

    ways: frozenset[str]
    lengths: tuple[int, ...]  # rising
    optional: bool
    counted: bool  # holds a number
    open: bool  # any words


class Phrasing(NamedTuple):
    """One line of a language's file. A weak one may as well be an answer in free words."""

    slots: tuple[Slot, ...]
    name: CommandName
    weak: bool
    least: int  # words
    most: int


class Request(NamedTuple):
    reply: Reply
    weak: bool


@dataclass(frozen=True, slots=True)
class Requests:
    """All phrasings of a language by one word that each must hold; words are in keys (see text.key)."""

    by_anchor: Mapping[str, tuple[Phrasing, ...]]
    idle: frozenset[str]
    idle_phrases: tuple[str, ...]
    spelt: Mapping[str, str]
    words: frozenset[str]
    by_letter: Mapping[str, tuple[str, ...]]


def read_request(text: Text, speech: Language | None) -> Request | None:
    """The command that the whole message asks for; null where anything is left over."""
    if speech is None or not text.words or text.said.count(" ") >= _MOST_WORDS:
        return None
    requests = _requests(speech.tag)
    return _heard(_core(text.said, speech, requests), speech, requests)


def read_slipped_request(text: Text, speech: Language | None) -> Request | None:
    """The same with one misspelt word: "worng number". Nothing is lost by obeying, for each can be undone by a word."""
    if speech is None or not 0 < len(text.words) <= _MOST_SLIPPED_WORDS:
        return None
    requests = _requests(speech.tag)
    words = _core(text.said, speech, requests)
    for at, word in enumerate(words):
        for meant in _slips(word, speech, requests):
            found = _heard([*words[:at], meant, *words[at + 1 :]], speech, requests)
            if found is not None and not found.weak:
                return found
    return None


def _core(said: str, speech: Language, requests: Requests) -> list[str]:
    """The words in keys, short forms written out, idle words left off."""
    keys = (key(word) for word in speech.standardise(said.replace("'", "")).split(" "))
    written = " ".join(requests.spelt.get(word, word) for word in keys)
    for phrase in requests.idle_phrases:
        if phrase in written:
            written = f" {written} ".replace(f" {phrase} ", " ").strip()
    return [word for word in written.split(" ") if word not in requests.idle]


def _heard(words: list[str], speech: Language, requests: Requests) -> Request | None:
    """The first in _ORDER of what the words can ask for."""
    near = [found for word in dict.fromkeys(words) if (found := requests.by_anchor.get(word)) is not None]
    if not near:
        return None
    size = len(words)
    fitting = [phrasing for found in near for phrasing in found if phrasing.least <= size <= phrasing.most]
    if not fitting:
        return None
    counted, spans = _with_numbers(words, speech), _spans(words)
    counted_spans = spans if counted == words else _spans(counted)
    heard = [phrasing for phrasing in fitting if _fills(phrasing.slots, spans, counted_spans)]
    if not heard:
        return None
    for phrasing in sorted(heard, key=lambda found: (_ORDER.index(found.name), found.weak)):
        if phrasing.name != "correct":
            return Request(command_named(phrasing.name), phrasing.weak)
        number = _only_number(words, counted, speech)
        if number is not None:
            return Request(Reply("command", name="correct", argument=number, how="command"), phrasing.weak)
    return None


def _fills(slots: tuple[Slot, ...], spans: list[list[str]], counted: list[list[str]]) -> bool:
    """Whether the words, all of them, fill the slots in their order."""
    places = {0}
    for slot in slots:
        reached = set(places) if slot.optional else set()
        for place in places:
            if place == len(spans):
                continue
            if slot.open:
                reached.update(place + length for length in _ANY)
            here = spans[place]
            for length in slot.lengths:
                if length > len(here):
                    break
                if here[length - 1] in slot.ways or (slot.counted and counted[place][length - 1] in slot.ways):
                    reached.add(place + length)
        places = reached
        if not places:
            return False
    return len(spans) in places


def _spans(words: list[str]) -> list[list[str]]:
    """For each place the phrases that begin there, by their number of words."""
    spans = []
    for place, word in enumerate(words):
        row = [word]
        for following in words[place + 1 : place + _LONGEST]:
            row.append(f"{row[-1]} {following}")
        spans.append(row)
    return spans


def _with_numbers(words: list[str], speech: Language) -> list[str]:
    return ["#" if word[0].isdigit() or word in speech.numbers else word for word in words]


def _only_number(words: list[str], counted: list[str], speech: Language) -> str | None:
    """The number of the question to correct; null where more than one number was said."""
    written = [word for word in words if word[0].isdigit()]
    if len(written) == 1:
        return str(int(written[0])) if written[0].isdigit() else None
    named = [word for word, sign in zip(words, counted, strict=True) if sign == "#"]
    return str(speech.numbers[named[0]]) if len(named) == 1 and not written else None


def _slips(word: str, speech: Language, requests: Requests) -> Iterator[str]:
    """Words of requests that this unknown word may be a slip of: letters swapped, one wrong, vowels left out."""
    if word in requests.words or word in _known(speech.tag) or word.isdigit():
        return
    for meant in requests.by_letter.get(word[:1], ()):
        if word.startswith(meant) or meant.startswith(word):
            continue  # another ending is another form of the word
        swapped = len(meant) >= _SLIPPED and sorted(meant) == sorted(word)
        near = swapped or (len(meant) >= _SLIPPED and max(len(word), len(meant)) > _SLIPPED)
        if (near and OSA.distance(word, meant, score_cutoff=1) <= 1) or _is_without_vowels(word, meant):
            yield meant


def _is_without_vowels(word: str, meant: str) -> bool:
    """ "skp" for "skip", "ovr" for "over"."""
    if len(word) >= len(meant) or _VOWELS.sub("", word[1:]) != _VOWELS.sub("", meant[1:]):
        return False
    letters = iter(meant)
    return all(letter in letters for letter in word)


@cache
def _known(tag: str) -> frozenset[str]:
    """Words of ordinary replies, which are no slips."""
    speech = language(tag)
    assert speech is not None, "called for a language that is shipped"
    said = (
        *speech.ordinary,
        *speech.roles.phrases,
        *speech.numbers,
        *speech.yes,
        *speech.no,
        *speech.units,
        *speech.states,
    )
    return frozenset(key(word) for phrase in said for word in phrase.split(" "))


@cache
def _requests(tag: str) -> Requests:
    listed = import_module(f"{request_words.__name__}.{tag}")
    phrasings = import_module(f"{request_phrasings.__name__}.{tag}").REQUESTS
    idle = frozenset(" ".join(map(key, way.split("_"))) for way in listed.IDLE.split("|"))
    lines = [
        (name, line.removeprefix("~"), line.startswith("~"))
        for name, block in phrasings.items()
        for line in _lines(block)
    ]
    sets = {name: tuple(_keys(way, idle) for way in ways.split("|")) for name, ways in listed.SETS.items()}
    rows = [tuple(_slot(written, sets, idle) for written in line.split(" ")) for _, line, _ in lines]
    common: dict[str, int] = {}
    for row in rows:
        for word in {word for slot in row for way in slot.ways for word in way.split(" ")}:
            common[word] = common.get(word, 0) + 1
    by_anchor: dict[str, list[Phrasing]] = {}
    for (name, _, weak), row in zip(lines, rows, strict=True):
        least = sum(min(slot.lengths or _ANY) for slot in row if not slot.optional)
        most = sum(_ANY[-1] if slot.open else max(slot.lengths) for slot in row)
        phrasing = Phrasing(row, name, weak, least, most)
        for word in _anchors(row, common):
            by_anchor.setdefault(word, []).append(phrasing)
    return Requests(
        by_anchor={word: tuple(found) for word, found in by_anchor.items()},
        idle=idle,
        idle_phrases=tuple(phrase for phrase in idle if " " in phrase),
        spelt={key(short): " ".join(map(key, long.split(" "))) for short, long in listed.SPELT.items()},
        words=frozenset(common) - {"#"},
        by_letter={
            letter: tuple(sorted(word for word in common if word[0] == letter)) for letter in {w[0] for w in common}
        },
    )


def _lines(block: str) -> list[str]:
    """The phrasings of one command; a line indented further goes on where the one before broke off."""
    listed: list[str] = []
    first = len(block.lstrip("\n")) - len(block.lstrip())
    for line in filter(str.strip, block.split("\n")):
        if len(line) - len(line.lstrip()) > first:
            listed[-1] += ("" if listed[-1].endswith("|") else " ") + line.strip()
        else:
            listed.append(line.strip())
    return listed


def _keys(way: str, idle: frozenset[str]) -> str:
    return " ".join(word for word in map(key, way.split("_")) if word not in idle)


def _slot(written: str, sets: Mapping[str, tuple[str, ...]], idle: frozenset[str]) -> Slot:
    ways: list[str] = []
    for way in written.removesuffix("?").split("|"):
        ways += sets[way[1:-1]] if way.startswith("<") else [_keys(way, idle)]
    assert "" not in ways, f"idle words alone fill a place of {written!r}"
    kept = frozenset(way for way in ways if way != "*")
    return Slot(
        ways=kept,
        lengths=tuple(sorted({way.count(" ") + 1 for way in kept})),
        optional=written.endswith("?"),
        counted=any("#" in way for way in kept),
        open="*" in ways,
    )


def _anchors(row: tuple[Slot, ...], common: Mapping[str, int]) -> set[str]:
    """For the required place whose words are rarest, the rarest word of each way to fill it."""

    def rarest(way: str) -> str:
        return min((word for word in way.split(" ") if word != "#"), key=lambda word: common[word], default="")

    fixed = [slot for slot in row if not slot.optional and not slot.open and all(map(rarest, slot.ways))]
    assert fixed, "a phrasing needs a place that must be filled with a word"
    best = min(fixed, key=lambda slot: max(common[rarest(way)] for way in slot.ways))
    return {rarest(way) for way in best.ways}
