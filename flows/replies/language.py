"""A language made ready for reading, once and only when someone first writes in it."""

import pkgutil
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache, lru_cache
from importlib import import_module
from typing import Final

from flows.replies import languages
from flows.replies.near import by_length
from flows.replies.number_words import NumberReader, number_words
from flows.replies.text import spellings
from flows.replies.vocabulary import Vocabulary

SHIPPED: Final = tuple(sorted(module.name for module in pkgutil.iter_modules(languages.__path__)))
# Written Norwegian under its other names.
# A shorter one written in one word might be another word.
_LONG_COMMAND: Final = 7
_KIN: Final = {"nn": "nb", "no": "nb"}
# A name as it is written, alone or with a second: what follows "this is not" and is no adjective.
_NAME: Final = r"[^\W\d_a-zæøåäö][a-zæøåäöéèü]+(?:[ -][^\W\d_a-zæøåäö][a-zæøåäöéèü]+)?"
# What may follow it: "Peter's phone", "Peter here".
_AFTER_NAME: Final = (
    r"(?:'?s)?(?: (?:phone|number|mobile|telefon|nummer|mobil))?"
    r"(?: (?:here|at this number|her|här|på dette nummer|på dette nummeret|på det här numret))?"
)
# Roles that a word may play around a number; the letter stands for it in a reading's signature (quantity.py).
ROLES: Final = (
    ("sign_offs", "F"),
    ("fillers", "F"),
    ("articles", "A"),
    ("thanks", "F"),
    ("polite", "F"),
    ("hedges", "M"),
    ("conjunctions", "J"),
    ("but", "B"),
    ("of", "O"),
    ("ranges", "R"),
    ("corrections", "X"),
    ("negations", "G"),
    ("comparators", "C"),
    ("scale", "K"),
)


@dataclass(slots=True)
class Step:
    """Where a phrase has come to, word by word: its meaning if it may end here, and the words that may follow."""

    meaning: str | None = None
    following: dict[str, "Step"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases looked up by their words: the longest that stands at a place is found."""

    phrases: Mapping[str, str]
    first: Mapping[str, Step]

    def find(self, words: list[str], start: int) -> tuple[str, int] | None:
        """What stands at `start`, and how many words it takes."""
        found: tuple[str, int] | None = None
        step = self.first.get(words[start])
        at = start
        while step is not None:
            at += 1
            if step.meaning is not None:
                found = step.meaning, at - start
            step = step.following.get(words[at]) if at < len(words) else None
        return found


@dataclass(frozen=True, slots=True, eq=False)  # one of each tag: known by identity
class Language:
    """One language, ready: every set and table holds the spellings without marks too."""

    tag: str
    vocabulary: Vocabulary
    numbers: Mapping[str, int]
    near_numbers: Mapping[int, Mapping[str, int]]  # what a word of that length may be a slip of
    ones: frozenset[str]  # articles that are the number one when they stand alone
    reader: NumberReader
    ordinals: Mapping[str, int]
    roles: Lexicon
    units: Mapping[str, str]
    halves: Mapping[str, float]
    yes: frozenset[str]
    no: frozenset[str]
    surely: frozenset[str]
    hardly: frozenset[str]
    nothing: frozenset[str]
    nothing_words: frozenset[str]  # one word of each of its phrases
    commands: Mapping[str, str]
    joined: Mapping[str, str]  # long commands without their spaces: "springover"
    thanks: frozenset[str]
    polite: Lexicon
    ordinary: frozenset[str]
    correct: re.Pattern[str]
    correct_verbs: tuple[str, ...]  # what it begins with
    auto_replies: re.Pattern[str]
    absences: re.Pattern[str]
    somebody_else: re.Pattern[str]  # "this is not Peter"
    not_me: re.Pattern[str]  # its opening
    parts: frozenset[str]  # words that may be a part of a number: "half", "one and a half", "a"
    states: frozenset[str]
    endings: re.Pattern[str]
    standard: Mapping[str, str]
    standard_phrases: tuple[tuple[str, str], ...]
    entries: Mapping[str, frozenset[str]]  # of the vocabulary, by name
    unusual: frozenset[str]  # the words that a form of the two begins with

    def standardise(self, said: str) -> str:
        """The same words without dialect and hurried spelling: "eg veit ikkje" as "jeg vet ikke"."""
        if self.unusual.isdisjoint(said.split(" ")):
            return said
        for phrase, word in self.standard_phrases:
            if phrase in said:
                said = f" {said} ".replace(f" {phrase} ", f" {word} ").strip()
        return " ".join([self.standard.get(word, word) for word in said.split(" ")])

    def stem(self, word: str) -> str:
        """The word without what inflection adds; at least three letters stay."""
        return self.endings.sub("", word)

    def words(self, name: str) -> frozenset[str]:
        """The phrases of one entry of the vocabulary, in all their spellings."""
        return self.entries[name]


@lru_cache(maxsize=256)
def base_tag(tag: str) -> str | None:
    """The shipped language that a tag falls back to: da-DK → da, nn → nb; null where there is none."""
    base = tag.strip().lower().replace("_", "-").split("-")[0]
    base = _KIN.get(base, base)
    return base if base in SHIPPED else None


def language(tag: str) -> Language | None:
    base = base_tag(tag)
    return _load(base) if base else None


def all_languages() -> tuple[Language, ...]:
    return tuple(_load(tag) for tag in SHIPPED)


def phrases(entry: str | Iterable[str]) -> frozenset[str]:
    listed = entry.split("|") if isinstance(entry, str) else entry
    return frozenset(way for phrase in listed if phrase for way in spellings(phrase))


@cache
def vocabulary(tag: str) -> Vocabulary:
    found = import_module(f"{languages.__name__}.{tag}").VOCABULARY
    assert isinstance(found, Vocabulary), "a language file defines VOCABULARY"
    return found


@cache
def _load(tag: str) -> Language:
    words = vocabulary(tag)
    numbers, ordinals, ones = number_words(words)
    commands = {way: name for name, entry in words.commands.items() for way in phrases(entry)}
    known = (
        phrases(words.yes) | phrases(words.no) | phrases(words.thanks) | phrases(words.fillers) | frozenset(commands)
    )
    return Language(
        tag=tag,
        vocabulary=words,
        numbers=numbers,
        near_numbers=by_length(numbers),
        ones=ones,
        reader=NumberReader(numbers, words),
        ordinals=ordinals,
        roles=_lexicon(
            dict.fromkeys(_parts_of_today(words), "T")
            | {way: role for name, role in ROLES for way in phrases(getattr(words, name))}
        ),
        units={way: kind for kind, entry in words.units.items() for way in phrases(entry)},
        halves={way: worth for phrase, worth in words.halves.items() for way in spellings(phrase)},
        yes=phrases(words.yes),
        no=phrases(words.no),
        surely=phrases(words.surely),
        hardly=phrases(words.hardly),
        nothing=phrases(words.nothing),
        nothing_words=frozenset(max(phrase.split(" "), key=len) for phrase in phrases(words.nothing)),
        commands=commands,
        joined={way.replace(" ", ""): way for way in commands if " " in way and len(way) > _LONG_COMMAND},
        thanks=phrases(words.thanks),
        polite=_lexicon(dict.fromkeys(phrases(words.polite), "F")),
        ordinary=phrases(words.ordinary) | known,
        correct=_correct_pattern(words, numbers),
        correct_verbs=tuple(sorted(phrases(words.correct))),
        auto_replies=re.compile("|".join(words.auto_replies)),
        absences=re.compile("|".join(words.absences)),
        somebody_else=re.compile(rf"(?i:{words.not_me}) (?P<name>{_NAME}){_AFTER_NAME}"),
        not_me=re.compile(f"(?i:{words.not_me}) "),
        parts=ones | phrases(words.one_and_a_half) | phrases(words.halves),
        states=phrases(words.states),
        endings=_endings_pattern(words.endings),
        standard={way: word for form, word in words.standard.items() if " " not in form for way in spellings(form)},
        standard_phrases=tuple((form, word) for form, word in words.standard.items() if " " in form),
        entries=_entries(words),
        unusual=frozenset(way.split(" ")[0] for form in words.standard for way in spellings(form)),
    )


def _entries(words: Vocabulary) -> dict[str, frozenset[str]]:
    written = {entry.name: getattr(words, entry.name) for entry in fields(words)}
    return {name: phrases(entry) for name, entry in written.items() if isinstance(entry, str)}


def _parts_of_today(words: Vocabulary) -> frozenset[str]:
    return phrases(phrase for phrase, days in words.roughly_today.items() if days == 0)


def _endings_pattern(endings: str) -> re.Pattern[str]:
    listed = "|".join(sorted(endings.split("|"), key=len, reverse=True))
    return re.compile(rf"(?<=[^\W\d_]{{3}})(?:{listed})$")


def _lexicon(meanings: dict[str, str]) -> Lexicon:
    before = Step()
    for phrase, meaning in meanings.items():
        step = before
        for word in phrase.split(" "):
            step = step.following.setdefault(word, Step())
        step.meaning = meaning
    return Lexicon(meanings, before.following)


def _correct_pattern(words: Vocabulary, numbers: Mapping[str, int]) -> re.Pattern[str]:
    verbs = "|".join(sorted(map(re.escape, phrases(words.correct)), key=len, reverse=True))
    counted = "|".join(sorted((word for word, value in numbers.items() if 0 < value < 100), key=len, reverse=True))
    return re.compile(rf"(?:{verbs}) ?(\d{{1,3}}|(?:{counted}))")
