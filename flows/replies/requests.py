"""Commands put in a sentence: "I'd like to skip this one please". Every word must belong to the request."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

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
    """All phrasings of a language; words are in keys (see text.key).

    A set of phrasings is a whole number with a bit for each, so that one look at each word leaves the few to try.
    """

    phrasings: tuple[Phrasing, ...]  # in _ORDER, the weak ones of a command last
    anchored: Mapping[str, int]  # a word: those that need it or another in its place
    holding: Mapping[str, int]  # a word: those that it may stand in, and those where any words may
    counting: int  # those with a number in them
    open: int  # those where any words may stand
    least_open: int  # words in the shortest of those
    idle: frozenset[str]
    idle_phrases: tuple[str, ...]
    idle_openers: frozenset[str]
    spelt: Mapping[str, str]
    forms: Mapping[str, str]  # a word as it is typed: its key, written out
    words: frozenset[str]
    by_ends: Mapping[str, tuple[str, ...]]
    by_consonants: Mapping[str, tuple[str, ...]]


def asking_words(text: Text, speech: Language | None) -> list[str]:
    """What is looked for among the requests: the words in keys, short forms written out, idle words left off."""
    if speech is None or not text.words or text.said.count(" ") >= _MOST_WORDS:
        return []
    requests = _requests(speech.tag)
    forms = requests.forms
    typed = speech.standardise(text.said.replace("'", "")).split(" ")
    written = " ".join([forms.get(word) or _form(word, requests.spelt) for word in typed])
    words = written.split(" ")
    if not requests.idle_openers.isdisjoint(words):
        for phrase in requests.idle_phrases:
            if phrase in written:
                written = f" {written} ".replace(f" {phrase} ", " ").strip()
        words = written.split(" ")
    return [word for word in words if word and word not in requests.idle]


def read_request(words: list[str], speech: Language | None) -> Request | None:
    """The command that the whole message asks for; null where anything is left over."""
    return None if speech is None or not words else _heard(words, speech, _requests(speech.tag))


def read_slipped_request(text: Text, words: list[str], speech: Language | None) -> Request | None:
    """The same with one misspelt word: "worng number". Nothing is lost by obeying, for each can be undone by a word."""
    if speech is None or not 0 < len(text.words) <= _MOST_SLIPPED_WORDS:
        return None
    requests = _requests(speech.tag)
    for at, word in enumerate(words):
        if word in requests.words or word in _known(speech.tag) or word.isdigit():
            continue
        if not _holding(words[:at] + words[at + 1 :], len(words), speech, requests):
            continue  # whatever this word is, the others ask for nothing
        for meant in _slips(word, requests):
            found = _heard([*words[:at], meant, *words[at + 1 :]], speech, requests)
            if found is not None and not found.weak:
                return found
    return None


def _heard(words: list[str], speech: Language, requests: Requests) -> Request | None:
    """The first in _ORDER of what the words can ask for."""
    left = _possible(words, speech, requests)
    if not left:
        return None
    counted, spans = _with_numbers(words, speech), _spans(words)
    counted_spans = spans if counted == words else _spans(counted)
    while left:
        first = left & -left
        left ^= first
        phrasing = requests.phrasings[first.bit_length() - 1]
        if not phrasing.least <= len(words) <= phrasing.most or not _fills(phrasing.slots, spans, counted_spans):
            continue
        if phrasing.name != "correct":
            return Request(command_named(phrasing.name), phrasing.weak)
        number = _only_number(words, counted, speech)
        if number is not None:
            return Request(Reply("command", name="correct", argument=number, how="command"), phrasing.weak)
    return None


def _possible(words: list[str], speech: Language, requests: Requests) -> int:
    """The phrasings that each of the words may stand in, and that have one they need."""
    held = _holding(words, len(words), speech, requests)
    if not held:
        return 0
    near = 0
    for word in words:
        near |= requests.anchored.get(word, 0)
    return near & held


def _holding(words: list[str], size: int, speech: Language, requests: Requests) -> int:
    """The phrasings that each of the words may stand in, where `size` words are said in all."""
    unknown = requests.open if size >= requests.least_open else 0
    holding, numbers = requests.holding, speech.numbers
    left = -1
    for word in words:
        held = holding.get(word, unknown)
        left &= held | requests.counting if word in numbers or word[0].isdigit() else held
        if not left:
            break
    return left


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
    return ["#" if _is_number(word, speech) else word for word in words]


def _is_number(word: str, speech: Language) -> bool:
    return word[0].isdigit() or word in speech.numbers


def _only_number(words: list[str], counted: list[str], speech: Language) -> str | None:
    """The number of the question to correct; null where more than one number was said."""
    written = [word for word in words if word[0].isdigit()]
    if len(written) == 1:
        return str(int(written[0])) if written[0].isdigit() else None
    named = [word for word, sign in zip(words, counted, strict=True) if sign == "#"]
    return str(speech.numbers[named[0]]) if len(named) == 1 and not written else None


def _slips(word: str, requests: Requests) -> Iterator[str]:
    """Words of requests that this unknown word may be a slip of: letters swapped, one wrong, vowels left out."""
    head, ends = _ends(word)
    listed = requests.by_ends.get(head, ()) + requests.by_ends.get(ends, ())
    close = extract(word, listed, scorer=OSA.distance, score_cutoff=1, limit=None) if listed else []
    alike = {meant for meant, _, _ in close if _is_slip(word, meant)}
    alike.update(
        [meant for meant in requests.by_consonants.get(_consonants(word), ()) if _is_without_vowels(word, meant)]
    )
    for meant in sorted(alike):
        if not word.startswith(meant) and not meant.startswith(word):  # another ending is another form of the word
            yield meant


def _ends(word: str) -> tuple[str, str]:
    """What a word and a slip of it have in common: the first two letters, or the first and the last.

    A slip leaves the first letter, and touches either the second or something behind it.
    """
    return word[:2], f"{word[0]}-{word[-1]}"


def _consonants(word: str) -> str:
    return word[0] + _VOWELS.sub("", word[1:])


def _is_slip(word: str, meant: str) -> bool:
    """Whether a word this near is a slip: of four letters two may be swapped, of more one may be wrong."""
    return max(len(word), len(meant)) > _SLIPPED or sorted(word) == sorted(meant)


def _is_without_vowels(word: str, meant: str) -> bool:
    """ "skp" for "skip", "ovr" for "over"; their consonants are the same already."""
    if len(word) >= len(meant):
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
    listed_phrasings = [_phrasing(row, name, weak) for (name, _, weak), row in zip(lines, rows, strict=True)]
    ordered = tuple(sorted(listed_phrasings, key=lambda found: (_ORDER.index(found.name), found.weak)))
    open_to_any = [at for at, phrasing in enumerate(ordered) if any(slot.open for slot in phrasing.slots)]
    anywhere = sum(1 << at for at in open_to_any)
    holding = _bits([_words(phrasing) for phrasing in ordered])
    common = {word: bits.bit_count() for word, bits in holding.items()}
    spelt = {key(short): " ".join(map(key, long.split(" "))) for short, long in listed.SPELT.items()}
    return Requests(
        phrasings=ordered,
        anchored=_bits([_anchors(phrasing.slots, common) for phrasing in ordered]),
        holding={word: bits | anywhere for word, bits in holding.items()},
        counting=holding.get("#", 0),
        open=anywhere,
        least_open=min((ordered[at].least for at in open_to_any), default=_MOST_WORDS),
        idle=idle,
        idle_phrases=tuple(phrase for phrase in idle if " " in phrase),
        idle_openers=frozenset(phrase.split(" ")[0] for phrase in idle if " " in phrase),
        spelt=spelt,
        forms={word: _form(word, spelt) for word in _typed(listed.SETS.values(), (line for _, line, _ in lines))},
        words=frozenset(common) - {"#"},
        by_ends=_grouped({word for word in common if len(word) >= _SLIPPED}, _ends),
        by_consonants=_grouped(set(common) - {"#"}, lambda word: (_consonants(word),)),
    )


def _phrasing(row: tuple[Slot, ...], name: CommandName, weak: bool) -> Phrasing:
    least = sum(min(slot.lengths or _ANY) for slot in row if not slot.optional)
    most = sum(_ANY[-1] if slot.open else max(slot.lengths) for slot in row)
    return Phrasing(row, name, weak, least, most)


def _words(phrasing: Phrasing) -> set[str]:
    return {word for slot in phrasing.slots for way in slot.ways for word in way.split(" ")}


def _bits(rows: list[set[str]]) -> dict[str, int]:
    """Each word of the rows: the rows that it is in, as the bits of a number."""
    table: dict[str, int] = {}
    for at, row in enumerate(rows):
        for word in row:
            table[word] = table.get(word, 0) | 1 << at
    return table


def _typed(sets: Iterable[str], lines: Iterable[str]) -> set[str]:
    """The words of a language's file as people type them."""
    return {word for written in (*sets, *lines) for word in re.split(r"[ |_?<>*#]+", written) if word}


def _form(word: str, spelt: Mapping[str, str]) -> str:
    regular = key(word)
    return spelt.get(regular, regular)


def _grouped(words: set[str], traits: Callable[[str], tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    table: dict[str, list[str]] = {}
    for word in sorted(words):
        for trait in traits(word):
            table.setdefault(trait, []).append(word)
    return {trait: tuple(found) for trait, found in table.items()}


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
