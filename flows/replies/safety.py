"""Safety words, looked for in every message before anything else, in every language at once.

Negation does not clear a hit ("I do not want to die" is a reason to call), nor does a STOP beside it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib import import_module
from typing import Final

from rapidfuzz.distance import OSA

from flows.replies import safety_words
from flows.replies.language import SHIPPED, base_tag, vocabulary
from flows.replies.text import Text, key, normalise

_BETWEEN: Final = 3  # words that may stand between two words of a pattern
_FORGIVING: Final = 5  # a word this long is known in spite of one slip
_FORGIVING_ALONE: Final = 7  # and this long where nothing else in the pattern bears it out
_SHORTEST_STEM: Final = 3
_WORD: Final = re.compile(r"[^\W_]+")
_LEET: Final = str.maketrans("013457@$", "oieastas")
_INSIDE: Final = re.compile(r"(?<=[^\W_])[^\w\s,;:?!]+(?=[^\W_])|(?<=[^\W_])_+(?=[^\W_])")
_MIXED: Final = re.compile(r"[^\W\d_]\d|\d[^\W\d_]")  # digits among letters: "su1cide"
_CUT_OFF: Final = re.compile(r"\b(can|don|won|isn|wasn|couldn|doesn|didn) t\b")  # voice typing drops the apostrophe
_SPELT_OUT: Final = re.compile(r"(?<![^\W_])[^\W\d_][ .*_-](?:[^\W_][ .*_-])+[^\W_](?![^\W_])")
_STRAY: Final = 8  # single letters that may stand before a word spelt out


@dataclass(frozen=True, slots=True)
class Pattern:
    """Words in their order; each slot lists the keys of the words that may stand there."""

    group: str
    slots: tuple[frozenset[str], ...]
    gaps: tuple[int, ...]  # words that may stand before each slot


@dataclass(frozen=True, slots=True)
class Watch:
    """All patterns by the one word of each that is rarest in ordinary talk."""

    by_anchor: Mapping[str, tuple[Pattern, ...]]
    words: frozenset[str]
    stems: Mapping[str, tuple[str, ...]]  # by their first letters
    everyday: frozenset[str]  # words of ordinary replies, which are no misspellings
    alone: frozenset[str]  # words that are a whole pattern
    slips: Mapping[str, frozenset[str]]  # a word with one letter taken away: the words it may be


def alarm(text: str, language: str) -> str | None:
    """The group of safety words that the text holds, the conversation's own language first; null for none."""
    return alarm_in(normalise(text), language)


def alarm_in(text: Text, language: str) -> str | None:
    """The same for a text made regular already."""
    plain = text.plain
    if not text.words:
        return None
    watch = _watch()
    found = _groups(_keys(plain), watch)
    if not found and (_INSIDE.search(plain) or _SPELT_OUT.search(plain) or _MIXED.search(plain)):
        found = next(filter(None, (_groups(_keys(meant), watch) for meant in _unmasked(plain))), set())
    if not found:
        return None
    order = _order(base_tag(language) or "en")
    return min(found, key=order.index)


def groups(tag: str) -> Mapping[str, tuple[str, ...]]:
    """The patterns of one language, by group."""
    listed: Mapping[str, tuple[str, ...]] = import_module(f"{safety_words.__name__}.{tag}").GROUPS
    return listed


def _keys(plain: str) -> list[str]:
    return [key(word) for word in _WORD.findall(_CUT_OFF.sub(r"\1t", plain.replace("'", "")))]


def _unmasked(plain: str) -> Iterator[str]:
    """ "s.u.i-c.i.d.e", "k i l l myself" and "su1cide" as they may have been meant."""
    yield _in_letters(_INSIDE.sub("", plain))
    if _SPELT_OUT.search(plain):
        for stray in range(_STRAY):
            joined = _SPELT_OUT.sub(lambda run: _joined(run[0], stray), plain)  # noqa: B023  # used at once
            yield _in_letters(_INSIDE.sub("", joined))


def _joined(run: str, stray: int) -> str:
    """Letters spelt out as one word, behind those that only stood before it."""
    letters = re.sub(r"[ .*_-]", "", run)
    return f"{letters[:stray]} {letters[stray:]}"


def _in_letters(joined: str) -> str:
    return re.sub(r"[\w@$]*[^\W\d_][\w@$]*", lambda match: match[0].translate(_LEET), joined)


def _groups(keys: list[str], watch: Watch) -> set[str]:
    seen = [_meanings(key, watch) for key in keys]
    found: set[str] = set()
    for at, meanings in enumerate(seen):
        for meaning in meanings:
            for pattern in watch.by_anchor.get(meaning, ()):
                if pattern.group not in found and _stands(pattern, seen, at):
                    found.add(pattern.group)
    return found


def _meanings(key: str, watch: Watch) -> tuple[str, ...]:
    """The listed words that a word may be: itself, a stem it begins with, or one slip away."""
    exact = (key,) if key in watch.words else ()
    stems = tuple([f"{stem}*" for stem in watch.stems.get(key[:_SHORTEST_STEM], ()) if key.startswith(stem)])
    if exact or stems or len(key) < _FORGIVING or key in watch.everyday:
        return exact + stems
    shorter = {key, *(key[:at] + key[at + 1 :] for at in range(len(key)))}
    near = {word for form in shorter for word in watch.slips.get(form, ())}
    return tuple(
        sorted(
            word
            for word in near
            if (len(word) >= _FORGIVING_ALONE or word not in watch.alone)
            and OSA.distance(key, word, score_cutoff=1) <= 1
        )
    )


def _stands(pattern: Pattern, seen: list[tuple[str, ...]], anchor: int) -> bool:
    """Whether the whole pattern stands around the place where its anchor was found."""
    reach = (len(pattern.slots) - 1) * (_BETWEEN + 1)
    starts = range(max(0, anchor - reach), min(len(seen), anchor + 1))
    return any(_follows(pattern, seen, start) for start in starts)


def _follows(pattern: Pattern, seen: list[tuple[str, ...]], start: int) -> bool:
    if pattern.slots[0].isdisjoint(seen[start]):
        return False
    places = [start]
    for slot, gap in zip(pattern.slots[1:], pattern.gaps[1:], strict=True):
        places = [
            place
            for place in range(places[0] + 1, min(len(seen), places[-1] + gap + 2))
            if not slot.isdisjoint(seen[place]) and any(0 < place - before <= gap + 1 for before in places)
        ]
        if not places:
            return False
    return True


@cache
def _watch() -> Watch:
    patterns = [
        _pattern(group, pattern) for tag in SHIPPED for group, listed in groups(tag).items() for pattern in listed
    ]
    by_anchor: dict[str, list[Pattern]] = {}
    for pattern in patterns:
        rarest = max(pattern.slots, key=lambda slot: min(len(word) for word in slot) - len(slot) / 100)
        for word in rarest:
            by_anchor.setdefault(word, []).append(pattern)
    listed_words = {word for pattern in patterns for slot in pattern.slots for word in slot}
    words = frozenset(word for word in listed_words if not word.endswith("*"))
    return Watch(
        by_anchor={word: tuple(found) for word, found in by_anchor.items()},
        words=words,
        stems=_by_head(word[:-1] for word in listed_words if word.endswith("*")),
        everyday=_everyday(),
        alone=frozenset(word for pattern in patterns if len(pattern.slots) == 1 for word in pattern.slots[0]),
        slips=_slips(listed_words),
    )


def _by_head(stems: Iterable[str]) -> dict[str, tuple[str, ...]]:
    listed: dict[str, tuple[str, ...]] = {}
    for stem in sorted(stems):
        assert len(stem) >= _SHORTEST_STEM, f"the stem {stem}* would find too much"
        listed[stem[:_SHORTEST_STEM]] = (*listed.get(stem[:_SHORTEST_STEM], ()), stem)
    return listed


def _pattern(group: str, written: str) -> Pattern:
    slots = written.split(" ")
    return Pattern(
        group,
        tuple(frozenset(_listed(word) for word in slot.lstrip("+").split("|")) for slot in slots),
        tuple(0 if slot.startswith("+") else _BETWEEN for slot in slots),
    )


def _everyday() -> frozenset[str]:
    """Every word that the languages' own vocabularies use, clock and calendar included."""
    entries = [getattr(vocabulary(tag), field.name) for tag in SHIPPED for field in fields(vocabulary(tag))]
    said = [phrase for entry in entries for phrase in _phrases_in(entry)]
    return frozenset(key(word) for phrase in said for word in _WORD.findall(phrase))


def _phrases_in(entry: object) -> list[str]:
    if isinstance(entry, Mapping):
        return [*entry, *(value for value in entry.values() if isinstance(value, str))]
    return [entry] if isinstance(entry, str) else []


def _listed(word: str) -> str:
    return key(word.removesuffix("*")) + ("*" if word.endswith("*") else "")


def _slips(listed: set[str]) -> dict[str, frozenset[str]]:
    slips: dict[str, set[str]] = {}
    for word in listed:
        if word.endswith("*") or len(word) < _FORGIVING:
            continue
        for form in (word, *(word[:at] + word[at + 1 :] for at in range(len(word)))):
            slips.setdefault(form, set()).add(word)
    return {form: frozenset(words) for form, words in slips.items()}


@cache
def _order(tag: str) -> tuple[str, ...]:
    """Groups in the order of a language's file: what to name first when several are found."""
    return tuple(dict.fromkeys([*groups(tag), *(group for other in SHIPPED for group in groups(other))]))
